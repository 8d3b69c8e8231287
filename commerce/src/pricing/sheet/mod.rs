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
pub(super) mod tests;
