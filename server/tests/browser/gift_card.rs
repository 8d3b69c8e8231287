//! Somebody buys a gift card for a friend, who gets it by mail and pays with it.

use crate::accessibility::Scan;
use crate::account::link_at;
use crate::browser::{Browser, journey};
use crate::look::DESK;
use crate::office;
use crate::steps::{at_payment, email, facts, put_in_cart};

/// Puts a card of a sum of one's own into the cart: wrong first, then for a friend.
async fn wish(b: &Browser, scan: &mut Scan<'_>, friend: &str) {
    b.shop("/produkt/presentkort").await;
    b.find(".gift-form").await;
    scan.here("gift card").await;
    let own = "[...document.querySelectorAll('a[data-variant]')].find(one => one.textContent.startsWith('Valfritt')).href";
    let own = b.eval(own).await;
    b.go(own.as_str().unwrap()).await;
    b.fill("#amount", "99").await;
    b.fill("#greeting", "Grattis på dagen!").await;
    b.click(".gift-form .btn").await;
    b.find("#amount[aria-invalid=true]").await;
    assert_eq!(
        b.eval("document.querySelector('#greeting').value").await,
        "Grattis på dagen!"
    );
    scan.here("gift card with a complaint").await;
    b.fill("#amount", "1 250").await;
    b.fill("#recipient", friend).await;
    b.click("form.narrow .btn").await;
    b.find(".row .qty").await;
    let main = b.text("main").await;
    assert!(
        main.contains(&format!("Till {friend}")) && main.contains("Grattis på dagen!"),
        "{main}"
    );
    scan.here("cart with a gift card").await;
    b.click("main a[href*='/rad/'][href$='/presentkort']").await;
    b.find("#amount").await;
    scan.here("gift card of the cart").await;
    b.shop("/varukorg").await;
}

/// Pays for what is in the cart: nobody asks where to send it. Gives the order's number.
async fn buy(b: &Browser, scan: &mut Scan<'_>, email: &str) -> String {
    b.click("a.go").await;
    b.find("#email").await;
    for unasked in ["#street", "#postcode", "#freight"] {
        assert!(!b.has(unasked).await, "{unasked}");
    }
    for (field, text) in facts(email) {
        if ["email", "first_name", "last_name"].contains(&field) {
            b.fill(&format!("#{field}"), text).await;
        }
    }
    b.click("input[name=payment][value=card]").await;
    b.click("#terms").await;
    scan.here("checkout of a gift card").await;
    b.click(".btn--pay").await;
    at_payment(b).await;
    b.click("button[value=approve]").await;
    b.until("document.querySelector('[data-print]')").await;
    scan.here("thanks for a gift card").await;
    b.text("h1 ~ p b.num").await
}

#[test]
fn a_gift_card_is_bought_for_a_friend_who_pays_a_part_of_it() {
    journey("gift-card", DESK, async |b| {
        b.expect_status(422);
        let mut scan = Scan::of(b);
        let (buyer, friend) = (email(), email());
        wish(b, &mut scan, &friend).await;
        let number = buy(b, &mut scan, &buyer).await;

        // The friend gets the code, and from whom; it pays a teapot and keeps the rest.
        link_at(b, &friend, "a").await;
        let mail = b.text("body").await;
        assert!(
            mail.contains("Grattis på dagen!") && mail.contains("Åsa Öberg"),
            "{mail}"
        );
        let code = b.text("td[style*='Menlo']").await;
        assert_eq!(code.len(), 19, "{code}");
        put_in_cart(b, "/produkt/tekanna-fjord").await;
        b.shop("/kassa").await;
        b.fill("#code", &code).await;
        b.click("button[name=apply_code]").await;
        b.until("document.querySelector('main').textContent.includes('Presentkortet räcker till hela köpet')")
            .await;
        for (field, text) in facts(&friend) {
            b.fill(&format!("#{field}"), text).await;
        }
        b.click("#terms").await;
        b.click(".btn--pay").await;
        b.until("document.querySelector('[data-print]')").await;

        // Staff see what was bought, by whom, and what is left.
        office::enter(b).await;
        office::go(b, &format!("/ordrar/{number}")).await;
        let part = b.text("section[aria-labelledby=h-kopta]").await;
        assert!(
            part.contains(&friend) && part.contains("1 250,00"),
            "{part}"
        );
        scan.here("order of a gift card").await;
        b.click("section[aria-labelledby=h-kopta] a").await;
        b.find(&format!("a[href='/ordrar/{number}']")).await;
        scan.here("gift card that was bought").await;
        scan.end(8);
    });
}
