//! Watching what one's tier may not see.

use commerce::ids::CompanyId;
use commerce::stock_watch::begin::begin;
use commerce::stock_watch::listing::{self, Watched};
use commerce::stock_watch::tell::{Place, reconcile};
use commerce::tier::assortment::Rules;
use testkit::World;

use crate::assortments::{never, products, say};
use crate::on_sale::product_of;
use crate::stock_watches::{comes_in, member, tells, waiting, waits};

async fn mine(world: &World, of: &commerce::customer::Session) -> Watched {
    let mut conn = world.db.read().await.unwrap();
    let mut found = listing::of_customer(&mut conn, of.customer, "sv")
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
    let noted = async || {
        let mut tx = world.tx().await;
        reconcile(&mut tx, Place::default(), 10).await.unwrap();
        tx.commit().await.unwrap();
        tells(&world).await
    };
    assert_eq!(noted().await, 2);
    assert!(!mine(&world, &elin).await.is_seen);
    say(&world, "user", &Rules::default(), 1).await.unwrap();
    assert!(mine(&world, &elin).await.is_seen);
    assert_eq!(noted().await, 3);
    assert_eq!(waiting(&world).await, 0);
}
