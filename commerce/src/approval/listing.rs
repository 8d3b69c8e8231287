//! Reading requests.

use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection};
use sqlx::{Postgres, QueryBuilder};

use super::{PurchaseRequest, RequestState, store};
use crate::company::{self, Acting};
use crate::customer::Session;
use crate::ids::PurchaseRequestId;
use crate::shop_door;

/// A request that whoever is logged in may see: their own, or any of the company's for whoever approves.
///
/// # Errors
/// Database errors.
pub async fn request(
    conn: &mut PgConnection,
    session: &Session,
    id: PurchaseRequestId,
) -> Result<Option<PurchaseRequest>, DbError> {
    let Some(acting) = &session.acting else {
        return Ok(None);
    };
    let Some(found) = store::request(conn, id).await? else {
        return Ok(None);
    };
    let shop = shop_door::of_cart(conn, found.cart_id).await?;
    Ok(Some(found).filter(|found| {
        found.company_id == acting.company
            && shop.is_some_and(|shop| session.sees(shop))
            && (acting.role.may_approve() || found.buyer_id == session.customer)
    }))
}

/// Any request, for the mails about it.
///
/// # Errors
/// Database errors.
pub async fn by_id(
    conn: &mut PgConnection,
    id: PurchaseRequestId,
) -> Result<Option<PurchaseRequest>, DbError> {
    store::request(conn, id).await
}

/// A request in a list.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct ListedRequest {
    /// Which.
    pub id: PurchaseRequestId,
    /// `ATT-1001`.
    pub number: String,
    /// Who wants to buy.
    pub buyer: String,
    /// How far it has come; see [`RequestState::with_order`].
    pub state: String,
    /// Whether it was approved and its order lapsed unpaid.
    pub has_lapsed: bool,
    /// What it cost when it was sent.
    pub total_minor: i64,
    /// ISO 4217.
    pub currency: String,
    /// When it was sent.
    pub created_at: Timestamp,
    /// Until when it can be approved.
    pub expires_at: Timestamp,
}

impl ListedRequest {
    /// How far it has come, with what only its order knows.
    #[must_use]
    pub fn state(&self) -> Option<RequestState> {
        RequestState::from_column(&self.state).map(|state| state.with_order(self.has_lapsed))
    }
}

const COLUMNS: &str = "select r.id, r.number, c.name as buyer, r.state, coalesce(o.state = 'lapsed', false) as has_lapsed, r.total_minor,
        r.currency::text as currency, r.created_at, r.expires_at
    from purchase_requests r join customers c on c.id = r.buyer_id left join orders o on o.id = r.order_id where r.company_id = ";

/// As many as wait are read at once: who decides on the oldest sees the next.
pub const MOST_WAITING: i64 = 100;

/// What of a company's requests somebody may see: all, or their own.
fn of(acting: &Acting, session: &Session) -> QueryBuilder<Postgres> {
    let mut query = QueryBuilder::new(COLUMNS);
    query.push_bind(acting.company.0);
    if !acting.role.may_approve() {
        query
            .push(" and r.buyer_id = ")
            .push_bind(session.customer.0);
    }
    if let Some(shop) = session.shop {
        query
            .push(" and exists (select from carts k where k.id = r.cart_id and k.shop_id = ")
            .push_bind(shop.0)
            .push(")");
    }
    query
}

/// The requests that whoever is logged in may see, the latest first; those before one of them.
///
/// # Errors
/// Database errors.
pub async fn requests(
    conn: &mut PgConnection,
    session: &Session,
    before: Option<(Timestamp, PurchaseRequestId)>,
    limit: i64,
) -> Result<Vec<ListedRequest>, DbError> {
    let Some(acting) = &session.acting else {
        return Ok(Vec::new());
    };
    let mut query = of(acting, session);
    if let Some((at, id)) = before {
        query.push(" and (r.created_at, r.id) < (").push_bind(at);
        query.push(", ").push_bind(id.0).push(")");
    }
    query.push(" order by r.created_at desc, r.id desc limit ");
    query.push_bind(limit);
    query.build_query_as().fetch_all(conn).await
}

/// Those of them that wait to be decided on, the oldest first, at most [`MOST_WAITING`].
///
/// # Errors
/// Database errors.
pub async fn waiting(
    conn: &mut PgConnection,
    session: &Session,
    now: Timestamp,
) -> Result<Vec<ListedRequest>, DbError> {
    let Some(acting) = &session.acting else {
        return Ok(Vec::new());
    };
    let mut query = of(acting, session);
    // What was sent before then is too old, whatever became of it.
    query
        .push(" and r.created_at > ")
        .push_bind(now.minus(super::LIVES_FOR));
    query.push(" and r.expires_at > ").push_bind(now);
    query.push(" and (r.state = 'waiting' or (r.state = 'approved' and o.state = 'lapsed')) order by r.created_at, r.id limit ");
    query.push_bind(MOST_WAITING);
    query.build_query_as().fetch_all(conn).await
}

/// How many requests wait for somebody who approves, [`MOST_WAITING`] at most: those that they may decide on. Their own wait for others, and so do those of
/// cost places that they do not approve for.
///
/// # Errors
/// Database errors.
pub async fn waiting_for(
    conn: &mut PgConnection,
    session: &Session,
    now: Timestamp,
) -> Result<i64, DbError> {
    let Some(acting) = session.acting.as_ref().filter(|a| a.role.may_approve()) else {
        return Ok(0);
    };
    let Some(member) = company::listing::member(conn, acting.company, session.customer).await?
    else {
        return Ok(0);
    };
    // Spelling is compared where it is compared when they decide.
    let rows = sqlx::query!(
        r#"select r.cost_place, count(*) as "count!" from purchase_requests r left join orders o on o.id = r.order_id
           where r.company_id = $1 and r.created_at > $3 and r.expires_at > $4 and r.buyer_id <> $2
             and (r.state = 'waiting' or (r.state = 'approved' and o.state = 'lapsed'))
             and ($5::uuid is null or exists (select from carts k where k.id = r.cart_id and k.shop_id = $5)) group by r.cost_place"#,
        acting.company.0,
        session.customer.0,
        now.minus(super::LIVES_FOR),
        now,
        session.shop.map(|id| id.0)
    )
    .fetch_all(conn)
    .await?;
    let theirs = rows
        .iter()
        .filter(|row| member.may_approve(0, &row.cost_place));
    Ok(theirs.map(|row| row.count).sum::<i64>().min(MOST_WAITING))
}
