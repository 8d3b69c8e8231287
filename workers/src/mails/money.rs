//! Mails about money that is to come: an invoice that has been issued, and what is missing of a payment.

use commerce::catalogue::shop::Shop;
use commerce::jobs::{SendInvoice, SendRestRequest};
use commerce::order::invoice::document::account::{self, Account};
use commerce::order::invoice::document::{self, Document};
use commerce::order::{self, ORDER_PAGE, Order};
use commerce::payment::difference::listing;
use platform::clock::Date;
use platform::jobs::runner::{Attempt, JobError};
use platform::money::{Currency, Money};
use platform::render::{Fault, Renderer, View};
use serde::Serialize;

use super::check_letter;
use super::letter::{self, Envelope, Signature, house, language};
use crate::Context;

/// Every purpose, as the texts name it.
const PURPOSES: [&str; 2] = ["invoice", "rest"];

/// The mail.
#[derive(Clone, Debug, Serialize)]
pub struct MoneyView {
    purpose: &'static str,
    /// The invoice's, or the order's.
    number: String,
    order: String,
    /// Who is to pay: a company, or empty.
    buyer: String,
    /// Whose order it is in their words; may be empty.
    reference: String,
    amount: Money,
    due_on: Option<Date>,
    /// What is to stand on the payment.
    payment_reference: String,
    account: AccountView,
    url: String,
    #[serde(flatten)]
    from: Signature,
}

/// Where it is paid to; each may be empty.
#[derive(Clone, Debug, Serialize)]
struct AccountView {
    bankgiro: String,
    iban: String,
    bic: String,
}

impl From<Account> for AccountView {
    fn from(of: Account) -> Self {
        Self {
            iban: of.iban_in_groups(),
            bankgiro: of.bankgiro,
            bic: of.bic,
        }
    }
}

impl View for MoneyView {
    const TEMPLATE: &'static str = "mail/money/body.html";

    fn samples() -> Vec<Self> {
        let whole = |purpose| Self {
            purpose,
            number: "FAK-10001".into(),
            order: "ORD-100001".into(),
            buyer: "Studio Furu <AB>".into(),
            reference: "Anna, 4711".into(),
            amount: Money::new(80_600, Currency::SEK),
            due_on: (purpose == "invoice").then_some(Date(jiff::civil::date(2026, 12, 24))),
            payment_reference: "1000173".into(),
            account: AccountView {
                bankgiro: "5050-1055".into(),
                iban: "SE4550000000058398257466".into(),
                bic: "ESSESESS".into(),
            },
            url: "https://butik.example/order/ORD-100001/x/faktura".into(),
            from: Signature::sample(),
        };
        let bare = |purpose| Self {
            buyer: String::new(),
            reference: String::new(),
            account: Account::default().into(),
            ..whole(purpose)
        };
        PURPOSES
            .into_iter()
            .flat_map(|purpose| [whole(purpose), bare(purpose)])
            .collect()
    }
}

/// Sends an order's invoice to whoever ordered, and to where the company reads its invoices, each once.
///
/// # Errors
/// A busy relay, to be tried again; an address that the relay refuses, for staff.
pub async fn send_invoice(context: Context, job: SendInvoice, _: Attempt) -> Result<(), JobError> {
    let mut conn = context.db.read().await?;
    let Some(issued) = document::of_order(&mut conn, job.order_id).await? else {
        return Ok(());
    };
    let order = order::store::load(&mut conn, job.order_id)
        .await?
        .ok_or_else(|| JobError::fail("no such order"))?;
    let (context, shop) = house(&context, conn, Some(order.shop_id)).await?;
    let papers = &issued.buyer.email;
    let mut readers = vec![(order.email.clone(), "buyer")];
    if !papers.is_empty() && !papers.eq_ignore_ascii_case(&order.email) {
        readers.push((papers.clone(), "papers"));
    }
    let id = issued.id.0;
    let view = of_invoice(&context, issued, &order, &shop);
    for (recipient, reader) in readers {
        // The buyer was erased, and how to reach them with it.
        if recipient.is_empty() {
            continue;
        }
        // Without the address: it would outlive its owner's erasure in the mail's key.
        let key = format!("invoice/{id}/{reader}");
        send(&context, &view, (&order, &shop), (recipient, key)).await?;
    }
    Ok(())
}

/// Asks a buyer for what has not come of a payment; not when it has, or something else was decided meanwhile.
///
/// # Errors
/// A busy relay, to be tried again; an address that the relay refuses, for staff.
pub async fn send_rest_request(
    context: Context,
    job: SendRestRequest,
    _: Attempt,
) -> Result<(), JobError> {
    let mut conn = context.db.read().await?;
    let Some(found) = listing::by_id(&mut conn, job.difference_id).await? else {
        return Ok(());
    };
    if !found.may_ask() {
        return Ok(());
    }
    let order = order::store::load(&mut conn, found.order_id)
        .await?
        .ok_or_else(|| JobError::fail("no such order"))?;
    let (account, _) = account::account(&mut conn, order.shop_id).await?;
    let (context, shop) = house(&context, conn, Some(order.shop_id)).await?;
    if order.email.is_empty() {
        return Ok(());
    }
    let view = MoneyView {
        purpose: "rest",
        number: order.number.clone(),
        order: order.number.clone(),
        buyer: String::new(),
        reference: String::new(),
        amount: found.rest(),
        due_on: None,
        payment_reference: order.number.clone(),
        account: account.into(),
        url: link(&context, &order, "order"),
        from: Signature::of(&shop),
    };
    let key = format!("rest/{}/{}", job.difference_id, job.round);
    let recipient = order.email.clone();
    send(&context, &view, (&order, &shop), (recipient, key)).await
}

/// A page of the order's, by the link that needs no log-in.
fn link(context: &Context, order: &Order, page: &str) -> String {
    let locale = language(&order.locale);
    let key = context.secret.link_key(ORDER_PAGE, order.id.0.as_bytes());
    let values = [("number", order.number.as_str()), ("key", key.as_str())];
    context.shop_link(&context.renderer.url(locale, page, &values))
}

fn of_invoice(context: &Context, issued: Document, order: &Order, shop: &Shop) -> MoneyView {
    MoneyView {
        purpose: "invoice",
        number: issued.number(),
        amount: Money::new(issued.payable_minor(), issued.currency),
        order: issued.order_number,
        buyer: issued.buyer.name,
        reference: issued.buyer.reference,
        due_on: Some(issued.due_on),
        payment_reference: issued.payment_reference,
        account: issued.seller.account.into(),
        url: link(context, order, "order_invoice"),
        from: Signature::of(shop),
    }
}

async fn send(
    context: &Context,
    view: &MoneyView,
    (order, shop): (&Order, &Shop),
    (recipient, key): (String, String),
) -> Result<(), JobError> {
    let envelope = Envelope {
        kind: view.purpose,
        about: ("order", order.id.0),
        key,
        recipient,
        reply_to: Some(shop.email.clone()),
        locale: order.locale.clone(),
    };
    letter::send(context, view, envelope).await
}

/// Renders every sample in every language, subject and text included.
pub(super) fn check(renderer: &Renderer, faults: &mut Vec<Fault>) {
    check_letter::<MoneyView>(renderer, faults);
}
