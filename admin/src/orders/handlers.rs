use axum::extract::{Path, State};
use axum::response::Response;
use commerce::company::purchase::OnOrder;
use commerce::gift_card;
use commerce::legal::{self, LegalDocument};
use commerce::order::adjustment::{self, OrderAdjustment};
use commerce::order::credit_note;
use commerce::order::invoice::pay::listing::InvoicePayment;
use commerce::order::invoice::{self, Invoice, InvoiceState};
use commerce::order::listing::{self, OrderAddress, OrderFacts, OrderPayment, OrderRow};
use commerce::order::note;
use commerce::order::reduction;
use commerce::payment::difference;
use commerce::quotation;
use http::StatusCode;
use jiff::SignedDuration;
use platform::auth::Permission;
use platform::clock::Timestamp;
use platform::db::PgConnection;
use platform::i18n::numbers;
use platform::money::{Currency, Money};
use platform::outbox::listing::HistoryEntry;
use platform::web::{Fields, PageError, QueryFields};
use platform::{mail, outbox};

use super::acts;
use super::bought;
use super::cards;
use super::cases::{self, customer_href};
use super::history::event;
use super::list::is_given;
use super::notes::{self, NoteField};
use super::promotions::{DiscountRow, RefusedRow};
use super::shipments;
use super::views::{
    Address, CompanyFacts, InvoiceFacts, LineRow, MailRow, OrderPage, PaymentFacts, VatCode, VatSum,
};
use crate::address::place;
use crate::admin::Admin;
use crate::audit_trail::href_of;
use crate::bar::Bar;
use crate::companies::vat::CheckFacts;
use crate::credit_notes::NoteRow;
use crate::differences::DifferenceRow;
use crate::frame::{Fresh, Room};
use crate::guard::Me;
use crate::invoices;
use crate::list::{Amount, CARRIED, Change, ListState, Status};
use crate::object::{DeliveryRow, StripItem, timeline};
use crate::page;
use crate::returns::can_have_cases;
use crate::when::When;

/// Midnight in Stockholm, so many days ago.
pub(crate) fn day_start(now: Timestamp, days_ago: i64) -> Timestamp {
    let wall = now.business_time();
    let day = wall.date().saturating_sub(jiff::Span::new().days(days_ago));
    // At a change to summer time midnight still exists in Stockholm.
    day.to_zoned(wall.time_zone().clone())
        .map_or(now, |zoned| zoned.timestamp().into())
}

pub(crate) fn state_status(state: &str) -> Status {
    match state {
        "prepared" => Status::new("idle", "order-state-prepared"),
        "placed" => Status::new("ok", "order-state-placed"),
        "cancelled" => Status::new("idle", "order-state-cancelled"),
        _ => Status::new("idle", "order-state-lapsed"),
    }
}

pub(crate) fn payment_status(state: &str) -> Status {
    match state {
        "paid" => Status::new("ok", "payment-paid"),
        "invoiced" => Status::new("info", "payment-invoiced"),
        "processing" => Status::new("info", "payment-processing"),
        "refused" => Status::new("bad", "payment-refused"),
        "partly_refunded" => Status::new("info", "payment-partly-refunded"),
        "refunded" => Status::new("idle", "payment-refunded"),
        "void" => Status::new("idle", "payment-void"),
        _ => Status::new("idle", "payment-pending"),
    }
}

pub(super) fn fulfilment_status(state: &str) -> Status {
    match state {
        "partly_shipped" => Status::new("warn", "fulfilment-partly-shipped"),
        "shipped" => Status::new("info", "fulfilment-shipped"),
        "delivered" => Status::new("ok", "fulfilment-delivered"),
        "returned" => Status::new("idle", "fulfilment-returned"),
        "void" => Status::new("idle", "fulfilment-void"),
        _ => Status::new("idle", "fulfilment-unfulfilled"),
    }
}

/// The one word for an order: what it waits for, or how it ended.
fn whole_status(order: &OrderFacts) -> Status {
    match order.state.as_str() {
        "placed" => match order.fulfilment_status.as_str() {
            "unfulfilled" | "partly_shipped" if order.waits_for_cards => {
                Status::new("info", "order-whole-cards")
            }
            "unfulfilled" => Status::new("info", "order-whole-to-ship"),
            other => fulfilment_status(other),
        },
        "prepared" if order.payment_status == "refused" => payment_status("refused"),
        other => state_status(other),
    }
}

/// `GET /ordrar/{number}`
pub(crate) async fn show(
    State(admin): State<Admin>,
    me: Me,
    Path(number): Path<String>,
    QueryFields(query): QueryFields,
) -> Result<Response, PageError> {
    let mut conn = admin.db.read().await?;
    let order = listing::order_by_number(&mut conn, &number.to_uppercase())
        .await?
        .ok_or(PageError::NotFound)?;
    if order.number != number {
        return Ok(page::see(&acts::back(&order.number, &query)));
    }
    let list = acts::came_from(query.text(CARRIED));
    let show = ["customer", "system"]
        .into_iter()
        .find(|v| *v == query.text("visa"))
        .unwrap_or("");
    let mut view = order_page(&admin, &mut conn, &me, &order, (show, &list)).await?;
    cards::told(&mut view, &query);
    let fresh = fresh(&order, acts::back(&order.number, &query));
    let place = (Room::Orders, fresh);
    page::show_object(&admin, &mut conn, &me, place, StatusCode::OK, &view).await
}

/// Where the version of the terms that was accepted is read.
fn terms_href(me: &Me, terms: &LegalDocument) -> Option<String> {
    let is_let_in = me.may(Permission::DocumentRead);
    is_let_in.then(|| format!("/dokument/{}/{}", terms.kind, terms.version))
}

/// The order's page with something in it that was refused of what a form of it sent.
pub(super) async fn page_with(
    admin: &Admin,
    me: &Me,
    (number, sent): (&str, &Fields),
    change: impl FnOnce(&mut OrderPage),
) -> Result<Response, PageError> {
    let mut conn = admin.db.read().await?;
    let order = listing::order_by_number(&mut conn, number)
        .await?
        .ok_or(PageError::NotFound)?;
    let list = acts::came_from(sent.text(CARRIED));
    let mut view = order_page(admin, &mut conn, me, &order, ("", &list)).await?;
    change(&mut view);
    let fresh = fresh(&order, acts::back(&order.number, sent));
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    page::show_object(admin, &mut conn, me, (Room::Orders, fresh), status, &view).await
}

fn fresh(order: &OrderFacts, href: String) -> Fresh {
    Fresh::new(format!("/ordrar/{}", order.number), version_of(order)).at(href)
}

/// `GET /ordrar/{number}/version`
pub(crate) async fn version(
    State(admin): State<Admin>,
    Path(number): Path<String>,
) -> Result<Response, PageError> {
    let order = listing::order_by_number(&mut *admin.db.read().await?, &number).await?;
    let order = order.ok_or(PageError::NotFound)?;
    Ok(page::version(version_of(&order)))
}

pub(super) fn version_of(order: &OrderFacts) -> i64 {
    order.updated_at.as_microsecond()
}

async fn order_page(
    admin: &Admin,
    conn: &mut PgConnection,
    me: &Me,
    order: &OrderFacts,
    (show, list): (&'static str, &ListState),
) -> Result<OrderPage, PageError> {
    let rows = listing::rows(conn, order.id).await?;
    let addresses = listing::addresses(conn, order.id).await?;
    let vats = listing::vat(conn, order.id).await?;
    let off = reduction::listing::of_order(conn, order.id).await?;
    let payments = listing::payments(conn, order.id).await?;
    let history = outbox::listing::history(conn, "order", order.id.0).await?;
    let adjustments = adjustment::of_order(conn, order.id).await?;
    let paid = gift_card::listing::of_order(conn, order.id).await?;
    let refusals = adjustment::refusals_of(conn, order.id).await?;
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
    let fulfilment = shipments::fulfilment(conn, me, order).await?;
    let has_cases = commerce::returns::has_living(conn, order.id).await?;
    let cases = cases::cases(conn, me, order.id).await?;
    let customer = listing::customer_of(conn, order.id).await?;
    let currency = Currency::parse(&order.currency).unwrap_or(Currency::SEK);
    let owed = invoice::of_order(conn, order.id).await?;
    let issued = invoice::document::number_of_order(conn, order.id).await?;
    let incoming = invoice::pay::listing::of_order(conn, order.id).await?;
    let differences = differences(conn, me, order).await?;
    let terms = legal::listing::of_order(conn, order.id).await?;
    let notes = credit_note::of_order(conn, order.id).await?;
    let company = invoice::company_of_order(conn, order.id).await?;
    let offer = quotation::listing::of_order(conn, order.id).await?;
    let amount = |minor| Amount::new(me.locale(), minor, &order.currency);
    let bought_cards = gift_card::bought::listing::of_order(conn, order.id).await?;
    let noted = note::of_order(conn, order.id).await?;
    let tier = commerce::tier::tier(conn, &order.tier_code).await?;
    let items: Vec<&OrderRow> = rows.iter().filter(|r| r.kind == "item").collect();
    let turns = acts::turns(admin, conn, me, order, list).await?;
    let mut view = OrderPage {
        number: order.number.clone(),
        status: whole_status(order),
        is_over: ["cancelled", "lapsed"].contains(&order.state.as_str()),
        customer: order.customer_name.clone(),
        prepared: When::new(me.locale(), order.prepared_at, me.now()),
        shop: order.shop_name.clone(),
        strip: vec![
            StripItem {
                label: "orders-state".to_owned(),
                status: state_status(&order.state),
            },
            StripItem {
                label: "orders-payment".to_owned(),
                status: payment_status(&order.payment_status),
            },
            StripItem {
                label: "orders-fulfilment".to_owned(),
                status: fulfilment_status(&order.fulfilment_status),
            },
        ],
        promised: order
            .delivery_from
            .zip(order.delivery_to)
            .map(|(from, to)| (from.to_string(), to.to_string())),
        article_count: items.len(),
        piece_count: items.iter().map(|r| i64::from(r.quantity)).sum(),
        weight_g: items
            .iter()
            .map(|r| i64::from(r.quantity) * i64::from(r.weight_g.unwrap_or(0)))
            .sum(),
        lines: items
            .iter()
            .map(|r| line(admin, me, order, r, &adjustments))
            .collect(),
        items: amount(order.items_minor),
        discounts: together(me, &order.currency, &adjustments),
        freed: adjustments
            .iter()
            .find(|a| a.line_id.is_none())
            .map(|a| DiscountRow::new(me, &order.currency, a)),
        refused: refusals
            .iter()
            .map(|r| RefusedRow::new(me, currency, &rows, r))
            .collect(),
        freight: amount(order.freight_minor),
        freight_label: order.freight_label.clone(),
        offer_href: offer
            .as_ref()
            .filter(|_| me.may(Permission::QuotationRead))
            .map(|offer| format!("/offerter/{}", offer.number)),
        offer: offer.map(|offer| (offer.number, offer.version)),
        reduction: off
            .as_ref()
            .map(|off| (amount(-off.amount_minor), off.note.clone())),
        vats: vats
            .iter()
            .map(|v| VatSum {
                rate_bp: v.rate_bp,
                amount: amount(
                    v.vat_minor - off.as_ref().map_or(0, |off| off.at(v.rate_bp).vat_minor),
                ),
            })
            .collect(),
        vat_codes: VatCode::of(&items),
        check: commerce::vat_check::listing::of_order(conn, order.id)
            .await?
            .map(|check| CheckFacts::of(me, check)),
        vat_ground: order.vat_ground.clone().unwrap_or_default(),
        total: Money::new(
            order.total_minor - off.as_ref().map_or(0, |off| off.amount_minor),
            currency,
        ),
        version: version_of(order),
        can_cancel: !has_cases && can_cancel(me, order, owed.as_ref(), !payments.is_empty()),
        to_cards: cards::to_cards(me, order, &paid),
        cards: paid.iter().map(|c| cards::row(me, order, c)).collect(),
        bought: bought_cards
            .iter()
            .map(|card| bought::row(me, order, card))
            .collect(),
        cards_back: paid.iter().map(|card| card.refunded_minor).sum(),
        cards_refused: None,
        cards_told: false,
        customer_href: customer_href(me, customer),
        email: order.email.clone(),
        phone: order.phone.clone(),
        tier: tier
            .as_ref()
            .filter(|tier| is_given(&tier.code))
            .map_or("", |tier| tier.name.text(me.locale().code()))
            .to_owned(),
        support: tier.and_then(|tier| {
            crate::tiers::support_tag(admin, me, Some(tier.support_level.as_str()))
        }),
        locale: order.locale.clone(),
        credit_notes: notes.iter().map(|note| NoteRow::new(me, note)).collect(),
        terms: terms.map(|terms| (terms.version, terms_href(me, &terms))),
        note: order.note.clone(),
        addresses: addresses.iter().map(|a| address(admin, me, a)).collect(),
        invoice: owed.map(|owed| invoice_facts(me, order, (&owed, issued), &incoming)),
        company: company.map(|on| company_facts(me, on)),
        payments: payments.iter().map(|p| payment(me, currency, p)).collect(),
        differences,
        fulfilment,
        new_case_href: (can_have_cases(order) && me.may(Permission::ReturnManage))
            .then(|| format!("/ordrar/{}/arende", order.number)),
        cases,
        deliveries,
        mails,
        show,
        note_field: NoteField::blank(me),
        events: timeline(
            me,
            history
                .iter()
                .filter(|f| is_shown(show, f))
                .map(|f| (f.occurred_at, event(me, currency, f)))
                .chain(notes::events(noted).filter(|_| show != "system"))
                .collect(),
        ),
        audit_href: href_of(me, "order", order.id.0),
        list_href: list.href(Change::FirstPage),
        came_from: list.query(),
        carried: acts::carried(list),
        bar: Bar::default(),
    };
    view.bar = acts::bar(&view);
    view.bar.turns = Some(turns);
    Ok(view)
}

fn is_shown(show: &str, fact: &HistoryEntry) -> bool {
    match show {
        "customer" => matches!(fact.actor_kind.as_str(), "visitor" | "staff" | "customer"),
        "system" => matches!(fact.actor_kind.as_str(), "system" | "vendor"),
        _ => true,
    }
}

/// What each promotion took off the goods.
fn together(me: &Me, currency: &str, adjustments: &[OrderAdjustment]) -> Vec<DiscountRow> {
    let mut sums: Vec<OrderAdjustment> = Vec::new();
    for adjustment in adjustments.iter().filter(|a| a.line_id.is_some()) {
        match sums
            .iter_mut()
            .find(|sum| sum.promotion_id == adjustment.promotion_id)
        {
            Some(sum) => {
                sum.amount_minor += adjustment.amount_minor;
                sum.is_capped |= adjustment.is_capped;
            }
            None => sums.push(adjustment.clone()),
        }
    }
    sums.iter()
        .map(|sum| DiscountRow::new(me, currency, sum))
        .collect()
}

fn line(
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
                digits: price,
                currency: None,
                ..Amount::default()
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
async fn differences(
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

fn address(admin: &Admin, me: &Me, address: &OrderAddress) -> Address {
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

fn payment(me: &Me, currency: Currency, payment: &OrderPayment) -> PaymentFacts {
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
fn can_cancel(me: &Me, order: &OrderFacts, owed: Option<&Invoice>, has_payments: bool) -> bool {
    let is_free = match owed {
        Some(invoice) => invoice.state == InvoiceState::Open,
        None => !has_payments,
    };
    is_free
        && order.state == "placed"
        && order.fulfilment_status == "unfulfilled"
        && me.may(Permission::InvoiceSettle)
}

fn invoice_facts(
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

fn company_facts(me: &Me, on: OnOrder) -> CompanyFacts {
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

fn mail_row(me: &Me, mail: &mail::listing::ListedMail) -> MailRow {
    MailRow {
        href: format!("/utskick/{}", mail.id),
        subject: mail.subject.clone(),
        status: crate::mailbox::status(&mail.state),
        when: When::new(me.locale(), mail.created_at, me.now()),
    }
}

/// How long something has waited, for sentences.
pub(crate) fn waited(since: Timestamp, now: Timestamp) -> String {
    crate::when::span(now.since(since).max(SignedDuration::ZERO))
}
