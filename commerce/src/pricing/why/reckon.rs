//! Reckoning a price with its account: which list decides, why no other did, what VAT there is and what was rounded.

use platform::clock::Timestamp;
use platform::money::{Money, divide_rounded};

use super::{NextBreak, PassedOver, PassedReason, ReductionWhy, VatWhy, Why, WhyAsked};
use crate::pricing::prior::Reduction;
use crate::pricing::sheet::{Chosen, ListKind, ListPrices, Sheet};
use crate::pricing::vat;

impl Sheet {
    /// The account of a price; `None` when there is none.
    #[must_use]
    pub fn why(&self, asked: &WhyAsked<'_>) -> Option<Why> {
        let rate_bp = asked.rates.at(asked.at);
        let quantity = asked.quantity.max(self.min_quantity);
        let chosen = self.at(quantity, asked.at, rate_bp)?;
        let includes_vat = chosen.list.includes_vat;
        let bears_vat = asked.free.is_none();
        let price_e4 = chosen.price.unit_price.0;
        let gross_e4 = vat::shown(price_e4, includes_vat, bears_vat, rate_bp);
        let charged_bp = if bears_vat { rate_bp } else { 0 };
        let (line_minor, rounded) = if bears_vat {
            line(price_e4, includes_vat, quantity, rate_bp)?
        } else {
            line_without_vat(price_e4, includes_vat, quantity, rate_bp)?
        };
        let breaks = self.breaks(asked.at, rate_bp);
        let next = breaks.iter().find(|of| of.min_quantity > quantity);
        Some(Why {
            at: asked.at,
            quantity,
            currency: asked.currency,
            list: chosen.list.name.clone(),
            kind: chosen.list.kind,
            tier: chosen.list.tier.as_deref().cloned(),
            list_includes_vat: includes_vat,
            list_price_e4: chosen.price.unit_price.0,
            min_quantity: chosen.price.min_quantity,
            valid_from: later(chosen.price.period.from, chosen.list.period.from),
            valid_to: earlier(chosen.price.period.to, chosen.list.period.to),
            passed_over: self.passed_over(quantity, asked.at, &chosen),
            next_break: next.map(|of| NextBreak {
                min_quantity: of.min_quantity,
                price_e4: of.unit_price.0,
                includes_vat: of.includes_vat,
            }),
            vat: VatWhy {
                class: self.vat_class.clone(),
                rate_bp: charged_bp,
                country: asked.rates.country.to_owned(),
                reason: match asked.free {
                    Some(free) if self.vat_class != vat::VOUCHER => free,
                    _ => vat::Category::of(&self.vat_class, charged_bp),
                }
                .as_str()
                .to_owned(),
            },
            gross_e4,
            line: Money::new(line_minor, asked.currency),
            rounded_e4: rounded,
            reduction: told(asked.reduction, asked.shows_vat),
            offer: None,
        })
    }

    fn passed_over(&self, quantity: i32, at: Timestamp, chosen: &Chosen<'_>) -> Vec<PassedOver> {
        let others = self.lists.iter().filter(|of| of.list.id != chosen.list.id);
        let asked = others.filter(|of| of.asked.holds(at));
        asked
            .map(|of| PassedOver {
                list: of.list.name.clone(),
                kind: of.list.kind,
                tier: of.list.tier.as_deref().cloned(),
                reason: reason(of, quantity, at, chosen),
            })
            .collect()
    }
}

/// What so many cost with VAT in minor units, and what was rounded to get there, in ten-thousandths: the list's price is multiplied and its VAT
/// added before the one rounding. `None` when it does not fit.
#[must_use]
pub fn line(price_e4: i64, includes_vat: bool, quantity: i32, rate_bp: i32) -> Option<(i64, i64)> {
    let scale = i128::from(platform::money::UNIT_PRICE_SCALE);
    let factor = match includes_vat {
        true => 10_000,
        false => 10_000 + i128::from(rate_bp),
    };
    let exact = i128::from(price_e4) * i128::from(quantity) * factor;
    let minor = divide_rounded(exact, scale * 10_000);
    let rounded = divide_rounded(minor * scale * 10_000 - exact, 10_000);
    Some((
        i64::try_from(minor).ok()?,
        i64::try_from(rounded).unwrap_or(0),
    ))
}

/// What so many cost that are sold free of VAT: the list's price is multiplied and the VAT that it has in it taken out before the one rounding.
fn line_without_vat(
    price_e4: i64,
    includes_vat: bool,
    quantity: i32,
    rate_bp: i32,
) -> Option<(i64, i64)> {
    let scale = i128::from(platform::money::UNIT_PRICE_SCALE);
    let divisor = match includes_vat {
        true => 10_000 + i128::from(rate_bp),
        false => 10_000,
    };
    let exact = i128::from(price_e4) * i128::from(quantity) * 10_000;
    let minor = divide_rounded(exact, scale * divisor);
    let rounded = minor * scale - divide_rounded(exact, divisor);
    Some((
        i64::try_from(minor).ok()?,
        i64::try_from(rounded).unwrap_or(0),
    ))
}

fn reason(of: &ListPrices, quantity: i32, at: Timestamp, chosen: &Chosen<'_>) -> PassedReason {
    let period = of.list.period;
    if let Some(from) = period.from.filter(|from| at < *from) {
        return PassedReason::NotYet { from };
    }
    if let Some(to) = period.to.filter(|to| *to <= at) {
        return PassedReason::Ended { to };
    }
    let Some(price) = of.at(quantity, at) else {
        let held = of.prices.iter().filter(|price| price.period.holds(at));
        return match held.map(|price| price.min_quantity).min() {
            Some(min_quantity) => PassedReason::TooFew { min_quantity },
            None => PassedReason::NoPrice,
        };
    };
    let price_e4 = price.unit_price.0;
    let includes_vat = Some(of.list.includes_vat);
    if chosen
        .ordinary
        .is_some_and(|(list, _)| list.id == of.list.id)
    {
        PassedReason::Reduced {
            price_e4,
            includes_vat,
        }
    } else if of.list.kind == ListKind::Campaign {
        PassedReason::NotLower {
            price_e4,
            includes_vat,
        }
    } else {
        PassedReason::AskedLater {
            price_e4,
            includes_vat,
        }
    }
}

fn told(reduction: Reduction, shows_vat: bool) -> Option<ReductionWhy> {
    match reduction {
        Reduction::None => None,
        Reduction::Announced(prior) => Some(ReductionWhy {
            began: prior.began,
            lowest_e4: Some(prior.price.0),
            includes_vat: Some(shows_vat),
            is_announced: true,
        }),
        Reduction::NotToBeAnnounced { began, lowest } => Some(ReductionWhy {
            began,
            lowest_e4: lowest.map(|price| price.0),
            includes_vat: Some(shows_vat),
            is_announced: false,
        }),
    }
}

fn later(a: Option<Timestamp>, b: Option<Timestamp>) -> Option<Timestamp> {
    a.into_iter().chain(b).max()
}

fn earlier(a: Option<Timestamp>, b: Option<Timestamp>) -> Option<Timestamp> {
    a.into_iter().chain(b).min()
}

#[cfg(test)]
mod tests {
    use platform::money::{Currency, UnitPrice};

    use super::*;
    use crate::pricing::prior::RatesOf;
    use crate::pricing::sheet::Period;
    use crate::pricing::sheet::tests::{day, list, price, sheet};
    use crate::pricing::vat::{DatedRate, VatRates};

    #[test]
    fn each_list_is_told_with_what_it_said() {
        let mut future = list(ListKind::Campaign, true);
        future.period = Period {
            from: Some(day(9)),
            to: None,
        };
        let mut past = list(ListKind::Campaign, true);
        past.period = Period {
            from: None,
            to: Some(day(-35)),
        };
        let sheet = sheet(vec![
            (
                list(ListKind::Company, false),
                vec![price(10, 60, -40, None)],
            ),
            (future, vec![price(1, 10, -40, None)]),
            (past, vec![price(1, 10, -40, None)]),
            (list(ListKind::Campaign, true), vec![price(1, 90, 0, None)]),
            (list(ListKind::Campaign, true), vec![price(1, 95, 0, None)]),
            (
                list(ListKind::Tier, false),
                vec![price(1, 80, -40, None), price(10, 70, -40, None)],
            ),
            (list(ListKind::Tier, true), vec![price(1, 120, -40, None)]),
            (list(ListKind::Tier, true), vec![]),
        ]);
        let rates = VatRates::of(vec![DatedRate {
            vat_class: "standard".to_owned(),
            country: "SE".to_owned(),
            rate_bp: 2_500,
            valid_from: day(-4_000),
            valid_to: None,
        }]);
        let rates = RatesOf {
            rates: &rates,
            class: "standard",
            country: "SE",
        };
        let reduction = sheet.reduction(3, day(1), false, rates);
        let why = sheet
            .why(&WhyAsked {
                quantity: 3,
                at: day(1),
                currency: Currency::SEK,
                rates,
                free: None,
                reduction,
                shows_vat: false,
            })
            .unwrap();
        assert_eq!(
            (why.kind, why.list_price_e4, why.line.minor),
            (ListKind::Campaign, 90_000_000, 27_000)
        );
        let reasons: Vec<PassedReason> =
            why.passed_over.iter().map(|passed| passed.reason).collect();
        assert_eq!(
            reasons,
            [
                PassedReason::TooFew { min_quantity: 10 },
                PassedReason::NotYet { from: day(9) },
                PassedReason::Ended { to: day(-35) },
                PassedReason::NotLower {
                    price_e4: 95_000_000,
                    includes_vat: Some(true)
                },
                PassedReason::Reduced {
                    price_e4: 80_000_000,
                    includes_vat: Some(false)
                },
                PassedReason::AskedLater {
                    price_e4: 120_000_000,
                    includes_vat: Some(true)
                },
                PassedReason::NoPrice,
            ]
        );
        // From ten pieces on the company's 60 without VAT are lower than the campaign.
        assert_eq!(
            why.next_break
                .map(|next| (next.min_quantity, next.price_e4)),
            Some((10, 60_000_000))
        );
        assert_eq!(why.vat.reason, "S");
        // Shown without VAT: 90 / 1.25 against 80.
        assert_eq!(
            why.reduction,
            Some(ReductionWhy {
                began: day(0),
                lowest_e4: Some(80_000_000),
                includes_vat: Some(false),
                is_announced: true
            })
        );
        let kept: Why = serde_json::from_str(&serde_json::to_string(&why).unwrap()).unwrap();
        assert_eq!(kept, why);
        // As it was kept before the lists' VAT was.
        let old: PassedReason =
            serde_json::from_str(r#"{"code":"reduced","price_e4":80000000}"#).unwrap();
        assert_eq!(
            old,
            PassedReason::Reduced {
                price_e4: 80_000_000,
                includes_vat: None
            }
        );
    }

    #[test]
    fn vat_is_added_to_the_whole_line_before_the_one_rounding() {
        let mut sheet = sheet(vec![(
            list(ListKind::Tier, false),
            vec![price(1, 1, 0, None)],
        )]);
        // 0.041233 kr without VAT, a hundred thousand of them: 5 154.125 kr with it.
        sheet.lists[0].prices[0].unit_price = UnitPrice(41_233);
        let rates = VatRates::of(vec![DatedRate {
            vat_class: "standard".to_owned(),
            country: "SE".to_owned(),
            rate_bp: 2_500,
            valid_from: day(-4_000),
            valid_to: None,
        }]);
        let asked = WhyAsked {
            quantity: 100_000,
            at: day(1),
            currency: Currency::SEK,
            rates: RatesOf {
                rates: &rates,
                class: "standard",
                country: "SE",
            },
            free: None,
            reduction: Reduction::None,
            shows_vat: true,
        };
        let why = sheet.why(&asked).unwrap();
        assert_eq!((why.line.minor, why.rounded_e4), (515_413, 5_000));
    }

    #[test]
    fn rounding_is_told() {
        let mut sheet = sheet(vec![(
            list(ListKind::Tier, true),
            vec![price(1, 1, 0, None)],
        )]);
        sheet.lists[0].prices[0].unit_price = UnitPrice(41_250);
        let rates = VatRates::default();
        let rates = RatesOf {
            rates: &rates,
            class: "standard",
            country: "SE",
        };
        let asked = WhyAsked {
            quantity: 10,
            at: day(1),
            currency: Currency::SEK,
            rates,
            free: None,
            reduction: Reduction::None,
            shows_vat: true,
        };
        let why = sheet.why(&asked).unwrap();
        // 41.25 öre becomes 41.
        assert_eq!(
            (why.line.minor, why.rounded_e4, why.vat.reason.as_str()),
            (41, -2_500, "Z")
        );
    }
}
