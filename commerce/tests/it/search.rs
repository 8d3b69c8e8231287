//! Searching: Swedish inflections, typing errors, and what is not a question at all.

use commerce::catalogue::Storefront;
use commerce::catalogue::search::store::save_synonym;
use commerce::catalogue::search::{Search, SearchOrder, SearchPage, SearchQuery};

use crate::shopkeeper::Shopkeeper;

const SHOP: &str = "product,sku,name_sv,name_en,subtitle_sv,description_sv,category_sv,price,stock\n\
    tekanna,T-1,Tekanna Fjord,Fjord teapot,\"Stengods, mässing\",En kanna för fyra.,Servering,899,5\n\
    vas-as,V-1,Vas Ås 28 cm,Ås vase,Stengods,Hög vas för kvistar.,Inredning > Vaser,649,5\n\
    vas-klot,V-2,Vas Klot,Klot vase,Stengods,Rund.,Inredning > Vaser,599,0\n\
    bordslampa,L-1,Bordslampa Svamp,Mushroom lamp,Opalglas,Mjukt ljus.,Belysning,1495,5\n\
    loparsko,S-1,Löparsko Sarek,Sarek running shoe,Textil,För stig.,Skor,1295,5\n\
    jacka,J-1,Jacka Ull,Wool jacket,Ull,Varm.,Kläder,1995,5\n\
    bok,B-1,Bok om lera,Book on clay,Papper,Läsning.,Böcker,199,5\n";

async fn shop() -> (Shopkeeper, Search) {
    let shop = Shopkeeper::open().await;
    let mut tx = shop.begin().await;
    save_synonym(&mut tx, "sv", "böcker", "bok").await.unwrap();
    save_synonym(&mut tx, "sv", "taklampa", "bordslampa")
        .await
        .unwrap();
    tx.commit().await.unwrap();
    shop.import(SHOP).await;
    (shop, Search::new(Storefront::new()))
}

async fn find(shop: &Shopkeeper, search: &Search, locale: &str, text: &str) -> SearchPage {
    let mut conn = shop.db.read().await.unwrap();
    let query = SearchQuery {
        text: text.to_owned(),
        page: 1,
        page_size: 24,
        as_typed: false,
        order: SearchOrder::Best,
    };
    search
        .find(&mut conn, &shop.visit(locale), &query)
        .await
        .unwrap()
}

#[tokio::test]
async fn inflections_find_what_is_meant() {
    let (shop, search) = shop().await;
    for (question, found) in [
        ("vas", "Vas"),
        ("vaser", "Vas"),
        ("vasen", "Vas"),
        ("vaserna", "Vas"),
        ("jackan", "Jacka"),
        ("jackor", "Jacka"),
        ("löparskor", "Löparsko"),
        ("löparskon", "Löparsko"),
        ("skor", "Löparsko"),
        ("böcker", "Bok"),
        ("bok", "Bok"),
        ("lampor", "Bordslampa"),
        ("lampa", "Bordslampa"),
        ("taklampa", "Bordslampa"),
        ("tek", "Tekanna"),
        ("TEKANNA fjord", "Tekanna"),
        ("kanna i stengods", "Tekanna"),
        ("J-1", "Jacka"),
        ("ås", "Vas Ås"),
    ] {
        let page = find(&shop, &search, "sv", question).await;
        let names: Vec<&str> = page.cards.iter().map(|card| card.name.as_str()).collect();
        assert!(
            names.iter().any(|name| name.starts_with(found)),
            "{question} found {names:?}"
        );
        assert_eq!(page.corrected, None, "{question}");
    }
    let english = find(&shop, &search, "en", "shoes").await;
    assert_eq!(english.cards[0].name, "Sarek running shoe");
}

#[tokio::test]
async fn the_name_comes_before_the_text_and_stock_before_none() {
    let (shop, search) = shop().await;
    let page = find(&shop, &search, "sv", "vas").await;
    let names: Vec<&str> = page.cards.iter().map(|card| card.name.as_str()).collect();
    assert_eq!(names, ["Vas Ås 28 cm", "Vas Klot"]);
    assert_eq!(page.total.products, 2);
}

#[tokio::test]
async fn typing_errors_are_corrected_and_said() {
    let (shop, search) = shop().await;
    for (typed, meant) in [
        ("tekkana", "tekanna"),
        ("bordlampa", "bordslampa"),
        ("jakca", "jacka"),
        ("löpersko", "löparsko"),
    ] {
        let page = find(&shop, &search, "sv", typed).await;
        assert_eq!(page.corrected.as_deref(), Some(meant), "{typed}");
        assert!(!page.cards.is_empty());
    }
    let nothing = find(&shop, &search, "sv", "julgransfot").await;
    assert_eq!(
        (nothing.corrected, nothing.total.products, nothing.pages),
        (None, 0, 1)
    );
    let mut conn = shop.db.read().await.unwrap();
    let query = SearchQuery {
        text: "tekkana".to_owned(),
        page: 1,
        page_size: 24,
        as_typed: true,
        order: SearchOrder::Best,
    };
    let page = search
        .find(&mut conn, &shop.visit("sv"), &query)
        .await
        .unwrap();
    assert_eq!((page.total.products, page.corrected), (0, None));
}

#[tokio::test]
async fn nothing_that_is_typed_is_an_error() {
    let (shop, search) = shop().await;
    let long = "vas & (".repeat(2_000);
    let letters = "å".repeat(10_000);
    for hostile in [
        "",
        " ",
        "\0",
        "'",
        "\"",
        "&|!():*<->",
        "vas & ! |",
        "a:*b",
        "%",
        "_",
        "\\",
        "'; drop table products; --",
        "<script>alert(1)</script>",
        "\u{202e}vas",
        "🫖",
        "і",
        "ａ",
        "i\u{307}",
        "1 2 3 4 5 6 7 8 9 10",
        long.as_str(),
        letters.as_str(),
    ] {
        let page = find(&shop, &search, "sv", hostile).await;
        assert!(page.text.chars().count() <= 200);
        let mut conn = shop.db.read().await.unwrap();
        search
            .suggest(&mut conn, &shop.visit("sv"), hostile)
            .await
            .unwrap();
        let query = SearchQuery {
            text: hostile.to_owned(),
            page: i64::MAX,
            page_size: -3,
            as_typed: false,
            order: SearchOrder::Best,
        };
        search
            .find(&mut conn, &shop.visit("en"), &query)
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn suggestions_come_while_typing() {
    let (shop, search) = shop().await;
    let mut conn = shop.db.read().await.unwrap();
    let offered = search
        .suggest(&mut conn, &shop.visit("sv"), "va")
        .await
        .unwrap();
    assert_eq!(offered.words, ["vas", "vaser"]);
    assert_eq!(offered.categories.len(), 1);
    assert_eq!(offered.products.len(), 2);
    let one_letter = search
        .suggest(&mut conn, &shop.visit("sv"), "v")
        .await
        .unwrap();
    assert!(one_letter.words.is_empty() && one_letter.products.is_empty());
    let offered = search
        .suggest(&mut conn, &shop.visit("sv"), "tekanna fjo")
        .await
        .unwrap();
    assert_eq!(offered.products[0].name, "Tekanna Fjord");
}

#[tokio::test]
async fn words_that_a_great_many_have_are_counted_honestly() {
    let (shop, search) = shop().await;
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
