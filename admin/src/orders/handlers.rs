use axum::extract::{Path, State};
use axum::response::Response;
use commerce::currency::HomeVat;
use commerce::gift_card;
use commerce::legal::{self, LegalDocument};
use commerce::order::adjustment::{self, OrderAdjustment};
use commerce::order::credit_note;
use commerce::order::invoice;
use commerce::order::listing::{self, OrderFacts, OrderRow};
use commerce::order::note;
use commerce::order::reduction;
use commerce::quotation;
use http::StatusCode;
use jiff::SignedDuration;
use platform::auth::Permission;
use platform::clock::Timestamp;
use platform::db::PgConnection;
use platform::money::{Currency, Money};
use platform::outbox;
use platform::outbox::listing::HistoryEntry;
use platform::web::{Fields, PageError, QueryFields};

use super::acts;
use super::bought;
use super::cards;
use super::cases::{self, customer_href};
use super::facts;
use super::history::event;
use super::list::is_given;
use super::notes::{self, NoteField};
use super::promotions::{DiscountRow, RefusedRow};
use super::shipments;
use super::status;
use super::views::{OrderPage, VatCode, VatSum};
use crate::admin::Admin;
use crate::audit_trail::href_of;
use crate::bar::Bar;
use crate::companies::vat::CheckFacts;
use crate::credit_notes::NoteRow;
use crate::frame::{Fresh, Room};
use crate::guard::Me;
use crate::list::{Amount, CARRIED, Change, ListState};
use crate::object::timeline;
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
    let due = |rate_bp: i32, vat_minor: i64| {
        vat_minor - off.as_ref().map_or(0, |off| off.at(rate_bp).vat_minor)
    };
    let payments = listing::payments(conn, order.id).await?;
    let history = outbox::listing::history(conn, "order", order.id.0).await?;
    let adjustments = adjustment::of_order(conn, order.id).await?;
    let paid = gift_card::listing::of_order(conn, order.id).await?;
    let refusals = adjustment::refusals_of(conn, order.id).await?;
    let (deliveries, mails) = facts::on_its_way(conn, me, order).await?;
    let fulfilment = shipments::fulfilment(conn, me, order).await?;
    let has_cases = commerce::returns::has_living(conn, order.id).await?;
    let cases = cases::cases(conn, me, order.id).await?;
    let customer = listing::customer_of(conn, order.id).await?;
    let currency = Currency::parse(&order.currency).unwrap_or(Currency::SEK);
    let owed = invoice::of_order(conn, order.id).await?;
    let issued = invoice::document::number_of_order(conn, order.id).await?;
    let incoming = invoice::pay::listing::of_order(conn, order.id).await?;
    let differences = facts::differences(conn, me, order).await?;
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
        status: status::whole_status(order),
        is_over: ["cancelled", "lapsed"].contains(&order.state.as_str()),
        customer: order.customer_name.clone(),
        prepared: When::new(me.locale(), order.prepared_at, me.now()),
        shop: order.shop_name.clone(),
        strip: status::strip(order),
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
            .map(|r| facts::line(admin, me, order, r, &adjustments))
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
        freight_why: order.freight_why.clone(),
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
                amount: amount(due(v.rate_bp, v.vat_minor)),
            })
            .collect(),
        vat_codes: VatCode::of(&items),
        check: commerce::vat_check::listing::of_order(conn, order.id)
            .await?
            .map(|check| CheckFacts::of(me, check)),
        home_vat: HomeVat::of(
            order.rate,
            vats.iter().map(|v| due(v.rate_bp, v.vat_minor)).sum(),
            me.locale().code(),
        ),
        vat_ground: order.vat_ground.clone().unwrap_or_default(),
        total: Money::new(
            order.total_minor - off.as_ref().map_or(0, |off| off.amount_minor),
            currency,
        ),
        version: version_of(order),
        can_cancel: !has_cases && facts::can_cancel(me, order, owed.as_ref(), !payments.is_empty()),
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
        addresses: addresses
            .iter()
            .map(|a| facts::address(admin, me, a))
            .collect(),
        invoice: owed.map(|owed| facts::invoice(me, order, (&owed, issued), &incoming)),
        company: company.map(|on| facts::company(me, on)),
        payments: payments
            .iter()
            .map(|p| facts::payment(me, currency, p))
            .collect(),
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

/// How long something has waited, for sentences.
pub(crate) fn waited(since: Timestamp, now: Timestamp) -> String {
    crate::when::span(now.since(since).max(SignedDuration::ZERO))
}
