//! What the law wants of every shop: no cookie that nobody has asked for, and a button that says that one pays.

use crate::stand::Stand;

#[tokio::test]
async fn nobody_gets_a_cookie_before_asking_for_something_that_needs_one() {
    let stand = Stand::new().await;
    for path in [
        "/",
        "/en",
        "/varor",
        "/produkt/mugg",
        "/sok?q=mugg",
        "/varukorg",
        "/angra",
        "/kopvillkor",
        "/finns-inte",
    ] {
        let page = stand.get(path).await;
        assert!(stand.jar().is_empty(), "{path}: {:?}", stand.jar());
        // Nor does a page fetch anything from others, who would see who reads it.
        assert!(!page.html.contains("src=\"http"), "{path}");
    }
    stand.add("1").await;
    let kept: Vec<String> = stand.jar().into_keys().collect();
    assert_eq!(kept, ["torg_cart"]);
}

#[tokio::test]
async fn the_button_of_the_checkout_says_that_one_buys_and_pays_and_how_much() {
    let stand = Stand::new().await;
    stand.add("1").await;
    for (path, words) in [
        ("/kassa", "Köp och betala"),
        ("/en/checkout", "Buy and pay"),
    ] {
        let page = stand.get(path).await.html;
        let button = page.split("btn--pay").nth(1).expect("a button");
        let button = button.split("</button>").next().unwrap();
        assert!(button.contains(words), "{path}: {button}");
        assert!(button.contains("308"), "249 and 59 of freight: {button}");
    }
}
