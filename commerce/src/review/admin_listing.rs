//! Reviews for staff: the queue, and the list of all.

use platform::clock::Timestamp;
use platform::db::cut::{Cut, Search};
use platform::db::keyset::{Count, Cursor, PageOf, Slice, SortBy};
use platform::db::{DbError, PgConnection};
use sqlx::QueryBuilder;
use uuid::Uuid;

use super::{MOST_STARS, ReviewState};
use crate::ids::{ProductId, ReviewId};

/// A review in the list.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct ListedReview {
    /// Which.
    pub id: ReviewId,
    /// See [`ReviewState`].
    pub state: String,
    /// One to five.
    pub stars: i16,
    /// In the writer's words.
    pub heading: String,
    /// In the writer's words.
    pub body: String,
    /// What the writer is called.
    pub shown_name: String,
    /// The product's name in Swedish, or another where it has none.
    pub product: Option<String>,
    /// The order that shows the purchase.
    pub order_number: String,
    /// How many have reported it since staff last looked.
    pub reports: i32,
    /// Whether the shop has answered it.
    pub has_reply: bool,
    /// When it was written, or last changed.
    pub written_at: Timestamp,
}

impl ListedReview {
    /// Where a page goes on from this row.
    #[must_use]
    pub fn cursor(&self) -> Cursor {
        Cursor::at(self.written_at, self.id.0)
    }
}

/// Which reviews.
#[derive(Clone, Debug, Default)]
pub struct ReviewFilter {
    /// What is looked for: [`look_for`].
    pub search: Search,
    /// Of these shops alone.
    pub shops: Option<Vec<Uuid>>,
    /// See [`ReviewState`].
    pub state: Option<String>,
    /// With so many stars.
    pub stars: Option<String>,
    /// Only those that have been reported since staff last looked.
    pub is_reported: bool,
}

/// A text as a search: an order's number, a writer's address, or a part of what stands in the review.
#[must_use]
pub fn look_for(text: Option<&str>) -> Search {
    let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else {
        return Search::Everything;
    };
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let is_number = text.to_uppercase().starts_with("ORD") || digits.len() == text.len();
    if text.contains('@') {
        Search::Equals("r.email", vec![text.to_lowercase()])
    } else if is_number && !digits.is_empty() {
        Search::Equals("r.order_number", vec![format!("ORD-{digits}")])
    } else {
        Search::latest(
            &["lower(r.heading)", "lower(r.body)", "lower(r.shown_name)"],
            text,
        )
    }
}

const COLUMNS: &str = "select r.id, r.state, r.stars, r.heading, r.body, r.shown_name, r.order_number, r.reports, r.reply <> '' as has_reply, r.written_at,
        (select t.name from product_translations t where t.product_id = r.product_id order by t.locale <> 'sv' limit 1) as product from ";

fn order(is_descending: bool) -> SortBy {
    SortBy::moment("r.written_at", is_descending)
}

/// The shop that a row belongs to.
const SHOP: &str = "(select s.shop_id from orders s where s.id = r.order_id)";

/// One that is narrowed goes by stretches of one index of both columns.
fn cut(filter: &ReviewFilter) -> Cut<'_> {
    let mut cut = Cut::of("reviews", &filter.search).within(SHOP, filter.shops.as_deref());
    if filter.state.is_none() && filter.stars.is_none() && !filter.is_reported {
        return cut;
    }
    let states = match &filter.state {
        Some(state) => vec![state.clone()],
        None => ReviewState::ALL
            .map(|state| state.as_str().to_owned())
            .into(),
    };
    let stars = match &filter.stars {
        Some(stars) => vec![stars.clone()],
        None => (1..=MOST_STARS).map(|stars| stars.to_string()).collect(),
    };
    cut.keys.push(("r.state", states));
    cut.keys.push(("r.stars::text", stars));
    cut.fixed = filter.is_reported.then_some("r.reports > 0");
    cut
}

/// A page of reviews.
///
/// # Errors
/// Database errors.
pub async fn page(
    conn: &mut PgConnection,
    filter: &ReviewFilter,
    is_descending: bool,
    page: PageOf,
) -> Result<Slice<ListedReview>, DbError> {
    let query = QueryBuilder::new(COLUMNS);
    cut(filter)
        .page(conn, query, &order(is_descending), page)
        .await
}

/// How many reviews there are, never looking at more than a thousand and one.
///
/// # Errors
/// Database errors.
pub async fn count(conn: &mut PgConnection, filter: &ReviewFilter) -> Result<Count, DbError> {
    cut(filter).count(conn, &order(true)).await
}

/// A product's name as staff see it.
///
/// # Errors
/// Database errors.
pub async fn product_name(
    conn: &mut PgConnection,
    product_id: ProductId,
) -> Result<Option<String>, DbError> {
    sqlx::query_scalar!(
        "select name from product_translations where product_id = $1 order by locale <> 'sv' limit 1",
        product_id.0
    )
    .fetch_optional(conn)
    .await
}

/// Something that was done with a review.
#[derive(Clone, Debug)]
pub struct Deed {
    /// `review.published` and its like.
    pub action: String,
    /// `customer`, `visitor`, `staff` or `system`.
    pub actor_kind: String,
    /// Who, as they are called.
    pub actor_name: String,
    /// In the actor's words.
    pub reason: Option<String>,
    /// When.
    pub at: Timestamp,
}

/// What was done with a review, the latest first.
///
/// # Errors
/// Database errors.
pub async fn trail(conn: &mut PgConnection, id: ReviewId, most: i64) -> Result<Vec<Deed>, DbError> {
    sqlx::query_as!(
        Deed,
        "select action, actor_kind, actor_name, reason, at from audit_entries
         where subject_kind = 'review' and subject_id = $1 order by at desc, id desc limit $2",
        id.0,
        most
    )
    .fetch_all(conn)
    .await
}
