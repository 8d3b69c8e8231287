use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Response};
use commerce::fulfilment;
use commerce::ids::CaseFileId;
use commerce::order::{self, credit_note};
use commerce::promotion::schedule::on_the_wall;
use commerce::returns::decide::{self, RefusalGround};
use commerce::returns::dialogue;
use commerce::returns::files::{self, Part};
use commerce::returns::label;
use commerce::returns::listing::{Way, ways_of};
use commerce::returns::{
    self, CameBy, Case, CaseLine, ComplaintReason, Remedy, ReturnEvent, ReturnKind, ReturnState,
    postage, refund,
};
use http::StatusCode;
use http::header::{CACHE_CONTROL, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};
use platform::auth::Permission;
use platform::money::Money;
use platform::outbox;
use platform::render::FormState;
use platform::sums;
use platform::web::PageError;

use super::acts;
use super::list::{Dues, status};
use super::talking;
use super::views::{CaseForm, LineRow, ReturnPage, ShotRow, WayRow};
use crate::admin::Admin;
use crate::audit_trail::href_of;
use crate::bar::Bar;
use crate::credit_notes::NoteRow;
use crate::frame::{Fresh, Room};
use crate::guard::Me;
use crate::list::{Amount, Status};
use crate::object::timeline;
use crate::orders::{carrier_picks, case_events, customer_href};
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
    let ways = ways_of(&mut conn, case.id).await?;
    let notes = credit_note::of_order(&mut conn, case.order_id).await?;
    let means = refund::means(&mut conn, &case).await?;
    let carriers = fulfilment::carriers(&mut conn).await?;
    let said = dialogue::of_case(&mut conn, case.id).await?;
    let history = outbox::listing::history(&mut conn, "order", case.order_id.0).await?;
    // A decision that the vendor has undone is tried again as it was.
    let decided = case.refund_minor.filter(|minor| *minor > case.given_minor);
    let proposed = decided
        .unwrap_or_else(|| refund::proposed(&case))
        .min(means.most());
    let (refused, form) = typed.unwrap_or_else(|| ("", FormState::blank()));
    let form = prefilled(me, &case, (refused, form), proposed);
    let typed_by_hand = !form.value("by_hand").is_empty();
    let customer = customer_href(
        me,
        order::listing::customer_of(&mut conn, case.order_id).await?,
    );
    let money = |minor| Money::new(minor, case.currency);
    let may = |event| case.next(event).is_some();
    let can_manage = me.may(Permission::ReturnManage);
    let beside = proposed - means.given_minor - means.payment_minor - means.cards_minor;
    let credited = beside.min(means.credit_minor);
    let by_hand = beside - credited;
    let called_off = refund::called_off(&case);
    let id = case.id.to_string();
    let of_case = history
        .iter()
        .filter(|fact| fact.payload["return_id"].as_str() == Some(id.as_str()));
    let dues = Dues {
        kind: case.kind,
        state: case.state,
        due_at: case.due_at,
        updated_at: case.updated_at,
        is_asked: case.asked_at.is_some(),
    };
    let is_waiting = case.kind == ReturnKind::Complaint && case.state == ReturnState::AwaitingGoods;
    let mut view = ReturnPage {
        bar: Bar::default(),
        audit_href: href_of(me, "return", case.id.0),
        number: case.number.clone(),
        kind: case.kind.as_str(),
        status: status(case.state),
        made: When::new(me.locale(), case.made_at, me.now()),
        due: When::new(me.locale(), case.due_at, me.now()),
        is_answer_due: case.state == ReturnState::Open,
        is_money_due: dues.state != ReturnState::Open && !is_waiting,
        is_sending_due: dues.state == ReturnState::ToSend,
        is_late: dues.is_late(me.now()),
        can_pay_postage: me.may(Permission::ReturnRefund) && postage::can_be_paid(&case),
        can_ask_again: me.may(Permission::ReturnRefund)
            && case.state == ReturnState::Refunding
            && dues.is_late(me.now()),
        is_silent: case.state == ReturnState::Refunding && dues.is_late(me.now()),
        is_over: case.state.is_over(),
        order: case.order_number.clone(),
        order_href: me
            .may(Permission::OrderRead)
            .then(|| format!("/ordrar/{}", case.order_number)),
        name: case.name.clone(),
        customer_href: customer,
        email: case.email.clone(),
        reason: case.reason.map(ComplaintReason::as_str),
        wish: case.wish.map(Remedy::as_str),
        description: case.description.clone(),
        came_by: case.came_by.map(CameBy::as_str),
        pictures: shots(&case.number, &case.pictures),
        asked: case.asked_at.map(|at| When::new(me.locale(), at, me.now())),
        has_news: case.news_at.is_some(),
        can_ask: can_manage && dialogue::is_open(&case),
        can_label: can_manage && label::can_have(&case),
        has_label: case.label.is_some(),
        said: talking::rows(me, &case.number, said),
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
        credited: (credited > 0).then(|| money(credited)),
        given: (case.given_minor > 0).then(|| money(case.given_minor)),
        called_off: (called_off > 0 && case.awaited() > 0 && case.given_minor < called_off)
            .then(|| money(called_off)),
        may_by_hand: means.may_by_hand && means.payment_minor > 0,
        is_more: case.state == ReturnState::Refunded,
        is_by_hand: typed_by_hand,
        grounds: if case.kind == ReturnKind::Withdrawal {
            RefusalGround::ALL.map(RefusalGround::as_str).into()
        } else {
            Vec::new()
        },
        refund: case.refund_minor.map(money),
        deduction_reason: case.deduction_reason.clone(),
        ways: ways.iter().map(|way| way_row(me, &case, way)).collect(),
        credit_notes: notes
            .iter()
            .filter(|note| note.case_number.as_deref() == Some(case.number.as_str()))
            .map(|note| NoteRow::new(me, note))
            .collect(),
        received: case
            .received_at
            .map(|at| When::new(me.locale(), at, me.now())),
        row_version: case.row_version,
        can_approve: can_manage && decide::asks_for_consent(&case),
        can_receive: can_manage && may(ReturnEvent::Receive) && case.awaited() > 0,
        can_refund: me.may(Permission::ReturnRefund)
            && may(ReturnEvent::BeginRefund)
            && (case.state != ReturnState::Refunded || means.most() > case.given_minor),
        can_close: can_manage && may(ReturnEvent::Refuse),
        can_send: me.may(Permission::FulfilmentManage)
            && case.lines.iter().any(|line| case.sendable(line) > 0),
        can_sort: can_manage && case.lines.iter().any(|l| l.kept > l.sent_back),
        carriers: carrier_picks(&carriers, form.value("carrier")),
        remedies: Remedy::ALL.map(Remedy::as_str).into(),
        remedy: case.remedy.map(Remedy::as_str),
        form,
        refused,
        events: timeline(me, case_events(me, case.currency, of_case)),
    };
    view.bar = acts::bar(&view);
    let address = format!("/returer/{}", case.number);
    let place = (Room::Returns, Fresh::new(address, case.row_version));
    page::show_object(admin, &mut conn, me, place, code, &view).await
}

/// What stands ready in the page's forms, beside what was typed into the one that was refused.
fn prefilled(
    me: &Me,
    case: &Case,
    (refused, form): (&str, FormState<CaseForm>),
    proposed_minor: i64,
) -> FormState<CaseForm> {
    let form = if refused == "refund" {
        form
    } else {
        form.with("amount", sums::write(proposed_minor))
            .with("reason", case.deduction_reason.as_str())
    };
    let form = if form.value("remedy").is_empty() {
        // What the buyer wants is what is proposed.
        form.with("remedy", case.wish.unwrap_or(Remedy::Refund).as_str())
    } else {
        form
    };
    if refused == "send" {
        form
    } else {
        form.with("reference", platform::ids::new_uuid().to_string())
            .with("sent_at", on_the_wall(me.now()))
    }
}

/// `GET /returer/{number}/bild/{file}`
pub(crate) async fn picture(
    State(admin): State<Admin>,
    Path((number, file)): Path<(String, String)>,
) -> Result<Response, PageError> {
    let (id, part) = files::of_name(&file).ok_or(PageError::NotFound)?;
    {
        let mut conn = admin.db.read().await?;
        let case = returns::by_number(&mut conn, &number).await?;
        let case = case.ok_or(PageError::NotFound)?;
        let found = files::picture(&mut conn, id).await?;
        found
            .filter(|found| found.return_id == Some(case.id))
            .ok_or(PageError::NotFound)?;
    }
    let content = admin.darkroom.store().get(&files::key(id, part)).await;
    let content = content.map_err(|error| PageError::Unavailable(error.to_string()))?;
    let headers = [
        (CONTENT_TYPE, "image/jpeg"),
        (CACHE_CONTROL, "private, no-store"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    Ok((headers, content.ok_or(PageError::NotFound)?).into_response())
}

/// Pictures of a case, each small and with the way to the large one.
pub(super) fn shots(number: &str, ids: &[CaseFileId]) -> Vec<ShotRow> {
    let shot = |id, part| format!("/returer/{number}/bild/{}", files::name(id, part));
    let rows = ids.iter().map(|id| ShotRow {
        src: shot(*id, Part::Small),
        href: shot(*id, Part::Large),
    });
    rows.collect()
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
    // What is to be mended is put aside when it comes.
    let is_mended = case.remedy == Some(Remedy::Repair);
    let (sendable, aside) = (case.sendable(line), line.kept - line.sent_back);
    LineRow {
        name,
        sku: line.sku.clone(),
        quantity: line.quantity,
        called_off: line.called_off,
        restocked: line.restocked,
        scrapped: line.scrapped,
        awaited: line.awaited(),
        amount: Amount::new(me.locale(), line.amount_minor, case.currency.code()),
        typed_restocked: typed("restocked")
            .unwrap_or_else(|| if is_mended { 0 } else { line.awaited() }.to_string()),
        typed_scrapped: typed("scrapped").unwrap_or_else(|| "0".to_owned()),
        kept: line.kept,
        typed_kept: typed("kept")
            .unwrap_or_else(|| if is_mended { line.awaited() } else { 0 }.to_string()),
        sent: line.sent(),
        sendable,
        aside,
        typed_fresh: typed("fresh").unwrap_or_else(|| (sendable - aside).max(0).to_string()),
        typed_back: typed("back").unwrap_or_else(|| aside.min(sendable).to_string()),
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
