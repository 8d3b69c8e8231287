//! What the law wants of every shop: no cookie that nobody has asked for, and a button that says that one pays.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::stand::Stand;

/// The files below a folder of the checkout, each with its text.
fn texts(folder: &str) -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let (mut found, mut open) = (Vec::new(), vec![root.join(folder)]);
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
            } else {
                let bytes = std::fs::read(&path).expect("a file");
                found.push((path, String::from_utf8_lossy(&bytes).into_owned()));
            }
        }
    }
    found
}

#[test]
fn nothing_links_to_the_platform_for_disputes_that_is_shut_since_july_2025() {
    let texts = texts("themes");
    assert!(texts.iter().any(|(_, text)| text.contains("arn.se")));
    for (path, text) in texts {
        for shut in ["ec.europa.eu/consumers/odr", "ec.europa.eu/odr"] {
            assert!(!text.contains(shut), "{} links to {shut}", path.display());
        }
    }
}

#[test]
fn the_text_about_cookies_names_every_cookie_that_is_set_and_no_other() {
    // How each is called in the text; staff's two share a row.
    const CALLED: [(&str, &str, &str); 6] = [
        ("torg_cart", "Varukorg", "Basket"),
        ("torg_customer", "Inloggning", "Log-in"),
        ("torg_known", "Känd webbläsare", "Known browser"),
        ("torg_asked", "Passkey", "Passkey"),
        ("torg_rehearsal", "För personalen", "For staff"),
        ("torg_preview", "För personalen", "For staff"),
    ];
    let named: BTreeSet<&str> = CALLED.iter().map(|(name, _, _)| *name).collect();
    let mut set = BTreeSet::new();
    for (_, text) in texts("shop/src") {
        for rest in text.split("\"torg_").skip(1) {
            // The prefix that all of them share stands alone.
            let name = rest.split('"').next().unwrap_or_default();
            if !name.is_empty() {
                set.insert(format!("torg_{name}"));
            }
        }
    }
    let set: BTreeSet<&str> = set.iter().map(String::as_str).collect();
    assert_eq!(set, named);
    let documents = texts("themes/nordbod/demo/legal");
    for (file, is_swedish) in [("cookies.sv.md", true), ("cookies.en.md", false)] {
        let (_, text) = documents
            .iter()
            .find(|(path, _)| path.ends_with(file))
            .expect(file);
        let rows = text.lines().filter(|line| line.starts_with("| ")).skip(2);
        let rows: BTreeSet<&str> = rows.filter_map(|row| row.split(" | ").next()).collect();
        let called = CALLED.map(|(_, sv, en)| format!("| {}", if is_swedish { sv } else { en }));
        let called: BTreeSet<&str> = called.iter().map(String::as_str).collect();
        assert_eq!(rows, called, "{file}");
    }
}

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
