//! Mails about money that is to come: an invoice, and what is missing of a payment.

use commerce::checkout::prepare::{Prepared, prepare};
use commerce::company::purchase::Purchase;
use commerce::ids::{DifferenceId, OrderId};
use commerce::jobs::{SendInvoice, SendRestRequest};
use commerce::payment::PaymentMethod;
use commerce::payment::difference::{Decision, Deed, decide};
use commerce::payment::gateway::{Session, SessionState};
use commerce::payment::settle::settle;
use platform::money::{Currency, Money};
use testkit::World;
use testkit::pictures::Pictures;
use uuid::Uuid;
use workers::mails::money::{send_invoice, send_rest_request};

use crate::mails::{context, first_try, has_all, written};

#[tokio::test]
async fn an_invoice_is_mailed_once_to_whoever_ordered_and_to_where_the_company_reads_it() {
    let (world, pictures) = (World::create().await, Pictures::new());
    let (company, customer) = world.company(Some(1_000_000)).await;
    world
        .database
        .execute("insert into invoice_accounts (shop_id, bankgiro, iban, bic, updated_at) select id, '5050-1055', '', '', now() from shops")
        .await;
    let mug = world.variant("MUG", 10, 24_900).await;
    let cart = world.cart(&[(mug, 1)]).await;
    let mut confirmation = world.confirmation(cart).await;
    confirmation.customer_id = Some(customer);
    confirmation.tier_code = "pro".to_owned();
    confirmation.method = PaymentMethod::Invoice;
    confirmation.company = Some(Purchase {
        company,
        reference: "Anna".to_owned(),
        marking: String::new(),
        cost_place: String::new(),
    });
    let mut tx = world.tx().await;
    let Prepared::Placed { order_id } = prepare(&mut tx, &confirmation).await.unwrap() else {
        panic!("an invoice needs no vendor")
    };
    tx.commit().await.unwrap();
    let context = context(&world, &pictures);
    for _ in 0..2 {
        send_invoice(context.clone(), SendInvoice { order_id }, first_try())
            .await
            .unwrap();
    }
    let count = "select count(*) from mails where kind = 'invoice' and state = 'sent'";
    assert_eq!(world.database.value::<i64>(count).await, 2);
    let papers = "select body_text from mails where recipient = 'f@furu.example'";
    let text: String = world.database.value(papers).await;
    for said in [
        "FAK-10001",
        "5050-1055",
        "1000173",
        "308,00",
        "Anna",
        "/faktura",
    ] {
        assert!(text.contains(said), "{said}: {text}");
    }
    // What keeps a mail from being sent twice must not outlive its reader's address.
    let keys = "select count(*) from mails where dedup_key like '%@%'";
    assert_eq!(world.database.value::<i64>(keys).await, 0);
    // Companies have no right of withdrawal, so none is promised.
    let mail = written(&context, order_id).await;
    has_all(&mail, &["Företag kan reklamera fel i två år."]);
    assert!(
        !mail.body_text.contains("ångerrätt") && !mail.body_text.contains("/angra"),
        "{}",
        mail.body_text
    );
}

/// An order of one mug for 308 kronor of which 200 came: which, and the difference.
async fn too_little(world: &World) -> (OrderId, DifferenceId) {
    let mug = world.variant("MUG", 10, 24_900).await;
    let cart = world.cart(&[(mug, 1)]).await;
    let confirmation = world.confirmation(cart).await;
    let mut tx = world.tx().await;
    let Prepared::Waiting { order_id, payment } = prepare(&mut tx, &confirmation).await.unwrap()
    else {
        panic!("waiting")
    };
    let session = Session {
        reference: "cs_1".to_owned(),
        url: None,
        state: SessionState::Captured {
            charge_reference: "ch_1".to_owned(),
            amount: Money::new(20_000, Currency::SEK),
            method: "card".to_owned(),
        },
    };
    settle(&mut tx, payment.id, &session).await.unwrap();
    tx.commit().await.unwrap();
    let id: Uuid = world
        .database
        .value("select id from payment_differences")
        .await;
    (order_id, DifferenceId(id))
}

#[tokio::test]
async fn the_confirmation_of_an_order_for_which_less_was_accepted_tells_what_came() {
    let (world, pictures) = (World::create().await, Pictures::new());
    let (order, id) = too_little(&world).await;
    let decision = Decision {
        id,
        row_version: 1,
        deed: Deed::Accept,
        note: "Prisfel",
    };
    let mut tx = world.tx().await;
    decide(&mut tx, &decision).await.unwrap();
    tx.commit().await.unwrap();
    let mail = written(&context(&world, &pictures), order).await;
    has_all(&mail, &["Nedsatt pris", "−108 kr", "200 kr", "40,00 kr"]);
    assert!(
        !mail.body_text.contains("308\u{a0}kr"),
        "{}",
        mail.body_text
    );
}

#[tokio::test]
async fn the_rest_is_asked_for_as_long_as_it_is_missing() {
    let (world, pictures) = (World::create().await, Pictures::new());
    let (_, difference_id) = too_little(&world).await;
    let context = context(&world, &pictures);
    let job = |round| SendRestRequest {
        difference_id,
        round,
    };
    for _ in 0..2 {
        send_rest_request(context.clone(), job(1), first_try())
            .await
            .unwrap();
    }
    let text: String = world
        .database
        .value("select body_text from mails where kind = 'rest'")
        .await;
    assert!(
        text.contains("108,00") && text.contains("ORD-"),
        "only what is missing: {text}"
    );
    let decision = Decision {
        id: difference_id,
        row_version: 1,
        deed: Deed::RestCame,
        note: "Bankgiro",
    };
    let mut tx = world.tx().await;
    decide(&mut tx, &decision).await.unwrap();
    tx.commit().await.unwrap();
    send_rest_request(context, job(2), first_try())
        .await
        .unwrap();
    let count = "select count(*) from mails where kind = 'rest'";
    assert_eq!(world.database.value::<i64>(count).await, 1, "it has come");
}
