//! On paper.

use serde_json::{Value, json};

use crate::browser::{Browser, journey};
use crate::look::DESK;
use crate::steps::{SV, at_payment, at_thanks, email, fill_checkout, put_in_cart};

/// What has no business on paper and can be seen there all the same.
const WAYS_ON: &str = "[...document.querySelectorAll('.svc, .nav, .menu, .find, .tools, .crumbs, .foot nav, .foot-legal a, .buy-row, .thumbs, .btn, .doc-nav, .skip, .pager')]
    .filter(one => one.checkVisibility()).map(one => one.className || one.tagName)";

#[test]
fn what_is_printed_is_the_content() {
    journey("paper", DESK, async |b| {
        b.shop("/produkt/mugg-strand").await;
        on_paper(
            b,
            "product",
            &[
                "h1",
                ".buy-price b",
                ".gal-track .ph:first-child img",
                ".facts dd",
            ],
        )
        .await;
        assert_eq!(
            b.eval("[...document.querySelectorAll('details.acc')].every(one => [...one.querySelectorAll('dd, p')].every(part => part.getBoundingClientRect().height > 0))").await,
            Value::Bool(true),
            "what is folded is open on paper"
        );
        b.shop("/angerblankett").await;
        on_paper(b, "form", &["h1", ".prose li"]).await;
        put_in_cart(b, "/produkt/tekanna-fjord").await;
        b.shop("/kassa").await;
        let email = email();
        fill_checkout(b, &email).await;
        b.click(".btn--pay").await;
        at_payment(b).await;
        b.click("button[value=approve]").await;
        at_thanks(b, &SV, &email).await;
        let paper = on_paper(
            b,
            "receipt",
            &[
                "h1",
                ".mini li",
                ".sum .tot dd",
                ".panel .two p",
                ".foot h2",
            ],
        )
        .await;
        for kept in [
            "Ordernummer",
            "Tekanna Fjord",
            "Varav moms",
            "Org.nr",
            "Skärgårdsvägen 12",
        ] {
            assert!(paper.contains(kept), "{kept}: {paper}");
        }
    });
}

/// Looks at the page as it is printed on A4; gives what stands there.
pub(crate) async fn on_paper(b: &Browser, what: &str, kept: &[&str]) -> String {
    b.look_as(DESK.wide(794)).await;
    for scheme in ["light", "dark"] {
        let media = json!({ "media": "print", "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
        b.command("Emulation.setEmulatedMedia", media).await;
        b.check_width(what).await;
        assert_eq!(
            b.eval(WAYS_ON).await,
            json!([]),
            "{what} leads on from paper"
        );
        for css in kept {
            b.find(css).await;
        }
        assert_eq!(
            b.eval("getComputedStyle(document.body).color").await,
            "rgb(0, 0, 0)",
            "{what}, {scheme}: ink on paper"
        );
    }
    let words = b.text("body").await;
    b.command("Emulation.setEmulatedMedia", json!({ "media": "" }))
        .await;
    b.look_as(DESK).await;
    words
}
