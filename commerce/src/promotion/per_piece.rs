//! What promotions make of the price of one article that is bought alone, by the same function as in the cart: the lowest that it can cost without anything else.
//! What depends on who buys or on a code that is given, and what takes nothing off the article itself, is not reckoned, and the reason is told instead. What gives
//! otherwise in a fuller basket is told, too.

use std::collections::HashMap;

use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection};
use platform::money::{Currency, UnitPrice, divide_rounded};
use uuid::Uuid;

use super::{Benefit, Case, Goods, Rule, apply, evaluate, store};
use crate::ids::{CategoryId, ProductId, PromotionId, ShopId};

/// Why a promotion cannot be told of one article, or not all of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beyond {
    /// It asks for a code.
    Code,
    /// It asks who buys, or how often they have.
    Buyer,
    /// It asks for so much that an article alone meets it sometimes: then it is reckoned with.
    Basket,
    /// A sum off the goods together, all of it off an article that is bought alone.
    Sum,
    /// Some pieces of several for nothing: reckoned with where so many are one row.
    BuyPay,
    /// It gives something beside.
    Gift,
    /// It is the freight that costs nothing.
    Freight,
    /// It goes together with no other. Answers of earlier versions say so; such a promotion is weighed against the others now.
    Alone,
}

impl Beyond {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Code,
        Self::Buyer,
        Self::Basket,
        Self::Sum,
        Self::BuyPay,
        Self::Gift,
        Self::Freight,
        Self::Alone,
    ];

    /// As the table names it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Buyer => "buyer",
            Self::Basket => "basket",
            Self::Sum => "sum",
            Self::BuyPay => "buy-pay",
            Self::Gift => "gift",
            Self::Freight => "freight",
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
    /// Why the rule cannot be told of one article, or not all of it; `None`: it can.
    #[must_use]
    pub fn beyond(&self) -> Option<Beyond> {
        let conditions = &self.conditions;
        if conditions.needs_code {
            return Some(Beyond::Code);
        }
        if conditions.is_first_order || conditions.max_uses_per_buyer.is_some() {
            return Some(Beyond::Buyer);
        }
        let asks_for_more = conditions.min_sum_minor.is_some()
            || conditions.min_quantity.is_some_and(|least| least > 1);
        match self.benefit {
            Benefit::Percent { .. } | Benefit::FixedPrice { .. } => {
                asks_for_more.then_some(Beyond::Basket)
            }
            Benefit::Sum { .. } => Some(Beyond::Sum),
            Benefit::BuyPay { .. } => Some(Beyond::BuyPay),
            Benefit::Gift { .. } => Some(Beyond::Gift),
            Benefit::FreeFreight => Some(Beyond::Freight),
        }
    }

    /// Whether what it takes off an article that is bought alone is reckoned with.
    fn is_reckoned(&self) -> bool {
        matches!(
            self.beyond(),
            None | Some(Beyond::Basket | Beyond::Sum | Beyond::BuyPay)
        )
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
    /// Why it is not reckoned with, or not all of it.
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
        rule.conditions.is_open_to(tier, company) && rule.holds_in(currency) && !rule.is_used_up
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
        let reckoned = rules.into_iter().filter(Rule::is_reckoned);
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

    /// What is taken off at one of the moments where a line of these goods stands alone in a basket. `None`: nothing is.
    #[must_use]
    pub fn off(&self, goods: &Goods, at: Timestamp) -> Option<Off> {
        if self.reckoned.is_empty() || goods.gross_minor <= 0 {
            return None;
        }
        let case = if at == self.now.now {
            &self.now
        } else {
            &self.then
        };
        let minor = apply(std::slice::from_ref(goods), 0, case, &self.reckoned).goods_minor();
        (minor > 0).then_some(Off {
            gross_minor: goods.gross_minor,
            minor,
        })
    }
}

/// What is taken off a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Off {
    /// All of the line before it, VAT included.
    gross_minor: i64,
    /// So much of that.
    minor: i64,
}

impl Off {
    /// What is left of a price of one piece, with VAT or without.
    #[must_use]
    pub fn left_of(self, price: UnitPrice) -> Option<UnitPrice> {
        let left = i128::from(price.0) * i128::from(self.gross_minor - self.minor);
        i64::try_from(divide_rounded(left, i128::from(self.gross_minor)))
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

    fn costs(met: &PerPiece, price: UnitPrice, goods: &Goods, at: i64) -> Option<UnitPrice> {
        met.off(goods, day(at)).and_then(|off| off.left_of(price))
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
    fn what_the_article_alone_cannot_tell_is_told() {
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
        let gift = Benefit::Gift {
            variant_id: VariantId::generate(),
            quantity: 1,
        };
        for (benefit, why) in [
            (Benefit::Sum { minor: 100 }, Beyond::Sum),
            (Benefit::BuyPay { buy: 3, pay: 2 }, Beyond::BuyPay),
            (gift, Beyond::Gift),
            (Benefit::FreeFreight, Beyond::Freight),
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
        let at = |met: &PerPiece, at| costs(met, price, &line(10_000, 1), at);
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
        let freight = rule(Benefit::FreeFreight);
        let met = met(vec![rule(FIFTH), freight], (day(0), day(3)));
        let price = UnitPrice(199_200_000);
        assert_eq!(costs(&met, price, &line(24_900, 1), 0), None);
        assert_eq!(
            costs(&met, price, &line(24_900, 1), 3),
            Some(UnitPrice(159_360_000)),
            "without VAT the same share is taken off"
        );
        assert_eq!(costs(&met, price, &line(0, 1), 3), None);
        let turning: Vec<_> = met.turning().iter().map(|of| of.beyond).collect();
        assert_eq!(turning, [None, Some(Beyond::Freight)]);
        assert!(met.reach().everything);
    }

    #[test]
    fn what_is_bought_alone_gets_all_that_it_meets_by_itself() {
        let price = UnitPrice(100_000_000);
        let cost = |rules: Vec<Rule>, quantity: i64| {
            let goods = line(10_000 * quantity, quantity);
            costs(&met(rules, (day(0), day(3))), price, &goods, 3)
        };
        let sum = || rule(Benefit::Sum { minor: 3_000 });
        assert_eq!(
            cost(vec![sum(), rule(FIFTH)], 1),
            Some(UnitPrice(70_000_000))
        );
        assert_eq!(
            cost(vec![sum(), rule(FIFTH)], 2),
            Some(UnitPrice(80_000_000))
        );
        let mut large = rule(FIFTH);
        large.conditions.min_sum_minor = Some(20_000);
        assert_eq!(cost(vec![large.clone()], 1), None);
        assert_eq!(cost(vec![large], 2), Some(UnitPrice(80_000_000)));
        let sets = || vec![rule(Benefit::BuyPay { buy: 4, pay: 3 })];
        assert_eq!(cost(sets(), 1), None);
        assert_eq!(cost(sets(), 4), Some(UnitPrice(75_000_000)));
        let gift = Benefit::Gift {
            variant_id: VariantId::generate(),
            quantity: 1,
        };
        assert_eq!(cost(vec![rule(gift)], 1), None);
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
