use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use commerce::order::listing::number_of;
use http::{HeaderValue, StatusCode, header};
use platform::auth::Permission;
use platform::clock::Timestamp;
use platform::db::PgConnection;
use platform::db::keyset::{Cursor, PageOf};
use platform::i18n::Locale;
use platform::ids::MailId;
use platform::mail::listing::{self, MailFilter, WholeMail};
use platform::mail::{SEALED, without_keys};
use platform::web::{PageError, QueryFields};
use uuid::Uuid;

use super::views::{DemoRow, Mail};
use super::{DemoBoxPage, DemoMailPage, MailPage, status};
use crate::admin::Admin;
use crate::frame::Room;
use crate::guard::{Me, Visit};
use crate::list::ROWS;
use crate::page;
use crate::when::When;

/// `GET /utskick/{id}`
pub(crate) async fn show(
    State(admin): State<Admin>,
    me: Me,
    Path(id): Path<Uuid>,
    QueryFields(query): QueryFields,
) -> Result<Response, PageError> {
    let mut conn = admin.db.read().await?;
    let mut mail = mail(
        &mut conn,
        me.locale(),
        me.now(),
        id,
        "/utskick",
        query.text("visa"),
        Reader::Staff,
    )
    .await?;
    if !me.may(Permission::OrderRead) {
        mail.order = None;
    }
    page::show(&admin, &mut conn, &me, Room::Mailbox, &MailPage { mail }).await
}

/// `GET /utskick/{id}/html`: the body by itself, for the frame.
pub(crate) async fn body(
    State(admin): State<Admin>,
    Path(id): Path<Uuid>,
) -> Result<Response, PageError> {
    body_of(&admin, id, Reader::Staff).await
}

/// `GET /mailbox`: the demo's open mailbox.
pub(crate) async fn demo_list(
    State(admin): State<Admin>,
    visit: Visit,
    QueryFields(query): QueryFields,
) -> Result<Response, PageError> {
    let cursor = query.get("efter").and_then(|c| c.parse::<Cursor>().ok());
    let page = PageOf {
        cursor,
        is_backwards: false,
        rows: ROWS,
    };
    let mut conn = admin.db.read().await?;
    let slice = listing::mails(&mut conn, &MailFilter::default(), page).await?;
    let rows = slice
        .rows
        .iter()
        .map(|m| DemoRow {
            href: format!("/mailbox/{}", m.id),
            subject: m.subject.clone(),
            recipient: m.recipient.clone(),
            when: When::new(visit.locale, m.created_at, visit.now),
        })
        .collect();
    let older = slice
        .rows
        .last()
        .filter(|_| slice.has_after)
        .map(|m| format!("/mailbox?efter={}", m.cursor()));
    page::gate(&admin, &visit, StatusCode::OK, &DemoBoxPage { rows, older })
}

/// `GET /mailbox/{id}`
pub(crate) async fn demo_show(
    State(admin): State<Admin>,
    visit: Visit,
    Path(id): Path<Uuid>,
    QueryFields(query): QueryFields,
) -> Result<Response, PageError> {
    let mut conn = admin.db.read().await?;
    let mail = mail(
        &mut conn,
        visit.locale,
        visit.now,
        id,
        "/mailbox",
        query.text("visa"),
        Reader::Demo,
    )
    .await?;
    page::gate(&admin, &visit, StatusCode::OK, &DemoMailPage { mail })
}

/// `GET /mailbox/{id}/html`
pub(crate) async fn demo_body(
    State(admin): State<Admin>,
    Path(id): Path<Uuid>,
) -> Result<Response, PageError> {
    body_of(&admin, id, Reader::Demo).await
}

/// Who reads a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reader {
    /// Staff. A link that logs a customer in, or a code that is money, is not theirs: they see that it was sent and not what it says.
    Staff,
    /// Whoever tries the demo, which has no other mailbox.
    Demo,
}

impl Reader {
    fn may_read(self, mail: &WholeMail) -> bool {
        self == Self::Demo || !SEALED.contains(&mail.kind.as_str())
    }

    /// The text as they may read it: the key in a link to an order lets whoever has it act as the buyer.
    fn shown(self, text: &str) -> String {
        match self {
            Self::Staff => without_keys(text),
            Self::Demo => text.to_owned(),
        }
    }
}

/// Whatever stands in a mail, it runs nothing, loads nothing from elsewhere and reaches no page of ours: the frame is sandboxed by its
/// element and once more by this header, should someone open the address by itself.
async fn body_of(admin: &Admin, id: Uuid, reader: Reader) -> Result<Response, PageError> {
    let mail = listing::mail(&mut *admin.db.read().await?, MailId(id))
        .await?
        .filter(|mail| reader.may_read(mail))
        .ok_or(PageError::NotFound)?;
    let html = mail.body_html.ok_or(PageError::NotFound)?;
    let mut response = reader.shown(&html).into_response();
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/html; charset=utf-8"),
    );
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_str(&body_policy(&admin.pictures_from())).map_err(PageError::internal)?,
    );
    headers.insert(
        header::X_FRAME_OPTIONS,
        HeaderValue::from_static("SAMEORIGIN"),
    );
    Ok(response)
}

/// Pictures come from the shop or from the mail itself: whoever wrote it does not learn that staff have read it.
fn body_policy(shops: &str) -> String {
    format!(
        "default-src 'none'; style-src 'unsafe-inline'; img-src data: {shops}; font-src data:; \
         sandbox allow-popups allow-popups-to-escape-sandbox; frame-ancestors 'self'"
    )
}

async fn mail(
    conn: &mut PgConnection,
    locale: Locale,
    now: Timestamp,
    id: Uuid,
    base: &str,
    wanted: &str,
    reader: Reader,
) -> Result<Mail, PageError> {
    let mut mail: WholeMail = listing::mail(conn, MailId(id))
        .await?
        .ok_or(PageError::NotFound)?;
    let is_withheld = !reader.may_read(&mail);
    if is_withheld {
        mail.body_html = None;
        mail.body_text = String::new();
    }
    let order = match (mail.subject_kind.as_deref(), mail.subject_id) {
        (Some("order"), Some(id)) => number_of(conn, id).await?,
        _ => None,
    };
    let when = |at| When::new(locale, at, now);
    let is_text = wanted == "text" || mail.body_html.is_none();
    Ok(Mail {
        subject: mail.subject,
        sender: mail.sender,
        recipient: mail.recipient,
        reply_to: mail.reply_to,
        status: status(&mail.state),
        created: when(mail.created_at),
        sent: mail.sent_at.map(when),
        transport: mail.transport,
        receipt: mail.receipt,
        error: mail.last_error,
        locale: mail.locale,
        text: reader.shown(&mail.body_text),
        is_withheld,
        body_href: mail
            .body_html
            .is_some()
            .then(|| format!("{base}/{id}/html")),
        order,
        show: if is_text { "text" } else { "html" },
        href: format!("{base}/{id}"),
    })
}
