//! Searching: Swedish inflections, typing errors, and what is not a question at all. The same tests are run with PostgreSQL alone and with an engine that ranks: see
//! `search_engine.rs` beside whoever runs them.

use commerce::catalogue::search::store::save_synonym;
use commerce::catalogue::search::{SearchOrder, SearchPage, SearchQuery, Suggestions};

use crate::search_engine::Hired;
use crate::shopkeeper::Shopkeeper;

const SHOP: &str = "product,sku,name_sv,name_en,subtitle_sv,description_sv,category_sv,price,stock\n\
    tekanna,T-1,Tekanna Fjord,Fjord teapot,\"Stengods, mässing\",En kanna för fyra.,Servering,899,5\n\
    vas-as,V-1,Vas Ås 28 cm,Ås vase,Stengods,Hög vas för kvistar.,Inredning > Vaser,649,5\n\
    vas-klot,V-2,Vas Klot,Klot vase,Stengods,Rund.,Inredning > Vaser,599,0\n\
    bordslampa,L-1,Bordslampa Svamp,Mushroom lamp,Opalglas,Mjukt ljus.,Belysning,1495,5\n\
    loparsko,S-1,Löparsko Sarek,Sarek running shoe,Textil,För stig.,Skor,1295,5\n\
    jacka,J-1,Jacka Ull,Wool jacket,Ull,Varm.,Kläder,1995,5\n\
    bok,B-1,Bok om lera,Book on clay,Papper,Läsning.,Böcker,199,5\n\
    ljusstakar,K-1,Ljusstakar Trio,Trio candlesticks,Mässing,Tre höjder.,Inredning,895,5\n";

async fn shop() -> (Shopkeeper, Hired) {
    let shop = Shopkeeper::open().await;
    let mut tx = shop.begin().await;
    save_synonym(&mut tx, "sv", "böcker", "bok").await.unwrap();
    save_synonym(&mut tx, "sv", "taklampa", "bordslampa")
        .await
        .unwrap();
    tx.commit().await.unwrap();
    shop.import(SHOP).await;
    let hired = Hired::hire(&shop).await;
    (shop, hired)
}

async fn ask(shop: &Shopkeeper, hired: &Hired, locale: &str, query: &SearchQuery) -> SearchPage {
    let ranking = hired.search.rank(shop.shop_id, locale, query).await;
    let mut conn = shop.db.read().await.unwrap();
    let visit = shop.visit(locale);
    hired
        .search
        .find_ranked(&mut conn, &visit, query, ranking.as_ref())
        .await
        .unwrap()
}

async fn find(shop: &Shopkeeper, hired: &Hired, locale: &str, text: &str) -> SearchPage {
    let query = SearchQuery {
        text: text.to_owned(),
        page: 1,
        page_size: 24,
        as_typed: false,
        order: SearchOrder::Best,
    };
    ask(shop, hired, locale, &query).await
}

async fn suggest(shop: &Shopkeeper, hired: &Hired, text: &str) -> Suggestions {
    let ranking = hired.search.rank_begun(shop.shop_id, "sv", text).await;
    let mut conn = shop.db.read().await.unwrap();
    let visit = shop.visit("sv");
    hired
        .search
        .suggest_ranked(&mut conn, &visit, text, ranking.as_ref())
        .await
        .unwrap()
}

#[tokio::test]
async fn inflections_find_what_is_meant() {
    let (shop, hired) = shop().await;
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
        let page = find(&shop, &hired, "sv", question).await;
        let names: Vec<&str> = page.cards.iter().map(|card| card.name.as_str()).collect();
        assert!(
            names.iter().any(|name| name.starts_with(found)),
            "{question} found {names:?}"
        );
        assert_eq!(page.corrected, None, "{question}");
    }
    let english = find(&shop, &hired, "en", "shoes").await;
    assert_eq!(english.cards[0].name, "Sarek running shoe");
}

#[tokio::test]
async fn the_name_comes_before_the_text_and_stock_before_none() {
    let (shop, hired) = shop().await;
    let page = find(&shop, &hired, "sv", "vas").await;
    let names: Vec<&str> = page.cards.iter().map(|card| card.name.as_str()).collect();
    assert_eq!(names, ["Vas Ås 28 cm", "Vas Klot"]);
    assert_eq!(page.total.products, 2);
}

#[tokio::test]
async fn typing_errors_are_corrected_and_said() {
    let (shop, hired) = shop().await;
    for (typed, meant) in [
        ("tekkana", "tekanna"),
        ("bordlampa", "bordslampa"),
        ("jakca", "jacka"),
        ("löpersko", "löparsko"),
    ] {
        let page = find(&shop, &hired, "sv", typed).await;
        assert_eq!(page.corrected.as_deref(), Some(meant), "{typed}");
        assert!(!page.cards.is_empty());
    }
    let nothing = find(&shop, &hired, "sv", "julgransfot").await;
    assert_eq!(
        (nothing.corrected, nothing.total.products, nothing.pages),
        (None, 0, 1)
    );
    for text in ["tekkana", "bordlampa"] {
        let query = SearchQuery {
            text: text.to_owned(),
            page: 1,
            page_size: 24,
            as_typed: true,
            order: SearchOrder::Best,
        };
        let page = ask(&shop, &hired, "sv", &query).await;
        assert_eq!((page.total.products, page.corrected), (0, None), "{text}");
    }
    hired.was_asked(7);
}

#[tokio::test]
async fn compounds_are_found_by_their_parts_through_typing_errors() {
    let (shop, hired) = shop().await;
    for (typed, meant, found) in [
        ("ljustake", "ljusstakar", "Ljusstakar Trio"),
        ("ljustakarna", "ljusstakar", "Ljusstakar Trio"),
        ("lammpa", "lampa", "Bordslampa Svamp"),
        ("golvvasen", "vas", "Vas Ås 28 cm"),
        ("regnjacka", "jacka", "Jacka Ull"),
    ] {
        let page = find(&shop, &hired, "sv", typed).await;
        let names: Vec<&str> = page.cards.iter().map(|card| card.name.as_str()).collect();
        assert!(names.contains(&found), "{typed} found {names:?}");
        assert_eq!(page.corrected.as_deref(), Some(meant), "{typed}");
    }
    for typed in ["ljusstake", "ljusstaken", "lampor"] {
        let page = find(&shop, &hired, "sv", typed).await;
        assert_eq!((page.total.products, page.corrected), (1, None), "{typed}");
    }
}

#[tokio::test]
async fn nothing_that_is_typed_is_an_error() {
    let (shop, hired) = shop().await;
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
        let page = find(&shop, &hired, "sv", hostile).await;
        assert!(page.text.chars().count() <= 200);
        suggest(&shop, &hired, hostile).await;
        let query = SearchQuery {
            text: hostile.to_owned(),
            page: i64::MAX,
            page_size: -3,
            as_typed: false,
            order: SearchOrder::Best,
        };
        ask(&shop, &hired, "en", &query).await;
    }
}

#[tokio::test]
async fn suggestions_come_while_typing() {
    let (shop, hired) = shop().await;
    let offered = suggest(&shop, &hired, "va").await;
    assert_eq!(offered.words, ["vas", "vaser"]);
    assert_eq!(offered.categories.len(), 1);
    assert_eq!(offered.products.len(), 2);
    let one_letter = suggest(&shop, &hired, "v").await;
    assert!(one_letter.words.is_empty() && one_letter.products.is_empty());
    let offered = suggest(&shop, &hired, "tekanna fjo").await;
    assert_eq!(offered.products[0].name, "Tekanna Fjord");
    hired.was_asked(2);
}
