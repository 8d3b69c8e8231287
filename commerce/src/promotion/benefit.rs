//! What a promotion gives, and how much that is.

use platform::money::{UNIT_PRICE_SCALE, divide_rounded};

use super::share::split_capped;
use super::{Goods, Refusal, Rule};
use crate::ids::VariantId;

/// What a promotion gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Benefit {
    /// So much of each line, in basis points.
    Percent {
        /// Basis points: 2 000 is 20 %.
        bp: i32,
    },
    /// A sum off the goods together, divided over their lines.
    Sum {
        /// Minor units, VAT included.
        minor: i64,
    },
    /// Each piece costs this, where it cost more.
    FixedPrice {
        /// Minor units, VAT included.
        minor: i64,
    },
    /// Of every `buy` pieces, `pay` are paid for: the cheapest of all are the free ones.
    BuyPay {
        /// Pieces that make one set.
        buy: i64,
        /// Pieces of it that are paid for.
        pay: i64,
    },
    /// The freight costs nothing.
    FreeFreight,
    /// Pieces of something that cost nothing.
    Gift {
        /// Of what.
        variant_id: VariantId,
        /// How many.
        quantity: i64,
    },
}

impl Benefit {
    /// The kinds, as the table names them.
    pub const KINDS: [&'static str; 6] = [
        "percent",
        "sum",
        "fixed_price",
        "buy_pay",
        "free_freight",
        "gift",
    ];

    /// As the table names its kind.
    #[must_use]
    pub fn kind(self) -> &'static str {
        match self {
            Self::Percent { .. } => "percent",
            Self::Sum { .. } => "sum",
            Self::FixedPrice { .. } => "fixed_price",
            Self::BuyPay { .. } => "buy_pay",
            Self::FreeFreight => "free_freight",
            Self::Gift { .. } => "gift",
        }
    }
}

/// What a rule would take off.
pub(super) struct Offer {
    /// Lines with what would be taken off each; nothing that is zero.
    pub lines: Vec<OfferedLine>,
    /// Whether the freight would cost nothing.
    pub is_freight_free: bool,
}

/// A line of an offer.
#[derive(Clone, Copy)]
pub(super) struct OfferedLine {
    pub index: usize,
    pub minor: i64,
    /// Less than the rule says, for the margin's sake.
    pub is_capped: bool,
}

impl Rule {
    /// What the rule takes off lines that cost `left` now.
    pub(super) fn offer(&self, goods: &[Goods], left: &[i64]) -> Result<Offer, Refusal> {
        let covered = self.covered(goods);
        let counted = self.counted(goods, left, &covered);
        self.asks(&counted)?;
        if self.benefit == Benefit::FreeFreight {
            return Ok(Offer {
                lines: Vec::new(),
                is_freight_free: true,
            });
        }
        let lines = match self.benefit {
            Benefit::Sum { minor } => self.divided(goods, left, &covered, minor),
            _ => self.guarded(goods, left, &self.wished(goods, left, &covered)?),
        };
        if lines.iter().all(|line| line.minor == 0) {
            return Err(if lines.iter().any(|line| line.is_capped) {
                Refusal::Margin
            } else {
                Refusal::NothingOff
            });
        }
        Ok(Offer {
            lines: lines.into_iter().filter(|line| line.minor > 0).collect(),
            is_freight_free: false,
        })
    }

    /// Sum and pieces of the covered goods. A gift does not help to earn itself.
    fn counted(&self, goods: &[Goods], left: &[i64], covered: &[usize]) -> (i64, i64) {
        let mut sums = (0_i64, 0_i64);
        for &index in covered {
            let line = &goods[index];
            let (minor, pieces) = match self.benefit {
                Benefit::Gift {
                    variant_id,
                    quantity,
                } if variant_id == line.variant_id => {
                    let given = quantity.min(line.quantity);
                    (
                        left[index] - part(left[index], given, line.quantity),
                        line.quantity - given,
                    )
                }
                _ => (left[index], line.quantity),
            };
            sums.0 = sums.0.saturating_add(minor);
            sums.1 = sums.1.saturating_add(pieces);
        }
        sums
    }

    fn asks(&self, &(sum_minor, pieces): &(i64, i64)) -> Result<(), Refusal> {
        if pieces == 0 {
            return Err(Refusal::NoGoods);
        }
        let conditions = &self.conditions;
        if let Some(least) = conditions.min_sum_minor.filter(|least| sum_minor < *least) {
            return Err(Refusal::BelowSum {
                missing_minor: least - sum_minor,
            });
        }
        let least = match self.benefit {
            Benefit::BuyPay { buy, .. } => Some(buy.max(conditions.min_quantity.unwrap_or(0))),
            _ => conditions.min_quantity,
        };
        match least.filter(|least| pieces < *least) {
            Some(least) => Err(Refusal::BelowQuantity {
                missing: least - pieces,
            }),
            None => Ok(()),
        }
    }

    /// What the rule says, line by line, before the guard. A sum is divided otherwise.
    fn wished(
        &self,
        goods: &[Goods],
        left: &[i64],
        covered: &[usize],
    ) -> Result<Vec<(usize, i64)>, Refusal> {
        let each = |take: &dyn Fn(usize) -> i64| {
            covered
                .iter()
                .map(|&index| (index, take(index).clamp(0, left[index])))
                .collect()
        };
        Ok(match self.benefit {
            Benefit::Percent { bp } => each(&|index| part(left[index], bp.into(), 10_000)),
            Benefit::FixedPrice { minor } => {
                each(&|index| left[index] - minor.saturating_mul(goods[index].quantity))
            }
            Benefit::BuyPay { buy, pay } => {
                let pieces: i64 = covered.iter().map(|&index| goods[index].quantity).sum();
                let free = pieces / buy.max(1) * (buy - pay).max(0);
                cheapest(goods, left, covered, free)
            }
            Benefit::Sum { .. } | Benefit::FreeFreight => Vec::new(),
            Benefit::Gift {
                variant_id,
                quantity,
            } => {
                let is_gift = |line: &Goods| line.is_discountable && line.variant_id == variant_id;
                let index = goods
                    .iter()
                    .position(is_gift)
                    .ok_or(Refusal::GiftNotChosen)?;
                let given = quantity.min(goods[index].quantity);
                vec![(index, part(left[index], given, goods[index].quantity))]
            }
        })
    }

    /// A sum divided over the lines by what they cost; what one cannot bear goes to the others.
    fn divided(
        &self,
        goods: &[Goods],
        left: &[i64],
        covered: &[usize],
        minor: i64,
    ) -> Vec<OfferedLine> {
        let weights: Vec<i64> = covered.iter().map(|&index| left[index]).collect();
        let room = |index: &usize| self.headroom(&goods[*index], left[*index]);
        let caps: Vec<i64> = covered.iter().map(room).collect();
        let parts = split_capped(minor, &weights, &caps);
        let is_capped = parts.iter().sum::<i64>() < minor.min(weights.iter().sum());
        covered
            .iter()
            .zip(parts)
            .map(|(&index, minor)| OfferedLine {
                index,
                minor,
                is_capped,
            })
            .collect()
    }

    fn guarded(&self, goods: &[Goods], left: &[i64], wished: &[(usize, i64)]) -> Vec<OfferedLine> {
        wished
            .iter()
            .map(|&(index, wish)| {
                let room = self.headroom(&goods[index], left[index]);
                OfferedLine {
                    index,
                    minor: wish.min(room),
                    is_capped: wish > room,
                }
            })
            .collect()
    }

    /// How much can be taken off a line so that it neither falls below zero nor below its margin.
    fn headroom(&self, line: &Goods, left: i64) -> i64 {
        let guard = self.min_margin_bp.zip(line.cost_e4);
        let floor = guard.map_or(0, |(margin_bp, cost)| {
            lowest_gross(cost, line.quantity, margin_bp, line.vat_rate_bp)
        });
        left.saturating_sub(floor).max(0)
    }
}

/// The least that a line may cost, VAT included, so that without VAT `margin_bp` of it is left after the cost.
fn lowest_gross(cost_e4: i64, quantity: i64, margin_bp: i32, vat_rate_bp: i32) -> i64 {
    let kept = (10_000 - i128::from(margin_bp)).max(1);
    let cost_e4 = i128::from(cost_e4) * i128::from(quantity);
    let net = divide_up(cost_e4 * 10_000, kept * i128::from(UNIT_PRICE_SCALE));
    let gross = divide_up(net * (10_000 + i128::from(vat_rate_bp.max(0))), 10_000);
    i64::try_from(gross).unwrap_or(i64::MAX)
}

fn divide_up(numerator: i128, denominator: i128) -> i128 {
    numerator.div_euclid(denominator) + i128::from(numerator.rem_euclid(denominator) != 0)
}

/// `whole × share ÷ of`, rounded.
fn part(whole: i64, share: i64, of: i64) -> i64 {
    let part = divide_rounded(i128::from(whole) * i128::from(share), i128::from(of.max(1)));
    i64::try_from(part).unwrap_or(whole)
}

/// The `free` cheapest pieces of the covered lines, as what they cost.
fn cheapest(goods: &[Goods], left: &[i64], covered: &[usize], free: i64) -> Vec<(usize, i64)> {
    let mut order = covered.to_vec();
    // By what one piece costs, without dividing; equal ones by what they are, so that the lines' order does not matter.
    order.sort_by(|&a, &b| {
        let one = |index: usize, other: usize| {
            i128::from(left[index]) * i128::from(goods[other].quantity)
        };
        one(a, b)
            .cmp(&one(b, a))
            .then(goods[a].variant_id.cmp(&goods[b].variant_id))
    });
    let mut wanted = free;
    order
        .into_iter()
        .map(|index| {
            let taken = wanted.min(goods[index].quantity);
            wanted -= taken;
            (index, part(left[index], taken, goods[index].quantity))
        })
        .collect()
}
