//! What the connector sends and what the stand-in answers, against Stripe's own OpenAPI document. The document is not part of the project: it is looked for in
//! `TORG_CONTRACTS_DIR`, else in `../shared/contracts` beside the repository. Without it these tests say that they were skipped, and fail where `CI=true`.

use std::path::PathBuf;

use commerce::payment::PaymentMethod;
use commerce::payment::gateway::{
    PaymentGateway, RefundRequest, RefundSeen, SessionLine, SessionState,
};
use integrations::payment::stripe::{API_VERSION, wire};
use percent_encoding::percent_decode;
use platform::money::{Currency, Money};
use serde_json::{Value, json};

use crate::schema::Contract;
use crate::stand::Stand;

#[expect(
    clippy::disallowed_methods,
    reason = "tests are set up by the environment"
)]
fn setting(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

fn file(name: &str) -> Option<Value> {
    file_of("stripe", name)
}

/// A vendor's own file.
pub fn file_of(vendor: &str, name: &str) -> Option<Value> {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/contracts");
    let folder = setting("TORG_CONTRACTS_DIR").unwrap_or_else(|| beside.to_owned());
    let path = PathBuf::from(folder).join(vendor).join(name);
    match std::fs::read(&path) {
        Ok(text) => Some(serde_json::from_slice(&text).unwrap()),
        Err(error) => {
            assert_ne!(
                setting("CI").as_deref(),
                Some("true"),
                "the vendors' contracts are needed here: {}: {error}",
                path.display()
            );
            println!(
                "SKIPPED: the vendors' contracts are not here ({})",
                path.display()
            );
            None
        }
    }
}

fn contract() -> Option<Contract> {
    file("spec3.reduced.json").map(|mut document| {
        add_swish(&mut document);
        Contract::new(document)
    })
}

/// Stripe took up Swish after the document of the pinned version was written, and new ways to pay come without a new version. What is added is what
/// Stripe's own types (npm `stripe`) say of it, and nothing else.
fn add_swish(document: &mut Value) {
    let types = "/paths/~1v1~1checkout~1sessions/post/requestBody/content/application~1x-www-form-urlencoded/schema/properties/payment_method_types/items/enum";
    let types = document.pointer_mut(types).and_then(Value::as_array_mut);
    let types = types.expect("the ways to pay of a session");
    assert!(types.contains(&json!("card")) && types.contains(&json!("klarna")));
    assert!(!types.contains(&json!("swish")), "no longer to be added");
    types.push(json!("swish"));
    let text = json!({"type": "string", "nullable": true});
    document["components"]["schemas"]["payment_method_details"]["properties"]["swish"] = json!({
        "type": "object",
        "properties": {"fingerprint": text, "payment_reference": text, "verified_phone_last4": text},
    });
}

fn decoded(raw: &str) -> Vec<(String, String)> {
    let text = |half: &str| {
        percent_decode(half.replace('+', " ").as_bytes())
            .decode_utf8()
            .unwrap()
            .into_owned()
    };
    raw.split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            pair.split_once('=')
                .map(|(name, value)| (text(name), text(value)))
                .unwrap()
        })
        .collect()
}

/// Everything that a payment can go through, so that there is something to compare.
async fn walk(stand: &Stand) {
    let (_, paid) = stand.opened("ORD-1").await;
    stand.choose(&paid, "decline").await;
    stand.gateway.look_up(&paid.reference).await.unwrap();
    stand.choose(&paid, "secure").await;
    stand.gateway.look_up(&paid.reference).await.unwrap();
    stand.choose(&paid, "secure_approve").await;
    let SessionState::Captured {
        charge_reference, ..
    } = stand.gateway.look_up(&paid.reference).await.unwrap().state
    else {
        panic!("captured")
    };
    let refund = |minor, key: &str| RefundRequest {
        payment_id: uuid::Uuid::from_bytes([7; 16]),
        refund_id: uuid::Uuid::from_bytes([8; 16]),
        charge_reference: charge_reference.clone(),
        amount: Money::new(minor, Currency::SEK),
        idempotency_key: key.into(),
    };
    let receipt = stand.gateway.refund(&refund(100, "r1")).await.unwrap();
    for reference in [None, Some(receipt.reference.as_str())] {
        let seen = stand
            .gateway
            .look_up_refund(&refund(100, "r1"), reference)
            .await;
        assert_eq!(seen.unwrap(), RefundSeen::Receipt(receipt.clone()));
    }
    stand
        .gateway
        .refund(&refund(9_999_999, "r2"))
        .await
        .unwrap_err();
    stand.gateway.expire(&paid.reference).await.unwrap_err();
    stand.gateway.look_up("cs_nobody").await.unwrap_err();

    let (_, slow) = stand.opened("ORD-2").await;
    stand.choose(&slow, "slow").await;
    stand.gateway.look_up(&slow.reference).await.unwrap();
    let (_, no) = stand.opened("ORD-3").await;
    stand.choose(&no, "slow_decline").await;
    stand.pass(20).await;
    stand.gateway.look_up(&slow.reference).await.unwrap();
    stand.gateway.look_up(&no.reference).await.unwrap();

    for method in [PaymentMethod::Swish, PaymentMethod::Klarna] {
        let mut request = stand.request(method.as_str());
        request.method = method;
        let session = stand.gateway.open(&request).await.unwrap();
        for outcome in ["decline", "approve"] {
            stand.choose(&session, outcome).await;
            stand.gateway.look_up(&session.reference).await.unwrap();
        }
    }

    let mut discounted = stand.request("ORD-4");
    discounted.lines.push(SessionLine {
        name: "Presentkort".into(),
        quantity: 1,
        total_minor: -900,
    });
    discounted.amount.minor -= 900;
    discounted.email.clear();
    discounted.locale = "fi".into();
    let ended = stand.gateway.open(&discounted).await.unwrap();
    stand.gateway.expire(&ended.reference).await.unwrap();
    let again = stand.gateway.open(&wrong(discounted)).await;
    again.unwrap_err();

    for path in [
        "/v1/refunds/re_x",
        "/v1/events/evt_x",
        "/v1/payment_intents/pi_x",
    ] {
        stand.get(path).await;
    }
    stand.get(&format!("/v1/charges/{charge_reference}")).await;
    stand
        .get(&format!(
            "/v1/checkout/sessions/{}?expand[]=line_items",
            paid.reference
        ))
        .await;
    stand.state.tick().await;
}

/// The same key with other contents.
fn wrong(
    mut request: commerce::payment::gateway::SessionRequest,
) -> commerce::payment::gateway::SessionRequest {
    request.order_number.push('x');
    request
}

#[tokio::test]
async fn every_call_and_every_answer_keeps_to_the_contract() {
    let Some(contract) = contract() else { return };
    let stand = Stand::up().await;
    walk(&stand).await;
    let exchanges = stand.exchanges();
    let mut faults = Vec::new();
    for exchange in &exchanges {
        let call = format!("{} {}", exchange.method, exchange.path);
        let mut found =
            contract.check_query(&exchange.method, &exchange.path, &decoded(&exchange.query));
        if exchange.method == "POST" {
            assert_eq!(
                exchange.headers["content-type"],
                "application/x-www-form-urlencoded"
            );
            let form = decoded(std::str::from_utf8(&exchange.body).unwrap());
            found.extend(contract.check_form(&exchange.method, &exchange.path, &form));
        }
        let answer = serde_json::from_slice(&exchange.answer).unwrap();
        found.extend(contract.check_answer(
            &exchange.method,
            &exchange.path,
            exchange.status,
            &answer,
        ));
        faults.extend(
            found
                .into_iter()
                .map(|fault| format!("{call} {}: {fault}", exchange.status)),
        );
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    let has = |method: &str, status: u16| {
        exchanges
            .iter()
            .any(|e| e.method == method && e.status == status)
    };
    assert!(
        exchanges.len() > 20
            && has("POST", 200)
            && has("POST", 400)
            && has("GET", 200)
            && has("GET", 404)
    );
}

#[tokio::test]
async fn every_message_keeps_to_the_contract() {
    let Some(contract) = contract() else { return };
    let stand = Stand::up().await;
    walk(&stand).await;
    let letters = stand.letters();
    let mut faults = Vec::new();
    for letter in &letters {
        let event = letter.json();
        let object = &event["data"]["object"];
        let name = object["object"].as_str().unwrap();
        faults.extend(
            contract
                .check_object("event", &event)
                .into_iter()
                .chain(contract.check_object(name, object)),
        );
        assert_eq!(event["api_version"], API_VERSION);
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    let kinds: std::collections::BTreeSet<String> = stand.kinds().into_iter().collect();
    let told = [
        "charge.refunded",
        "checkout.session.async_payment_failed",
        "checkout.session.async_payment_succeeded",
        "checkout.session.completed",
        "checkout.session.expired",
        "payment_intent.payment_failed",
    ];
    assert_eq!(kinds.iter().map(String::as_str).collect::<Vec<_>>(), told);
}

#[test]
fn the_version_that_is_pinned_is_the_one_that_is_tested() {
    let Some(contract) = contract() else { return };
    assert_eq!(contract.version(), API_VERSION);
}

#[test]
fn todays_answers_are_understood_too() {
    let Some(fixtures) = file("fixtures3.reduced.json") else {
        return;
    };
    let state = |session: &Value| {
        serde_json::from_value::<wire::WireSession>(session.clone())
            .unwrap()
            .into_session()
            .unwrap()
            .state
    };
    let mut session = fixtures["resources"]["checkout.session"].clone();
    assert_eq!(state(&session), SessionState::Open { last_refusal: None });
    session["payment_intent"] = fixtures["resources"]["payment_intent"].clone();
    session["payment_intent"]["latest_charge"] = fixtures["resources"]["charge"].clone();
    session["payment_intent"]["amount_received"] = json!(1099);
    (session["status"], session["payment_status"]) = (json!("complete"), json!("paid"));
    let SessionState::Captured {
        amount,
        method,
        charge_reference,
    } = state(&session)
    else {
        panic!("captured")
    };
    assert_eq!(
        (amount.minor, amount.currency.code(), method.as_str()),
        (1099, "USD", "card")
    );
    assert!(charge_reference.starts_with("ch_"));
    let refund: wire::WireRefund =
        serde_json::from_value(fixtures["resources"]["refund"].clone()).unwrap();
    assert!(refund.into_receipt().unwrap().is_settled);
    let mut event = fixtures["resources"]["event"].clone();
    event["data"]["object"] = session;
    assert!(serde_json::from_value::<wire::WireEvent>(event).is_ok());
}

#[tokio::test]
async fn none_of_the_fields_sent_has_gone_since() {
    let Some(delta) = file("delta-2023-08-16-to-2026-10-28.json") else {
        return;
    };
    let stand = Stand::up().await;
    let form = wire::session_form(&stand.request("ORD-1")).unwrap();
    let params = delta["params"].as_object().unwrap();
    let (_, session) = params
        .iter()
        .find(|(name, _)| name.starts_with("SessionCreateParams"))
        .unwrap();
    let gone: Vec<&str> = session["gone_since_2023"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(Value::as_str)
        .collect();
    assert!(gone.contains(&"payment_method_types"), "the list is read");
    for (name, _) in form {
        let root = name.split('[').next().unwrap();
        // The pinned version takes it. Whoever raises the version sends `allowed_payment_method_types` instead, and this line goes.
        let is_known = root == "payment_method_types" && API_VERSION < "2026-09-30";
        assert!(is_known || !gone.contains(&root), "{root}");
    }
}

/// A check that cannot fail proves nothing.
#[tokio::test]
async fn the_check_finds_what_is_wrong() {
    let Some(contract) = contract() else { return };
    let stand = Stand::up().await;
    let path = "/v1/checkout/sessions";
    let good = wire::session_form(&stand.request("ORD-1")).unwrap();
    let faults = |form: &[(String, String)]| contract.check_form("POST", path, form);
    assert_eq!(faults(&good), Vec::<String>::new());
    let with = |name: &str, value: &str| {
        let mut form = good.clone();
        form.retain(|(field, _)| field != name);
        form.push((name.into(), value.into()));
        faults(&form)
    };
    for (name, value) in [
        ("gift", "1"),
        ("mode", "pay"),
        ("locale", "se"),
        ("payment_method_types[0]", "cheque"),
        ("expires_at", "soon"),
        ("line_items[0][quantity]", "1.5"),
        ("line_items[0][price_data][unit_amount]", "x"),
        ("line_items[0][colour]", "red"),
        ("line_items[first][quantity]", "1"),
        ("client_reference_id[x]", "1"),
        ("metadata[x][y]", "1"),
        ("payment_intent_data[gift]", "1"),
    ] {
        assert_eq!(
            with(name, value).len(),
            1,
            "{name}={value}: {:?}",
            with(name, value)
        );
    }
    assert_eq!(with("client_reference_id", &"x".repeat(201)).len(), 1);
    let without: Vec<_> = good
        .iter()
        .filter(|(name, _)| name != "success_url")
        .cloned()
        .collect();
    assert_eq!(faults(&without), [": success_url is required"]);
    assert_eq!(
        contract.check_form("POST", "/v1/gifts", &[]),
        ["POST /v1/gifts is not in the contract"]
    );
    assert_eq!(
        contract
            .check_query("GET", "/v1/charges/ch_1", &[("gift".into(), "1".into())])
            .len(),
        1
    );

    let (_, session) = stand.opened("ORD-1").await;
    stand.choose(&session, "approve").await;
    let url = format!("{path}/{}", session.reference);
    let (_, answer, _) = stand
        .get(&format!("{url}?expand[]=payment_intent.latest_charge"))
        .await;
    let check = |answer: &Value| contract.check_answer("GET", &url, 200, answer);
    assert_eq!(check(&answer), Vec::<String>::new());
    for (pointer, wrong) in [
        ("/status", json!("done")),
        ("/payment_status", json!("perhaps")),
        ("/amount_total", json!("64900")),
        ("/livemode", json!(0)),
        ("/metadata/order_number", json!(7)),
        ("/payment_method_types", json!("card")),
        ("/payment_intent/status", json!("paid")),
        ("/payment_intent/latest_charge/paid", json!("yes")),
        (
            "/payment_intent/latest_charge/payment_method_details/card/last4",
            json!(4242),
        ),
    ] {
        let mut broken = answer.clone();
        *broken.pointer_mut(pointer).unwrap() = wrong;
        assert_eq!(check(&broken).len(), 1, "{pointer}");
    }
    let mut broken = answer.clone();
    broken.as_object_mut().unwrap().remove("id");
    broken["gift"] = json!(true);
    assert_eq!(check(&broken).len(), 2);
    assert_eq!(
        contract
            .check_answer(
                "GET",
                &url,
                404,
                &json!({"error": {"type": "my_own_error"}})
            )
            .len(),
        1
    );
    assert_eq!(contract.check_object("gift", &json!({})).len(), 1);
}
