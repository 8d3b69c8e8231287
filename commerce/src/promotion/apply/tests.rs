use platform::money::Currency;
use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::cart::totals::{LineSum, total};
use crate::catalogue::Label;
use crate::ids::{CategoryId, CustomerId, ProductId, VariantId};
use crate::promotion::share::share_of_pieces;
use crate::promotion::{Benefit, Conditions, GivenCode, PromotionState};

fn at(text: &str) -> platform::clock::Timestamp {
    text.parse::<jiff::Timestamp>().unwrap().into()
}

fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

fn goods(number: u128, quantity: i64, gross_minor: i64) -> Goods {
    Goods {
        variant_id: VariantId(id(number)),
        product_id: ProductId(id(number)),
        categories: vec![CategoryId(id(number % 2))],
        quantity,
        gross_minor,
        vat_rate_bp: 2_500,
        cost_e4: None,
        is_discountable: true,
    }
}

fn rule(number: u128, benefit: Benefit) -> Rule {
    Rule {
        id: PromotionId(id(number)),
        label: Label::new("Kampanj", "Promotion"),
        benefit,
        lane: Lane::Default,
        is_exclusive: false,
        conditions: Conditions::default(),
        min_margin_bp: None,
        state: PromotionState::Active,
        starts_at: at("2026-11-01T00:00:00Z"),
        ends_at: None,
        currency: Currency::SEK,
        is_used_up: false,
    }
}

fn case() -> Case {
    Case {
        now: at("2026-11-23T09:00:00Z"),
        currency: Currency::SEK,
        tier: "consumer".to_owned(),
        customer: None,
        company: None,
        has_ordered: None,
        codes: Vec::new(),
        uses_by_buyer: Vec::new(),
    }
}

const PERCENT: Benefit = Benefit::Percent { bp: 2_000 };

#[test]
fn each_kind_takes_off_what_it_says() {
    let cart = [goods(1, 3, 30_000), goods(2, 1, 5_000)];
    for (benefit, discounts) in [
        (PERCENT, [6_000, 1_000]),
        (Benefit::Sum { minor: 7_000 }, [6_000, 1_000]),
        (Benefit::Sum { minor: 99_000 }, [30_000, 5_000]),
        (Benefit::FixedPrice { minor: 8_000 }, [6_000, 0]),
        // One of four pieces is free: the cheapest of all.
        (Benefit::BuyPay { buy: 4, pay: 3 }, [0, 5_000]),
        (Benefit::BuyPay { buy: 2, pay: 1 }, [10_000, 5_000]),
        (
            Benefit::Gift {
                variant_id: VariantId(id(1)),
                quantity: 1,
            },
            [10_000, 0],
        ),
        (Benefit::FreeFreight, [0, 0]),
    ] {
        let outcome = apply(&cart, 5_900, &case(), &[rule(1, benefit)]);
        assert_eq!(outcome.line_discounts, discounts, "{benefit:?}");
        let freight = if benefit == Benefit::FreeFreight {
            5_900
        } else {
            0
        };
        assert_eq!(outcome.freight_discount_minor, freight, "{benefit:?}");
        assert!(
            outcome
                .adjustments
                .iter()
                .all(|a| a.promotion_id == PromotionId(id(1)))
        );
    }
}

#[test]
fn in_a_lane_the_best_wins_line_by_line_and_lanes_follow_one_another() {
    let cart = [goods(1, 1, 10_000), goods(2, 1, 10_000)];
    let mut fixed = rule(2, Benefit::FixedPrice { minor: 5_000 });
    fixed.conditions.products = vec![ProductId(id(1))];
    let mut last = rule(3, Benefit::Percent { bp: 1_000 });
    last.lane = Lane::Post;
    let outcome = apply(&cart, 0, &case(), &[rule(1, PERCENT), fixed, last]);
    // 100 → 50 → 45, and 100 → 80 → 72.
    assert_eq!(outcome.line_discounts, [5_500, 2_800]);
    let lost = Refused {
        promotion_id: PromotionId(id(1)),
        line: Some(0),
        why: Refusal::Better {
            by: Some(PromotionId(id(2))),
        },
    };
    assert!(outcome.refused.contains(&lost), "{:?}", outcome.refused);
    assert_eq!(outcome.why_not(PromotionId(id(1))), None);
}

#[test]
fn what_goes_with_no_other_is_weighed_against_all_the_rest() {
    let cart = [goods(1, 1, 10_000)];
    let mut alone = rule(9, Benefit::Percent { bp: 3_000 });
    alone.is_exclusive = true;
    let outcome = apply(&cart, 0, &case(), &[rule(1, PERCENT), alone.clone()]);
    assert_eq!(outcome.line_discounts, [3_000]);
    assert_eq!(
        outcome.why_not(PromotionId(id(1))),
        Some(Refusal::Alone { by: alone.id })
    );
    let mut second = rule(2, PERCENT);
    second.lane = Lane::Post;
    let outcome = apply(
        &cart,
        0,
        &case(),
        &[rule(1, PERCENT), alone.clone(), second],
    );
    assert_eq!(outcome.line_discounts, [3_600]);
    assert_eq!(
        outcome.why_not(alone.id),
        Some(Refusal::Better { by: None })
    );
}

type Change = Box<dyn Fn(&mut Rule)>;

#[test]
fn every_condition_that_does_not_hold_is_named() {
    let cart = [goods(1, 2, 20_000)];
    let customer = CustomerId(id(7));
    let refusal = |change: &dyn Fn(&mut Rule), case: &Case| {
        let mut rule = rule(1, PERCENT);
        change(&mut rule);
        apply(&cart, 0, case, &[rule]).why_not(PromotionId(id(1)))
    };
    let now = case();
    let from = at("2026-12-01T00:00:00Z");
    let member = Case {
        customer: Some(customer),
        has_ordered: Some(true),
        codes: vec![GivenCode {
            id: id(3),
            code: "SOMMAR".to_owned(),
            promotion_id: PromotionId(id(1)),
            customer: None,
            is_used_up: true,
        }],
        uses_by_buyer: vec![(PromotionId(id(1)), 2)],
        ..case()
    };
    assert_eq!(refusal(&|_| (), &now), None);
    // A share of the price is a share in any currency.
    assert_eq!(refusal(&|r| r.currency = Currency::EUR, &now), None);
    let expected: Vec<(Change, &Case, Refusal)> = vec![
        (
            Box::new(|r| r.state = PromotionState::Draft),
            &now,
            Refusal::NotActive,
        ),
        (
            Box::new(|r| r.state = PromotionState::Paused),
            &now,
            Refusal::NotActive,
        ),
        (
            Box::new(|r| r.state = PromotionState::Ended),
            &now,
            Refusal::Over,
        ),
        (
            Box::new(move |r| r.starts_at = from),
            &now,
            Refusal::NotYet { from },
        ),
        (
            Box::new(|r| r.ends_at = Some(at("2026-11-23T09:00:00Z"))),
            &now,
            Refusal::Over,
        ),
        (Box::new(|r| r.is_used_up = true), &now, Refusal::UsedUp),
        (
            Box::new(|r| {
                r.currency = Currency::EUR;
                r.benefit = Benefit::Sum { minor: 1_000 };
            }),
            &now,
            Refusal::OtherCurrency,
        ),
        (
            Box::new(|r| {
                r.currency = Currency::EUR;
                r.conditions.min_sum_minor = Some(1);
            }),
            &now,
            Refusal::OtherCurrency,
        ),
        (
            Box::new(|r| {
                r.currency = Currency::EUR;
                r.min_margin_bp = Some(0);
            }),
            &now,
            Refusal::OtherCurrency,
        ),
        (
            Box::new(|r| r.conditions.needs_code = true),
            &now,
            Refusal::NeedsCode,
        ),
        (
            Box::new(|r| r.conditions.needs_code = true),
            &member,
            Refusal::UsedUp,
        ),
        (
            Box::new(|r| r.conditions.tiers = vec!["pro".to_owned()]),
            &now,
            Refusal::OtherTier,
        ),
        (
            Box::new(|r| r.conditions.companies = vec![id(5)]),
            &now,
            Refusal::OtherCompany,
        ),
        (
            Box::new(|r| r.conditions.is_first_order = true),
            &now,
            Refusal::NeedsLogIn,
        ),
        (
            Box::new(|r| r.conditions.is_first_order = true),
            &member,
            Refusal::NotFirst,
        ),
        (
            Box::new(|r| r.conditions.max_uses_per_buyer = Some(2)),
            &member,
            Refusal::UsedByBuyer,
        ),
        (
            Box::new(|r| r.conditions.products = vec![ProductId(id(8))]),
            &now,
            Refusal::NoGoods,
        ),
        (
            Box::new(|r| r.conditions.categories = vec![CategoryId(id(0))]),
            &now,
            Refusal::NoGoods,
        ),
        (
            Box::new(|r| r.conditions.excluded_categories = vec![CategoryId(id(1))]),
            &now,
            Refusal::NoGoods,
        ),
        (
            Box::new(|r| r.conditions.excluded_products = vec![ProductId(id(1))]),
            &now,
            Refusal::NoGoods,
        ),
        (
            Box::new(|r| r.conditions.min_sum_minor = Some(25_000)),
            &now,
            Refusal::BelowSum {
                missing_minor: 5_000,
            },
        ),
        (
            Box::new(|r| r.conditions.min_quantity = Some(5)),
            &now,
            Refusal::BelowQuantity { missing: 3 },
        ),
        (
            Box::new(|r| r.benefit = Benefit::BuyPay { buy: 3, pay: 2 }),
            &now,
            Refusal::BelowQuantity { missing: 1 },
        ),
        (
            Box::new(|r| r.benefit = Benefit::FixedPrice { minor: 10_000 }),
            &now,
            Refusal::NothingOff,
        ),
        (
            Box::new(|r| {
                r.benefit = Benefit::Gift {
                    variant_id: VariantId(id(99)),
                    quantity: 1,
                };
            }),
            &now,
            Refusal::GiftNotChosen,
        ),
    ];
    for (change, case, why) in expected {
        assert_eq!(refusal(&*change, case), Some(why), "{why:?}");
    }
}

#[test]
fn a_code_of_ones_own_opens_for_nobody_else() {
    let cart = [goods(1, 1, 10_000)];
    let mut own = rule(1, PERCENT);
    own.conditions.needs_code = true;
    let mut buyer = case();
    buyer.codes = vec![GivenCode {
        id: id(3),
        code: "ELIN".to_owned(),
        promotion_id: own.id,
        customer: Some(CustomerId(id(7))),
        is_used_up: false,
    }];
    let why = |buyer: &Case| apply(&cart, 0, buyer, std::slice::from_ref(&own)).why_not(own.id);
    assert_eq!(why(&buyer), Some(Refusal::NeedsLogIn));
    buyer.customer = Some(CustomerId(id(8)));
    assert_eq!(why(&buyer), Some(Refusal::NotYours));
    buyer.customer = Some(CustomerId(id(7)));
    let outcome = apply(&cart, 0, &buyer, std::slice::from_ref(&own));
    assert_eq!(outcome.adjustments[0].code.as_deref(), Some("ELIN"));
}

#[test]
fn a_gift_does_not_help_to_earn_itself() {
    let mut gift = rule(
        1,
        Benefit::Gift {
            variant_id: VariantId(id(2)),
            quantity: 1,
        },
    );
    gift.conditions.min_sum_minor = Some(50_000);
    let cart = |minor| [goods(1, 1, minor), goods(2, 1, 20_000)];
    let short = apply(&cart(40_000), 0, &case(), std::slice::from_ref(&gift));
    assert_eq!(
        short.why_not(gift.id),
        Some(Refusal::BelowSum {
            missing_minor: 10_000
        })
    );
    let enough = apply(&cart(50_000), 0, &case(), &[gift]);
    assert_eq!(enough.line_discounts, [0, 20_000]);
}

#[test]
fn the_margin_is_kept_and_that_it_was_is_told() {
    let mut line = goods(1, 1, 12_500);
    line.cost_e4 = Some(90_000_000);
    let mut half = rule(1, Benefit::Percent { bp: 5_000 });
    half.min_margin_bp = Some(0);
    let outcome = apply(&[line.clone()], 0, &case(), std::slice::from_ref(&half));
    // 90 kr with VAT is 112.50: no less.
    assert_eq!(outcome.line_discounts, [1_250]);
    assert!(outcome.adjustments[0].is_capped);
    half.min_margin_bp = Some(5_000);
    let outcome = apply(&[line], 0, &case(), std::slice::from_ref(&half));
    assert_eq!(outcome.why_not(half.id), Some(Refusal::Margin));
}

#[test]
fn a_gift_card_is_money_and_no_promotion_touches_it() {
    let mut card = goods(1, 1, 50_000);
    card.is_discountable = false;
    let outcome = apply(&[card], 0, &case(), &[rule(1, PERCENT)]);
    assert_eq!(outcome.line_discounts, [0]);
    assert_eq!(outcome.why_not(PromotionId(id(1))), Some(Refusal::NoGoods));
}

prop_compose! {
    fn any_goods()(
        number in 1_u128..20,
        quantity in 1_i64..40,
        unit in 0_i64..500_000,
        vat_rate_bp in prop::sample::select(vec![0, 600, 1_200, 2_500]),
        cost_e4 in prop::option::of(0_i64..4_000_000_000),
    ) -> Goods {
        Goods { vat_rate_bp, cost_e4, ..goods(number, quantity, unit * quantity) }
    }
}

fn any_benefit() -> impl Strategy<Value = Benefit> {
    prop_oneof![
        (1_i32..=10_000).prop_map(|bp| Benefit::Percent { bp }),
        (1_i64..5_000_000).prop_map(|minor| Benefit::Sum { minor }),
        (0_i64..500_000).prop_map(|minor| Benefit::FixedPrice { minor }),
        (2_i64..6, 1_i64..6).prop_map(|(buy, pay)| Benefit::BuyPay {
            buy,
            pay: pay.min(buy - 1)
        }),
        Just(Benefit::FreeFreight),
        (1_u128..20, 1_i64..3).prop_map(|(number, quantity)| Benefit::Gift {
            variant_id: VariantId(id(number)),
            quantity
        }),
    ]
}

prop_compose! {
    fn any_rule()(
        number in 1_u128..1_000,
        benefit in any_benefit(),
        lane in prop::sample::select(Lane::ALL.to_vec()),
        is_exclusive in prop::bool::weighted(0.2),
        products in prop::collection::vec((1_u128..20).prop_map(|n| ProductId(id(n))), 0..4),
        category in prop::option::of((0_u128..2).prop_map(|n| CategoryId(id(n)))),
        min_sum_minor in prop::option::of(0_i64..3_000_000),
        min_margin_bp in prop::option::of(0_i32..6_000),
    ) -> Rule {
        let conditions = Conditions {
            products,
            categories: category.into_iter().collect(),
            min_sum_minor,
            ..Conditions::default()
        };
        Rule { lane, is_exclusive, conditions, min_margin_bp, ..rule(number, benefit) }
    }
}

/// What a line is sold for without VAT in minor units, and what it cost in ten-thousandths of one.
fn margin_of(line: &Goods, gross_minor: i64) -> Option<(i64, i64)> {
    let cost = line.cost_e4?.checked_mul(line.quantity)?;
    let vat = platform::money::vat_in_gross(gross_minor, line.vat_rate_bp);
    Some((gross_minor - vat, cost))
}

fn cart_of(lines: Vec<Goods>) -> Vec<Goods> {
    let mut lines = lines;
    lines.sort_by_key(|line| line.variant_id);
    lines.dedup_by_key(|line| line.variant_id);
    lines
}

proptest! {
    #[test]
    fn sums_of_parts_are_the_total_and_nothing_falls_below_zero(
        lines in prop::collection::vec(any_goods(), 1..15),
        rules in prop::collection::vec(any_rule(), 0..8),
        carried in prop::collection::vec(any::<bool>(), 15),
        freight in 0_i64..50_000,
    ) {
        let cart = cart_of(lines);
        // What comes by mail alone has no freight.
        let carried = &carried[..cart.len()];
        let freight = if carried.contains(&true) { freight } else { 0 };
        let outcome = apply(&cart, freight, &case(), &rules);
        for (index, line) in cart.iter().enumerate() {
            let taken: i64 = outcome
                .adjustments
                .iter()
                .filter(|a| a.target == Target::Line(index))
                .map(|a| a.amount_minor)
                .sum();
            prop_assert_eq!(taken, outcome.line_discounts[index]);
            prop_assert!((0..=line.gross_minor).contains(&taken));
        }
        prop_assert!(outcome.adjustments.iter().all(|a| a.amount_minor > 0));
        prop_assert!((0..=freight).contains(&outcome.freight_discount_minor));
        let sums: Vec<LineSum> = cart
            .iter()
            .zip(&outcome.line_discounts)
            .zip(carried)
            .map(|((line, discount), is_carried)| LineSum {
                gross_minor: line.gross_minor,
                discount_minor: *discount,
                vat_rate_bp: line.vat_rate_bp,
                is_carried: *is_carried,
            })
            .collect();
        let totals = total(&sums, freight - outcome.freight_discount_minor).unwrap();
        let of_lines: i64 = sums.iter().map(|s| s.gross_minor - s.discount_minor).sum();
        let of_freight: i64 = totals.freight_shares.iter().map(|s| s.gross_minor).sum();
        prop_assert_eq!(of_lines + of_freight, totals.total_minor);
        prop_assert_eq!(totals.items_minor - totals.discount_minor + totals.freight_minor, totals.total_minor);
        prop_assert_eq!(totals.discount_minor, outcome.goods_minor());
        prop_assert_eq!(totals.vat.iter().map(|v| v.net_minor + v.vat_minor).sum::<i64>(), totals.total_minor);
        prop_assert!(totals.total_minor >= 0);
    }

    #[test]
    fn the_order_of_rules_changes_nothing(
        lines in prop::collection::vec(any_goods(), 1..10),
        rules in prop::collection::vec(any_rule(), 0..8),
        turn in 0_usize..8,
    ) {
        let cart = cart_of(lines);
        let mut unique = rules;
        unique.sort_by_key(|rule| rule.id);
        unique.dedup_by_key(|rule| rule.id);
        let mut other = unique.clone();
        other.reverse();
        let turn = turn.min(other.len());
        other.rotate_left(turn);
        prop_assert_eq!(
            apply(&cart, 5_900, &case(), &unique),
            apply(&cart, 5_900, &case(), &other)
        );
    }

    #[test]
    fn every_rule_gives_something_or_says_why_not(
        lines in prop::collection::vec(any_goods(), 1..10),
        rules in prop::collection::vec(any_rule(), 0..8),
    ) {
        let cart = cart_of(lines);
        let outcome = apply(&cart, 5_900, &case(), &rules);
        for rule in &rules {
            prop_assert!(outcome.uses(rule.id) || outcome.why_not(rule.id).is_some(), "{rule:?}");
        }
    }

    #[test]
    fn the_margin_holds_for_every_line_of_one_rule(
        lines in prop::collection::vec(any_goods(), 1..10),
        rule in any_rule(),
    ) {
        let cart = cart_of(lines);
        let outcome = apply(&cart, 5_900, &case(), std::slice::from_ref(&rule));
        let Some(margin) = rule.min_margin_bp else { return Ok(()) };
        for (line, discount) in cart.iter().zip(&outcome.line_discounts) {
            if *discount == 0 { continue; }
            if let Some((net, cost)) = margin_of(line, line.gross_minor - discount) {
                let kept = i128::from(net) * (10_000 - i128::from(margin));
                prop_assert!(kept >= i128::from(cost), "{net} of {cost}");
            }
        }
    }

    #[test]
    fn refunds_of_a_discounted_order_sum_to_what_was_paid(
        lines in prop::collection::vec(any_goods(), 1..8),
        rules in prop::collection::vec(any_rule(), 0..5),
        first in 0_i64..40,
    ) {
        let cart = cart_of(lines);
        let outcome = apply(&cart, 0, &case(), &rules);
        for (line, discount) in cart.iter().zip(&outcome.line_discounts) {
            let paid = line.gross_minor - discount;
            let vat = platform::money::vat_in_gross(paid, line.vat_rate_bp);
            let first = first.min(line.quantity);
            for whole in [paid, vat, *discount] {
                let back = share_of_pieces(whole, line.quantity, 0, first)
                    + share_of_pieces(whole, line.quantity, first, line.quantity - first);
                prop_assert_eq!(back, whole);
            }
        }
    }
}
