//! The connector in front of a provider that stumbles.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use commerce::payment::gateway::{GatewayError, PaymentGateway, RefundRequest};
use integrations::payment::stripe::{StripeConfig, StripeGateway};
use platform::money::{Currency, Money};
use tokio::net::TcpListener;
use tokio::task::JoinSet;

type Script = Arc<(Vec<fn() -> Response>, AtomicUsize, Mutex<Vec<String>>)>;

async fn play(State(script): State<Script>, headers: HeaderMap) -> Response {
    script
        .2
        .lock()
        .unwrap()
        .push(headers["idempotency-key"].to_str().unwrap().to_owned());
    let turn = script.1.fetch_add(1, Ordering::SeqCst);
    script.0[turn.min(script.0.len() - 1)]()
}

async fn refund_against(
    answers: Vec<fn() -> Response>,
) -> (Result<String, GatewayError>, Vec<String>) {
    let script: Script = Arc::new((answers, AtomicUsize::new(0), Mutex::new(Vec::new())));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let router = axum::Router::new()
        .fallback(play)
        .with_state(Arc::clone(&script));
    let mut servers = JoinSet::new();
    servers.spawn(async move { axum::serve(listener, router).await.unwrap() });
    let config = StripeConfig::new(base, "sk_test_1", vec!["whsec_1".into()]).unwrap();
    let gateway = StripeGateway::new(
        config.with_patience(Duration::from_millis(300), Duration::from_millis(1)),
    )
    .unwrap();
    let request = RefundRequest {
        payment_id: uuid::Uuid::from_bytes([7; 16]),
        refund_id: uuid::Uuid::from_bytes([8; 16]),
        charge_reference: "ch_1".into(),
        amount: Money::new(100, Currency::SEK),
        idempotency_key: "refund:7".into(),
    };
    let answer = gateway
        .refund(&request)
        .await
        .map(|receipt| receipt.reference);
    let keys = script.2.lock().unwrap().clone();
    (answer, keys)
}

fn good() -> Response {
    (
        StatusCode::OK,
        r#"{"id":"re_1","object":"refund","status":"succeeded"}"#,
    )
        .into_response()
}

fn broken() -> Response {
    (StatusCode::BAD_GATEWAY, "<html>502</html>").into_response()
}

fn hurried() -> Response {
    (
        StatusCode::TOO_MANY_REQUESTS,
        r#"{"error":{"type":"invalid_request_error","code":"rate_limit"}}"#,
    )
        .into_response()
}

#[tokio::test]
async fn passing_trouble_is_tried_again_under_the_same_key() {
    let (answer, keys) = refund_against(vec![broken, hurried, good]).await;
    assert_eq!(answer.unwrap(), "re_1");
    assert_eq!(keys, ["refund:7"; 3]);
}

#[tokio::test]
async fn lasting_trouble_is_left_to_the_caller_after_three_tries() {
    let (answer, keys) = refund_against(vec![broken]).await;
    assert!(matches!(answer, Err(GatewayError::Unavailable(_))));
    assert_eq!(keys.len(), 3);
    let (answer, _) = refund_against(vec![hurried]).await;
    assert!(
        matches!(answer, Err(GatewayError::Unavailable(words)) if words.contains("rate_limit"))
    );
}

#[tokio::test]
async fn a_refusal_is_final_and_so_is_an_order_not_to_retry() {
    let (answer, keys) = refund_against(vec![
        || (StatusCode::BAD_REQUEST, r#"{"error":{"type":"invalid_request_error","code":"charge_disputed","message":"No."}}"#).into_response(),
        good,
    ])
    .await;
    assert!(matches!(answer, Err(GatewayError::Refused { code, .. }) if code == "charge_disputed"));
    assert_eq!(keys.len(), 1);
    let (answer, keys) = refund_against(vec![
        || {
            (
                StatusCode::CONFLICT,
                [("Stripe-Should-Retry", "false")],
                "{}",
            )
                .into_response()
        },
        good,
    ])
    .await;
    assert!(matches!(answer, Err(GatewayError::Unavailable(_))));
    assert_eq!(keys.len(), 1);
}

#[tokio::test]
async fn an_answer_that_is_no_answer_is_unreadable() {
    for nonsense in ["", "[]", "{\"id\":7}", "\u{0}", "{\"id\":\"re_1\""] {
        // One per case: a function pointer cannot carry the text.
        let answers: Vec<fn() -> Response> = match nonsense {
            "" => vec![|| "".into_response()],
            "[]" => vec![|| "[]".into_response()],
            "{\"id\":7}" => vec![|| "{\"id\":7}".into_response()],
            "\u{0}" => vec![|| "\u{0}".into_response()],
            _ => vec![|| "{\"id\":\"re_1\"".into_response()],
        };
        let (answer, _) = refund_against(answers).await;
        assert!(
            matches!(answer, Err(GatewayError::Unreadable(_))),
            "{nonsense:?}"
        );
    }
}
