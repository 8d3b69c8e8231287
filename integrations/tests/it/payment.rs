//! Every way a payment can go, through the production connector and the stand-in.

use commerce::payment::PaymentMethod;
use commerce::payment::gateway::{
    GatewayError, PaymentGateway, RefundReceipt, RefundRequest, RefundSeen, SessionState,
};
use platform::money::{Currency, Money};

use crate::stand::Stand;

fn sek(minor: i64) -> Money {
    Money::new(minor, Currency::SEK)
}

pub fn charge_of(state: SessionState) -> String {
    match state {
        SessionState::Captured {
            charge_reference,
            amount,
            ..
        } => {
            assert_eq!(amount, sek(64_900));
            charge_reference
        }
        other => panic!("not captured but {other:?}"),
    }
}

pub fn refund(charge: &str, minor: i64, key: &str) -> RefundRequest {
    let mut id = [0; 16];
    id[..key.len()].copy_from_slice(key.as_bytes());
    RefundRequest {
        payment_id: uuid::Uuid::from_bytes([7; 16]),
        refund_id: uuid::Uuid::from_bytes(id),
        charge_reference: charge.into(),
        amount: sek(minor),
        idempotency_key: key.into(),
    }
}

#[tokio::test]
async fn a_good_card_pays_and_the_shop_is_told_once() {
    let stand = Stand::up().await;
    let (request, session) = stand.opened("ORD-1").await;
    assert_eq!(session.state, SessionState::Open { last_refusal: None });
    assert_eq!(
        session.url,
        Some(format!("{}/c/pay/{}", stand.base, session.reference))
    );

    let back = stand.choose(&session, "approve").await;
    assert_eq!(
        back,
        format!("http://shop.test/kassa/klar?session={}", session.reference)
    );
    let state = stand.state_of(&session).await;
    assert!(matches!(&state, SessionState::Captured { method, .. } if method == "card"));
    assert!(charge_of(state).starts_with("ch_"));

    stand.state.tick().await;
    stand.pass(3600).await;
    let letters = stand.letters();
    assert_eq!(letters.len(), 1);
    let notice = stand
        .gateway
        .read_notice(&letters[0].body, &letters[0].signature, stand.clock.now())
        .unwrap_err();
    assert!(
        matches!(notice, GatewayError::NotGenuine),
        "an hour later it is too old"
    );
    let sent_at = stand
        .clock
        .now()
        .minus(jiff::SignedDuration::from_secs(3600));
    let notice = stand
        .gateway
        .read_notice(&letters[0].body, &letters[0].signature, sent_at)
        .unwrap();
    assert_eq!(notice.kind, "checkout.session.completed");
    assert_eq!(notice.payment_id, Some(request.payment_id));
    assert!(notice.message_id.starts_with("evt_"));
}

#[tokio::test]
async fn a_refused_card_may_be_tried_again() {
    let stand = Stand::up().await;
    let (request, session) = stand.opened("ORD-1").await;
    let page = stand.choose(&session, "decline").await;
    assert_eq!(Some(&page), session.url.as_ref());
    assert_eq!(
        stand.state_of(&session).await,
        SessionState::Open {
            last_refusal: Some("insufficient_funds".into())
        }
    );
    let html = stand.html(&page).await;
    assert!(
        html.contains("Kortet nekades") && html.contains("Inga pengar har dragits"),
        "{html}"
    );
    stand.state.tick().await;
    assert_eq!(stand.kinds(), ["payment_intent.payment_failed"]);
    let letter = &stand.letters()[0];
    let notice = stand
        .gateway
        .read_notice(&letter.body, &letter.signature, stand.clock.now())
        .unwrap();
    assert_eq!(
        notice.payment_id,
        Some(request.payment_id),
        "the intent carries the payment's id, too"
    );

    stand.choose(&session, "approve").await;
    charge_of(stand.state_of(&session).await);
}

#[tokio::test]
async fn three_d_secure_asks_and_may_say_no() {
    let stand = Stand::up().await;
    let (_, session) = stand.opened("ORD-1").await;
    let bank = stand.choose(&session, "secure").await;
    assert!(bank.ends_with("/3ds"));
    let html = stand.html(&bank).await;
    assert!(
        html.contains("Är det du som betalar?") && html.contains("649\u{a0}kr"),
        "{html}"
    );
    stand.choose(&session, "secure_fail").await;
    let refused = SessionState::Open {
        last_refusal: Some("payment_intent_authentication_failure".into()),
    };
    assert_eq!(stand.state_of(&session).await, refused);
    let gone = stand.http.get(&bank).send().await.unwrap();
    assert_eq!(gone.status(), 303, "the bank asks only while it is asking");

    stand.choose(&session, "secure").await;
    stand.choose(&session, "secure_approve").await;
    charge_of(stand.state_of(&session).await);
}

#[tokio::test]
async fn leaving_goes_back_to_the_shop_and_the_session_stays_open() {
    let stand = Stand::up().await;
    let (_, session) = stand.opened("ORD-1").await;
    assert_eq!(
        stand.choose(&session, "abandon").await,
        "http://shop.test/kassa"
    );
    assert_eq!(
        stand.state_of(&session).await,
        SessionState::Open { last_refusal: None }
    );
    stand.choose(&session, "approve").await;
    charge_of(stand.state_of(&session).await);
}

#[tokio::test]
async fn a_slow_bank_answers_later() {
    let stand = Stand::up().await;
    let (_, yes) = stand.opened("ORD-1").await;
    let (_, no) = stand.opened("ORD-2").await;
    stand.choose(&yes, "slow").await;
    stand.choose(&no, "slow_decline").await;
    assert_eq!(stand.state_of(&yes).await, SessionState::Processing);
    stand.pass(19).await;
    assert_eq!(stand.state_of(&yes).await, SessionState::Processing);
    stand.pass(1).await;
    let charge = charge_of(stand.state_of(&yes).await);
    assert_eq!(
        stand.state_of(&no).await,
        SessionState::Failed {
            refusal: "insufficient_funds".into()
        }
    );
    let mut kinds = stand.kinds();
    kinds.sort();
    assert_eq!(
        kinds,
        [
            "checkout.session.async_payment_failed",
            "checkout.session.async_payment_succeeded",
            "checkout.session.completed",
            "checkout.session.completed"
        ]
    );
    // Money that came slowly goes back slowly.
    assert!(
        !stand
            .gateway
            .refund(&refund(&charge, 100, "r"))
            .await
            .unwrap()
            .is_settled
    );
    stand.pass(20).await;
    assert!(stand.kinds().contains(&"charge.refund.updated".to_owned()));
    let told = stand
        .letters()
        .into_iter()
        .find(|letter| letter.kind() == "charge.refund.updated");
    let body = serde_json::to_vec(&told.unwrap().json()).unwrap();
    let notice = stand.gateway.understand(&body).unwrap();
    assert_eq!(
        notice.payment_id,
        Some(uuid::Uuid::from_bytes([7; 16])),
        "what is said of a refund names our payment"
    );
    let asked = refund(&charge, 100, "r");
    let id = stand.gateway.refund(&asked).await.unwrap().reference;
    for reference in [None, Some(id.as_str())] {
        let seen = stand.gateway.look_up_refund(&asked, reference).await;
        let receipt = RefundReceipt {
            reference: id.clone(),
            is_settled: true,
        };
        assert_eq!(seen.unwrap(), RefundSeen::Receipt(receipt));
    }
    let other = refund(&charge, 100, "other");
    let seen = stand.gateway.look_up_refund(&other, None).await.unwrap();
    assert_eq!(seen, RefundSeen::Nothing);
    assert_eq!(
        stand.get(&format!("/v1/refunds/{id}")).await.1["status"],
        "succeeded"
    );
}

#[tokio::test]
async fn a_session_ends_when_its_time_is_out() {
    let stand = Stand::up().await;
    let (_, session) = stand.opened("ORD-1").await;
    stand.clock.advance(jiff::SignedDuration::from_secs(7199));
    assert!(matches!(
        stand.state_of(&session).await,
        SessionState::Open { .. }
    ));
    stand.clock.advance(jiff::SignedDuration::from_secs(1));
    assert_eq!(stand.state_of(&session).await, SessionState::Expired);
    stand.state.tick().await;
    assert_eq!(stand.kinds(), ["checkout.session.expired"]);
    // Nobody pays what has run out, and the page says so.
    let page = format!("{}/c/pay/{}", stand.base, session.reference);
    stand.choose(&session, "approve").await;
    assert_eq!(stand.state_of(&session).await, SessionState::Expired);
    let html = stand.html(&page).await;
    assert!(html.contains("Tiden har gått ut"), "{html}");
}

#[tokio::test]
async fn a_click_a_moment_too_late_does_not_pay() {
    let stand = Stand::up().await;
    let (_, session) = stand.opened("ORD-1").await;
    // The clock passes the end, and nothing has looked at the session since.
    stand.clock.advance(jiff::SignedDuration::from_secs(7200));
    stand.choose(&session, "approve").await;
    assert_eq!(stand.state_of(&session).await, SessionState::Expired);
}

#[tokio::test]
async fn ending_and_paying_at_once_has_one_winner() {
    let stand = Stand::up().await;
    for round in 0..25 {
        let (_, session) = stand.opened(&format!("ORD-{round}")).await;
        let (ended, _) = tokio::join!(
            stand.gateway.expire(&session.reference),
            stand.choose(&session, "approve")
        );
        match (ended, stand.state_of(&session).await) {
            (Ok(ended), SessionState::Expired) => assert_eq!(ended.state, SessionState::Expired),
            (Err(GatewayError::AlreadyEnded), SessionState::Captured { .. }) => {}
            both => panic!("{both:?}"),
        }
    }
}

#[tokio::test]
async fn ending_twice_is_ending_once_and_what_is_paid_cannot_be_ended() {
    let stand = Stand::up().await;
    let (_, session) = stand.opened("ORD-1").await;
    stand.choose(&session, "decline").await;
    let ended = stand.gateway.expire(&session.reference).await.unwrap();
    assert_eq!(
        (ended.state.clone(), ended.url.clone()),
        (SessionState::Expired, None)
    );
    assert_eq!(
        stand.gateway.expire(&session.reference).await.unwrap(),
        ended,
        "a lost answer may be asked for again"
    );

    let (_, paid) = stand.opened("ORD-2").await;
    stand.choose(&paid, "approve").await;
    assert!(matches!(
        stand.gateway.expire(&paid.reference).await,
        Err(GatewayError::AlreadyEnded)
    ));
    let (_, late) = stand.opened("ORD-3").await;
    stand.pass(7200).await;
    assert!(matches!(
        stand.gateway.expire(&late.reference).await,
        Err(GatewayError::AlreadyEnded)
    ));
}

#[tokio::test]
async fn refunds_in_full_in_parts_and_never_too_much() {
    let stand = Stand::up().await;
    let (_, session) = stand.opened("ORD-1").await;
    stand.choose(&session, "approve").await;
    let charge = charge_of(stand.state_of(&session).await);
    let part = stand
        .gateway
        .refund(&refund(&charge, 20_000, "r1"))
        .await
        .unwrap();
    assert!(part.is_settled);
    assert_eq!(
        stand
            .gateway
            .refund(&refund(&charge, 20_000, "r1"))
            .await
            .unwrap(),
        part,
        "once per key"
    );
    let too_much = stand
        .gateway
        .refund(&refund(&charge, 44_901, "r2"))
        .await
        .unwrap_err();
    assert!(
        matches!(too_much, GatewayError::Refused { .. }),
        "{too_much}"
    );
    let rest = stand
        .gateway
        .refund(&refund(&charge, 44_900, "r3"))
        .await
        .unwrap();
    assert_ne!(rest.reference, part.reference);
    let nothing_left = stand
        .gateway
        .refund(&refund(&charge, 1, "r4"))
        .await
        .unwrap_err();
    assert!(
        matches!(&nothing_left, GatewayError::Refused { code, .. } if code == "charge_already_refunded")
    );
    let unknown = stand
        .gateway
        .refund(&refund("ch_nobody", 1, "r5"))
        .await
        .unwrap_err();
    assert!(matches!(&unknown, GatewayError::Refused { code, .. } if code == "resource_missing"));
    let (_, seen, _) = stand.get(&format!("/v1/charges/{charge}")).await;
    assert_eq!(
        (seen["amount_refunded"].as_i64(), seen["refunded"].as_bool()),
        (Some(64_900), Some(true))
    );
}

#[tokio::test]
async fn swish_and_klarna_are_approved_or_declined_as_such() {
    let stand = Stand::up().await;
    for (method, word, refusal, words) in [
        (
            PaymentMethod::Swish,
            "swish",
            "payment_method_customer_decline",
            ["Godkänn i appen:", "Neka i appen", "Du nekade i Swish"],
        ),
        (
            PaymentMethod::Klarna,
            "klarna",
            "payment_method_provider_decline",
            [
                "Godkänn köpet hos Klarna:",
                "Klarna säger nej",
                "Klarna sa nej",
            ],
        ),
    ] {
        let mut request = stand.request(word);
        request.method = method;
        let session = stand.gateway.open(&request).await.unwrap();
        let (_, answer, _) = stand
            .get(&format!("/v1/checkout/sessions/{}", session.reference))
            .await;
        assert_eq!(answer["payment_method_types"], serde_json::json!([word]));
        let address = session.url.clone().unwrap();
        let page = || async {
            let answer = stand.http.get(&address).send().await.unwrap();
            answer.text().await.unwrap()
        };
        let html = page().await;
        assert!(html.contains(words[0]) && html.contains(words[1]), "{html}");
        assert!(
            !html.contains("3-D Secure") && !html.contains("kortet"),
            "{html}"
        );
        stand.choose(&session, "decline").await;
        assert!(page().await.contains(words[2]));
        assert_eq!(
            stand.state_of(&session).await,
            SessionState::Open {
                last_refusal: Some(refusal.to_owned())
            }
        );
        stand.choose(&session, "approve").await;
        let SessionState::Captured { method, amount, .. } = stand.state_of(&session).await else {
            panic!("captured")
        };
        assert_eq!((method.as_str(), amount), (word, request.amount));
    }
}

#[tokio::test]
async fn swish_takes_kronor_only_and_unknown_ways_are_refused() {
    let stand = Stand::up().await;
    let mut euro = stand.request("EUR");
    euro.amount.currency = Currency::EUR;
    for method in [PaymentMethod::Card, PaymentMethod::Klarna] {
        euro.method = method;
        euro.idempotency_key = format!("eur:{}", method.as_str());
        stand.gateway.open(&euro).await.unwrap();
    }
    euro.method = PaymentMethod::Swish;
    euro.idempotency_key = "eur:swish".into();
    let error = stand.gateway.open(&euro).await.unwrap_err();
    assert!(matches!(&error, GatewayError::Refused { .. }), "{error}");
    assert!(
        error.to_string().contains("payment method `swish`"),
        "{error}"
    );
}
