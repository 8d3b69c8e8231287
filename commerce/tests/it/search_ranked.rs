//! A search engine behind its port: it ranks, and that is all. What is shown, to whom and in what number is PostgreSQL's to say; where the engine does not answer,
//! PostgreSQL finds by itself.

use std::sync::Arc;

use commerce::catalogue::Storefront;
use commerce::catalogue::search::engine::{EngineError, SearchEngine, Shelf};
use commerce::catalogue::search::feed;
use commerce::catalogue::search::{Search, SearchOrder, SearchPage, SearchQuery};
use commerce::ids::{ProductId, ShopId};
use testkit::engine::Engine;

use crate::shopkeeper::Shopkeeper;

const SHOP: &str = "product,sku,name_sv,name_en,subtitle_sv,description_sv,category_sv,price,stock\n\
    a,A-1,Vas Alm,Elm vase,Stengods,Hög vas för kvistar.,Vaser,300,5\n\
    b,B-1,Vas Björk,Birch vase,Stengods,Rund.,Vaser,200,5\n\
    c,C-1,Vas Cembra,Pine vase,Stengods,Låg.,Vaser,100,5\n\
    d,D-1,Golvvas Dolomit,Floor vase,Sten,Tung.,Vaser,400,5\n";

struct Stand {
    shop: Shopkeeper,
    engine: Arc<Engine>,
    search: Search,
}

impl Stand {
    async fn open() -> Self {
        let shop = Shopkeeper::open().await;
        shop.import(SHOP).await;
        let engine = Arc::new(Engine::default());
        let port = Arc::clone(&engine) as Arc<dyn SearchEngine>;
        Self {
            search: Search::with_engine(Storefront::new(), Some(port)),
            shop,
            engine,
        }
    }

    async fn product(&self, code: &str) -> ProductId {
        let mut conn = self.shop.db.read().await.unwrap();
        let id = sqlx::query_scalar("select id from products where code = $1")
            .bind(code)
            .fetch_one(&mut *conn)
            .await
            .unwrap();
        ProductId(id)
    }

    async fn products<const N: usize>(&self, codes: [&str; N]) -> [ProductId; N] {
        let mut products = Vec::new();
        for code in codes {
            products.push(self.product(code).await);
        }
        products.try_into().unwrap()
    }

    /// Of how many changes the engine is still to be told.
    async fn marks(&self) -> i64 {
        let mut conn = self.shop.db.read().await.unwrap();
        sqlx::query_scalar("select count(*) from search_marks")
            .fetch_one(&mut *conn)
            .await
            .unwrap()
    }

    async fn find(&self, query: &SearchQuery) -> SearchPage {
        let ranking = self.search.rank(self.shop.shop_id, "sv", query).await;
        let mut conn = self.shop.db.read().await.unwrap();
        let visit = self.shop.visit("sv");
        self.search
            .find_ranked(&mut conn, &visit, query, ranking.as_ref())
            .await
            .unwrap()
    }

    async fn names(&self, text: &str, order: SearchOrder) -> Vec<String> {
        let page = self.find(&query(text, 24, 1, order)).await;
        page.cards.into_iter().map(|card| card.name).collect()
    }
}

fn query(text: &str, page_size: i64, page: i64, order: SearchOrder) -> SearchQuery {
    SearchQuery {
        text: text.to_owned(),
        page,
        page_size,
        as_typed: false,
        order,
    }
}

#[tokio::test]
async fn products_come_in_the_engines_order_and_only_those_that_are_for_sale() {
    let stand = Stand::open().await;
    let [a, b, c, d] = stand.products(["a", "b", "c", "d"]).await;
    stand.engine.ranks(&[c, ProductId::generate(), a, c, b]);
    let best = stand.names("vas", SearchOrder::Best).await;
    assert_eq!(best, ["Vas Cembra", "Vas Alm", "Vas Björk"]);
    let cheapest = stand.names("vas", SearchOrder::Cheapest).await;
    assert_eq!(cheapest, ["Vas Cembra", "Vas Björk", "Vas Alm"]);
    let page = stand.find(&query("vas", 2, 2, SearchOrder::Best)).await;
    assert_eq!(page.cards[0].name, "Vas Björk");
    assert_eq!(
        (
            page.total.products,
            page.total.is_capped,
            page.page,
            page.pages
        ),
        (3, false, 2, 2)
    );
    let beyond = stand
        .find(&query("vas", 2, i64::MAX, SearchOrder::Best))
        .await;
    assert_eq!((beyond.page, beyond.cards.len()), (2, 1));

    // What has been taken out of the shop is gone, whatever the engine still knows.
    stand.engine.ranks(&[c, a, b, d]);
    let mut tx = stand.shop.begin().await;
    sqlx::query("update products set status = 'archived' where id = $1")
        .bind(a.0)
        .execute(&mut *tx)
        .await
        .unwrap();
    commerce::catalogue::storefront::refresh_listing(&mut tx, &[a])
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let left = stand.names("vas", SearchOrder::Best).await;
    assert_eq!(left, ["Vas Cembra", "Vas Björk", "Golvvas Dolomit"]);
}

#[tokio::test]
async fn what_an_engine_hardly_finds_postgresql_is_asked_for_too() {
    let stand = Stand::open().await;
    let golvvas = stand.product("d").await;
    stand.engine.ranks(&[golvvas]);
    let names = stand.names("vas", SearchOrder::Best).await;
    assert_eq!(names.len(), 4, "{names:?}");
    stand.engine.ranks(&[]);
    let page = stand.find(&query("bjökr", 24, 1, SearchOrder::Best)).await;
    assert_eq!(page.corrected.as_deref(), Some("björk"));
    assert_eq!(page.cards[0].name, "Vas Björk");
    // Of one that finds just as much, the order is kept, and what it forgave is said.
    let birch = stand.product("b").await;
    stand.engine.ranks(&[birch]);
    let page = stand.find(&query("bjökr", 24, 1, SearchOrder::Best)).await;
    assert_eq!(page.corrected.as_deref(), Some("björk"));
    assert_eq!(page.total.products, 1);
    let page = stand.find(&query("björk", 24, 1, SearchOrder::Best)).await;
    assert_eq!((page.corrected, page.total.products), (None, 1));
}

#[tokio::test]
async fn an_engine_that_fails_is_not_seen_by_the_shopper() {
    let stand = Stand::open().await;
    for fault in [
        EngineError::Unavailable("test".to_owned()),
        EngineError::Refused("test".to_owned()),
    ] {
        stand.engine.fails(Some(fault));
        let names = stand.names("vas", SearchOrder::Best).await;
        assert_eq!(names.len(), 4, "{names:?}");
    }
    for _ in 0..8 {
        stand.names("vas", SearchOrder::Best).await;
    }
    assert_eq!(
        stand.engine.asked().len(),
        5,
        "after five failures in a row it is left alone"
    );
}

#[tokio::test]
async fn suggestions_are_the_engines_first_products() {
    let stand = Stand::open().await;
    let [b, c] = stand.products(["b", "c"]).await;
    stand.engine.ranks(&[c, ProductId::generate(), b]);
    let ranking = stand
        .search
        .rank_begun(stand.shop.shop_id, "sv", "va")
        .await;
    let mut conn = stand.shop.db.read().await.unwrap();
    let offered = stand
        .search
        .suggest_ranked(&mut conn, &stand.shop.visit("sv"), "va", ranking.as_ref())
        .await
        .unwrap();
    let names: Vec<&str> = offered
        .products
        .iter()
        .map(|card| card.name.as_str())
        .collect();
    assert_eq!(names, ["Vas Cembra", "Vas Björk"]);
    assert_eq!(offered.words, ["vaser", "vas"]);
    let asked = stand.engine.asked();
    assert_eq!(
        (asked[0].words.as_slice(), asked[0].limit),
        (&["va".to_owned()][..], 40)
    );
    assert!(asked[0].is_begun);
    let nothing = stand.search.rank_begun(ShopId::generate(), "sv", "v").await;
    assert_eq!(nothing, None, "one letter is no question");
}

#[tokio::test]
async fn whatever_is_typed_the_engine_gets_letters_and_digits() {
    let stand = Stand::open().await;
    let long = "vas & (".repeat(2_000);
    for hostile in [
        "vas\" OR 1=1",
        "vas AND shop_id = \"x\"",
        "\u{0}vas\r\n",
        "{\"q\": \"vas\"}",
        long.as_str(),
    ] {
        stand.names(hostile, SearchOrder::Best).await;
    }
    let asked = stand.engine.asked();
    assert_eq!(asked.len(), 5);
    for question in asked {
        let has_word = question.words.iter().any(|word| word == "vas");
        assert!(has_word && question.words.len() <= 8, "{question:?}");
        for word in question.words {
            assert!(word.chars().all(char::is_alphanumeric), "{word:?}");
        }
    }
}

#[tokio::test]
async fn an_engine_is_told_of_what_has_changed_once_there_is_one() {
    let stand = Stand::open().await;
    assert_eq!(stand.marks().await, 0, "nobody is to be told");
    let shelf = Shelf::new(stand.shop.shop_id, "sv");
    let mut tx = stand.shop.begin().await;
    let shelves = feed::begin_building(&mut tx).await.unwrap();
    assert_eq!(
        shelves,
        [shelf.clone(), Shelf::new(stand.shop.shop_id, "en")]
    );
    let part = feed::part(&mut tx, &shelf, None).await.unwrap();
    assert_eq!(part.documents.len(), 4);
    let after = feed::part(&mut tx, &shelf, part.next).await.unwrap();
    assert!(after.documents.is_empty() && after.next.is_none());
    let birch = stand.product("b").await;
    let document = part
        .documents
        .iter()
        .find(|one| one.product_id == birch)
        .unwrap();
    assert_eq!(document.name, "Vas Björk");
    assert_eq!(document.numbers, "b 1");
    assert!(document.features.contains("Stengods") && document.features.contains("Vaser"));
    assert!(document.feature_forms.split(' ').any(|form| form == "vas"));
    assert_eq!(document.description, "Rund.");
    assert!(document.is_in_stock);
    tx.commit().await.unwrap();

    // Not built yet: what changes is marked, and the engine is told of it when it has been.
    stand
        .shop
        .import(&SHOP.replace("Vas Björk", "Vas Bok"))
        .await;
    let marks = stand.marks().await;
    assert!((1..=4).contains(&marks), "{marks}");
    let mut tx = stand.shop.begin().await;
    assert!(
        feed::waiting(&mut tx, "test")
            .await
            .unwrap()
            .changes
            .is_empty()
    );
    feed::built(&mut tx, &shelf, "test").await.unwrap();
    sqlx::query("update products set status = 'archived' where code = 'a'")
        .execute(&mut *tx)
        .await
        .unwrap();
    let alm = stand.product("a").await;
    commerce::catalogue::storefront::refresh_listing(&mut tx, &[alm])
        .await
        .unwrap();
    let waiting = feed::waiting(&mut tx, "test").await.unwrap();
    assert_eq!(waiting.changes.len(), 1, "the other shelf is not built");
    let elsewhere = feed::waiting(&mut tx, "another").await.unwrap();
    assert!(elsewhere.changes.is_empty(), "another engine has none");
    let (told, changes) = &waiting.changes[0];
    assert_eq!((told, changes.gone.as_slice()), (&shelf, &[alm][..]));
    let names = changes.documents.iter().map(|one| one.name.as_str());
    assert!(
        names.into_iter().any(|name| name == "Vas Bok"),
        "{changes:?}"
    );
    feed::done(&mut tx, &waiting.marks).await.unwrap();
    assert!(
        feed::waiting(&mut tx, "test")
            .await
            .unwrap()
            .marks
            .is_empty()
    );
    tx.commit().await.unwrap();
}
