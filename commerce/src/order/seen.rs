//! An order's sums as its buyer saw prices: without VAT where their tier is shown none. Each part is what its own VAT leaves of it, so that together with
//! the VAT they add up to the total.

use platform::money::{UnitPrice, split, vat_in_gross};

use super::{Order, OrderLine};
use crate::cart::totals::VatSum;
use crate::pricing::vat;

impl OrderLine {
    /// Its sum after what was taken off.
    #[must_use]
    pub fn seen_total(&self, shows_vat: bool) -> i64 {
        if shows_vat {
            self.total_minor
        } else {
            self.total_minor - self.vat_minor
        }
    }

    /// Its sum before anything was taken off.
    #[must_use]
    pub fn seen_before(&self, shows_vat: bool) -> i64 {
        let gross = self.total_minor + self.discount_minor;
        if shows_vat {
            gross
        } else {
            gross - vat_in_gross(gross, self.vat_rate_bp)
        }
    }

    /// Price of one.
    #[must_use]
    pub fn seen_unit_price(&self, shows_vat: bool) -> UnitPrice {
        UnitPrice(match self.why() {
            // The list's own price, not one that went to VAT and back.
            Some(why) if !shows_vat && !why.list_includes_vat => why.list_price_e4,
            _ => vat::shown(self.unit_price_e4, true, shows_vat, self.vat_rate_bp),
        })
    }
}

impl Order {
    /// The goods before anything was taken off.
    #[must_use]
    pub fn seen_items(&self) -> i64 {
        if self.shows_vat {
            return self.items_minor;
        }
        self.goods().map(|line| line.seen_before(false)).sum()
    }

    /// What was taken off the goods; not above nought.
    #[must_use]
    pub fn seen_discount(&self) -> i64 {
        if self.shows_vat {
            return -self.discount_minor;
        }
        self.goods().map(|line| line.seen_total(false)).sum::<i64>() - self.seen_items()
    }

    /// The freight.
    #[must_use]
    pub fn seen_freight(&self) -> i64 {
        if self.shows_vat {
            return self.freight_minor;
        }
        let freight = self.lines.iter().filter(|line| line.is_freight);
        freight.map(|line| line.seen_total(false)).sum()
    }

    /// What was taken off the price since less had come and that was accepted; not above nought.
    #[must_use]
    pub fn seen_reduction(&self) -> i64 {
        let taken_off = self.reduction.as_ref();
        taken_off.map_or(0, |off| off.seen(self.shows_vat))
    }

    /// What is to be paid, or was, VAT included: the total less what was taken off it.
    #[must_use]
    pub fn due_minor(&self) -> i64 {
        let taken_off = self.reduction.as_ref();
        self.total_minor - taken_off.map_or(0, |off| off.amount_minor)
    }

    /// The VAT in that, by rate.
    #[must_use]
    pub fn vat_due(&self) -> Vec<VatSum> {
        let due = |sum: &VatSum| match &self.reduction {
            Some(off) => off.left_of(*sum),
            None => *sum,
        };
        self.vat.iter().map(due).collect()
    }

    /// What was bought, without its freight.
    pub fn goods(&self) -> impl Iterator<Item = &OrderLine> {
        self.lines.iter().filter(|line| !line.is_freight)
    }
}

/// What several promotions took off, as it was seen: `total` together, divided as the sums with VAT are.
#[must_use]
pub fn divided(with_vat: &[i64], total: i64) -> Vec<i64> {
    let weights: Vec<i64> = with_vat.iter().map(|minor| minor.abs()).collect();
    split(total, &weights)
}
