//! A case as its buyer follows it, and the slip that lies in the parcel.

use axum::extract::{Path, State};
use axum::response::Response;
use commerce::order::Order;
use commerce::returns::files::Part;
use commerce::returns::listing::ways_of;
use commerce::returns::{self, Case, CaseLine, ComplaintReason, ReturnKind, ReturnState};
use platform::clock::Timestamp;
use platform::money::Money;
use platform::render::View;
use platform::web::{PageError, QueryFields};

use super::views::{CaseLineView, CaseView, ShotView, SlipView, WayView};
use super::{links, pictures};
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
    let (order, case) = find(&state, &mut desk, (&number, &key, &case)).await?;
    let ways = ways_of(&mut desk.conn, case.id).await?;
    let to = |name| {
        let order = (order.number.as_str(), order.id);
        links::path(&state, visitor.locale, name, order, Some(&case.number))
    };
    let shot = |id, part| {
        let order = (order.number.as_str(), order.id);
        pictures::path(&state, visitor.locale, order, (id, part))
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
        head: head(&state, &case),
        kind: case.kind.as_str(),
        case_number: case.number.clone(),
        number: order.number.clone(),
        state: case.state.as_str(),
        remedy: instead(&case),
        is_new: query.has("ny"),
        email: case.email.clone(),
        name: case.name.clone(),
        made_at: case.made_at,
        due_on: is_due.then(|| day(case.due_at)),
        reason: case.reason.map(ComplaintReason::as_str),
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
        refund: (case.given_minor > 0).then(|| Money::new(case.given_minor, case.currency)),
        postage: (postage > 0).then(|| Money::new(postage, case.currency)),
        has_credit: case.state == ReturnState::Refunded
            && ways.iter().any(|way| way.way == "credit"),
        ways,
        deduction_reason: case.deduction_reason.clone(),
        received_on: case.received_at.map(day),
        is_awaited: is_awaited(&case),
        order_href: link::path(&state, visitor.locale, &order.number, order.id),
        slip_href: to("order_case_slip"),
    };
    answer(&state, &visitor, desk, &view).await
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

/// How it is put right, where that is not with money: what the page says of it then.
fn instead(case: &Case) -> Option<&'static str> {
    let is_so = matches!(
        case.state,
        ReturnState::AwaitingGoods | ReturnState::ToSend | ReturnState::Settled
    );
    let remedy = case.remedy.filter(|_| is_so && case.is_for_sending())?;
    Some(remedy.as_str())
}

/// Whether goods are to be sent back: those of a complaint that was approved without them are not, nor those of one that has been paid.
fn is_awaited(case: &Case) -> bool {
    let has_begun = case.received_at.is_some() && !case.state.is_over();
    (case.state == ReturnState::AwaitingGoods || has_begun) && case.awaited() > 0
}

async fn find(
    state: &ShopState,
    desk: &mut Desk,
    (number, key, case): (&str, &str, &str),
) -> Result<(Order, Case), PageError> {
    let order = link::resolve(state, &mut desk.conn, number, key).await?;
    let found = returns::by_number(&mut desk.conn, case).await?;
    let case = found
        .filter(|case| case.order_id == order.id)
        .ok_or(PageError::NotFound)?;
    Ok((order, case))
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
