//! The gates of the back office, without a pointer: invitation, second step, recovery codes, and what is refused. Each page is read by
//! axe-core on the way.

use platform::auth::totp::TotpSecret;
use platform::clock::Clock;
use serde_json::Value;

use crate::accessibility::Scan;
use crate::browser::{Browser, journey};
use crate::keyboard::{ENTER, SPACE, TAB, follow, press, tab_to, type_in};
use crate::look::DESK;
use crate::office::{enter, go, mail_to};

const WORD: &str = "en lang mening som ingen gissar";
const EMAIL: &str = "gunnel@nordbod.example";

/// Invites a catalogue editor as the owner; gives the link.
async fn invited(b: &Browser) -> String {
    enter(b).await;
    go(b, "/personal/ny").await;
    for (field, text) in [("#name", "Gunnel Berg"), ("#email", EMAIL)] {
        tab_to(b, field).await;
        type_in(b, text).await;
    }
    tab_to(b, "input[name=role][value=catalogue]").await;
    press(b, SPACE).await;
    follow(b, "main form .primary", "#link").await;
    let link = b.eval("document.querySelector('#link').value").await;
    b.client.delete_all_cookies().await.unwrap();
    link.as_str().unwrap().to_owned()
}

/// Types into fields, one after the other, and presses the button.
async fn answer(b: &Browser, fields: &[(&str, &str)], then: &str) {
    for (field, text) in fields {
        tab_to(b, field).await;
        type_in(b, text).await;
    }
    follow(b, "main button.primary", then).await;
}

#[test]
fn the_gates_of_the_back_office_open_to_the_keyboard_and_read_well() {
    journey("gates", DESK, async |b| {
        for status in [401, 403, 404, 422] {
            b.expect_status(status);
        }
        let mut scan = Scan::of(b);
        let link = invited(b).await;

        b.go(&link).await;
        scan.here("invitation").await;
        answer(
            b,
            &[("#password", WORD), ("#again", "nagot annat")],
            "#again[aria-invalid=true]",
        )
        .await;
        scan.here("invitation with a complaint").await;
        answer(b, &[("#password", WORD), ("#again", WORD)], "main").await;
        b.until("location.pathname.startsWith('/logga-in')").await;
        if b.has("#email").await {
            go(b, "/logga-in").await;
            answer(b, &[("#email", EMAIL), ("#password", WORD)], "code.secret").await;
        }
        b.find("code.secret").await;
        scan.here("enrolment").await;
        answer(b, &[("#code", "000000")], "#code[aria-invalid=true]").await;
        scan.here("enrolment with a complaint").await;
        let secret = TotpSecret::from_base32(&b.text("code.secret").await).unwrap();
        let code = secret.code_at(Clock::system().now());
        answer(b, &[("#code", &code)], "ol.codes").await;
        scan.here("recovery codes").await;
        let recovery = b.text("ol.codes li").await;
        follow(b, "main a.primary", ".nav-foot").await;

        go(b, "/ordrar").await;
        assert_eq!(b.text("h1").await, "Du har inte behörighet till sidan");
        scan.here("403").await;
        go(b, "/finns-inte").await;
        scan.here("404").await;
        // A page that is not there has its frame: the skip link, the rooms, and the way home.
        press(b, TAB).await;
        assert_eq!(
            b.eval("document.activeElement.matches('.skip')").await,
            Value::Bool(true)
        );
        follow(b, ".app > .nav a[href='/produkter']", "tbody a.main").await;

        // The key to where the words are changed, and a picture's place by its button; gift cards have no pictures.
        go(b, "/produkter?q=tekanna").await;
        follow(b, "tbody a.main", "[data-picture]").await;
        let product = b.eval("location.pathname").await;
        type_in(b, "e").await;
        b.find("#texts").await;
        scan.here("texts").await;
        go(b, product.as_str().unwrap()).await;
        b.find("[data-picture]").await;
        let first = "document.querySelector('[data-picture] [name=id]').value";
        let before = b.eval(first).await;
        tab_to(b, "[data-picture]:first-child [data-move='1']").await;
        press(b, ENTER).await;
        assert_ne!(b.eval(first).await, before);
        b.until("document.querySelector('[data-told]').textContent.includes('2')")
            .await;
        press(b, TAB).await;

        // Without the phone.
        b.client.delete_all_cookies().await.unwrap();
        b.eval("(delete document.querySelector('[data-gallery]').dataset.unsaved)")
            .await;
        go(b, "/logga-in").await;
        scan.here("log-in").await;
        answer(b, &[("#email", EMAIL), ("#password", WORD)], "#code.otp").await;
        scan.here("code").await;
        answer(b, &[("#code", "000000")], "#code[aria-invalid=true]").await;
        scan.here("code with a complaint").await;
        follow(b, "main a[href^='/logga-in/reservkod']", "#code.mono").await;
        scan.here("recovery").await;
        answer(b, &[("#code", &recovery)], ".nav-foot").await;

        b.shop("/konto/logga-in").await;
        letter(b).await;
        scan.here("/mailbox/{id}").await;
        let letter = b.eval("location.pathname").await;
        go(b, &format!("{}/html", letter.as_str().unwrap())).await;
        scan.letter("/mailbox/{id}/html").await;
        scan.end(13);
    });
}

/// A mail in the demo's mailbox.
async fn letter(b: &Browser) {
    b.shop("/konto/skapa").await;
    for (field, text) in [
        ("#name", "Gunnel Berg"),
        ("#email", "gunnel.kund@exempel.se"),
    ] {
        if b.has(field).await {
            b.fill(field, text).await;
        }
    }
    if b.has("#terms").await {
        b.click("#terms").await;
    }
    b.click("main button.btn").await;
    mail_to(b, "gunnel.kund@exempel.se").await;
    go(b, "/mailbox").await;
    follow(b, "tbody a", "main").await;
    b.until("/^\\/mailbox\\/.+/.test(location.pathname)").await;
}
