//! A guest withdraws from a purchase, by the link in a mail, until the money is back; and a customer complains, with a picture.

use crate::accessibility::Scan;
use crate::account::{link_at, register};
use crate::browser::{Browser, first, journey, plain};
use crate::look::DESK;
use crate::office;
use crate::paper::on_paper;
use crate::steps::{SV, at_payment, at_thanks, email, fill_checkout, put_in_cart};

/// A photo of the damage. Chromium takes no path with `..` in it.
fn picture() -> String {
    let photo = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../themes/nordbod/demo/photos/vas-as/sand-fram.jpg"
    );
    let path = std::fs::canonicalize(photo).unwrap();
    path.to_str().unwrap().to_owned()
}

/// Buys what is in the cart, and sees it sent and arrived. Gives the order's number.
async fn buy_and_get(b: &Browser, email: &str) -> String {
    b.shop("/kassa").await;
    fill_checkout(b, email).await;
    b.click(".btn--pay").await;
    at_payment(b).await;
    b.click("button[value=approve]").await;
    let number = at_thanks(b, &SV, email).await.number;
    send_all(b, &number).await;
    number
}

/// The back office sends an order whole, and says that it has arrived.
pub(crate) async fn send_all(b: &Browser, number: &str) {
    office::enter(b).await;
    office::go(b, &format!("/ordrar/{number}")).await;
    b.click("form[action$='/forsandelser'] .actions .btn").await;
    b.click("button[name=now]").await;
    b.until("!document.querySelector('button[name=now]')").await;
}

/// Reads a page of the back office again until it says so.
async fn until_told(b: &Browser, path: &str, words: &str) {
    b.awaited(path, |page| {
        let main = first(page, "main")?;
        let told = plain(&main.text().collect::<String>());
        told.contains(words).then_some(())
    })
    .await;
    office::go(b, path).await;
}

#[test]
fn a_guest_withdraws_by_the_mails_link_and_gets_the_money_back() {
    journey("withdrawal", DESK, async |b| {
        b.expect_status(422);
        let mut scan = Scan::of(b);
        let email = email();
        put_in_cart(b, "/produkt/tekanna-fjord").await;
        put_in_cart(b, "/produkt/karaff-kalla").await;
        // The first alone would have satisfied the wait.
        b.until("document.querySelector('.bag-n').textContent.trim() === '2'")
            .await;
        let number = buy_and_get(b, &email).await;

        // From the footer, with the number and the address of the purchase.
        b.shop("/").await;
        b.click(".foot a[href='/angra']").await;
        b.fill("#number", &number).await;
        b.fill("#email", "inte en adress").await;
        b.click("main form[action='/angra'] .btn").await;
        b.find("#email[aria-invalid=true]").await;
        assert_eq!(
            b.eval("document.querySelector('#number').value").await,
            number.as_str()
        );
        scan.here("way in with a complaint").await;
        b.fill("#email", &email).await;
        b.click("main form[action='/angra'] .btn").await;
        b.find(".note--ok").await;
        scan.here("link sent").await;
        let way = r#"a[href*="/order/"][href$="/angra"]"#;
        let link = link_at(b, &email, way).await;
        b.shop("/angra").await;
        // Without a link it is stated at once, and receipted; of an order that there is not, as of any other.
        b.fill("#name", "Elin Sandahl").await;
        b.fill("#order", "ORD-999999").await;
        b.fill("#contact", &email).await;
        b.click("main form[action='/angra/meddelande'] .btn").await;
        b.find("button[name=confirm]").await;
        scan.here("notice to confirm").await;
        b.click("button[name=confirm]").await;
        b.find(".note--ok").await;
        assert!(b.text("main").await.contains("MED-1"));
        scan.here("notice made").await;
        b.go(&link).await;

        // First step: what; second: one button.
        b.click("form.statement .btn").await;
        b.find("#line-e").await;
        scan.here("statement without goods").await;
        b.fill("#q-1", "1").await;
        b.click("form.statement .btn").await;
        b.find("button[name=confirm]").await;
        assert!(b.text("main").await.contains("Tekanna Fjord"));
        scan.here("summary").await;
        b.click("button[name=confirm]").await;
        b.find(".note--ok").await;
        let case = b.text("h1 .num").await;
        assert!(case.starts_with("RET-"), "{case}");
        scan.here("statement made").await;

        // The receipt by mail leads to the same page, and to a slip that can be printed.
        let way = format!(r#"a[href$="/arende/{case}"]"#);
        let page = link_at(b, &email, &way).await;
        b.go(&page).await;
        assert!(b.text("main").await.contains("Vi väntar på varorna"));
        b.click("a[href$='/retursedel']").await;
        scan.here("slip").await;
        let paper = on_paper(b, "slip", &["h1", ".slip-no", ".bill td"]).await;
        assert!(paper.contains(&case) && paper.contains(&number), "{paper}");

        office::go(b, "/returer/meddelanden").await;
        b.find("form[action$='/kop']").await;
        scan.here("notices that belong to no order").await;
        office::go(b, &format!("/ordrar/{number}/arende")).await;
        b.find("#came_by").await;
        scan.here("case by telephone").await;
        office::go(b, "/returer?lage=awaiting_goods").await;
        scan.here("cases that wait for goods").await;
        b.click(&format!("tbody a[href='/returer/{case}']")).await;
        b.find("form[action$='/mottag']").await;
        scan.here("case that waits").await;
        b.click("form[action$='/mottag'] .btn").await;
        b.until(
            "document.querySelector('h1') && !document.querySelector(\"form[action$='/mottag']\")",
        )
        .await;
        b.click("form[action$='/aterbetala'] .btn").await;
        until_told(b, &format!("/returer/{case}"), "Återbetald").await;
        scan.here("case that is over").await;

        b.go(&page).await;
        assert!(b.text("main").await.contains("Återbetalat"));
        scan.here("case as the buyer sees it").await;
        b.go(link.trim_end_matches("/angra")).await;
        b.click("main a[href*='/kreditnota/']").await;
        b.until("location.pathname.includes('/kreditnota/')").await;
        scan.here("credit note").await;
        office::go(b, "/kreditnotor").await;
        b.find("tbody a.main").await;
        scan.here("credit notes").await;
        b.click("tbody a.main").await;
        b.until("location.pathname.startsWith('/kreditnotor/')")
            .await;
        scan.here("credit note in the back office").await;
        office::go(b, &format!("/ordrar/{number}")).await;
        b.find(&format!("aside a[href='/returer/{case}']")).await;
        assert!(b.text("main").await.contains("Delåterbetald"));
        b.page("order with a case").await;
        scan.end(17);
    });
}

#[test]
fn a_customer_complains_with_a_picture_and_is_answered() {
    journey("complaint", DESK, async |b| {
        b.expect_status(422);
        let mut scan = Scan::of(b);
        let email = register(b, "Åsa Öberg").await;
        put_in_cart(b, "/produkt/vas-as").await;
        let number = buy_and_get(b, &email).await;

        b.shop(&format!("/konto/bestallningar/{number}")).await;
        b.click("main a[href$='/reklamera']").await;
        b.fill("#description", "Vasen är sprucken.").await;
        b.find("#file").await.send_keys(&picture()).await.unwrap();
        b.click("form.statement .btn").await;
        // Everything that is wrong is told at once, and the picture is not asked for again.
        b.find("#line-e").await;
        b.find("#reason[aria-invalid=true]").await;
        b.find(".shots img").await;
        assert_eq!(
            b.eval("document.querySelector('#description').value").await,
            "Vasen är sprucken."
        );
        scan.here("complaint with complaints").await;
        b.fill("#q-1", "1").await;
        let reason = b.find("#reason").await;
        reason.select_by_value("damaged").await.unwrap();
        b.click("form.statement .btn").await;
        b.find(".note--ok").await;
        let case = b.text("h1 .num").await;
        let page = b.url().await;
        b.find(".shots img").await;
        scan.here("complaint made").await;

        office::go(b, "/returer?lage=open").await;
        b.click(&format!("tbody a[href='/returer/{case}']")).await;
        b.find(".shots img").await;
        // Whose account it is can be seen from the case.
        b.find("aside a[href^='/kunder/']").await;
        b.click("form[action$='/avsla'] .danger").await;
        scan.here("case to answer").await;
        b.fill("#approve-words", "Vi beklagar.").await;
        b.click("form[action$='/godkann'] .btn").await;
        b.find("form[action$='/mottag']").await;

        b.go(&page).await;
        let main = b.text("main").await;
        assert!(
            main.contains("Vi beklagar.") && main.contains("Din reklamation är godkänd"),
            "{main}"
        );
        scan.here("complaint answered").await;
        b.shop(&format!("/konto/bestallningar/{number}")).await;
        assert!(b.text("main").await.contains(&case));
        b.page("order with a complaint").await;
        scan.end(4);
    });
}
