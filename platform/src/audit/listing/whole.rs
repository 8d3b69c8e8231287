//! The whole trail, as a list that stays fast at a hundred million entries: every way to narrow it walks an index of its own.

use serde_json::Value;
use sqlx::{Postgres, QueryBuilder};
use uuid::Uuid;

use crate::clock::Timestamp;
use crate::db::cut::{LATEST, Search};
use crate::db::keyset::{COUNT_LIMIT, Count, Cursor, PageOf, Slice, SortBy};
use crate::db::{DbError, PgConnection};

/// The kinds of actors that an entry may have: see [`crate::db::Actor::kind`].
pub const ACTOR_KINDS: [&str; 5] = ["staff", "customer", "visitor", "vendor", "system"];

/// An entry in the list.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct ListedEntry {
    /// Which.
    pub id: Uuid,
    /// When.
    pub at: Timestamp,
    /// One of [`ACTOR_KINDS`].
    pub actor_kind: String,
    /// What they were called.
    pub actor_name: String,
    /// `noun.verb`.
    pub action: String,
    /// The noun of what it was done to.
    pub subject_kind: String,
    /// Which of them, where it was one.
    pub subject_id: Option<Uuid>,
    /// Why, in the actor's words.
    pub reason: Option<String>,
}

impl ListedEntry {
    /// Where a page goes on from this row.
    #[must_use]
    pub fn cursor(&self) -> Cursor {
        Cursor::at(self.at, self.id)
    }
}

/// What was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deed {
    /// Anything to a noun.
    To(String),
    /// This: `noun.verb`.
    This(String),
}

/// Which entries: those of which everything holds that is said.
#[derive(Clone, Debug, Default)]
pub struct TrailFilter {
    /// What was done.
    pub deeds: Vec<Deed>,
    /// One of [`ACTOR_KINDS`].
    pub actor_kind: Option<String>,
    /// To what: a noun and which of them.
    pub thing: Option<(String, Uuid)>,
    /// By one of these people.
    pub people: Option<Vec<Uuid>>,
    /// From this moment.
    pub from: Option<Timestamp>,
    /// Before this moment.
    pub until: Option<Timestamp>,
    /// How what was typed is looked for: [`Search::Ids`] of none when nothing is called so.
    pub search: Search,
}

impl TrailFilter {
    /// What people did, or what was done, is looked through among the latest of it when it is narrowed further: no index holds every pair. What was done to one
    /// thing is never so much.
    #[must_use]
    pub fn is_among_latest(&self) -> bool {
        let is_narrowed = !self.deeds.is_empty() || self.actor_kind.is_some();
        let is_far = self.people.is_some() && is_narrowed || self.deeds.len() > 1;
        self.thing.is_none() && is_far
    }
}

fn order(is_descending: bool) -> SortBy {
    SortBy::moment("r.at", is_descending)
}

/// A page of the trail.
///
/// # Errors
/// Database errors.
pub async fn entries(
    conn: &mut PgConnection,
    filter: &TrailFilter,
    is_descending: bool,
    page: PageOf,
) -> Result<Slice<ListedEntry>, DbError> {
    let mut query = QueryBuilder::new(
        "select r.id, r.at, r.actor_kind, r.actor_name, r.action, r.subject_kind, r.subject_id, r.reason from ",
    );
    let by = order(is_descending);
    push(&mut query, filter, (&by, page), page.fetched());
    page.push_order(&mut query, &by, page.fetched());
    let rows = query.build_query_as().fetch_all(conn).await?;
    Ok(page.slice(rows))
}

/// How many entries there are, never looking at more than a thousand and one.
///
/// # Errors
/// Database errors.
pub async fn count(conn: &mut PgConnection, filter: &TrailFilter) -> Result<Count, DbError> {
    let mut query = QueryBuilder::new("select count(*) from ");
    let by = order(true);
    push(&mut query, filter, (&by, PageOf::first(0)), COUNT_LIMIT + 1);
    query
        .build_query_scalar()
        .fetch_one(conn)
        .await
        .map(Count::capped)
}

type Order<'a> = (&'a SortBy, PageOf);

/// Adds `(…) r`: the rows that are wanted, at most `limit`.
fn push(query: &mut QueryBuilder<Postgres>, filter: &TrailFilter, order: Order<'_>, limit: i64) {
    query.push("(select r.* from ");
    if let Some((noun, id)) = &filter.thing {
        query.push("(select r.* from audit_entries r where r.subject_kind = ");
        query.push_bind(noun.clone());
        query.push(" and r.subject_id = ").push_bind(*id);
        if let Some(people) = &filter.people {
            query.push(" and r.actor_id = any(");
            query.push_bind(people.clone()).push(")");
        }
        push_deeds(query, &filter.deeds);
        push_kind(query, filter.actor_kind.as_deref());
        push_walk(query, filter, order, limit);
        query.push(") r where true");
    } else if let Some(people) = &filter.people {
        query.push("unnest(").push_bind(people.clone());
        query.push("::uuid[]) k (value) cross join lateral (select r.* from audit_entries r where r.actor_id = k.value");
        push_walk(query, filter, order, each_of(filter, people.len(), limit));
        query.push(") r where true");
        push_deeds(query, &filter.deeds);
        push_kind(query, filter.actor_kind.as_deref());
    } else if filter.deeds.is_empty() && filter.actor_kind.is_none() {
        query.push("(select r.* from audit_entries r where true");
        push_walk(query, filter, order, limit);
        query.push(") r where true");
    } else {
        // Every kind of actor is a stretch of the same index.
        let kinds: Vec<String> = match &filter.actor_kind {
            Some(kind) => vec![kind.clone()],
            None => ACTOR_KINDS.iter().map(|&kind| kind.to_owned()).collect(),
        };
        let each = each_of(filter, kinds.len(), limit);
        query.push("unnest(").push_bind(kinds);
        query.push("::text[]) k (value) cross join lateral (select r.* from audit_entries r where r.actor_kind = k.value");
        push_deeds(query, filter.deeds.get(..1).unwrap_or_default());
        push_walk(query, filter, order, each);
        query.push(") r where true");
        push_deeds(query, filter.deeds.get(1..).unwrap_or_default());
    }
    // A count (a page of no rows) ends at the first stretch that gives enough.
    if order.1.rows == 0 {
        query.push(" limit ").push_bind(limit);
    } else {
        order.1.push_order(query, order.0, limit);
    }
    query.push(") r");
}

/// How many rows each of so many stretches may give: they share what may be looked through.
fn each_of(filter: &TrailFilter, stretches: usize, limit: i64) -> i64 {
    if filter.is_among_latest() {
        LATEST / i64::try_from(stretches.max(1)).unwrap_or(LATEST)
    } else {
        limit
    }
}

fn push_deeds(query: &mut QueryBuilder<Postgres>, deeds: &[Deed]) {
    for deed in deeds {
        match deed {
            Deed::To(noun) => query.push(" and r.subject_kind = ").push_bind(noun.clone()),
            Deed::This(action) => query.push(" and r.action = ").push_bind(action.clone()),
        };
    }
}

fn push_kind(query: &mut QueryBuilder<Postgres>, kind: Option<&str>) {
    if let Some(kind) = kind {
        query
            .push(" and r.actor_kind = ")
            .push_bind(kind.to_owned());
    }
}

/// The span of time, the page's beginning, order and limit.
fn push_walk(
    query: &mut QueryBuilder<Postgres>,
    filter: &TrailFilter,
    (by, page): Order<'_>,
    limit: i64,
) {
    if matches!(filter.search, Search::Ids(_) | Search::TooShort) {
        query.push(" and false");
    }
    if let Some(from) = filter.from {
        query.push(" and r.at >= ").push_bind(from);
    }
    if let Some(until) = filter.until {
        query.push(" and r.at < ").push_bind(until);
    }
    page.push_after(query, by);
    page.push_order(query, by, limit);
}

/// A whole entry.
#[derive(Clone, Debug)]
pub struct WholeEntry {
    /// Which.
    pub id: Uuid,
    /// When.
    pub at: Timestamp,
    /// One of [`ACTOR_KINDS`].
    pub actor_kind: String,
    /// The person's id, where it was one.
    pub actor_id: Option<Uuid>,
    /// What they were called.
    pub actor_name: String,
    /// The request's id, as it stands in the log.
    pub request_id: Option<String>,
    /// `noun.verb`.
    pub action: String,
    /// The noun of what it was done to.
    pub subject_kind: String,
    /// Which of them, where it was one.
    pub subject_id: Option<Uuid>,
    /// How it was.
    pub before: Option<Value>,
    /// How it became.
    pub after: Option<Value>,
    /// Why, in the actor's words.
    pub reason: Option<String>,
}

/// The entry with an id.
///
/// # Errors
/// Database errors.
pub async fn entry(conn: &mut PgConnection, id: Uuid) -> Result<Option<WholeEntry>, DbError> {
    sqlx::query_as!(
        WholeEntry,
        "select id, at, actor_kind, actor_id, actor_name, request_id, action, subject_kind, subject_id, before, after, reason
         from audit_entries where id = $1",
        id
    )
    .fetch_optional(conn)
    .await
}

/// The people of the staff whose address is this, or whose name holds it, at most `most`.
///
/// # Errors
/// Database errors.
pub async fn people(conn: &mut PgConnection, text: &str, most: i64) -> Result<Vec<Uuid>, DbError> {
    sqlx::query_scalar!(
        "select id from staff where lower(email) = $1 or lower(name) like $2 order by lower(name), id limit $3",
        text.to_lowercase(),
        crate::db::keyset::contains_pattern(text),
        most
    )
    .fetch_all(conn)
    .await
}

/// What people of the staff are called.
///
/// # Errors
/// Database errors.
pub async fn names(conn: &mut PgConnection, ids: &[Uuid]) -> Result<Vec<(Uuid, String)>, DbError> {
    let rows = sqlx::query!("select id, name from staff where id = any($1)", ids)
        .fetch_all(conn)
        .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.name)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::Actor;
    use crate::ids::StaffId;

    #[test]
    fn every_actor_has_a_kind_that_is_looked_for() {
        let name = String::new();
        for actor in [
            Actor::System("x"),
            Actor::Staff {
                id: StaffId(Uuid::nil()),
                name: name.clone(),
            },
            Actor::Customer {
                id: Uuid::nil(),
                number: name,
            },
            Actor::Visitor,
            Actor::Vendor("x"),
        ] {
            // Whoever adds a kind is stopped here by the compiler, and adds it there.
            match &actor {
                Actor::System(_)
                | Actor::Staff { .. }
                | Actor::Customer { .. }
                | Actor::Visitor
                | Actor::Vendor(_) => {}
            }
            assert!(ACTOR_KINDS.contains(&actor.kind()), "{}", actor.kind());
        }
    }
}
