//! A customer of the shop: an account by mail, a purchase in it, out and in again.

use std::time::Duration;

use crate::accessibility::Scan;
use crate::browser::{Browser, first, journey};
use crate::look::DESK;
use crate::office;
use crate::steps::{at_payment, email, fill_checkout, put_in_cart};

/// Everybody's password.
pub const PASSWORD: &str = "tjugo gröna hästar i regn";

/// Makes an account and logs in to it. Gives its address.
pub async fn register(b: &Browser, name: &str) -> String {
    let email = email();
    b.shop("/konto/skapa").await;
    b.fill("#name", name).await;
    b.fill("#email", &email).await;
    b.click(".gate .btn").await;
    b.until("document.querySelector('h1').textContent.includes('Titta i')")
        .await;
    b.go(&link(b, &email, "/konto/lank/").await).await;
    b.fill("#password", PASSWORD).await;
    b.click(".gate .btn").await;
    b.find(".acct").await;
    email
}

/// Logs in.
pub async fn log_in(b: &Browser, email: &str) {
    b.shop("/konto").await;
    b.fill("#email", email).await;
    b.fill("#password", PASSWORD).await;
    b.click(".gate .btn").await;
    b.find(".acct").await;
}

/// Logs out.
pub async fn log_out(b: &Browser) {
    b.shop("/konto").await;
    b.click(".flow-h button").await;
    b.until("location.pathname === '/'").await;
}

/// The address with `way` in it that the latest mail to `email` leads to.
pub async fn link(b: &Browser, email: &str, way: &str) -> String {
    link_at(b, email, &format!("a[href*=\"{way}\"]")).await
}

/// The address of the link at `css` in the latest mail to `email`, as soon as there is one.
pub async fn link_at(b: &Browser, email: &str, css: &str) -> String {
    for _ in 0..600 {
        let mail = office::mail_to(b, email).await;
        let body = format!("{}/html", mail.split('?').next().unwrap());
        let page = b.fetched(&body).await;
        let link = first(&page, css).and_then(|link| link.attr("href"));
        if let Some(link) = link {
            office::go(b, &body).await;
            b.page("mail with a link").await;
            return link.to_owned();
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("no mail to {email} holds {css}");
}

#[test]
fn a_customer_registers_buys_and_sees_what_was_bought() {
    journey("account", DESK, async |b| {
        b.expect_status(422);
        let mut scan = Scan::of(b);
        let email = email();
        b.shop("/konto").await;
        b.page("log-in").await;
        b.click("a[href^='/konto/skapa']").await;
        b.find("#name").await;
        b.fill("#name", "Åsa Öberg").await;
        b.fill("#email", &email).await;
        b.page("register").await;
        b.click(".gate .btn").await;
        b.until("document.querySelector('h1').textContent.includes('Titta i')")
            .await;
        b.page("sent").await;

        b.go(&link(b, &email, "/konto/lank/").await).await;
        scan.here("link").await;
        b.fill("#password", "kort").await;
        b.click(".gate .btn").await;
        b.find("#password[aria-invalid=true]").await;
        b.page("link with a complaint").await;
        b.fill("#password", PASSWORD).await;
        b.click(".gate .btn").await;
        b.find(".acct").await;
        assert_eq!(b.text("h1").await, "Hej Åsa");
        b.page("account without orders").await;

        put_in_cart(b, "/produkt/tekanna-fjord").await;
        b.shop("/kassa").await;
        assert_eq!(
            b.eval("document.querySelector('#email').value").await,
            email.as_str()
        );
        fill_checkout(b, &email).await;
        b.click("input[name=payment][value=swish]").await;
        b.click(".btn--pay").await;
        at_payment(b).await;
        b.click("button[value=approve]").await;
        b.until("document.querySelector('[data-print]')").await;
        assert!(b.text("main").await.contains("Swish"));
        let number = b.text("h1 ~ p b.num").await;

        b.shop("/konto/bestallningar").await;
        assert!(b.text("main").await.contains(&number));
        b.click(".flow-h button").await;
        b.until("location.pathname === '/'").await;
        b.shop("/konto").await;
        b.fill("#email", &email).await;
        b.fill("#password", PASSWORD).await;
        b.click(".gate .btn").await;
        b.find(".acct").await;
        assert!(b.text("main").await.contains(&number));

        // A heart, with the script's help: the mark changes where it stands.
        b.shop("/produkt/tekanna-fjord").await;
        b.click(".heart--words button").await;
        b.find(".heart--words [aria-pressed=true]").await;
        b.shop("/konto/onskelista").await;
        assert!(b.text("main").await.contains("Tekanna Fjord"));
        b.page("wish list").await;

        // Everything that is held, in a file.
        b.shop("/konto/personuppgifter").await;
        b.click("form[action$='/personuppgifter/fil'] .btn").await;
        let all: serde_json::Value = serde_json::from_str(&b.downloaded().await).unwrap();
        let own = all["account"]["number"].as_str().unwrap();
        assert!(own.starts_with("KND-"), "{own}");
        assert_eq!(all["account"]["email"], email.as_str());
        assert_eq!(all["orders"][0]["number"], number.as_str());

        // And an end to it: what stays is said before and after, and the account is no more.
        b.click("a[href$='/personuppgifter/radera']").await;
        b.find("#sure").await;
        assert!(b.text("main").await.contains("bokföringslagen"));
        b.fill("#current", PASSWORD).await;
        b.click(".gate .btn").await;
        b.find("#sure[aria-invalid=true]").await;
        b.page("erasing with a complaint").await;
        b.fill("#current", PASSWORD).await;
        b.click("#sure").await;
        b.click(".gate .btn").await;
        b.until("document.querySelector('h1').textContent === 'Kontot är raderat'")
            .await;
        assert!(b.text("main").await.contains("bokföringslagen"));
        b.page("erased").await;
        b.shop("/konto").await;
        b.fill("#email", &email).await;
        b.fill("#password", PASSWORD).await;
        b.click(".gate .btn").await;
        b.find("#password[aria-invalid=true]").await;
        scan.end(1);
    });
}
