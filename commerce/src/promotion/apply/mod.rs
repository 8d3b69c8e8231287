//! The one function that says what promotions take off. It depends on nothing but its arguments, and not on the order in which rules come.

use super::benefit::Offer;
use super::{Case, Goods, Lane, Refusal, Rule};
use crate::ids::PromotionId;

/// What something is taken off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    /// The line with this place among the goods.
    Line(usize),
    /// The freight.
    Freight,
}

/// Something that is taken off, and by which rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Adjustment {
    /// Which rule.
    pub promotion_id: PromotionId,
    /// What opened it.
    pub code: Option<String>,
    /// In which lane.
    pub lane: Lane,
    /// Off what.
    pub target: Target,
    /// How much, in minor units. Positive.
    pub amount_minor: i64,
    /// Less than the rule says, so that the margin stays.
    pub is_capped: bool,
}

/// A rule that gave nothing, on the whole or on one line, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refused {
    /// Which rule.
    pub promotion_id: PromotionId,
    /// The line; `None`: nowhere.
    pub line: Option<usize>,
    /// Why.
    pub why: Refusal,
}

/// What promotions take off a cart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// What is taken off, lane by lane, line by line.
    pub adjustments: Vec<Adjustment>,
    /// What was not, and why.
    pub refused: Vec<Refused>,
    /// All that is taken off each line.
    pub line_discounts: Vec<i64>,
    /// What is taken off the freight.
    pub freight_discount_minor: i64,
    /// The rule by which no freight is asked for, whatever the chosen one would cost.
    pub free_freight_by: Option<PromotionId>,
}

impl Outcome {
    /// All that is taken off.
    #[must_use]
    pub fn total_minor(&self) -> i64 {
        self.goods_minor()
            .saturating_add(self.freight_discount_minor)
    }

    /// What is taken off the goods.
    #[must_use]
    pub fn goods_minor(&self) -> i64 {
        self.line_discounts.iter().sum()
    }

    /// Whether a rule takes anything off, or frees the freight.
    #[must_use]
    pub fn uses(&self, rule: PromotionId) -> bool {
        self.free_freight_by == Some(rule)
            || self
                .adjustments
                .iter()
                .any(|adjustment| adjustment.promotion_id == rule)
    }

    /// Why a rule gave nothing at all.
    #[must_use]
    pub fn why_not(&self, rule: PromotionId) -> Option<Refusal> {
        if self.uses(rule) {
            return None;
        }
        let mut of_rule = self.refused.iter().filter(|r| r.promotion_id == rule);
        of_rule.next().map(|refused| refused.why)
    }
}

/// What the rules take off these goods and this freight. Rules that go together with no other are weighed against all the rest together: what takes off
/// most is what holds.
#[must_use]
pub fn apply(goods: &[Goods], freight_minor: i64, case: &Case, rules: &[Rule]) -> Outcome {
    let mut ordered: Vec<&Rule> = rules.iter().collect();
    ordered.sort_by_key(|rule| rule.id);
    ordered.dedup_by_key(|rule| rule.id);
    let mut refused = Vec::new();
    let mut standing = Vec::new();
    for rule in ordered {
        match rule.holds(case) {
            Ok(code) => standing.push(Standing { rule, code }),
            Err(why) => refused.push(Refused {
                promotion_id: rule.id,
                line: None,
                why,
            }),
        }
    }
    let (alone, together): (Vec<_>, Vec<_>) = standing
        .into_iter()
        .partition(|standing| standing.rule.is_exclusive);
    let mut best = run(goods, freight_minor, &together);
    let mut winner = None;
    let mut lost = Vec::new();
    for standing in &alone {
        let own = run(goods, freight_minor, std::slice::from_ref(standing));
        if own.total_minor() > best.total_minor() {
            let beaten = std::mem::replace(&mut best, own);
            lost.push((winner.replace(standing.rule.id), beaten));
        } else {
            lost.push((Some(standing.rule.id), own));
        }
    }
    for (_, beaten) in lost {
        refused.extend(beaten.told_beaten(winner));
    }
    best.refused.extend(refused);
    best.refused.sort_by_key(|r| (r.promotion_id, r.line));
    best
}

/// A rule that holds for this buyer, with the code that opened it.
struct Standing<'a> {
    rule: &'a Rule,
    code: Option<String>,
}

impl Outcome {
    /// What is told of the rules of an outcome that another was better than: what gave nothing anyway keeps its reason.
    fn told_beaten(self, winner: Option<PromotionId>) -> Vec<Refused> {
        let mut used: Vec<PromotionId> = self.adjustments.iter().map(|a| a.promotion_id).collect();
        used.extend(self.free_freight_by);
        used.sort_unstable();
        used.dedup();
        let why = match winner {
            Some(by) => Refusal::Alone { by },
            None => Refusal::Better { by: None },
        };
        let mut told: Vec<Refused> = used
            .iter()
            .map(|&promotion_id| Refused {
                promotion_id,
                line: None,
                why,
            })
            .collect();
        told.extend(
            self.refused
                .into_iter()
                .filter(|refused| !used.contains(&refused.promotion_id)),
        );
        told
    }
}

/// The lanes, one after the other.
fn run(goods: &[Goods], freight_minor: i64, standing: &[Standing<'_>]) -> Outcome {
    let mut left: Vec<i64> = goods.iter().map(|line| line.gross_minor.max(0)).collect();
    let mut outcome = Outcome {
        line_discounts: vec![0; goods.len()],
        ..Outcome::default()
    };
    for lane in Lane::ALL {
        let mut offers = Vec::new();
        for standing in standing.iter().filter(|s| s.rule.lane == lane) {
            match standing.rule.offer(goods, &left) {
                Ok(offer) => offers.push((standing, offer)),
                Err(why) => outcome.refuse(standing.rule.id, None, why),
            }
        }
        for (index, left) in left.iter_mut().enumerate() {
            *left -= outcome.take_best(index, &offers);
        }
        for (standing, offer) in &offers {
            if offer.is_freight_free {
                outcome.free_freight(standing, freight_minor);
            }
        }
        outcome.tell_of_losers(&offers);
    }
    outcome
}

impl Outcome {
    fn refuse(&mut self, promotion_id: PromotionId, line: Option<usize>, why: Refusal) {
        self.refused.push(Refused {
            promotion_id,
            line,
            why,
        });
    }

    /// Takes the largest discount that a lane offers on a line; of equal ones, the older rule's.
    fn take_best(&mut self, index: usize, offers: &[(&Standing<'_>, Offer)]) -> i64 {
        let mut on_line: Vec<_> = offers
            .iter()
            .flat_map(|(standing, offer)| offer.lines.iter().map(move |line| (standing, line)))
            .filter(|(_, line)| line.index == index)
            .collect();
        on_line.sort_by_key(|(standing, line)| (std::cmp::Reverse(line.minor), standing.rule.id));
        let Some(&(best, line)) = on_line.first() else {
            return 0;
        };
        for (standing, _) in &on_line[1..] {
            let by = Some(best.rule.id);
            self.refuse(standing.rule.id, Some(index), Refusal::Better { by });
        }
        self.line_discounts[index] += line.minor;
        self.adjustments.push(Adjustment {
            promotion_id: best.rule.id,
            code: best.code.clone(),
            lane: best.rule.lane,
            target: Target::Line(index),
            amount_minor: line.minor,
            is_capped: line.is_capped,
        });
        line.minor
    }

    fn free_freight(&mut self, standing: &Standing<'_>, freight_minor: i64) {
        if self.free_freight_by.is_some() {
            return;
        }
        self.free_freight_by = Some(standing.rule.id);
        self.freight_discount_minor = freight_minor.max(0);
        if freight_minor > 0 {
            self.adjustments.push(Adjustment {
                promotion_id: standing.rule.id,
                code: standing.code.clone(),
                lane: standing.rule.lane,
                target: Target::Freight,
                amount_minor: freight_minor,
                is_capped: false,
            });
        }
    }

    /// A rule that lost on every line is told of on the whole, too.
    fn tell_of_losers(&mut self, offers: &[(&Standing<'_>, Offer)]) {
        for (standing, offer) in offers {
            let id = standing.rule.id;
            if self.uses(id) {
                continue;
            }
            let by = if offer.is_freight_free {
                self.free_freight_by
            } else {
                let lost = |r: &&Refused| r.promotion_id == id && r.line.is_some();
                self.refused
                    .iter()
                    .find(lost)
                    .and_then(|refused| refused.why.other())
            };
            self.refuse(id, None, Refusal::Better { by });
        }
    }
}

#[cfg(test)]
mod tests;
