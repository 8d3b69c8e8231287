//! A company's quotations, and the page of each.

use std::collections::HashSet;

use axum::extract::{Path, State};
use axum::response::Response;
use commerce::ids::VariantId;
use commerce::order::OrderState;
use commerce::pricing::Why;
use commerce::quotation::listing::{self, ListedQuotation};
use commerce::quotation::sums::{Offered, sums};
use commerce::quotation::tax::{self, OfferTax};
use commerce::quotation::why::{self, Accounts};
use commerce::quotation::{Quotation, QuotationEvent, QuotationLine, QuotationState, Version};
use commerce::tier::TierFunction;
use http::StatusCode;
use platform::clock::Timestamp;
use platform::money::{Currency, Money};
use platform::render::FormState;
use platform::web::{PageError, QueryFields};

use super::views::{
    AskedRow, DecideForm, MessageRow, OfferRow, OfferView, QuotationRow, QuotationView,
    QuotationsView,
};
use super::{one, page_of};
use crate::account::gate::answer;
use crate::account::views::Aside;
use crate::cart::sum_views::{TaxView, VatView};
use crate::checkout::tax::with_answer;
use crate::frame::Head;
use crate::older;
use crate::order::link;
use crate::page::text;
use crate::state::ShopState;
use crate::visitor::{Desk, Visitor};

/// As many as a page of the list shows.
const PER_PAGE: i64 = 50;
/// What a page tells once.
const DONE: [&str; 4] = ["asked", "changed", "declined", "withdrawn"];

/// `GET /konto/offerter?fore=`.
///
/// # Errors
/// 404 for whoever acts for no company.
pub async fn index(
    State(state): State<ShopState>,
    visitor: Visitor,
    QueryFields(query): QueryFields,
) -> Result<Response, PageError> {
    let (mut desk, session) = Desk::member(&state, &visitor).await?;
    if session.acting.is_none() {
        return Err(PageError::NotFound);
    }
    let before = older::read_place(query.text("fore"));
    let mut found = listing::quotations(&mut desk.conn, &session, before, PER_PAGE + 1).await?;
    let held = (&mut found, PER_PAGE);
    let place = |row: &ListedQuotation| (row.created_at, row.id);
    let older = older::cut(&state, &visitor, "quotations", held, place);
    let now = state.now();
    let view = QuotationsView {
        head: Head::private(
            &state.renderer,
            text(&state, visitor.locale, "nav-quotations"),
            "quotations",
        ),
        aside: Aside {
            current: "quotations",
        },
        rows: found
            .into_iter()
            .map(|row| shown(&state, &visitor, row, now))
            .collect(),
        older,
        may_ask: session.can(TierFunction::Quotes),
    };
    answer(&state, &visitor, desk, &view, StatusCode::OK).await
}

fn shown(
    state: &ShopState,
    visitor: &Visitor,
    row: ListedQuotation,
    now: Timestamp,
) -> QuotationRow {
    let is = row.state(now).unwrap_or(QuotationState::Asked);
    let currency = Currency::from(row.currency);
    QuotationRow {
        href: page_of(state, visitor, row.id),
        number: row.number,
        asker: row.asker,
        state: is.as_str(),
        until: row
            .valid_until
            .map(|day| day.0)
            .filter(|_| is == QuotationState::Offered),
        total: row.total_minor.map(|minor| Money::new(minor, currency)),
        asked_on: row.created_at.business_time().date(),
    }
}

/// `GET /konto/offerter/{quotation}?klart=`.
///
/// # Errors
/// 404 for a quotation of another company, or of a colleague for whoever does not approve.
pub async fn show(
    State(state): State<ShopState>,
    visitor: Visitor,
    Path(id): Path<String>,
    QueryFields(query): QueryFields,
) -> Result<Response, PageError> {
    let (desk, _, found) = one(&state, &visitor, &id).await?;
    let done = DONE
        .into_iter()
        .find(|known| *known == query.text("klart"))
        .unwrap_or_default();
    let shown = Shown {
        done,
        form: FormState::blank(),
        status: StatusCode::OK,
    };
    page(&state, &visitor, desk, &found, shown).await
}

/// What the page says beside the quotation itself.
pub(super) struct Shown {
    pub done: &'static str,
    pub form: FormState<DecideForm>,
    pub status: StatusCode,
}

/// The page.
pub(super) async fn page(
    state: &ShopState,
    visitor: &Visitor,
    desk: Desk,
    found: &Quotation,
    shown: Shown,
) -> Result<Response, PageError> {
    let now = state.now();
    let home = desk.facts.shop.country.clone();
    let place = found.goes_to(&home);
    // What the company's number is worth decides the VAT of goods that go abroad, here as in the checkout.
    let mut desk = match found.version {
        0 => desk,
        _ => with_answer(state, visitor, desk, place).await?,
    };
    let conn = &mut desk.conn;
    let lines = listing::lines(conn, found, now).await?;
    let versions = listing::versions(conn, found.id).await?;
    let messages = listing::messages(conn, found.id).await?;
    let taxed = tax::of(conn, found, &home, now).await?;
    let offered = versions.iter().flat_map(|version| &version.lines);
    let offered: Vec<VariantId> = offered.map(|line| line.variant_id).collect();
    let accounts = why::of(conn, found, &home, &offered, now).await?;
    let is = found.state(now);
    let may = |event| is.apply(event).is_some();
    let is_being_paid =
        is == QuotationState::Ordered && found.order_state == Some(OrderState::Prepared);
    let order_href = match found.order_id.filter(|_| is == QuotationState::Ordered) {
        Some(order) => {
            let number = commerce::order::store::number_of(conn, order).await?;
            link::path(state, visitor.locale, &number, order)
        }
        None => String::new(),
    };
    let mut offers = versions
        .iter()
        .filter_map(|version| offer(found, version, (&taxed, &accounts)));
    let mut latest = offers.next();
    let has_gone = latest
        .as_mut()
        .is_some_and(|offer| mark_gone(offer, &lines));
    let is_blocked = has_gone && may(QuotationEvent::Order);
    let mut head = Head::private(&state.renderer, found.number.clone(), "quotations");
    head.alternates.clear();
    let view = QuotationView {
        head,
        aside: Aside {
            current: "quotations",
        },
        id: found.id.to_string(),
        number: found.number.clone(),
        state: is.as_str(),
        asker: found.asker.clone(),
        asked_on: found.asked_at.business_time().date(),
        wished_on: found.wished_on,
        delivery: found
            .delivery
            .as_ref()
            .map(|delivery| delivery.to.clone())
            .unwrap_or_default(),
        reference: found.reference.clone(),
        message: found.message.clone(),
        reason: found.reason.clone(),
        is_closed_by_shop: found.closed_by.as_deref() == Some("staff"),
        asked: asked_rows(&lines),
        offer: latest,
        earlier: offers.collect(),
        messages: messages
            .into_iter()
            .map(|message| MessageRow {
                by: message.by,
                body: message.body,
                at: message.at,
            })
            .collect(),
        may_accept: (may(QuotationEvent::Order) && !is_blocked) || is_being_paid,
        is_blocked,
        is_being_paid,
        may_decline: may(QuotationEvent::Decline),
        may_ask_change: may(QuotationEvent::AskChange),
        may_take_back: may(QuotationEvent::TakeBack),
        order_href,
        done: shown.done,
        form: shown.form,
    };
    answer(state, visitor, desk, &view, shown.status).await
}

fn asked_rows(lines: &[QuotationLine]) -> Vec<AskedRow> {
    let asked = lines.iter().filter(|line| line.asked > 0);
    asked
        .map(|line| AskedRow {
            name: line.name.clone(),
            options: line.options.clone(),
            sku: line.sku.clone(),
            quantity: line.asked.into(),
            note: line.note.clone(),
        })
        .collect()
}

/// Marks what of an offer is not sold any more; whether there is any. What was offered is on the quotation's lines for ever, so that these tell it.
fn mark_gone(offer: &mut OfferView, lines: &[QuotationLine]) -> bool {
    let gone = lines.iter().filter(|line| !line.is_sold);
    let gone: HashSet<&str> = gone.map(|line| line.sku.as_str()).collect();
    let mut has_gone = false;
    for row in &mut offer.rows {
        row.is_gone = gone.contains(row.sku.as_str());
        has_gone |= row.is_gone;
    }
    has_gone
}

/// A version with its sums, as the checkout reckons them where the goods go.
fn offer(
    of: &Quotation,
    version: &Version,
    (taxed, accounts): (&OfferTax, &Accounts),
) -> Option<OfferView> {
    let amount = |minor| Money::new(minor, of.currency);
    let offered: Vec<Offered> = version
        .lines
        .iter()
        .map(|line| taxed.line(&line.vat_class, line.quantity, line.unit_price))
        .collect();
    let sums = sums(&offered, version.freight_minor)?;
    let net = sums.total_minor - sums.vat_minor;
    let freight = sums.freight_without_vat(sums.freight_minor);
    let whys = accounts.of_version(&of.number, version);
    let rows = version.lines.iter().zip(&offered).zip(whys);
    Some(OfferView {
        version: version.version.into(),
        sent_on: version.sent_at.business_time().date(),
        until: version.valid_until,
        text: version.text.clone(),
        rows: rows
            .map(|((line, offered), why)| OfferRow {
                name: line.name.clone(),
                options: line.options.clone(),
                sku: line.sku.clone(),
                quantity: line.quantity.into(),
                note: line.note.clone(),
                unit_price_e4: line.unit_price.0,
                total: amount(offered.net_minor().unwrap_or(0)),
                is_gone: false,
                why: why.map(Why::for_customers),
            })
            .collect(),
        goods: amount(net - freight),
        freight: version.freight_minor.map(|_| amount(freight)),
        net: amount(net),
        vat: sums
            .vat
            .iter()
            .map(|sum| VatView {
                rate_bp: sum.rate_bp.into(),
                amount: amount(sum.vat_minor),
            })
            .collect(),
        tax: TaxView::of(
            taxed.tax.ground,
            &taxed.tax.country,
            taxed.tax.vat_number.as_deref(),
        ),
        total: amount(sums.total_minor),
    })
}
