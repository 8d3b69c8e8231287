//! The stand-in's things as Stripe writes them (API version 2023-08-16).

use serde_json::{Value, json};

use super::book::{
    Book, CardError, Charge, Event, Intent, IntentStatus, Refund, Session, SessionStatus,
};

/// Which references are answered whole.
#[derive(Clone, Copy, Debug, Default)]
pub struct Expand {
    /// `payment_intent`
    pub intent: bool,
    /// `payment_intent.latest_charge`, or `latest_charge`
    pub charge: bool,
    /// `line_items`
    pub rows: bool,
}

/// Where the shopper pays.
pub fn page_url(public_url: &str, session: &str) -> String {
    format!("{public_url}/c/pay/{session}")
}

/// A session.
pub fn session(session: &Session, book: &Book, expand: Expand, public_url: &str) -> Value {
    let intent =
        session
            .intent
            .as_ref()
            .map(|id| match book.intents.get(id).filter(|_| expand.intent) {
                Some(intent) => self::intent(intent, book, expand.charge, public_url),
                None => json!(id),
            });
    let is_open = session.status == SessionStatus::Open;
    let mut value = json!({
        "id": session.id,
        "object": "checkout.session",
        "after_expiration": null,
        "allow_promotion_codes": null,
        "amount_subtotal": session.amount,
        "amount_total": session.amount,
        "automatic_tax": {"enabled": false, "status": null},
        "billing_address_collection": null,
        "cancel_url": session.cancel_url,
        "client_reference_id": session.client_reference_id,
        "consent": null,
        "consent_collection": null,
        "created": session.created,
        "currency": session.currency,
        "currency_conversion": null,
        "custom_fields": [],
        "custom_text": {"shipping_address": null, "submit": null},
        "customer": null,
        "customer_creation": "if_required",
        "customer_details": customer_details(session),
        "customer_email": session.customer_email,
        "expires_at": session.expires_at,
        "invoice": null,
        "invoice_creation": {"enabled": false, "invoice_data": {"account_tax_ids": null, "custom_fields": null,
            "description": null, "footer": null, "metadata": {}, "rendering_options": null}},
        "livemode": false,
        "locale": session.locale,
        "metadata": session.metadata,
        "mode": "payment",
        "payment_intent": intent,
        "payment_link": null,
        "payment_method_collection": "if_required",
        "payment_method_options": {},
        "payment_method_types": session.methods,
        "payment_status": if session.is_paid { "paid" } else { "unpaid" },
        "phone_number_collection": {"enabled": false},
        "recovered_from": null,
        "setup_intent": null,
        "shipping_address_collection": null,
        "shipping_cost": null,
        "shipping_details": null,
        "shipping_options": [],
        "status": session.status.word(),
        "submit_type": null,
        "subscription": null,
        "success_url": session.success_url,
        "total_details": {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
        "url": is_open.then(|| page_url(public_url, &session.id)),
    });
    if expand.rows {
        value["line_items"] = rows(session);
    }
    value
}

fn customer_details(session: &Session) -> Value {
    if session.customer_email.is_none() && session.status == SessionStatus::Open {
        return Value::Null;
    }
    json!({"address": null, "email": session.customer_email, "name": null, "phone": null, "tax_exempt": "none", "tax_ids": null})
}

fn rows(session: &Session) -> Value {
    let data: Vec<Value> = session
        .rows
        .iter()
        .enumerate()
        .map(|(i, row)| {
            let sum = row.unit_amount.saturating_mul(row.quantity);
            json!({
                "id": format!("li_{}_{i}", session.id), "object": "item", "amount_discount": 0, "amount_subtotal": sum,
                "amount_tax": 0, "amount_total": sum, "currency": session.currency, "description": row.name,
                "quantity": row.quantity,
                "price": {
                    "id": format!("price_{}_{i}", session.id), "object": "price", "active": false, "billing_scheme": "per_unit",
                    "created": session.created, "currency": session.currency, "custom_unit_amount": null, "livemode": false,
                    "lookup_key": null, "metadata": {}, "nickname": null, "product": format!("prod_{}_{i}", session.id),
                    "recurring": null, "tax_behavior": "unspecified", "tiers_mode": null, "transform_quantity": null,
                    "type": "one_time", "unit_amount": row.unit_amount, "unit_amount_decimal": row.unit_amount.to_string(),
                },
            })
        })
        .collect();
    json!({"object": "list", "data": data, "has_more": false, "url": format!("/v1/checkout/sessions/{}/line_items", session.id)})
}

/// An intent.
pub fn intent(intent: &Intent, book: &Book, with_charge: bool, public_url: &str) -> Value {
    let charge =
        intent
            .charge
            .as_ref()
            .map(|id| match book.charges.get(id).filter(|_| with_charge) {
                Some(charge) => self::charge(charge),
                None => json!(id),
            });
    let received = if intent.status == IntentStatus::Succeeded {
        intent.amount
    } else {
        0
    };
    let next_action = (intent.status == IntentStatus::RequiresAction).then(|| {
        let page = page_url(public_url, &intent.session);
        json!({"type": "redirect_to_url", "redirect_to_url": {"url": format!("{page}/3ds"), "return_url": page}})
    });
    json!({
        "id": intent.id,
        "object": "payment_intent",
        "amount": intent.amount,
        "amount_capturable": 0,
        "amount_details": {"tip": {}},
        "amount_received": received,
        "application": null,
        "application_fee_amount": null,
        "automatic_payment_methods": null,
        "canceled_at": null,
        "cancellation_reason": (intent.status == IntentStatus::Canceled).then_some("automatic"),
        "capture_method": "automatic",
        "client_secret": format!("{}_secret_standin", intent.id),
        "confirmation_method": "automatic",
        "created": intent.created,
        "currency": intent.currency,
        "customer": null,
        "description": intent.description,
        "invoice": null,
        "last_payment_error": intent.last_error.as_ref().map(card_error),
        "latest_charge": charge,
        "livemode": false,
        "metadata": intent.metadata,
        "next_action": next_action,
        "on_behalf_of": null,
        "payment_method": null,
        "payment_method_options": {},
        "payment_method_types": intent.methods,
        "processing": null,
        "receipt_email": null,
        "review": null,
        "setup_future_usage": null,
        "shipping": null,
        "statement_descriptor": null,
        "statement_descriptor_suffix": null,
        "status": intent.status.word(),
        "transfer_data": null,
        "transfer_group": null,
    })
}

fn card_error(error: &CardError) -> Value {
    // Only cards have errors of their own kind.
    let kind = if error.code == "card_declined" {
        "card_error"
    } else {
        "invalid_request_error"
    };
    let mut value = json!({"type": kind, "code": error.code, "message": error.message,
        "doc_url": format!("https://stripe.com/docs/error-codes/{}", error.code.replace('_', "-"))});
    if let Some(decline) = &error.decline_code {
        value["decline_code"] = json!(decline);
    }
    value
}

/// A charge.
pub fn charge(charge: &Charge) -> Value {
    let details = match charge.method.as_str() {
        "card" => {
            json!({"type": "card", "card": {"brand": "visa", "checks": null, "country": "SE", "exp_month": 12, "exp_year": 2034,
            "funding": "debit", "installments": null, "last4": "4242", "mandate": null, "network": "visa", "three_d_secure": null,
            "wallet": null}})
        }
        "swish" => {
            json!({"type": "swish", "swish": {"fingerprint": null, "payment_reference": charge.id,
            "verified_phone_last4": "0612"}})
        }
        "klarna" => {
            json!({"type": "klarna", "klarna": {"payment_method_category": "pay_later", "preferred_locale": "sv-SE"}})
        }
        _ => {
            json!({"type": "sepa_debit", "sepa_debit": {"bank_code": "12345", "branch_code": null, "country": "SE",
            "fingerprint": null, "last4": "3201", "mandate": null}})
        }
    };
    json!({
        "id": charge.id,
        "object": "charge",
        "amount": charge.amount,
        "amount_captured": charge.amount,
        "amount_refunded": charge.refunded,
        "application": null,
        "application_fee": null,
        "application_fee_amount": null,
        "balance_transaction": null,
        "billing_details": {"address": null, "email": charge.email, "name": null, "phone": null},
        "calculated_statement_descriptor": null,
        "captured": true,
        "created": charge.created,
        "currency": charge.currency,
        "customer": null,
        "description": charge.description,
        "disputed": false,
        "failure_balance_transaction": null,
        "failure_code": null,
        "failure_message": null,
        "fraud_details": {},
        "invoice": null,
        "livemode": false,
        "metadata": charge.metadata,
        "on_behalf_of": null,
        "outcome": {"network_status": "approved_by_network", "reason": null, "risk_level": "normal", "risk_score": 7,
            "seller_message": "Payment complete.", "type": "authorized"},
        "paid": true,
        "payment_intent": charge.intent,
        "payment_method": null,
        "payment_method_details": details,
        "receipt_email": null,
        "receipt_number": null,
        "receipt_url": null,
        "refunded": charge.refunded == charge.amount,
        "review": null,
        "shipping": null,
        "source_transfer": null,
        "statement_descriptor": null,
        "statement_descriptor_suffix": null,
        "status": "succeeded",
        "transfer_data": null,
        "transfer_group": null,
    })
}

/// A refund.
pub fn refund(refund: &Refund) -> Value {
    json!({
        "id": refund.id,
        "object": "refund",
        "amount": refund.amount,
        "balance_transaction": null,
        "charge": refund.charge,
        "created": refund.created,
        "currency": refund.currency,
        "metadata": refund.metadata,
        "payment_intent": refund.intent,
        "reason": refund.reason,
        "receipt_number": null,
        "source_transfer_reversal": null,
        "status": if refund.settles_at.is_some() { "pending" } else { "succeeded" },
        "transfer_reversal": null,
    })
}

/// An event's envelope around `object`.
pub fn event(id: &str, kind: &str, created: i64, object: &Value) -> Value {
    json!({
        "id": id,
        "object": "event",
        "api_version": crate::payment::stripe::API_VERSION,
        "created": created,
        "data": {"object": object},
        "livemode": false,
        "pending_webhooks": 1,
        "request": {"id": null, "idempotency_key": null},
        "type": kind,
    })
}

/// A kept event, as `GET /v1/events/{id}` tells it.
pub fn kept_event(event: &Event) -> Value {
    serde_json::from_str(&event.body).unwrap_or(Value::Null)
}
