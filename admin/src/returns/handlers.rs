use axum::extract::{Path, State};
use axum::response::Response;
use commerce::media::listing::media_by_id;
use commerce::returns::listing::{Way, ways_of};
use commerce::returns::{self, Case, CaseLine, ComplaintReason, ReturnEvent, decide, refund};
use http::StatusCode;
use platform::auth::Permission;
use platform::money::Money;
use platform::outbox;
use platform::render::FormState;
use platform::sums;
use platform::web::PageError;

use super::list::{is_late, status};
use super::views::{CaseForm, LineRow, ReturnPage, WayRow};
use crate::admin::Admin;
use crate::frame::{Fresh, Room};
use crate::guard::Me;
use crate::list::{Amount, Status};
use crate::object::timeline;
use crate::orders::case_events;
use crate::page;
use crate::when::When;

/// `GET /returer/{number}`
pub(crate) async fn show(
    State(admin): State<Admin>,
    me: Me,
    Path(number): Path<String>,
) -> Result<Response, PageError> {
    answer(&admin, &me, &number, StatusCode::OK, None).await
}

/// `GET /returer/{number}/version`
pub(crate) async fn version(
    State(admin): State<Admin>,
    Path(number): Path<String>,
) -> Result<Response, PageError> {
    let case = returns::by_number(&mut *admin.db.read().await?, &number).await?;
    let case = case.ok_or(PageError::NotFound)?;
    Ok(page::version(case.row_version))
}

/// The page. `typed`: which form was refused, and what was typed into it.
pub(super) async fn answer(
    admin: &Admin,
    me: &Me,
    number: &str,
    code: StatusCode,
    typed: Option<(&'static str, FormState<CaseForm>)>,
) -> Result<Response, PageError> {
    let mut conn = admin.db.read().await?;
    let case = returns::by_number(&mut conn, number)
        .await?
        .ok_or(PageError::NotFound)?;
    let media = media_by_id(&mut conn, &case.pictures).await?;
    let ways = ways_of(&mut conn, case.id).await?;
    let means = refund::means(&mut conn, &case).await?;
    let history = outbox::listing::history(&mut conn, "order", case.order_id.0).await?;
    let proposed = refund::proposed(&case).min(means.most());
    let (refused, form) = typed.unwrap_or_else(|| {
        let form = FormState::blank().with("amount", sums::write(proposed));
        ("", form)
    });
    let money = |minor| Money::new(minor, case.currency);
    let may = |event| case.state.apply(event).is_some();
    let can_manage = me.may(Permission::ReturnManage);
    let by_hand = proposed - means.given_minor - means.payment_minor - means.cards_minor;
    let id = case.id.to_string();
    let of_case = history
        .iter()
        .filter(|fact| fact.payload["return_id"].as_str() == Some(id.as_str()));
    let view = ReturnPage {
        number: case.number.clone(),
        kind: case.kind.as_str(),
        status: status(case.state),
        made: When::new(me.locale(), case.made_at, me.now()),
        due: When::new(me.locale(), case.due_at, me.now()),
        is_late: is_late(case.state, case.due_at, me.now()),
        is_over: case.state.is_over(),
        order: case.order_number.clone(),
        order_href: me
            .may(Permission::OrderRead)
            .then(|| format!("/ordrar/{}", case.order_number)),
        name: case.name.clone(),
        email: case.email.clone(),
        reason: case.reason.map(ComplaintReason::as_str),
        description: case.description.clone(),
        pictures: case
            .pictures
            .iter()
            .filter_map(|id| admin.thumbnail(Some(media.get(id)?.hash.as_bytes().as_slice())))
            .collect(),
        answer: case.answer.clone(),
        lines: case
            .lines
            .iter()
            .map(|l| line(me, &case, l, &form))
            .collect(),
        goods: money(case.goods_minor),
        freight: money(case.freight_minor),
        proposed: money(refund::proposed(&case)),
        most: money(means.most()),
        by_hand: (by_hand > 0).then(|| money(by_hand)),
        refund: case.refund_minor.map(money),
        deduction_reason: case.deduction_reason.clone(),
        ways: ways.iter().map(|way| way_row(me, &case, way)).collect(),
        received: case
            .received_at
            .map(|at| When::new(me.locale(), at, me.now())),
        row_version: case.row_version,
        can_approve: can_manage && decide::asks_for_consent(&case),
        can_receive: can_manage && may(ReturnEvent::Receive) && case.awaited() > 0,
        can_refund: me.may(Permission::ReturnRefund)
            && may(ReturnEvent::BeginRefund)
            && means.most() > 0,
        can_close: can_manage && may(ReturnEvent::Refuse),
        form,
        refused,
        events: timeline(me, case_events(me, case.currency, of_case)),
    };
    let address = format!("/returer/{}", case.number);
    let place = (Room::Returns, Fresh::new(address, case.row_version));
    page::show_object(admin, &mut conn, me, place, code, &view).await
}

fn line(me: &Me, case: &Case, line: &CaseLine, form: &FormState<CaseForm>) -> LineRow {
    let id = line.line_id.to_string();
    let typed = |field: &str| {
        let at = form.values("line").iter().position(|typed| *typed == id)?;
        form.values(field).get(at).cloned()
    };
    let name = if line.options.is_empty() {
        line.name.clone()
    } else {
        format!("{}, {}", line.name, line.options)
    };
    LineRow {
        name,
        sku: line.sku.clone(),
        quantity: line.quantity,
        called_off: line.called_off,
        restocked: line.restocked,
        scrapped: line.scrapped,
        awaited: line.awaited(),
        amount: Amount::new(me.locale(), line.amount_minor, case.currency.code()),
        typed_restocked: typed("restocked").unwrap_or_else(|| line.awaited().to_string()),
        typed_scrapped: typed("scrapped").unwrap_or_else(|| "0".to_owned()),
        id,
    }
}

fn way_row(me: &Me, case: &Case, way: &Way) -> WayRow {
    WayRow {
        label: format!("case-way-{}", way.way),
        amount: Amount::new(me.locale(), way.amount_minor, case.currency.code()),
        status: way.state.as_deref().map(|state| match state {
            "settled" => Status::new("ok", "refund-settled"),
            "accepted" => Status::new("ok", "refund-accepted"),
            "refused" => Status::new("bad", "refund-refused"),
            _ => Status::new("info", "refund-pending"),
        }),
        note: way.note.clone(),
    }
}
