//! What is sold most: counted from orders, shown first, and never said of what nobody has bought.

use commerce::catalogue::Storefront;
use commerce::catalogue::storefront::{
    Card, Sort, Visit, mark_variants_dirty, reconcile_popularity,
};
use commerce::ids::ProductId;
use commerce::pricing::Audience;
use commerce::pricing::listing::price_context;
use jiff::SignedDuration;
use testkit::World;

use crate::on_sale::{product_of, refresh};
use crate::shipments::paid;

async fn recount(world: &World) {
    let mut tx = world.tx().await;
    reconcile_popularity(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    refresh(world, &[]).await;
}

/// The most sold ones, and all in the order of the most sold.
async fn shown(world: &World) -> (Vec<ProductId>, Vec<ProductId>) {
    let mut conn = world.db.read().await.unwrap();
    let now = world.clock.now();
    let guests = Audience::Tier("consumer");
    let found = price_context(&mut conn, world.shop_id, guests, now).await;
    let prices = found.unwrap().unwrap();
    let visit = Visit {
        shop_id: world.shop_id,
        locale: "sv",
        prices: &prices,
        country: "SE",
        at: now,
        is_rehearsal: false,
        sees_kept_prices: true,
    };
    let shop = Storefront::new();
    let sold = shop.most_sold(&mut conn, &visit, 10).await.unwrap();
    let all = shop
        .first(&mut conn, &visit, None, Sort::Popular, 10)
        .await
        .unwrap();
    let ids = |cards: Vec<Card>| cards.into_iter().map(|card| card.product_id).collect();
    (ids(sold), ids(all))
}

#[tokio::test]
async fn what_was_bought_most_of_late_comes_first() {
    let world = World::create().await;
    let mut goods = Vec::new();
    for sku in ["BOWL", "MUG", "VASE"] {
        let variant = world.variant(sku, 20, 24_900).await;
        goods.push((variant, product_of(&world, variant).await));
    }
    let variants: Vec<_> = goods.iter().map(|(variant, _)| *variant).collect();
    let mut tx = world.tx().await;
    mark_variants_dirty(&mut tx, &variants).await.unwrap();
    tx.commit().await.unwrap();
    recount(&world).await;
    let (sold, all) = shown(&world).await;
    assert_eq!(
        (sold.len(), all.len()),
        (0, 3),
        "nobody has bought anything"
    );

    paid(&world, &[(goods[1].0, 1)]).await;
    paid(&world, &[(goods[2].0, 3)]).await;
    recount(&world).await;
    let (sold, all) = shown(&world).await;
    let expected = [goods[2].1, goods[1].1];
    assert_eq!(sold, expected);
    assert_eq!((all.len(), &all[..2]), (3, &expected[..]));

    // A month later nobody remembers.
    world.clock.advance(SignedDuration::from_hours(31 * 24));
    recount(&world).await;
    assert_eq!(shown(&world).await.0, []);
}
