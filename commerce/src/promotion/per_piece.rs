//! What promotions make of the price of one article, as far as the article alone can tell. Where it depends on what else lies in the basket, on who buys or on
//! a code that is given, nothing is reckoned and the reason is told instead.

use std::collections::HashMap;

use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection};
use platform::money::{Currency, UnitPrice, divide_rounded};
use uuid::Uuid;

use super::{Benefit, Case, Goods, Rule, apply, evaluate, store};
use crate::ids::{CategoryId, ProductId, PromotionId, ShopId};

/// Why a promotion cannot be told of one article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beyond {
    /// It asks for a code.
    Code,
    /// It asks who buys, or how often they have.
    Buyer,
    /// It asks what else is bought.
    Basket,
    /// It goes together with no other. Answers of earlier versions say so; such a promotion is weighed against the others now.
    Alone,
}

impl Beyond {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Code, Self::Buyer, Self::Basket, Self::Alone];

    /// As the table names it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Buyer => "buyer",
            Self::Basket => "basket",
            Self::Alone => "alone",
        }
    }

    /// From the table's name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|of| of.as_str() == text)
    }
}

/// What a promotion does between two moments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// It begins, and holds at the later one.
    Starts,
    /// It holds at the earlier one, and ends.
    Ends,
    /// It begins and ends.
    Passes,
}

impl Turn {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Starts, Self::Ends, Self::Passes];

    /// As the table names it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Starts => "starts",
            Self::Ends => "ends",
            Self::Passes => "passes",
        }
    }

    /// From the table's name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|of| of.as_str() == text)
    }
}

impl Rule {
    /// Why the rule cannot be told of one article; `None`: it can.
    #[must_use]
    pub fn beyond(&self) -> Option<Beyond> {
        let conditions = &self.conditions;
        let is_of_each = matches!(
            self.benefit,
            Benefit::Percent { .. } | Benefit::FixedPrice { .. }
        );
        let asks_for_more = conditions.min_sum_minor.is_some()
            || conditions.min_quantity.is_some_and(|least| least > 1);
        if conditions.needs_code {
            Some(Beyond::Code)
        } else if conditions.is_first_order || conditions.max_uses_per_buyer.is_some() {
            Some(Beyond::Buyer)
        } else if !is_of_each || asks_for_more {
            Some(Beyond::Basket)
        } else {
            None
        }
    }

    /// What the rule does between two moments; `None`: it begins and ends outside of them.
    #[must_use]
    pub fn turn(&self, now: Timestamp, then: Timestamp) -> Option<Turn> {
        let begins = self.starts_at > now && self.starts_at <= then;
        let ends = self.ends_at.is_some_and(|end| end > now && end <= then);
        match (begins, ends) {
            (true, true) => Some(Turn::Passes),
            (true, false) => Some(Turn::Starts),
            (false, true) => Some(Turn::Ends),
            (false, false) => None,
        }
    }
}

/// A promotion that begins or ends between two moments, for one audience.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Turning {
    /// Which.
    pub id: PromotionId,
    /// What it does.
    pub turn: Turn,
    /// Why it is not reckoned with.
    pub beyond: Option<Beyond>,
}

/// Of which goods promotions that begin or end speak.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    /// Whatever there is.
    pub everything: bool,
    /// These products.
    pub products: Vec<Uuid>,
    /// What stands in these categories, or below them.
    pub categories: Vec<Uuid>,
}

/// The promotions that one audience meets between two moments.
#[derive(Clone, Debug)]
pub struct PerPiece {
    /// Those that are reckoned with.
    reckoned: Vec<Rule>,
    turning: Vec<Turning>,
    now: Case,
    then: Case,
}

/// The promotions that people of a tier, who buy for a company or for none, meet from one moment to another.
///
/// # Errors
/// Database errors.
pub async fn between(
    conn: &mut PgConnection,
    shop_id: ShopId,
    (tier, company, currency): (&str, Option<Uuid>, Currency),
    (now, then): (Timestamp, Timestamp),
) -> Result<PerPiece, DbError> {
    let mut rules = store::rules_between(conn, shop_id, (now, then)).await?;
    rules.retain(|rule| {
        rule.conditions.is_open_to(tier, company) && rule.currency == currency && !rule.is_used_up
    });
    let case = Case {
        now,
        currency,
        tier: tier.to_owned(),
        customer: None,
        company,
        has_ordered: None,
        codes: Vec::new(),
        uses_by_buyer: Vec::new(),
    };
    Ok(PerPiece::new(rules, case, then))
}

impl PerPiece {
    /// `case`: the audience at the earlier moment.
    fn new(rules: Vec<Rule>, case: Case, then: Timestamp) -> Self {
        let now = case.now;
        let of = |rule: &Rule| {
            Some(Turning {
                id: rule.id,
                turn: rule.turn(now, then)?,
                beyond: rule.beyond(),
            })
        };
        let turning = rules.iter().filter_map(of).collect();
        let reckoned = rules.into_iter().filter(|rule| rule.beyond().is_none());
        Self {
            turning,
            reckoned: reckoned.collect(),
            then: Case {
                now: then,
                ..case.clone()
            },
            now: case,
        }
    }

    /// Those that begin or end.
    #[must_use]
    pub fn turning(&self) -> &[Turning] {
        &self.turning
    }

    /// Whether any is reckoned with.
    #[must_use]
    pub fn is_any_reckoned(&self) -> bool {
        !self.reckoned.is_empty()
    }

    /// Of which goods those speak that are reckoned with and hold at one of the moments alone.
    #[must_use]
    pub fn reach(&self) -> Reach {
        let mut reach = Reach::default();
        for rule in &self.reckoned {
            let turn = rule.turn(self.now.now, self.then.now);
            if !matches!(turn, Some(Turn::Starts | Turn::Ends)) {
                continue;
            }
            let conditions = &rule.conditions;
            reach.everything |= conditions.products.is_empty() && conditions.categories.is_empty();
            let products = conditions.products.iter();
            reach.products.extend(products.map(|id| id.0));
            let categories = conditions.categories.iter();
            reach.categories.extend(categories.map(|id| id.0));
        }
        reach
    }

    /// Where products stand, if any that is reckoned with asks.
    ///
    /// # Errors
    /// Database errors.
    pub async fn places(
        &self,
        conn: &mut PgConnection,
        products: &[Uuid],
    ) -> Result<HashMap<ProductId, Vec<CategoryId>>, DbError> {
        evaluate::places(conn, &self.reckoned, products).await
    }

    /// What one costs at one of the moments where a line of these goods stands alone in a basket: `price` less what is taken off. `None`: nothing is.
    #[must_use]
    pub fn price(&self, price: UnitPrice, goods: &Goods, at: Timestamp) -> Option<UnitPrice> {
        if self.reckoned.is_empty() || goods.gross_minor <= 0 {
            return None;
        }
        let case = if at == self.now.now {
            &self.now
        } else {
            &self.then
        };
        let off = apply(std::slice::from_ref(goods), 0, case, &self.reckoned).goods_minor();
        if off <= 0 {
            return None;
        }
        let left = i128::from(price.0) * i128::from(goods.gross_minor - off);
        i64::try_from(divide_rounded(left, i128::from(goods.gross_minor)))
            .ok()
            .map(UnitPrice)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Conditions, Lane, PromotionState};
    use super::*;
    use crate::catalogue::Label;
    use crate::ids::VariantId;

    fn day(of: i64) -> Timestamp {
        Timestamp::from_microsecond(1_764_000_000_000_000)
            .unwrap()
            .plus(jiff::SignedDuration::from_hours(24 * of))
    }

    fn rule(benefit: Benefit) -> Rule {
        Rule {
            id: PromotionId::generate(),
            label: Label::new("Rea", "Sale"),
            benefit,
            lane: Lane::Default,
            is_exclusive: false,
            conditions: Conditions::default(),
            min_margin_bp: None,
            state: PromotionState::Active,
            starts_at: day(2),
            ends_at: Some(day(4)),
            currency: Currency::SEK,
            is_used_up: false,
        }
    }

    fn met(rules: Vec<Rule>, (now, then): (Timestamp, Timestamp)) -> PerPiece {
        let case = Case {
            now,
            currency: Currency::SEK,
            tier: "consumer".to_owned(),
            customer: None,
            company: None,
            has_ordered: None,
            codes: Vec::new(),
            uses_by_buyer: Vec::new(),
        };
        PerPiece::new(rules, case, then)
    }

    fn line(gross_minor: i64, quantity: i64) -> Goods {
        Goods {
            variant_id: VariantId::generate(),
            product_id: ProductId::generate(),
            categories: Vec::new(),
            quantity,
            gross_minor,
            vat_rate_bp: 2_500,
            cost_e4: None,
            is_discountable: true,
        }
    }

    const FIFTH: Benefit = Benefit::Percent { bp: 2_000 };

    #[test]
    fn a_promotion_turns_between_two_moments_or_it_does_not() {
        let rule = rule(FIFTH);
        let turns = [
            ((0, 1), None),
            ((0, 2), Some(Turn::Starts)),
            ((0, 3), Some(Turn::Starts)),
            ((0, 4), Some(Turn::Passes)),
            ((2, 3), None),
            ((2, 4), Some(Turn::Ends)),
            ((4, 9), None),
        ];
        for ((from, to), turn) in turns {
            assert_eq!(rule.turn(day(from), day(to)), turn, "{from} {to}");
        }
    }

    #[test]
    fn what_the_article_alone_cannot_tell_is_not_reckoned() {
        let with = |change: &dyn Fn(&mut Rule)| {
            let mut rule = rule(FIFTH);
            change(&mut rule);
            rule.beyond()
        };
        assert_eq!(with(&|_| ()), None);
        assert_eq!(with(&|rule| rule.conditions.min_quantity = Some(1)), None);
        assert_eq!(
            with(&|rule| rule.benefit = Benefit::FixedPrice { minor: 100 }),
            None
        );
        for (benefit, why) in [
            (Benefit::Sum { minor: 100 }, Beyond::Basket),
            (Benefit::BuyPay { buy: 3, pay: 2 }, Beyond::Basket),
            (Benefit::FreeFreight, Beyond::Basket),
        ] {
            assert_eq!(with(&|rule| rule.benefit = benefit), Some(why));
        }
        assert_eq!(
            with(&|rule| rule.conditions.needs_code = true),
            Some(Beyond::Code)
        );
        assert_eq!(
            with(&|rule| rule.conditions.is_first_order = true),
            Some(Beyond::Buyer)
        );
        assert_eq!(
            with(&|rule| rule.conditions.max_uses_per_buyer = Some(1)),
            Some(Beyond::Buyer)
        );
        assert_eq!(
            with(&|rule| rule.conditions.min_sum_minor = Some(1)),
            Some(Beyond::Basket)
        );
        assert_eq!(
            with(&|rule| rule.conditions.min_quantity = Some(2)),
            Some(Beyond::Basket)
        );
        assert_eq!(with(&|rule| rule.is_exclusive = true), None);
    }

    #[test]
    fn what_goes_together_with_no_other_is_weighed_against_the_others() {
        let alone = Rule {
            is_exclusive: true,
            starts_at: day(-1),
            ends_at: None,
            ..rule(Benefit::Percent { bp: 3_000 })
        };
        let price = UnitPrice(100_000_000);
        let both = met(vec![alone.clone(), rule(FIFTH)], (day(0), day(3)));
        let at = |met: &PerPiece, at| met.price(price, &line(10_000, 1), day(at));
        assert_eq!(at(&both, 0), Some(UnitPrice(70_000_000)));
        assert_eq!(
            at(&both, 3),
            Some(UnitPrice(70_000_000)),
            "the fifth that begins is less, and is not taken"
        );
        let more = met(
            vec![alone, rule(Benefit::Percent { bp: 4_000 })],
            (day(0), day(3)),
        );
        assert_eq!(at(&more, 3), Some(UnitPrice(60_000_000)));
    }

    #[test]
    fn the_price_of_one_is_what_is_left_while_the_promotion_holds() {
        let met = met(
            vec![rule(FIFTH), rule(Benefit::Sum { minor: 5_000 })],
            (day(0), day(3)),
        );
        let price = UnitPrice(199_200_000);
        assert_eq!(met.price(price, &line(24_900, 1), day(0)), None);
        assert_eq!(
            met.price(price, &line(24_900, 1), day(3)),
            Some(UnitPrice(159_360_000)),
            "without VAT the same share is taken off"
        );
        assert_eq!(met.price(price, &line(0, 1), day(3)), None);
        let turning: Vec<_> = met.turning().iter().map(|of| of.beyond).collect();
        assert_eq!(turning, [None, Some(Beyond::Basket)]);
        assert!(met.reach().everything);
    }

    #[test]
    fn words_of_the_tables_go_there_and_back() {
        for of in Beyond::ALL {
            assert_eq!(Beyond::parse(of.as_str()), Some(of));
        }
        for of in Turn::ALL {
            assert_eq!(Turn::parse(of.as_str()), Some(of));
        }
    }
}
