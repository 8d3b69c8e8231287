//! The **sheet**: everything that decides what one variant costs a visitor, and the one pure function that decides.
//!
//! Lists of tiers and companies are asked in order; the first that has a price for the quantity decides. Campaigns only ever lower that: of those that
//! have a lower price the lowest decides. A campaign for what has no other price decides alone. Where the order has been another, each moment is judged by the
//! order that it had.

use std::cmp::Ordering;
use std::sync::Arc;

use platform::clock::Timestamp;
use platform::money::UnitPrice;

use super::unit_price::Content;
use crate::catalogue::Label;
use crate::ids::{PriceListId, ProductId, VariantId};

/// What a price list is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ListKind {
    /// What a tier pays.
    Tier,
    /// What was agreed with a company.
    Company,
    /// A reduction for a while.
    Campaign,
}

impl ListKind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Tier, Self::Company, Self::Campaign];

    /// As it stands in the database.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Tier => "tier",
            Self::Company => "company",
            Self::Campaign => "campaign",
        }
    }

    /// Reads the column; `None` for what it never holds.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// A time from a moment until just before another; open ends are open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Period {
    /// From this moment.
    pub from: Option<Timestamp>,
    /// Until just before this one.
    pub to: Option<Timestamp>,
}

impl Period {
    /// Whether a moment lies in it.
    #[must_use]
    pub fn holds(&self, at: Timestamp) -> bool {
        self.from.is_none_or(|from| from <= at) && self.to.is_none_or(|to| at < to)
    }
}

/// A price list as far as prices depend on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListFacts {
    /// Which.
    pub id: PriceListId,
    /// What it is called.
    pub name: String,
    /// What it is for.
    pub kind: ListKind,
    /// Whose, when it is a tier's: what that is called.
    pub tier: Option<Arc<Label>>,
    /// Whether its prices have VAT in them.
    pub includes_vat: bool,
    /// When it holds.
    pub period: Period,
}

/// A price while it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PricePeriod {
    /// From how many pieces.
    pub min_quantity: i32,
    /// One piece, as the list has it.
    pub unit_price: UnitPrice,
    /// When it holds.
    pub period: Period,
}

/// A list with its prices of one variant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListPrices {
    /// The list.
    pub list: ListFacts,
    /// When it is asked in this place of the order. A list that has changed its place stands in the sheet once for each.
    pub asked: Period,
    /// Its prices of the variant, in any order.
    pub prices: Vec<PricePeriod>,
}

/// When an article has been for sale: a price that nobody could pay is none that was charged.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sale {
    /// When its product was published in the shop.
    pub published: Vec<Period>,
    /// When it was a draft or archived all the same, or the variant was not sold.
    pub paused: Vec<Period>,
}

impl Sale {
    /// Whether it could be bought at a moment.
    #[must_use]
    pub fn holds(&self, at: Timestamp) -> bool {
        self.published.iter().any(|of| of.holds(at)) && !self.paused.iter().any(|of| of.holds(at))
    }
}

/// What decides the price of one variant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// Which.
    pub variant_id: VariantId,
    /// Its product.
    pub product_id: ProductId,
    /// Fewest that are sold.
    pub min_quantity: i32,
    /// What the pack contains.
    pub content: Option<Content>,
    /// Decides the rate.
    pub vat_class: String,
    /// Whether the law's prior price of 30 days is not asked of it: perishable goods.
    pub is_perishable: bool,
    /// Whether it is not in the assortment of whoever asks, who has no price of it then.
    pub is_hidden: bool,
    /// When it has been for sale, where the past was read; `None`: it is for sale.
    pub sale: Option<Sale>,
    /// The context's lists, in order.
    pub lists: Vec<ListPrices>,
}

/// What decided.
#[derive(Clone, Copy, Debug)]
pub struct Chosen<'a> {
    /// The list.
    pub list: &'a ListFacts,
    /// Its price.
    pub price: &'a PricePeriod,
    /// What it would have cost without the campaign; `None` when no campaign decided, or nothing else has a price.
    pub ordinary: Option<(&'a ListFacts, &'a PricePeriod)>,
}

/// A price from some quantity on, for the table of quantity breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Break {
    /// From so many pieces.
    pub min_quantity: i32,
    /// One piece, as the list has it.
    pub unit_price: UnitPrice,
    /// Whether VAT is in it.
    pub includes_vat: bool,
}

impl ListPrices {
    /// The list's price of so many pieces at a moment.
    #[must_use]
    pub fn at(&self, quantity: i32, at: Timestamp) -> Option<&PricePeriod> {
        if !self.list.period.holds(at) || !self.asked.holds(at) {
            return None;
        }
        self.prices
            .iter()
            .filter(|price| price.min_quantity <= quantity && price.period.holds(at))
            .max_by_key(|price| price.min_quantity)
    }
}

impl Sheet {
    /// What so many pieces cost each at a moment, when VAT is `rate_bp`.
    #[must_use]
    pub fn at(&self, quantity: i32, at: Timestamp, rate_bp: i32) -> Option<Chosen<'_>> {
        if self.is_hidden {
            return None;
        }
        let quantity = quantity.max(self.min_quantity);
        let of = |is_campaign: bool| {
            let lists = self.lists.iter();
            lists
                .filter(move |of| (of.list.kind == ListKind::Campaign) == is_campaign)
                .filter_map(move |of| of.at(quantity, at).map(|price| (&of.list, price)))
        };
        let ordinary = of(false).next();
        // Of equals the first: `min_by` keeps it.
        let campaign = of(true).min_by(|a, b| compare(*a, *b, rate_bp));
        let campaign = campaign.filter(|campaign| {
            ordinary.is_none_or(|ordinary| compare(*campaign, ordinary, rate_bp).is_lt())
        });
        match (campaign, ordinary) {
            (Some((list, price)), ordinary) => Some(Chosen {
                list,
                price,
                ordinary,
            }),
            (None, Some((list, price))) => Some(Chosen {
                list,
                price,
                ordinary: None,
            }),
            (None, None) => None,
        }
    }

    /// The sheet of goods that have been offered: the offer's price without VAT decides for exactly so many pieces. Campaigns do not lower it; what the
    /// other lists say is told, and decides nothing. What staff have offered can be bought, also outside of the buyer's assortment.
    #[must_use]
    pub fn with_offer(mut self, name: &str, quantity: i32, unit_price: UnitPrice) -> Self {
        self.lists.retain(|of| of.list.kind != ListKind::Campaign);
        let offer = ListPrices {
            list: ListFacts {
                id: PriceListId(uuid::Uuid::nil()),
                name: name.to_owned(),
                kind: ListKind::Company,
                tier: None,
                includes_vat: false,
                period: Period::default(),
            },
            asked: Period::default(),
            prices: vec![PricePeriod {
                min_quantity: quantity,
                unit_price,
                period: Period::default(),
            }],
        };
        self.lists.insert(0, offer);
        // However few are sold at once else: it is what was agreed.
        self.min_quantity = quantity;
        self.is_hidden = false;
        self
    }

    /// The sheet with what the shopper has said that a gift card is to hold, instead of what its list proposes. That list may begin later: the sum is the
    /// shopper's, and holds whenever it is said.
    #[must_use]
    pub fn with_amount(mut self, unit_price: UnitPrice) -> Self {
        self.lists.retain(|of| of.list.kind != ListKind::Campaign);
        self.lists.truncate(1);
        for of in &mut self.lists {
            of.list.includes_vat = true;
            of.list.period = Period::default();
            of.asked = Period::default();
            of.prices = vec![PricePeriod {
                min_quantity: 1,
                unit_price,
                period: Period::default(),
            }];
        }
        self
    }

    /// The prices by quantity at a moment, fewest pieces first: one for each quantity from which another price holds.
    #[must_use]
    pub fn breaks(&self, at: Timestamp, rate_bp: i32) -> Vec<Break> {
        let mut quantities: Vec<i32> = self
            .lists
            .iter()
            .flat_map(|of| &of.prices)
            .filter(|price| price.period.holds(at))
            .map(|price| price.min_quantity.max(self.min_quantity))
            .collect();
        quantities.sort_unstable();
        quantities.dedup();
        let mut breaks: Vec<Break> = Vec::new();
        for quantity in quantities {
            let Some(chosen) = self.at(quantity, at, rate_bp) else {
                continue;
            };
            let next = Break {
                min_quantity: quantity,
                unit_price: chosen.price.unit_price,
                includes_vat: chosen.list.includes_vat,
            };
            let is_same = breaks.last().is_some_and(|last| {
                (last.unit_price, last.includes_vat) == (next.unit_price, next.includes_vat)
            });
            if !is_same {
                breaks.push(next);
            }
        }
        breaks
    }
}

/// Compares prices with and without VAT, exactly: both as a price with VAT, in ten-thousandths of what the lists are kept in.
pub(super) fn compare(
    (a_list, a): (&ListFacts, &PricePeriod),
    (b_list, b): (&ListFacts, &PricePeriod),
    rate_bp: i32,
) -> Ordering {
    let gross = |list: &ListFacts, price: &PricePeriod| {
        let factor = if list.includes_vat {
            10_000
        } else {
            10_000 + i128::from(rate_bp)
        };
        i128::from(price.unit_price.0) * factor
    };
    gross(a_list, a).cmp(&gross(b_list, b))
}

#[cfg(test)]
pub(super) mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Days from 14 July 2026 on; those within three months of it are all of 24 hours.
    pub(crate) fn day(day: i64) -> Timestamp {
        Timestamp::from_microsecond(1_784_000_000_000_000 + day * 86_400_000_000).unwrap()
    }

    pub(crate) fn list(kind: ListKind, includes_vat: bool) -> ListFacts {
        ListFacts {
            id: PriceListId::generate(),
            name: kind.as_str().to_owned(),
            kind,
            tier: None,
            includes_vat,
            period: Period::default(),
        }
    }

    pub(crate) fn price(min_quantity: i32, kronor: i64, from: i64, to: Option<i64>) -> PricePeriod {
        PricePeriod {
            min_quantity,
            unit_price: UnitPrice(kronor * 1_000_000),
            period: Period {
                from: Some(day(from)),
                to: to.map(day),
            },
        }
    }

    pub(crate) fn sheet(lists: Vec<(ListFacts, Vec<PricePeriod>)>) -> Sheet {
        Sheet {
            variant_id: VariantId::generate(),
            product_id: ProductId::generate(),
            min_quantity: 1,
            content: None,
            vat_class: "standard".to_owned(),
            is_perishable: false,
            is_hidden: false,
            sale: None,
            lists: lists
                .into_iter()
                .map(|(list, prices)| ListPrices {
                    list,
                    asked: Period::default(),
                    prices,
                })
                .collect(),
        }
    }

    fn kronor(sheet: &Sheet, quantity: i32, at: i64) -> Option<i64> {
        let chosen = sheet.at(quantity, day(at), 2_500)?;
        Some(chosen.price.unit_price.0 / 1_000_000)
    }

    #[test]
    fn the_first_list_with_a_price_for_the_quantity_decides() {
        let sheet = sheet(vec![
            (list(ListKind::Company, false), vec![price(10, 50, 0, None)]),
            (list(ListKind::Tier, false), vec![price(1, 80, 0, Some(5))]),
            (
                list(ListKind::Tier, true),
                vec![price(1, 125, 0, None), price(10, 110, 0, None)],
            ),
        ]);
        assert_eq!(kronor(&sheet, 1, 0), Some(80));
        assert_eq!(kronor(&sheet, 10, 0), Some(50));
        assert_eq!(kronor(&sheet, 9, 5), Some(125));
        assert_eq!(kronor(&sheet, 1, -1), None);
    }

    #[test]
    fn a_campaign_only_lowers_and_vat_is_weighed_in() {
        let with = |campaign_kronor| {
            sheet(vec![
                (
                    list(ListKind::Campaign, true),
                    vec![price(1, campaign_kronor, 0, None)],
                ),
                (list(ListKind::Tier, false), vec![price(1, 80, 0, None)]),
            ])
        };
        // 80 without VAT is 100 with it.
        assert_eq!(kronor(&with(99), 1, 0), Some(99));
        assert_eq!(kronor(&with(100), 1, 0), Some(80));
        assert_eq!(kronor(&with(101), 1, 0), Some(80));
        let reduced = with(99);
        let chosen = reduced.at(1, day(0), 2_500).unwrap();
        assert_eq!(chosen.ordinary.unwrap().1.unit_price, UnitPrice(80_000_000));
    }

    #[test]
    fn a_list_holds_only_in_its_period() {
        let mut campaign = list(ListKind::Campaign, true);
        campaign.period = Period {
            from: Some(day(3)),
            to: Some(day(6)),
        };
        let sheet = sheet(vec![
            (campaign, vec![price(1, 70, 0, None)]),
            (list(ListKind::Tier, true), vec![price(1, 100, 0, None)]),
        ]);
        assert_eq!(
            [2, 3, 5, 6].map(|at| kronor(&sheet, 1, at)),
            [Some(100), Some(70), Some(70), Some(100)]
        );
    }

    #[test]
    fn each_moment_is_judged_by_the_order_that_it_had() {
        let (own, pro) = (list(ListKind::Tier, false), list(ListKind::Tier, false));
        let mut sheet = sheet(vec![
            (own.clone(), vec![price(1, 80, 0, None)]),
            (
                pro.clone(),
                vec![price(1, 70, 0, None), price(10, 60, 0, None)],
            ),
            (pro, vec![price(1, 70, 0, None), price(10, 60, 0, None)]),
            (own, vec![price(1, 80, 0, None)]),
            (list(ListKind::Tier, true), vec![price(1, 125, 0, None)]),
        ]);
        let (before, since) = (
            Period {
                from: None,
                to: Some(day(5)),
            },
            Period {
                from: Some(day(5)),
                to: None,
            },
        );
        for (place, asked) in [since, since, before, before].into_iter().enumerate() {
            sheet.lists[place].asked = asked;
        }
        assert_eq!([4, 5].map(|at| kronor(&sheet, 1, at)), [Some(70), Some(80)]);
        assert_eq!(
            [4, 5].map(|at| kronor(&sheet, 10, at)),
            [Some(60), Some(80)]
        );
    }

    #[test]
    fn breaks_are_told_where_the_price_changes() {
        let mut sheet = sheet(vec![
            (list(ListKind::Campaign, true), vec![price(1, 95, 0, None)]),
            (
                list(ListKind::Tier, true),
                vec![
                    price(1, 100, 0, None),
                    price(5, 95, 0, None),
                    price(10, 90, 0, None),
                    price(50, 80, 9, None),
                ],
            ),
        ]);
        let told = |sheet: &Sheet| -> Vec<(i32, i64)> {
            let breaks = sheet.breaks(day(0), 2_500);
            breaks
                .iter()
                .map(|b| (b.min_quantity, b.unit_price.0 / 1_000_000))
                .collect()
        };
        assert_eq!(told(&sheet), [(1, 95), (10, 90)]);
        sheet.min_quantity = 12;
        assert_eq!(told(&sheet), [(12, 90)]);
    }

    #[test]
    fn an_offer_decides_alone_and_no_campaign_lowers_it() {
        let mut of = sheet(vec![
            (list(ListKind::Campaign, true), vec![price(1, 10, 0, None)]),
            (list(ListKind::Company, false), vec![price(1, 70, 0, None)]),
            (list(ListKind::Tier, true), vec![price(1, 100, 0, None)]),
        ]);
        of.min_quantity = 12;
        let offered = of.with_offer("O-1001", 5, UnitPrice(90_000_000));
        let chosen = offered.at(5, day(1), 2_500).unwrap();
        assert_eq!(chosen.list.name, "O-1001");
        assert_eq!(
            kronor(&offered, 5, 1),
            Some(90),
            "dearer than the lists, too"
        );
        assert!(chosen.ordinary.is_none());
    }

    #[test]
    fn the_shoppers_own_sum_holds_also_where_the_first_list_begins_later() {
        let mut of = sheet(vec![
            (list(ListKind::Tier, false), vec![price(1, 80, 5, None)]),
            (list(ListKind::Tier, true), vec![price(1, 100, 0, None)]),
        ]);
        of.lists[0].list.period.from = Some(day(5));
        of.lists[0].asked.from = Some(day(5));
        assert_eq!(kronor(&of, 1, 1), Some(100));
        let own = of.with_amount(UnitPrice(350_000_000));
        assert_eq!(kronor(&own, 1, 1), Some(350));
    }

    #[test]
    fn what_is_hidden_has_no_price_unless_staff_have_offered_it() {
        let mut of = sheet(vec![(
            list(ListKind::Tier, true),
            vec![price(1, 100, 0, None)],
        )]);
        assert_eq!(kronor(&of, 1, 1), Some(100));
        of.is_hidden = true;
        assert_eq!(kronor(&of, 1, 1), None);
        assert!(of.breaks(day(1), 2_500).is_empty());
        let offered = of.with_offer("O-1001", 5, UnitPrice(90_000_000));
        assert_eq!(kronor(&offered, 5, 1), Some(90));
    }

    proptest! {
        // Whatever the lists hold: a campaign never costs more than none, and the order of rows decides nothing.
        #[test]
        fn a_campaign_never_raises_and_rows_have_no_order(
            rows in prop::collection::vec((0..4_usize, 1..20_i32, 1..200_i64), 1..24),
            quantity in 1..25_i32,
            seed in any::<u64>(),
        ) {
            let kinds = [(ListKind::Company, false), (ListKind::Campaign, true), (ListKind::Campaign, false), (ListKind::Tier, true)];
            let lists: Vec<ListFacts> = kinds.map(|(kind, vat)| list(kind, vat)).to_vec();
            let mut seen = std::collections::HashSet::new();
            let rows: Vec<_> = rows.into_iter().filter(|(list, min, _)| seen.insert((*list, *min))).collect();
            let make = |is_turned: bool, has_campaigns: bool| {
                let of = |index: usize| {
                    let mut prices: Vec<PricePeriod> =
                        rows.iter().filter(|row| row.0 == index).map(|row| price(row.1, row.2, 0, None)).collect();
                    if is_turned {
                        prices.reverse();
                        let by = usize::try_from(seed % 7).unwrap() % prices.len().max(1);
                        prices.rotate_left(by);
                    }
                    prices
                };
                let all = lists.iter().cloned().enumerate();
                sheet(
                    all.filter(|(_, list)| has_campaigns || list.kind != ListKind::Campaign)
                        .map(|(index, list)| (list, of(index)))
                        .collect(),
                )
            };
            let (one, other, plain) = (make(false, true), make(true, true), make(false, false));
            let of = |sheet: &Sheet| sheet.at(quantity, day(0), 2_500).map(|c| (c.list.id, *c.price));
            prop_assert_eq!(of(&one), of(&other));
            if let Some(ordinary) = plain.at(quantity, day(0), 2_500) {
                let chosen = one.at(quantity, day(0), 2_500).unwrap();
                prop_assert!(compare((chosen.list, chosen.price), (ordinary.list, ordinary.price), 2_500).is_le());
            }
            let breaks = one.breaks(day(0), 2_500);
            for pair in breaks.windows(2) {
                prop_assert!(pair[0].min_quantity < pair[1].min_quantity);
            }
        }
    }
}
