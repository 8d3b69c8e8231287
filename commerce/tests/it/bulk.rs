//! Many products at once, and one step back.

use commerce::catalogue::product::bulk::{Done, ProductStatus, look, set_status, take_back};
use commerce::ids::ProductId;
use testkit::World;

use crate::on_sale::product_of;

use ProductStatus::{Active, Archived, Draft};

async fn three(world: &World) -> Vec<ProductId> {
    let mut products = Vec::new();
    for sku in ["A", "B", "C"] {
        let variant = world.variant(sku, 1, 10_000).await;
        products.push(product_of(world, variant).await);
    }
    products
}

async fn statuses(world: &World, products: &[ProductId]) -> Vec<String> {
    let mut conn = world.db.read().await.unwrap();
    let found = look(&mut conn, products, "sv").await.unwrap();
    let of = |id| {
        found
            .iter()
            .find(|row| row.id == id)
            .unwrap()
            .status
            .clone()
    };
    products.iter().map(|id| of(*id)).collect()
}

async fn set(world: &World, seen: &[(ProductId, ProductStatus)], to: ProductStatus) -> Done {
    let mut tx = world.tx().await;
    let done = set_status(&mut tx, seen, to).await.unwrap();
    tx.commit().await.unwrap();
    done
}

async fn back(world: &World, change: uuid::Uuid) -> Option<Done> {
    let mut tx = world.tx().await;
    let done = take_back(&mut tx, change).await.unwrap();
    tx.commit().await.unwrap();
    done
}

#[tokio::test]
async fn what_was_looked_at_is_changed_and_taken_back_in_one_step() {
    let world = World::create().await;
    let products = three(&world).await;
    // One is a draft, and another was archived by somebody else after it was looked at.
    set(&world, &[(products[1], Active)], Draft).await;
    set(&world, &[(products[2], Active)], Archived).await;
    let seen = [
        (products[0], Active),
        (products[1], Draft),
        (products[2], Active),
    ];
    let done = set(&world, &seen, Archived).await;
    assert_eq!((done.changed, done.left), (2, 1));
    assert_eq!(statuses(&world, &products).await, ["archived"; 3]);
    let audited: i64 = world
        .database
        .value("select count(*) from audit_entries where action = 'product.status_set'")
        .await;
    assert_eq!(audited, 4);
    // Sent twice, nothing is left to do, and there is nothing to take back.
    let again = set(&world, &seen, Archived).await;
    assert_eq!((again.id, again.changed), (None, 0));

    // What somebody has changed since stays as they made it.
    set(&world, &[(products[1], Archived)], Active).await;
    let undone = back(&world, done.id.unwrap()).await.unwrap();
    assert_eq!((undone.changed, undone.left), (1, 1));
    assert_eq!(
        statuses(&world, &products).await,
        ["active", "active", "archived"]
    );
    assert_eq!(back(&world, done.id.unwrap()).await, None, "one step");
    assert_eq!(back(&world, uuid::Uuid::nil()).await, None);
}

#[tokio::test]
async fn the_statuses_are_the_tables() {
    let world = World::create().await;
    for sql in [
        "select pg_get_constraintdef(oid) from pg_constraint where conname = 'products_status_check'",
        "select pg_get_constraintdef(oid) from pg_constraint where conname = 'product_bulk_changes_status_check'",
    ] {
        let check = world.database.value::<String>(sql).await;
        let written: Vec<&str> = check.split('\'').skip(1).step_by(2).collect();
        assert_eq!(written, ProductStatus::ALL.map(ProductStatus::as_str));
    }
}
