//! Lists, facets, product pages and addresses.

use std::collections::{BTreeMap, HashSet};

use commerce::catalogue::Storefront;
use commerce::catalogue::address::{self, Kind, Resolved};
use commerce::catalogue::attribute::{AttributeDraft, AttributeKind, store::save_attribute};
use commerce::catalogue::label::Label;
use commerce::catalogue::storefront::{Filter, ListQuery, Sort, StockState};
use commerce::ids::ProductId;
use commerce::pricing::PriceContext;
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;

use crate::shopkeeper::Shopkeeper;

const COLOURS: [&str; 4] = ["sand", "moss", "midnight", "terracotta"];
const MATERIALS: [&str; 3] = ["stengods", "ek", "glas"];

/// A product as the test knows it.
#[derive(Clone, Debug)]
struct Known {
    name: String,
    colours: Vec<usize>,
    material: usize,
    price: i64,
    stock: i64,
    branch: usize,
}

fn known() -> impl Strategy<Value = Vec<Known>> {
    let one = (
        prop::sample::subsequence((0..4).collect::<Vec<usize>>(), 1..=4),
        0..3_usize,
        10..60_i64,
        0..3_i64,
        0..3_usize,
    );
    prop::collection::vec(one, 1..40).prop_map(|all| {
        all.into_iter()
            .enumerate()
            .map(|(n, (colours, material, price, stock, branch))| Known {
                name: format!("Vara {n:02}"),
                colours,
                material,
                price: price * 10,
                stock,
                branch,
            })
            .collect()
    })
}

async fn facets(shop: &Shopkeeper) {
    let mut tx = shop.begin().await;
    for (position, (code, values)) in [("colour", &COLOURS[..]), ("material", &MATERIALS[..])]
        .into_iter()
        .enumerate()
    {
        let draft = AttributeDraft {
            code: code.to_owned(),
            label: Label::new(code, code),
            kind: AttributeKind::Choice,
            unit: None,
            is_facet: true,
            position: i32::try_from(position).unwrap(),
            ranges: Vec::new(),
            values: values
                .iter()
                .map(|v| ((*v).to_owned(), Label::new(v, v), None))
                .collect(),
        };
        save_attribute(&mut tx, &draft).await.unwrap();
    }
    tx.commit().await.unwrap();
}

fn csv(products: &[Known]) -> String {
    let mut csv = String::from(
        "product,sku,name_sv,category_sv,variant_option_en,variant_value,price,stock,attributes\n",
    );
    for (n, p) in products.iter().enumerate() {
        for colour in &p.colours {
            csv.push_str(&format!(
                "p{n},S-{n}-{colour},{},Gren {} > Kvist,Colour,{},{},{},material={}\n",
                p.name, p.branch, COLOURS[*colour], p.price, p.stock, MATERIALS[p.material]
            ));
        }
    }
    csv
}

fn meets(
    p: &Known,
    colours: &HashSet<usize>,
    materials: &HashSet<usize>,
    range: (i64, i64),
    in_stock: bool,
) -> bool {
    (colours.is_empty() || p.colours.iter().any(|c| colours.contains(c)))
        && (materials.is_empty() || materials.contains(&p.material))
        && (range.0..=range.1).contains(&p.price)
        && (!in_stock || p.stock > 0)
}

#[tokio::test]
async fn facets_agree_with_counting_by_hand() {
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig {
        cases: 4,
        failure_persistence: None,
        ..ProptestConfig::default()
    });
    for _ in 0..4 {
        let products = known().new_tree(&mut runner).unwrap().current();
        let shop = Shopkeeper::open().await;
        facets(&shop).await;
        let (tally, problems) = shop.import(&csv(&products)).await;
        assert_eq!(tally.refused, 0, "{problems:?}");
        let storefront = Storefront::new();
        let mut conn = shop.db.read().await.unwrap();
        let tree = storefront.tree(&mut conn, &shop.visit("sv")).await.unwrap();
        assert_eq!(tree.products, i64::try_from(products.len()).unwrap());
        let picks = [
            (vec![], vec![], None, None, false),
            (vec![0], vec![], None, None, false),
            (vec![0, 2], vec![1], None, None, false),
            (vec![1], vec![0, 2], Some(200), Some(400), true),
            (vec![], vec![], Some(300), None, false),
            (vec![], vec![], None, None, true),
        ];
        for (colours, materials, from, to, in_stock) in picks {
            for branch in [None, Some(0)] {
                let node = branch
                    .and_then(|b| tree.nodes().iter().find(|n| n.name == format!("Gren {b}")));
                if branch.is_some() && node.is_none() {
                    continue;
                }
                let mut query = ListQuery::new(node.map(|n| n.id));
                query.page_size = 100;
                query.sort = Sort::PriceUp;
                let codes = |of: &[&str], picked: &[usize]| {
                    picked.iter().map(|n| of[*n].to_owned()).collect::<Vec<_>>()
                };
                query.filter = Filter {
                    choices: BTreeMap::from([
                        ("colour".to_owned(), codes(&COLOURS, &colours)),
                        ("material".to_owned(), codes(&MATERIALS, &materials)),
                        ("nonsense".to_owned(), vec!["x".to_owned()]),
                    ]),
                    categories: Vec::new(),
                    price_from: from.map(|kr: i64| kr * 100),
                    price_to: to.map(|kr: i64| kr * 100),
                    in_stock,
                };
                let page = storefront
                    .list(&mut conn, &shop.visit("sv"), &query)
                    .await
                    .unwrap();
                let (c, m): (HashSet<usize>, HashSet<usize>) = (
                    colours.iter().copied().collect(),
                    materials.iter().copied().collect(),
                );
                let range = (from.unwrap_or(0), to.unwrap_or(i64::MAX));
                let here: Vec<&Known> = products
                    .iter()
                    .filter(|p| branch.is_none_or(|b| p.branch == b))
                    .collect();
                let count = |c: &HashSet<usize>, m: &HashSet<usize>| {
                    here.iter()
                        .filter(|p| meets(p, c, m, range, in_stock))
                        .count()
                };
                assert_eq!(page.total.products, i64::try_from(count(&c, &m)).unwrap());
                assert_eq!(page.cards.len(), count(&c, &m).min(100));
                assert!(page.cards.is_sorted_by_key(|card| card.price.minor));
                for facet in &page.facets {
                    for value in &facet.values {
                        let expected = if facet.code == "colour" {
                            let one = COLOURS.iter().position(|c| *c == value.code).unwrap();
                            count(&HashSet::from([one]), &m)
                        } else {
                            let one = MATERIALS.iter().position(|c| *c == value.code).unwrap();
                            count(&c, &HashSet::from([one]))
                        };
                        assert_eq!(
                            value.products,
                            Some(i64::try_from(expected).unwrap()),
                            "{} {} {query:?}",
                            facet.code,
                            value.code
                        );
                    }
                }
                let prices: Vec<i64> = here
                    .iter()
                    .filter(|p| meets(p, &c, &m, (0, i64::MAX), in_stock))
                    .map(|p| p.price * 100)
                    .collect();
                assert_eq!(
                    page.price_range,
                    prices
                        .iter()
                        .min()
                        .copied()
                        .zip(prices.iter().max().copied())
                );
            }
        }
    }
}

#[tokio::test]
async fn counts_follow_every_change() {
    let shop = Shopkeeper::open().await;
    facets(&shop).await;
    let products = known()
        .new_tree(&mut proptest::test_runner::TestRunner::default())
        .unwrap()
        .current();
    shop.import(&csv(&products)).await;
    let archived = format!(
        "product,sku,stock,status\np0,S-0-{},0,archived\n",
        products[0].colours[0]
    );
    let (tally, problems) = shop.import(&archived).await;
    assert_eq!((tally.changed, tally.rows()), (1, 1), "{problems:?}");
    let (tally, problems) = shop
        .import("product,sku,name_sv,price,stock\nny,N-1,Ny vara,100,3\n")
        .await;
    assert_eq!((tally.created, tally.rows()), (1, 1), "{problems:?}");
    let kept: Vec<(uuid::Uuid, i32, i64)> = sqlx::query_as(
        "select category_id, tag, products from listing_counts where products <> 0 order by 1, 2",
    )
    .fetch_all(shop.db.pool())
    .await
    .unwrap();
    let counted: Vec<(uuid::Uuid, i32, i64)> = sqlx::query_as(
        "select category_id, tag, count(*) from (select category_id, unnest(tags || 0) as tag from listing_entries) as t group by 1, 2 order by 1, 2",
    )
    .fetch_all(shop.db.pool())
    .await
    .unwrap();
    assert!(!kept.is_empty());
    assert_eq!(kept, counted);
}

#[tokio::test]
async fn a_page_out_of_range_becomes_the_nearest() {
    let shop = Shopkeeper::open().await;
    let mut csv = String::from("product,sku,name_sv,price\n");
    for n in 0..50 {
        csv.push_str(&format!("p{n},S-{n},Vara {n:02},{}\n", n + 1));
    }
    shop.import(&csv).await;
    let storefront = Storefront::new();
    let mut conn = shop.db.read().await.unwrap();
    let mut query = ListQuery::new(None);
    query.sort = Sort::Name;
    for (asked, got, cards) in [(-5, 1, 24), (1, 1, 24), (3, 3, 2), (i64::MAX, 3, 2)] {
        query.page = asked;
        let page = storefront
            .list(&mut conn, &shop.visit("sv"), &query)
            .await
            .unwrap();
        assert_eq!((page.page, page.pages, page.cards.len()), (got, 3, cards));
    }
    assert_eq!(
        storefront
            .first(&mut conn, &shop.visit("sv"), None, Sort::PriceDown, 1)
            .await
            .unwrap()[0]
            .name,
        "Vara 49"
    );
}

#[tokio::test]
async fn a_product_page_tells_everything_in_the_readers_language() {
    let shop = Shopkeeper::open().await;
    let csv = "product,sku,name_sv,name_en,description_sv,variant_option_sv,variant_option_en,variant_value,variant_value_sv,variant_value_en,price,stock,content_amount,content_unit\n\
        glas,G-1,Vattenglas Tjärn 2-pack,Tjärn glass,Munblåst.,Färg,Colour,clear,Klar,Clear,299,9,2,st\n\
        glas,G-2,,,,Färg,Colour,smoke,Rök,Smoke,299,2,2,st\n";
    shop.import(csv).await;
    let storefront = Storefront::new();
    let mut conn = shop.db.read().await.unwrap();
    let Resolved::Current(id) = address::resolve(&mut conn, Kind::Product, "en", "tjarn-glass")
        .await
        .unwrap()
    else {
        panic!("the English address leads nowhere");
    };
    let page = storefront
        .product(&mut conn, &shop.visit("en"), ProductId(id))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        (
            page.name.as_str(),
            page.options[0].label.as_str(),
            page.options[0].values[1].label.as_str()
        ),
        ("Tjärn glass", "Colour", "Smoke")
    );
    assert_eq!(
        page.slugs,
        [
            ("en".to_owned(), "tjarn-glass".to_owned()),
            ("sv".to_owned(), "glas".to_owned())
        ]
    );
    let [clear, smoke] = &page.variants[..] else {
        panic!("two variants")
    };
    assert_eq!(
        (clear.key.as_str(), clear.is_main, clear.stock),
        ("clear", true, StockState::InStock)
    );
    assert_eq!(smoke.stock, StockState::Few { left: 2 });
    assert_eq!(smoke.choices, [("colour".to_owned(), "smoke".to_owned())]);
    assert_eq!(clear.price.as_ref().unwrap().minor, 29_900);
    assert_eq!(clear.unit_price.unwrap().minor, 14_950);
    let pro = PriceContext {
        shows_vat: false,
        ..shop.prices.clone()
    };
    let visit = commerce::catalogue::storefront::Visit {
        prices: &pro,
        ..shop.visit("sv")
    };
    let page = storefront
        .product(&mut conn, &visit, ProductId(id))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(page.variants[0].price.as_ref().unwrap().minor, 23_920);
    let cards = storefront
        .cards(&mut conn, &visit, &[ProductId(id)])
        .await
        .unwrap();
    assert_eq!(
        (cards[0].price.minor, cards[0].price.includes_vat),
        (23_920, false)
    );
    assert!(
        storefront
            .product(&mut conn, &visit, ProductId::generate())
            .await
            .unwrap()
            .is_none()
    );
}

#[tokio::test]
async fn old_addresses_lead_to_the_present_one() {
    let shop = Shopkeeper::open().await;
    shop.import("product,sku,name_sv,slug_sv,price\na,1,Kruka,kruka,10\nb,2,Kruka,kruka,10\n")
        .await;
    let mut conn = shop.db.read().await.unwrap();
    let first = address::resolve(&mut conn, Kind::Product, "sv", "kruka")
        .await
        .unwrap();
    let second = address::resolve(&mut conn, Kind::Product, "sv", "kruka-2")
        .await
        .unwrap();
    assert!(matches!((&first, &second), (Resolved::Current(a), Resolved::Current(b)) if a != b));
    shop.import("product,sku,slug_sv\na,1,kruka-lund\n").await;
    shop.import("product,sku,slug_sv\na,1,kruka-lund-med-fat\n")
        .await;
    for old in ["kruka", "kruka-lund"] {
        let moved = address::resolve(&mut conn, Kind::Product, "sv", old)
            .await
            .unwrap();
        assert_eq!(moved, Resolved::Moved("kruka-lund-med-fat".to_owned()));
    }
    // A new product cannot take an address that leads somewhere; its own old one can be taken back.
    shop.import("product,sku,name_sv,slug_sv,price\nc,3,Kruka,kruka,10\n")
        .await;
    assert!(matches!(
        address::resolve(&mut conn, Kind::Product, "sv", "kruka-3")
            .await
            .unwrap(),
        Resolved::Current(_)
    ));
    shop.import("product,sku,slug_sv\na,1,kruka\n").await;
    assert_eq!(
        address::resolve(&mut conn, Kind::Product, "sv", "kruka")
            .await
            .unwrap(),
        first
    );
    assert_eq!(
        address::resolve(&mut conn, Kind::Product, "sv", "kruka-lund")
            .await
            .unwrap(),
        Resolved::Moved("kruka".to_owned())
    );
    for unknown in ["finns-inte", "a\0b", "KRUKA", ""] {
        assert_eq!(
            address::resolve(&mut conn, Kind::Product, "sv", unknown)
                .await
                .unwrap(),
            Resolved::Unknown
        );
    }
    assert_eq!(
        address::resolve(&mut conn, Kind::Category, "sv", "kruka")
            .await
            .unwrap(),
        Resolved::Unknown
    );
}
