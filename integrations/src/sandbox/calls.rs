//! What each call does to the book. No HTTP here.

use std::collections::BTreeMap;

use platform::ids::new_uuid;
use serde_json::Value;

use super::book::{
    Book, Change, Entry, IntentStatus, Refund, Row, Session, SessionStatus, card_only,
};
use super::error::ApiError;
use super::events::{Telling, tell_charge, tell_session};
use super::form::Fields;
use super::objects::{self, Expand};

/// Stripe's languages.
const LOCALES: &[&str] = &[
    "auto", "bg", "cs", "da", "de", "el", "en", "en-GB", "es", "es-419", "et", "fi", "fil", "fr",
    "fr-CA", "hr", "hu", "id", "it", "ja", "ko", "lt", "lv", "ms", "mt", "nb", "nl", "pl", "pt",
    "pt-BR", "ro", "ru", "sk", "sl", "sv", "th", "tr", "vi", "zh", "zh-HK", "zh-TW",
];
/// What Klarna takes.
const KLARNA_CURRENCIES: &[&str] = &[
    "aud", "cad", "chf", "czk", "dkk", "eur", "gbp", "nok", "nzd", "pln", "ron", "sek", "usd",
];
/// The greatest sum of one payment.
const GREATEST_AMOUNT: i64 = 99_999_999;

/// Where a call stands.
pub struct Scene<'a> {
    /// Everything before the call.
    pub book: &'a Book,
    /// Seconds since 1970.
    pub now: i64,
    /// Where browsers reach the stand-in.
    pub public_url: &'a str,
    /// How long slow things take.
    pub slow_seconds: i64,
    /// Whether anyone listens to events.
    pub has_listener: bool,
}

/// A new id with Stripe's prefix.
pub fn new_id(prefix: &str) -> String {
    format!("{prefix}_{}", new_uuid().simple())
}

/// Which references the caller wants whole.
///
/// # Errors
/// On a field that the stand-in cannot expand.
pub fn expansion(fields: &Fields<'_>, root: &str) -> Result<Expand, ApiError> {
    let mut expand = Expand::default();
    for name in fields.texts("expand")? {
        match (root, name) {
            ("session", "payment_intent") => expand.intent = true,
            ("session", "payment_intent.latest_charge") => {
                (expand.intent, expand.charge) = (true, true)
            }
            ("session", "line_items") => expand.rows = true,
            ("intent", "latest_charge") => expand.charge = true,
            _ => {
                return Err(fields.wrong(
                    "expand",
                    &format!("This property cannot be expanded ({name})."),
                ));
            }
        }
    }
    Ok(expand)
}

/// `POST /v1/checkout/sessions`
pub fn create_session(
    scene: &Scene<'_>,
    form: &Fields<'_>,
    change: &mut Change,
) -> Result<Value, ApiError> {
    form.only(&[
        "mode",
        "success_url",
        "cancel_url",
        "client_reference_id",
        "locale",
        "expires_at",
        "customer_email",
        "metadata",
        "payment_intent_data",
        "line_items",
        "expand",
        "payment_method_types",
    ])?;
    let expand = expansion(form, "session")?;
    match form.one_of("mode", &["payment", "setup", "subscription"])? {
        Some("payment") => {}
        None => return Err(form.absent("mode")),
        Some(_) => return Err(form.wrong("mode", "The stand-in only takes `mode=payment`.")),
    }
    let (rows, currency) = rows(form)?;
    let methods = methods(form, &currency)?;
    let amount = sum(&rows, &currency)?;
    let intent_data = form.within("payment_intent_data")?;
    if let Some(data) = &intent_data {
        data.only(&[
            "metadata",
            "description",
            "capture_method",
            "receipt_email",
            "statement_descriptor_suffix",
        ])?;
    }
    let (intent_metadata, description) = match &intent_data {
        Some(data) => (
            data.metadata("metadata")?,
            data.text("description", 1000)?.map(str::to_owned),
        ),
        None => (BTreeMap::new(), None),
    };
    let session = Session {
        id: new_id("cs_test"),
        created: scene.now,
        expires_at: expires_at(form, scene.now)?,
        amount,
        currency,
        rows,
        success_url: address(form, "success_url")?.ok_or_else(|| form.absent("success_url"))?,
        cancel_url: address(form, "cancel_url")?,
        client_reference_id: form.text("client_reference_id", 200)?.map(str::to_owned),
        customer_email: email(form)?,
        locale: form.one_of("locale", LOCALES)?.map(str::to_owned),
        methods,
        metadata: form.metadata("metadata")?,
        intent_metadata,
        description,
        status: SessionStatus::Open,
        is_paid: false,
        intent: None,
        choices: Vec::new(),
    };
    let answer = objects::session(&session, scene.book, expand, scene.public_url);
    change.put(Entry::Session(session));
    Ok(answer)
}

/// The ways to pay: known ones, each fit for the currency. Without a choice, cards.
fn methods(form: &Fields<'_>, currency: &str) -> Result<Vec<String>, ApiError> {
    let named = form.texts("payment_method_types")?;
    for method in &named {
        let fits = match *method {
            "card" => true,
            "swish" => currency == "sek",
            "klarna" => KLARNA_CURRENCIES.contains(&currency),
            _ => {
                let message = format!("The stand-in does not play the payment method `{method}`.");
                return Err(form.wrong("payment_method_types", &message));
            }
        };
        if !fits {
            let message = format!(
                "The currency provided (`{currency}`) is invalid for the payment method `{method}`."
            );
            return Err(form.wrong("payment_method_types", &message));
        }
    }
    if named.is_empty() {
        return Ok(card_only());
    }
    Ok(named.into_iter().map(str::to_owned).collect())
}

fn rows(form: &Fields<'_>) -> Result<(Vec<Row>, String), ApiError> {
    let items = form.items("line_items")?;
    if items.is_empty() {
        return Err(form.absent("line_items"));
    }
    if items.len() > 100 {
        return Err(form.wrong(
            "line_items",
            "A Checkout Session can have at most 100 line items.",
        ));
    }
    let mut currency: Option<&str> = None;
    let mut rows = Vec::new();
    for item in &items {
        item.only(&["price_data", "quantity"])?;
        let price = item
            .within("price_data")?
            .ok_or_else(|| item.absent("price_data"))?;
        price.only(&["currency", "unit_amount", "product_data", "tax_behavior"])?;
        price.one_of("tax_behavior", &["exclusive", "inclusive", "unspecified"])?;
        let code = price.required("currency", 3)?;
        if code.len() != 3 || !code.bytes().all(|b| b.is_ascii_lowercase()) {
            return Err(price.wrong("currency", &format!("Invalid currency: {code}")));
        }
        if currency.is_some_and(|first| first != code) {
            return Err(price.wrong("currency", "All line items must have the same currency."));
        }
        currency = Some(code);
        let product = price
            .within("product_data")?
            .ok_or_else(|| price.absent("product_data"))?;
        product.only(&["name", "description", "images", "metadata", "tax_code"])?;
        rows.push(Row {
            name: product.required("name", 5000)?.to_owned(),
            description: product.text("description", 40_000)?.map(str::to_owned),
            quantity: at_least(item, "quantity", 1)?,
            unit_amount: at_least(&price, "unit_amount", 0)?,
        });
    }
    Ok((rows, currency.unwrap_or_default().to_owned()))
}

fn at_least(fields: &Fields<'_>, name: &str, least: i64) -> Result<i64, ApiError> {
    let number = fields.integer(name)?.ok_or_else(|| fields.absent(name))?;
    if number < least {
        let message = format!("This value must be greater than or equal to {least}.");
        return Err(ApiError::invalid(
            Some("parameter_invalid_integer"),
            fields.param(name),
            message,
        ));
    }
    Ok(number)
}

fn sum(rows: &[Row], currency: &str) -> Result<i64, ApiError> {
    let sum = rows.iter().try_fold(0_i64, |sum, row| {
        sum.checked_add(row.unit_amount.checked_mul(row.quantity)?)
    });
    let least = match currency {
        "sek" | "nok" => 300,
        "dkk" => 250,
        "eur" | "usd" | "chf" => 50,
        "gbp" => 30,
        _ => 1,
    };
    match sum {
        Some(sum) if sum < least => Err(ApiError::invalid(
            Some("amount_too_small"),
            "line_items",
            format!("The Checkout Session's total amount must be at least {least} {currency}."),
        )),
        Some(sum) if sum <= GREATEST_AMOUNT => Ok(sum),
        _ => Err(ApiError::invalid(
            Some("amount_too_large"),
            "line_items",
            format!(
                "The Checkout Session's total amount must be no more than {GREATEST_AMOUNT} {currency}."
            ),
        )),
    }
}

fn expires_at(form: &Fields<'_>, now: i64) -> Result<i64, ApiError> {
    let Some(at) = form.integer("expires_at")? else {
        return Ok(now.saturating_add(86_400));
    };
    if at < now.saturating_add(1800) {
        return Err(form.wrong("expires_at", "The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation."));
    }
    if at > now.saturating_add(86_400) {
        return Err(form.wrong(
            "expires_at",
            "The `expires_at` timestamp must be less than 24 hours from Checkout Session creation.",
        ));
    }
    Ok(at)
}

fn address(form: &Fields<'_>, name: &str) -> Result<Option<String>, ApiError> {
    let Some(text) = form.text(name, 5000)? else {
        return Ok(None);
    };
    let is_web = reqwest::Url::parse(text)
        .is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    if !is_web || text.chars().any(|c| c.is_control() || c.is_whitespace()) {
        return Err(ApiError::invalid(
            Some("url_invalid"),
            form.param(name),
            "Not a valid URL",
        ));
    }
    Ok(Some(text.to_owned()))
}

fn email(form: &Fields<'_>) -> Result<Option<String>, ApiError> {
    let Some(text) = form.text("customer_email", 800)? else {
        return Ok(None);
    };
    let is_plausible = text
        .split_once('@')
        .is_some_and(|(name, host)| !name.is_empty() && host.contains('.'))
        && !text.chars().any(|c| c.is_control() || c.is_whitespace());
    if !is_plausible {
        let message = format!("Invalid email address: {text}");
        return Err(ApiError::invalid(
            Some("email_invalid"),
            "customer_email",
            message,
        ));
    }
    Ok(Some(text.to_owned()))
}

/// `POST /v1/checkout/sessions/{id}/expire`
pub fn expire_session(
    scene: &Scene<'_>,
    id: &str,
    form: &Fields<'_>,
    change: &mut Change,
) -> Result<Value, ApiError> {
    form.only(&["expand"])?;
    let expand = expansion(form, "session")?;
    let session = scene
        .book
        .sessions
        .get(id)
        .ok_or_else(|| ApiError::missing("checkout.session", id, "session"))?;
    if session.status != SessionStatus::Open {
        let message = format!(
            "Only Checkout Sessions with a status in [\"open\"] can be expired. This Checkout Session has a status of `{}`.",
            session.status.word()
        );
        return Err(ApiError::not_now(None, message));
    }
    let ended = end_session(scene, session, change);
    let mut answer = objects::session(&ended, scene.book, expand, scene.public_url);
    // The book still shows the intent as it was before this change.
    if expand.intent
        && let Some(Entry::Intent(intent)) = change
            .entries
            .iter()
            .find(|e| matches!(e, Entry::Intent(_)))
    {
        answer["payment_intent"] =
            objects::intent(intent, scene.book, expand.charge, scene.public_url);
    }
    Ok(answer)
}

/// Ends a session that is open, and its intent with it.
pub fn end_session(scene: &Scene<'_>, session: &Session, change: &mut Change) -> Session {
    let mut ended = session.clone();
    ended.status = SessionStatus::Expired;
    if let Some(intent) = session
        .intent
        .as_ref()
        .and_then(|id| scene.book.intents.get(id))
    {
        let mut intent = intent.clone();
        (intent.status, intent.settles) = (IntentStatus::Canceled, None);
        change.put(Entry::Intent(intent));
    }
    change.put(Entry::Session(ended.clone()));
    tell_session(
        scene,
        "checkout.session.expired",
        &ended,
        Telling::Once,
        change,
    );
    ended
}

/// `GET /v1/refunds`: those of a charge or an intent, the latest first.
pub fn list_refunds(scene: &Scene<'_>, query: &Fields<'_>) -> Result<Value, ApiError> {
    query.only(&["charge", "payment_intent", "limit"])?;
    let charge = query.text("charge", 5000)?;
    let intent = query.text("payment_intent", 5000)?;
    let most = match query.integer("limit")? {
        Some(_) => usize::try_from(at_least(query, "limit", 1)?.min(100)).unwrap_or(100),
        None => 10,
    };
    let mut found: Vec<&Refund> = scene
        .book
        .refunds
        .values()
        .filter(|refund| charge.is_none_or(|id| id == refund.charge))
        .filter(|refund| intent.is_none_or(|id| id == refund.intent))
        .collect();
    found.sort_by(|a, b| (b.created, &b.id).cmp(&(a.created, &a.id)));
    let has_more = found.len() > most;
    found.truncate(most);
    let data: Vec<Value> = found.into_iter().map(objects::refund).collect();
    Ok(
        serde_json::json!({ "object": "list", "url": "/v1/refunds", "has_more": has_more, "data": data }),
    )
}

/// `POST /v1/refunds`
pub fn create_refund(
    scene: &Scene<'_>,
    form: &Fields<'_>,
    change: &mut Change,
) -> Result<Value, ApiError> {
    form.only(&["charge", "payment_intent", "amount", "reason", "metadata"])?;
    let charge = match (
        form.text("charge", 5000)?,
        form.text("payment_intent", 5000)?,
    ) {
        (Some(id), _) => scene
            .book
            .charges
            .get(id)
            .ok_or_else(|| ApiError::missing("charge", id, "charge"))?,
        (None, Some(id)) => {
            let intent = scene
                .book
                .intents
                .get(id)
                .ok_or_else(|| ApiError::missing("payment_intent", id, "payment_intent"))?;
            intent
                .charge
                .as_ref()
                .and_then(|id| scene.book.charges.get(id))
                .ok_or_else(|| {
                    ApiError::not_now(
                        None,
                        format!(
                            "This PaymentIntent ({id}) does not have a successful charge to refund."
                        ),
                    )
                })?
        }
        (None, None) => {
            return Err(ApiError::malformed(
                "One of the following params should be provided for this request: payment_intent or charge.",
            ));
        }
    };
    let reason = form.one_of(
        "reason",
        &["duplicate", "fraudulent", "requested_by_customer"],
    )?;
    let left = charge.amount - charge.refunded;
    let amount = match form.integer("amount")? {
        Some(_) => at_least(form, "amount", 1)?,
        None => left,
    };
    if left == 0 {
        let message = format!("Charge {} has already been refunded.", charge.id);
        return Err(ApiError::not_now(Some("charge_already_refunded"), message));
    }
    if amount > left {
        let message = format!(
            "Refund amount ({amount} {0}) is greater than unrefunded amount on charge ({left} {0})",
            charge.currency
        );
        return Err(ApiError {
            param: Some("amount".to_owned()),
            ..ApiError::not_now(None, message)
        });
    }
    let mut after = charge.clone();
    after.refunded += amount;
    let refund = Refund {
        id: new_id("re"),
        charge: charge.id.clone(),
        intent: charge.intent.clone(),
        created: scene.now,
        amount,
        currency: charge.currency.clone(),
        reason: reason.map(str::to_owned),
        metadata: form.metadata("metadata")?,
        settles_at: (charge.method != "card").then_some(scene.now + scene.slow_seconds),
    };
    tell_charge(scene, "charge.refunded", &after, change);
    change.put(Entry::Charge(after));
    let answer = objects::refund(&refund);
    change.put(Entry::Refund(refund));
    Ok(answer)
}
