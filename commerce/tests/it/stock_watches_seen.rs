//! Watching what one's tier may not see.

use commerce::ids::{CompanyId, VariantId};
use commerce::pricing::list::Audience as For;
use commerce::stock_watch::begin::begin;
use commerce::stock_watch::listing::{self, Watched};
use commerce::stock_watch::tell::{Place, reconcile};
use commerce::tier::assortment::Rules;
use jiff::SignedDuration;
use testkit::World;

use crate::assortments::{never, products, say};
use crate::on_sale::{list, price, product_of, refresh};
use crate::private_articles::{company, unprice};
use crate::stock_watches::{comes_in, member, tells, waiting, waits};
use crate::tier_price_lists::arrange;

async fn mine(world: &World, of: &commerce::customer::Session) -> Watched {
    let mut conn = world.db.read().await.unwrap();
    let mut found = listing::of_customer(&mut conn, (of.customer, None), "sv", world.clock.now())
        .await
        .unwrap();
    found.remove(0)
}

#[tokio::test]
async fn who_does_not_see_what_is_back_is_not_told_and_waits_on() {
    let world = World::create().await;
    let variant = world.variant("MUG", 0, 24_900).await;
    let product = product_of(&world, variant).await;
    // The lists know of it, and that it is sold out.
    comes_in(&world, variant, 0).await;
    waits(&world, "gast@exempel.se", variant).await;
    // One for herself, and one who may buy for a company of another tier.
    let (elin, maja) = (member(&world).await, member(&world).await);
    let company = CompanyId::generate();
    let mut tx = world.tx().await;
    sqlx::query("insert into companies (id, number, name, country, org_number, tier_code, created_at, updated_at) values ($1, '1', 'A', 'SE', '1', 'pro', $2, $2)")
        .bind(company.0)
        .bind(world.clock.now())
        .execute(&mut *tx)
        .await
        .unwrap();
    sqlx::query("insert into company_members (company_id, customer_id, role, created_at, updated_at) values ($1, $2, 'buyer', $3, $3)")
        .bind(company.0)
        .bind(maja.customer.0)
        .bind(world.clock.now())
        .execute(&mut *tx)
        .await
        .unwrap();
    for of in [&elin, &maja] {
        begin(&mut tx, of, world.shop_id, variant, "sv")
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
    let hidden = never(products(&[product]));
    for tier in ["consumer", "user"] {
        say(&world, tier, &hidden, 0).await.unwrap();
    }
    assert!(!mine(&world, &elin).await.is_seen);
    let hers = mine(&world, &maja).await;
    assert!(hers.is_seen && hers.is_sold);
    comes_in(&world, variant, 100).await;
    assert_eq!(tells(&world).await, 1, "who sees it in the company's range");
    assert_eq!(waiting(&world).await, 2);
    let told: uuid::Uuid = world
        .database
        .value("select customer_id from stock_watches where state = 'told'")
        .await;
    assert_eq!(told, maja.customer.0);

    // What a company sees is nothing to whoever may not act for it any more.
    world
        .database
        .execute("update companies set tier_code = 'premium', state = 'closed'")
        .await;
    // Guests see it again: the guest is told, and she waits on.
    say(&world, "consumer", &Rules::default(), 1).await.unwrap();
    assert_eq!(looks_through(&world).await, 2);
    assert!(!mine(&world, &elin).await.is_seen);
    say(&world, "user", &Rules::default(), 1).await.unwrap();
    assert!(mine(&world, &elin).await.is_seen);
    assert_eq!(looks_through(&world).await, 3);
    assert_eq!(waiting(&world).await, 0);
}

/// Everything that is watched is looked through, and whose turn it is gets told; gives how many are told by now.
async fn looks_through(world: &World) -> i64 {
    let mut tx = world.tx().await;
    reconcile(&mut tx, Place::default(), 10).await.unwrap();
    tx.commit().await.unwrap();
    tells(world).await
}

/// A guest and two customers wait for an article that is sold out and that one company alone has a price of, for which the second customer may buy.
async fn private(world: &World) -> (VariantId, [commerce::customer::Session; 2]) {
    let variant = world.variant("MUG", 0, 24_900).await;
    comes_in(world, variant, 0).await;
    waits(world, "gast@exempel.se", variant).await;
    let both = [member(world).await, member(world).await];
    let acme = company(world, "1").await;
    let mut tx = world.tx().await;
    for of in &both {
        begin(&mut tx, of, world.shop_id, variant, "sv")
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
    joins(world, acme, &both[1]).await;
    let agreed = list(world, "acme", For::Company(acme), false).await;
    price(world, agreed, variant, (1, 12_000), None).await;
    world.clock.advance(SignedDuration::from_hours(1));
    unprice(world, variant).await;
    comes_in(world, variant, 0).await;
    let cards = "select count(distinct product_id) from private_listing_cards";
    assert_eq!(world.database.value::<i64>(cards).await, 1);
    (variant, both)
}

async fn joins(world: &World, company: CompanyId, of: &commerce::customer::Session) {
    let mut tx = world.tx().await;
    sqlx::query("insert into company_members (company_id, customer_id, role, created_at, updated_at) values ($1, $2, 'buyer', $3, $3)")
        .bind(company.0)
        .bind(of.customer.0)
        .bind(world.clock.now())
        .execute(&mut *tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn who_may_not_buy_for_the_company_any_more_is_not_told_of_its_own_article() {
    let world = World::create().await;
    let (variant, [_, maja]) = private(&world).await;
    assert!(mine(&world, &maja).await.is_seen);
    world.database.execute("delete from company_members").await;
    assert!(!mine(&world, &maja).await.is_seen);
    comes_in(&world, variant, 100).await;
    assert_eq!(tells(&world).await, 0);
    assert_eq!(waiting(&world).await, 3);
}

#[tokio::test]
async fn what_guests_have_no_price_of_is_told_to_those_who_have_one() {
    let world = World::create().await;
    let (variant, [elin, maja]) = private(&world).await;
    assert!(!mine(&world, &elin).await.is_seen);
    comes_in(&world, variant, 100).await;
    assert_eq!(tells(&world).await, 1, "the company's buyer");
    let told: uuid::Uuid = world
        .database
        .value("select customer_id from stock_watches where state = 'told'")
        .await;
    assert_eq!(told, maja.customer.0);

    // Her own tier gets a price: she sees it, and guests do not.
    let own = list(&world, "user", For::Tier("user".into()), true).await;
    price(&world, own, variant, (1, 20_000), None).await;
    refresh(&world, &[]).await;
    assert!(mine(&world, &elin).await.is_seen);
    assert_eq!(looks_through(&world).await, 2);
    assert_eq!(waiting(&world).await, 1);

    // Once guests have one, it is everybody's.
    world.clock.advance(SignedDuration::from_hours(1));
    price(&world, world.list, variant, (1, 24_900), None).await;
    refresh(&world, &[]).await;
    assert_eq!(looks_through(&world).await, 3);
}

#[tokio::test]
async fn what_the_watchers_tier_has_no_price_of_is_not_back_for_them() {
    let world = World::create().await;
    let variant = world.variant("MUG", 0, 24_900).await;
    comes_in(&world, variant, 0).await;
    waits(&world, "gast@exempel.se", variant).await;
    let elin = member(&world).await;
    let mut tx = world.tx().await;
    begin(&mut tx, &elin, world.shop_id, variant, "sv")
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert!(mine(&world, &elin).await.is_seen);
    // The goods come in while nobody has a price of them.
    world.clock.advance(SignedDuration::from_hours(1));
    unprice(&world, variant).await;
    comes_in(&world, variant, 100).await;
    assert_eq!(tells(&world).await, 0, "nobody can buy it");
    assert_eq!(waiting(&world).await, 2);
    assert!(!mine(&world, &elin).await.is_seen);
    // Another tier's price is nothing to them.
    let pro = list(&world, "pro", For::Tier("pro".into()), false).await;
    price(&world, pro, variant, (1, 15_000), None).await;
    refresh(&world, &[]).await;
    assert_eq!(looks_through(&world).await, 0);
    let own = list(&world, "user", For::Tier("user".into()), true).await;
    price(&world, own, variant, (1, 20_000), None).await;
    refresh(&world, &[]).await;
    assert!(mine(&world, &elin).await.is_seen);
    assert_eq!(looks_through(&world).await, 1, "her tier has a price now");
    assert_eq!(waiting(&world).await, 1);
    // Guests get one, too.
    world.clock.advance(SignedDuration::from_hours(1));
    price(&world, world.list, variant, (1, 24_900), None).await;
    refresh(&world, &[]).await;
    assert_eq!(looks_through(&world).await, 2);
}

#[tokio::test]
async fn what_guests_have_no_price_of_is_told_by_the_lists_that_a_tier_is_asked() {
    let world = World::create().await;
    let (variant, [elin, _]) = private(&world).await;
    let pro = list(&world, "pro", For::Tier("pro".into()), false).await;
    price(&world, pro, variant, (1, 18_000), None).await;
    refresh(&world, &[]).await;
    assert!(!mine(&world, &elin).await.is_seen);
    // Her tier is asked Pro's list from now on, and what only that has is hers to see.
    arrange(&world, "user", &[pro], 0).await.unwrap();
    assert!(mine(&world, &elin).await.is_seen);
    arrange(&world, "user", &[], 1).await.unwrap();
    assert!(!mine(&world, &elin).await.is_seen);
    arrange(&world, "user", &[pro], 2).await.unwrap();
    comes_in(&world, variant, 100).await;
    // She and the company's buyer, and not the guest.
    assert_eq!(tells(&world).await, 2);
    assert_eq!(waiting(&world).await, 1);
    let told = "select count(*) from stock_watches where state = 'told' and customer_id is null";
    assert_eq!(world.database.value::<i64>(told).await, 0);
}
