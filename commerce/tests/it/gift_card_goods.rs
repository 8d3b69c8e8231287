//! Gift cards as goods: sold without VAT, freight and stock, for a sum and to somebody of the buyer's choice.

use commerce::cart::store::{add_wished, wish};
use commerce::cart::{LineError, Placed};
use commerce::catalogue::product::ProductKind;
use commerce::catalogue::product::kind::{self, KindError};
use commerce::checkout::freight::FreightKind;
use commerce::checkout::prepare::{Prepared, prepare};
use commerce::gift_card::Wish;
use commerce::gift_card::bought::BoughtState;
use commerce::gift_card::bought::issue::{due, issue_bought};
use commerce::gift_card::bought::listing::{BoughtCard, of_order};
use commerce::ids::{CartId, OrderId, ProductId, VariantId};
use commerce::order::{self, Order};
use commerce::payment::OpenPayment;
use commerce::promotion::{Benefit, Lane};
use platform::secret::SecretKey;
use testkit::World;

use crate::checkout::{captured, say};
use crate::paying_with_gift_cards::{card, give, left};
use crate::promotions::{draft, running};

pub fn secret() -> SecretKey {
    SecretKey::new("a secret of some length")
}

/// A gift card for sale at a price.
pub async fn goods(world: &World, sku: &str, minor: i64) -> VariantId {
    let variant = world.variant(sku, 0, minor).await;
    let product = product_of(world, variant).await;
    set_kind(world, product, ProductKind::GiftCard, &[])
        .await
        .unwrap();
    variant
}

async fn product_of(world: &World, variant: VariantId) -> ProductId {
    let id: uuid::Uuid = sqlx::query_scalar("select product_id from variants where id = $1")
        .bind(variant.0)
        .fetch_one(&world.database.pool)
        .await
        .unwrap();
    ProductId(id)
}

async fn set_kind(
    world: &World,
    product: ProductId,
    kind: ProductKind,
    ranges: &[(VariantId, Option<(i64, i64)>)],
) -> Result<(), KindError> {
    let mut tx = world.tx().await;
    kind::set(&mut tx, product, kind, ranges).await?;
    tx.commit().await.unwrap();
    Ok(())
}

pub fn to(address: &str) -> Wish {
    Wish {
        recipient: Some(address.to_owned()),
        greeting: "Grattis!\nElin".to_owned(),
        ..Wish::default()
    }
}

pub async fn put(
    world: &World,
    cart: CartId,
    variant: VariantId,
    wish: &Wish,
    quantity: i32,
) -> Result<Placed, LineError> {
    let mut tx = world.tx().await;
    let placed = add_wished(&mut tx, cart, (variant, wish), quantity, &[world.list]).await?;
    tx.commit().await.unwrap();
    Ok(placed)
}

pub async fn waiting(world: &World, cart: CartId) -> (OrderId, OpenPayment) {
    let confirmation = world.confirmation_with(cart, "email").await;
    let mut tx = world.tx().await;
    let prepared = prepare(&mut tx, &confirmation).await.unwrap();
    tx.commit().await.unwrap();
    match prepared {
        Prepared::Waiting { order_id, payment } => (order_id, payment),
        other => panic!("{other:?}"),
    }
}

/// A paid order of cards that wait to be issued.
pub async fn paid(world: &World, lines: &[(VariantId, Wish, i32)]) -> OrderId {
    let cart = world.cart(&[]).await;
    for (variant, wish, quantity) in lines {
        put(world, cart, *variant, wish, *quantity).await.unwrap();
    }
    let (order, payment) = waiting(world, cart).await;
    say(world, &payment, &captured(payment.amount_minor)).await;
    order
}

/// Issues what is due now; gives how many there were.
pub async fn issue(world: &World) -> usize {
    let mut conn = world.db.read().await.unwrap();
    let ids = due(&mut conn, None, world.clock.now(), 100).await.unwrap();
    for id in &ids {
        let mut tx = world.tx().await;
        issue_bought(&mut tx, &secret(), *id).await.unwrap();
        tx.commit().await.unwrap();
    }
    ids.len()
}

pub async fn cards(world: &World, order: OrderId) -> Vec<BoughtCard> {
    let mut conn = world.db.read().await.unwrap();
    of_order(&mut conn, order).await.unwrap()
}

async fn loaded(world: &World, id: OrderId) -> Order {
    let mut conn = world.db.read().await.unwrap();
    order::store::load(&mut conn, id).await.unwrap().unwrap()
}

async fn check(world: &World, name: &str, words: &[&str]) {
    let text: String = sqlx::query_scalar(
        "select pg_get_constraintdef(oid) from pg_constraint where conname = $1",
    )
    .bind(name)
    .fetch_one(&world.database.pool)
    .await
    .unwrap();
    assert_eq!(text.matches("'::text").count(), words.len(), "{text}");
    for word in words {
        assert!(text.contains(&format!("'{word}'")), "{name}: {word}");
    }
}

#[tokio::test]
async fn words_are_named_as_in_the_tables_checks() {
    let world = World::create().await;
    let states = BoughtState::ALL.map(BoughtState::as_str);
    check(&world, "bought_gift_cards_state_check", &states).await;
    let kinds = ProductKind::ALL.map(ProductKind::as_str);
    check(&world, "products_kind_check", &kinds).await;
    let ways = [
        FreightKind::Delivery,
        FreightKind::Collection,
        FreightKind::Email,
    ];
    let ways = ways.map(FreightKind::as_str);
    check(&world, "orders_freight_kind_check", &ways).await;
    // A gift card of another class, or goods of this one, cannot be.
    let other = sqlx::query("update products set vat_class = 'voucher'");
    world.variant("MUG", 1, 100).await;
    assert!(other.execute(&world.database.pool).await.is_err());
}

#[tokio::test]
async fn cards_alone_bear_no_vat_go_nowhere_and_bind_no_stock() {
    let world = World::create().await;
    let gift = goods(&world, "GIFT-500", 50_000).await;
    let order = paid(&world, &[(gift, to("moa@exempel.se"), 2)]).await;
    let order = loaded(&world, order).await;
    assert_eq!((order.total_minor, order.vat_minor), (100_000, 0));
    assert_eq!(order.freight_kind, FreightKind::Email);
    assert_eq!(order.lines.len(), 1);
    assert_eq!(order.lines[0].vat_reason, "O");
    let exemption: String = world
        .database
        .value("select vat_exemption from order_lines")
        .await;
    assert_eq!(exemption, "VATEX-EU-O");
    let held: i64 = world
        .database
        .value("select count(*) from stock_reservations")
        .await;
    assert_eq!(held, 0);
}

#[tokio::test]
async fn beside_goods_a_card_carries_no_freight_and_frees_none() {
    let world = World::create().await;
    let mug = world.variant("MUG", 10, 24_900).await;
    let gift = goods(&world, "GIFT-1000", 100_000).await;
    let cart = world.cart(&[(mug, 1)]).await;
    let alone = world.quote_with(cart, "point").await;
    put(&world, cart, gift, &Wish::default(), 1).await.unwrap();
    let both = world.quote_with(cart, "point").await;
    // Free from 799 kronor, for goods.
    assert_eq!(both.totals.freight_minor, 4_900);
    assert_eq!(both.totals.freight_shares, alone.totals.freight_shares);
    assert_eq!(both.totals.vat_minor, alone.totals.vat_minor);
    assert_eq!(both.totals.total_minor, alone.totals.total_minor + 100_000);
}

#[tokio::test]
async fn no_percent_is_taken_off_a_card_and_no_sum_is_reached_by_one() {
    let world = World::create().await;
    let mug = world.variant("MUG", 10, 10_000).await;
    let gift = goods(&world, "GIFT-500", 50_000).await;
    running(&world, &draft(Benefit::Percent { bp: 1_000 }), &[]).await;
    let mut much = draft(Benefit::Sum { minor: 500 });
    much.conditions.min_sum_minor = Some(20_000);
    much.lane = Lane::Post;
    running(&world, &much, &[]).await;
    let cart = world.cart(&[(gift, 1), (mug, 1)]).await;
    let quote = world.quote(cart).await;
    assert_eq!(quote.totals.discount_minor, 1_000, "a tenth of the mug");
    let cart = world.cart(&[(gift, 1)]).await;
    let quote = world.quote_with(cart, "email").await;
    assert_eq!(quote.totals.discount_minor, 0);
}

#[tokio::test]
async fn a_card_is_not_bought_with_a_card() {
    let world = World::create().await;
    let mug = world.variant("MUG", 10, 24_900).await;
    let gift = goods(&world, "GIFT-500", 50_000).await;
    let (id, code) = card(&world, 200_000).await;
    let cart = world.cart(&[(gift, 1)]).await;
    give(&world, cart, &code).await.unwrap();
    assert_eq!(world.quote_with(cart, "email").await.to_pay_minor(), 50_000);
    let mut tx = world.tx().await;
    commerce::cart::store::add(&mut tx, cart, mug, 1, &[world.list])
        .await
        .unwrap();
    tx.commit().await.unwrap();
    // The mug and its freight it pays.
    let quote = world.quote(cart).await;
    assert_eq!(
        (quote.gift_card_minor(), quote.to_pay_minor()),
        (30_800, 50_000)
    );
    assert_eq!(left(&world, id).await, 200_000);
}

#[tokio::test]
async fn two_recipients_are_two_lines_and_the_same_wish_is_one() {
    let world = World::create().await;
    let gift = goods(&world, "GIFT-500", 50_000).await;
    let cart = world.cart(&[]).await;
    for address in ["moa@exempel.se", "liv@exempel.se", "moa@exempel.se"] {
        put(&world, cart, gift, &to(address), 1).await.unwrap();
    }
    let lines = "select string_agg(card_recipient || ' ' || quantity, ', ' order by card_recipient) from cart_lines where removed_at is null";
    let said: String = world.database.value(lines).await;
    assert_eq!(said, "liv@exempel.se 1, moa@exempel.se 2");
    let before = world.quote_with(cart, "email").await.hash;
    // Liv's is to be Moa's, too: then there is one line.
    let line: uuid::Uuid =
        sqlx::query_scalar("select id from cart_lines where card_recipient = 'liv@exempel.se'")
            .fetch_one(&world.database.pool)
            .await
            .unwrap();
    let mut tx = world.tx().await;
    let lists = [world.list];
    wish(&mut tx, cart, line.into(), &to("moa@exempel.se"), &lists)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let said: String = world.database.value(lines).await;
    assert_eq!(said, "moa@exempel.se 3");
    // Whose the cards are to be is part of what is confirmed.
    assert_ne!(world.quote_with(cart, "email").await.hash, before);
    let of_goods = world.variant("MUG", 1, 100).await;
    let refused = put(&world, cart, of_goods, &to("moa@exempel.se"), 1).await;
    assert!(matches!(refused, Err(LineError::NotForSale)), "{refused:?}");
}

#[tokio::test]
async fn a_line_that_wishes_something_else_stays_the_same_line() {
    let world = World::create().await;
    let gift = goods(&world, "GIFT-500", 50_000).await;
    let cart = world.cart(&[]).await;
    put(&world, cart, gift, &to("moa@exempel.se"), 2)
        .await
        .unwrap();
    let id = "select id from cart_lines";
    let line: uuid::Uuid = world.database.value(id).await;
    let mut tx = world.tx().await;
    let lists = [world.list];
    wish(&mut tx, cart, line.into(), &to("liv@exempel.se"), &lists)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let now: uuid::Uuid = world.database.value(id).await;
    assert_eq!(now, line);
    let said: String = world
        .database
        .value("select card_recipient || ' ' || quantity from cart_lines")
        .await;
    assert_eq!(said, "liv@exempel.se 2");
}

#[tokio::test]
async fn a_sum_of_ones_own_is_charged_and_held_within_its_bounds() {
    let world = World::create().await;
    let gift = goods(&world, "GIFT-FREE", 30_000).await;
    let product = product_of(&world, gift).await;
    let of = |minor| Wish {
        amount_minor: Some(minor),
        ..to("moa@exempel.se")
    };
    let cart = world.cart(&[]).await;
    // Its price is what it holds, until bounds are laid down.
    let refused = put(&world, cart, gift, &of(35_000), 1).await;
    assert!(matches!(refused, Err(LineError::NotForSale)), "{refused:?}");
    for wrong in [(0, 10), (10, 9), (1, 1_000_001)] {
        let refused = set_kind(
            &world,
            product,
            ProductKind::GiftCard,
            &[(gift, Some(wrong))],
        )
        .await;
        assert!(matches!(refused, Err(KindError::Range(id)) if id == gift));
    }
    let range = [(gift, Some((10_000, 500_000)))];
    set_kind(&world, product, ProductKind::GiftCard, &range)
        .await
        .unwrap();
    for wrong in [9_999, 500_001] {
        let refused = put(&world, cart, gift, &of(wrong), 1).await;
        assert!(
            matches!(
                refused,
                Err(LineError::Amount {
                    least_minor: 10_000,
                    most_minor: 500_000
                })
            ),
            "{refused:?}"
        );
    }
    let order = paid(&world, &[(gift, of(35_050), 2)]).await;
    assert_eq!(loaded(&world, order).await.total_minor, 70_100);
    assert_eq!(issue(&world).await, 2);
    for bought in cards(&world, order).await {
        assert_eq!(left(&world, bought.id).await, 35_050);
    }
}

#[tokio::test]
async fn a_cart_at_log_in_keeps_whom_its_cards_are_for() {
    let world = World::create().await;
    let gift = goods(&world, "GIFT-500", 50_000).await;
    let (from, into) = (world.cart(&[]).await, world.cart(&[(gift, 1)]).await);
    put(&world, from, gift, &to("moa@exempel.se"), 2)
        .await
        .unwrap();
    let mut tx = world.tx().await;
    let wanted = commerce::cart::listing::wanted(&mut tx, from)
        .await
        .unwrap();
    let cause = commerce::cart::fill::Cause::LogIn;
    commerce::cart::fill::fill(&mut tx, into, &wanted, cause, &[world.list])
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let said: String = sqlx::query_scalar(
        "select string_agg(coalesce(card_recipient, 'buyer') || ' ' || quantity, ', ' order by quantity) from cart_lines where cart_id = $1",
    )
    .bind(into.0)
    .fetch_one(&world.database.pool)
    .await
    .unwrap();
    assert_eq!(said, "buyer 1, moa@exempel.se 2");
}
