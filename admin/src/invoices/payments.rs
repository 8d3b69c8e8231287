//! Money that comes for an invoice: entered by staff, and undone when it was a mistake.

use axum::extract::{Path, State};
use axum::response::Response;
use commerce::ids::InvoicePaymentId;
use commerce::order::invoice::pay::listing::InvoicePayment;
use commerce::order::invoice::pay::{self, EnterError, Incoming, LONGEST_REFERENCE, UndoError};
use commerce::order::invoice::{self, document};
use commerce::order::listing::{self, OrderFacts};
use http::StatusCode;
use platform::auth::Permission;
use platform::money::{Currency, Money};
use platform::render::{Field, Form, FormState, View};
use platform::web::{FormBody, PageError};
use serde::Serialize;
use uuid::Uuid;

use crate::admin::Admin;
use crate::frame::Room;
use crate::guard::Me;
use crate::kept;
use crate::page::{self, see};
use crate::promotions::{hundredths, written};
use crate::when::When;

/// A payment as it is typed.
#[derive(Debug)]
pub(crate) struct PaymentForm;

impl Form for PaymentForm {
    const FIELDS: &'static [Field] = &[
        Field::plain("id", "invoice-payment"),
        Field::plain("amount", "payment-amount"),
        Field::plain("paid_on", "invoice-paid-on"),
        Field::plain("reference", "invoice-payment-reference"),
    ];
}

/// The form for a payment.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct EnterPaymentPage {
    pub(crate) order: String,
    /// The invoice's number; of an older one its order's.
    pub(crate) number: String,
    pub(crate) owed: Money,
    pub(crate) due_on: String,
    /// What is to stand on the payment; empty for older invoices.
    pub(crate) reference: String,
    pub(crate) form: FormState<PaymentForm>,
}

impl View for EnterPaymentPage {
    const TEMPLATE: &'static str = "admin/invoice-payment.html";
    fn samples() -> Vec<Self> {
        let mut wrong = FormState::blank().with("amount", "x");
        wrong.refuse("amount", "form-amount");
        wrong.refuse("paid_on", "invoice-paid-on-wrong");
        [(FormState::blank(), 24_900, "1000173"), (wrong, 0, "")]
            .map(|(form, owed, reference)| Self {
                order: "ORD-100001".to_owned(),
                number: "FAK-10001".to_owned(),
                owed: Money::new(owed, Currency::SEK),
                due_on: "2026-12-24".to_owned(),
                reference: reference.to_owned(),
                form,
            })
            .into()
    }
}

/// A payment that has been entered.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct PaymentRow {
    pub(crate) id: String,
    pub(crate) amount: Money,
    /// What was more than was owed.
    pub(crate) excess: Option<Money>,
    pub(crate) paid_on: When,
    pub(crate) reference: String,
    pub(crate) entered: When,
    pub(crate) undone: Option<When>,
    pub(crate) can_undo: bool,
}

impl PaymentRow {
    /// Some for the template checks.
    pub(crate) fn samples(when: &When) -> Vec<Self> {
        let row = |undone: Option<When>, excess| Self {
            id: "1".to_owned(),
            amount: Money::new(30_000, Currency::SEK),
            excess,
            paid_on: when.clone(),
            reference: "BG <123>".to_owned(),
            entered: when.clone(),
            can_undo: undone.is_none(),
            undone,
        };
        vec![
            row(None, Some(Money::new(5_100, Currency::SEK))),
            row(Some(when.clone()), None),
        ]
    }
}

/// Payments as pages show them.
pub(crate) fn rows(me: &Me, payments: &[InvoicePayment], currency: Currency) -> Vec<PaymentRow> {
    let when = |at| When::new(me.locale(), at, me.now());
    let today = me.now().business_time().date();
    let row = |payment: &InvoicePayment| PaymentRow {
        id: payment.id.to_string(),
        amount: Money::new(payment.amount_minor, currency),
        excess: (payment.amount_minor > payment.applied_minor)
            .then(|| Money::new(payment.amount_minor - payment.applied_minor, currency)),
        paid_on: When::day(me.locale(), payment.paid_on.0, today),
        reference: payment.reference.clone(),
        entered: when(payment.entered_at),
        undone: payment.undone_at.map(when),
        can_undo: payment.undone_at.is_none() && me.may(Permission::InvoiceSettle),
    };
    payments.iter().map(row).collect()
}

async fn order(admin: &Admin, number: &str) -> Result<OrderFacts, PageError> {
    let order = listing::order_by_number(&mut *admin.db.read().await?, number).await?;
    order.ok_or(PageError::NotFound)
}

/// `GET /ordrar/{number}/betalning`
pub(crate) async fn ask_payment(
    State(admin): State<Admin>,
    me: Me,
    Path(number): Path<String>,
) -> Result<Response, PageError> {
    let order = order(&admin, &number).await?;
    let owed = invoice::owed(&mut *admin.db.read().await?, order.id).await?;
    let form = FormState::blank()
        .with("id", InvoicePaymentId::generate().to_string())
        .with(
            "amount",
            if owed > 0 {
                written(owed)
            } else {
                String::new()
            },
        )
        .with("paid_on", me.now().business_time().date().to_string());
    answer(&admin, &me, &order, StatusCode::OK, form).await
}

async fn answer(
    admin: &Admin,
    me: &Me,
    order: &OrderFacts,
    status: StatusCode,
    form: FormState<PaymentForm>,
) -> Result<Response, PageError> {
    let mut conn = admin.db.read().await?;
    let held = invoice::of_order(&mut conn, order.id)
        .await?
        .ok_or(PageError::NotFound)?;
    let issued = document::of_order(&mut conn, order.id).await?;
    let currency = Currency::parse(&held.currency).unwrap_or(Currency::SEK);
    let view = EnterPaymentPage {
        order: order.number.clone(),
        number: issued
            .as_ref()
            .map_or_else(|| order.number.clone(), |issued| issued.number()),
        owed: Money::new(held.owed_minor(), currency),
        due_on: held.due_on.to_string(),
        reference: issued
            .map(|issued| issued.payment_reference)
            .unwrap_or_default(),
        form,
    };
    page::show_as(admin, &mut conn, me, Room::Invoices, status, &view).await
}

/// `POST /ordrar/{number}/betalning`
pub(crate) async fn enter_payment(
    State(admin): State<Admin>,
    me: Me,
    Path(number): Path<String>,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let order = order(&admin, &number).await?;
    let mut form = FormState::<PaymentForm>::from_pairs(fields.iter());
    let incoming = read(&mut form);
    if fields.has(kept::SHOW) {
        form.refuse_whole("form-kept");
    }
    if let Some(incoming) = incoming.filter(|_| form.is_valid()) {
        let mut tx = admin.db.begin(me.origin()).await?;
        match pay::enter(&mut tx, order.id, &incoming).await {
            Ok(_) => {
                tx.commit().await?;
                return Ok(see(&format!("/ordrar/{}", order.number)));
            }
            Err(EnterError::Unknown) => return Err(PageError::NotFound),
            Err(EnterError::Amount) => form.refuse("amount", "form-amount"),
            Err(EnterError::Day) => form.refuse("paid_on", "invoice-paid-on-wrong"),
            Err(EnterError::Reference) => form.refuse("reference", "form-too-long"),
            Err(EnterError::EnteredOtherwise) => {
                form.refuse_whole("invoice-payment-otherwise");
                form = form.with("id", InvoicePaymentId::generate().to_string());
            }
            Err(EnterError::Db(error)) => return Err(error.into()),
        }
    }
    answer(&admin, &me, &order, StatusCode::UNPROCESSABLE_ENTITY, form).await
}

fn read(form: &mut FormState<PaymentForm>) -> Option<Incoming> {
    let id = form.value("id").parse::<InvoicePaymentId>().ok();
    if id.is_none() {
        form.refuse_whole("form-kept");
        *form = form
            .clone()
            .with("id", InvoicePaymentId::generate().to_string());
    }
    let amount =
        hundredths(form.value("amount")).filter(|minor| (1..=pay::MOST_MINOR).contains(minor));
    if amount.is_none() {
        form.refuse("amount", "form-amount");
    }
    let paid_on = form.trimmed("paid_on").parse().ok();
    if paid_on.is_none() {
        form.refuse("paid_on", "vat-day-wrong");
    }
    let reference = form.trimmed("reference").to_owned();
    if reference.chars().count() > LONGEST_REFERENCE || reference.chars().any(char::is_control) {
        form.refuse("reference", "form-too-long");
    }
    Some(Incoming {
        id: id?,
        amount_minor: amount?,
        paid_on: paid_on?,
        reference,
    })
}

/// `POST /ordrar/{number}/betalning/{id}/angra`
pub(crate) async fn undo_payment(
    State(admin): State<Admin>,
    me: Me,
    Path((number, id)): Path<(String, Uuid)>,
) -> Result<Response, PageError> {
    let order = order(&admin, &number).await?;
    let mut tx = admin.db.begin(me.origin()).await?;
    match pay::undo(&mut tx, order.id, InvoicePaymentId(id)).await {
        Ok(()) => {
            tx.commit().await?;
            Ok(see(&format!("/ordrar/{}", order.number)))
        }
        Err(UndoError::Unknown) => Err(PageError::NotFound),
        Err(UndoError::Stands) => Err(PageError::Conflict),
        Err(UndoError::Db(error)) => Err(error.into()),
    }
}
