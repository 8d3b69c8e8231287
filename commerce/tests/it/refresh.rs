//! What makes lists anew: marks that are not lost, moments to come, branches that are hidden, facets of files that say only a part.

use commerce::catalogue::Storefront;
use commerce::catalogue::attribute::{AttributeDraft, AttributeKind, store::save_attribute};
use commerce::catalogue::category::{CategoryDraft, save_category};
use commerce::catalogue::label::Label;
use commerce::catalogue::storefront::{
    ListQuery, mark_due, mark_taken, mark_variants_dirty, refresh_some,
};
use commerce::ids::VariantId;
use commerce::pricing::set_price::set_prices;
use commerce::pricing::{NewPrice, SetPrices};
use platform::clock::Timestamp;
use platform::db::Tx;
use platform::money::UnitPrice;

use crate::shopkeeper::{Shopkeeper, moment};

async fn colours(shop: &Shopkeeper) {
    let mut tx = shop.begin().await;
    let draft = AttributeDraft {
        code: "colour".to_owned(),
        label: Label::new("Färg", "Colour"),
        kind: AttributeKind::Choice,
        unit: None,
        is_facet: true,
        position: 1,
        ranges: Vec::new(),
        values: ["sand", "moss", "clay", "multi"]
            .iter()
            .map(|code| ((*code).to_owned(), Label::new(code, code), None))
            .collect(),
    };
    save_attribute(&mut tx, &draft).await.unwrap();
    tx.commit().await.unwrap();
}

async fn colours_of(shop: &Shopkeeper, product: &'static str) -> String {
    sqlx::query_scalar(
        "select coalesce(string_agg(v.code, ' ' order by v.code), '') from product_attributes a
         join attribute_values v on v.id = a.value_id join products p on p.id = a.product_id where p.code = $1",
    )
    .bind(product)
    .fetch_one(shop.db.pool())
    .await
    .unwrap()
}

async fn shown(shop: &Shopkeeper) -> Vec<(String, i64)> {
    let storefront = Storefront::new();
    let mut conn = shop.db.read().await.unwrap();
    let page = storefront
        .list(&mut conn, &shop.visit("sv"), &ListQuery::new(None))
        .await
        .unwrap();
    let mut cards: Vec<(String, i64)> = page
        .cards
        .iter()
        .map(|card| (card.name.clone(), card.price.minor))
        .collect();
    cards.sort();
    cards
}

#[tokio::test]
async fn colours_stay_when_a_file_names_one_variant() {
    let shop = Shopkeeper::open().await;
    colours(&shop).await;
    let head = "product,sku,name_sv,variant_option,variant_value,attributes,price\n";
    let mugs =
        format!("{head}mugg,M-1,Mugg,colour,sand,colour=multi,10\nmugg,M-2,,colour,moss,,10\n");
    let (tally, problems) = shop.import(&mugs).await;
    assert_eq!(tally.created, 2, "{problems:?}");
    assert_eq!(colours_of(&shop, "mugg").await, "moss multi sand");
    // One line of the product: what the other variant has chosen, and what was said besides, stays.
    let one = format!("{head}mugg,M-2,,colour,moss,,10\n");
    let (tally, problems) = shop.import(&one).await;
    assert_eq!(tally.unchanged, 1, "{problems:?}");
    assert_eq!(colours_of(&shop, "mugg").await, "moss multi sand");
    // A price file says nothing of colours.
    shop.import("product,sku,price\nmugg,M-2,11\n").await;
    assert_eq!(colours_of(&shop, "mugg").await, "moss multi sand");
    // What no variant has any longer goes.
    shop.import(&format!("{head}mugg,M-2,,colour,clay,,10\n"))
        .await;
    assert_eq!(colours_of(&shop, "mugg").await, "clay multi sand");
}

#[tokio::test]
async fn colours_of_a_product_at_a_batchs_border_are_whole() {
    let shop = Shopkeeper::open().await;
    colours(&shop).await;
    let mut csv =
        String::from("product,sku,name_sv,category_sv,variant_option,variant_value,price\n");
    for n in 0..1_499 {
        csv.push_str(&format!("p{n},S-{n},Vara {n},Allt,,,{n}\n"));
    }
    csv.push_str("sist,X-1,Sist,Ena,colour,sand,1\nsist,X-2,,Andra,colour,moss,1\n");
    // The same again, far from its others.
    csv.push_str("mer,Y-1,Mer,Allt,,,1\nsist,X-3,,,colour,clay,1\n");
    let (tally, problems) = shop.import_bytes(csv.as_bytes()).await;
    assert_eq!(tally.created, tally.rows(), "{problems:?}");
    assert_eq!(colours_of(&shop, "sist").await, "clay moss sand");
    let categories: i64 = sqlx::query_scalar(
        "select count(*) from product_categories c join products p on p.id = c.product_id where p.code = 'sist'",
    )
    .fetch_one(shop.db.pool())
    .await
    .unwrap();
    assert_eq!(categories, 2);
}

async fn variant(shop: &Shopkeeper) -> VariantId {
    let id: uuid::Uuid = sqlx::query_scalar("select id from variants")
        .fetch_one(shop.db.pool())
        .await
        .unwrap();
    VariantId(id)
}

fn price(variant_id: VariantId, kronor: i64) -> [NewPrice; 1] {
    [NewPrice {
        variant_id,
        min_quantity: 1,
        unit_price: UnitPrice(kronor * 1_000_000),
    }]
}

fn change(shop: &Shopkeeper, prices: &'static [NewPrice]) -> SetPrices<'static> {
    SetPrices {
        list: shop.list,
        from: None,
        prices,
    }
}

#[tokio::test]
async fn a_refresh_that_runs_meanwhile_does_not_lose_a_change() {
    let shop = Shopkeeper::open().await;
    shop.import("product,sku,name_sv,price\nvas,V-1,Vas,100\n")
        .await;
    let id = variant(&shop).await;
    shop.clock.advance(jiff::SignedDuration::from_hours(1));
    // A mark is there from an earlier change; another transaction changes the price and is not done yet.
    let mut earlier = shop.begin().await;
    mark_variants_dirty(&mut earlier, &[id]).await.unwrap();
    earlier.commit().await.unwrap();
    let mut slow = shop.begin().await;
    let prices: &'static [NewPrice] = Box::leak(Box::new(price(id, 80)));
    set_prices(&mut slow, &change(&shop, prices)).await.unwrap();
    // The refresh takes the earlier mark and reads the old price; the mark of the change comes with the change, and has its turn.
    let mut refresher = shop.begin().await;
    assert_eq!(refresh_some(&mut refresher).await.unwrap(), 1);
    refresher.commit().await.unwrap();
    assert_eq!(shown(&shop).await, [("Vas".to_owned(), 10_000)]);
    slow.commit().await.unwrap();
    shop.refresh().await;
    assert_eq!(shown(&shop).await, [("Vas".to_owned(), 8_000)]);
}

/// A transaction in which nothing waits for anybody.
async fn impatient(shop: &Shopkeeper) -> Tx {
    let mut tx = shop.begin().await;
    sqlx::query("set local lock_timeout = '100ms'")
        .execute(&mut *tx)
        .await
        .unwrap();
    tx
}

#[tokio::test]
async fn who_marks_waits_neither_for_the_refresh_nor_for_others_who_mark() {
    let shop = Shopkeeper::open().await;
    shop.import("product,sku,name_sv,price\nvas,V-1,Vas,100\n")
        .await;
    let id = variant(&shop).await;
    let mut earlier = shop.begin().await;
    mark_variants_dirty(&mut earlier, &[id]).await.unwrap();
    earlier.commit().await.unwrap();
    // What was marked before is taken, and being worked on.
    let mut refresher = shop.begin().await;
    assert_eq!(refresh_some(&mut refresher).await.unwrap(), 1);
    let mut first = impatient(&shop).await;
    mark_variants_dirty(&mut first, &[id]).await.unwrap();
    let mut second = impatient(&shop).await;
    mark_variants_dirty(&mut second, &[id]).await.unwrap();
    second.commit().await.unwrap();
    first.commit().await.unwrap();
    refresher.commit().await.unwrap();
    // Both marks are one product's, and are taken together.
    let mut refresher = shop.begin().await;
    assert_eq!(refresh_some(&mut refresher).await.unwrap(), 1);
    assert_eq!(refresh_some(&mut refresher).await.unwrap(), 0);
    refresher.commit().await.unwrap();
    // One that ends without being done leaves its marks.
    let mut tx = shop.begin().await;
    mark_variants_dirty(&mut tx, &[id]).await.unwrap();
    tx.commit().await.unwrap();
    let mut refresher = shop.begin().await;
    assert_eq!(refresh_some(&mut refresher).await.unwrap(), 1);
    drop(refresher);
    let left = "select count(*) from listing_marks";
    let left: i64 = sqlx::query_scalar(left)
        .fetch_one(shop.db.pool())
        .await
        .unwrap();
    assert_eq!(left, 1);
}

#[tokio::test]
async fn what_a_former_version_has_marked_is_made_anew_too() {
    let shop = Shopkeeper::open().await;
    shop.import("product,sku,name_sv,price\nvas,V-1,Vas,100\n")
        .await;
    shop.refresh().await;
    for sql in [
        "update product_translations set name = 'Kanna'",
        "insert into listing_dirty (product_id, marked_at) select id, now() from products",
    ] {
        sqlx::query(sql).execute(shop.db.pool()).await.unwrap();
    }
    shop.refresh().await;
    assert_eq!(shown(&shop).await, [("Kanna".to_owned(), 10_000)]);
}

#[tokio::test]
async fn the_later_word_about_a_price_holds() {
    let shop = Shopkeeper::open().await;
    shop.import("product,sku,name_sv,price\nvas,V-1,Vas,100\n")
        .await;
    let id = variant(&shop).await;
    shop.clock.advance(jiff::SignedDuration::from_hours(1));
    // Begun first, but it comes to the price only when the other, begun later, is done.
    let mut first = shop.begin().await;
    shop.clock.advance(jiff::SignedDuration::from_secs(2));
    let mut second = shop.begin().await;
    let prices: &'static [NewPrice] = Box::leak(Box::new(price(id, 80)));
    set_prices(&mut second, &change(&shop, prices))
        .await
        .unwrap();
    second.commit().await.unwrap();
    let prices: &'static [NewPrice] = Box::leak(Box::new(price(id, 70)));
    set_prices(&mut first, &change(&shop, prices))
        .await
        .unwrap();
    first.commit().await.unwrap();
    shop.clock.advance(jiff::SignedDuration::from_hours(1));
    shop.refresh().await;
    assert_eq!(shown(&shop).await, [("Vas".to_owned(), 7_000)]);
}

async fn refused_by_the_table(shop: &Shopkeeper, sql: &'static str) -> String {
    let refused = sqlx::query(sql).execute(shop.db.pool()).await.unwrap_err();
    refused.to_string()
}

#[tokio::test]
async fn the_table_of_prices_keeps_what_was_in_force() {
    let shop = Shopkeeper::open().await;
    shop.import("product,sku,name_sv,price\nvas,V-1,Vas,100\n")
        .await;
    for sql in [
        "update prices set unit_price_e4 = 1",
        "update prices set valid_from = valid_from - interval '1 day'",
        "delete from prices",
        "truncate prices",
    ] {
        let told = refused_by_the_table(&shop, sql).await;
        assert!(told.contains("never"), "{sql}: {told}");
    }
    let twice = "insert into prices (id, price_list_id, variant_id, unit_price_e4, valid_from, valid_to, created_at, created_by)
        select gen_random_uuid(), price_list_id, variant_id, 1, valid_from + interval '1 hour', valid_from + interval '2 hours', now(), 'x' from prices";
    assert!(
        refused_by_the_table(&shop, twice)
            .await
            .contains("two prices")
    );
    sqlx::query("update prices set valid_to = valid_from + interval '1 hour'")
        .execute(shop.db.pool())
        .await
        .unwrap();
    sqlx::query(twice).execute(shop.db.pool()).await.unwrap();
    let regrown =
        "update prices set valid_to = valid_from + interval '90 minutes' where unit_price_e4 > 1";
    assert!(
        refused_by_the_table(&shop, regrown)
            .await
            .contains("two prices")
    );
}

#[tokio::test]
async fn what_is_published_later_comes_into_the_lists_by_itself() {
    let shop = Shopkeeper::open().await;
    shop.import("product,sku,name_sv,price,published_from\nvas,V-1,Vas,100,2026-12-01\n")
        .await;
    assert!(shown(&shop).await.is_empty());
    let due: Vec<(Timestamp,)> =
        sqlx::query_as("select run_at from jobs where name = 'commerce.mark-due-listings'")
            .fetch_all(shop.db.pool())
            .await
            .unwrap();
    let midnight = moment("2026-11-30T23:00:00Z");
    assert_eq!(due, [(midnight,)]);
    shop.clock.advance(midnight.since(shop.clock.now()));
    let mut tx = shop.begin().await;
    assert_eq!(mark_due(&mut tx, midnight).await.unwrap(), 1);
    tx.commit().await.unwrap();
    shop.refresh().await;
    assert_eq!(shown(&shop).await, [("Vas".to_owned(), 10_000)]);
}

#[tokio::test]
async fn a_branch_that_is_hidden_leaves_the_lists() {
    let shop = Shopkeeper::open().await;
    shop.import("product,sku,name_sv,category_sv,price\nvas,V-1,Vas,Inredning > Vaser,100\n")
        .await;
    let entries = "select count(*) from listing_entries";
    let count = || async {
        let count: i64 = sqlx::query_scalar(entries)
            .fetch_one(shop.db.pool())
            .await
            .unwrap();
        count
    };
    assert_eq!(count().await, 3, "the shop, the branch, the leaf");
    let mut tx = shop.begin().await;
    let draft = CategoryDraft {
        code: "inredning".to_owned(),
        parent_id: None,
        position: 1,
        is_published: false,
        hero_media_id: None,
        texts: Vec::new(),
    };
    save_category(&mut tx, &draft).await.unwrap();
    tx.commit().await.unwrap();
    shop.refresh().await;
    assert_eq!(count().await, 1, "the shop alone");
}

/// Variants by article number.
async fn variants(shop: &Shopkeeper, skus: &[&str]) -> Vec<VariantId> {
    let ids: Vec<uuid::Uuid> = sqlx::query_scalar("select id from variants where sku = any($1)")
        .bind(skus)
        .fetch_all(shop.db.pool())
        .await
        .unwrap();
    ids.into_iter().map(VariantId).collect()
}

/// How many products are marked once these articles were taken from stock; the marks are worked off again.
async fn marked_when_taken(shop: &Shopkeeper, skus: &[&str]) -> i64 {
    let taken = variants(shop, skus).await;
    assert_eq!(taken.len(), skus.len());
    let mut tx = shop.begin().await;
    mark_taken(&mut tx, &taken).await.unwrap();
    tx.commit().await.unwrap();
    let marked = sqlx::query_scalar("select count(*) from listing_marks")
        .fetch_one(shop.db.pool())
        .await
        .unwrap();
    let mut tx = shop.begin().await;
    while refresh_some(&mut tx).await.unwrap() > 0 {}
    tx.commit().await.unwrap();
    marked
}

#[tokio::test]
async fn what_was_taken_is_marked_only_where_a_card_says_so() {
    let shop = Shopkeeper::open().await;
    let head = "product,sku,name_sv,variant_option,variant_value,price,stock\n";
    let file = format!(
        "{head}mugg,M-1,Mugg,size,s,10,0\nmugg,M-2,,size,m,10,50\nfat,F-1,Fat,,,10,5\nskal,S-1,Skal,,,10,6\n"
    );
    let (tally, problems) = shop.import(&file).await;
    assert_eq!(tally.created, 4, "{problems:?}");
    assert_eq!(marked_when_taken(&shop, &["M-1"]).await, 1, "none is left");
    assert_eq!(
        marked_when_taken(&shop, &["M-2"]).await,
        0,
        "plenty is left"
    );
    assert_eq!(marked_when_taken(&shop, &["F-1"]).await, 1, "few are left");
    assert_eq!(marked_when_taken(&shop, &["S-1"]).await, 0, "more than few");
    let all = ["F-1", "M-1", "M-2", "S-1"];
    assert_eq!(marked_when_taken(&shop, &all).await, 2);
}
