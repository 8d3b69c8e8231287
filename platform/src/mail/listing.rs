//! Mails as staff (and, in the demo, newcomers) see them.

use sqlx::{Postgres, QueryBuilder};
use uuid::Uuid;

use crate::clock::Timestamp;
use crate::db::keyset::{
    COUNT_LIMIT, Count, Cursor, PageOf, Slice, SortBy, SortValue, contains_pattern,
};
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
        Cursor {
            value: self.created_at.as_microsecond(),
            id: self.id.0,
        }
    }
}

/// Which mails.
#[derive(Clone, Debug, Default)]
pub struct MailFilter {
    /// `pending`, `sent` or `failed`.
    pub state: Option<String>,
    /// Part of the recipient's address or of the subject.
    pub text: Option<String>,
    /// Only those about this thing.
    pub subject_id: Option<Uuid>,
}

const ORDER: SortBy = SortBy {
    column: "created_at",
    id: "id",
    value: SortValue::Moment,
    is_descending: true,
};

/// A page of mails, latest first.
///
/// # Errors
/// Database errors.
pub async fn mails(
    conn: &mut PgConnection,
    filter: &MailFilter,
    page: PageOf,
) -> Result<Slice<ListedMail>, DbError> {
    let mut query = QueryBuilder::new(
        "select id, kind, recipient, subject, state, created_at from mails where true",
    );
    push_filter(&mut query, filter);
    page.push(&mut query, &ORDER);
    let rows = query.build_query_as().fetch_all(conn).await?;
    Ok(page.slice(rows))
}

/// How many mails there are.
///
/// # Errors
/// Database errors.
pub async fn count(conn: &mut PgConnection, filter: &MailFilter) -> Result<Count, DbError> {
    let mut query = QueryBuilder::new("select count(*) from (select 1 from mails where true");
    push_filter(&mut query, filter);
    query
        .push(" limit ")
        .push_bind(COUNT_LIMIT + 1)
        .push(") counted");
    query
        .build_query_scalar()
        .fetch_one(conn)
        .await
        .map(Count::capped)
}

fn push_filter(query: &mut QueryBuilder<Postgres>, filter: &MailFilter) {
    if let Some(state) = &filter.state {
        query.push(" and state = ").push_bind(state.clone());
    }
    if let Some(id) = filter.subject_id {
        query.push(" and subject_id = ").push_bind(id);
    }
    if let Some(text) = &filter.text {
        let pattern = contains_pattern(text);
        query
            .push(" and (lower(recipient) like ")
            .push_bind(pattern.clone());
        query
            .push(" or lower(subject) like ")
            .push_bind(pattern)
            .push(")");
    }
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
