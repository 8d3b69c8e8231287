use commerce::payment::gateway::SessionLine;
use proptest::prelude::*;
use serde_json::json;

use super::*;

fn at(second: i64) -> Timestamp {
    Timestamp::from_microsecond(second * 1_000_000).unwrap()
}

fn line(name: &str, quantity: i64, total_minor: i64) -> SessionLine {
    SessionLine {
        name: name.into(),
        quantity,
        total_minor,
    }
}

fn request(lines: Vec<SessionLine>) -> SessionRequest {
    SessionRequest {
        payment_id: uuid::Uuid::from_u128(7),
        order_number: "ORD-1001".into(),
        amount: Money::new(lines.iter().map(|l| l.total_minor).sum(), Currency::SEK),
        lines,
        method: PaymentMethod::Card,
        email: "anna@example.se".into(),
        locale: "sv".into(),
        success_url: "http://shop.test/klart".into(),
        cancel_url: "http://shop.test/kassa".into(),
        begun_at: at(1_000_000),
        expires_at: at(1_000_000 + 7200),
        idempotency_key: "pay:1".into(),
    }
}

fn field<'a>(form: &'a [(String, String)], name: &str) -> Option<&'a str> {
    form.iter()
        .find(|(field, _)| field == name)
        .map(|(_, value)| value.as_str())
}

fn form_sum(form: &[(String, String)]) -> i64 {
    (0..)
        .map_while(|i| {
            let quantity: i64 = field(form, &format!("line_items[{i}][quantity]"))?
                .parse()
                .unwrap();
            let unit: i64 = field(form, &format!("line_items[{i}][price_data][unit_amount]"))?
                .parse()
                .unwrap();
            Some(quantity * unit)
        })
        .sum()
}

#[test]
fn a_row_that_does_not_divide_becomes_one_piece() {
    let form = session_form(&request(vec![
        line("Kanna", 3, 1000),
        line("Mugg", 2, 500),
        line("Frakt", 1, 4900),
    ]))
    .unwrap();
    assert_eq!(
        field(&form, "line_items[0][price_data][product_data][name]"),
        Some("3 × Kanna")
    );
    assert_eq!(field(&form, "line_items[0][quantity]"), Some("1"));
    assert_eq!(field(&form, "line_items[1][quantity]"), Some("2"));
    assert_eq!(
        field(&form, "line_items[1][price_data][unit_amount]"),
        Some("250")
    );
    assert_eq!(
        field(&form, "line_items[2][price_data][currency]"),
        Some("sek")
    );
    assert_eq!(form_sum(&form), 6400);
}

#[test]
fn a_discount_row_makes_the_order_one_row_that_tells_what_is_in_it() {
    let form = session_form(&request(vec![
        line("Kanna", 2, 20_000),
        line("Presentkort", 1, -5000),
    ]))
    .unwrap();
    assert_eq!(form_sum(&form), 15_000);
    assert_eq!(
        field(&form, "line_items[0][price_data][product_data][name]"),
        Some("ORD-1001")
    );
    assert_eq!(
        field(
            &form,
            "line_items[0][price_data][product_data][description]"
        ),
        Some("2 × Kanna, Presentkort")
    );
    assert_eq!(field(&form, "line_items[1][quantity]"), None);
}

#[test]
fn more_rows_than_stripe_takes_become_one() {
    let form = session_form(&request(
        (0..101)
            .map(|i| line(&format!("Vara {i}"), 1, 100))
            .collect(),
    ))
    .unwrap();
    assert_eq!(form_sum(&form), 10_100);
    assert_eq!(field(&form, "line_items[1][quantity]"), None);
    assert!(
        session_form(&request((0..100).map(|_| line("Vara", 1, 100)).collect()))
            .unwrap()
            .len()
            > 400
    );
}

#[test]
fn rows_that_do_not_add_up_are_refused_before_anything_is_sent() {
    let mut wrong = request(vec![line("Kanna", 1, 1000)]);
    wrong.amount.minor = 1001;
    assert!(
        matches!(session_form(&wrong), Err(GatewayError::Refused { code, .. }) if code == "lines_do_not_sum")
    );
    let huge = request(vec![line("Kanna", 1, i64::MAX)]);
    assert!(
        session_form(&SessionRequest {
            lines: vec![line("a", 1, i64::MAX), line("b", 1, 1)],
            ..huge
        })
        .is_err()
    );
    assert!(session_form(&request(vec![line("Gåva", 1, 0)])).is_err());
}

#[test]
fn the_life_of_a_session_is_within_stripes_bounds_and_the_same_at_every_attempt() {
    let begun = at(1_000_000);
    let life = |wish: i64| expires_at(begun, at(1_000_000 + wish)) - 1_000_000;
    assert_eq!(life(7200), 7200);
    assert_eq!(life(15 * 60), 3600);
    assert_eq!(life(-5), 3600);
    assert_eq!(life(7 * 86_400), 86_400 - 1800);
}

#[test]
fn currencies_that_stripe_counts_otherwise() {
    let isk = Currency::parse("ISK").unwrap();
    assert_eq!(to_stripe(Money::new(1500, isk)).unwrap(), 150_000);
    assert_eq!(from_stripe(150_000, "isk"), Some(Money::new(1500, isk)));
    assert_eq!(from_stripe(150_050, "isk"), None);
    assert_eq!(to_stripe(Money::new(4900, Currency::SEK)).unwrap(), 4900);
    assert_eq!(
        from_stripe(4900, "sek"),
        Some(Money::new(4900, Currency::SEK))
    );
    assert!(to_stripe(Money::new(i64::MAX, isk)).is_err());
    assert_eq!(from_stripe(1, "kronor"), None);
}

#[test]
fn an_empty_address_is_left_out_and_unknown_languages_are_the_browsers() {
    let mut asked = request(vec![line("Kanna", 1, 1000)]);
    asked.email.clear();
    asked.locale = "de-DE".into();
    let form = session_form(&asked).unwrap();
    assert_eq!(field(&form, "customer_email"), None);
    assert_eq!(field(&form, "locale"), Some("auto"));
    assert_eq!(locale("en-GB"), "en");
}

fn state(session: serde_json::Value) -> Result<SessionState, GatewayError> {
    serde_json::from_value::<WireSession>(session)
        .unwrap()
        .into_session()
        .map(|s| s.state)
}

#[test]
fn every_way_a_session_can_stand() {
    let intent = |status: &str, error: serde_json::Value| {
        json!({"id": "pi_1", "status": status, "amount_received": 4900,
        "currency": "sek", "last_payment_error": error, "latest_charge": {"id": "ch_1", "payment_method_details": {"type": "card"}}})
    };
    let session = |status: &str, paid: &str, intent: serde_json::Value| {
        state(json!({"id": "cs_1", "url": "https://pay", "status": status, "payment_status": paid, "payment_intent": intent,
            "currency": "sek", "amount_total": 4900}))
        .unwrap()
    };
    let open = |last_refusal| SessionState::Open { last_refusal };
    assert_eq!(session("open", "unpaid", json!(null)), open(None));
    let declined = json!({"type": "card_error", "code": "card_declined", "decline_code": "insufficient_funds"});
    assert_eq!(
        session(
            "open",
            "unpaid",
            intent("requires_payment_method", declined.clone())
        ),
        open(Some("insufficient_funds".into()))
    );
    assert_eq!(
        session("open", "unpaid", intent("requires_action", json!(null))),
        open(None)
    );
    assert_eq!(
        session("expired", "unpaid", json!(null)),
        SessionState::Expired
    );
    assert_eq!(
        session("complete", "unpaid", intent("processing", json!(null))),
        SessionState::Processing
    );
    assert_eq!(
        session(
            "complete",
            "unpaid",
            intent("requires_payment_method", declined)
        ),
        SessionState::Failed {
            refusal: "insufficient_funds".into()
        }
    );
    let captured = |charge: &str, method: &str| SessionState::Captured {
        charge_reference: charge.into(),
        amount: Money::new(4900, Currency::SEK),
        method: method.into(),
    };
    assert_eq!(
        session("complete", "paid", intent("succeeded", json!(null))),
        captured("ch_1", "card")
    );
    assert_eq!(
        session("complete", "paid", json!("pi_1")),
        captured("pi_1", "unknown")
    );
}

#[test]
fn a_paid_session_without_an_amount_is_not_believed() {
    let paid = json!({"id": "cs_1", "url": null, "status": "complete", "payment_status": "paid", "payment_intent": null});
    assert!(matches!(state(paid), Err(GatewayError::Unreadable(_))));
    let odd = json!({"id": "cs_1", "status": "melted", "payment_status": "unpaid"});
    assert!(matches!(state(odd), Err(GatewayError::Unreadable(_))));
}

#[test]
fn refunds_name_a_charge_or_an_intent() {
    let refund = |reference: &str, minor| RefundRequest {
        payment_id: uuid::Uuid::from_bytes([7; 16]),
        refund_id: uuid::Uuid::from_bytes([8; 16]),
        charge_reference: reference.into(),
        amount: Money::new(minor, Currency::SEK),
        idempotency_key: "refund:1".into(),
    };
    assert_eq!(
        field(&refund_form(&refund("ch_1", 5)).unwrap(), "charge"),
        Some("ch_1")
    );
    assert_eq!(
        field(&refund_form(&refund("pi_1", 5)).unwrap(), "payment_intent"),
        Some("pi_1")
    );
    assert!(refund_form(&refund("ch_1", 0)).is_err());
    let receipt = |status: &str| {
        serde_json::from_value::<WireRefund>(json!({"id": "re_1", "status": status}))
            .unwrap()
            .into_receipt()
    };
    assert!(receipt("succeeded").unwrap().is_settled);
    assert!(!receipt("pending").unwrap().is_settled);
    assert!(receipt("failed").is_err());
}

#[test]
fn a_refund_is_found_again_by_our_id_and_one_that_did_not_fail_before_one_that_did() {
    let ours = uuid::Uuid::from_bytes([8; 16]);
    let refund = |id: &str, status: &str, named: &str| json!({"id": id, "status": status, "metadata": {"refund_id": named}});
    let find = |data: serde_json::Value| {
        serde_json::from_value::<WireRefunds>(json!({ "data": data }))
            .unwrap()
            .of(ours)
            .map(WireRefund::into_seen)
    };
    let (own, other) = (ours.to_string(), uuid::Uuid::nil().to_string());
    assert_eq!(find(json!([])), None);
    assert_eq!(
        find(
            json!([refund("re_1", "succeeded", &other), {"id": "re_2", "status": "succeeded", "metadata": null}])
        ),
        None
    );
    let seen = find(json!([
        refund("re_1", "failed", &own),
        refund("re_2", "pending", &own)
    ]));
    assert!(
        matches!(&seen, Some(RefundSeen::Receipt(receipt)) if receipt.reference == "re_2"),
        "{seen:?}"
    );
    let seen = find(json!([refund("re_1", "failed", &own)]));
    assert!(matches!(seen, Some(RefundSeen::Failed(_))), "{seen:?}");
}

proptest! {
    #[test]
    fn rows_always_add_up_to_the_amount(totals in prop::collection::vec((1_i64..40, -50_000_i64..500_000), 1..120)) {
        let asked = request(totals.into_iter().map(|(quantity, total)| line("Vara", quantity, total)).collect());
        match session_form(&asked) {
            Ok(form) => prop_assert_eq!(form_sum(&form), asked.amount.minor),
            Err(_) => prop_assert!(asked.amount.minor <= 0),
        }
    }
}

#[test]
fn the_one_chosen_way_to_pay_is_named() {
    for (method, word) in [
        (PaymentMethod::Card, "card"),
        (PaymentMethod::Swish, "swish"),
        (PaymentMethod::Klarna, "klarna"),
    ] {
        let form = session_form(&SessionRequest {
            method,
            ..request(vec![line("Kanna", 1, 50_000)])
        })
        .unwrap();
        let named: Vec<_> = form
            .iter()
            .filter(|(name, _)| name.starts_with("payment_method_types"))
            .map(|(_, value)| value.as_str())
            .collect();
        assert_eq!(named, [word]);
    }
}
