//! What a process keeps of products holds for as long as nobody has changed them, and not a page longer.

use std::collections::BTreeSet;

use commerce::catalogue::Storefront;
use commerce::catalogue::attribute::{AttributeDraft, AttributeKind, store::save_attribute};
use commerce::catalogue::label::Label;
use commerce::catalogue::product::forget_changes;
use commerce::ids::ProductId;

use crate::shopkeeper::Shopkeeper;

/// A product with everything that its page reads, and how each is changed.
const CHANGES: [&str; 17] = [
    "update products set origin_country = 'SE'",
    "update products set withdrawal_exception = 'made_to_measure'",
    "update product_translations set name = name || ' ny'",
    "update slugs set slug = 'nytt-namn' where kind = 'product' and locale = 'sv'",
    "update product_options set label = '{\"sv\": \"Kulör\"}'",
    "update product_option_values set label = '{\"sv\": \"Disig\"}' where code = 'smoke'",
    "update attributes set label = '{\"sv\": \"Virke\"}'",
    "update attribute_values set label = '{\"sv\": \"Bok\"}'",
    "update variants set weight_g = 7",
    "update variants set is_active = false where sku = 'G-2'",
    "insert into manufacturers (id, name, postal_address, electronic_address, country)
     values ('0190f3a0-0000-7000-8000-000000000001', 'Glasbruket', 'Bodgatan 4', 'hej@glas.example', 'SE')",
    "update products set manufacturer_id = '0190f3a0-0000-7000-8000-000000000001'",
    "update manufacturers set electronic_address = 'sakerhet@glas.example'",
    "delete from product_attributes",
    // What moves without anybody's changing the product.
    "update stock_levels set on_hand = on_hand + 1",
    "insert into product_ratings (product_id, five) select id, 3 from products",
    "update product_publications set published_from = published_from - interval '1 day'",
];

async fn glass(shop: &Shopkeeper) -> ProductId {
    let mut tx = shop.begin().await;
    let draft = AttributeDraft {
        code: "material".to_owned(),
        label: Label::new("Material", "Material"),
        kind: AttributeKind::Choice,
        unit: None,
        is_facet: true,
        position: 0,
        ranges: Vec::new(),
        values: vec![("glas".to_owned(), Label::new("Glas", "Glass"), None)],
    };
    save_attribute(&mut tx, &draft).await.unwrap();
    tx.commit().await.unwrap();
    let csv = "product,sku,name_sv,name_en,variant_option_sv,variant_option_en,variant_value,variant_value_sv,variant_value_en,price,stock,attributes\n\
        glas,G-1,Vattenglas,Tjärn glass,Färg,Colour,clear,Klar,Clear,299,9,material=glas\n\
        glas,G-2,,,Färg,Colour,smoke,Rök,Smoke,299,2,material=glas\n";
    let (tally, problems) = shop.import(csv).await;
    assert_eq!(tally.created, 2, "{problems:?}");
    let id = sqlx::query_scalar("select id from products")
        .fetch_one(shop.db.pool())
        .await
        .unwrap();
    ProductId(id)
}

/// All that a product's page says.
async fn told(shop: &Shopkeeper, storefront: &Storefront, id: ProductId) -> String {
    let mut conn = shop.db.read().await.unwrap();
    let page = storefront
        .product(&mut conn, &shop.visit("sv"), id)
        .await
        .unwrap();
    format!("{:?}", page.unwrap())
}

#[tokio::test]
async fn what_is_kept_gives_way_to_whatever_changes_it() {
    let shop = Shopkeeper::open().await;
    let id = glass(&shop).await;
    let storefront = Storefront::new();
    let mut before = told(&shop, &storefront, id).await;
    for change in CHANGES {
        let changed = sqlx::query(change).execute(shop.db.pool()).await.unwrap();
        assert!(changed.rows_affected() > 0, "{change}");
        let now = told(&shop, &storefront, id).await;
        // A maker is not on the page before the product has it.
        assert_eq!(
            now != before,
            !change.starts_with("insert into manu"),
            "{change}"
        );
        assert_eq!(now, told(&shop, &Storefront::new(), id).await, "{change}");
        before = now;
    }
}

#[tokio::test]
async fn who_takes_longer_than_others_is_seen_when_they_are_done() {
    let shop = Shopkeeper::open().await;
    let id = glass(&shop).await;
    let storefront = Storefront::new();
    let mut slow = shop.begin().await;
    sqlx::query("update product_translations set name = 'Senare'")
        .execute(&mut *slow)
        .await
        .unwrap();
    // Somebody else begins later and is done sooner.
    sqlx::query("update variants set weight_g = 7")
        .execute(shop.db.pool())
        .await
        .unwrap();
    for _ in 0..2 {
        assert!(!told(&shop, &storefront, id).await.contains("Senare"));
    }
    slow.commit().await.unwrap();
    assert!(told(&shop, &storefront, id).await.contains("Senare"));
}

#[tokio::test]
async fn what_is_taken_back_changes_nothing() {
    let shop = Shopkeeper::open().await;
    let id = glass(&shop).await;
    let count = "select count(*) from catalogue_changes";
    let noted: i64 = sqlx::query_scalar(count)
        .fetch_one(shop.db.pool())
        .await
        .unwrap();
    let storefront = Storefront::new();
    let before = told(&shop, &storefront, id).await;
    let mut undone = shop.begin().await;
    for change in &CHANGES[..10] {
        sqlx::query(*change).execute(&mut *undone).await.unwrap();
    }
    // One note for all of them.
    let meanwhile: i64 = sqlx::query_scalar(count)
        .fetch_one(&mut *undone)
        .await
        .unwrap();
    assert_eq!(meanwhile, noted + 1);
    drop(undone);
    assert_eq!(told(&shop, &storefront, id).await, before);
}

#[tokio::test]
async fn one_note_takes_the_place_of_many() {
    let shop = Shopkeeper::open().await;
    let id = glass(&shop).await;
    let storefront = Storefront::new();
    let before = told(&shop, &storefront, id).await;
    let mut tx = shop.begin().await;
    // Pages look through so few.
    assert_eq!(forget_changes(&mut tx).await.unwrap(), 0);
    sqlx::query(
        "insert into catalogue_changes (changed_at) select now() from generate_series(1, 200)",
    )
    .execute(&mut *tx)
    .await
    .unwrap();
    tx.commit().await.unwrap();

    // Somebody who has noted a change already, and is not done.
    let mut slow = shop.begin().await;
    sqlx::query("update product_translations set name = 'Senare'")
        .execute(&mut *slow)
        .await
        .unwrap();
    let mut tx = shop.begin().await;
    assert!(forget_changes(&mut tx).await.unwrap() > 200);
    tx.commit().await.unwrap();
    let left: i64 = sqlx::query_scalar("select count(*) from catalogue_changes")
        .fetch_one(shop.db.pool())
        .await
        .unwrap();
    assert_eq!(left, 1);
    assert_eq!(told(&shop, &storefront, id).await, before);
    slow.commit().await.unwrap();
    assert!(told(&shop, &storefront, id).await.contains("Senare"));
    sqlx::query("update product_translations set name = 'Senast'")
        .execute(shop.db.pool())
        .await
        .unwrap();
    assert!(told(&shop, &storefront, id).await.contains("Senast"));
}

/// The tables that a statement reads.
fn tables(statement: &str) -> BTreeSet<&str> {
    let words: Vec<&str> = statement.split_whitespace().collect();
    let named = words.windows(2).filter_map(|pair| match pair {
        [before, name] if ["from", "join"].contains(&before.trim_start_matches('(')) => Some(*name),
        _ => None,
    });
    named
        .filter(|name| name.chars().all(|c| c.is_ascii_lowercase() || c == '_'))
        .filter(|name| !["asked", "lateral"].contains(name))
        .collect()
}

/// A table that the page begins to read is watched, or is read again for every page.
#[tokio::test]
async fn every_table_that_is_kept_from_is_watched() {
    let shop = Shopkeeper::open().await;
    let watched: Vec<String> = sqlx::query_scalar(
        "select c.relname::text from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_proc p on p.oid = t.tgfoid
         where p.proname = 'note_catalogue_change' and t.tgenabled = 'O'",
    )
    .fetch_all(shop.db.pool())
    .await
    .unwrap();
    let again = [
        "listing_cards",
        "listing_entries",
        "locations",
        "product_publications",
        "product_ratings",
        "related_products",
        "stock_levels",
    ];
    let moving = tables(include_str!("../../src/catalogue/product/moving.sql"));
    let page = tables(include_str!("../../src/catalogue/product/page.sql"));
    assert!(page.len() > 20, "{page:?}");
    for table in page {
        if again.contains(&table) {
            assert!(moving.contains(table), "{table}");
        } else {
            assert!(watched.iter().any(|of| of == table), "{table}");
        }
    }
}
