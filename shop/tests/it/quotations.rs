//! Offers in the shop: ordered, discussed, declined and over.

use commerce::ids::{PaymentId, QuotationId};
use commerce::payment::gateway::{Session, SessionState};
use commerce::payment::settle::settle;
use commerce::quotation::answer::{self, Draft, DraftLine};
use commerce::quotation::{DraftHead, listing};
use http::StatusCode;
use jiff::ToSpan as _;
use platform::money::UnitPrice;
use uuid::Uuid;

use crate::companies::colleague;
use crate::company_buying::firm;
use crate::stand::{Page, Stand, pairs, value_of, with};

pub const ASK: &str = "/konto/offerter/ny";

/// The form's fields as the page has them.
pub fn asked(html: &str, quantity: &str) -> Vec<(&'static str, String)> {
    vec![
        ("key", value_of(html, "key")),
        ("variant", value_of(html, "variant")),
        ("quantity", quantity.to_owned()),
        ("note", "Med tryck".to_owned()),
        ("message", "Till <invigningen>.".to_owned()),
        ("wished_on", String::new()),
        ("reference", "4711".to_owned()),
    ]
}

pub async fn post(stand: &Stand, path: &str, fields: &[(&'static str, String)]) -> Page {
    stand.post(path, &pairs(fields)).await
}

/// Asks for so many mugs; the page of what was asked.
pub async fn ask(stand: &Stand, quantity: &str) -> String {
    stand.add("1").await;
    let form = stand.get(ASK).await;
    assert_eq!(form.status, StatusCode::OK, "{}", form.html);
    let sent = post(stand, ASK, &asked(&form.html, quantity)).await;
    assert!(sent.location.ends_with("?klart=asked"), "{}", sent.html);
    sent.location.split('?').next().unwrap().to_owned()
}

fn id_of(page: &str) -> QuotationId {
    page.rsplit('/').next().unwrap().parse().unwrap()
}

/// Staff offer everything for so many kronor without VAT each, for a week.
pub async fn offer(stand: &Stand, page: &str, kronor: i64) -> i32 {
    let id = id_of(page);
    let mut tx = stand.world.tx().await;
    let found = listing::by_id(&mut tx, id).await.unwrap().unwrap();
    let now = tx.now();
    let lines = listing::lines(&mut tx, &found, now).await.unwrap();
    let until = now.business_time().date().saturating_add(7.days());
    let draft = Draft {
        head: DraftHead {
            text: "Priset <gäller> alla färger.".to_owned(),
            freight_minor: Some(10_000),
            valid_until: Some(until),
        },
        lines: lines
            .iter()
            .map(|line| DraftLine {
                id: line.id,
                quantity: line.quantity,
                unit_price: Some(UnitPrice(kronor * 1_000_000)),
            })
            .collect(),
    };
    let version = answer::send(&mut tx, id, found.row_version, &draft)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    version
}

/// Presses "order" on the offer's page; the way to its checkout.
pub async fn accept(stand: &Stand, page: &str, version: &str) -> Page {
    let path = format!("{page}/bestall");
    stand.post(&path, &[("version", version)]).await
}

/// The offer's checkout, filled in.
async fn filled(stand: &Stand, checkout: &str, payment: &str) -> Vec<(&'static str, String)> {
    let page = stand.get(checkout).await;
    let mut fields = with(&crate::stand::filled(&page), "payment", payment);
    for name in ["acting", "approval"] {
        fields.push((name, value_of(&page.html, name)));
    }
    fields
}

/// What opens an order's page.
async fn paying_link(stand: &Stand, number: &str) -> String {
    let mut tx = stand.world.tx().await;
    let id = commerce::order::store::id_by_number(&mut tx, number)
        .await
        .unwrap()
        .unwrap();
    platform::secret::SecretKey::new(crate::stand::SECRET)
        .link_key(commerce::order::ORDER_PAGE, id.0.as_bytes())
}

/// The provider tells that the latest payment's page is over.
async fn lapse(stand: &Stand) {
    let latest = "select id from payments order by created_at desc, id desc limit 1";
    let id = PaymentId(stand.world.database.value::<Uuid>(latest).await);
    let reference = "select reference from payments order by created_at desc, id desc limit 1";
    let session = Session {
        reference: stand.world.database.value(reference).await,
        url: None,
        state: SessionState::Expired,
    };
    let mut tx = stand.world.tx().await;
    settle(&mut tx, id, &session).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn an_offer_is_asked_for_answered_and_ordered_once() {
    let stand = Stand::new().await;
    firm(&stand).await;
    stand.add("3").await;
    assert!(stand.get("/varukorg").await.html.contains(ASK));
    let form = stand.get(ASK).await;
    assert!(form.html.contains("Mugg") && form.html.contains("value=\"3\""));
    let fields = asked(&form.html, "5");
    let first = post(&stand, ASK, &fields).await;
    let second = post(&stand, ASK, &fields).await;
    assert_eq!(
        first.location, second.location,
        "sent twice it is asked once"
    );
    let page = first.location.split('?').next().unwrap().to_owned();
    assert!(
        stand.get("/varukorg").await.html.contains("value=\"3\""),
        "the cart stays as it is"
    );
    let seen = stand.get(&first.location).await.html;
    assert!(
        seen.contains("O-1001")
            && seen.contains("Till &lt;invigningen&gt;.")
            && seen.contains("Med tryck")
            && seen.contains("Väntar på svar"),
        "{seen}"
    );
    assert_eq!(
        accept(&stand, &page, "0").await.status,
        StatusCode::CONFLICT,
        "nothing is offered"
    );
    offer(&stand, &page, 100).await;
    let seen = stand.get(&page).await.html;
    assert!(
        seen.contains("Priset &lt;gäller&gt; alla färger."),
        "{seen}"
    );
    // Why it costs that; who of the staff agreed to it is theirs.
    assert!(
        seen.contains("O-1001, version 1") && seen.contains("Pris i offerten"),
        "{seen}"
    );
    assert!(!seen.contains("Avtalat av"), "{seen}");
    // Five for 100 and freight for 100 without VAT: 600, and 750 with it.
    assert!(seen.contains("600,00") && seen.contains("750,00"), "{seen}");
    let checkout = accept(&stand, &page, "1").await.location;
    assert_eq!(checkout, format!("/kassa/offert/{}", id_of(&page)));
    let shown = stand.get(&checkout).await.html;
    assert!(
        shown.contains(&format!("action=\"{checkout}\"")) && !shown.contains("name=\"code\""),
        "{shown}"
    );
    assert!(shown.contains("O-1001, version 1"), "why the price is so");
    let fields = filled(&stand, &checkout, "invoice").await;
    let bought = post(&stand, &checkout, &fields).await;
    assert!(
        bought.location.starts_with("/order/ORD-"),
        "{}",
        bought.html
    );
    let again = post(&stand, &checkout, &fields).await;
    assert_eq!(again.location, bought.location, "{}", again.html);
    assert_eq!(stand.get(&checkout).await.location, page);
    let total: i64 = stand
        .world
        .database
        .value("select total_minor from orders")
        .await;
    assert_eq!(total, 75_000);
    // The order tells its offer, and the offer its order.
    let number = bought.location.split('/').nth(2).unwrap();
    let order = stand.get(&format!("/konto/bestallningar/{number}")).await;
    assert!(order.html.contains(&page), "{}", order.html);
    let seen = stand.get(&page).await.html;
    assert!(
        seen.contains("Beställd") && seen.contains(&bought.location),
        "{seen}"
    );
    assert!(!seen.contains(&format!("{page}/bestall")));
    assert!(stand.get("/konto/offerter").await.html.contains("Beställd"));
    assert!(
        stand.get("/varukorg").await.html.contains("value=\"3\""),
        "the cart was not touched"
    );
}

#[tokio::test]
async fn an_offer_of_what_is_not_sold_any_more_says_so_instead_of_leading_nowhere() {
    let stand = Stand::new().await;
    firm(&stand).await;
    let page = ask(&stand, "5").await;
    offer(&stand, &page, 100).await;
    assert!(
        stand
            .get(&page)
            .await
            .html
            .contains(&format!("{page}/bestall"))
    );
    let gone = "update products set status = 'archived'";
    stand.world.database.execute(gone).await;
    let seen = stand.get(&page).await.html;
    assert!(
        seen.contains("Säljs inte längre") && seen.contains("Be om ändring, så svarar vi"),
        "{seen}"
    );
    assert!(!seen.contains(&format!("{page}/bestall")), "{seen}");
    // A form from before leads back to the page that tells.
    let checkout = accept(&stand, &page, "1").await.location;
    assert_eq!(stand.get(&checkout).await.location, page);
}

#[tokio::test]
async fn a_newer_version_a_change_and_a_refusal_are_told_where_they_are_seen() {
    let stand = Stand::new().await;
    firm(&stand).await;
    let page = ask(&stand, "5").await;
    offer(&stand, &page, 100).await;
    let change = format!("{page}/andra");
    let empty = stand
        .post(&change, &[("version", "1"), ("message", " ")])
        .await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    offer(&stand, &page, 95).await;
    let stale = stand
        .post(
            &change,
            &[("version", "1"), ("message", "Kan ni göra <90>?")],
        )
        .await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    assert!(
        stale.html.contains("ny version") && stale.html.contains("Kan ni göra &lt;90&gt;?"),
        "{}",
        stale.html
    );
    assert_eq!(
        accept(&stand, &page, "1").await.status,
        StatusCode::CONFLICT
    );
    let sent = stand
        .post(
            &change,
            &[("version", "2"), ("message", "Kan ni göra <90>?")],
        )
        .await;
    assert_eq!(sent.location, format!("{page}?klart=changed"));
    let seen = stand.get(&page).await.html;
    assert!(
        seen.contains("Väntar på svar") && seen.contains("Kan ni göra &lt;90&gt;?"),
        "{seen}"
    );
    assert!(seen.contains("Version 1"), "the history is kept");
    assert!(!seen.contains(&format!("{page}/bestall")), "{seen}");
    offer(&stand, &page, 90).await;
    let no = format!("{page}/tacka-nej");
    let declined = stand
        .post(&no, &[("version", "3"), ("reason", "För dyrt.")])
        .await;
    assert_eq!(declined.location, format!("{page}?klart=declined"));
    assert!(stand.get(&page).await.html.contains("För dyrt."));
    let late = stand.post(&no, &[("version", "3")]).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    let other = ask(&stand, "2").await;
    let taken = stand.post(&format!("{other}/aterta"), &[]).await;
    assert_eq!(taken.location, format!("{other}?klart=withdrawn"));
    assert_eq!(
        stand.post(&format!("{other}/aterta"), &[]).await.status,
        StatusCode::CONFLICT
    );
}

#[tokio::test]
async fn an_offer_whose_days_are_over_or_that_was_never_paid() {
    let stand = Stand::new().await;
    firm(&stand).await;
    let page = ask(&stand, "5").await;
    offer(&stand, &page, 100).await;
    let checkout = accept(&stand, &page, "1").await.location;
    let fields = filled(&stand, &checkout, "card").await;
    let paying = post(&stand, &checkout, &fields).await;
    assert_eq!(paying.status, StatusCode::SEE_OTHER, "{}", paying.html);
    assert_eq!(stand.asked().len(), 1, "the provider is asked");
    let seen = stand.get(&page).await.html;
    assert!(seen.contains("i kassan med offerten"), "{seen}");
    lapse(&stand).await;
    let number: String = stand
        .world
        .database
        .value("select number from orders")
        .await;
    let key = paying_link(&stand, &number).await;
    let lapsed = stand.get(&format!("/order/{number}/{key}")).await.html;
    assert!(
        lapsed.contains("Till offerten") && lapsed.contains(&page),
        "{lapsed}"
    );
    let seen = stand.get(&page).await.html;
    assert!(
        seen.contains("Offert att ta ställning till") && !seen.contains("i kassan med offerten"),
        "{seen}"
    );
    stand
        .world
        .clock
        .advance(jiff::SignedDuration::from_hours(24 * 8));
    assert!(stand.get(&page).await.html.contains("Offerten har gått ut"));
    assert_eq!(stand.get(&checkout).await.location, page);
    let late = post(&stand, &checkout, &fields).await;
    assert_eq!(late.location, page, "{}", late.html);
    assert_eq!(
        accept(&stand, &page, "1").await.status,
        StatusCode::CONFLICT
    );
    let orders = "select count(*) from orders where state <> 'lapsed'";
    assert_eq!(stand.world.database.value::<i64>(orders).await, 0);
}

#[tokio::test]
async fn beyond_the_buyers_limit_a_colleague_approves_at_the_offered_price() {
    let stand = Stand::new().await;
    let company = firm(&stand).await;
    let chief = stand.jar();
    let buyer = colleague(&stand, company, "buyer", "ake@exempel.se").await;
    stand.take_jar(buyer.clone());
    let page = ask(&stand, "8").await;
    offer(&stand, &page, 200).await;
    let checkout = accept(&stand, &page, "1").await.location;
    let fields = filled(&stand, &checkout, "invoice").await;
    let sent = post(&stand, &checkout, &fields).await;
    assert!(sent.location.starts_with("/konto/attest/"), "{}", sent.html);
    let request = sent.location.split('?').next().unwrap().to_owned();
    // It waits there, whoever asks to order it.
    for jar in [&buyer, &chief] {
        stand.take_jar(jar.clone());
        assert_eq!(accept(&stand, &page, "1").await.location, request);
    }
    // Sent back, it can be handed in anew, with a cart of its own.
    let refused = stand
        .post(&format!("{request}/avsla"), &[("reason", "Vänta.")])
        .await;
    assert_eq!(refused.location, request);
    stand.take_jar(buyer);
    let checkout = accept(&stand, &page, "1").await.location;
    let fields = filled(&stand, &checkout, "invoice").await;
    let sent = post(&stand, &checkout, &fields).await;
    assert!(sent.location.starts_with("/konto/attest/"), "{}", sent.html);
    let request = sent.location.split('?').next().unwrap().to_owned();
    stand.take_jar(chief);
    let confirmed = value_of(&stand.get(&request).await.html, "confirmed");
    let approved = stand
        .post(
            &format!("{request}/godkann"),
            &[("confirmed", confirmed.as_str())],
        )
        .await;
    assert_eq!(approved.location, request, "{}", approved.html);
    // Eight for 200 and freight for 100, with VAT.
    let total = "select total_minor from orders";
    assert_eq!(stand.world.database.value::<i64>(total).await, 212_500);
    assert!(stand.get(&page).await.html.contains("Beställd"));
}
