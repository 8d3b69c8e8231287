//! What is wished for and watched is a variant: its own picture, and whether it can be bought itself.

use commerce::ids::VariantId;

use crate::account::registered;
use crate::stand::Stand;

/// A glass of which the clear one is here and the smoky one is not, each with its picture.
const GLASS: &str = "product,sku,name_sv,slug_sv,price,stock,variant_option,variant_option_sv,variant_value,variant_value_sv,is_main_variant\n\
glas,G-KLAR,Glas,glas,299,20,colour,Färg,klar,Klar,1\n\
glas,G-ROK,Glas,glas,299,0,colour,Färg,rok,Rök,0\n";
const WISHES: &str = "/konto/onskelista";

async fn glass() -> (Stand, String, VariantId) {
    let stand = Stand::new().await;
    stand.import(GLASS).await;
    stand.hang("G-KLAR", 0, "Klart").await;
    stand.hang("G-ROK", 1, "Rökfärgat").await;
    let (product, smoky) = stand.identity("G-ROK").await;
    (stand, product.to_string(), smoky)
}

/// How the addresses of a variant's picture begin, from its own page.
async fn picture(stand: &Stand, key: &str) -> String {
    let page = stand
        .get(&format!("/produkt/glas?variant={key}"))
        .await
        .html;
    let (_, rest) = page
        .split_once("class=\"zoom\" href=\"")
        .expect("a picture");
    rest.split('-').next().unwrap().to_owned()
}

#[tokio::test]
async fn the_wish_list_shows_the_variant_that_was_wished_for() {
    let (stand, product, smoky) = glass().await;
    registered(&stand).await;
    let smoky = smoky.to_string();
    let fields = [("product", product.as_str()), ("variant", smoky.as_str())];
    stand.post(WISHES, &fields).await;
    let (clear, own) = (picture(&stand, "klar").await, picture(&stand, "rok").await);
    assert_ne!(clear, own);
    let list = stand.get(WISHES).await.html;
    assert!(list.contains(&own) && !list.contains(&clear), "{list}");
    // Another one of the product can be bought, this one cannot.
    assert!(list.contains("Slut i lager"), "{list}");
    assert!(list.contains("href=\"/produkt/glas?variant=rok#bevakning\""));
    assert!(!list.contains("action=\"/varukorg/lagg-till\""), "{list}");
    stand
        .world
        .database
        .execute("update stock_levels set on_hand = 5")
        .await;
    let list = stand.get(WISHES).await.html;
    assert!(list.contains("action=\"/varukorg/lagg-till\"") && !list.contains("Slut i lager"));
}

#[tokio::test]
async fn a_watched_variant_is_shown_by_its_own_picture() {
    let (stand, _, smoky) = glass().await;
    registered(&stand).await;
    stand.post(&format!("/bevaka/{smoky}"), &[]).await;
    let (clear, own) = (picture(&stand, "klar").await, picture(&stand, "rok").await);
    let list = stand.get("/konto/bevakningar").await.html;
    assert!(list.contains("Rök"), "{list}");
    assert!(list.contains(&own) && !list.contains(&clear), "{list}");
}
