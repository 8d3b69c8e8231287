//! An offer: a company's buyer asks for it from the cart, staff price and send it, and it is ordered at its prices.

use crate::accessibility::Scan;
use crate::account::register;
use crate::browser::journey;
use crate::look::DESK;
use crate::office;

const ROWS: &str = "NB-TJA-GLA-KLA 4\nNB-FJO-TEK-SND 2";

#[test]
fn a_company_asks_for_an_offer_and_orders_it() {
    journey("quotation", DESK, async |b| {
        let mut scan = Scan::of(b);
        register(b, "Elin Sandahl").await;
        b.shop("/konto/ansok").await;
        b.click("input[name=tier][value=pro]").await;
        b.fill("#company", "Bygg och Bo AB").await;
        b.fill("#org_number", "202100-5489").await;
        b.fill("#invoice_email", "faktura@byggochbo.example").await;
        b.click(".acct-main form .btn--wide").await;
        b.until("location.search.includes('klart=applied')").await;
        office::enter(b).await;
        office::go(b, "/ansokningar?lage=waiting").await;
        b.click("tbody a[href^='/ansokningar/']").await;
        b.find("form[action$='/godkann']").await;
        b.click("form[action$='/godkann'] button.primary").await;
        b.until("location.pathname.startsWith('/foretag/')").await;

        b.shop("/konto/foretag").await;
        b.click(".logins form[action$='handla-for'] button").await;
        b.find(".firm").await;
        b.shop("/snabborder").await;
        b.fill("#text", ROWS).await;
        b.click("button[name=add]").await;
        b.until("location.pathname === '/varukorg'").await;
        b.page("cart").await;
        b.click("a[href='/konto/offerter/ny']").await;
        b.find("#q-1").await;
        b.fill("#q-1", "6").await;
        b.fill("#n-1", "Med vår logga").await;
        b.fill("#message", "Till invigningen.").await;
        scan.here("asking").await;
        b.click(".acct-main form .btn").await;
        b.until("location.search.includes('klart=asked')").await;
        scan.here("asked").await;

        office::enter(b).await;
        office::go(b, "/offerter?lage=asked").await;
        scan.here("quotations").await;
        b.click("tbody a[href^='/offerter/']").await;
        b.find("button[name=send]").await;
        b.fill("input[name=price]", "87,1234").await;
        scan.here("quotation").await;
        b.click("button[name=send]").await;
        b.until("location.search.includes('klart=sent')").await;
        scan.here("sent").await;

        b.shop("/konto/offerter").await;
        scan.here("offers").await;
        b.click("tbody a[href^='/konto/offerter/']").await;
        b.find("form[action$='/bestall']").await;
        scan.here("offer").await;
        b.click("form[action$='/bestall'] .btn").await;
        b.until("location.pathname.startsWith('/kassa/offert/')")
            .await;
        for (field, text) in [
            ("phone", "070-174 06 05"),
            ("street", "Bodgatan 4"),
            ("postcode", "411 00"),
            ("city", "Göteborg"),
        ] {
            b.fill(&format!("#{field}"), text).await;
        }
        b.click("input[name=payment][value=invoice]").await;
        b.click("#terms").await;
        scan.here("checkout").await;
        b.click(".btn--pay").await;
        b.until("location.pathname.startsWith('/order/')").await;
        b.shop("/konto/offerter").await;
        assert!(b.text("main").await.contains("Beställd"));
        scan.end(8);
    });
}
