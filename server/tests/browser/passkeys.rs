//! A passkey: made on the customer's own pages, and used instead of address and password. The browser has a device of its own for it.

use platform::auth::totp::TotpSecret;
use platform::clock::Clock;
use serde_json::json;

use crate::accessibility::Scan;
use crate::account::{PASSWORD, log_in, log_out, register};
use crate::browser::{Browser, journey};
use crate::look::{DESK, PHONE};
use crate::office;

/// The shop by its machine's number, at which no passkey works.
fn by_number(b: &Browser, path: &str) -> String {
    format!("{}{path}", b.house.shop.replace("localhost", "127.0.0.1"))
}

/// Gives the browser a device that knows its owner and says yes at once.
async fn plug_in(b: &Browser) {
    b.command("WebAuthn.enable", json!({})).await;
    let device = json!({ "options": {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": true, "hasUserVerification": true,
        "isUserVerified": true, "automaticPresenceSimulation": true,
    } });
    b.command("WebAuthn.addVirtualAuthenticator", device).await;
}

/// Makes it a browser that offers no passkeys in fields.
async fn offer_nothing(b: &Browser) {
    let plain = "PublicKeyCredential.isConditionalMediationAvailable = async () => false";
    let script = json!({ "source": plain });
    b.command("Page.addScriptToEvaluateOnNewDocument", script)
        .await;
}

/// Logs out on the page that is shown.
async fn log_out_here(b: &Browser) {
    b.click(".flow-h button").await;
    b.until("location.pathname === '/'").await;
}

#[test]
fn a_passkey_is_made_and_logs_in_instead_of_a_password() {
    journey("passkeys", DESK, async |b| {
        b.expect_status(422);
        let mut scan = Scan::of(b);
        // At the number the page says where it works, and offers nothing that does not.
        b.go(&by_number(b, "/konto/logga-in")).await;
        b.find("[data-elsewhere]").await;
        assert!(b.text("main").await.contains("http://localhost:"));
        assert!(!b.shows("form[data-passkey]").await);

        let email = register(b, "Åsa Öberg").await;
        log_out(b).await;
        plug_in(b).await;
        b.shop("/konto/logga-in").await;
        b.find("form[data-passkey] button").await;
        b.page("log-in with passkeys").await;
        b.fill("#email", &email).await;
        b.fill("#password", PASSWORD).await;
        b.click(".gate .btn").await;
        b.find(".acct").await;

        b.shop("/konto/inloggning").await;
        b.page("log-ins without passkeys").await;
        b.click("a[href='/konto/passkeys/ny']").await;
        b.find("#label").await;
        b.page("new passkey").await;
        b.fill("#label", "Åsas dator").await;
        b.fill("#current", "fel").await;
        b.click("form[data-passkey] .btn").await;
        b.find("#current[aria-invalid=true]").await;
        b.page("new passkey with a complaint").await;
        assert_eq!(
            b.eval("document.querySelector('#label').value").await,
            "Åsas dator"
        );
        b.fill("#current", PASSWORD).await;
        b.click("form[data-passkey] .btn").await;
        b.until("location.search === '?klart=passkey'").await;
        assert!(b.text("main").await.contains("Åsas dator"));
        for look in [DESK, PHONE, PHONE.wide(320)] {
            b.look_as(look).await;
            b.check_width("log-ins with a passkey").await;
        }
        b.look_as(DESK).await;
        b.page("log-ins with a passkey").await;

        // Out, and in again without a word: the address's field offers the passkey, and this device takes it at once.
        let back = "/konto/logga-in?next=%2Fkonto%2Finloggning";
        log_out_here(b).await;
        b.shop(back).await;
        b.until("location.pathname === '/konto/inloggning'").await;
        assert!(b.text("main").await.contains("Senast använd"));
        // And by the button, in a browser that offers nothing in fields.
        log_out_here(b).await;
        offer_nothing(b).await;
        b.shop(back).await;
        b.click("form[data-passkey] button").await;
        b.until("location.pathname === '/konto/inloggning'").await;

        // And an end to it: no password is asked for, since the passkey has just said who this is.
        b.click("a[href^='/konto/passkeys/0']").await;
        b.find("#label").await;
        scan.here("one passkey").await;
        b.click("section:nth-of-type(2) .btn").await;
        b.until("location.search === '?klart=passkey-removed'")
            .await;
        assert!(!b.text("main").await.contains("Åsas dator"));
        scan.end(1);
    });
}

#[test]
fn without_script_the_page_says_that_passkeys_need_it() {
    journey("passkeys-plain", DESK.without_script(), async |b| {
        register(b, "Åsa Öberg").await;
        b.shop("/konto/passkeys/ny").await;
        assert!(b.text("main").await.contains("Passkeys kräver JavaScript"));
        assert!(!b.shows("form[data-passkey]").await);
    });
}

#[test]
fn a_passkey_confirms_who_it_is_and_what_was_typed_stays() {
    journey("passkeys-confirm", DESK, async |b| {
        plug_in(b).await;
        offer_nothing(b).await;
        let email = register(b, "Åsa Öberg").await;
        b.shop("/konto/passkeys/ny").await;
        b.fill("#label", "Åsas dator").await;
        if b.has("#current").await {
            b.fill("#current", PASSWORD).await;
        }
        b.click("form[data-passkey] .btn").await;
        b.until("location.search === '?klart=passkey'").await;
        log_out(b).await;
        log_in(b, &email).await;

        b.shop("/konto/uppgifter").await;
        b.find("[data-prove]:not([hidden]) button").await;
        for look in [PHONE, PHONE.wide(320), DESK] {
            b.look_as(look).await;
            b.check_width("details that ask for the password or a passkey")
                .await;
        }
        b.page("details that ask for the password or a passkey")
            .await;
        b.fill("#email", "asa.ny@exempel.se").await;
        b.click("[data-prove] button").await;
        b.until("!document.querySelector('#current')").await;
        assert!(b.text(".pk-ok").await.contains("Bekräftat"));
        let typed = b.eval("document.querySelector('#email').value").await;
        assert_eq!(typed, "asa.ny@exempel.se");
        b.page("details that a passkey has confirmed").await;
        b.click("form[action='/konto/uppgifter/epost'] button:not([type=button])")
            .await;
        b.until("location.search === '?klart=email'").await;
    });
}

/// A new member of staff at a browser of their own, past both steps.
async fn newcomer(b: &Browser, email: &str, word: &str) {
    office::enter(b).await;
    office::go(b, "/personal/ny").await;
    b.fill("#name", "Petra Lönn").await;
    b.fill("#email", email).await;
    b.click("input[name=role]").await;
    b.click("main button.primary").await;
    b.find("#link").await;
    let link = b.eval("document.querySelector('#link').value").await;
    b.client.delete_all_cookies().await.unwrap();
    b.go(link.as_str().unwrap()).await;
    for field in ["#password", "#again"] {
        b.fill(field, word).await;
    }
    b.click("main button.primary").await;
    b.until("location.pathname.startsWith('/logga-in')").await;
    if b.has("#email").await {
        office::password(b, email, word).await;
    }
    b.find("code.secret").await;
    let secret = TotpSecret::from_base32(&b.text("code.secret").await).unwrap();
    b.fill("#code", &secret.code_at(Clock::system().now()))
        .await;
    b.click("main button.primary").await;
    b.find("ol.codes").await;
    b.click("main a.primary").await;
    b.find(".nav-foot").await;
}

#[test]
fn staff_use_a_passkey_as_the_second_step_and_instead_of_the_password() {
    journey("passkeys-staff", DESK, async |b| {
        let (email, word) = ("petra@nordbod.example", "en lång mening som ingen gissar");
        let mut scan = Scan::of(b);
        newcomer(b, email, word).await;
        plug_in(b).await;
        office::go(b, "/profil/passkeys/ny").await;
        b.fill("#label", "Petras dator").await;
        b.fill("#password", word).await;
        b.click("form[data-passkey] button.primary").await;
        b.until("location.search.includes('profile-passkey-added')")
            .await;
        assert!(b.text("#passkeys").await.contains("Petras dator"));
        b.click("#passkeys a[href^='/profil/passkeys/0']").await;
        b.until("location.pathname.startsWith('/profil/passkeys/0')")
            .await;
        scan.here("one passkey").await;
        office::go(b, "/profil").await;

        // Out, and in by password and passkey.
        b.click(".stuck form[action='/logga-ut'] button").await;
        b.find("#email").await;
        office::password(b, email, word).await;
        b.find("form[data-passkey] button").await;
        b.page("second step with a passkey").await;
        b.click("form[data-passkey] button").await;
        b.find(".nav-foot").await;

        // Another password, without the old one: what was typed stays while the passkey is asked.
        office::go(b, "/profil").await;
        b.find("#losenord [data-prove]:not([hidden]) button").await;
        b.page("profile that asks for the password or a passkey")
            .await;
        b.fill(
            "#losenord [name=password]",
            "en annan lång mening som ingen gissar",
        )
        .await;
        b.click("#losenord [data-prove] button").await;
        b.until("!document.querySelector('[autocomplete=current-password]')")
            .await;
        b.page("profile that a passkey has confirmed").await;
        b.click("#losenord button:not([type=button])").await;
        b.until("location.search.includes('profile-password-changed')")
            .await;
        scan.end(1);
    });
}
