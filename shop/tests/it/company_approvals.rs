//! Approvals that do not go as they should: never paid, short of goods, or needed no more.

use commerce::ids::PaymentId;
use commerce::payment::gateway::{Session, SessionState};
use commerce::payment::settle::settle;
use http::StatusCode;
use platform::money::{Currency, Money};
use uuid::Uuid;

use crate::companies::{Jar, colleague};
use crate::company_buying::{buy, firm};
use crate::stand::{Stand, value_of, with};

/// A buyer's purchase beyond their limit, sent for approval; the page of it, the chief's browser and the buyer's.
async fn sent(stand: &Stand, payment: &str) -> (String, Jar, Jar) {
    let id = firm(stand).await;
    let chief = stand.jar();
    let buyer = colleague(stand, id, "buyer", "ake@exempel.se").await;
    stand.take_jar(buyer.clone());
    let page = send(stand, payment).await;
    (page, chief, buyer)
}

async fn send(stand: &Stand, payment: &str) -> String {
    let sent = buy(stand, "5", payment).await;
    assert!(sent.location.starts_with("/konto/attest/"), "{}", sent.html);
    sent.location.split('?').next().unwrap().to_owned()
}

async fn approve(stand: &Stand, page: &str) {
    let confirmed = value_of(&stand.get(page).await.html, "confirmed");
    let approve = format!("{page}/godkann");
    let done = stand.post(&approve, &[("confirmed", &confirmed)]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.html);
    assert_ne!(done.location, page, "it is to be paid first");
}

/// The provider tells of the latest payment.
async fn say(stand: &Stand, state: SessionState) {
    let latest = "select id from payments order by created_at desc, id desc limit 1";
    let id = PaymentId(stand.world.database.value::<Uuid>(latest).await);
    let reference = "select reference from payments order by created_at desc, id desc limit 1";
    let session = Session {
        reference: stand.world.database.value(reference).await,
        url: None,
        state,
    };
    let mut tx = stand.world.tx().await;
    settle(&mut tx, id, &session).await.unwrap();
    tx.commit().await.unwrap();
}

const TOLD: &str = "select count(*) from jobs where name = 'commerce.send-approval-notice'";

#[tokio::test]
async fn an_approved_purchase_that_was_never_paid_waits_again() {
    let stand = Stand::new().await;
    let (page, chief, buyer) = sent(&stand, "card").await;
    stand.take_jar(chief.clone());
    approve(&stand, &page).await;
    assert!(stand.get("/konto/attest").await.html.contains("Godkänt"));
    say(&stand, SessionState::Expired).await;
    let list = stand.get("/konto/attest").await.html;
    assert!(
        list.contains("Väntar på godkännande") && !list.contains("Godkänt"),
        "{list}"
    );
    let seen = stand.get(&page).await.html;
    assert!(seen.contains("betalades aldrig") && !seen.contains("Visa ordern"));
    let reason = [("reason", "Vänta till januari.")];
    let refused = stand.post(&format!("{page}/avsla"), &reason).await;
    assert_eq!(refused.location, page, "{}", refused.html);
    stand.take_jar(buyer);
    let back = stand.post(&format!("{page}/varukorg"), &[]).await;
    assert_eq!(back.location, "/varukorg", "{}", back.html);
}

#[tokio::test]
async fn what_was_never_paid_can_be_taken_back_and_the_buyer_hears_of_it_when_it_is_paid() {
    let stand = Stand::new().await;
    let (page, chief, buyer) = sent(&stand, "card").await;
    stand.take_jar(chief.clone());
    approve(&stand, &page).await;
    say(&stand, SessionState::Expired).await;
    stand.take_jar(buyer.clone());
    let open = stand.post(&format!("{page}/varukorg"), &[]).await;
    assert_eq!(open.status, StatusCode::NOT_FOUND, "it still waits");
    let taken = stand.post(&format!("{page}/aterta"), &[]).await;
    assert_eq!(taken.location, page, "{}", taken.html);
    let again = send(&stand, "card").await;
    // The chief has been asked twice; the buyer has heard nothing.
    assert_eq!(stand.world.database.value::<i64>(TOLD).await, 2);
    stand.take_jar(chief);
    approve(&stand, &again).await;
    assert_eq!(
        stand.world.database.value::<i64>(TOLD).await,
        2,
        "nothing is ordered yet"
    );
    let owed: i64 = stand
        .world
        .database
        .value("select amount_minor from payments order by created_at desc, id desc limit 1")
        .await;
    let paid = SessionState::Captured {
        charge_reference: "ch_1".into(),
        amount: Money::new(owed, Currency::SEK),
        method: "card".into(),
    };
    say(&stand, paid).await;
    assert_eq!(stand.world.database.value::<i64>(TOLD).await, 3);
}

#[tokio::test]
async fn whoever_approves_is_told_what_is_short_and_not_sent_round() {
    let stand = Stand::new().await;
    let (page, chief, _) = sent(&stand, "invoice").await;
    stand.take_jar(chief);
    let approve = format!("{page}/godkann");
    let seen = stand.get(&page).await.html;
    assert!(seen.contains(&approve) && !seen.contains("inte att köpa just nu"));
    let confirmed = value_of(&seen, "confirmed");
    let run = async |sql: &'static str| stand.world.database.execute(sql).await;
    run("update stock_levels set on_hand = 3").await;
    let tried = stand.post(&approve, &[("confirmed", &confirmed)]).await;
    assert_eq!(tried.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        tried.html.contains("Alla varor går inte längre att köpa"),
        "{}",
        tried.html
    );
    let short = stand.get(&page).await.html;
    assert!(
        short.contains("Alla varor går inte att köpa just nu") && short.contains("Mugg"),
        "{short}"
    );
    assert!(
        !short.contains(&approve) && short.contains("går inte att godkänna som det är"),
        "no button that cannot do what it says"
    );
    run("update stock_levels set on_hand = 500").await;
    run("update tiers set minimum_order_minor = 100000000 where code = 'pro'").await;
    let tried = stand.post(&approve, &[("confirmed", &confirmed)]).await;
    assert!(tried.html.contains("minsta order"), "{}", tried.html);
    assert!(!stand.get(&page).await.html.contains(&approve));
    run("update tiers set minimum_order_minor = 0 where code = 'pro'").await;
    run("update companies set credit_limit_minor = 0").await;
    let tried = stand.post(&approve, &[("confirmed", &confirmed)]).await;
    assert!(
        tried.html.contains("Betala en öppen faktura först"),
        "{}",
        tried.html
    );
    run("update companies set credit_limit_minor = null, requires_reference = true").await;
    run("update purchase_requests set reference = ''").await;
    let tried = stand.post(&approve, &[("confirmed", &confirmed)]).await;
    assert!(tried.html.contains("kräver en referens"), "{}", tried.html);
    let orders = "select count(*) from orders";
    assert_eq!(stand.world.database.value::<i64>(orders).await, 0);
}

#[tokio::test]
async fn what_the_button_called_sending_for_approval_orders_nothing() {
    let stand = Stand::new().await;
    let id = firm(&stand).await;
    let buyer = colleague(&stand, id, "buyer", "ake@exempel.se").await;
    stand.take_jar(buyer);
    stand.add("5").await;
    let page = stand.get("/kassa").await.html;
    assert!(page.contains("Skicka för godkännande"));
    let mut fields = with(&stand.filled().await, "payment", "invoice");
    fields.push(("approval", value_of(&page, "approval")));
    // Meanwhile an administrator lifts the limit.
    stand
        .world
        .database
        .execute("update company_members set approval_limit_minor = null")
        .await;
    let refused = stand.buy(&fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.html.contains("behöver inte längre godkännas"),
        "{}",
        refused.html
    );
    let made = "select (select count(*) from orders) + (select count(*) from purchase_requests)";
    assert_eq!(stand.world.database.value::<i64>(made).await, 0);
    let fields = with(&fields, "approval", &value_of(&refused.html, "approval"));
    let bought = stand.buy(&fields).await;
    assert!(bought.location.starts_with("/order/"), "{}", bought.html);
}

#[tokio::test]
async fn what_has_waited_longest_is_found_however_much_was_sent_since() {
    let stand = Stand::new().await;
    let (page, chief, buyer) = sent(&stand, "invoice").await;
    stand
        .world
        .database
        .execute(
            "insert into purchase_requests (id, number, company_id, buyer_id, cart_id, locale, contact, freight, method, reference, marking, cost_place,
                                            confirmed_hash, total_minor, currency, state, decided_at, created_at, expires_at)
             select gen_random_uuid(), 'ATT-X' || n, company_id, buyer_id, cart_id, locale, contact, freight, method, reference, marking, cost_place,
                    confirmed_hash, total_minor, currency, 'withdrawn', created_at, created_at + n * interval '1 second', expires_at
             from purchase_requests, generate_series(1, 120) n",
        )
        .await;
    stand.take_jar(chief);
    let hub = stand.get("/konto/foretag").await.html;
    assert!(hub.contains("Köp att godkänna (1)"), "{hub}");
    let mut at = "/konto/attest".to_owned();
    let mut numbers = std::collections::BTreeSet::new();
    for round in 0..3 {
        let list = stand.get(&at).await;
        assert_eq!(list.status, StatusCode::OK);
        assert_eq!(list.html.contains(&page), round != 1, "{round}");
        numbers.extend(
            list.html
                .split("ATT-X")
                .skip(1)
                .filter_map(|part| part.split('<').next().map(str::to_owned)),
        );
        let next = list.html.split("rel=\"next\" href=\"").nth(1);
        let next = next.and_then(|rest| rest.split('"').next());
        assert_eq!(next.is_some(), round < 2);
        at = next.unwrap_or_default().replace("&amp;", "&");
    }
    assert_eq!(numbers.len(), 120, "each once");
    // The buyer has nothing to approve.
    stand.take_jar(buyer);
    let hub = stand.get("/konto/foretag").await.html;
    assert!(!hub.contains("Köp att godkänna ("), "{hub}");
}
