//! What is sent twice, comes late or never, or is interrupted, through the production connector and the stand-in.

use commerce::payment::gateway::{GatewayError, PaymentGateway, SessionState};

use crate::payment::{charge_of, refund};
use crate::stand::Stand;

#[tokio::test]
async fn messages_come_first_twice_or_never() {
    let stand = Stand::up().await;
    let (_, first) = stand.opened("ORD-1").await;
    stand.choose(&first, "webhook_first").await;
    assert_eq!(
        stand.kinds(),
        ["checkout.session.completed"],
        "told before the browser was sent back"
    );
    stand.state.tick().await;
    assert_eq!(stand.letters().len(), 1);

    let (_, twice) = stand.opened("ORD-2").await;
    stand.choose(&twice, "webhook_twice").await;
    stand.state.tick().await;
    let letters = stand.letters();
    assert_eq!(letters.len(), 3);
    assert_eq!(letters[1].json()["id"], letters[2].json()["id"]);

    let (_, lost) = stand.opened("ORD-3").await;
    stand.choose(&lost, "webhook_lost").await;
    stand.pass(86_400).await;
    assert_eq!(stand.letters().len(), 3);
    charge_of(stand.state_of(&lost).await);
}

#[tokio::test]
async fn a_message_that_is_not_taken_is_sent_again_but_not_for_ever() {
    let stand = Stand::up().await;
    let (_, session) = stand.opened("ORD-1").await;
    stand.choose(&session, "approve").await;
    stand.shop_answers(&[500, 503]);
    stand.state.tick().await;
    stand.state.tick().await;
    assert_eq!(stand.letters().len(), 1, "not at once");
    stand.pass(1).await;
    stand.pass(5).await;
    stand.pass(3600).await;
    let letters = stand.letters();
    assert_eq!(letters.len(), 3);
    assert!(letters.iter().all(|letter| letter.body == letters[0].body));
    assert_ne!(
        letters[0].signature, letters[2].signature,
        "signed anew at each try"
    );

    let (_, hopeless) = stand.opened("ORD-2").await;
    stand.choose(&hopeless, "approve").await;
    stand.shop_answers(&[500; 40]);
    for _ in 0..40 {
        stand.pass(3600).await;
    }
    assert_eq!(stand.letters().len(), 3 + 7, "one and six more");
}

#[tokio::test]
async fn the_same_attempt_sent_again_is_the_same_session() {
    let stand = Stand::up().await;
    let (request, session) = stand.opened("ORD-1").await;
    stand.clock.advance(jiff::SignedDuration::from_mins(20));
    assert_eq!(stand.gateway.open(&request).await.unwrap(), session);
    let mut other = request.clone();
    other.email = "bo@example.se".into();
    let error = stand.gateway.open(&other).await.unwrap_err();
    assert!(
        matches!(&error, GatewayError::Refused { code, .. } if code == "idempotency_error"),
        "{error}"
    );
    let exchanges = stand.exchanges();
    assert!(
        exchanges
            .iter()
            .all(|e| e.headers["stripe-version"] == "2023-08-16")
    );
    assert!(
        exchanges
            .iter()
            .all(|e| e.headers["idempotency-key"] == "pay:ORD-1")
    );
}

#[tokio::test]
async fn fifty_at_once_with_one_key_are_one_session() {
    let stand = Stand::up().await;
    let request = stand.request("ORD-1");
    let all = futures_util::future::join_all((0..50).map(|_| stand.gateway.open(&request))).await;
    let references: std::collections::HashSet<_> =
        all.into_iter().map(|s| s.unwrap().reference).collect();
    assert_eq!(references.len(), 1);
}

#[tokio::test]
async fn a_repeated_click_pays_once() {
    let stand = Stand::up().await;
    let (_, session) = stand.opened("ORD-1").await;
    let clicks =
        futures_util::future::join_all((0..20).map(|_| stand.choose(&session, "approve"))).await;
    assert!(
        clicks
            .iter()
            .all(|to| to.starts_with("http://shop.test/kassa/klar"))
    );
    stand.state.tick().await;
    assert_eq!(stand.letters().len(), 1);
    stand.choose(&session, "decline").await;
    charge_of(stand.state_of(&session).await);
}

#[tokio::test]
async fn everything_survives_a_crash() {
    let stand = Stand::up().await;
    let (request, paid) = stand.opened("ORD-1").await;
    let (_, slow) = stand.opened("ORD-2").await;
    let (_, open) = stand.opened("ORD-3").await;
    stand.choose(&paid, "approve").await;
    stand.choose(&slow, "slow").await;
    let charge = charge_of(stand.state_of(&paid).await);
    let part = stand
        .gateway
        .refund(&refund(&charge, 100, "r1"))
        .await
        .unwrap();
    assert!(stand.letters().is_empty(), "nothing has been told yet");
    // The crash comes in the middle of writing a line.
    let mut journal = std::fs::OpenOptions::new()
        .append(true)
        .open(stand.journal())
        .unwrap();
    std::io::Write::write_all(&mut journal, b"{\"at\":1,\"entr").unwrap();

    let stand = stand.crash_and_return().await;
    assert_eq!(charge_of(stand.state_of(&paid).await), charge);
    assert_eq!(
        stand
            .gateway
            .refund(&refund(&charge, 100, "r1"))
            .await
            .unwrap(),
        part,
        "the key is remembered"
    );
    assert_eq!(
        stand.gateway.open(&request).await.unwrap().reference,
        paid.reference
    );
    stand.choose(&open, "approve").await;
    stand.pass(20).await;
    charge_of(stand.state_of(&slow).await);
    let kinds = stand.kinds();
    assert_eq!(
        kinds
            .iter()
            .filter(|k| *k == "checkout.session.completed")
            .count(),
        3,
        "told after all: {kinds:?}"
    );

    let stand = stand.crash_and_return().await;
    charge_of(stand.state_of(&slow).await);
    stand.state.tick().await;
    assert!(
        stand.letters().is_empty(),
        "what was told is not told again"
    );
}

#[tokio::test]
async fn without_a_provider_the_shop_learns_that_it_may_try_again() {
    use integrations::payment::stripe::{StripeConfig, StripeGateway};
    let config = StripeConfig::new(
        "http://127.0.0.1:1",
        "sk_test_hush",
        vec!["whsec_hush".into()],
    )
    .unwrap();
    let quick = std::time::Duration::from_millis(200);
    let gateway =
        StripeGateway::new(config.with_patience(quick, std::time::Duration::from_millis(1)))
            .unwrap();
    let error = gateway.look_up("cs_1").await.unwrap_err();
    assert!(matches!(error, GatewayError::Unavailable(_)), "{error}");
    assert!(!error.to_string().contains("hush"));
    assert!(matches!(
        gateway.look_up("../../etc").await,
        Err(GatewayError::Refused { .. })
    ));
    assert!(matches!(
        gateway.expire("").await,
        Err(GatewayError::Refused { .. })
    ));
}

#[tokio::test]
async fn the_worker_sends_at_once_and_stops_when_told() {
    let stand = Stand::up().await;
    let stop = tokio_util::sync::CancellationToken::new();
    let mut worker = tokio::task::JoinSet::new();
    worker.spawn(stand.state.clone().run(stop.clone()));
    let (_, session) = stand.opened("ORD-1").await;
    stand.choose(&session, "approve").await;
    let patience = std::time::Duration::from_secs(20);
    tokio::time::timeout(patience, stand.arrival())
        .await
        .unwrap();
    assert_eq!(stand.kinds(), ["checkout.session.completed"]);
    stop.cancel();
    tokio::time::timeout(patience, worker.join_next())
        .await
        .unwrap();
}

#[tokio::test]
async fn an_answer_is_forgotten_after_a_day() {
    let stand = Stand::up().await;
    let (request, session) = stand.opened("ORD-1").await;
    stand.clock.advance(jiff::SignedDuration::from_hours(23));
    let stand = stand.crash_and_return().await;
    assert_eq!(
        stand.gateway.open(&request).await.unwrap().reference,
        session.reference
    );
    stand.clock.advance(jiff::SignedDuration::from_hours(2));
    let stand = stand.crash_and_return().await;
    let fresh = stand.request("ORD-1");
    assert_ne!(
        stand.gateway.open(&fresh).await.unwrap().reference,
        session.reference
    );
    assert_eq!(
        stand.state_of(&session).await,
        SessionState::Expired,
        "the session itself is remembered"
    );
}
