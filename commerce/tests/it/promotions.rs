//! Promotions in a real shop: what a cart costs, what an order keeps, and limits that hold however many order at once.

use commerce::catalogue::Label;
use commerce::checkout::prepare::{PrepareError, Prepared, prepare};
use commerce::ids::{CartId, ProductId, PromotionId, VariantId};
use commerce::order::{self, OrderState, adjustment};
use commerce::payment::gateway::SessionState;
use commerce::payment::settle::Settled;
use commerce::pricing::cost::set_cost;
use commerce::promotion::code::NewCodes;
use commerce::promotion::give_code::{GiveCodeError, Given, give_code};
use commerce::promotion::save::{self, SaveError};
use commerce::promotion::store::Draft;
use commerce::promotion::{
    Benefit, Buyer, Conditions, Lane, PromotionEvent, PromotionState, Refusal,
};
use futures_util::future::join_all;
use platform::money::{Currency, UnitPrice};
use testkit::World;

use crate::checkout::{captured, ended, history, say, state, waiting};

pub fn draft(benefit: Benefit) -> Draft {
    Draft {
        name: "Höstkampanj".to_owned(),
        label: Label::new("Höst", "Autumn"),
        benefit,
        lane: Lane::Default,
        is_exclusive: false,
        conditions: Conditions::default(),
        min_margin_bp: None,
        max_uses: None,
        starts_at: crate::shopkeeper::moment("2026-11-01T00:00:00Z"),
        ends_at: None,
    }
}

/// A promotion that holds, with these codes.
pub async fn running(world: &World, draft: &Draft, codes: &[&str]) -> PromotionId {
    let mut tx = world.tx().await;
    let id = save::create(&mut tx, world.shop_id, Currency::SEK, draft)
        .await
        .unwrap();
    if !codes.is_empty() {
        let new = NewCodes {
            promotion_id: id,
            codes: codes.iter().map(|&code| code.to_owned()).collect(),
            max_uses: None,
            customer: None,
        };
        save::add_codes(&mut tx, &new).await.unwrap();
    }
    save::apply(&mut tx, id, 1, PromotionEvent::Activate)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    id
}

pub fn by_code(benefit: Benefit) -> Draft {
    let mut draft = draft(benefit);
    draft.conditions.needs_code = true;
    draft
}

pub async fn give(world: &World, cart_id: CartId, code: &str) -> Result<Given, GiveCodeError> {
    let mut tx = world.tx().await;
    let cart = world.contents(&mut tx, cart_id, "sv").await;
    let given = give_code(&mut tx, &cart, &Buyer::guest("consumer"), code).await;
    if given.is_ok() {
        tx.commit().await.unwrap();
    }
    given
}

/// Uses that are held: counted where there is a limit.
pub async fn uses(world: &World, id: PromotionId) -> i64 {
    let sql: String = format!(
        "select case when max_uses is not null then uses
                     else (select count(*) from promotion_redemptions r where r.promotion_id = p.id and r.state = 'held') end
         from promotions p where id = '{id}'"
    );
    sqlx::query_scalar(sqlx::AssertSqlSafe(sql))
        .fetch_one(&world.database.pool)
        .await
        .unwrap()
}

#[tokio::test]
async fn an_order_keeps_what_was_taken_off_each_line_and_what_was_not() {
    let world = World::create().await;
    let (mug, bowl) = (
        world.variant("MUG", 10, 24_900).await,
        world.variant("BOWL", 10, 10_001).await,
    );
    let fifth = running(&world, &draft(Benefit::Percent { bp: 2_000 }), &[]).await;
    let mut much = draft(Benefit::Sum { minor: 5_000 });
    much.conditions.min_sum_minor = Some(1_000_000);
    much.lane = Lane::Post;
    let much = running(&world, &much, &[]).await;
    let cart = world.cart(&[(mug, 2), (bowl, 1)]).await;
    let quote = world.quote(cart).await;
    assert_eq!(quote.totals.items_minor, 59_801);
    // 99.60 and 20.002 kr.
    assert_eq!(quote.totals.discount_minor, 9_960 + 2_000);
    let (order_id, payment) = waiting(&world, cart).await;
    assert_eq!(payment.amount_minor, 59_801 - 11_960 + 5_900);
    let mut conn = world.db.read().await.unwrap();
    let order = order::store::load(&mut conn, order_id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        (order.items_minor, order.discount_minor, order.total_minor),
        (59_801, 11_960, payment.amount_minor)
    );
    let paid: i64 = order.lines.iter().map(|line| line.total_minor).sum();
    assert_eq!(paid, order.total_minor);
    for line in order.lines.iter().filter(|line| !line.is_freight) {
        let of_line = |a: &&adjustment::OrderAdjustment| a.line_id == Some(line.id);
        let taken: Vec<_> = order.adjustments.iter().filter(of_line).collect();
        assert_eq!(taken.len(), 1);
        assert_eq!(
            (taken[0].promotion_id, taken[0].label.as_str()),
            (fifth, "Höst")
        );
        assert_eq!(taken[0].amount_minor, line.discount_minor);
        assert_eq!(
            line.vat_minor,
            platform::money::vat_in_gross(line.total_minor, line.vat_rate_bp)
        );
    }
    let refused = adjustment::refusals_of(&mut conn, order_id).await.unwrap();
    assert_eq!(refused.len(), 1, "{refused:?}");
    assert_eq!(
        (
            refused[0].promotion_id,
            refused[0].reason.as_str(),
            refused[0].missing
        ),
        (much, "below-sum", Some(1_000_000 - 47_841))
    );
    let rewritten = sqlx::query("update order_adjustments set amount_minor = 1")
        .execute(&world.database.pool)
        .await;
    assert!(rewritten.is_err(), "what was agreed is frozen");
    assert_eq!(uses(&world, fifth).await, 1);
    assert_eq!(uses(&world, much).await, 0);
}

#[tokio::test]
async fn free_freight_is_taken_off_the_freight() {
    let world = World::create().await;
    let mug = world.variant("MUG", 10, 24_900).await;
    running(&world, &draft(Benefit::FreeFreight), &[]).await;
    let cart = world.cart(&[(mug, 1)]).await;
    let (order_id, payment) = waiting(&world, cart).await;
    assert_eq!(payment.amount_minor, 24_900);
    let mut conn = world.db.read().await.unwrap();
    let order = order::store::load(&mut conn, order_id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!((order.freight_minor, order.discount_minor), (0, 0));
    assert_eq!(order.adjustments[0].line_id, None);
    assert_eq!(order.adjustments[0].amount_minor, 5_900);
    assert_eq!(order.vat.iter().map(|v| v.vat_minor).sum::<i64>(), 4_980);
}

#[tokio::test]
async fn a_code_used_by_a_hundred_at_once_is_never_used_a_hundred_and_one_times() {
    let world = World::create().await;
    let mug = world.variant("MUG", 500, 24_900).await;
    let mut limited = by_code(Benefit::Percent { bp: 1_000 });
    limited.max_uses = Some(100);
    let id = running(&world, &limited, &["HUNDRA"]).await;
    let mut carts = Vec::new();
    for _ in 0..130 {
        let cart = world.cart(&[(mug, 1)]).await;
        assert_eq!(give(&world, cart, "hundra").await.unwrap(), Given::Works);
        carts.push(world.confirmation(cart).await);
    }
    let (world, tried) = (&world, &carts);
    let outcomes = join_all(tried.iter().map(|confirmation| async move {
        let mut tx = world.tx().await;
        match prepare(&mut tx, confirmation).await {
            Ok(Prepared::Waiting { .. }) => {
                tx.commit().await.unwrap();
                true
            }
            Err(PrepareError::UsedUp(_) | PrepareError::Changed { .. }) => false,
            other => panic!("{other:?}"),
        }
    }))
    .await;
    assert_eq!(outcomes.iter().filter(|done| **done).count(), 100);
    assert_eq!(uses(world, id).await, 100);
    let held: i64 = world
        .database
        .value("select count(*) from promotion_redemptions where state = 'held'")
        .await;
    assert_eq!(held, 100);
    // Whoever was too late holds no goods and sees why.
    let free: i64 = world
        .database
        .value("select sum(reserved)::bigint from stock_levels")
        .await;
    assert_eq!(free, 100);
    let late = world.cart(&[(mug, 1)]).await;
    assert!(matches!(
        give(world, late, "HUNDRA").await,
        Err(GiveCodeError::Refused(Refusal::UsedUp))
    ));
}

async fn once(world: &World) -> (VariantId, PromotionId) {
    let mug = world.variant("MUG", 10, 24_900).await;
    let mut once = by_code(Benefit::Sum { minor: 10_000 });
    once.max_uses = Some(1);
    (mug, running(world, &once, &["EN-GANG"]).await)
}

#[tokio::test]
async fn a_use_is_given_back_when_the_order_lapses_and_taken_again_when_it_is_paid_after_all() {
    let world = World::create().await;
    let (mug, id) = once(&world).await;
    let cart = world.cart(&[(mug, 1)]).await;
    give(&world, cart, "en-gang").await.unwrap();
    let (order, payment) = waiting(&world, cart).await;
    assert_eq!(uses(&world, id).await, 1);
    // For the cart whose order it is, the code is not used up.
    assert_eq!(world.quote(cart).await.totals.discount_minor, 10_000);
    assert_eq!(
        say(&world, &payment, &ended(SessionState::Expired)).await,
        Settled::Lapsed
    );
    assert_eq!(uses(&world, id).await, 0);
    assert_eq!(
        say(&world, &payment, &captured(payment.amount_minor)).await,
        Settled::Placed
    );
    assert_eq!(uses(&world, id).await, 1);
    assert_eq!(state(&world, order).await.0, OrderState::Placed);
}

#[tokio::test]
async fn paid_so_late_that_the_last_use_has_gone_to_another_the_money_is_owed_back() {
    let world = World::create().await;
    let (mug, id) = once(&world).await;
    let first = world.cart(&[(mug, 1)]).await;
    give(&world, first, "EN-GANG").await.unwrap();
    let (order, payment) = waiting(&world, first).await;
    say(&world, &payment, &ended(SessionState::Expired)).await;
    let second = world.cart(&[(mug, 1)]).await;
    give(&world, second, "EN-GANG").await.unwrap();
    waiting(&world, second).await;
    assert_eq!(
        say(&world, &payment, &captured(payment.amount_minor)).await,
        Settled::NeedsStaff
    );
    assert_eq!(state(&world, order).await.0, OrderState::Cancelled);
    assert!(
        history(&world, order)
            .await
            .contains(&"RefundFellDue".to_owned())
    );
    assert_eq!(uses(&world, id).await, 1);
    let reserved: i64 = world
        .database
        .value("select sum(reserved)::bigint from stock_levels")
        .await;
    assert_eq!(reserved, 1, "the goods are the second buyer's alone");
}

#[tokio::test]
async fn the_same_buyer_uses_a_rule_no_more_often_than_one_may() {
    let world = World::create().await;
    let mug = world.variant("MUG", 10, 24_900).await;
    let mut welcome = draft(Benefit::Percent { bp: 1_000 });
    welcome.conditions.max_uses_per_buyer = Some(1);
    running(&world, &welcome, &[]).await;
    let first = world.cart(&[(mug, 1)]).await;
    let second = world.cart(&[(mug, 1)]).await;
    // Both have seen the lower price before either has bought.
    let seen = world.confirmation(second).await;
    waiting(&world, first).await;
    let mut tx = world.tx().await;
    assert!(matches!(
        prepare(&mut tx, &seen).await,
        Err(PrepareError::Changed { .. })
    ));
    drop(tx);
    let quote = world.quote(second).await;
    assert_eq!(quote.totals.discount_minor, 0);
    assert_eq!(
        quote.promotions.outcome.refused[0].why,
        Refusal::UsedByBuyer
    );
}

#[tokio::test]
async fn a_code_says_why_it_gives_nothing() {
    let world = World::create().await;
    let mug = world.variant("MUG", 10, 24_900).await;
    let cart = world.cart(&[(mug, 1)]).await;
    let mut later = by_code(Benefit::Percent { bp: 1_000 });
    later.starts_at = crate::shopkeeper::moment("2026-12-01T00:00:00Z");
    running(&world, &later, &["SENARE"]).await;
    let mut much = by_code(Benefit::Percent { bp: 1_000 });
    much.conditions.min_sum_minor = Some(50_000);
    running(&world, &much, &["MYCKET"]).await;
    let mut pro = by_code(Benefit::Percent { bp: 1_000 });
    pro.conditions.tiers = vec!["pro".to_owned()];
    running(&world, &pro, &["PROFFS"]).await;
    let mut over = by_code(Benefit::Percent { bp: 1_000 });
    over.ends_at = Some(crate::shopkeeper::moment("2026-11-23T09:30:00Z"));
    running(&world, &over, &["SLUT"]).await;
    world.clock.advance(jiff::SignedDuration::from_hours(1));
    for (code, expected) in [
        ("senare", "not-yet"),
        ("proffs", "other-tier"),
        ("slut", "over"),
    ] {
        match give(&world, cart, code).await {
            Err(GiveCodeError::Refused(why)) => assert_eq!(why.code(), expected),
            other => panic!("{code}: {other:?}"),
        }
    }
    for unknown in ["FINNS-EJ", "", "' or 1=1"] {
        assert!(matches!(
            give(&world, cart, unknown).await,
            Err(GiveCodeError::Unknown)
        ));
    }
    // Kept, and holds once there is enough.
    let missing = Refusal::BelowSum {
        missing_minor: 25_100,
    };
    assert_eq!(
        give(&world, cart, "mycket").await.unwrap(),
        Given::Waits(missing)
    );
    assert_eq!(world.quote(cart).await.totals.discount_minor, 0);
    let mut tx = world.tx().await;
    commerce::cart::store::add(&mut tx, cart, mug, 2, &[world.list])
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(world.quote(cart).await.totals.discount_minor, 7_470);
}

#[tokio::test]
async fn a_promotion_that_ended_meanwhile_changes_what_is_confirmed() {
    let world = World::create().await;
    let mug = world.variant("MUG", 10, 24_900).await;
    let id = running(&world, &draft(Benefit::Percent { bp: 1_000 }), &[]).await;
    let cart = world.cart(&[(mug, 1)]).await;
    let seen = world.confirmation(cart).await;
    let mut tx = world.tx().await;
    save::apply(&mut tx, id, 2, PromotionEvent::Pause)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let mut tx = world.tx().await;
    assert!(matches!(
        prepare(&mut tx, &seen).await,
        Err(PrepareError::Changed { .. })
    ));
}

#[tokio::test]
async fn categories_reach_what_stands_below_them_and_the_margin_is_kept() {
    let world = World::create().await;
    let (mug, bowl) = (
        world.variant("MUG", 10, 12_500).await,
        world.variant("BOWL", 10, 12_500).await,
    );
    let kitchen = commerce::ids::CategoryId::generate();
    let mugs = commerce::ids::CategoryId::generate();
    let sql = format!(
        "insert into categories (id, parent_id, path, code, created_at, updated_at) values
            ('{kitchen}', null, array['{kitchen}'::uuid], 'kitchen', now(), now()),
            ('{mugs}', '{kitchen}', array['{kitchen}'::uuid, '{mugs}'::uuid], 'mugs', now(), now());
         insert into product_categories (product_id, category_id) select product_id, '{mugs}' from variants where id = '{mug}'"
    );
    for statement in sql.split(';') {
        sqlx::query(sqlx::AssertSqlSafe(statement.to_owned()))
            .execute(&world.database.pool)
            .await
            .unwrap();
    }
    let mut tx = world.tx().await;
    let product: uuid::Uuid = world
        .database
        .value("select product_id from variants where sku = 'MUG'")
        .await;
    let costs = Some(UnitPrice(90_000_000));
    set_cost(&mut tx, ProductId(product), mug, None, costs)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let mut in_kitchen = draft(Benefit::Percent { bp: 5_000 });
    in_kitchen.conditions.categories = vec![kitchen];
    in_kitchen.min_margin_bp = Some(0);
    running(&world, &in_kitchen, &[]).await;
    let cart = world.cart(&[(mug, 1), (bowl, 1)]).await;
    let quote = world.quote(cart).await;
    assert_eq!(quote.promotions.outcome.line_discounts, [1_250, 0]);
    assert!(quote.promotions.outcome.adjustments[0].is_capped);
}

#[tokio::test]
async fn periods_end_by_themselves_and_versions_keep_editors_apart() {
    let world = World::create().await;
    let mut short = draft(Benefit::Percent { bp: 1_000 });
    short.ends_at = Some(crate::shopkeeper::moment("2026-11-24T00:00:00Z"));
    let id = running(&world, &short, &[]).await;
    let mut tx = world.tx().await;
    assert!(matches!(
        save::change(&mut tx, id, 1, &short).await,
        Err(SaveError::ChangedMeanwhile)
    ));
    drop(tx);
    let mut tx = world.tx().await;
    assert_eq!(save::end_due(&mut tx, 10).await.unwrap(), 0);
    drop(tx);
    world.clock.advance(jiff::SignedDuration::from_hours(24));
    let mut tx = world.tx().await;
    assert_eq!(save::end_due(&mut tx, 10).await.unwrap(), 1);
    assert!(matches!(
        save::change(&mut tx, id, 3, &short).await,
        Err(SaveError::Ended)
    ));
    tx.commit().await.unwrap();
    let trail: i64 = world
        .database
        .value("select count(*) from audit_entries where action like 'promotion.%'")
        .await;
    assert_eq!(trail, 3, "created, activated, ended");
    // What asks for a code and has none cannot begin.
    let mut tx = world.tx().await;
    let bare = by_code(Benefit::Percent { bp: 1_000 });
    let id = save::create(&mut tx, world.shop_id, Currency::SEK, &bare)
        .await
        .unwrap();
    assert!(matches!(
        save::apply(&mut tx, id, 1, PromotionEvent::Activate).await,
        Err(SaveError::NoCode)
    ));
}

#[tokio::test]
async fn states_kinds_and_lanes_are_named_as_in_the_tables_checks() {
    let world = World::create().await;
    let check = async |name: &str| {
        let sql =
            format!("select pg_get_constraintdef(oid) from pg_constraint where conname = '{name}'");
        sqlx::query_scalar::<_, String>(sqlx::AssertSqlSafe(sql))
            .fetch_one(&world.database.pool)
            .await
            .unwrap()
    };
    let quoted = |def: &str| def.matches("'::text").count();
    let states = check("promotions_state_check").await;
    assert!(
        PromotionState::ALL
            .iter()
            .all(|s| states.contains(&format!("'{}'", s.as_str())))
    );
    assert_eq!(quoted(&states), PromotionState::ALL.len());
    let kinds = check("promotions_kind_check").await;
    assert!(
        Benefit::KINDS
            .iter()
            .all(|k| kinds.contains(&format!("'{k}'")))
    );
    assert_eq!(quoted(&kinds), Benefit::KINDS.len());
    let lanes = check("promotions_lane_check").await;
    assert!(
        Lane::ALL
            .iter()
            .all(|l| lanes.contains(&format!("'{}'", l.as_str())))
    );
    assert_eq!(quoted(&lanes), Lane::ALL.len());
}
