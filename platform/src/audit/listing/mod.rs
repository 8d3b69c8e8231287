//! The trail of one thing, as its page shows it, and the whole of it as a list.

mod whole;

use serde_json::Value;
use uuid::Uuid;

use crate::clock::Timestamp;
use crate::db::{DbError, PgConnection};

pub use whole::{
    ACTOR_KINDS, Deed, ListedEntry, TrailFilter, WholeEntry, count, entries, entry, names, people,
};

/// Something that was done.
#[derive(Clone, Debug)]
pub struct Entry {
    /// When.
    pub at: Timestamp,
    /// `system`, `staff`, `customer`, `visitor` or `vendor`.
    pub actor_kind: String,
    /// What they were called.
    pub actor_name: String,
    /// `noun.verb`.
    pub action: String,
    /// How it was.
    pub before: Option<Value>,
    /// How it became.
    pub after: Option<Value>,
    /// Why, in the actor's words.
    pub reason: Option<String>,
}

/// What was done to a thing, the latest first, at most `most` deeds.
///
/// # Errors
/// Database errors.
pub async fn of_subject(
    conn: &mut PgConnection,
    (noun, id): (&str, Uuid),
    most: i64,
) -> Result<Vec<Entry>, DbError> {
    sqlx::query_as!(
        Entry,
        "select at, actor_kind, actor_name, action, before, after, reason from audit_entries
         where subject_kind = $1 and subject_id = $2 order by at desc, id desc limit $3",
        noun,
        id,
        most
    )
    .fetch_all(conn)
    .await
}
