//! Erasing, looked at from the other end: what is left of a customer anywhere in the database.

use std::collections::BTreeMap;

use commerce::customer::erase::purge::purge_some;
use commerce::gift_card::issue::{NewCard, issue};
use commerce::ids::{CustomerId, GiftCardId, OrderId, ReturnId};
use commerce::returns::decide::{Decision, decide};
use commerce::returns::{self, ComplaintReason, ReturnKind, Statement, StatementLine};
use jiff::SignedDuration;
use platform::clock::Timestamp;
use platform::money::{Currency, Money};
use platform::secret::SecretKey;
use uuid::Uuid;

use crate::account::{ask, link, member, registered};
use crate::buying::order_path;
use crate::companies::{act_for, colleague};
use crate::company_buying::{buy, firm};
use crate::shipments::{bought, send};
use crate::stand::{Mood, SECRET, Stand, value_of, with};

pub(crate) const ERASE: &str = "/konto/personuppgifter/radera";
/// In every field that the customer of the first test fills.
const MARK: &str = "zebrastrand";
const OLD: &str = "zebrastrand@exempel.se";
const NEW: &str = "ny.zebrastrand@exempel.se";

async fn purge_at(stand: &Stand, moment: &str) {
    let then: jiff::Timestamp = moment.parse().unwrap();
    let now = stand.world.clock.now();
    stand.world.clock.advance(Timestamp::from(then).since(now));
    purge(stand).await;
}

pub(crate) async fn purge(stand: &Stand) {
    loop {
        let mut tx = stand.world.tx().await;
        let looked_at = purge_some(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        if looked_at == 0 {
            return;
        }
    }
}

pub(crate) async fn count(stand: &Stand, query: &'static str) -> i64 {
    stand.world.database.value(query).await
}

/// Buys what is in the cart with the marker in every field, and pays.
async fn buy_marked(stand: &Stand, email: &str) -> OrderId {
    stand.provider_is(Mood::Waits(None));
    let mut fields = stand.filled().await;
    for (name, value) in [
        ("email", email),
        ("first_name", "Zebrastrand"),
        ("last_name", "Zebrastrand"),
        ("street", "Zebrastrandsgatan 1"),
        ("city", "Zebrastrand"),
        ("note", "Ställ lådan vid Zebrastrand"),
    ] {
        fields = with(&fields, name, value);
    }
    let sent = stand.buy(&fields).await;
    assert!(
        sent.location.starts_with("https://pay.example/"),
        "{}",
        sent.html
    );
    stand.provider_is(Mood::Pays);
    let page = order_path(stand).await;
    stand.get(&format!("{page}/ater")).await;
    let id = "select id from orders order by prepared_at desc, id desc limit 1";
    OrderId(stand.world.database.value(id).await)
}

/// A complaint about the order's first line, in the buyer's words.
async fn complain(stand: &Stand, order: OrderId, words: &str) -> ReturnId {
    let mut tx = stand.world.tx().await;
    let lines = commerce::fulfilment::lines_of(&mut tx, order)
        .await
        .unwrap();
    let said = Statement {
        id: ReturnId::generate(),
        kind: ReturnKind::Complaint,
        name: format!("Elin {words}"),
        email: format!("{words}@exempel.se"),
        locale: "sv".to_owned(),
        reason: Some(ComplaintReason::Defective),
        description: format!("Den gick sönder, {words}."),
        lines: vec![StatementLine {
            line_id: lines[0].line_id,
            quantity: 1,
            is_sealed: false,
        }],
        pictures: Vec::new(),
        wish: None,
        begun_at: None,
        notice: None,
    };
    returns::open(&mut tx, order, &said).await.unwrap();
    tx.commit().await.unwrap();
    said.id
}

async fn refuse(stand: &Stand, case: ReturnId, words: &str) {
    let mut tx = stand.world.tx().await;
    let version = returns::by_id(&mut tx, case).await.unwrap().unwrap();
    let decision = Decision::Refuse {
        words: words.to_owned(),
        ground: None,
    };
    decide(&mut tx, case, version.row_version, &decision)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

async fn arrives(stand: &Stand) {
    let sql = "update orders set fulfilment_status = 'delivered' where state = 'placed'";
    stand.world.database.execute(sql).await;
}

#[tokio::test]
async fn nothing_that_an_erased_customer_said_is_found_anywhere_when_its_time_is_over() {
    let stand = Stand::new().await;
    let company = firm(&stand).await;
    let chief = stand.jar();
    // As a guest, before there is an account.
    stand.take_jar(BTreeMap::new());
    stand.add("1").await;
    buy_marked(&stand, OLD).await;
    stand.take_jar(chief.clone());
    let own = colleague(&stand, company, "buyer", OLD).await;
    stand.take_jar(own);
    let page = stand.get("/konto/uppgifter").await.html;
    let version = value_of(&page, "version");
    let details = [
        ("name", "Elin Zebrastrand"),
        ("phone", "070-174 06 12"),
        ("version", &version),
    ];
    stand.post("/konto/uppgifter", &details).await;
    let address = [
        ("name", "Elin Zebrastrand"),
        ("street", "Zebrastrandsgatan 1"),
        ("postcode", "413 01"),
        ("city", "Zebrastrand"),
        ("country", "SE"),
    ];
    stand.post("/konto/adresser", &address).await;
    // For the company: an order, and one that a colleague refuses.
    stand.provider_is(Mood::Waits(None));
    buy_for_company(&stand, "1").await;
    stand.provider_is(Mood::Pays);
    let page = order_path(&stand).await;
    stand.get(&format!("{page}/ater")).await;
    let sent = buy_for_company(&stand, "5").await;
    assert!(sent.starts_with("/konto/attest/"), "{sent}");
    let request = sent.split('?').next().unwrap().to_owned();
    let own = stand.jar();
    stand.take_jar(chief);
    let reason = [("reason", "Zebrastrand får vänta.")];
    stand.post(&format!("{request}/avsla"), &reason).await;
    stand.take_jar(own);
    // For themselves: an order that is sent, complained of and answered.
    act_for(&stand, "").await;
    stand.add("2").await;
    stand
        .post("/konto/varukorgar", &[("name", "Zebrastrand")])
        .await;
    stand.add("1").await;
    let order = buy_marked(&stand, OLD).await;
    send_marked(&stand, order).await;
    let case = complain(&stand, order, MARK).await;
    refuse(&stand, case, "Zebrastrand har fel.").await;
    cards(&stand).await;
    // The account gets another address; the guest order stays with the one before.
    let wish = [("email", NEW)];
    let asked = stand.post("/konto/uppgifter/epost", &wish).await;
    assert!(asked.location.ends_with("klart=email"), "{}", asked.html);
    let moved = stand.post(&link(&stand).await, &[]).await;
    assert!(moved.location.ends_with("klart=moved"), "{}", moved.html);
    assert!(!stand.world.database.tables_that_say(MARK).await.is_empty());
    stand.world.clock.advance(SignedDuration::from_mins(1));
    let done = stand.post(ERASE, &[("sure", "1")]).await;
    assert!(done.html.contains("Kontot är raderat"), "{}", done.html);
    assert!(
        done.html.contains("3 köp"),
        "the guest order counts: {}",
        done.html
    );
    arrives(&stand).await;
    purge_at(&stand, "2026-12-24T10:00:00Z").await;
    // Only what the books want is left.
    assert_eq!(
        stand.world.database.tables_that_say(MARK).await,
        ["order_addresses", "order_companies", "orders", "shipments"]
    );
    purge_at(&stand, "2034-01-01T10:00:00Z").await;
    let left = stand.world.database.tables_that_say(MARK).await;
    assert_eq!(left, Vec::<String>::new());
    let nobodys = "select count(*) from orders where customer_id is null";
    assert_eq!(count(&stand, nobodys).await, 0);
}

async fn buy_for_company(stand: &Stand, quantity: &str) -> String {
    stand.add(quantity).await;
    let mut fields = stand.filled().await;
    fields = with(&fields, "email", OLD);
    fields.extend(
        [
            ("reference", "Elin Zebrastrand"),
            ("cost_place", "Zebrastrand"),
            ("marking", "Zebrastrand"),
        ]
        .map(|(name, value)| (name, value.to_owned())),
    );
    stand.buy(&fields).await.location
}

/// A parcel whose number and address lead to its receiver, corrected once.
async fn send_marked(stand: &Stand, order: OrderId) {
    let shipment = send(stand, order, 1).await;
    let mut tx = stand.world.tx().await;
    let to = commerce::fulfilment::Correction {
        carrier: "PostNord".to_owned(),
        tracking_number: "ZEBRASTRAND".to_owned(),
        tracking_url: "https://post.example/zebrastrand".to_owned(),
        delivered_at: None,
        row_version: None,
    };
    commerce::fulfilment::correct(&mut tx, order, shipment, &to)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

/// Store credit with the words of staff, and a card that is sent to the account's address.
async fn cards(stand: &Stand) {
    let customer: Uuid = stand
        .world
        .database
        .value("select id from customers where email = 'zebrastrand@exempel.se'")
        .await;
    let mut tx = stand.world.tx().await;
    for (customer, recipient) in [(Some(CustomerId(customer)), ""), (None, OLD)] {
        let card = NewCard {
            shop_id: stand.world.shop_id,
            amount: Money::new(10_000, Currency::SEK),
            customer,
            expires_at: tx.now().plus(SignedDuration::from_hours(24 * 900)),
            // Of a card for whoever has its code the note is not about a customer.
            note: if customer.is_some() {
                "Till Zebrastrand".to_owned()
            } else {
                String::new()
            },
            recipient: recipient.to_owned(),
            locale: "sv".to_owned(),
        };
        issue(
            &mut tx,
            &SecretKey::new(SECRET),
            GiftCardId::generate(),
            &card,
        )
        .await
        .unwrap();
    }
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_case_keeps_its_buyer_until_it_is_closed_and_what_a_late_one_says_goes_too() {
    let stand = member().await;
    let (order, _) = bought(&stand, "2").await;
    send(&stand, order, 2).await;
    arrives(&stand).await;
    let case = complain(&stand, order, "tidig").await;
    let page = stand.get(ERASE).await.html;
    assert!(page.contains("Ett köp är på väg"), "{page}");
    stand.post(ERASE, &[("sure", "1")]).await;
    let reachable = "select count(*) from orders where email <> ''";
    let said =
        "select count(*) from return_cases where name <> '' and email <> '' and description <> ''";
    stand
        .world
        .clock
        .advance(SignedDuration::from_hours(24 * 40));
    purge(&stand).await;
    assert_eq!(
        (count(&stand, reachable).await, count(&stand, said).await),
        (1, 1)
    );
    refuse(&stand, case, "Den har tappats.").await;
    stand.world.clock.advance(SignedDuration::from_hours(24));
    purge(&stand).await;
    assert_eq!(
        (count(&stand, reachable).await, count(&stand, said).await),
        (0, 0)
    );
    let looked_at_next = "select count(*) from customers where purge_on = date '2034-01-01'";
    assert_eq!(count(&stand, looked_at_next).await, 1);
    // The order's link still opens a case, with a name that is typed anew.
    let late = complain(&stand, order, "sen").await;
    let soon = "select count(*) from customers where purge_on < date '2027-02-01'";
    assert_eq!(count(&stand, soon).await, 1);
    stand.world.clock.advance(SignedDuration::from_hours(24));
    purge(&stand).await;
    assert_eq!(count(&stand, said).await, 1, "it is not answered yet");
    refuse(&stand, late, "Nej.").await;
    stand.world.clock.advance(SignedDuration::from_hours(24));
    purge(&stand).await;
    for left in [
        said,
        "select count(*) from return_cases where answer <> '' or deduction_reason <> ''",
        "select count(*) from audit_entries where subject_kind = 'return' and reason is not null",
        "select count(*) from outbox_facts where name = 'ReturnRefused' and payload ->> 'reason' <> ''",
    ] {
        assert_eq!(count(&stand, left).await, 0, "{left}");
    }
}

#[tokio::test]
async fn an_order_with_money_on_its_way_back_or_an_open_invoice_keeps_its_buyer() {
    let stand = Stand::new().await;
    firm(&stand).await;
    let bought = buy(&stand, "1", "invoice").await;
    assert!(bought.location.starts_with("/order/"), "{}", bought.html);
    arrives(&stand).await;
    stand.post(ERASE, &[("sure", "1")]).await;
    stand
        .world
        .clock
        .advance(SignedDuration::from_hours(24 * 200));
    purge(&stand).await;
    let reachable = "select count(*) from orders o join order_companies c on c.order_id = o.id
                     where o.email <> '' and c.reference <> '' and c.invoice_email <> ''";
    assert_eq!(count(&stand, reachable).await, 1);
    let paid = "update order_invoices set state = 'paid', closed_at = timestamptz '2027-06-12'";
    stand.world.database.execute(paid).await;
    stand.world.clock.advance(SignedDuration::from_hours(24));
    purge(&stand).await;
    let left = "select count(*) from order_companies where reference <> '' or marking <> '' or invoice_email <> ''";
    assert_eq!(
        (count(&stand, reachable).await, count(&stand, left).await),
        (0, 0)
    );
    let named = "select count(*) from order_companies where name = 'Studio Furu AB'";
    assert_eq!(count(&stand, named).await, 1, "the books want to know");
}

#[tokio::test]
async fn guest_orders_of_an_address_from_before_are_the_accounts_and_not_its_next_holders() {
    let stand = Stand::new().await;
    bought(&stand, "1").await;
    registered(&stand).await;
    stand
        .post("/konto/uppgifter/epost", &[("email", "elin.ny@exempel.se")])
        .await;
    stand.world.clock.advance(SignedDuration::from_mins(1));
    let moved = stand.post(&link(&stand).await, &[]).await;
    assert!(moved.location.ends_with("klart=moved"), "{}", moved.html);
    let file = stand.post("/konto/personuppgifter/fil", &[]).await.html;
    let all: serde_json::Value = serde_json::from_str(&file).unwrap();
    assert_eq!(all["orders"][0]["as_guest"], true);
    let page = stand.get(ERASE).await.html;
    assert!(page.contains("Ett köp med namn och adress"), "{page}");
    // What is bought with the address after it was given up is somebody else's.
    let own = stand.jar();
    stand.take_jar(BTreeMap::new());
    stand.world.clock.advance(SignedDuration::from_mins(1));
    bought(&stand, "1").await;
    stand.take_jar(own);
    stand.post(ERASE, &[("sure", "1")]).await;
    let owned = "select count(*) from orders where customer_id is not null";
    assert_eq!(count(&stand, owned).await, 1);
    stand.take_jar(BTreeMap::new());
    ask(&stand, "/konto/skapa", "elin@exempel.se").await;
    let made = stand
        .post(&link(&stand).await, &[("name", "Maja Ek")])
        .await;
    assert_eq!(made.location, "/konto", "{}", made.html);
    let claimable = stand.post("/konto/hamta-kop", &[]).await;
    assert_eq!(claimable.location, "/konto/bestallningar");
    let hers = "select count(*) from orders o join customers c on c.id = o.customer_id where c.email = 'elin@exempel.se'";
    assert_eq!(count(&stand, hers).await, 1, "her own, not the one before");
}
