use axum::extract::{Path, State};
use axum::response::Response;
use commerce::ids::DifferenceId;
use commerce::payment::difference::{
    self, DecideError, Decision, Deed, Difference, Kind, LONGEST_NOTE, listing,
};
use http::StatusCode;
use platform::auth::Permission;
use platform::i18n::Message;
use platform::money::Money;
use platform::render::FormState;
use platform::web::{FormBody, PageError, QueryFields};
use uuid::Uuid;

use super::list::{kind_word, status};
use super::views::{DecisionForm, DeedRow, DifferencePage};
use crate::admin::Admin;
use crate::frame::Room;
use crate::guard::Me;
use crate::kept;
use crate::log_in::{confirms, is_proved};
use crate::page::{self, see};
use crate::when::{When, span};

/// `GET /betalningar/{id}`
pub(crate) async fn show(
    State(admin): State<Admin>,
    me: Me,
    Path(id): Path<Uuid>,
    QueryFields(query): QueryFields,
) -> Result<Response, PageError> {
    let told = ["done", "asked"]
        .into_iter()
        .find(|told| query.text("klart") == *told);
    let sent = (StatusCode::OK, FormState::blank());
    answer(&admin, &me, DifferenceId(id), told, sent).await
}

async fn answer(
    admin: &Admin,
    me: &Me,
    id: DifferenceId,
    told: Option<&'static str>,
    (status, form): (StatusCode, FormState<DecisionForm>),
) -> Result<Response, PageError> {
    let passkey_origin = confirms(admin, me).await?;
    let mut conn = admin.db.read().await?;
    let found = listing::by_id(&mut conn, id)
        .await?
        .ok_or(PageError::NotFound)?;
    let mut view = view(me, &found, form);
    view.passkey_origin = passkey_origin;
    view.told = told;
    page::show_as(admin, &mut conn, me, Room::Differences, status, &view).await
}

fn view(me: &Me, found: &Difference, form: FormState<DecisionForm>) -> DifferencePage {
    let when = |at| When::new(me.locale(), at, me.now());
    let some = |money: Money| (money.minor > 0).then_some(money);
    let is_other_currency = found.expected.currency != found.received.currency;
    let may = me.may(Permission::PaymentSettle);
    let offered = if may { found.deeds() } else { Vec::new() };
    let chosen = Deed::from_column(form.value("deed")).or(offered.first().copied());
    DifferencePage {
        id: found.id.to_string(),
        order_href: me
            .may(Permission::OrderRead)
            .then(|| format!("/ordrar/{}", found.order_number)),
        order: found.order_number.clone(),
        kind: kind_word(found.kind, found.expected.minor),
        say: say_word(found),
        status: status(found.deed.map(Deed::as_str), found.refused.is_some()),
        expected: (!found.is_too_late()).then_some(found.expected),
        received: found.received,
        is_other_currency,
        excess: some(found.excess()).filter(|_| !is_other_currency && !found.is_too_late()),
        rest: some(found.rest()).filter(|_| !is_other_currency),
        found: when(found.found_at),
        settled: found.settled_at.map(when),
        asked: found.asked_at.map(when),
        note: found.note.clone(),
        refused: found.refused.clone().filter(|_| found.deed.is_none()),
        refund: found.refund_state.clone().filter(|_| found.deed.is_some()),
        card_href: found
            .gift_card_id
            .filter(|_| me.may(Permission::GiftCardRead))
            .map(|id| format!("/presentkort/{id}")),
        can_ask: may && found.may_ask(),
        needs_password: offered.iter().any(|deed| deed.gives())
            && !me.session.is_confirmed(me.now()),
        deeds: offered
            .into_iter()
            .map(|deed| DeedRow {
                value: deed.as_str(),
                word: deed_word(found.kind, deed),
                amount: found.amount_of(deed),
                is_chosen: Some(deed) == chosen,
            })
            .collect(),
        row_version: found.row_version,
        passkey_origin: String::new(),
        form,
        told: None,
    }
}

/// What the page says of it: the last part of a text key.
fn say_word(found: &Difference) -> &'static str {
    let is_open = found.deed.is_none();
    match found.kind {
        Kind::Bank => "bank",
        Kind::Void => "void",
        Kind::Vendor if found.is_too_late() => "late",
        Kind::Vendor if !is_open => "done",
        Kind::Vendor if found.is_placed => "over",
        Kind::Vendor if found.is_waiting => "waiting",
        // It was to go back already, and the vendor would not send it.
        Kind::Vendor if found.refused.is_some() => "back",
        Kind::Vendor => "lapsed",
    }
}

/// What a deed is called: what a company has paid can be offset, too.
fn deed_word(kind: Kind, deed: Deed) -> String {
    match (kind, deed) {
        (Kind::Bank | Kind::Void, Deed::ByHand) => "by-hand-company".to_owned(),
        _ => deed.as_str().replace('_', "-"),
    }
}

/// `POST /betalningar/{id}`: done once, by who has just proved who they are where money leaves.
pub(crate) async fn decide(
    State(admin): State<Admin>,
    me: Me,
    Path(id): Path<Uuid>,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let id = DifferenceId(id);
    if listing::by_id(&mut *admin.db.read().await?, id)
        .await?
        .is_none()
    {
        return Err(PageError::NotFound);
    }
    let mut form = FormState::<DecisionForm>::from_pairs(fields.iter());
    if fields.has(kept::SHOW) {
        form.refuse_whole("form-kept");
    }
    let deed = Deed::from_column(form.value("deed"));
    let note = form.trimmed("note").to_owned();
    check(&mut form, deed, &note);
    if deed.is_some_and(Deed::gives) && form.is_valid() {
        prove(&admin, &me, &mut form, fields.get_untrimmed("current")).await?;
    }
    if let Some(deed) = deed.filter(|_| form.is_valid()) {
        let decision = Decision {
            id,
            row_version: form.value("row_version").parse().unwrap_or(-1),
            deed,
            note: &note,
        };
        let mut tx = admin.db.begin(me.origin()).await?;
        match difference::decide(&mut tx, &decision).await {
            Ok(_) => {
                tx.commit().await?;
                return Ok(see(&format!("/betalningar/{id}?klart=done")));
            }
            Err(error) => refuse(&mut form, error)?,
        }
    }
    let sent = (StatusCode::UNPROCESSABLE_ENTITY, form);
    answer(&admin, &me, id, None, sent).await
}

fn check(form: &mut FormState<DecisionForm>, deed: Option<Deed>, note: &str) {
    let Some(deed) = deed else {
        form.refuse("deed", "form-missing");
        return;
    };
    if deed.needs_note() && note.is_empty() {
        form.refuse("note", "difference-note-missing");
    } else if note.chars().count() > LONGEST_NOTE || note.chars().any(char::is_control) {
        form.refuse("note", "form-too-long");
    }
}

async fn prove(
    admin: &Admin,
    me: &Me,
    form: &mut FormState<DecisionForm>,
    typed: Option<&str>,
) -> Result<(), PageError> {
    match is_proved(admin, me, typed.unwrap_or_default()).await? {
        Ok(true) => {}
        Ok(false) => form.refuse("current", "profile-password-wrong"),
        Err(wait) => form.refuse_whole(Message::new("log-in-wait").with("time", span(wait))),
    }
    Ok(())
}

fn refuse(form: &mut FormState<DecisionForm>, error: DecideError) -> Result<(), PageError> {
    match error {
        DecideError::Unknown => return Err(PageError::NotFound),
        DecideError::ChangedMeanwhile => form.refuse_whole("difference-changed"),
        DecideError::NotFitting => form.refuse("deed", "difference-not-fitting"),
        DecideError::NoNote => form.refuse("note", "difference-note-missing"),
        DecideError::GoodsGone => form.refuse("deed", "difference-goods-gone"),
        DecideError::Db(error) => return Err(error.into()),
    }
    Ok(())
}

/// `POST /betalningar/{id}/resten`: the buyer is asked for what has not come.
pub(crate) async fn ask_for_rest(
    State(admin): State<Admin>,
    me: Me,
    Path(id): Path<Uuid>,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let id = DifferenceId(id);
    let row_version = fields.text("row_version").parse().unwrap_or(-1);
    let mut tx = admin.db.begin(me.origin()).await?;
    match difference::ask_for_rest(&mut tx, id, row_version).await {
        Ok(_) => {
            tx.commit().await?;
            Ok(see(&format!("/betalningar/{id}?klart=asked")))
        }
        Err(DecideError::Unknown) => Err(PageError::NotFound),
        Err(DecideError::Db(error)) => Err(error.into()),
        Err(error) => {
            drop(tx);
            let mut form = FormState::blank();
            refuse(&mut form, error)?;
            let sent = (StatusCode::UNPROCESSABLE_ENTITY, form);
            answer(&admin, &me, id, None, sent).await
        }
    }
}
