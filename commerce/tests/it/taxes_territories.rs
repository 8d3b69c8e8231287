//! Places that are taxed otherwise than the country in their address.

use commerce::checkout::prepare::{PrepareError, Prepared, prepare};
use commerce::pricing::vat::Ground;
use testkit::world::World;

use crate::taxes::{confirmed, confirmed_to, delivers_to, hold_together, ordered, postcode};
use crate::taxes_abroad::{rate_in, uses_oss};

/// The shop says that it delivers to these, and has a way to each.
async fn sells_to(world: &World, countries: &[&str]) {
    delivers_to(world, countries).await;
    let mut tx = world.tx().await;
    sqlx::query("update shops set countries = $1")
        .bind(countries)
        .execute(&mut *tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn aland_is_an_export_of_whoever_exports_and_else_no_way_leads_there() {
    let world = World::create().await;
    sells_to(&world, &["SE", "FI"]).await;
    let mug = world.variant("MUG", 9, 24_900).await;
    let cart = world.cart(&[(mug, 2)]).await;
    let (confirmation, seen) = confirmed_to(&world, cart, "FI", "22100").await;
    assert!(seen.freight.is_none(), "nothing travels there");
    let mut tx = world.tx().await;
    let refused = prepare(&mut tx, &confirmation).await.unwrap_err();
    assert!(matches!(refused, PrepareError::NoFreight), "{refused:?}");
    drop(tx);
    let (_, mainland) = confirmed(&world, cart, "FI").await;
    assert_eq!(mainland.totals.vat_minor, 11_140);

    sells_to(&world, &["SE", "FI", "NO"]).await;
    let (confirmation, seen) = confirmed_to(&world, cart, "FI", "22100").await;
    assert_eq!(
        (seen.totals.total_minor, seen.totals.vat_minor),
        (44_560, 0)
    );
    let order = ordered(&world, &confirmation).await;
    assert_eq!(order.vat_ground, Ground::Export);
    assert!(order.lines.iter().all(|line| line.vat_reason == "G"));
    let counted: i64 = world
        .database
        .value("select count(*) from orders where oss_country is not null")
        .await;
    assert_eq!(counted, 0, "no sale across a border of the Union");
    hold_together(&world).await;
}

#[tokio::test]
async fn northern_ireland_and_monaco_count_as_what_they_are_part_of() {
    let world = World::create().await;
    sells_to(&world, &["SE", "GB", "MC"]).await;
    let mug = world.variant("MUG", 9, 24_900).await;
    for (country, at, ground) in [
        ("GB", "BT1 1AA", Ground::BelowThreshold),
        ("MC", "98000", Ground::BelowThreshold),
        ("GB", "M1 1AA", Ground::Export),
    ] {
        let cart = world.cart(&[(mug, 1)]).await;
        let (confirmation, _) = confirmed_to(&world, cart, country, at).await;
        let order = ordered(&world, &confirmation).await;
        assert_eq!(order.vat_ground, ground, "{at}");
    }
    let counted: String = world
        .database
        .value("select string_agg(oss_country::text, ',' order by oss_country) from orders")
        .await;
    assert_eq!(counted, "FR,XI");
}

#[tokio::test]
async fn an_order_that_waits_goes_nowhere_else_than_was_confirmed() {
    let world = World::create().await;
    sells_to(&world, &["SE", "FI", "NO"]).await;
    let mug = world.variant("MUG", 9, 24_900).await;
    let cart = world.cart(&[(mug, 1)]).await;
    let (confirmation, _) = confirmed(&world, cart, "FI").await;
    ordered(&world, &confirmation).await;
    // The same form, sent again with another address: another street is a correction, another country or Åland another purchase.
    for (country, at, is_other) in [
        ("FI", "00200", false),
        ("NO", postcode("NO"), true),
        ("FI", "22100", true),
    ] {
        let mut again = confirmation.clone();
        again.contact.delivery.country = country.to_owned();
        again.contact.delivery.postcode = at.to_owned();
        let mut tx = world.tx().await;
        let prepared = prepare(&mut tx, &again).await.unwrap();
        tx.commit().await.unwrap();
        let is_superseded = matches!(prepared, Prepared::Superseded { .. });
        assert_eq!(is_superseded, is_other, "{country} {at}");
    }
    let goes_to: String = world
        .database
        .value(
            "select country::text || ' ' || postcode from order_addresses where kind = 'delivery'",
        )
        .await;
    assert_eq!(goes_to, "FI 00200");
}

#[tokio::test]
async fn what_is_fetched_in_the_shop_is_not_sold_as_if_it_went_abroad() {
    let world = World::create().await;
    sells_to(&world, &["SE", "NO"]).await;
    world
        .database
        .execute("update freight_methods set kind = 'collection'")
        .await;
    let mug = world.variant("MUG", 9, 24_900).await;
    let cart = world.cart(&[(mug, 1)]).await;
    let (_, abroad) = confirmed(&world, cart, "NO").await;
    assert!(abroad.freight.is_none() && abroad.offers.is_empty());
    let (_, at_home) = confirmed(&world, cart, "SE").await;
    assert!(at_home.freight.is_some());
}

#[tokio::test]
async fn madeira_is_portugal_with_a_rate_of_its_own_and_nothing_is_sold_there_without_one() {
    let world = World::create().await;
    sells_to(&world, &["SE", "PT"]).await;
    rate_in(&world, "PT", 2_300).await;
    rate_in(&world, "QM", 2_200).await;
    uses_oss(&world, "2026-11-23").await;
    let mug = world.variant("MUG", 9, 24_900).await;
    for (at, rate_bp) in [("9000-001", 2_200), ("1100-148", 2_300)] {
        let cart = world.cart(&[(mug, 1)]).await;
        let (confirmation, _) = confirmed_to(&world, cart, "PT", at).await;
        let order = ordered(&world, &confirmation).await;
        assert_eq!(order.vat_ground, Ground::Destination, "{at}");
        let rates: Vec<i32> = order.lines.iter().map(|line| line.vat_rate_bp).collect();
        assert!(rates.iter().all(|rate| *rate == rate_bp), "{at}: {rates:?}");
    }
    // Both are sold in Portugal, in returns and books alike.
    let countries: String = world
        .database
        .value("select string_agg(distinct l.vat_country::text || ' ' || o.oss_country::text, ',') from order_lines l join orders o on o.id = l.order_id")
        .await;
    assert_eq!(countries, "PT PT");
    hold_together(&world).await;
    // Of the Azores no rate is laid down here: what would be sold there cannot be.
    let cart = world.cart(&[(mug, 1)]).await;
    let (confirmation, seen) = confirmed_to(&world, cart, "PT", "9500-150").await;
    assert_eq!(seen.totals.items_minor, 0);
    let mut tx = world.tx().await;
    let refused = prepare(&mut tx, &confirmation).await.unwrap_err();
    assert!(
        matches!(refused, PrepareError::Changed { .. }),
        "{refused:?}"
    );
    drop(tx);
    // An order that waits does not go to the mainland for the island's VAT.
    let cart = world.cart(&[(mug, 1)]).await;
    let (confirmation, _) = confirmed_to(&world, cart, "PT", "9000-001").await;
    ordered(&world, &confirmation).await;
    let mut again = confirmation.clone();
    again.contact.delivery.postcode = "1100-148".to_owned();
    let mut tx = world.tx().await;
    let prepared = prepare(&mut tx, &again).await.unwrap();
    assert!(matches!(prepared, Prepared::Superseded { .. }));
}
