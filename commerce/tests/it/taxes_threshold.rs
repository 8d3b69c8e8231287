//! The sale by which the threshold of sales across borders is passed bears the buyer's country's VAT, however many are made at once.

use commerce::checkout::prepare::{Confirmation, PrepareError, Prepared, prepare};
use commerce::ids::VariantId;
use commerce::pricing::vat::Ground;
use testkit::world::World;

use crate::companies::at_once;
use crate::taxes::{confirmed, delivers_to, hold_together, ordered};
use crate::taxes_abroad::{placed, rate_in};

/// A shop that has sold for 96 047.20 without VAT to consumers in Finland: 3 632.80 are left. A chair with its freight comes to 2 047.20.
async fn nearly_there() -> (World, VariantId) {
    let world = World::create().await;
    delivers_to(&world, &["SE", "FI"]).await;
    rate_in(&world, "FI", 2_550).await;
    let piano = world.variant("PIANO", 9, 12_000_000).await;
    let chair = world.variant("CHAIR", 99, 250_000).await;
    let cart = world.cart(&[(piano, 1)]).await;
    let (confirmation, _) = confirmed(&world, cart, "FI").await;
    ordered(&world, &confirmation).await;
    placed(&world).await;
    (world, chair)
}

async fn sent(world: &World, confirmation: &Confirmation) -> Result<Prepared, PrepareError> {
    let mut tx = world.tx().await;
    let prepared = prepare(&mut tx, confirmation).await?;
    tx.commit().await?;
    Ok(prepared)
}

async fn grounds(world: &World) -> String {
    world
        .database
        .value("select string_agg(vat_ground, ',' order by prepared_at, number) from orders where state in ('prepared', 'placed')")
        .await
}

#[tokio::test]
async fn of_two_orders_at_once_one_passes_the_threshold_and_its_buyer_is_told() {
    let (world, chair) = nearly_there().await;
    let mut forms = Vec::new();
    for _ in 0..2 {
        let cart = world.cart(&[(chair, 1)]).await;
        let (confirmation, seen) = confirmed(&world, cart, "FI").await;
        assert_eq!(seen.totals.vat_minor, 51_180, "alone, each has room");
        forms.push(confirmation);
    }
    let world = &world;
    let tries = forms
        .iter()
        .map(|form| async move { (form, sent(world, form).await) });
    let done = at_once(tries).await;
    let refused: Vec<_> = done.iter().filter(|(_, result)| result.is_err()).collect();
    assert_eq!(refused.len(), 1, "one of them passes it");
    let (form, Err(PrepareError::Changed { cart, quote })) = refused[0] else {
        panic!("told what has changed: {:?}", refused[0].1);
    };
    assert_eq!(cart.tax.ground, Ground::Destination);
    // The same price, of which more is VAT.
    assert_eq!(quote.totals.total_minor, 255_900);
    assert_eq!(quote.totals.vat_minor, 50_797 + 1_199);
    let confirmed_anew = Confirmation {
        confirmed_hash: quote.hash.clone(),
        ..(*form).clone()
    };
    sent(world, &confirmed_anew).await.unwrap();
    let all = grounds(world).await;
    assert_eq!(all.matches("below_threshold").count(), 2, "{all}");
    assert_eq!(all.matches("destination").count(), 1, "{all}");
    hold_together(world).await;
}

#[tokio::test]
async fn what_lapses_leaves_its_room_to_the_next_and_ones_own_waiting_order_takes_none() {
    let (world, chair) = nearly_there().await;
    let first = world.cart(&[(chair, 1)]).await;
    let (confirmation, _) = confirmed(&world, first, "FI").await;
    sent(&world, &confirmation).await.unwrap();
    // Seen again by its own buyer, it costs what it did.
    let (again, _) = confirmed(&world, first, "FI").await;
    assert_eq!(again.confirmed_hash, confirmation.confirmed_hash);
    let second = world.cart(&[(chair, 1)]).await;
    let (_, seen) = confirmed(&world, second, "FI").await;
    assert_eq!(seen.totals.vat_minor, 50_797 + 1_199);
    world
        .database
        .execute("update orders set state = 'lapsed', closed_at = now() where state = 'prepared'")
        .await;
    let (_, seen) = confirmed(&world, second, "FI").await;
    assert_eq!(seen.totals.vat_minor, 51_180);
}

#[tokio::test]
async fn whoever_waited_counts_what_was_placed_meanwhile() {
    let (world, chair) = nearly_there().await;
    let cart = world.cart(&[(chair, 1)]).await;
    let (confirmation, _) = confirmed(&world, cart, "FI").await;
    // It has begun before the other is placed, and its moment stays that of its beginning.
    let mut tx = world.tx().await;
    world.clock.advance(jiff::SignedDuration::from_secs(5));
    let other = world.cart(&[(chair, 1)]).await;
    let (theirs, _) = confirmed(&world, other, "FI").await;
    sent(&world, &theirs).await.unwrap();
    let now = world.clock.now();
    sqlx::query("update orders set state = 'placed', placed_at = $1, payment_status = 'paid' where state = 'prepared'")
        .bind(now)
        .execute(&world.database.pool)
        .await
        .unwrap();
    let refused = prepare(&mut tx, &confirmation).await.unwrap_err();
    let PrepareError::Changed { cart, .. } = refused else {
        panic!("{refused:?}");
    };
    assert_eq!(cart.tax.ground, Ground::Destination);
}
