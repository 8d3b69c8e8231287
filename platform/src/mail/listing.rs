//! Mails as staff (and, in the demo, newcomers) see them.

use sqlx::QueryBuilder;
use uuid::Uuid;

use crate::clock::Timestamp;
use crate::db::cut::{Cut, Search};
use crate::db::keyset::{Count, Cursor, PageOf, Slice, SortBy};
use crate::db::{DbError, PgConnection};
use crate::ids::MailId;

/// A mail in the list.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct ListedMail {
    /// Which.
    pub id: MailId,
    /// What it is about, e.g. `order-confirmation`.
    pub kind: String,
    /// To whom.
    pub recipient: String,
    /// Its subject line.
    pub subject: String,
    /// `pending`, `sent` or `failed`.
    pub state: String,
    /// When it was made.
    pub created_at: Timestamp,
}

impl ListedMail {
    /// Where a page goes on from this row.
    #[must_use]
    pub fn cursor(&self) -> Cursor {
        Cursor::at(self.created_at, self.id.0)
    }
}

/// Which mails.
#[derive(Clone, Debug, Default)]
pub struct MailFilter {
    /// `pending`, `sent` or `failed`.
    pub state: Option<String>,
    /// What is looked for: [`look_for`].
    pub search: Search,
}

/// A text as a search: all mails to a whole address, else part of the address or of the subject among the latest mails.
#[must_use]
pub fn look_for(text: Option<&str>) -> Search {
    let Some(text) = text.map(str::trim) else {
        return Search::Everything;
    };
    let is_address = text
        .split_once('@')
        .is_some_and(|(who, host)| !who.is_empty() && host.contains('.') && !text.contains(' '));
    if is_address {
        Search::Equals("lower(r.recipient)", vec![text.to_lowercase()])
    } else {
        Search::latest(&["lower(r.recipient)", "lower(r.subject)"], text)
    }
}

const ORDER: SortBy = SortBy::moment("r.created_at", true);

fn cut(filter: &MailFilter) -> Cut<'_> {
    let mut cut = Cut::of("mails", &filter.search);
    match filter.state.as_deref() {
        // Nearly all are: they are met on the way through the latest.
        Some("sent") => cut.fixed = Some("r.state = 'sent'"),
        Some(state) => {
            cut.fixed = Some("r.state <> 'sent'");
            cut.keys.push(("r.state", vec![state.to_owned()]));
        }
        None => {}
    }
    cut
}

/// A page of mails, latest first.
///
/// # Errors
/// Database errors.
pub async fn mails(
    conn: &mut PgConnection,
    filter: &MailFilter,
    page: PageOf,
) -> Result<Slice<ListedMail>, DbError> {
    let query = QueryBuilder::new(
        "select r.id, r.kind, r.recipient, r.subject, r.state, r.created_at from ",
    );
    cut(filter).page(conn, query, &ORDER, page).await
}

/// How many mails there are.
///
/// # Errors
/// Database errors.
pub async fn count(conn: &mut PgConnection, filter: &MailFilter) -> Result<Count, DbError> {
    cut(filter).count(conn, &ORDER).await
}

/// The latest twenty mails about one thing.
///
/// # Errors
/// Database errors.
pub async fn mails_about(
    conn: &mut PgConnection,
    kind: &str,
    id: Uuid,
) -> Result<Vec<ListedMail>, DbError> {
    sqlx::query_as!(
        ListedMail,
        "select id, kind, recipient, subject, state, created_at from mails
         where subject_kind = $1 and subject_id = $2 order by created_at desc, id desc limit 20",
        kind,
        id
    )
    .fetch_all(conn)
    .await
}

/// A whole mail.
#[derive(Clone, Debug)]
pub struct WholeMail {
    /// Which.
    pub id: MailId,
    /// What it is about.
    pub kind: String,
    /// The noun and id of what it is about.
    pub subject_kind: Option<String>,
    /// Which one.
    pub subject_id: Option<Uuid>,
    /// From whom.
    pub sender: String,
    /// To whom.
    pub recipient: String,
    /// Where answers go, when not to the sender.
    pub reply_to: Option<String>,
    /// Its subject line.
    pub subject: String,
    /// The body as plain text.
    pub body_text: String,
    /// The body as HTML.
    pub body_html: Option<String>,
    /// The reader's language.
    pub locale: String,
    /// `pending`, `sent` or `failed`.
    pub state: String,
    /// How it was sent.
    pub transport: Option<String>,
    /// What the receiving server answered.
    pub receipt: Option<String>,
    /// Why the latest try failed.
    pub last_error: Option<String>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was sent.
    pub sent_at: Option<Timestamp>,
}

/// One mail.
///
/// # Errors
/// Database errors.
pub async fn mail(conn: &mut PgConnection, id: MailId) -> Result<Option<WholeMail>, DbError> {
    sqlx::query_as!(
        WholeMail,
        "select id, kind, subject_kind, subject_id, sender, recipient, reply_to, subject, body_text, body_html, locale, state, transport,
                receipt, last_error, created_at, sent_at
         from mails where id = $1",
        id.0
    )
    .fetch_optional(conn)
    .await
}
