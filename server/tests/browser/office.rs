//! The back office.

use platform::auth::demo;
use platform::auth::totp::TotpSecret;
use platform::clock::Clock;
use scraper::{Html, Selector};
use serde_json::{Value, json};
use tokio::sync::OnceCell;

use crate::accessibility::Scan;
use crate::browser::{Browser, journey, plain};
use crate::look::DESK;
use crate::steps::Bought;

/// The owner's session: a code is good once, so the journeys share one log-in.
static SESSION: OnceCell<Vec<(String, String)>> = OnceCell::const_new();

/// Enters as the demo shop's owner.
pub async fn enter(b: &Browser) {
    let cookies = SESSION.get_or_init(async || log_in_as_owner(b).await).await;
    for (name, value) in cookies {
        let cookie = json!({ "url": b.house.office, "name": name, "value": value });
        b.command("Network.setCookie", cookie).await;
    }
    go(b, "/").await;
    b.find(".nav-foot").await;
}

async fn log_in_as_owner(b: &Browser) -> Vec<(String, String)> {
    go(b, "/logga-in").await;
    password(b, demo::EMAIL, demo::PASSWORD).await;
    b.find("#code.otp").await;
    b.page("second step").await;
    let (code, _) = demo::current_code(Clock::system().now());
    b.fill("#code", &code).await;
    b.click("main button.primary").await;
    b.find(".nav-foot").await;
    let cookies = b.client.get_all_cookies().await.unwrap();
    // Those of the back office alone: a customer who is logged in to the shop with this browser is nobody's business in the others.
    cookies
        .iter()
        .filter(|cookie| ["torg_staff", "torg_device"].contains(&cookie.name()))
        .map(|cookie| (cookie.name().to_owned(), cookie.value().to_owned()))
        .collect()
}

/// Gives address and password on the page that asks for them.
pub async fn password(b: &Browser, email: &str, password: &str) {
    b.page("log-in").await;
    b.fill("#email", email).await;
    b.fill("#password", password).await;
    b.click("main button.primary").await;
}

/// Opens a page of the back office.
pub async fn go(b: &Browser, path: &str) {
    b.go(&format!("{}{path}", b.house.office)).await;
}

/// The mail has come to the demo's mailbox, in the buyer's language, and the order is in the list and has a page.
pub async fn sees(b: &Browser, bought: &Bought, lang: &str) {
    wait_for_mail(b, bought, lang).await;
    enter(b).await;
    go(b, &format!("/ordrar?q={}", bought.number)).await;
    b.page("orders").await;
    b.click("tbody a.main").await;
    b.find(".page-order h1").await;
    assert!(b.text("h1").await.contains(&bought.number));
    let main = b.text("main").await;
    assert!(
        main.contains(&bought.email) && main.contains("Åsa Öberg"),
        "{main}"
    );
    let paid = b.text("dd.sum").await.replace(' ', "");
    assert!(
        paid.starts_with(&bought.kronor),
        "{paid} is not what was shown: {bought:?}"
    );
    b.page("order").await;
}

async fn wait_for_mail(b: &Browser, bought: &Bought, lang: &str) {
    let link = mail_to(b, &bought.email).await;
    go(b, "/mailbox").await;
    b.page("mailbox").await;
    b.click(&format!("tbody a[href='{link}']")).await;
    b.until("/^\\/mailbox\\/.+/.test(location.pathname)").await;
    let heading = plain(&b.text("main").await);
    assert!(heading.contains(&bought.number), "{heading}");
    b.page("mail").await;
    go(b, &format!("{}/html", link.split('?').next().unwrap())).await;
    assert_eq!(b.eval("document.documentElement.lang").await, lang);
    let body = b.text("body").await;
    assert!(body.contains(&bought.number), "{body}");
    b.page("mail's body").await;
}

/// The path of the latest mail to an address in the demo's mailbox, as soon as there is one.
pub async fn mail_to(b: &Browser, email: &str) -> String {
    let rows = Selector::parse("tbody tr").unwrap();
    let find = |page: &Html| {
        let mut rows = page.select(&rows);
        let row = rows.find(|row| row.text().any(|text| text.contains(email)))?;
        let link = row.select(&Selector::parse("a").unwrap()).next()?;
        link.attr("href").map(str::to_owned)
    };
    b.awaited("/mailbox", find).await
}

#[test]
fn an_invited_member_of_staff_must_set_up_the_second_step() {
    journey("staff", DESK, async |b| {
        enter(b).await;
        go(b, "/personal/ny").await;
        b.fill("#name", "Nils Åström").await;
        b.fill("#email", "nils@nordbod.example").await;
        b.click("input[name=role]").await;
        b.page("invitation form").await;
        b.click("main button.primary").await;
        b.find("#link").await;
        let Value::String(link) = b.eval("document.querySelector('#link').value").await else {
            panic!("no link");
        };
        b.page("invited").await;

        // Another person at another machine.
        b.client.delete_all_cookies().await.unwrap();
        let word = "en lång mening som ingen gissar";
        b.go(&link).await;
        b.page("invitation").await;
        for field in ["#password", "#again"] {
            b.fill(field, word).await;
        }
        b.click("main button.primary").await;
        if b.find("main")
            .await
            .html(false)
            .await
            .unwrap()
            .contains("autocomplete=\"username\"")
        {
            password(b, "nils@nordbod.example", word).await;
        }

        b.find("code.secret").await;
        b.page("enrolment").await;
        go(b, "/ordrar").await;
        assert!(
            !b.has("tbody").await,
            "nothing is to be seen before the second step is set up"
        );
        go(b, "/logga-in/tva-steg").await;
        let secret = TotpSecret::from_base32(&b.text("code.secret").await).unwrap();
        b.fill("#code", &secret.code_at(Clock::system().now()))
            .await;
        b.click("main button.primary").await;
        b.find("ol.codes").await;
        assert!(
            b.eval("document.querySelectorAll('ol.codes li').length")
                .await
                .as_u64()
                >= Some(8)
        );
        b.page("recovery codes").await;
        b.click("main a.primary").await;
        b.find(".nav-foot").await;
        assert!(b.text(".nav-foot").await.contains("Nils Åström"));
        b.page("first page").await;
    });
}

#[test]
fn the_operations_rooms_show_what_was_done() {
    journey("operations", DESK, async |b| {
        let mut scan = Scan::of(b);
        enter(b).await;
        for path in [
            "/jobb",
            "/leveranser",
            "/produkter",
            "/personal",
            "/utskick",
        ] {
            b.click(&format!(".app > .nav a[href='{path}']")).await;
            b.find(&format!(".app > .nav a[href='{path}'][aria-current=page]"))
                .await;
            b.page(path).await;
        }
        // Jobs have been done since the start (the demo's pictures are made by them), and none has been given up.
        for stopped in ["/jobb?lage=failed", "/leveranser?lage=stopped"] {
            go(b, stopped).await;
            b.find("h1").await;
            assert!(
                !b.has("tbody tr").await,
                "{stopped}: {}",
                b.text("body").await
            );
        }
        go(b, "/produkter?q=tekanna").await;
        b.click("tbody a.main").await;
        b.find("h1").await;
        assert!(b.text("h1").await.contains("Tekanna Fjord"));
        b.page("product").await;
        // Its words: a draft, looked at, published, and taken back.
        b.click("a[data-edit]").await;
        b.find("#texts").await;
        scan.here("texts").await;
        b.fill("#subtitle_sv", "Stengods, för två").await;
        b.click(".stuck .actions button:not(.primary)").await;
        b.find(".notices .note.ok").await;
        scan.here("texts, a draft").await;
        b.click(".stuck button.primary").await;
        b.find(".lines ins").await;
        scan.here("texts, looked at").await;
        b.click("form[action$=publicera] button.primary").await;
        b.find("form[action$=backa]").await;
        scan.here("texts, published").await;
        b.click("form[action$=backa] button").await;
        b.find("#h-utkast").await;
        b.click("#historik a[href$='/versioner/2']").await;
        b.find(".lines ins").await;
        scan.here("texts, a version").await;
        scan.end(5);
    });
}
