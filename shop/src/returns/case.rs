//! A case as its buyer follows it, and the slip that lies in the parcel.

use axum::extract::{Path, State};
use axum::response::Response;
use commerce::media::listing::media_by_id;
use commerce::order::Order;
use commerce::returns::{self, Case, CaseLine, ComplaintReason, ReturnKind, ReturnState};
use platform::clock::Timestamp;
use platform::money::Money;
use platform::render::View;
use platform::web::{PageError, QueryFields};

use super::links;
use super::statement::thumbnail;
use super::views::{CaseLineView, CaseView, SlipView};
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
    let media = media_by_id(&mut desk.conn, &case.pictures).await?;
    let to = |name| {
        let order = (order.number.as_str(), order.id);
        links::path(&state, visitor.locale, name, order, Some(&case.number))
    };
    let day = |at: Timestamp| at.business_time().date();
    let is_under_way = !case.state.is_over();
    let view = CaseView {
        head: head(&state, &case),
        kind: case.kind.as_str(),
        case_number: case.number.clone(),
        number: order.number.clone(),
        state: case.state.as_str(),
        is_new: query.has("ny"),
        email: case.email.clone(),
        name: case.name.clone(),
        made_at: case.made_at,
        due_on: (case.kind == ReturnKind::Withdrawal && is_under_way).then(|| day(case.due_at)),
        reason: case.reason.map(ComplaintReason::as_str),
        description: case.description.clone(),
        lines: case.lines.iter().map(line).collect(),
        pictures: case
            .pictures
            .iter()
            .filter_map(|id| {
                media
                    .get(id)
                    .map(|media| thumbnail(&state.pictures, media.hash))
            })
            .collect(),
        answer: case.answer.clone(),
        refund: case
            .refund_minor
            .map(|minor| Money::new(minor, case.currency)),
        deduction_reason: case.deduction_reason.clone(),
        received_on: case.received_at.map(day),
        is_awaited: case.state == ReturnState::AwaitingGoods && case.awaited() > 0,
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
    let is_open = matches!(
        case.state,
        ReturnState::AwaitingGoods | ReturnState::Refunding | ReturnState::Refunded
    );
    if lines.is_empty() || !is_open {
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
