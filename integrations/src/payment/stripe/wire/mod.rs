//! Our words into Stripe's form fields, and Stripe's JSON into our words. Pure, so that the contract tests can read both.

use commerce::payment::PaymentMethod;
use commerce::payment::gateway::{
    GatewayError, RefundReceipt, RefundRequest, RefundSeen, Session, SessionRequest, SessionState,
};
use platform::clock::Timestamp;
use platform::money::{Currency, Money};
use serde::Deserialize;

/// Stripe's least and greatest life of a session, counted from its creation, in seconds.
const SHORTEST_LIFE: i64 = 30 * 60;
const LONGEST_LIFE: i64 = 24 * 60 * 60;
/// Kept free at both ends: the request may be sent some time after the payment was begun, and sent again.
const LIFE_MARGIN: i64 = 30 * 60;
/// Rows that Stripe takes in one session.
const MOST_ROWS: usize = 100;
/// Under this key our payment's id travels in the metadata of sessions, intents and charges.
pub const PAYMENT_ID_KEY: &str = "payment_id";
/// Under this key our refund's id travels in the metadata of refunds.
pub const REFUND_ID_KEY: &str = "refund_id";
/// What an answered session must hold besides itself: how the money came, and the charge that a refund refers to.
pub const EXPAND: &str = "payment_intent.latest_charge";

/// The form of `POST /v1/checkout/sessions`.
///
/// # Errors
/// [`GatewayError::Refused`] when Stripe could not take the amount, or the rows do not add up to it.
pub fn session_form(request: &SessionRequest) -> Result<Vec<(String, String)>, GatewayError> {
    let mut form = Form::default();
    form.put("mode", "payment");
    form.put("success_url", &request.success_url);
    form.put("cancel_url", &request.cancel_url);
    form.put("client_reference_id", request.payment_id.to_string());
    form.put("locale", locale(&request.locale));
    form.put(
        "expires_at",
        expires_at(request.begun_at, request.expires_at).to_string(),
    );
    if !request.email.is_empty() {
        form.put("customer_email", &request.email);
    }
    for holder in ["", "payment_intent_data"] {
        let key = |name| {
            if holder.is_empty() {
                format!("metadata[{name}]")
            } else {
                format!("{holder}[metadata][{name}]")
            }
        };
        form.put(key(PAYMENT_ID_KEY), request.payment_id.to_string());
        form.put(key("order_number"), &request.order_number);
    }
    form.put("payment_intent_data[description]", &request.order_number);
    form.put("expand[]", EXPAND);
    form.put("payment_method_types[0]", method(request.method));
    let currency = request.amount.currency.code().to_ascii_lowercase();
    for (i, row) in rows(request)?.into_iter().enumerate() {
        let at = format!("line_items[{i}]");
        form.put(format!("{at}[quantity]"), row.quantity.to_string());
        form.put(format!("{at}[price_data][currency]"), &currency);
        form.put(
            format!("{at}[price_data][unit_amount]"),
            row.unit_amount.to_string(),
        );
        form.put(format!("{at}[price_data][product_data][name]"), row.name);
        if let Some(description) = row.description {
            form.put(
                format!("{at}[price_data][product_data][description]"),
                description,
            );
        }
    }
    Ok(form.0)
}

/// The form of `POST /v1/refunds`.
///
/// # Errors
/// [`GatewayError::Refused`] when Stripe could not take the amount.
pub fn refund_form(request: &RefundRequest) -> Result<Vec<(String, String)>, GatewayError> {
    let amount = to_stripe(request.amount)?;
    if amount <= 0 {
        return Err(refused(
            "amount_too_small",
            "a refund must be of more than nothing",
        ));
    }
    let mut form = Form::default();
    // Without a charge (an answer that was not expanded) the intent is the reference, and Stripe refunds its charge.
    let field = if request.charge_reference.starts_with("pi_") {
        "payment_intent"
    } else {
        "charge"
    };
    form.put(field, &request.charge_reference);
    form.put("amount", amount.to_string());
    form.put("reason", "requested_by_customer");
    form.put(
        format!("metadata[{PAYMENT_ID_KEY}]"),
        request.payment_id.to_string(),
    );
    form.put(
        format!("metadata[{REFUND_ID_KEY}]"),
        request.refund_id.to_string(),
    );
    Ok(form.0)
}

/// The query of `GET /v1/refunds` for all of a charge's. A charge has few: a hundred are all.
#[must_use]
pub fn refunds_query(request: &RefundRequest) -> [(&'static str, &str); 2] {
    let field = if request.charge_reference.starts_with("pi_") {
        "payment_intent"
    } else {
        "charge"
    };
    [(field, &request.charge_reference), ("limit", "100")]
}

#[derive(Default)]
struct Form(Vec<(String, String)>);

impl Form {
    fn put(&mut self, field: impl Into<String>, value: impl Into<String>) {
        self.0.push((field.into(), value.into()));
    }
}

struct Row {
    name: String,
    description: Option<String>,
    quantity: i64,
    unit_amount: i64,
}

/// One row per line. A row whose sum does not divide by its quantity becomes one piece named "3 × ...". Stripe knows no negative
/// rows and no more than a hundred: then the whole order is one row that tells what is in it.
fn rows(request: &SessionRequest) -> Result<Vec<Row>, GatewayError> {
    let total = to_stripe(request.amount)?;
    if total <= 0 {
        return Err(refused("amount_too_small", "there is nothing to pay"));
    }
    let sum = request
        .lines
        .iter()
        .try_fold(0_i64, |sum, line| sum.checked_add(line.total_minor));
    if sum != Some(request.amount.minor) {
        return Err(refused(
            "lines_do_not_sum",
            "the rows do not add up to the amount",
        ));
    }
    let fits = request.lines.len() <= MOST_ROWS
        && request
            .lines
            .iter()
            .all(|l| l.total_minor >= 0 && l.quantity > 0);
    if !fits {
        let names: Vec<String> = request
            .lines
            .iter()
            .map(|l| counted(l.quantity, &l.name))
            .collect();
        return Ok(vec![Row {
            name: request.order_number.clone(),
            description: Some(shortened(&names.join(", "), 1000)).filter(|d| !d.is_empty()),
            quantity: 1,
            unit_amount: total,
        }]);
    }
    let row = |line: &commerce::payment::gateway::SessionLine| {
        let sum = to_stripe(Money::new(line.total_minor, request.amount.currency))?;
        let name = if line.name.trim().is_empty() {
            request.order_number.as_str()
        } else {
            line.name.trim()
        };
        let name = shortened(name, 250);
        Ok(if sum % line.quantity == 0 {
            Row {
                name,
                description: None,
                quantity: line.quantity,
                unit_amount: sum / line.quantity,
            }
        } else {
            Row {
                name: counted(line.quantity, &name),
                description: None,
                quantity: 1,
                unit_amount: sum,
            }
        })
    };
    request.lines.iter().map(row).collect()
}

fn counted(quantity: i64, name: &str) -> String {
    if quantity == 1 {
        name.to_owned()
    } else {
        format!("{quantity} × {name}")
    }
}

fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    text.chars()
        .take(most.saturating_sub(1))
        .chain(['…'])
        .collect()
}

/// Stripe's word for a way to pay.
fn method(ours: PaymentMethod) -> &'static str {
    match ours {
        // An invoice is the shop's own: no payment is begun for it, so none comes here.
        PaymentMethod::Card | PaymentMethod::Invoice => "card",
        PaymentMethod::Swish => "swish",
        PaymentMethod::Klarna => "klarna",
    }
}

fn locale(ours: &str) -> &'static str {
    match ours.split(['-', '_']).next() {
        Some("sv") => "sv",
        Some("en") => "en",
        _ => "auto",
    }
}

/// The wish, moved into what Stripe offers. It depends on nothing but the two arguments: see [`SessionRequest::begun_at`].
fn expires_at(begun_at: Timestamp, wish: Timestamp) -> i64 {
    let begun = begun_at.as_second();
    wish.as_second().clamp(
        begun + SHORTEST_LIFE + LIFE_MARGIN,
        begun + LONGEST_LIFE - LIFE_MARGIN,
    )
}

/// Stripe's smallest unit is ISO 4217's, but for four currencies that it counts otherwise.
fn units_per_minor(currency: Currency) -> (i64, i64) {
    match currency.code() {
        // No decimals in ISO 4217, two at Stripe.
        "ISK" | "UGX" => (100, 1),
        // Two decimals in ISO 4217 (counted in fifths), none at Stripe.
        "MGA" => (1, 100),
        _ => (1, 1),
    }
}

/// An amount as Stripe counts it.
///
/// # Errors
/// [`GatewayError::Refused`] when Stripe cannot express it.
pub fn to_stripe(money: Money) -> Result<i64, GatewayError> {
    let (times, per) = units_per_minor(money.currency);
    match money.minor.checked_mul(times) {
        Some(units) if units % per == 0 => Ok(units / per),
        _ => Err(refused(
            "amount_not_expressible",
            "the payment provider cannot express the amount",
        )),
    }
}

/// An amount as we count it; `None` when it does not fit or the currency is no code.
#[must_use]
pub fn from_stripe(units: i64, currency: &str) -> Option<Money> {
    let currency = Currency::parse(&currency.to_ascii_uppercase())?;
    let (times, per) = units_per_minor(currency);
    let minor = units.checked_mul(per)?;
    (minor % times == 0).then_some(Money::new(minor / times, currency))
}

fn refused(code: &str, message: &str) -> GatewayError {
    GatewayError::Refused {
        code: code.to_owned(),
        message: message.to_owned(),
    }
}

/// A field that Stripe answers as an id, or as the whole thing when asked to expand it.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum Expandable<T> {
    /// Only its name.
    Id(String),
    /// All of it.
    Whole(Box<T>),
}

/// `checkout.session`, as far as we read it.
#[derive(Clone, Debug, Deserialize)]
pub struct WireSession {
    id: String,
    url: Option<String>,
    status: Option<String>,
    payment_status: String,
    currency: Option<String>,
    amount_total: Option<i64>,
    payment_intent: Option<Expandable<WireIntent>>,
}

/// `payment_intent`, as far as we read it.
#[derive(Clone, Debug, Deserialize)]
pub struct WireIntent {
    id: String,
    status: String,
    amount_received: Option<i64>,
    currency: String,
    last_payment_error: Option<WireError>,
    latest_charge: Option<Expandable<WireCharge>>,
}

/// `charge`, as far as we read it.
#[derive(Clone, Debug, Deserialize)]
pub struct WireCharge {
    id: String,
    payment_method_details: Option<WireMethod>,
}

/// How the money came.
#[derive(Clone, Debug, Deserialize)]
pub struct WireMethod {
    r#type: String,
}

/// `refund`, as far as we read it.
#[derive(Clone, Debug, Deserialize)]
pub struct WireRefund {
    id: String,
    status: Option<String>,
    failure_reason: Option<String>,
    #[serde(default)]
    metadata: Option<std::collections::HashMap<String, serde_json::Value>>,
}

/// A page of a charge's refunds, the latest first.
#[derive(Clone, Debug, Deserialize)]
pub struct WireRefunds {
    data: Vec<WireRefund>,
}

/// An answer that is an error.
#[derive(Debug, Deserialize)]
pub struct ErrorBody {
    pub(super) error: WireError,
}

/// What an error says.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct WireError {
    pub(super) r#type: Option<String>,
    pub(super) code: Option<String>,
    pub(super) decline_code: Option<String>,
    pub(super) message: Option<String>,
}

impl WireError {
    fn word(self) -> String {
        self.decline_code
            .or(self.code)
            .or(self.r#type)
            .unwrap_or_else(|| "unknown".to_owned())
    }
}

impl WireSession {
    /// Stripe's session in the port's words.
    ///
    /// # Errors
    /// [`GatewayError::Unreadable`] when it says that it is paid but not how much.
    pub fn into_session(self) -> Result<Session, GatewayError> {
        let state = self.state()?;
        let url = self
            .url
            .filter(|_| matches!(state, SessionState::Open { .. }));
        Ok(Session {
            reference: self.id,
            url,
            state,
        })
    }

    fn state(&self) -> Result<SessionState, GatewayError> {
        let intent = match &self.payment_intent {
            Some(Expandable::Whole(intent)) => Some(intent.as_ref()),
            _ => None,
        };
        if matches!(self.payment_status.as_str(), "paid" | "no_payment_required") {
            return self.captured(intent);
        }
        let refusal = || {
            intent
                .and_then(|i| i.last_payment_error.clone())
                .map(WireError::word)
        };
        Ok(
            match (self.status.as_deref(), intent.map(|i| i.status.as_str())) {
                (Some("expired"), _) => SessionState::Expired,
                // Done, but the bank said no: a method that answers late.
                (Some("complete"), Some("requires_payment_method" | "canceled")) => {
                    SessionState::Failed {
                        refusal: refusal().unwrap_or_else(|| "canceled".to_owned()),
                    }
                }
                (Some("complete"), _) | (_, Some("processing" | "requires_capture")) => {
                    SessionState::Processing
                }
                (Some("open"), _) => SessionState::Open {
                    last_refusal: refusal(),
                },
                (other, _) => {
                    return Err(GatewayError::Unreadable(format!(
                        "session status {other:?}"
                    )));
                }
            },
        )
    }

    fn captured(&self, intent: Option<&WireIntent>) -> Result<SessionState, GatewayError> {
        let (units, currency) = match intent {
            Some(intent) => (intent.amount_received, Some(intent.currency.as_str())),
            None => (self.amount_total, self.currency.as_deref()),
        };
        let amount = units
            .zip(currency)
            .and_then(|(units, currency)| from_stripe(units, currency))
            .ok_or_else(|| {
                GatewayError::Unreadable("a paid session without an amount".to_owned())
            })?;
        let intent_id = match &self.payment_intent {
            Some(Expandable::Id(id)) => id.as_str(),
            Some(Expandable::Whole(intent)) => intent.id.as_str(),
            None => self.id.as_str(),
        };
        let (charge, method) = match intent.and_then(|i| i.latest_charge.as_ref()) {
            Some(Expandable::Whole(charge)) => (
                charge.id.as_str(),
                charge
                    .payment_method_details
                    .as_ref()
                    .map(|m| m.r#type.as_str()),
            ),
            Some(Expandable::Id(id)) => (id.as_str(), None),
            None => (intent_id, None),
        };
        Ok(SessionState::Captured {
            charge_reference: charge.to_owned(),
            amount,
            method: method.unwrap_or("unknown").to_owned(),
        })
    }
}

impl WireRefunds {
    /// The refund of this id. One that failed was perhaps asked for anew, so one that did not is looked for first.
    #[must_use]
    pub fn of(self, refund_id: uuid::Uuid) -> Option<WireRefund> {
        let ours = refund_id.to_string();
        let mut found: Vec<WireRefund> = self
            .data
            .into_iter()
            .filter(|refund| refund.our_id() == Some(ours.as_str()))
            .collect();
        let good = found.iter().position(|refund| !refund.is_failed());
        let at = good.unwrap_or(0);
        (at < found.len()).then(|| found.swap_remove(at))
    }
}

impl WireRefund {
    fn our_id(&self) -> Option<&str> {
        self.metadata.as_ref()?.get(REFUND_ID_KEY)?.as_str()
    }

    fn is_failed(&self) -> bool {
        matches!(self.status.as_deref(), Some("failed" | "canceled"))
    }

    /// What became of it.
    #[must_use]
    pub fn into_seen(self) -> RefundSeen {
        match self.into_receipt() {
            Ok(receipt) => RefundSeen::Receipt(receipt),
            Err(error) => RefundSeen::Failed(error.to_string()),
        }
    }

    /// Stripe's refund in the port's words.
    ///
    /// # Errors
    /// [`GatewayError::Refused`] when the refund failed at once.
    pub fn into_receipt(self) -> Result<RefundReceipt, GatewayError> {
        match self.status.as_deref() {
            Some("failed" | "canceled") => Err(GatewayError::Refused {
                code: self
                    .failure_reason
                    .unwrap_or_else(|| "refund_failed".to_owned()),
                message: "the refund failed".to_owned(),
            }),
            status => Ok(RefundReceipt {
                reference: self.id,
                is_settled: status == Some("succeeded"),
            }),
        }
    }
}

/// An event's envelope, as far as we read it.
#[derive(Debug, Deserialize)]
pub struct WireEvent {
    pub(super) id: String,
    pub(super) r#type: String,
    pub(super) data: WireAbout,
}

/// What an event is about.
#[derive(Debug, Deserialize)]
pub struct WireAbout {
    object: WireSubject,
}

#[derive(Debug, Deserialize)]
struct WireSubject {
    client_reference_id: Option<String>,
    metadata: Option<std::collections::HashMap<String, serde_json::Value>>,
}

impl WireEvent {
    /// Our payment, by the metadata that Stripe copies from session to intent to charge, else by the session's client reference.
    #[must_use]
    pub fn payment_id(&self) -> Option<uuid::Uuid> {
        let subject = &self.data.object;
        let tagged = subject
            .metadata
            .as_ref()
            .and_then(|m| m.get(PAYMENT_ID_KEY))
            .and_then(serde_json::Value::as_str);
        tagged
            .or(subject.client_reference_id.as_deref())
            .and_then(|id| id.parse().ok())
    }
}

#[cfg(test)]
mod tests;
