//! Sums of money hold in their own currency alone: what freight costs, and what a gift card pays.

use commerce::cart::store::add_wished;
use commerce::checkout::deliver::{WayDraft, close, open};
use commerce::checkout::prepare::{PrepareError, Prepared, prepare};
use commerce::gift_card::{self, GiveCardError, code_of};
use commerce::ids::{FreightMethodId, GiftCardId};
use commerce::payment::PaymentMethod;
use commerce::payment::gateway::{Session, SessionState};
use commerce::payment::settle::Settled;
use commerce::pricing::Audience;
use platform::money::{Currency, Money};

use crate::abroad::{Abroad, abroad};
use crate::checkout::{captured, say};
use crate::currencies::euro;
use crate::gift_card_goods::{goods, issue, secret, to};
use crate::paying_with_gift_cards::{card, give, left};

/// What each way costs the company's buyer who buys so many mugs.
async fn ways(abroad: &Abroad, mugs: i32) -> Vec<(String, i64)> {
    let cart = abroad.world.cart(&[(abroad.mug, mugs)]).await;
    let quote = abroad.looked_at(cart, "home").await.quote.unwrap();
    let offers = quote.offers.into_iter();
    offers
        .map(|offer| (offer.code, offer.price_minor))
        .collect()
}

#[tokio::test]
async fn freight_costs_what_is_said_in_the_orders_currency_or_there_is_none() {
    let abroad = abroad().await;
    let world = &abroad.world;
    euro(world, 0, 11_500_000).await;
    let home = |minor| vec![("home".to_owned(), minor)];
    // The other way has a price in kronor alone.
    assert_eq!(ways(&abroad, 1).await, home(600));
    let cart = world.cart(&[(abroad.mug, 1)]).await;
    let guests = world.quote(cart).await;
    let guests: Vec<&str> = guests.offers.iter().map(|of| of.code.as_str()).collect();
    assert_eq!(guests, ["home", "point"]);
    // Goods for 40 euro and more travel free by the way itself; a tier's sum in kronor says nothing of euro.
    world
        .database
        .execute("update tiers set free_freight_minor = 1 where code = 'pro'")
        .await;
    let id = "select id from freight_methods where code = 'home'";
    let way = WayDraft {
        country: "SE".to_owned(),
        method: FreightMethodId(world.database.value(id).await),
        price_minor: 900,
        free_from_minor: Some(4_000),
        max_weight_g: None,
    };
    let mut tx = world.tx().await;
    open(&mut tx, world.shop_id, Currency::EUR, &way)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(ways(&abroad, 1).await, home(900));
    assert_eq!(ways(&abroad, 2).await, home(0));
    let confirmation = abroad.confirmation(cart, PaymentMethod::Card).await;
    // Without a price in euro nothing is sent, though there are prices in kronor.
    let mut tx = world.tx().await;
    close(&mut tx, world.shop_id, "SE").await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(ways(&abroad, 1).await, []);
    assert!(matches!(
        abroad.sent(&confirmation).await,
        Err(PrepareError::NoFreight)
    ));
    assert_eq!(world.quote(cart).await.offers.len(), 2);
}

/// A card of 40 euro that the company's buyer has bought and paid in euro.
async fn bought(abroad: &Abroad) -> GiftCardId {
    let world = &abroad.world;
    let variant = goods(world, "CARD", 50_000).await;
    sqlx::query(
        "insert into prices (id, price_list_id, variant_id, unit_price_e4, valid_from, created_at, created_by)
         values (gen_random_uuid(), $1, $2, 40000000, $3, $3, 'test')",
    )
    .bind(abroad.list.0)
    .bind(variant.0)
    .bind(world.clock.now())
    .execute(&world.database.pool)
    .await
    .unwrap();
    let cart = world.cart(&[]).await;
    let theirs = abroad.context(Audience::Company(abroad.company)).await;
    let mut tx = world.tx().await;
    let wish = to("moa@exempel.se");
    add_wished(&mut tx, cart, (variant, &wish), 1, &theirs.lists)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let confirmation = abroad
        .confirmation_with(cart, PaymentMethod::Card, "email")
        .await;
    let mut tx = world.tx().await;
    let prepared = prepare(&mut tx, &confirmation).await.unwrap();
    tx.commit().await.unwrap();
    let Prepared::Waiting { payment, .. } = prepared else {
        panic!("it is to be paid")
    };
    let asked = (payment.amount_minor, payment.currency.as_str());
    assert_eq!(asked, (4_000, "EUR"));
    let paid = Session {
        state: SessionState::Captured {
            charge_reference: "ch_1".into(),
            amount: Money::new(4_000, Currency::EUR),
            method: "card".into(),
        },
        ..captured(0)
    };
    assert_eq!(say(world, &payment, &paid).await, Settled::Placed);
    assert_eq!(issue(world).await, 1);
    GiftCardId(world.database.value("select id from gift_cards").await)
}

#[tokio::test]
async fn a_card_bought_in_euro_pays_in_euro_alone() {
    let abroad = abroad().await;
    let world = &abroad.world;
    euro(world, 0, 11_500_000).await;
    let id = bought(&abroad).await;
    let held: String = world
        .database
        .value("select currency || ' ' || balance_minor from gift_cards")
        .await;
    assert_eq!(held, "EUR 4000");
    let code = code_of(&secret(), id);
    // Guests buy in kronor.
    let cart = world.cart(&[(abroad.mug, 1)]).await;
    assert!(matches!(
        give(world, cart, &code).await,
        Err(GiveCardError::OtherCurrency)
    ));
    // The company buys in euro, and a card in kronor is nothing to it.
    let (_, in_kronor) = card(world, 100_000).await;
    let seen = abroad.looked_at(cart, "home").await.cart;
    let mut tx = world.tx().await;
    assert!(matches!(
        gift_card::give(&mut tx, &seen, &in_kronor).await,
        Err(GiveCardError::OtherCurrency)
    ));
    gift_card::give(&mut tx, &seen, &code).await.unwrap();
    tx.commit().await.unwrap();
    let theirs = abroad.looked_at(cart, "home").await.quote.unwrap();
    assert_eq!(
        (theirs.gift_card_minor(), theirs.to_pay_minor()),
        (3_100, 0)
    );
    // Kept with a cart that is in kronor again, it pays nothing there.
    assert_eq!(world.quote(cart).await.gift_card_minor(), 0);
    let confirmation = abroad.confirmation(cart, PaymentMethod::Card).await;
    let order = abroad.sent(&confirmation).await.unwrap();
    let order = abroad.order(order).await;
    assert_eq!(
        (order.currency, order.total_minor, order.gift_card_minor),
        (Currency::EUR, 3_100, 3_100)
    );
    assert_eq!(left(world, id).await, 900);
}
