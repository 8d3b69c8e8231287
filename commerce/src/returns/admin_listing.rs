//! Cases in staff's lists.

use platform::clock::Timestamp;
use platform::db::cut::{Cut, Search};
use platform::db::keyset::{Count, Cursor, PageOf, Slice, SortBy, SortValue};
use platform::db::{DbError, PgConnection};
use sqlx::QueryBuilder;
use uuid::Uuid;

use super::{ReturnKind, ReturnState};
use crate::ids::{CustomerId, ReturnId};

/// A case in the list.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct ListedCase {
    /// Which.
    pub id: ReturnId,
    /// `RET-10001`.
    pub number: String,
    /// Of which order.
    pub order_number: String,
    /// See [`ReturnKind`].
    pub kind: String,
    /// See [`ReturnState`].
    pub state: String,
    /// Whose statement it is.
    pub name: String,
    /// Where answers go.
    pub email: String,
    /// When it was made.
    pub made_at: Timestamp,
    /// When the money or the answer is due.
    pub due_at: Timestamp,
    /// When anything about it last changed.
    pub updated_at: Timestamp,
    /// What the pieces and their freight come to.
    pub claimed_minor: i64,
    /// What goes back, once that is decided.
    pub refund_minor: Option<i64>,
    /// ISO 4217.
    pub currency: String,
    /// When staff have asked, as long as the buyer has not answered.
    pub asked_at: Option<Timestamp>,
    /// When the buyer said something that nobody has seen to.
    pub news_at: Option<Timestamp>,
    /// How people of the buyer's tier are helped; see [`crate::tier::SupportLevel`].
    pub support: Option<String>,
    /// The same as the queue's order has it: most first.
    pub support_rank: i64,
}

impl ListedCase {
    /// Where a page goes on from this row.
    #[must_use]
    pub fn cursor(&self, sort: CaseSort) -> Cursor {
        let value = match sort {
            CaseSort::Made => self.made_at.as_microsecond(),
            CaseSort::Due => self.due_at.as_microsecond(),
            CaseSort::Support => self.support_rank,
        };
        Cursor {
            value,
            id: self.id.0,
        }
    }
}

/// In which order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CaseSort {
    /// By the statement.
    Made,
    /// By the day when the money or the answer is due.
    Due,
    /// By how people of the buyer's tier are helped, then by age.
    Support,
}

/// Which cases.
#[derive(Clone, Debug, Default)]
pub struct CaseFilter {
    /// What is looked for: [`look_for`].
    pub search: Search,
    /// Of these shops alone.
    pub shops: Option<Vec<Uuid>>,
    /// See [`ReturnState`].
    pub state: Option<String>,
    /// See [`ReturnKind`].
    pub kind: Option<String>,
}

/// A text as a search: a number of a case or an order, or an address.
#[must_use]
pub fn look_for(text: Option<&str>) -> Search {
    let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else {
        return Search::Everything;
    };
    let upper = text.to_uppercase();
    let digits = upper.trim_start_matches(|c: char| !c.is_ascii_digit());
    if text.contains('@') {
        Search::Equals("lower(r.email)", vec![text.to_lowercase()])
    } else if digits.is_empty() {
        Search::TooShort
    } else if upper.starts_with("RET") || (digits.len() < 6 && !upper.starts_with("ORD")) {
        Search::Equals("r.number", vec![format!("RET-{digits}")])
    } else {
        Search::Equals("r.order_number", vec![format!("ORD-{digits}")])
    }
}

const COLUMNS: &str = "select r.id, r.number, r.order_number, r.kind, r.state, r.name, r.email, r.made_at, r.due_at, r.updated_at,
        r.goods_minor + r.freight_minor as claimed_minor, r.refund_minor, (select o.currency from orders o where o.id = r.order_id)::text as currency, r.asked_at, r.news_at,
        (select t.support_level from orders o join tiers t on t.code = o.tier_code where o.id = r.order_id) as support, r.support_rank from ";

fn order(sort: CaseSort, is_descending: bool) -> SortBy {
    SortBy {
        column: match sort {
            CaseSort::Made => "r.made_at",
            CaseSort::Due => "r.due_at",
            CaseSort::Support => "r.support_rank",
        },
        id: "r.id",
        value: match sort {
            CaseSort::Made | CaseSort::Due => SortValue::Moment,
            CaseSort::Support => SortValue::Number,
        },
        is_descending,
    }
}

/// The shop that a row belongs to.
const SHOP: &str = "(select s.shop_id from orders s where s.id = r.order_id)";

/// One that is narrowed goes by stretches of one index of both columns: with an index for each, the planner takes the shorter one and reads past rows.
fn cut(filter: &CaseFilter) -> Cut<'_> {
    let mut cut = Cut::of("return_cases", &filter.search).within(SHOP, filter.shops.as_deref());
    if filter.state.is_none() && filter.kind.is_none() {
        return cut;
    }
    let kinds = match &filter.kind {
        Some(kind) => vec![kind.clone()],
        None => ReturnKind::ALL.map(|kind| kind.as_str().to_owned()).into(),
    };
    let states = match &filter.state {
        Some(state) => vec![state.clone()],
        None => ReturnState::ALL
            .map(|state| state.as_str().to_owned())
            .into(),
    };
    cut.keys.push(("r.kind", kinds));
    cut.keys.push(("r.state", states));
    cut
}

/// A page of cases.
///
/// # Errors
/// Database errors.
pub async fn page(
    conn: &mut PgConnection,
    filter: &CaseFilter,
    (sort, is_descending): (CaseSort, bool),
    page: PageOf,
) -> Result<Slice<ListedCase>, DbError> {
    let query = QueryBuilder::new(COLUMNS);
    cut(filter)
        .page(conn, query, &order(sort, is_descending), page)
        .await
}

/// A customer's cases in short, the latest first, at most so many.
///
/// # Errors
/// Database errors.
pub async fn of_customer(
    conn: &mut PgConnection,
    customer: CustomerId,
    shops: Option<&[Uuid]>,
    limit: i64,
) -> Result<Vec<ListedCase>, DbError> {
    let mut query = QueryBuilder::new(COLUMNS);
    query.push("return_cases r where r.order_id in (select id from orders where customer_id = ");
    query.push_bind(customer.0);
    if let Some(shops) = shops {
        query.push(" and shop_id = any(");
        query.push_bind(shops.to_vec()).push(")");
    }
    query.push(") order by r.made_at desc, r.id desc limit ");
    query.push_bind(limit);
    query.build_query_as().fetch_all(conn).await
}

/// In how many cases the buyer has said something that nobody has seen to, in these shops, never counting beyond `most`; and since when. In all shops, where
/// none is said.
///
/// # Errors
/// Database errors.
pub async fn news_since(
    conn: &mut PgConnection,
    shops: Option<&[Uuid]>,
    most: i64,
) -> Result<(i64, Option<Timestamp>), DbError> {
    let row = sqlx::query!(
        r#"select count(*) as "count!", min(news_at) as "oldest?: Timestamp"
           from (select r.news_at from return_cases r
                 where r.news_at is not null
                   and ($2::uuid[] is null or (select s.shop_id from orders s where s.id = r.order_id) = any($2))
                 order by r.news_at limit $1) n"#,
        most,
        shops as _
    )
    .fetch_one(conn)
    .await?;
    Ok((row.count, row.oldest))
}

/// Cases in which the buyer has said something that nobody has seen to, the oldest news first, at most so many.
///
/// # Errors
/// Database errors.
pub async fn with_news(
    conn: &mut PgConnection,
    shops: Option<&[Uuid]>,
    limit: i64,
) -> Result<Vec<(String, Timestamp)>, DbError> {
    let rows = sqlx::query!(
        r#"select r.number, r.news_at as "news_at!: Timestamp" from return_cases r
           where r.news_at is not null and ($2::uuid[] is null or (select s.shop_id from orders s where s.id = r.order_id) = any($2))
           order by r.news_at, r.id limit $1"#,
        limit,
        shops as _
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.number, row.news_at))
        .collect())
}

/// How many cases there are, never looking at more than a thousand and one.
///
/// # Errors
/// Database errors.
pub async fn count(conn: &mut PgConnection, filter: &CaseFilter) -> Result<Count, DbError> {
    cut(filter).count(conn, &order(CaseSort::Made, true)).await
}
