//! What goes wrong at the engine, and what the shopper and the jobs see of it.

use std::sync::Arc;
use std::time::Duration;

use commerce::catalogue::Storefront;
use commerce::catalogue::search::engine::{
    Changes, Edition, EngineError, MOST_RANKED, Question, SearchDocument, SearchEngine as _, Shelf,
};
use commerce::catalogue::search::feed;
use commerce::catalogue::search::{Search, SearchOrder, SearchQuery};
use commerce::ids::ProductId;
use integrations::search::meilisearch::Meilisearch;

use super::fake::Trouble;
use super::{Fake, KEY, build, connector};
use crate::shopkeeper::Shopkeeper;

const SHOP: &str = "product,sku,name_sv,name_en,subtitle_sv,description_sv,category_sv,price,stock\n\
    a,A-1,Vas Alm,Elm vase,Stengods,Hög.,Vaser,300,5\n\
    b,B-1,Vas Björk,Birch vase,Stengods,Rund.,Vaser,200,5\n\
    c,C-1,Vas Cembra,Pine vase,Stengods,Låg.,Vaser,100,5\n";

async fn shop() -> Shopkeeper {
    let shop = Shopkeeper::open().await;
    shop.import(SHOP).await;
    shop
}

fn uid(shop: &Shopkeeper, locale: &str) -> String {
    format!("torg-{}-{locale}", shop.shop_id.0.simple())
}

fn question(shelf: &Shelf, text: &str) -> Question {
    Question::of(shelf.clone(), text, false, 10).unwrap()
}

/// The names that a shopper finds for "vas".
async fn vases(shop: &Shopkeeper, search: &Search) -> Vec<String> {
    let query = SearchQuery {
        text: "vas".to_owned(),
        page: 1,
        page_size: 24,
        as_typed: false,
        order: SearchOrder::Cheapest,
    };
    let ranking = search.rank(shop.shop_id, "sv", &query).await;
    let mut conn = shop.db.read().await.unwrap();
    let visit = shop.visit("sv");
    let page = search
        .find_ranked(&mut conn, &visit, &query, ranking.as_ref())
        .await
        .unwrap();
    page.cards.into_iter().map(|card| card.name).collect()
}

#[tokio::test]
async fn whatever_ails_the_engine_the_shopper_finds_what_there_is() {
    let (shop, fake) = (shop().await, Fake::up().await);
    build(&shop, &connector(&fake)).await;
    let hasty = Duration::from_millis(200);
    let shelf = Shelf::new(shop.shop_id, "sv");
    for trouble in [
        Trouble::Status(500),
        Trouble::Status(502),
        Trouble::Status(302),
        Trouble::Silence,
        Trouble::Babble,
        Trouble::Flood,
    ] {
        let engine = Meilisearch::new(&fake.url, Some(KEY), "torg", hasty).unwrap();
        fake.has(Some(trouble));
        let error = engine.rank(&question(&shelf, "vas")).await.unwrap_err();
        assert!(
            matches!(error, EngineError::Unavailable(_)),
            "{trouble:?}: {error}"
        );
        let search = Search::with_engine(Storefront::new(), Some(Arc::new(engine)));
        let found = vases(&shop, &search).await;
        assert_eq!(found, ["Vas Cembra", "Vas Björk", "Vas Alm"], "{trouble:?}");
        fake.has(None);
        let found = vases(&shop, &search).await;
        assert_eq!(found.len(), 3);
    }
    let nobody = Meilisearch::new("http://127.0.0.1:9", Some(KEY), "torg", hasty).unwrap();
    let error = nobody.rank(&question(&shelf, "vas")).await.unwrap_err();
    assert!(matches!(error, EngineError::Unavailable(_)), "{error}");
    assert!(nobody.look().await.is_err());
    let stranger = Meilisearch::new(&fake.url, None, "torg", hasty).unwrap();
    let error = stranger.rank(&question(&shelf, "vas")).await.unwrap_err();
    assert!(matches!(error, EngineError::Refused(_)), "{error}");
    assert!(stranger.look().await.is_err());
    assert_eq!(connector(&fake).look().await, Ok(()));
}

#[tokio::test]
async fn products_that_there_are_not_are_not_shown() {
    let (shop, fake) = (shop().await, Fake::up().await);
    let engine = Arc::new(connector(&fake));
    build(&shop, &*engine).await;
    let shelf = Shelf::new(shop.shop_id, "sv");
    let mut tx = shop.begin().await;
    let part = feed::part(&mut tx, &shelf, None).await;
    let mut ghost = part.unwrap().documents.remove(0);
    tx.commit().await.unwrap();
    (ghost.product_id, ghost.popularity) = (ProductId::generate(), 900);
    let changes = Changes {
        documents: vec![ghost.clone()],
        gone: Vec::new(),
    };
    let edition = Edition::Live(shelf.clone());
    engine.change(&edition, &changes).await.unwrap();
    let ranking = engine.rank(&question(&shelf, "vas")).await.unwrap();
    assert_eq!(ranking.products[0], ghost.product_id, "the engine knows it");
    let search = Search::with_engine(Storefront::new(), Some(engine));
    assert_eq!(vases(&shop, &search).await.len(), 3);
}

#[tokio::test]
async fn a_change_is_done_when_its_task_is() {
    let (shop, fake) = (shop().await, Fake::up().await);
    let engine = connector(&fake);
    build(&shop, &engine).await;
    let shelf = Shelf::new(shop.shop_id, "sv");
    let edition = Edition::Live(shelf.clone());
    let ranking = engine.rank(&question(&shelf, "vas")).await.unwrap();
    let gone = Changes {
        documents: Vec::new(),
        gone: ranking.products[..2].to_vec(),
    };
    fake.has(Some(Trouble::Tasks));
    let error = engine.change(&edition, &gone).await.unwrap_err();
    let EngineError::Refused(words) = &error else {
        panic!("{error}")
    };
    assert!(words.contains("no_space_left_on_device"), "{words}");
    assert_eq!(engine.count(&shelf).await, Ok(Some(3)));
    fake.has(None);
    engine.change(&edition, &gone).await.unwrap();
    assert_eq!(engine.count(&shelf).await, Ok(Some(1)));
    let ranking = engine.rank(&question(&shelf, "vas")).await.unwrap();
    assert_eq!((ranking.products.len(), ranking.goes_on), (1, false));
}

#[tokio::test]
async fn a_build_stands_beside_until_it_takes_the_place() {
    let (shop, fake) = (shop().await, Fake::up().await);
    let engine = connector(&fake);
    let shelf = Shelf::new(shop.shop_id, "sv");
    assert_eq!(engine.count(&shelf).await, Ok(None));
    build(&shop, &engine).await;
    let both = [uid(&shop, "en"), uid(&shop, "sv")];
    assert!(
        fake.indexes().keys().eq(both.iter()),
        "{:?}",
        fake.indexes()
    );
    assert_eq!(engine.count(&shelf).await, Ok(Some(3)));

    engine
        .begin(&Edition::Beside(shelf.clone()), &[])
        .await
        .unwrap();
    assert_eq!(fake.indexes()[&format!("{}-next", both[1])], 0);
    let ranking = engine.rank(&question(&shelf, "vas")).await.unwrap();
    assert_eq!(
        ranking.products.len(),
        3,
        "the former one is asked meanwhile"
    );
    // Begun and left: the next build does not mind.
    build(&shop, &engine).await;
    assert!(
        fake.indexes().keys().eq(both.iter()),
        "{:?}",
        fake.indexes()
    );
    assert_eq!(engine.count(&shelf).await, Ok(Some(3)));
    fake.loses(&both[1]);
    assert_eq!(engine.count(&shelf).await, Ok(None));
}

#[tokio::test]
async fn of_more_than_are_wanted_the_engine_says_that_it_goes_on() {
    let (shop, fake) = (shop().await, Fake::up().await);
    let engine = connector(&fake);
    build(&shop, &engine).await;
    let mut few = question(&Shelf::new(shop.shop_id, "sv"), "vas");
    few.limit = 2;
    let ranking = engine.rank(&few).await.unwrap();
    assert_eq!((ranking.products.len(), ranking.goes_on), (2, true));
    few.limit = 3;
    assert!(!engine.rank(&few).await.unwrap().goes_on);
    // Of as many as are ever asked for, too.
    let patient = Duration::from_secs(30);
    let engine = Meilisearch::new(&fake.url, Some(KEY), "torg", patient).unwrap();
    let mut tx = shop.begin().await;
    let part = feed::part(&mut tx, &few.shelf, None).await.unwrap();
    tx.commit().await.unwrap();
    let another = || SearchDocument {
        product_id: ProductId::generate(),
        ..part.documents[0].clone()
    };
    let edition = Edition::Live(few.shelf.clone());
    few.limit = MOST_RANKED;
    for (more, goes_on) in [(MOST_RANKED - 3, false), (1, true)] {
        let changes = Changes {
            documents: std::iter::repeat_with(another).take(more).collect(),
            gone: Vec::new(),
        };
        engine.change(&edition, &changes).await.unwrap();
        let ranking = engine.rank(&few).await.unwrap();
        assert_eq!(
            (ranking.products.len(), ranking.goes_on),
            (MOST_RANKED, goes_on)
        );
    }
}
