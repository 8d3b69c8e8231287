//! Invoices in the back office, what comes for them, and payments that do not add up.

use admin::Environment;
use commerce::checkout::prepare::{Prepared, prepare};
use commerce::company::purchase::Purchase;
use commerce::ids::{CompanyId, CustomerId};
use commerce::payment::PaymentMethod;
use commerce::payment::gateway::{Session, SessionState};
use commerce::payment::settle::settle;
use http::StatusCode;
use platform::money::{Currency, Money};
use testkit::World as Goods;
use uuid::Uuid;

use crate::client::{PASSWORD, World, world};
use crate::shipments::goods;

/// An order of three mugs that Studio Furu AB owes 806 kronor for; its number.
async fn owed(goods: &Goods) -> String {
    let buyer = goods.company(Some(1_000_000)).await;
    owed_by(goods, buyer, "MUG").await
}

/// The same by a company that there is, of an article that there is not yet.
pub(crate) async fn owed_by(
    goods: &Goods,
    (company, customer): (CompanyId, CustomerId),
    sku: &str,
) -> String {
    let mug = goods.variant(sku, 10, 24_900).await;
    let cart = goods.cart(&[(mug, 3)]).await;
    let mut confirmation = goods.confirmation(cart).await;
    confirmation.customer_id = Some(customer);
    confirmation.tier_code = "pro".to_owned();
    confirmation.method = PaymentMethod::Invoice;
    confirmation.company = Some(Purchase {
        company,
        reference: "Anna".to_owned(),
        marking: String::new(),
        cost_place: String::new(),
    });
    let mut tx = goods.tx().await;
    let Prepared::Placed { order_id } = prepare(&mut tx, &confirmation).await.unwrap() else {
        panic!("an invoice needs no vendor")
    };
    let number = commerce::order::store::number_of(&mut tx, order_id)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    number
}

/// An order of 308 kronor whose vendor took another sum; its number and the page of the difference.
pub(crate) async fn mismatched(goods: &Goods, minor: i64) -> (String, String) {
    let mug = goods.variant("CUP", 10, 24_900).await;
    let cart = goods.cart(&[(mug, 1)]).await;
    let confirmation = goods.confirmation(cart).await;
    let mut tx = goods.tx().await;
    let Prepared::Waiting { order_id, payment } = prepare(&mut tx, &confirmation).await.unwrap()
    else {
        panic!("waiting")
    };
    let session = Session {
        reference: "cs_1".to_owned(),
        url: None,
        state: SessionState::Captured {
            charge_reference: "ch_1".to_owned(),
            amount: Money::new(minor, Currency::SEK),
            method: "card".to_owned(),
        },
    };
    settle(&mut tx, payment.id, &session).await.unwrap();
    let number = commerce::order::store::number_of(&mut tx, order_id)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let id: Uuid = goods
        .database
        .value("select id from payment_differences")
        .await;
    (number, format!("/betalningar/{id}"))
}

async fn deed(world: &World) -> Option<String> {
    sqlx::query_scalar("select deed from payment_differences")
        .fetch_one(&world.database.pool)
        .await
        .unwrap()
}

#[tokio::test]
async fn invoices_are_listed_found_shown_and_exported_and_late_ones_stand_apart() {
    let world = world(Environment::Production).await;
    let goods = goods(&world).await;
    let number = owed(&goods).await;
    let (mut clerk, _) = world.logged_in("sara@nordbod.example", &["orders"]).await;
    let here = "href=\"/fakturor/FAK-10001\"";
    for query in [
        String::new(),
        "?q=FAK-10001".to_owned(),
        "?q=furu".to_owned(),
        "?q=1000173".to_owned(),
        format!("?q={number}"),
        "?lage=open".to_owned(),
        "?utfardad=30".to_owned(),
    ] {
        let list = clerk.get(&format!("/fakturor{query}")).await;
        assert_eq!(list.status, StatusCode::OK, "{query}");
        assert!(list.body.contains(here), "{query}: {}", list.body);
    }
    for query in ["?lage=forfallna", "?lage=paid", "?q=FAK-10002"] {
        let list = clerk.get(&format!("/fakturor{query}")).await;
        assert!(!list.body.contains(here), "{query}");
    }
    assert_eq!(
        clerk.get("/sok?q=fak-10001").await.location,
        "/fakturor/FAK-10001"
    );
    let page = clerk.get("/fakturor/FAK-10001").await;
    assert_eq!(page.status, StatusCode::OK);
    for said in [
        "Studio Furu AB",
        "Anna",
        "1000173",
        "806,00",
        "25\u{a0}% (S)",
        "Normal eller reducerad momssats",
        &format!("href=\"/ordrar/{number}\""),
    ] {
        assert!(page.body.contains(said), "{said}: {}", page.body);
    }
    for wrong in ["FAK-10002", "FAK-x", "10001"] {
        let found = clerk.get(&format!("/fakturor/{wrong}")).await;
        assert_eq!(found.status, StatusCode::NOT_FOUND, "{wrong}");
    }
    let order = clerk.get(&format!("/ordrar/{number}")).await;
    assert!(order.body.contains(here), "{}", order.body);
    let file = clerk.get("/fakturor/export").await;
    let row = format!("FAK-10001;Studio Furu AB;{number};");
    assert!(file.body.contains(&row), "{}", file.body);
    assert_eq!(world.audited("invoice.exported").await, 1);
    // Late from the day after it is due; and then it waits on today's page.
    world
        .database
        .execute("update order_invoices set due_on = due_on - 60")
        .await;
    let late = clerk.get("/fakturor?lage=forfallna").await;
    assert!(late.body.contains(here), "{}", late.body);
    assert!(
        clerk
            .get("/")
            .await
            .body
            .contains("/fakturor?lage=forfallna")
    );
}

#[tokio::test]
async fn a_part_payment_is_entered_and_undone_and_what_is_typed_wrong_stays_in_the_form() {
    let world = world(Environment::Production).await;
    let goods = goods(&world).await;
    let number = owed(&goods).await;
    let (mut clerk, _) = world.logged_in("sara@nordbod.example", &["orders"]).await;
    let form = format!("/ordrar/{number}/betalning");
    let page = clerk.get(&form).await;
    assert!(page.body.contains("value=\"806\""), "{}", page.body);
    let today = world.clock.now().business_time().date().to_string();
    let id = platform::ids::new_uuid().to_string();
    let fields = |amount: &'static str, day: &str| {
        [
            ("id", id.clone()),
            ("amount", amount.to_owned()),
            ("paid_on", day.to_owned()),
            ("reference", "BG <1>".to_owned()),
        ]
    };
    for (amount, day) in [
        ("", today.as_str()),
        ("-5", today.as_str()),
        ("fem", today.as_str()),
        ("300", "2031-01-01"),
        ("300", "x"),
    ] {
        let sent = fields(amount, day);
        let sent: Vec<(&str, &str)> = sent.iter().map(|(k, v)| (*k, v.as_str())).collect();
        let refused = clerk.post(&form, &sent).await;
        assert_eq!(
            refused.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{amount} {day}"
        );
        assert!(refused.body.contains("BG &lt;1&gt;"), "{}", refused.body);
    }
    let sent = fields("300,50", &today);
    let sent: Vec<(&str, &str)> = sent.iter().map(|(k, v)| (*k, v.as_str())).collect();
    for _ in 0..2 {
        let done = clerk.post(&form, &sent).await;
        assert_eq!(done.location, format!("/ordrar/{number}"));
    }
    let used = "select credit_used_minor from companies";
    assert_eq!(world.database.value::<i64>(used).await, 80_600 - 30_050);
    let order = clerk.get(&format!("/ordrar/{number}")).await;
    assert!(
        order.body.contains("300,50") && order.body.contains("BG &lt;1&gt;"),
        "{}",
        order.body
    );
    assert_eq!(world.audited("order.invoice_payment_entered").await, 1);
    let undo = format!("{form}/{id}/angra");
    assert_eq!(
        clerk.post(&undo, &[]).await.location,
        format!("/ordrar/{number}")
    );
    assert_eq!(world.database.value::<i64>(used).await, 80_600);
    assert_eq!(clerk.post(&undo, &[]).await.status, StatusCode::NOT_FOUND);
    // Who may only look sees no way in.
    let (mut other, _) = world
        .logged_in("drift@nordbod.example", &["operations"])
        .await;
    assert_eq!(other.get(&form).await.status, StatusCode::FORBIDDEN);
    assert_eq!(other.post(&form, &sent).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn the_account_for_invoices_is_checked_and_kept_and_only_owners_say_it() {
    let world = world(Environment::Production).await;
    goods(&world).await;
    let (mut owner, _) = world.logged_in("maja@nordbod.example", &["owner"]).await;
    let wrong = [
        ("bankgiro", "5050-1054"),
        ("iban", "SE45 5000"),
        ("bic", "x"),
        ("row_version", "0"),
    ];
    let refused = owner.post("/fakturor/konto", &wrong).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("5050-1054"), "{}", refused.body);
    let right = [
        ("bankgiro", "50501055"),
        ("iban", "SE45 5000 0000 0583 9825 7466"),
        ("bic", ""),
        ("row_version", "0"),
    ];
    let saved = owner.post("/fakturor/konto", &right).await;
    assert_eq!(saved.location, "/fakturor/konto?klart=1", "{}", saved.body);
    assert!(
        owner
            .get("/fakturor/konto")
            .await
            .body
            .contains("5050-1055")
    );
    let stale = owner.post("/fakturor/konto", &right).await;
    assert_eq!(stale.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(world.audited("invoice_account.changed").await, 1);
    let (mut clerk, _) = world.logged_in("sara@nordbod.example", &["orders"]).await;
    assert_eq!(
        clerk.get("/fakturor/konto").await.status,
        StatusCode::FORBIDDEN
    );
}

#[tokio::test]
async fn a_sum_that_does_not_add_up_goes_back_only_when_it_is_proved_who_sends_it() {
    let world = world(Environment::Production).await;
    let goods = goods(&world).await;
    let (number, page) = mismatched(&goods, 40_000).await;
    let (mut clerk, _) = world.logged_in("sara@nordbod.example", &["orders"]).await;
    assert!(clerk.get("/").await.body.contains("/betalningar?lage=open"));
    let list = clerk.get("/betalningar?lage=open").await;
    assert!(
        list.body.contains(&page) && list.body.contains(&number),
        "{}",
        list.body
    );
    // Nobody takes it for paid: what is shown of it among the orders says that it waits for somebody.
    for path in ["/", "/ordrar"] {
        let orders = clerk.get(path).await;
        assert!(
            orders.body.contains("Att reda ut"),
            "{path}: {}",
            orders.body
        );
    }
    let order = clerk.get(&format!("/ordrar/{number}")).await;
    assert!(
        order.body.contains(&page) && order.body.contains("400,00"),
        "{}",
        order.body
    );
    let shown = clerk.get(&page).await;
    for said in ["308,00", "400,00", "92,00", "refund_excess", "refund_all"] {
        assert!(shown.body.contains(said), "{said}: {}", shown.body);
    }
    for password in ["", "fel lösenord"] {
        let sent = [
            ("deed", "refund_excess"),
            ("note", "Kunden ringde"),
            ("current", password),
            ("row_version", "1"),
        ];
        let refused = clerk.post(&page, &sent).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.body.contains("Kunden ringde"), "{}", refused.body);
    }
    assert_eq!(deed(&world).await, None);
    let sent = [
        ("deed", "refund_excess"),
        ("note", "Kunden ringde"),
        ("current", PASSWORD),
        ("row_version", "1"),
    ];
    let done = clerk.post(&page, &sent).await;
    assert_eq!(done.location, format!("{page}?klart=done"), "{}", done.body);
    assert_eq!(deed(&world).await.as_deref(), Some("refund_excess"));
    let again = clerk.post(&page, &sent).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    let refunds = "select count(*) from refunds where is_excess and amount_minor = 9200";
    assert_eq!(world.database.value::<i64>(refunds).await, 1);
    let state: String = world.database.value("select state from orders").await;
    assert_eq!(state, "placed");
    for wrong in [
        [("deed", "undone"), ("row_version", "2")],
        [("deed", "x"), ("row_version", "x")],
    ] {
        let refused = clerk.post(&page, &wrong).await;
        assert_eq!(
            refused.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{wrong:?}"
        );
    }
}

#[tokio::test]
async fn money_that_came_too_late_and_what_a_company_paid_too_much_are_told_as_they_are() {
    let world = world(Environment::Production).await;
    let goods = goods(&world).await;
    let mug = goods.variant("CUP", 1, 24_900).await;
    let cart = goods.cart(&[(mug, 1)]).await;
    let confirmation = goods.confirmation(cart).await;
    let mut tx = goods.tx().await;
    let Prepared::Waiting { payment, .. } = prepare(&mut tx, &confirmation).await.unwrap() else {
        panic!("waiting")
    };
    let session = |state| Session {
        reference: "cs_1".to_owned(),
        url: None,
        state,
    };
    let expired = session(SessionState::Expired);
    settle(&mut tx, payment.id, &expired).await.unwrap();
    tx.commit().await.unwrap();
    goods
        .database
        .execute("update stock_levels set on_hand = 0")
        .await;
    let captured = session(SessionState::Captured {
        charge_reference: "ch_1".to_owned(),
        amount: Money::new(30_800, Currency::SEK),
        method: "card".to_owned(),
    });
    let mut tx = goods.tx().await;
    settle(&mut tx, payment.id, &captured).await.unwrap();
    tx.commit().await.unwrap();
    let (mut clerk, _) = world.logged_in("sara@nordbod.example", &["orders"]).await;
    let late: Uuid = goods
        .database
        .value("select id from payment_differences")
        .await;
    let page = clerk.get(&format!("/betalningar/{late}")).await.body;
    assert!(
        page.contains("Pengarna kom för sent") && page.contains("beställt på nytt"),
        "{page}"
    );
    for lie in [
        "Väntat",
        "För mycket",
        "tog ett annat belopp",
        "Ordern väntar",
    ] {
        assert!(!page.contains(lie), "{lie}: {page}");
    }
    let list = clerk.get("/betalningar").await.body;
    assert!(list.contains("Pengarna kom för sent"), "{list}");
    let orders = clerk.get("/ordrar?lage=cancelled").await.body;
    assert!(orders.contains("Att reda ut"), "{orders}");
    let number = owed(&goods).await;
    let today = world.clock.now().business_time().date().to_string();
    let id = platform::ids::new_uuid().to_string();
    let sent = [
        ("id", id.as_str()),
        ("amount", "1000"),
        ("paid_on", today.as_str()),
        ("reference", "BG"),
    ];
    clerk
        .post(&format!("/ordrar/{number}/betalning"), &sent)
        .await;
    let over: Uuid = goods
        .database
        .value("select id from payment_differences where kind = 'bank'")
        .await;
    let page = format!("/betalningar/{over}");
    let shown = clerk.get(&page).await.body;
    assert!(
        shown.contains("194,00") && shown.contains("räknat av") && !shown.contains("\"credit\""),
        "{shown}"
    );
    let sent = [
        ("deed", "credit"),
        ("note", ""),
        ("current", PASSWORD),
        ("row_version", "1"),
    ];
    let refused = clerk.post(&page, &sent).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let cards = "select count(*) from gift_cards";
    assert_eq!(goods.database.value::<i64>(cards).await, 0);
}

#[tokio::test]
async fn an_invoice_that_is_paid_and_what_was_over_of_it_read_well() {
    let world = world(Environment::Production).await;
    let goods = goods(&world).await;
    goods
        .database
        .execute("insert into invoice_accounts (shop_id, bankgiro, iban, bic, updated_at) select id, '', 'SE4550000000058398257466', '', now() from shops")
        .await;
    let number = owed(&goods).await;
    goods
        .database
        .execute("update order_addresses set country = 'NO'")
        .await;
    let (mut clerk, _) = world.logged_in("sara@nordbod.example", &["orders"]).await;
    let enter = format!("/ordrar/{number}/betalning");
    let loud = format!("class=\"btn primary\" href=\"{enter}\"");
    let quiet = format!("class=\"btn\" href=\"{enter}\"");
    let invoice = clerk.get("/fakturor/FAK-10001").await.body;
    assert!(invoice.contains(&loud), "{invoice}");
    assert!(
        invoice.contains("SE45 5000 0000 0583 9825 7466"),
        "{invoice}"
    );
    let today = world.clock.now().business_time().date().to_string();
    for amount in ["1000", "100"] {
        let id = platform::ids::new_uuid().to_string();
        let sent = [
            ("id", id.as_str()),
            ("amount", amount),
            ("paid_on", today.as_str()),
            ("reference", ""),
        ];
        clerk.post(&enter, &sent).await;
    }
    // Nothing is owed any more: the way in is there, and nobody is urged to take it.
    let invoice = clerk.get("/fakturor/FAK-10001").await.body;
    assert!(
        invoice.contains(&quiet) && !invoice.contains(&loud),
        "{invoice}"
    );
    let order = clerk.get(&format!("/ordrar/{number}")).await.body;
    assert_eq!(
        order.matches("Betalningar som inte stämmer").count(),
        1,
        "{order}"
    );
    for said in [
        "194,00\u{a0}kr för mycket",
        "100,00\u{a0}kr för mycket",
        "Normal eller reducerad momssats",
        "Norge",
    ] {
        assert!(order.contains(said), "{said}: {order}");
    }
    // The code stands on each line, and what it means below them.
    assert!(order.contains("Moms 25\u{a0}% (S)"), "{order}");
    assert_eq!(
        order
            .matches("Momskod S: Normal eller reducerad momssats.")
            .count(),
        1,
        "{order}"
    );
    assert_eq!(
        order.matches("Normal eller reducerad momssats").count(),
        1,
        "{order}"
    );
    assert!(!order.contains("<abbr"), "{order}");
}

#[tokio::test]
async fn of_an_order_that_was_called_off_nothing_is_to_be_paid() {
    let world = world(Environment::Production).await;
    let goods = goods(&world).await;
    let number = owed(&goods).await;
    let (mut clerk, _) = world.logged_in("sara@nordbod.example", &["orders"]).await;
    let page = format!("/ordrar/{number}");
    let to_pay = ">Att betala<";
    assert!(clerk.get(&page).await.body.contains(to_pay));
    let mut tx = goods.tx().await;
    let order = commerce::order::store::id_by_number(&mut tx, &number)
        .await
        .unwrap()
        .unwrap();
    commerce::order::invoice::close::cancel(&mut tx, order)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    for page in [page.as_str(), "/fakturor/FAK-10001"] {
        let shown = clerk.get(page).await.body;
        assert!(
            shown.contains("806,00") && !shown.contains(to_pay),
            "{page}: {shown}"
        );
    }
}

#[tokio::test]
async fn the_buyer_is_asked_for_the_rest_and_less_is_accepted_with_a_reason_only() {
    let world = world(Environment::Production).await;
    let goods = goods(&world).await;
    let (number, page) = mismatched(&goods, 20_000).await;
    let (mut clerk, _) = world.logged_in("sara@nordbod.example", &["orders"]).await;
    let asked = clerk
        .post(&format!("{page}/resten"), &[("row_version", "1")])
        .await;
    assert_eq!(asked.location, format!("{page}?klart=asked"));
    let stale = clerk
        .post(&format!("{page}/resten"), &[("row_version", "1")])
        .await;
    assert_eq!(stale.status, StatusCode::UNPROCESSABLE_ENTITY);
    let silent = [("deed", "accept"), ("note", " "), ("row_version", "2")];
    let refused = clerk.post(&page, &silent).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    // No money leaves: nobody is asked for a password.
    let said = [
        ("deed", "accept"),
        ("note", "Prisfel"),
        ("row_version", "2"),
    ];
    let done = clerk.post(&page, &said).await;
    assert_eq!(done.location, format!("{page}?klart=done"), "{}", done.body);
    let notes = "select sum(amount_minor)::bigint from credit_notes";
    assert_eq!(world.database.value::<i64>(notes).await, 10_800);
    let order = clerk.get(&format!("/ordrar/{number}")).await.body;
    for said in ["Nedsatt pris", "KRE-10001", "−108,00", "200,00", "40,00"] {
        assert!(order.contains(said), "{said}: {order}");
    }
    assert!(!order.contains("<dd class=\"sum\">308"), "{order}");
    let list = clerk.get("/ordrar").await.body;
    assert!(
        list.contains("200,00") && list.contains("Avtalat: 308,00"),
        "{list}"
    );
    let (mut other, _) = world
        .logged_in("drift@nordbod.example", &["operations"])
        .await;
    assert_eq!(other.get(&page).await.status, StatusCode::FORBIDDEN);
}
