//! The **prior price** (prisinformationslagen 7 a §): whoever announces a reduction says the lowest price of the 30 days before it began.
//!
//! A reduction is a campaign's price that is below what it costs otherwise. It begins when the price first went down and goes on while the campaign's
//! price stays or goes further down, also from one campaign into the next: the days that are looked at end where it began and stay put. A price that
//! goes up inside a campaign begins a new reduction. Where those days knew a price as low as today's, there is no reduction to announce.
//!
//! Only what could be bought was charged: while an article was not published it had no price, whatever the lists said.

use platform::clock::Timestamp;
use platform::money::UnitPrice;

use super::sheet::{ListKind, Sheet};
use super::vat::{self, VatRates};
use crate::ids::PriceListId;

/// How many days are looked at before the reduction began.
const DAYS: i64 = 30;

/// The first moment that is looked at for a reduction that began then: thirty days before by the Swedish calendar, also across a change of the clock.
#[must_use]
pub fn counted_from(began: Timestamp) -> Timestamp {
    let days = jiff::Span::new().days(DAYS);
    let first = began.business_time().checked_sub(days);
    first.map_or_else(
        |_| began.minus(jiff::SignedDuration::from_hours(DAYS * 24)),
        |first| first.timestamp().into(),
    )
}

/// A stretch of time in which one thing cost an audience the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// From this moment.
    pub from: Timestamp,
    /// Until just before this one.
    pub to: Timestamp,
    /// Whether it could be bought; else it had no price, whatever the lists said.
    pub is_for_sale: bool,
    /// As it was shown; `None`: it had no price.
    pub price: Option<UnitPrice>,
    /// What it would have cost without a campaign.
    pub ordinary: Option<UnitPrice>,
    /// Whether a campaign had lowered it.
    pub is_reduced: bool,
    /// The list that decided.
    pub list: Option<PriceListId>,
}

/// What there is to say of a price today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reduction {
    /// It is not reduced.
    None,
    /// It is, and this is the price to name.
    Announced(Prior),
    /// A campaign decides, and nothing may be called a reduction: the days before knew no higher lowest price, or none at all.
    NotToBeAnnounced {
        /// When the campaign's price began.
        began: Timestamp,
        /// The lowest price of the days before, if there was one.
        lowest: Option<UnitPrice>,
    },
}

/// The price that a reduction is told from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Prior {
    /// As it was shown.
    pub price: UnitPrice,
    /// When the reduction began.
    pub began: Timestamp,
    /// The first moment that is looked at.
    pub counted_from: Timestamp,
}

/// The rates of one VAT class in one country over time.
#[derive(Clone, Copy, Debug)]
pub struct RatesOf<'a> {
    /// The table.
    pub rates: &'a VatRates,
    /// The class.
    pub class: &'a str,
    /// Where the goods go.
    pub country: &'a str,
}

impl RatesOf<'_> {
    /// The rate at a moment; nothing where none is laid down.
    #[must_use]
    pub fn at(&self, at: Timestamp) -> i32 {
        self.rates.at(self.class, self.country, at).unwrap_or(0)
    }
}

impl Sheet {
    /// What so many pieces have cost each, oldest first, up to `at`.
    #[must_use]
    pub fn stretches(
        &self,
        quantity: i32,
        at: Timestamp,
        shows_vat: bool,
        rates: RatesOf<'_>,
    ) -> Vec<Stretch> {
        let mut stretches: Vec<Stretch> = Vec::new();
        let moments = self.moments(at, rates);
        for (from, to) in moments.iter().zip(moments.iter().skip(1)) {
            let next = self.stretch(quantity, (*from, *to), shows_vat, rates);
            match stretches.last_mut().filter(|last| last.is_like(&next)) {
                Some(last) => last.to = *to,
                None => stretches.push(next),
            }
        }
        stretches
    }

    /// Every moment at which the price may have changed, in order; the last is just after `at`.
    fn moments(&self, at: Timestamp, rates: RatesOf<'_>) -> Vec<Timestamp> {
        let of_prices = self.lists.iter().flat_map(|of| {
            let prices = of.prices.iter().map(|price| price.period);
            prices
                .chain([of.list.period, of.asked])
                .flat_map(|period| [period.from, period.to])
        });
        let first = self
            .lists
            .iter()
            .flat_map(|of| &of.prices)
            .filter_map(|price| price.period.from)
            .min();
        let of_rates = rates.rates.changes(rates.class, rates.country);
        let of_sale = self
            .sale
            .iter()
            .flat_map(|sale| sale.published.iter().chain(&sale.paused))
            .flat_map(|period| [period.from, period.to]);
        let mut moments: Vec<Timestamp> = of_prices
            .chain(of_sale)
            .flatten()
            .chain(of_rates)
            .filter(|moment| *moment <= at && first.is_some_and(|first| first <= *moment))
            .collect();
        moments.sort_unstable();
        moments.dedup();
        moments.push(at.plus(jiff::SignedDuration::from_micros(1)));
        moments
    }

    fn stretch(
        &self,
        quantity: i32,
        (from, to): (Timestamp, Timestamp),
        shows_vat: bool,
        rates: RatesOf<'_>,
    ) -> Stretch {
        let rate = rates.at(from);
        let is_for_sale = self.sale.as_ref().is_none_or(|sale| sale.holds(from));
        let chosen = self.at(quantity, from, rate).filter(|_| is_for_sale);
        let shown = |list: &super::sheet::ListFacts, price: &super::sheet::PricePeriod| {
            UnitPrice(vat::shown(
                price.unit_price.0,
                list.includes_vat,
                shows_vat,
                rate,
            ))
        };
        Stretch {
            from,
            to,
            is_for_sale,
            price: chosen.map(|chosen| shown(chosen.list, chosen.price)),
            ordinary: chosen
                .and_then(|chosen| chosen.ordinary)
                .map(|(list, price)| shown(list, price)),
            is_reduced: chosen.is_some_and(|chosen| chosen.list.kind == ListKind::Campaign),
            list: chosen.map(|chosen| chosen.list.id),
        }
    }

    /// What is to be said of the price of so many pieces.
    #[must_use]
    pub fn reduction(
        &self,
        quantity: i32,
        at: Timestamp,
        shows_vat: bool,
        rates: RatesOf<'_>,
    ) -> Reduction {
        let is_reduced = self
            .at(quantity, at, rates.at(at))
            .is_some_and(|chosen| chosen.list.kind == ListKind::Campaign);
        if !is_reduced {
            return Reduction::None;
        }
        reduction(
            &self.stretches(quantity, at, shows_vat, rates),
            self.is_perishable,
        )
    }
}

/// The same, from what it has cost: oldest first, each beginning where the one before ends, the last being today's.
#[must_use]
pub fn reduction(stretches: &[Stretch], is_perishable: bool) -> Reduction {
    let Some(price) = stretches
        .last()
        .filter(|last| last.is_reduced)
        .and_then(|last| last.price)
    else {
        return Reduction::None;
    };
    // A while off sale ends no reduction: nobody met another price in it. One that was longer than what is looked at does.
    let goes_on = |earlier: &Stretch, later: &Stretch| {
        earlier.is_reduced && earlier.to >= counted_from(later.from) && earlier.price >= later.price
    };
    let mut first = stretches.len() - 1;
    while let Some(earlier) = stretches[..first].iter().rposition(|of| of.is_for_sale)
        && goes_on(&stretches[earlier], &stretches[first])
    {
        first = earlier;
    }
    let began = stretches[first].from;
    let counted_from = counted_from(began);
    let mut before = stretches[..first]
        .iter()
        .filter(|of| of.to > counted_from)
        .filter_map(|of| of.price);
    let lowest = if is_perishable {
        // Exempt: the price just before is named.
        before.next_back()
    } else {
        before.min()
    };
    match lowest {
        Some(lowest) if lowest > price => Reduction::Announced(Prior {
            price: lowest,
            began,
            counted_from,
        }),
        lowest => Reduction::NotToBeAnnounced { began, lowest },
    }
}

impl Stretch {
    /// Whether the same held.
    fn is_like(&self, other: &Self) -> bool {
        let parts = |of: &Self| {
            (
                of.is_for_sale,
                of.price,
                of.ordinary,
                of.is_reduced,
                of.list,
            )
        };
        parts(self) == parts(other)
    }
}

impl Reduction {
    /// The price to name, as it was shown.
    #[must_use]
    pub fn prior(&self) -> Option<UnitPrice> {
        match self {
            Self::Announced(prior) => Some(prior.price),
            Self::None | Self::NotToBeAnnounced { .. } => None,
        }
    }
}

#[cfg(test)]
mod tests;
