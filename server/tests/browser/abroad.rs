//! Goods that go abroad.

use crate::browser::journey;
use crate::look::DESK;
use crate::office;
use crate::steps::{SV, at_payment, at_thanks, email, fill_checkout, put_in_cart};

#[test]
fn a_guest_in_finland_is_told_whose_vat_they_pay_and_staff_see_why() {
    journey("abroad", DESK, async |b| {
        office::enter(b).await;
        office::go(b, "/moms").await;
        b.find("#h-satser").await;
        b.page("vat").await;
        let email = email();
        put_in_cart(b, "/produkt/tekanna-fjord").await;
        b.shop("/kassa").await;
        b.find("#country").await;
        b.eval(
            "(() => { const c = document.querySelector('#country'); c.value = 'FI'; c.dispatchEvent(new Event('change', { bubbles: true })); })()",
        )
        .await;
        b.until("document.querySelector('main').textContent.includes('den beskattas i Sverige')")
            .await;
        fill_checkout(b, &email).await;
        b.page("checkout abroad").await;
        b.click(".btn--pay").await;
        at_payment(b).await;
        b.click("button[value=approve]").await;
        let bought = at_thanks(b, &SV, &email).await;
        office::go(b, &format!("/ordrar/{}", bought.number)).await;
        b.until("document.querySelector('main').textContent.includes('under tröskeln för OSS')")
            .await;
        b.page("order abroad").await;
    });
}
