//! A guest buys.

use crate::browser::{Browser, journey};
use crate::look::{DESK, PHONE};
use crate::office;
use crate::steps::{
    Bought, EN, SV, Tongue, at_payment, at_thanks, email, fill_checkout, names, put_in_cart,
};

#[test]
fn a_guest_buys_in_swedish() {
    journey("swedish", DESK, async |b| {
        let bought = buy(b, &SV).await;
        office::sees(b, &bought, "sv").await;
    });
}

#[test]
fn a_guest_buys_in_english() {
    journey("english", DESK, async |b| {
        let bought = buy(b, &EN).await;
        office::sees(b, &bought, "en").await;
    });
}

#[test]
fn a_guest_buys_with_script_switched_off() {
    journey("no-script", DESK.without_script(), async |b| {
        b.shop("/").await;
        assert!(
            !b.has("[role=combobox]").await,
            "scripts are switched off in earnest"
        );
        buy(b, &SV).await;
    });
}

#[test]
fn a_guest_buys_on_a_phone() {
    journey("phone", PHONE, async |b| {
        buy(b, &SV).await;
    });
}

#[test]
fn a_declined_card_can_be_tried_again() {
    journey("declined", DESK, async |b| {
        let email = email();
        put_in_cart(b, "/produkt/tekanna-fjord").await;
        b.shop("/kassa").await;
        fill_checkout(b, &email).await;
        b.click(".btn--pay").await;
        at_payment(b).await;
        b.click("button[value=decline]").await;
        b.find("[role=alert]").await;
        b.click("button[value=abandon]").await;
        b.find("form[action$='/betala'] .btn--pay").await;
        let url = b.url().await;
        assert!(url.starts_with(&b.house.shop), "{url}");
        b.page("refused").await;
        b.click("form[action$='/betala'] .btn--pay").await;
        at_payment(b).await;
        b.click("button[value=approve]").await;
        let bought = at_thanks(b, &SV, &email).await;
        office::sees(b, &bought, "sv").await;
    });
}

/// The whole way, as somebody goes it who has never been here.
async fn buy(b: &Browser, tongue: &Tongue) -> Bought {
    let look = b.look.get();
    b.shop(tongue.home).await;
    b.page("home").await;
    assert_eq!(b.eval("document.documentElement.lang").await, tongue.lang);
    if look.is_phone {
        b.click("details.menu summary").await;
        b.click(&format!("details.menu a[href='{}']", tongue.category))
            .await;
    } else {
        b.click(&format!(".nav a[href='{}']", tongue.category))
            .await;
    }
    b.find("#lista .card").await;
    b.page("category").await;
    filter(b).await;

    b.click(&format!(".card a[href*='{}']", "tjarn")).await;
    choose_variant(b).await;
    b.click("form[data-add] button.btn").await;
    if look.has_script {
        b.until("document.querySelector('.bag-n').textContent.trim() === '1'")
            .await;
        b.page("product").await;
        b.click(".tools a:last-child").await;
    }
    b.find(".row .qty").await;
    assert!(b.url().await.ends_with(tongue.cart));
    b.page("cart").await;

    b.click("a.go").await;
    b.find("#email").await;
    b.page("checkout").await;
    let email = email();
    if look.has_script {
        b.expect_status(422);
        b.click(".btn--pay").await;
        b.find("#email[aria-invalid=true]").await;
        b.page("checkout with complaints").await;
    }
    fill_checkout(b, &email).await;
    let button = b.text(".btn--pay").await;
    assert!(button.starts_with(tongue.binding), "{button}");
    b.click(".btn--pay").await;
    at_payment(b).await;
    b.click("button[value=approve]").await;
    at_thanks(b, tongue, &email).await
}

/// Narrows the list to glass; every product that is left says so.
async fn filter(b: &Browser) {
    let look = b.look.get();
    let before = names(b).await;
    if look.is_phone {
        b.click("a[href='#filter']").await;
    }
    let glass = "#filter input[name=material][value=glas]";
    b.click(glass).await;
    if look.has_script {
        b.until("location.search.includes('material=glas')").await;
    }
    if look.is_phone || !look.has_script {
        b.click("#filter .sheet-end button").await;
    }
    b.find(".chips--list .chip").await;
    let after = names(b).await;
    assert!(
        !after.is_empty() && after.len() < before.len(),
        "{before:?} -> {after:?}"
    );
    b.page("category with a filter").await;
}

/// Takes another variant than the one that is shown; the address goes with it.
async fn choose_variant(b: &Browser) {
    b.find("a[data-variant]").await;
    b.page("product").await;
    let before = b.url().await;
    let chosen = b.text("[role=group] .label b").await;
    b.click("a[data-variant]:not([aria-current]):not(.out)")
        .await;
    b.until(&format!("location.href !== {before:?}")).await;
    b.until("document.querySelectorAll('main:not([data-busy]) a[data-variant][aria-current]').length === 1")
        .await;
    assert_ne!(b.text("[role=group] .label b").await, chosen);
}
