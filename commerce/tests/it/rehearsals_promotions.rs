//! What promotions change between now and a time to come.

use commerce::ids::PromotionId;
use commerce::pricing::cost::set_cost;
use commerce::pricing::rehearsal::listing::{self, Mind};
use commerce::pricing::rehearsal::{AT_ONCE, As, Question};
use commerce::promotion::per_piece::{Beyond, Turn};
use commerce::promotion::{Benefit, Conditions};
use platform::money::UnitPrice;
use testkit::World;

use crate::on_sale::{price, product_of};
use crate::price_lists::hours;
use crate::promotions::{draft, running};
use crate::rehearsals::{answer, asked, kr, question, told};

pub const PER_CENT: Benefit = Benefit::Percent { bp: 1_000 };

/// A promotion that runs between two moments, in hours from now.
pub async fn promotion(
    world: &World,
    benefit: Benefit,
    (from, to): (i64, Option<i64>),
    conditions: Conditions,
) -> PromotionId {
    let mut wanted = draft(benefit);
    wanted.starts_at = hours(world, from);
    wanted.ends_at = to.map(|to| hours(world, to));
    wanted.conditions = conditions;
    running(world, &wanted, &[]).await
}

#[tokio::test]
async fn promotions_that_begin_and_end_are_told_and_reckoned_into_what_one_costs() {
    let world = World::create().await;
    let (mug, bowl) = (
        world.variant("MUG", 9, 10_000).await,
        world.variant("BOWL", 9, 20_000).await,
    );
    let of = |product| Conditions {
        products: vec![product],
        ..Conditions::default()
    };
    let mugs = of(product_of(&world, mug).await);
    let bowls = of(product_of(&world, bowl).await);
    let begins = promotion(&world, PER_CENT, (24, None), mugs).await;
    let fixed = Benefit::FixedPrice { minor: 15_000 };
    let ends = promotion(&world, fixed, (-24, Some(24)), bowls).await;
    let passes = promotion(&world, PER_CENT, (2, Some(3)), Conditions::default()).await;
    let sum = Benefit::Sum { minor: 1_500 };
    let basket = promotion(&world, sum, (24, None), Conditions::default()).await;
    // Holds now and then: no news.
    let least = Conditions {
        min_sum_minor: Some(50_000),
        ..Conditions::default()
    };
    promotion(&world, PER_CENT, (-24, None), least).await;
    let pro = Conditions {
        tiers: vec!["pro".to_owned()],
        ..Conditions::default()
    };
    let for_pro = promotion(&world, PER_CENT, (24, None), pro).await;

    let asks = question(&world, hours(&world, 48));
    let number = asked(&world, &asks, AT_ONCE, false).await;
    let rows = told(&world, &number, Some(Mind::ByPromotion)).await;
    let costs: Vec<_> = rows
        .iter()
        .map(|row| {
            let (now, then) = (row.now(), row.then());
            (
                row.sku.as_str(),
                kr(now.0),
                kr(now.1),
                kr(then.0),
                kr(then.1),
            )
        })
        .collect();
    assert_eq!(
        costs,
        [
            (
                "BOWL",
                Some(20_000),
                Some(15_000),
                Some(20_000),
                Some(18_500)
            ),
            ("MUG", Some(10_000), None, Some(10_000), Some(8_500)),
        ]
    );
    let found = answer(&world, &number).await;
    assert_eq!((found.changed, found.by_promotion), (2, 2));
    let mut conn = world.db.read().await.unwrap();
    let (promotions, all) = listing::promotions(&mut conn, &number, "sv", 10)
        .await
        .unwrap();
    let mut turns: Vec<_> = promotions
        .iter()
        .map(|of| (of.id, of.turn(), of.beyond()))
        .collect();
    turns.sort_by_key(|of| of.0);
    let mut expected = vec![
        (begins, Turn::Starts, None),
        (ends, Turn::Ends, None),
        (passes, Turn::Passes, None),
        (basket, Turn::Starts, Some(Beyond::Sum)),
    ];
    expected.sort_by_key(|of| of.0);
    assert_eq!((turns, all), (expected, 4));

    let seen_as = As::Tier("pro".to_owned());
    let as_pro = Question { seen_as, ..asks };
    let number = asked(&world, &as_pro, AT_ONCE, false).await;
    let (promotions, _) = listing::promotions(&mut conn, &number, "sv", 10)
        .await
        .unwrap();
    assert!(promotions.iter().any(|of| of.id == for_pro));
    // Of two the better one; it takes as much as the other, so each article has one.
    let rows = told(&world, &number, None).await;
    assert_eq!(rows.len(), 2);
}

#[tokio::test]
async fn the_lowest_price_of_what_is_bought_alone_is_what_the_margin_is_of() {
    let world = World::create().await;
    let mug = world.variant("MUG", 9, 10_000).await;
    price(&world, world.list, mug, (3, 9_000), None).await;
    let product = product_of(&world, mug).await;
    let mut tx = world.tx().await;
    // 60 kr of the 80 that are left without VAT.
    set_cost(&mut tx, product, mug, None, Some(UnitPrice(60_000_000)))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let all = Conditions::default;
    let from = (24, None);
    promotion(&world, Benefit::Sum { minor: 2_000 }, from, all()).await;
    promotion(&world, Benefit::BuyPay { buy: 3, pay: 2 }, from, all()).await;
    let gift = Benefit::Gift {
        variant_id: mug,
        quantity: 1,
    };
    let gift = promotion(&world, gift, from, all()).await;
    let large = Conditions {
        min_sum_minor: Some(20_000),
        ..Conditions::default()
    };
    promotion(&world, Benefit::Percent { bp: 5_000 }, from, large).await;
    let number = asked(&world, &question(&world, hours(&world, 48)), AT_ONCE, false).await;
    let rows = told(&world, &number, None).await;
    let mut costs: Vec<_> = rows
        .iter()
        .map(|row| (row.quantity, kr(row.then().1), row.margin_bp))
        .collect();
    costs.sort_unstable();
    // One alone gets the sum: 80 kr with VAT, 64 without. Of three, half of 270 kr is more than the sum and than a third.
    assert_eq!(
        costs,
        [(1, Some(8_000), Some(625)), (3, Some(4_500), Some(-6_666))]
    );
    assert_eq!(answer(&world, &number).await.below_margin, 2);
    let mut conn = world.db.read().await.unwrap();
    let (promotions, _) = listing::promotions(&mut conn, &number, "sv", 10)
        .await
        .unwrap();
    let mut beyond: Vec<&str> = promotions
        .iter()
        .filter_map(|of| of.beyond().map(Beyond::as_str))
        .collect();
    beyond.sort_unstable();
    assert_eq!(beyond, ["basket", "buy-pay", "gift", "sum"]);
    assert!(promotions.iter().any(|of| of.id == gift));
}
