//! What an order's page says, whatever has become of the order.

use commerce::ids::DifferenceId;
use commerce::payment::difference::{Decision, Deed, decide};
use http::StatusCode;

use crate::account::member;
use crate::buying::order_path;
use crate::stand::{Mood, Stand};

const PAY: &str = "/betala\"";

/// An order whose page is open at the provider, and the path of its page.
async fn prepared() -> (Stand, String) {
    let stand = Stand::new().await;
    stand.add("2").await;
    let fields = stand.filled().await;
    let sent = stand.buy(&fields).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.html);
    let order = order_path(&stand).await;
    (stand, order)
}

/// Staff decide about the payment.
async fn decided(stand: &Stand, deed: Deed) {
    let database = &stand.world.database;
    let id: uuid::Uuid = database.value("select id from payment_differences").await;
    let decision = Decision {
        id: DifferenceId(id),
        row_version: database
            .value("select row_version from payment_differences")
            .await,
        deed,
        note: "Bankgiro",
    };
    let mut tx = stand.world.tx().await;
    decide(&mut tx, &decision).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn who_has_paid_is_not_told_otherwise_while_the_provider_is_away() {
    let (stand, order) = prepared().await;
    stand.provider_is(Mood::Away);
    let back = stand.get(&format!("{order}/ater")).await;
    let page = stand.get(&back.location).await.html;
    assert!(page.contains("Vi väntar på besked"), "{page}");
    assert!(!page.contains("Inte betald än") && !page.contains(PAY));
    // The page asks again by itself, and when the answer has come, says it.
    let refresh = format!("http-equiv=\"refresh\" content=\"4; url={order}/ater\"");
    assert!(page.contains(&refresh), "{page}");
    stand.provider_is(Mood::Pays);
    let back = stand.get(&format!("{order}/ater")).await;
    assert_eq!(back.location, order);
    assert!(stand.get(&order).await.html.contains("Tack, Elin."));
}

#[tokio::test]
async fn who_left_without_paying_may_pay_although_the_provider_is_away() {
    let (stand, order) = prepared().await;
    stand.provider_is(Mood::Away);
    let back = stand.get(&format!("{order}/ater?left=1")).await;
    let page = stand.get(&back.location).await.html;
    assert!(
        page.contains("Betalningen avbröts.") && page.contains(PAY),
        "{page}"
    );
    assert!(!page.contains("http-equiv=\"refresh\""));
}

#[tokio::test]
async fn a_bank_that_has_not_answered_is_waited_for() {
    let (stand, order) = prepared().await;
    stand.provider_is(Mood::Processes);
    stand.get(&format!("{order}/ater")).await;
    let page = stand.get(&order).await.html;
    assert!(page.contains("Vi väntar på besked"));
    assert!(page.contains(&format!("content=\"4; url={order}\"")));
    assert!(!page.contains(PAY));
    // Nobody pays twice.
    let again = stand.post(&format!("{order}/betala"), &[]).await;
    assert_eq!(again.location, order);
}

#[tokio::test]
async fn another_sum_than_asked_for_is_looked_into_and_not_asked_for_again() {
    let (stand, order) = prepared().await;
    stand.provider_is(Mood::PaysOtherwise(100));
    stand.get(&format!("{order}/ater")).await;
    let page = stand.get(&order).await.html;
    assert!(page.contains("Vi undersöker betalningen"), "{page}");
    assert!(!page.contains("Inte betald än") && !page.contains(PAY));
    // Nor does its sum say that anything is to be paid.
    assert!(
        page.contains("<dt>Totalt</dt>") && !page.contains("Att betala"),
        "{page}"
    );
    let again = stand.post(&format!("{order}/betala"), &[]).await;
    assert_eq!(again.location, order);
    // Staff see it among the order's facts.
    let told = "select count(*) from outbox_facts where name = 'PaymentMismatched'";
    assert_eq!(stand.world.database.value::<i64>(told).await, 1);
    // They send all of it back: the page says so, and nothing of a purchase that nobody paid.
    decided(&stand, Deed::RefundAll).await;
    let page = stand.get(&order).await.html;
    assert!(
        page.contains("Pengarna går tillbaka") && !page.contains("betalades aldrig"),
        "{page}"
    );
    stand.sends_back().await;
    let page = stand.get(&order).await.html;
    assert!(page.contains("Pengarna är återbetalda"), "{page}");
}

#[tokio::test]
async fn an_order_for_which_less_was_accepted_costs_what_came_on_every_page_and_paper() {
    let stand = member().await;
    stand.add("2").await;
    let form = stand.filled().await;
    stand.buy(&form).await;
    let order = order_path(&stand).await;
    stand.provider_is(Mood::PaysOtherwise(40_000));
    stand.get(&format!("{order}/ater")).await;
    let before = stand.get(&order).await.html;
    assert!(!before.contains("Nedsatt pris"), "{before}");
    decided(&stand, Deed::Accept).await;
    let number: String = stand
        .world
        .database
        .value("select number from orders")
        .await;
    let mine = format!("/konto/bestallningar/{number}");
    for path in [order.clone(), mine.clone(), format!("{mine}/kvitto")] {
        let page = stand.get(&path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        for said in [
            "Nedsatt pris, kreditnota KRE-10001",
            "<dd>−157",
            "<dd>400",
            "<dd>80,00",
        ] {
            assert!(page.html.contains(said), "{path}, {said}: {}", page.html);
        }
        assert!(!page.html.contains("<dd>557"), "{path}: {}", page.html);
    }
    let list = stand.get("/konto/bestallningar").await.html;
    assert!(list.contains(">400") && !list.contains(">557"), "{list}");
}

#[tokio::test]
async fn another_sum_that_comes_late_is_looked_into_until_somebody_has_decided() {
    let (stand, order) = prepared().await;
    stand
        .world
        .clock
        .advance(jiff::SignedDuration::from_mins(32));
    stand.post(&format!("{order}/betala"), &[]).await;
    stand.provider_is(Mood::PaysOtherwise(100));
    stand.get(&format!("{order}/ater")).await;
    let page = stand.get(&order).await.html;
    assert!(
        page.contains("Vi undersöker betalningen") && page.contains("tiden för köpet"),
        "{page}"
    );
    assert!(!page.contains("Pengarna går tillbaka") && !page.contains(PAY));
    decided(&stand, Deed::RefundAll).await;
    let page = stand.get(&order).await.html;
    assert!(page.contains("Pengarna går tillbaka"), "{page}");
}

#[tokio::test]
async fn after_the_deadline_nobody_pays_and_the_goods_are_free_again() {
    let (stand, order) = prepared().await;
    stand
        .world
        .clock
        .advance(jiff::SignedDuration::from_mins(32));
    let late = stand.post(&format!("{order}/betala"), &[]).await;
    assert_eq!(late.location, order);
    let page = stand.get(&order).await.html;
    assert!(
        page.contains("Köpet betalades aldrig") && page.contains("Till varukorgen"),
        "{page}"
    );
    assert!(!page.contains(PAY));
    let held = "select sum(reserved)::bigint from stock_levels";
    assert_eq!(stand.world.database.value::<i64>(held).await, 0);
    assert!(
        stand
            .get("/varukorg")
            .await
            .html
            .contains("Varukorg, 2 varor")
    );
}

#[tokio::test]
async fn money_that_came_too_late_for_the_goods_is_promised_back() {
    let (stand, order) = prepared().await;
    stand
        .world
        .clock
        .advance(jiff::SignedDuration::from_mins(32));
    stand.post(&format!("{order}/betala"), &[]).await;
    stand
        .world
        .database
        .execute("update stock_levels set on_hand = 0")
        .await;
    stand.provider_is(Mood::Pays);
    stand.get(&format!("{order}/ater")).await;
    let page = stand.get(&order).await.html;
    assert!(
        page.contains("Pengarna kom för sent") && page.contains("Vi betalar tillbaka pengarna"),
        "{page}"
    );
    assert!(!page.contains(PAY) && !page.contains("Pengarna går tillbaka"));
    // In each state what is true of it: on its way, refused by the provider, and paid back otherwise.
    decided(&stand, Deed::RefundAll).await;
    let page = stand.get(&order).await.html;
    assert!(page.contains("Pengarna går tillbaka"), "{page}");
    stand.provider_is(Mood::Refuses);
    stand.sends_back().await;
    let page = stand.get(&order).await.html;
    assert!(
        page.contains("Pengarna kunde inte skickas tillbaka") && page.contains("Vi hör av oss"),
        "{page}"
    );
    decided(&stand, Deed::ByHand).await;
    let page = stand.get(&order).await.html;
    assert!(
        page.contains("Pengarna är återbetalda") && !page.contains("samma väg"),
        "{page}"
    );
}

#[tokio::test]
async fn a_card_that_has_expired_is_not_a_page_that_stood_open() {
    let (stand, order) = prepared().await;
    stand.provider_is(Mood::Waits(Some("expired_card")));
    stand.get(&format!("{order}/ater")).await;
    let page = stand.get(&order).await.html;
    assert!(
        page.contains("Kortets giltighetstid har gått ut."),
        "{page}"
    );
    assert!(!page.contains("stod öppen för länge"));
}
