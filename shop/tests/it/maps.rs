//! The sitemap of a shop that one file cannot hold.

use std::collections::BTreeSet;

use http::StatusCode;

use crate::stand::Stand;

const ORIGIN: &str = "http://shop.example";

/// What stands in `<loc>`.
fn addresses(xml: &str) -> Vec<String> {
    let parts = xml.split("<loc>").skip(1);
    let addresses = parts.filter_map(|part| part.split_once("</loc>"));
    addresses.map(|(address, _)| address.to_owned()).collect()
}

/// The addresses of the files, below the shop's own.
async fn files(stand: &Stand) -> Vec<String> {
    let index = stand.get("/sitemap.xml").await.html;
    let files = addresses(&index);
    let below = files.iter().map(|file| file.strip_prefix(ORIGIN).unwrap());
    below.map(str::to_owned).collect()
}

/// A shop with 10,001 more products, older than the one that it has, each with an address in both languages.
async fn large() -> Stand {
    let stand = Stand::new().await;
    let database = &stand.world.database;
    database
        .execute(
            "insert into products (id, code, vat_class, created_at, updated_at)
             select ('01800000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'vara-' || n, (select min(code) from vat_classes),
                    timestamptz '2026-01-02', timestamptz '2026-01-02' + n / 5001 * interval '1 month'
             from generate_series(1, 10001) as n",
        )
        .await;
    database
        .execute(
            "insert into slugs (kind, locale, slug, target_id, is_current, created_at)
             select 'product', locale, code || '-' || locale, id, true, created_at
             from products cross join unnest(array['sv', 'en']) as locale where code like 'vara-%'",
        )
        .await;
    database
        .execute(
            "insert into listing_entries (shop_id, category_id, product_id, price_minor, popularity, published_at, name_sort, is_in_stock, tags)
             select (select id from shops), '00000000-0000-0000-0000-000000000000', id, 100, 0, created_at, code, true, '{}'
             from products where code like 'vara-%'",
        )
        .await;
    stand
}

#[tokio::test]
async fn a_large_shops_map_is_several_files_with_each_address_once() {
    let stand = large().await;
    let robots = stand.get("/robots.txt").await.html;
    assert!(robots.contains("\nSitemap: http://shop.example/sitemap.xml\n"));
    let index = stand.get("/sitemap.xml").await.html;
    let files = files(&stand).await;
    assert_eq!(files.len(), 4, "{index}");
    assert_eq!(files[..2], ["/sitemap/pages.xml", "/sitemap/first.xml"]);
    assert_eq!(
        files[2], "/sitemap/01800000-0000-7000-8000-000000001388.xml",
        "named by the product before its first"
    );
    // Each file of products tells when one of them was changed last; which have not changed need not be fetched again.
    assert_eq!(index.matches("<lastmod>").count(), 3);
    assert!(
        index.contains("/sitemap/first.xml</loc><lastmod>2026-01-02</lastmod>"),
        "{index}"
    );

    let mut seen = BTreeSet::new();
    let mut count = 0;
    for file in &files[1..] {
        let page = stand.get(file).await;
        assert_eq!(page.status, StatusCode::OK, "{file}");
        let found = addresses(&page.html);
        assert!(!found.is_empty() && found.len() <= 10_000, "{file}");
        assert_eq!(page.html.matches("<lastmod>").count(), found.len());
        // Each names both languages, itself among them.
        assert_eq!(page.html.matches("<xhtml:link ").count(), found.len() * 2);
        count += found.len();
        seen.extend(found);
    }
    assert_eq!(count, (10_001 + 1) * 2);
    assert_eq!(seen.len(), count, "each once");
    for address in [
        "/produkt/vara-5001-sv",
        "/en/product/vara-10001-en",
        "/produkt/mugg",
    ] {
        assert!(seen.contains(&format!("{ORIGIN}{address}")), "{address}");
    }
}

#[tokio::test]
async fn files_stay_where_they_are_while_goods_come_and_go() {
    let stand = large().await;
    let before = files(&stand).await;
    let second = stand.get(&before[2]).await.html;
    // One comes, behind all others as its id is newer; one of the first file goes.
    stand.world.variant("KANNA", 5, 10_000).await;
    let database = &stand.world.database;
    database
        .execute(
            "insert into listing_entries (shop_id, category_id, product_id, price_minor, popularity, published_at, name_sort, is_in_stock, tags)
             select (select id from shops), '00000000-0000-0000-0000-000000000000', p.id, 100, 0, p.created_at, p.code, true, '{}' from products p
             where not exists (select from listing_entries e where e.product_id = p.id)",
        )
        .await;
    database
        .execute(
            "delete from listing_entries where product_id = '01800000-0000-7000-8000-000000000001'",
        )
        .await;
    // Who read the index before finds its files where it said, with what they held.
    let again = stand.get(&before[2]).await;
    assert_eq!(again.status, StatusCode::OK);
    assert_eq!(again.html, second);
    let first = addresses(&stand.get("/sitemap/first.xml").await.html);
    assert!(!first.contains(&format!("{ORIGIN}/produkt/vara-1-sv")));
    assert!(first.contains(&format!("{ORIGIN}/produkt/vara-2-sv")));
}

#[tokio::test]
async fn a_shop_without_goods_names_no_file_of_goods() {
    let stand = Stand::new().await;
    stand
        .world
        .database
        .execute("delete from listing_entries")
        .await;
    assert_eq!(files(&stand).await, ["/sitemap/pages.xml"]);
}
