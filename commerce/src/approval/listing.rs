//! Reading requests.

use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection};

use super::{PurchaseRequest, RequestState, store};
use crate::customer::Session;
use crate::ids::PurchaseRequestId;

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
    let found = store::request(conn, id).await?;
    Ok(found.filter(|found| {
        found.company_id == acting.company
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
#[derive(Clone, Debug)]
pub struct ListedRequest {
    /// Which.
    pub id: PurchaseRequestId,
    /// `ATT-1001`.
    pub number: String,
    /// Who wants to buy.
    pub buyer: String,
    /// How far it has come.
    pub state: String,
    /// What it cost when it was sent.
    pub total_minor: i64,
    /// ISO 4217.
    pub currency: String,
    /// When it was sent.
    pub created_at: Timestamp,
    /// Until when it can be approved.
    pub expires_at: Timestamp,
}

/// The requests that whoever is logged in may see, the latest first, at most a hundred.
///
/// # Errors
/// Database errors.
pub async fn requests(
    conn: &mut PgConnection,
    session: &Session,
) -> Result<Vec<ListedRequest>, DbError> {
    let Some(acting) = &session.acting else {
        return Ok(Vec::new());
    };
    sqlx::query_as!(
        ListedRequest,
        r#"select r.id, r.number, c.name as buyer, r.state, r.total_minor, r.currency::text as "currency!", r.created_at, r.expires_at
           from purchase_requests r join customers c on c.id = r.buyer_id
           where r.company_id = $1 and ($2 or r.buyer_id = $3) order by r.created_at desc, r.id desc limit 100"#,
        acting.company.0,
        acting.role.may_approve(),
        session.customer.0
    )
    .fetch_all(conn)
    .await
}

/// How many requests wait for somebody who approves, to a hundred at most.
///
/// # Errors
/// Database errors.
pub async fn waiting(
    conn: &mut PgConnection,
    session: &Session,
    now: Timestamp,
) -> Result<usize, DbError> {
    let all = requests(conn, session).await?;
    Ok(all
        .iter()
        .filter(|r| r.state == RequestState::Waiting.as_str() && r.expires_at > now)
        .count())
}
