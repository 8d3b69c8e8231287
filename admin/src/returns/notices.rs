//! Notices of withdrawal that came without a link and whose order could not be seen at once: staff find it, or answer whoever made it.

use axum::extract::{Path, State};
use axum::response::Response;
use commerce::ids::WithdrawalNoticeId;
use commerce::order;
use commerce::returns::LONGEST_ANSWER;
use commerce::returns::unlinked::{self, NoticeError, NoticeState, UnlinkedNotice, listing};
use http::StatusCode;
use platform::auth::Permission;
use platform::i18n::Message;
use platform::render::{Field, Form, FormState, View};
use platform::web::{FormBody, PageError};
use serde::Serialize;
use uuid::Uuid;

use crate::admin::Admin;
use crate::frame::Room;
use crate::guard::Me;
use crate::kept;
use crate::page::{self, see};
use crate::when::When;

/// Notices on the page; the rest come when these are done.
const MOST: i64 = 50;

/// What is typed about a notice.
#[derive(Debug)]
pub(crate) struct NoticeForm;

impl Form for NoticeForm {
    const FIELDS: &'static [Field] = &[
        Field::plain("number", "orders-number"),
        Field::plain("words", "case-words"),
    ];
}

/// A notice.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct NoticeRow {
    pub(crate) id: String,
    pub(crate) number: String,
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) typed: String,
    pub(crate) goods: String,
    pub(crate) made: When,
    /// Number and address belong to an order.
    pub(crate) is_order: bool,
    pub(crate) row_version: i32,
    pub(crate) form: FormState<NoticeForm>,
}

/// The page.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct NoticesPage {
    pub(crate) notices: Vec<NoticeRow>,
    /// There are more than are shown.
    pub(crate) is_more: bool,
    pub(crate) can_manage: bool,
}

impl View for NoticesPage {
    const TEMPLATE: &'static str = "admin/withdrawal-notices.html";
    fn samples() -> Vec<Self> {
        let now = platform::clock::Timestamp::from(jiff::Timestamp::UNIX_EPOCH);
        let row = NoticeRow {
            id: "1".to_owned(),
            number: "MED-10001".to_owned(),
            name: "Elin <Sandahl>".to_owned(),
            email: "elin@exempel.se".to_owned(),
            typed: "ORD-100001".to_owned(),
            goods: String::new(),
            made: When::new(page::sample_locale(), now, now),
            is_order: false,
            row_version: 1,
            form: FormState::blank(),
        };
        let mut refused = NoticeRow {
            id: "2".to_owned(),
            goods: "Bara <muggen>.".to_owned(),
            is_order: true,
            ..row.clone()
        };
        refused.form.refuse("number", "notice-no-order");
        let missing = Message::new("case-words-missing").with("most", 1_000);
        refused.form.refuse("words", missing);
        refused.form.refuse_whole("form-changed-meanwhile");
        let some = Self {
            notices: vec![row, refused],
            is_more: true,
            can_manage: true,
        };
        let none = Self {
            notices: Vec::new(),
            is_more: false,
            can_manage: false,
        };
        let read = Self {
            can_manage: false,
            ..some.clone()
        };
        vec![some, none, read]
    }
}

/// `GET /returer/meddelanden`
pub(crate) async fn notices(State(admin): State<Admin>, me: Me) -> Result<Response, PageError> {
    show(&admin, &me, StatusCode::OK, None).await
}

async fn show(
    admin: &Admin,
    me: &Me,
    code: StatusCode,
    typed: Option<(WithdrawalNoticeId, FormState<NoticeForm>)>,
) -> Result<Response, PageError> {
    let mut conn = admin.db.read().await?;
    let mut waiting = listing::waiting(&mut conn, MOST + 1).await?;
    let most = usize::try_from(MOST).unwrap_or(usize::MAX);
    let is_more = waiting.len() > most;
    waiting.truncate(most);
    let view = NoticesPage {
        notices: waiting
            .into_iter()
            .map(|notice| row(me, notice, typed.as_ref()))
            .collect(),
        is_more,
        can_manage: me.may(Permission::ReturnManage),
    };
    page::show_as(admin, &mut conn, me, Room::Returns, code, &view).await
}

fn row(
    me: &Me,
    notice: UnlinkedNotice,
    typed: Option<&(WithdrawalNoticeId, FormState<NoticeForm>)>,
) -> NoticeRow {
    let form = typed
        .filter(|(id, _)| *id == notice.id)
        .map_or_else(FormState::blank, |(_, form)| form.clone());
    NoticeRow {
        id: notice.id.to_string(),
        made: When::new(me.locale(), notice.made_at, me.now()),
        is_order: notice.order_id.is_some(),
        number: notice.number,
        name: notice.name,
        email: notice.email,
        typed: notice.order_number,
        goods: notice.goods,
        row_version: notice.row_version,
        form,
    }
}

/// `POST /returer/meddelanden/{id}/kop`: on to the form for the case, about the order that was found.
pub(crate) async fn find_order(
    State(admin): State<Admin>,
    me: Me,
    Path(id): Path<Uuid>,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let mut form = FormState::<NoticeForm>::from_pairs(fields.iter());
    let mut conn = admin.db.read().await?;
    let notice = open(unlinked::find(&mut conn, WithdrawalNoticeId(id)).await?)?;
    let number = form.trimmed("number").to_uppercase();
    let found = order::listing::order_by_number(&mut conn, &number).await?;
    drop(conn);
    if found.is_some_and(|order| super::can_have_cases(&order)) && !fields.has(kept::SHOW) {
        return Ok(see(&format!("/ordrar/{number}/arende?meddelande={id}")));
    }
    if fields.has(kept::SHOW) {
        form.refuse_whole("form-kept");
    } else {
        form.refuse("number", "notice-no-order");
    }
    let code = StatusCode::UNPROCESSABLE_ENTITY;
    show(&admin, &me, code, Some((notice.id, form))).await
}

/// `POST /returer/meddelanden/{id}/avsluta`: it is about no order of ours, and whoever made it is told why.
pub(crate) async fn dismiss(
    State(admin): State<Admin>,
    me: Me,
    Path(id): Path<Uuid>,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let id = WithdrawalNoticeId(id);
    let mut form = FormState::<NoticeForm>::from_pairs(fields.iter());
    if fields.has(kept::SHOW) {
        form.refuse_whole("form-kept");
    } else {
        let row_version = fields.text("row_version").parse().unwrap_or(0);
        let mut tx = admin.db.begin(me.origin()).await?;
        match unlinked::dismiss(&mut tx, id, row_version, form.value("words")).await {
            Ok(()) => {
                tx.commit().await?;
                return Ok(see("/returer/meddelanden"));
            }
            Err(NoticeError::Db(error)) => return Err(error.into()),
            Err(NoticeError::Closed) => return Err(PageError::NotFound),
            Err(NoticeError::NoWords) => {
                form.refuse(
                    "words",
                    Message::new("case-words-missing").with("most", LONGEST_ANSWER),
                );
            }
            Err(NoticeError::ChangedMeanwhile | NoticeError::OtherNotice) => {
                form.refuse_whole("form-changed-meanwhile");
            }
        }
    }
    let code = StatusCode::UNPROCESSABLE_ENTITY;
    show(&admin, &me, code, Some((id, form))).await
}

/// A notice that is still to be matched.
pub(super) fn open(found: Option<UnlinkedNotice>) -> Result<UnlinkedNotice, PageError> {
    found
        .filter(|notice| notice.state == NoticeState::Open)
        .ok_or(PageError::NotFound)
}
