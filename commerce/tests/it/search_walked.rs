//! How PostgreSQL answers by itself for words that a great many products have.

use commerce::catalogue::Storefront;
use commerce::catalogue::search::{Search, SearchOrder, SearchQuery};

use crate::shopkeeper::Shopkeeper;

const SHOP: &str = "product,sku,name_sv,subtitle_sv,category_sv,price,stock\n\
    vas-as,V-1,Vas Ås 28 cm,Stengods,Inredning > Vaser,649,5\n\
    vas-klot,V-2,Vas Klot,Stengods,Inredning > Vaser,599,5\n";

#[tokio::test]
async fn words_that_a_great_many_have_are_counted_honestly() {
    let shop = Shopkeeper::open().await;
    shop.import(SHOP).await;
    let search = Search::new(Storefront::new());
    // As in a shop of thousands: both words are in so many names that only the most sold are walked.
    let mut tx = shop.begin().await;
    sqlx::query("update search_words set uses = 6000 where word in ('vas', 'klot')")
        .execute(&mut *tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let ask = async |text: &str, page_size, page, order| {
        let mut conn = shop.db.read().await.unwrap();
        let query = SearchQuery {
            text: text.to_owned(),
            page,
            page_size,
            as_typed: false,
            order,
        };
        search
            .find(&mut conn, &shop.visit("sv"), &query)
            .await
            .unwrap()
    };
    let both = ask("vas klot", 24, 1, SearchOrder::Best).await;
    assert_eq!(
        (both.total.products, both.total.is_capped, both.pages),
        (1, false, 1)
    );
    // A full page with more behind it: more than those, not an invented number.
    let first = ask("vas", 1, 1, SearchOrder::Best).await;
    assert_eq!(
        (first.total.products, first.total.is_capped, first.pages),
        (1, true, 2)
    );
    let second = ask("vas", 1, 2, SearchOrder::Best).await;
    assert_eq!(
        (second.total.products, second.total.is_capped, second.pages),
        (2, false, 2)
    );
    let beyond = ask("vas", 1, 9, SearchOrder::Best).await;
    assert_eq!((beyond.page, beyond.cards.len()), (2, 1));
    let cheapest = ask("vas", 24, 1, SearchOrder::Cheapest).await;
    let names: Vec<&str> = cheapest
        .cards
        .iter()
        .map(|card| card.name.as_str())
        .collect();
    assert_eq!(names, ["Vas Klot", "Vas Ås 28 cm"]);
}

#[tokio::test]
async fn a_few_letters_that_a_great_many_begin_with_offer_what_sells() {
    let shop = Shopkeeper::open().await;
    shop.import(SHOP).await;
    let search = Search::new(Storefront::new());
    let first = async || {
        let mut conn = shop.db.read().await.unwrap();
        let visit = shop.visit("sv");
        let offered = search.suggest(&mut conn, &visit, "va").await.unwrap();
        offered.products[0].name.clone()
    };
    let mut tx = shop.begin().await;
    sqlx::query(
        "update search_documents set popularity = 9, is_in_stock = false where name = 'Vas Ås 28 cm'",
    )
    .execute(&mut *tx)
    .await
    .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(
        first().await,
        "Vas Klot",
        "few are ranked: stock before none"
    );
    let mut tx = shop.begin().await;
    sqlx::query("update search_words set uses = 300 where word = 'vas'")
        .execute(&mut *tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(first().await, "Vas Ås 28 cm", "many are met by what sells");
}
