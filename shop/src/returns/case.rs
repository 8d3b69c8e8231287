//! A case as its buyer follows it, and the slip that lies in the parcel.

use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Response};
use commerce::order::invoice;
use commerce::order::{Access, Order};
use commerce::returns::dialogue;
use commerce::returns::files::{self, Part};
use commerce::returns::listing::ways_of;
use commerce::returns::{self, Case, CaseLine, ComplaintReason, Remedy, ReturnKind, ReturnState};
use http::StatusCode;
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};
use platform::clock::Timestamp;
use platform::money::Money;
use platform::render::View;
use platform::web::{PageError, QueryFields};

use super::views::{CaseLineView, CaseView, ShotView, SlipView, WayView};
use super::{links, pictures, steps, talk};
use crate::frame::Head;
use crate::order::link;
use crate::order::shipments::full_name;
use crate::order::views::AddressView;
use crate::page::{Keeping, frame, page};
use crate::state::ShopState;
use crate::visitor::{Desk, Visitor};

/// `GET /order/{number}/{key}/arende/{case}`.
///
/// # Errors
/// 404 for a wrong number, key or case alike.
pub async fn show(
    State(state): State<ShopState>,
    visitor: Visitor,
    Path((number, key, case)): Path<(String, String, String)>,
    QueryFields(query): QueryFields,
) -> Result<Response, PageError> {
    let mut desk = Desk::open(&state, &visitor).await?;
    let at = (number.as_str(), key.as_str(), case.as_str());
    let (order, case, access) = find_to_read(&state, &mut desk, at).await?;
    let sheet = Sheet {
        access,
        is_new: query.has("ny"),
        is_said: query.has("skickat"),
        talk: talk::blank(),
    };
    page_of(
        &state,
        &visitor,
        desk,
        (&order, &case),
        StatusCode::OK,
        sheet,
    )
    .await
}

/// What the page shows beside the case.
pub(super) struct Sheet {
    pub(super) access: Access,
    pub(super) is_new: bool,
    pub(super) is_said: bool,
    pub(super) talk: talk::Typed,
}

/// The case's page.
pub(super) async fn page_of(
    state: &ShopState,
    visitor: &Visitor,
    mut desk: Desk,
    (order, case): (&Order, &Case),
    status: StatusCode,
    sheet: Sheet,
) -> Result<Response, PageError> {
    let ways = ways_of(&mut desk.conn, case.id).await?;
    let is_company = invoice::company_of_order(&mut desk.conn, order.id)
        .await?
        .is_some();
    let access = sheet.access;
    let held = (order, case, access);
    let steps = steps::of_case(state, visitor.locale, &mut desk.conn, held).await?;
    // What is sent back, and how, is for whoever acts.
    let to = |name| match access {
        Access::Act => {
            let order = (order.number.as_str(), order.id);
            links::path(state, visitor.locale, name, order, Some(&case.number))
        }
        Access::Read => String::new(),
    };
    let shot = |id, part| {
        let order = (order.number.as_str(), order.id, access);
        pictures::path(state, visitor.locale, order, (id, part))
    };
    let day = |at: Timestamp| at.business_time().date();
    let is_due = match case.kind {
        ReturnKind::Withdrawal | ReturnKind::Cancellation => !case.state.is_over(),
        // Its answer is due until it is approved; then nothing until the goods are here.
        ReturnKind::Complaint => {
            matches!(case.state, ReturnState::ToRefund | ReturnState::Refunding)
        }
    };
    let postage: i64 = ways
        .iter()
        .filter(|way| way.way == "postage")
        .map(|way| way.amount_minor)
        .sum();
    let ways = WayView::of(&ways, case.currency);
    let view = CaseView {
        head: head(state, case),
        kind: case.kind.as_str(),
        case_number: case.number.clone(),
        number: order.number.clone(),
        state: case.state.as_str(),
        remedy: instead(case),
        is_new: sheet.is_new,
        email: case.email.clone(),
        name: case.name.clone(),
        made_at: case.made_at,
        due_on: is_due.then(|| day(case.due_at)),
        reason: case.reason.map(ComplaintReason::as_str),
        wish: case.wish.map(Remedy::as_str),
        description: case.description.clone(),
        lines: case.lines.iter().map(line).collect(),
        pictures: case
            .pictures
            .iter()
            .map(|id| ShotView {
                src: shot(*id, Part::Small),
                href: shot(*id, Part::Large),
            })
            .collect(),
        answer: case.answer.clone(),
        is_company,
        refund: (case.given_minor > 0).then(|| Money::new(case.given_minor, case.currency)),
        postage: (postage > 0).then(|| Money::new(postage, case.currency)),
        has_credit: case.state == ReturnState::Refunded
            && ways.iter().any(|way| way.way == "credit"),
        ways,
        deduction_reason: case.deduction_reason.clone(),
        received_on: case.received_at.map(day),
        is_awaited: is_awaited(case),
        order_href: link::path_to(state, visitor.locale, &order.number, (order.id, access)),
        slip_href: to("order_case_slip"),
        label_href: case
            .label
            .filter(|_| is_awaited(case))
            .map_or_else(String::new, |_| to("order_case_label")),
        is_said: sheet.is_said,
        steps,
        // What was refused is shown with what was typed, also when the case has ended meanwhile.
        talk: (access.may_act() && (dialogue::is_open(case) || sheet.talk.is_refused()))
            .then(|| talk::view(state, visitor.locale, (order, case), sheet.talk)),
    };
    let page = answer(state, visitor, desk, &view).await?;
    Ok((status, page).into_response())
}

/// `GET /order/{number}/{key}/arende/{case}/retursedel`.
///
/// # Errors
/// 404 for a wrong number, key or case alike, and while nothing is to be sent back.
pub async fn slip(
    State(state): State<ShopState>,
    visitor: Visitor,
    Path((number, key, case)): Path<(String, String, String)>,
) -> Result<Response, PageError> {
    let mut desk = Desk::open(&state, &visitor).await?;
    let (order, case) = find(&state, &mut desk, (&number, &key, &case)).await?;
    let lines: Vec<CaseLineView> = case
        .lines
        .iter()
        .map(line)
        .filter(|line| line.awaited > 0)
        .collect();
    // Goods may come in several parcels, and after the money.
    let is_wanted = !matches!(
        case.state,
        ReturnState::Open | ReturnState::Refused | ReturnState::Settled | ReturnState::TakenBack
    );
    if lines.is_empty() || !is_wanted {
        return Err(PageError::NotFound);
    }
    let to = (order.number.as_str(), order.id);
    let view = SlipView {
        head: head(&state, &case),
        case_number: case.number.clone(),
        number: order.number.clone(),
        sender: AddressView::from(&order.delivery_address),
        lines,
        case_href: links::path(&state, visitor.locale, "order_case", to, Some(&case.number)),
    };
    answer(&state, &visitor, desk, &view).await
}

/// `GET /order/{number}/{key}/arende/{case}/fraktsedel`: the carrier's label, as the shop has made it.
///
/// # Errors
/// 404 for a wrong number, key or case alike, and while there is none; 503 while the store is away.
pub async fn label(
    State(state): State<ShopState>,
    visitor: Visitor,
    Path((number, key, case)): Path<(String, String, String)>,
) -> Result<Response, PageError> {
    let case = {
        let mut desk = Desk::open(&state, &visitor).await?;
        find(&state, &mut desk, (&number, &key, &case)).await?.1
    };
    let label = case.label.ok_or(PageError::NotFound)?;
    let content = state.darkroom.store().get(&files::label_key(label)).await;
    let content = content.map_err(|error| PageError::Unavailable(error.to_string()))?;
    let content = content.ok_or(PageError::NotFound)?;
    let headers = [
        (CONTENT_TYPE, "application/pdf".to_owned()),
        (CACHE_CONTROL, "private, no-store".to_owned()),
        (X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
        (
            CONTENT_DISPOSITION,
            format!("attachment; filename=\"{}.pdf\"", case.number),
        ),
    ];
    Ok((headers, content).into_response())
}

/// How it is put right, where that is not with money: what the page says of it then.
fn instead(case: &Case) -> Option<&'static str> {
    let is_so = matches!(
        case.state,
        ReturnState::AwaitingGoods | ReturnState::ToSend | ReturnState::Settled
    );
    let remedy = case.remedy.filter(|_| is_so && case.is_for_sending())?;
    // The new ones have gone ahead of the old.
    if case.state == ReturnState::AwaitingGoods && case.is_all_sent() {
        return Some("exchanged");
    }
    Some(remedy.as_str())
}

/// Whether goods are to be sent back: those of a complaint that was approved without them are not, nor those of one that has been paid.
fn is_awaited(case: &Case) -> bool {
    let has_begun = case.received_at.is_some() && !case.state.is_over();
    (case.state == ReturnState::AwaitingGoods || has_begun) && case.awaited() > 0
}

/// The case that a link names, to do something about it.
pub(super) async fn find(
    state: &ShopState,
    desk: &mut Desk,
    (number, key, case): (&str, &str, &str),
) -> Result<(Order, Case), PageError> {
    let (order, case, access) = find_to_read(state, desk, (number, key, case)).await?;
    let held = access.may_act().then_some((order, case));
    held.ok_or(PageError::NotFound)
}

/// The case that a link names, to be shown, and what whoever has the link may do.
async fn find_to_read(
    state: &ShopState,
    desk: &mut Desk,
    (number, key, case): (&str, &str, &str),
) -> Result<(Order, Case, Access), PageError> {
    let (order, access) = link::resolve_to_read(state, &mut desk.conn, number, key).await?;
    let found = returns::by_number(&mut desk.conn, case).await?;
    let case = found
        .filter(|case| case.order_id == order.id)
        .ok_or(PageError::NotFound)?;
    Ok((order, case, access))
}

fn line(line: &CaseLine) -> CaseLineView {
    CaseLineView {
        name: full_name(&line.name, &line.options),
        sku: line.sku.clone(),
        quantity: line.quantity,
        awaited: line.awaited(),
    }
}

fn head(state: &ShopState, case: &Case) -> Head {
    let mut head = Head::private(&state.renderer, case.number.clone(), "home");
    head.alternates.clear();
    head
}

async fn answer<V: View>(
    state: &ShopState,
    visitor: &Visitor,
    mut desk: Desk,
    view: &V,
) -> Result<Response, PageError> {
    let frame = frame(state, visitor, &mut desk, None).await?;
    drop(desk);
    page(state, visitor, frame, view, Keeping::Private)
}
