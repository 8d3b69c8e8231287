//! List, product page, cart and order say the same price, whatever the lists say.

use commerce::cart::listing::{CartHead, contents};
use commerce::catalogue::Storefront;
use commerce::catalogue::product::PriceShown;
use commerce::checkout::prepare::{Prepared, prepare};
use commerce::ids::VariantId;
use commerce::pricing::list::Audience as For;
use commerce::pricing::sheet::Period;
use commerce::pricing::{Audience, PriceContext, Why};
use platform::money::UnitPrice;
use testkit::World;

use crate::price_lists::{company, context, draft, hours, make, price};

/// Another variant of a variant's product.
pub(crate) async fn sibling(world: &World, of: VariantId, pieces: i64) -> VariantId {
    let id = VariantId::generate();
    let now = world.clock.now();
    let mut tx = world.tx().await;
    sqlx::query("insert into variants (id, product_id, sku, option_key, weight_g, created_at, updated_at) select $1, product_id, sku || '-2', 'two', 400, $3, $3 from variants where id = $2")
        .bind(id.0).bind(of.0).bind(now).execute(&mut *tx).await.unwrap();
    sqlx::query("insert into stock_levels (variant_id, location_id, on_hand, updated_at) select $1, id, $2, $3 from locations")
        .bind(id.0).bind(pieces).bind(now).execute(&mut *tx).await.unwrap();
    tx.commit().await.unwrap();
    id
}

/// Orders a cart as it is priced for somebody; gives what its line costs, and the account that the order keeps.
async fn ordered(world: &World, context: &PriceContext, cart: &commerce::cart::Cart) -> (i64, Why) {
    let mut conn = world.db.read().await.unwrap();
    let now = world.clock.now();
    let buyer = commerce::promotion::Buyer {
        email: Some(testkit::world::contact().email),
        ..commerce::promotion::Buyer::guest("consumer")
    };
    let quote =
        commerce::checkout::quote::quote(&mut conn, cart, &buyer, "SE", Some("home"), "sv", now)
            .await
            .unwrap();
    let confirmation = commerce::checkout::prepare::Confirmation {
        confirmed_hash: quote.hash,
        lists: context.lists.clone(),
        currency: context.currency,
        cart_id: cart.id,
        contact: testkit::world::contact(),
        freight: "home".to_owned(),
        locale: "sv".to_owned(),
        customer_id: None,
        tier_code: "consumer".to_owned(),
        gateway: "stripe".to_owned(),
        method: commerce::payment::PaymentMethod::Card,
        company: None,
        approved_by: None,
    };
    let mut tx = world.tx().await;
    let Prepared::Waiting { order_id, .. } = prepare(&mut tx, &confirmation).await.unwrap() else {
        panic!("it waits for payment")
    };
    tx.commit().await.unwrap();
    let order = commerce::order::store::load(&mut conn, order_id)
        .await
        .unwrap()
        .unwrap();
    let line = &order.lines[0];
    (line.total_minor, line.why().unwrap())
}

/// What the product's page says that so many of a variant cost each.
fn told(
    page: &commerce::catalogue::product::ProductPage,
    variant: VariantId,
    quantity: i32,
) -> UnitPrice {
    let shown = page.variants.iter().find(|of| of.id == variant).unwrap();
    let breaks = &shown.breaks;
    let mut held = breaks.iter().filter(|of| of.min_quantity <= quantity);
    held.next_back().unwrap().price
}

#[tokio::test]
async fn list_page_cart_and_order_say_the_same_whatever_the_lists() {
    use proptest::prelude::*;
    use proptest::strategy::ValueTree as _;

    let world = World::create().await;
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::default()
    });
    let (acme, session) = company(&world, "1").await;
    let (other, others_session) = company(&world, "2").await;
    let soon = Period {
        from: Some(hours(&world, 0)),
        to: None,
    };
    let mut lists = vec![world.list];
    for (code, audience, includes_vat, period) in [
        ("pro", For::Tier("pro".into()), false, Period::default()),
        ("acme", For::Company(acme), false, Period::default()),
        ("sale", For::Campaign(vec![]), true, soon),
        ("pro-sale", For::Campaign(vec!["pro".into()]), false, soon),
        ("other", For::Company(other), true, Period::default()),
    ] {
        let made = make(&world, &draft(code, audience, includes_vat, period)).await;
        lists.push(made.unwrap());
    }
    // (list, which variant, from so many, öre)
    let rows = prop::collection::vec((0..6_usize, 0..2_usize, 1..12_i32, 100..50_000_i64), 1..24);
    let storefront = Storefront::new();
    for round in 0..12 {
        let variant = world.variant(&format!("V-{round}"), 1_000, 25_000).await;
        // Another of the same product, sometimes sold out: the card is of the cheapest that can be bought.
        let sibling = sibling(&world, variant, i64::from(round % 2) * 1_000).await;
        price(&world, world.list, sibling, 1, 24_000).await;
        for (list, which, from, minor) in rows.new_tree(&mut runner).unwrap().current() {
            price(&world, lists[list], [variant, sibling][which], from, minor).await;
        }
        let product: uuid::Uuid = {
            let mut conn = world.db.read().await.unwrap();
            sqlx::query_scalar("select product_id from variants where id = $1")
                .bind(variant.0)
                .fetch_one(&mut *conn)
                .await
                .unwrap()
        };
        let product = commerce::ids::ProductId(product);
        let mut tx = world.tx().await;
        // Prices in lists that guests do not see ask for no card.
        commerce::catalogue::storefront::mark_dirty(&mut tx, &[product])
            .await
            .unwrap();
        while commerce::catalogue::storefront::refresh_some(&mut tx)
            .await
            .unwrap()
            > 0
        {}
        tx.commit().await.unwrap();
        for audience in [
            Audience::Tier("consumer"),
            Audience::Tier("pro"),
            Audience::Session(session),
            Audience::Session(others_session),
        ] {
            let context = context(&world, audience).await;
            let visit = commerce::catalogue::storefront::Visit {
                shop_id: world.shop_id,
                locale: "sv",
                prices: &context,
                country: "SE",
                at: world.clock.now(),
                is_rehearsal: false,
                sees_kept_prices: context.tier == "consumer",
            };
            let mut conn = world.db.read().await.unwrap();
            let page = storefront
                .product(&mut conn, &visit, product)
                .await
                .unwrap()
                .unwrap();
            let cards = storefront
                .cards(&mut conn, &visit, &[product])
                .await
                .unwrap();
            let prices = page.variants.iter();
            let prices = prices.filter_map(|of| Some((of.free <= 0, of.price.as_ref()?)));
            let prices: Vec<_> = prices.collect();
            let key = |(is_out, price): &(bool, &PriceShown)| (*is_out, price.unit);
            let lowest = prices.iter().map(key).min().unwrap();
            let cheapest: Vec<_> = prices.iter().filter(|of| key(of) == lowest).collect();
            assert_eq!(cards[0].price.minor, cheapest[0].1.minor, "{audience:?}");
            // Two may cost the same and have had different pasts.
            let before = cards[0].price.before_minor;
            assert!(
                cheapest
                    .iter()
                    .any(|(_, price)| price.before_minor == before),
                "{audience:?}"
            );
            for quantity in [1, 2, 5, 11, 12] {
                let cart = {
                    let mut tx = world.tx().await;
                    let hash = platform::secret::hash_token(&platform::secret::random_token());
                    let cart =
                        commerce::cart::store::open(&mut tx, world.shop_id, "SEK", "sv", &hash)
                            .await
                            .unwrap();
                    commerce::cart::store::add(&mut tx, cart, variant, quantity, &context.lists)
                        .await
                        .unwrap();
                    tx.commit().await.unwrap();
                    cart
                };
                let head = CartHead {
                    id: cart,
                    shop_id: world.shop_id,
                    currency: "SEK".into(),
                    pieces: 0,
                };
                let held = contents(
                    &mut conn,
                    &head,
                    &context.lists,
                    "sv",
                    &commerce::pricing::vat::Treatment::at_home("SE"),
                    world.clock.now(),
                )
                .await
                .unwrap();
                let line = &held.lines[0];
                let why = line.why.as_ref().unwrap();
                // Nothing has moved since it was put in, and the account is of what is paid.
                assert_eq!(
                    line.unit_price,
                    Some(line.seen_price),
                    "{audience:?} {quantity}"
                );
                assert_eq!(Some(why.line.minor), line.total_minor());
                assert_eq!(
                    line.shown_price(context.shows_vat),
                    Some(told(&page, variant, quantity)),
                    "{audience:?} {quantity}"
                );
                let (total, kept) = ordered(&world, &context, &held).await;
                assert_eq!((Some(total), &kept.line), (line.total_minor(), &why.line));
            }
        }
    }
}
