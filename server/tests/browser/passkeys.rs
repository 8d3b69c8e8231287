//! A passkey: made on the customer's own pages, and used instead of address and password. The browser has a device of its own for it.

use serde_json::json;

use crate::account::{PASSWORD, log_out, register};
use crate::browser::{Browser, journey};
use crate::look::{DESK, PHONE};

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

/// Logs out on the page that is shown.
async fn log_out_here(b: &Browser) {
    b.click(".flow-h button").await;
    b.until("location.pathname === '/'").await;
}

#[test]
fn a_passkey_is_made_and_logs_in_instead_of_a_password() {
    journey("passkeys", DESK, async |b| {
        b.expect_status(422);
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
        let plain = "PublicKeyCredential.isConditionalMediationAvailable = async () => false";
        let script = json!({ "source": plain });
        b.command("Page.addScriptToEvaluateOnNewDocument", script)
            .await;
        b.shop(back).await;
        b.click("form[data-passkey] button").await;
        b.until("location.pathname === '/konto/inloggning'").await;

        // And an end to it: no password is asked for, since the passkey has just said who this is.
        b.click("a[href^='/konto/passkeys/0']").await;
        b.find("#label").await;
        b.page("one passkey").await;
        b.click("section:nth-of-type(2) .btn").await;
        b.until("location.search === '?klart=passkey-removed'")
            .await;
        assert!(!b.text("main").await.contains("Åsas dator"));
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
