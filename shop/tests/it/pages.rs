//! Pages of the catalogue, feeds, errors and hostile input.

use axum::body::Body;
use commerce::catalogue::address::{Kind, set_free_slug};
use http::{Request, StatusCode};
use uuid::Uuid;

use crate::stand::Stand;

#[tokio::test]
async fn the_catalogue_is_shown_in_both_languages() {
    let stand = Stand::new().await;
    for (path, word) in [
        ("/", "Ting som tål att användas."),
        ("/en", "Things that can take being used."),
        ("/varor", "Mugg"),
        ("/en/products", "Mugg"),
        ("/produkt/mugg", "Lägg i varukorgen"),
        ("/en/product/mugg", "Add to basket"),
        ("/sok?q=mugg", "1 träff på"),
        ("/en/search?q=nothing-like-it", "Nothing here is called"),
        ("/sok", "Vad letar du efter?"),
        ("/varukorg", "Varukorgen är tom"),
        ("/kopvillkor", "Villkor"),
        ("/en/withdrawal", "Ångerrätt"),
    ] {
        let page = stand.get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        assert!(page.html.contains(word), "{path} lacks {word}");
    }
}

#[tokio::test]
async fn a_product_tells_people_and_machines_what_it_costs() {
    let stand = Stand::new().await;
    let page = stand.get("/produkt/mugg").await;
    assert!(page.html.contains("249\u{a0}kr"));
    assert!(
        page.html.contains("Hos dig tisdag 24 – onsdag 25 november"),
        "{}",
        page.html
    );
    assert!(page.html.contains("Beställ före 14.00"));
    assert!(page.html.contains("\"price\":\"249.00\""));
    assert!(
        page.html
            .contains("hreflang=\"en\" href=\"http://shop.example/en/product/mugg\"")
    );
    assert!(
        page.html
            .contains("<link rel=\"canonical\" href=\"http://shop.example/produkt/mugg\">")
    );
}

#[tokio::test]
async fn an_old_address_leads_to_the_new_one_for_good() {
    let stand = Stand::new().await;
    let product: Uuid = stand
        .world
        .database
        .value("select product_id from variants limit 1")
        .await;
    let mut tx = stand.world.tx().await;
    set_free_slug(&mut tx, Kind::Product, product, "sv", "kaffemugg")
        .await
        .expect("a slug");
    tx.commit().await.expect("a commit");
    let page = stand.get("/produkt/mugg?variant=x").await;
    assert_eq!(
        (page.status, page.location.as_str()),
        (
            StatusCode::MOVED_PERMANENTLY,
            "/produkt/kaffemugg?variant=x"
        )
    );
}

#[tokio::test]
async fn what_is_not_there_gets_the_themes_page() {
    let stand = Stand::new().await;
    for path in [
        "/nowhere",
        "/produkt/nope",
        "/kategori/nope",
        "/order/ORD-1/key",
        "/en/product/nope",
        "/sitemap/x.xml",
    ] {
        let page = stand.get(path).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert!(
        stand
            .get("/nowhere")
            .await
            .html
            .contains("Sidan finns inte längre")
    );
    assert!(
        stand
            .get("/en/nowhere")
            .await
            .html
            .contains("The page is no longer here")
    );
    let wrong_method = stand.post("/produkt/mugg", &[]).await;
    assert_eq!(wrong_method.status, StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test]
async fn search_engines_are_told_what_there_is() {
    let stand = Stand::new().await;
    let robots = stand.get("/robots.txt").await.html;
    assert!(
        robots.contains("Disallow: /varukorg")
            && robots.contains("Sitemap: http://shop.example/sitemap.xml")
    );
    assert!(
        stand
            .get("/sitemap.xml")
            .await
            .html
            .contains("/sitemap/first.xml")
    );
    let products = stand.get("/sitemap/first.xml").await.html;
    assert!(
        products.contains("<loc>http://shop.example/produkt/mugg</loc>"),
        "{products}"
    );
    assert!(products.contains("hreflang=\"en\" href=\"http://shop.example/en/product/mugg\""));
    assert!(
        stand
            .get("/sitemap/pages.xml")
            .await
            .html
            .contains("/kopvillkor")
    );
}

#[tokio::test]
async fn assets_are_kept_for_a_year_and_nobody_leaves_their_folder() {
    let stand = Stand::new().await;
    let page = stand.get("/").await.html;
    let (_, rest) = page
        .split_once("rel=\"stylesheet\" href=\"")
        .expect("a stylesheet");
    let css = rest.split('"').next().expect("an address");
    assert_eq!(stand.get(css).await.status, StatusCode::OK);
    for path in [
        "/assets/../theme.toml",
        "/assets/..%2f..%2fCargo.toml",
        "/assets/shop.css",
        "/bild/..%2fx",
    ] {
        let page = stand.get(path).await;
        assert!(page.status.is_client_error(), "{path}: {}", page.status);
    }
}

#[tokio::test]
async fn hostile_input_is_refused_and_never_breaks_anything() {
    let stand = Stand::new().await;
    for path in [
        "/sok?q=%ff%fe",
        "/sok?q=%00",
        "/produkt/%00",
        "/produkt/%ff",
        "/varor?page=99999999999999999999&min=-1&max=abc&farg=%27%3B%20drop",
        "/varor?page=-5&sort=;drop",
        "/sok?q=%3Cscript%3Ealert(1)%3C/script%3E",
        "/sok/forslag?q=%25%25%25__%5C",
        "/produkt/mugg?variant=%27%22%3E%3Cscript%3E",
        "/order/%2e%2e%2f/x",
    ] {
        let page = stand.get(path).await;
        assert!(!page.status.is_server_error(), "{path}: {}", page.status);
        assert!(!page.html.contains("<script>alert"), "{path}");
    }
    let long = format!("/sok?q={}", "a".repeat(7_000));
    assert!(!stand.get(&long).await.status.is_server_error());
    let many: String = (0..3_500).map(|n| format!("f{n}=1&")).collect();
    assert_eq!(
        stand.get(&format!("/varor?{many}")).await.status,
        StatusCode::BAD_REQUEST
    );
    let huge = stand.post_raw("/kassa", vec![b'a'; 400_000]).await;
    assert_eq!(huge.status, StatusCode::PAYLOAD_TOO_LARGE);
    let broken = stand
        .post_raw("/varukorg/lagg-till", b"variant=%ff".to_vec())
        .await;
    assert_eq!(broken.status, StatusCode::BAD_REQUEST);
    let json = Request::post("/kassa")
        .header("content-type", "application/json")
        .header("sec-fetch-site", "same-origin");
    assert_eq!(
        stand.send(json, Body::from("{}")).await.status,
        StatusCode::BAD_REQUEST
    );
}

#[tokio::test]
async fn another_site_cannot_send_forms_here() {
    let stand = Stand::new().await;
    let request = Request::post("/varukorg/lagg-till")
        .header("content-type", "application/x-www-form-urlencoded")
        .header("sec-fetch-site", "cross-site");
    let page = stand.send(request, Body::from("variant=x")).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    assert!(page.html.contains("Formuläret kom inte från vår egen sida"));
}
