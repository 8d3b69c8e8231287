//! What an order's page tells of its parts: lines, payments, invoice, buyer, and what is on its way because of it.

use commerce::company::purchase::OnOrder;
use commerce::order::adjustment::OrderAdjustment;
use commerce::order::invoice::pay::listing::InvoicePayment;
use commerce::order::invoice::{Invoice, InvoiceState};
use commerce::order::listing::{OrderAddress, OrderFacts, OrderPayment, OrderRow};
use commerce::payment::difference;
use platform::auth::Permission;
use platform::db::PgConnection;
use platform::i18n::numbers;
use platform::money::{Currency, Money};
use platform::web::PageError;
use platform::{mail, outbox};

use super::promotions::DiscountRow;
use super::status::payment_status;
use super::views::{Address, CompanyFacts, InvoiceFacts, LineRow, MailRow, PaymentFacts};
use crate::address::place;
use crate::admin::Admin;
use crate::differences::DifferenceRow;
use crate::guard::Me;
use crate::invoices;
use crate::list::{Amount, Status};
use crate::object::DeliveryRow;
use crate::when::When;

pub(super) fn line(
    admin: &Admin,
    me: &Me,
    order: &OrderFacts,
    row: &OrderRow,
    adjustments: &[OrderAdjustment],
) -> LineRow {
    let currency = Currency::parse(&order.currency).unwrap_or(Currency::SEK);
    let price = numbers::unit_price(
        me.locale(),
        platform::money::UnitPrice(row.unit_price_e4),
        currency,
    );
    let whole = row.unit_price_e4 % platform::money::UNIT_PRICE_SCALE == 0;
    LineRow {
        why: row
            .price_why
            .clone()
            .and_then(|why| serde_json::from_value(why).ok()),
        name: row.name.clone(),
        options: row.options.clone(),
        sku: row.numbers(),
        picture: admin.thumbnail(row.media_hash.as_deref()),
        href: row
            .product_id
            .filter(|_| me.may(Permission::ProductRead))
            .map(|id| format!("/produkter/{id}")),
        vat_reason: row.vat_reason.clone(),
        vat_rate_bp: row.vat_rate_bp,
        quantity: row.quantity,
        shipped: row.shipped,
        called_off: row.called_off,
        returned: row.returned,
        replaced: row.replaced,
        unit_price: if whole {
            Amount::new(
                me.locale(),
                row.unit_price_e4 / platform::money::UNIT_PRICE_SCALE,
                &order.currency,
            )
        } else {
            Amount {
                digits: price
                    .rsplit_once(numbers::NBSP)
                    .map_or(price.as_str(), |(digits, _)| digits)
                    .to_owned(),
                ..Amount::new(me.locale(), 0, &order.currency)
            }
        },
        stock: row.stock_state.as_deref().map(|state| match state {
            "held" => Status::new("info", "stock-held"),
            "allocated" => Status::new("ok", "stock-allocated"),
            "shipped" => Status::new("ok", "stock-shipped"),
            _ => Status::new("idle", "stock-released"),
        }),
        discounts: adjustments
            .iter()
            .filter(|a| a.line_id.is_some_and(|id| id.0 == row.id))
            .map(|a| DiscountRow::new(me, &order.currency, a))
            .collect(),
        total: Amount::new(me.locale(), row.total_minor, &order.currency),
    }
}

/// Payments of the order that do not add up, for who may see them.
pub(super) async fn differences(
    conn: &mut PgConnection,
    me: &Me,
    order: &OrderFacts,
) -> Result<Vec<DifferenceRow>, PageError> {
    let mut rows = Vec::new();
    if me.may(Permission::PaymentRead) {
        for (id, _) in difference::listing::of_order(conn, order.id).await? {
            let found = difference::listing::by_id(conn, id).await?;
            rows.extend(found.map(|found| DifferenceRow::new(me, &found)));
        }
    }
    Ok(rows)
}

pub(super) fn address(admin: &Admin, me: &Me, address: &OrderAddress) -> Address {
    let [place, country] = place(
        admin,
        me,
        [&address.postcode, &address.city, &address.country],
    );
    let lines = [
        &address.company,
        &address.name,
        &address.street,
        &address.street2,
        &place,
        &country,
    ];
    Address {
        kind: address.kind.clone(),
        lines: lines
            .into_iter()
            .filter(|l| !l.trim().is_empty())
            .cloned()
            .collect(),
    }
}

pub(super) fn payment(me: &Me, currency: Currency, payment: &OrderPayment) -> PaymentFacts {
    let when = |at| When::new(me.locale(), at, me.now());
    let is_captured = payment.captured_at.is_some();
    // Another currency may have come than was asked for.
    let taken = Currency::parse(&payment.captured_currency).unwrap_or(currency);
    PaymentFacts {
        gateway: payment.gateway.clone(),
        method: payment.method.clone(),
        reference: payment.reference.clone(),
        status: match payment.state.as_str() {
            "captured" => payment_status("paid"),
            "expired" => payment_status("void"),
            other => payment_status(other),
        },
        amount: Money::new(payment.amount_minor, currency),
        captured: Money::new(
            if is_captured {
                payment.captured_minor
            } else {
                0
            },
            taken,
        ),
        refunded: Money::new(payment.refunded_minor, taken),
        refusals: payment.refusals,
        last_refusal: payment.last_refusal.clone(),
        captured_at: payment.captured_at.map(when),
        expires_at: when(payment.expires_at),
        is_open: matches!(payment.state.as_str(), "pending" | "processing"),
    }
}

/// An order that no vendor was paid for, and of which nothing has been sent, can be called off.
pub(super) fn can_cancel(
    me: &Me,
    order: &OrderFacts,
    owed: Option<&Invoice>,
    has_payments: bool,
) -> bool {
    let is_free = match owed {
        Some(invoice) => invoice.state == InvoiceState::Open,
        None => !has_payments,
    };
    is_free
        && order.state == "placed"
        && order.fulfilment_status == "unfulfilled"
        && me.may(Permission::InvoiceSettle)
}

pub(super) fn invoice(
    me: &Me,
    order: &OrderFacts,
    (owed, number): (&Invoice, Option<String>),
    incoming: &[InvoicePayment],
) -> InvoiceFacts {
    let currency = Currency::parse(&owed.currency).unwrap_or(Currency::SEK);
    let today = me.now().business_time().date();
    let is_open = owed.state == InvoiceState::Open;
    let may_settle = me.may(Permission::InvoiceSettle);
    let some = |minor: i64| (minor > 0).then(|| Money::new(minor, currency));
    // Of one that was taken for paid: what its latest payment was of it.
    let standing =
        |payment: &&InvoicePayment| payment.undone_at.is_none() && payment.applied_minor > 0;
    let latest = incoming.iter().rfind(standing);
    let latest = latest.map_or(owed.amount_minor - owed.credited_minor, |p| p.applied_minor);
    let told = if is_open { owed.owed_minor() } else { latest };
    InvoiceFacts {
        status: invoices::status(owed.state.as_str(), owed.due_on.0, today),
        href: number
            .as_ref()
            .filter(|_| me.may(Permission::InvoiceRead))
            .map(|number| format!("/fakturor/{number}")),
        number,
        amount: Money::new(owed.amount_minor, currency),
        credited: some(owed.credited_minor),
        paid: some(owed.paid_minor),
        payments: invoices::payment_rows(me, incoming, currency),
        pay_href: may_settle.then(|| format!("/ordrar/{}/betalning", order.number)),
        owed: Money::new(told, currency),
        due_on: owed.due_on.to_string(),
        closed: owed
            .closed_at
            .map(|at| When::new(me.locale(), at, me.now())),
        can_settle: is_open && may_settle,
        can_reopen: owed.state == InvoiceState::Paid
            && ["paid", "partly_refunded"].contains(&order.payment_status.as_str())
            && may_settle,
    }
}

pub(super) fn company(me: &Me, on: OnOrder) -> CompanyFacts {
    CompanyFacts {
        href: me
            .may(Permission::CompanyRead)
            .then(|| format!("/foretag/{}", on.company_id)),
        name: on.name,
        org_number: on.org_number,
        vat_number: on.vat_number.unwrap_or_default(),
        reference: on.reference,
        cost_place: on.cost_place,
        marking: on.marking,
        invoice_email: on.invoice_email,
        gln: on.gln.unwrap_or_default(),
        e_invoice_id: on.e_invoice_id.unwrap_or_default(),
    }
}

/// What is on its way because of the order, to other systems and by mail, for who may see it.
pub(super) async fn on_its_way(
    conn: &mut PgConnection,
    me: &Me,
    order: &OrderFacts,
) -> Result<(Vec<DeliveryRow>, Vec<MailRow>), PageError> {
    let (mut deliveries, mut mails) = (Vec::new(), Vec::new());
    if me.may(Permission::OperationsRead) {
        let can_retry = me.may(Permission::OperationsRetry);
        deliveries = outbox::listing::deliveries_of(conn, "order", order.id.0)
            .await?
            .iter()
            .map(|d| DeliveryRow::new(me, d, can_retry))
            .collect();
    }
    if me.may(Permission::MailboxRead) {
        let found = mail::listing::mails_about(conn, "order", order.id.0).await?;
        mails = found.iter().map(|m| mail_row(me, m)).collect();
    }
    Ok((deliveries, mails))
}

fn mail_row(me: &Me, mail: &mail::listing::ListedMail) -> MailRow {
    MailRow {
        href: format!("/utskick/{}", mail.id),
        subject: mail.subject.clone(),
        status: crate::mailbox::status(&mail.state),
        when: When::new(me.locale(), mail.created_at, me.now()),
    }
}
