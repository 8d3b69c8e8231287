//! What a shopper has typed and chosen is theirs: it stays while a script asks, and when nobody answers.

use serde_json::{Value, json};

use crate::browser::{Browser, journey};
use crate::look::DESK;
use crate::steps::put_in_cart;

/// Answers come when the test lets them go.
const HOLD: &str = "(() => { const real = window.fetch; window.letGo = null;
    window.fetch = async (...all) => { const answer = await real(...all); await new Promise(done => { window.letGo = () => { window.letGo = null; done(); }; }); return answer; }; })()";
/// Nobody answers.
const AWAY: &str =
    "(() => { window.fetch = () => Promise.reject(new TypeError('nobody there')); })()";
/// A page comes, but it is no answer.
const TOO_FAST: &str = "(() => { window.fetch = async () => new Response('<title>x</title><main>slow down</main>', { status: 429 }); })()";

const SETTLED: &str = "!document.querySelector('[data-busy], [aria-busy]')";

async fn value(b: &Browser, css: &str) -> String {
    let found = b
        .eval(&format!("document.querySelector({css:?}).value"))
        .await;
    found.as_str().unwrap_or_default().to_owned()
}

#[test]
fn typing_goes_on_while_the_checkout_is_counted_anew() {
    journey("typing", DESK, async |b| {
        put_in_cart(b, "/produkt/skarbrada-nas").await;
        b.shop("/kassa").await;
        b.fill("#email", "elin@exempel.se").await;
        b.fill("#street", "Repslaga").await;
        let (sum, hash) = (
            b.text(".side .tot dd").await,
            value(b, "[name=confirmed]").await,
        );
        b.eval(HOLD).await;
        b.click("input[name=freight]:not(:checked)").await;
        b.until("window.letGo").await;
        let street = b.find("#street").await;
        street.send_keys("regatan 11").await.unwrap();
        b.eval("window.letGo()").await;
        b.until(SETTLED).await;
        b.until(&format!(
            "document.querySelector('[name=confirmed]').value !== {hash:?}"
        ))
        .await;
        assert_ne!(b.text(".side .tot dd").await, sum);
        assert_eq!(
            b.text(".btn--pay .num").await,
            b.text(".side .tot dd").await,
            "the button says what will be paid"
        );
        assert_eq!(value(b, "#street").await, "Repslagaregatan 11");
        assert_eq!(value(b, "#email").await, "elin@exempel.se");
        assert_eq!(b.eval("document.activeElement.id").await, "street");
        // And on it goes, where it was.
        let street = b.find("#street").await;
        street.send_keys(" B").await.unwrap();
        assert_eq!(value(b, "#street").await, "Repslagaregatan 11 B");
        b.page("checkout, counted anew").await;
    });
}

#[test]
fn a_quantity_typed_meanwhile_is_kept() {
    journey("meanwhile", DESK, async |b| {
        put_in_cart(b, "/produkt/skarbrada-nas").await;
        put_in_cart(b, "/produkt/vas-klot").await;
        b.until("document.querySelector('.bag-n').textContent.trim() === '2'")
            .await;
        b.shop("/varukorg").await;
        b.eval(HOLD).await;
        b.click(".row:first-child .qty button:last-of-type").await;
        b.until("window.letGo").await;
        let other = b.find(".row:last-child .qty input").await;
        other.send_keys("\u{e009}a\u{e000}2").await.unwrap();
        b.eval("window.letGo()").await;
        b.until("document.querySelector('.row:first-child .qty input').value === '2'")
            .await;
        assert_eq!(value(b, ".row:last-child .qty input").await, "2");
        assert_eq!(
            b.eval(
                "document.activeElement === document.querySelector('.row:last-child .qty input')"
            )
            .await,
            Value::Bool(true)
        );
        // Leaving the field sends it, as it would have without the answer in between.
        let other = b.find(".row:last-child .qty input").await;
        other.send_keys("\u{e004}").await.unwrap();
        b.until("(window.letGo?.(), document.querySelector('.bag-n').textContent.trim() === '4')")
            .await;
    });
}

#[test]
fn when_nobody_answers_the_page_stays_and_says_so() {
    journey("away", DESK, async |b| {
        put_in_cart(b, "/produkt/skarbrada-nas").await;
        b.shop("/kassa").await;
        b.fill("#email", "elin@exempel.se").await;
        for (what, words) in [(AWAY, "Butiken svarar inte"), (TOO_FAST, "lite för fort")] {
            b.eval(what).await;
            b.click("input[name=freight]:not(:checked)").await;
            b.until(&format!(
                "document.querySelector('#oops').textContent.includes({words:?})"
            ))
            .await;
            assert!(b.text("#oops").await.contains(words), "it is seen");
            assert!(b.url().await.ends_with("/kassa"));
            assert_eq!(value(b, "#email").await, "elin@exempel.se");
            b.until(SETTLED).await;
        }
        // In the cart, too: its addresses for changes have no page of their own.
        b.shop("/varukorg").await;
        b.eval(AWAY).await;
        b.click(".row .qty button:last-of-type").await;
        b.find("#oops").await;
        assert!(b.url().await.ends_with("/varukorg") && b.has(".row").await);

        b.shop("/produkt/vas-klot").await;
        let words = b.text("form[data-add] button.btn").await;
        b.eval(AWAY).await;
        b.click("form[data-add] button.btn").await;
        b.find("#oops").await;
        b.until(SETTLED).await;
        assert!(b.url().await.contains("/produkt/vas-klot"));
        assert_eq!(b.text("form[data-add] button.btn").await, words);
        assert_eq!(b.text(".bag-n").await, "1");

        b.shop("/varor").await;
        b.eval(TOO_FAST).await;
        b.click("#filter input[type=checkbox]").await;
        b.find("#oops").await;
        assert!(b.has("#lista .card").await, "the list stays");
    });
}

#[test]
fn fewer_than_asked_for_is_told_with_script_too() {
    journey("reduced", DESK, async |b| {
        b.shop("/produkt/skarbrada-nas").await;
        let most = b
            .eval("document.querySelector('form[data-add] input[name=quantity]').max")
            .await;
        // Others have bought meanwhile: the page's limit is an old one.
        b.eval("(() => { const field = document.querySelector('form[data-add] input[name=quantity]'); field.max = 9999; field.value = 9000; })()")
            .await;
        b.click("form[data-add] button.btn").await;
        b.find(".note--warn[role=status]").await;
        let most = most.as_str().unwrap_or_default();
        assert!(
            b.text(".note--warn")
                .await
                .contains(&format!("Det finns bara {most} Skärbräda Näs kvar.")),
            "{most}"
        );
        assert_eq!(json!(value(b, ".row .qty input").await), json!(most));
    });
}
