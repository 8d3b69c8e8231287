//! Sessions and known browsers in the database.

use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection, Tx};
use uuid::Uuid;

use crate::company::{Acting, MemberRole};
use crate::ids::{CompanyId, CustomerId, CustomerSessionId, ShopId};
use crate::tier::TierFunction;

/// A session to be kept.
pub(in crate::customer) struct NewSession<'a> {
    pub id: CustomerSessionId,
    pub customer_id: CustomerId,
    pub token_hash: &'a [u8],
    pub proved_by: &'a str,
    pub expires_at: Timestamp,
    pub address: &'a str,
    pub user_agent: &'a str,
}

pub(in crate::customer) async fn insert_session(
    tx: &mut Tx,
    session: &NewSession<'_>,
) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "insert into customer_sessions (id, customer_id, token_hash, proved_by, proved_at, created_at, last_seen_at, expires_at, address, user_agent)
         values ($1, $2, $3, $4, $5, $5, $5, $6, $7, $8)",
        session.id.0,
        session.customer_id.0,
        session.token_hash,
        session.proved_by,
        now,
        session.expires_at,
        session.address,
        session.user_agent,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(in crate::customer) struct SessionRow {
    pub id: CustomerSessionId,
    pub customer_id: CustomerId,
    pub number: String,
    pub name: String,
    pub email: String,
    pub phone: String,
    pub locale: String,
    pub proved_at: Timestamp,
    pub proved_by: String,
    pub last_seen_at: Timestamp,
    pub own_tier: String,
    company_id: Option<CompanyId>,
    company_name: Option<String>,
    company_tier: Option<String>,
    functions: Vec<String>,
    role: Option<String>,
    approval_limit_minor: Option<i64>,
    cost_place: Option<String>,
    buyers_see_all: Option<bool>,
    pub shop_id: Option<ShopId>,
}

impl SessionRow {
    /// What the person can do, by the tier whose terms hold.
    pub fn functions(&self) -> Vec<TierFunction> {
        let known = self.functions.iter();
        known
            .filter_map(|word| TierFunction::from_column(word))
            .collect()
    }

    /// For whom the log-in acts, if it is a company that the person belongs to.
    pub fn acting(&self) -> Option<Acting> {
        Some(Acting {
            company: self.company_id?,
            name: self.company_name.clone()?,
            tier_code: self.company_tier.clone()?,
            role: MemberRole::from_column(self.role.as_deref()?)?,
            approval_limit_minor: self.approval_limit_minor,
            cost_place: self.cost_place.clone().unwrap_or_default(),
            buyers_see_all: self.buyers_see_all.unwrap_or_default(),
        })
    }
}

/// A live session with the person.
pub(in crate::customer) async fn session(
    conn: &mut PgConnection,
    token_hash: &[u8],
    now: Timestamp,
    seen_since: Timestamp,
) -> Result<Option<SessionRow>, DbError> {
    sqlx::query_as!(
        SessionRow,
        r#"select s.id, s.customer_id, c.number, c.name, c.email, c.phone, c.locale, s.proved_at, s.proved_by, s.last_seen_at,
                  c.tier_code as own_tier, co.id as "company_id?: CompanyId", co.name as "company_name?", co.tier_code as "company_tier?",
                  coalesce((select t.functions from tiers t where t.code = coalesce(co.tier_code, c.tier_code)), '{}') as "functions!",
                  m.role as "role?", m.approval_limit_minor as "approval_limit_minor?", m.cost_place as "cost_place?",
                  co.buyers_see_all as "buyers_see_all?", s.shop_id as "shop_id?: ShopId"
           from customer_sessions s join customers c on c.id = s.customer_id
           left join company_members m on m.company_id = s.company_id and m.customer_id = s.customer_id
           left join companies co on co.id = m.company_id and co.state = 'active'
           where s.token_hash = $1 and s.revoked_at is null and s.expires_at > $2 and s.last_seen_at > $3 and c.state = 'active'"#,
        token_hash,
        now,
        seen_since,
    )
    .fetch_optional(conn)
    .await
}

pub(in crate::customer) async fn touch_session(
    conn: &mut PgConnection,
    id: CustomerSessionId,
    now: Timestamp,
) -> Result<(), DbError> {
    sqlx::query!(
        "update customer_sessions set last_seen_at = $2 where id = $1 and last_seen_at < $2",
        id.0,
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Notes that it has just been proved again who this is.
pub(in crate::customer) async fn prove_session(
    tx: &mut Tx,
    id: CustomerSessionId,
    proved_by: &str,
) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "update customer_sessions set proved_at = $2, proved_by = $3 where id = $1",
        id.0,
        now,
        proved_by
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Notes for whom a log-in acts.
pub(in crate::customer) async fn set_acting(
    tx: &mut Tx,
    id: CustomerSessionId,
    company: Option<CompanyId>,
) -> Result<(), DbError> {
    sqlx::query!(
        "update customer_sessions set company_id = $2 where id = $1",
        id.0,
        company.map(|id| id.0)
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Ends one of a customer's sessions; false when it was not theirs or had ended.
pub(in crate::customer) async fn revoke_session(
    tx: &mut Tx,
    customer: CustomerId,
    id: CustomerSessionId,
) -> Result<bool, DbError> {
    let now = tx.now();
    let done = sqlx::query!(
        "update customer_sessions set revoked_at = $3 where id = $1 and customer_id = $2 and revoked_at is null",
        id.0,
        customer.0,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Ends all of a customer's sessions but `keep`.
pub(in crate::customer) async fn revoke_other_sessions(
    tx: &mut Tx,
    customer: CustomerId,
    keep: Option<CustomerSessionId>,
) -> Result<u64, DbError> {
    let now = tx.now();
    let done = sqlx::query!(
        "update customer_sessions set revoked_at = $3
         where customer_id = $1 and id is distinct from $2 and revoked_at is null and expires_at > $3",
        customer.0,
        keep.map(|id| id.0),
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected())
}

/// Whether a log-in has not been ended. The caller holds the customer's lock, without which none is ended.
pub(in crate::customer) async fn session_lives(
    tx: &mut Tx,
    id: CustomerSessionId,
) -> Result<bool, DbError> {
    sqlx::query_scalar!(
        r#"select exists (select from customer_sessions where id = $1 and revoked_at is null) as "lives!""#,
        id.0
    )
    .fetch_one(&mut **tx)
    .await
}

pub(in crate::customer) async fn insert_device(
    tx: &mut Tx,
    customer: CustomerId,
    session: CustomerSessionId,
    token_hash: &[u8],
    expires_at: Timestamp,
) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "insert into customer_devices (id, customer_id, token_hash, created_at, expires_at, session_id) values ($1, $2, $3, $4, $5, $6)",
        platform::ids::new_uuid(),
        customer.0,
        token_hash,
        now,
        expires_at,
        session.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(in crate::customer) async fn device(
    conn: &mut PgConnection,
    customer: CustomerId,
    token_hash: &[u8],
    now: Timestamp,
) -> Result<Option<Uuid>, DbError> {
    sqlx::query_scalar!(
        "select id from customer_devices where customer_id = $1 and token_hash = $2 and expires_at > $3",
        customer.0,
        token_hash,
        now
    )
    .fetch_optional(conn)
    .await
}

/// Forgets the browsers that an account knows, but the one of `keep`.
pub(in crate::customer) async fn forget_devices(
    tx: &mut Tx,
    customer: CustomerId,
    keep: Option<CustomerSessionId>,
) -> Result<(), DbError> {
    sqlx::query!(
        "delete from customer_devices where customer_id = $1 and ($2::uuid is null or session_id is distinct from $2)",
        customer.0,
        keep.map(|id| id.0)
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Forgets the browser that a log-in made known.
pub(in crate::customer) async fn forget_device_of(
    tx: &mut Tx,
    customer: CustomerId,
    session: CustomerSessionId,
) -> Result<(), DbError> {
    sqlx::query!(
        "delete from customer_devices where customer_id = $1 and session_id = $2",
        customer.0,
        session.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Forgets the browsers that were made known first, beyond so many.
pub(in crate::customer) async fn forget_oldest_devices(
    tx: &mut Tx,
    customer: CustomerId,
    most: i64,
) -> Result<(), DbError> {
    sqlx::query!(
        "delete from customer_devices where id in (
             select id from customer_devices where customer_id = $1 order by created_at desc, id desc offset $2)",
        customer.0,
        most
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Rows of each kind that [`sweep`] takes away in one transaction.
pub const SWEPT_AT_ONCE: i64 = 1_000;

/// Takes away what nobody can use any more: sessions a month after their end, devices, links a month after theirs, and what is
/// left of passkeys; at most [`SWEPT_AT_ONCE`] of each.
/// Gives how many there were of the kind with the most.
///
/// # Errors
/// Database errors.
pub async fn sweep(tx: &mut Tx) -> Result<u64, DbError> {
    let now = tx.now();
    let month_ago = now.minus(jiff::SignedDuration::from_hours(24 * 30));
    let sessions = sqlx::query!(
        "delete from customer_sessions where id in (
             select id from customer_sessions where expires_at < $1 order by expires_at limit $2 for update skip locked)",
        month_ago,
        SWEPT_AT_ONCE
    )
    .execute(&mut **tx)
    .await?;
    let devices = sqlx::query!(
        "delete from customer_devices where id in (
             select id from customer_devices where expires_at < $1 order by expires_at limit $2 for update skip locked)",
        now,
        SWEPT_AT_ONCE
    )
    .execute(&mut **tx)
    .await?;
    let links = sqlx::query!(
        "delete from customer_links where id in (
             select id from customer_links where expires_at < $1 order by expires_at limit $2 for update skip locked)",
        month_ago,
        SWEPT_AT_ONCE
    )
    .execute(&mut **tx)
    .await?;
    let of_passkeys = crate::customer::passkey::store::sweep(tx, month_ago, SWEPT_AT_ONCE).await?;
    Ok(sessions
        .rows_affected()
        .max(devices.rows_affected())
        .max(links.rows_affected())
        .max(of_passkeys))
}
