//! Writing customers, their links, sessions and devices, and the reads that log-in rests on.

use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection, Tx};
use uuid::Uuid;

use super::Customer;
use super::link::{Link, LinkPurpose};
use crate::company::{Acting, MemberRole};
use crate::ids::{CompanyId, CustomerId, CustomerLinkId, CustomerSessionId};
use crate::tier::TierFunction;

/// The account of an address, if it may log in.
pub(super) async fn account_by_email(
    conn: &mut PgConnection,
    email: &str,
) -> Result<Option<Customer>, DbError> {
    sqlx::query_as!(
        Customer,
        "select id, number, email, name, phone, password_hash, locale, tier_code, row_version
         from customers where lower(email) = lower($1) and state = 'active'",
        email
    )
    .fetch_optional(conn)
    .await
}

/// Whose an address is, whether they may log in or not.
pub(super) struct Holder {
    pub id: CustomerId,
    pub email: String,
    pub is_shut: bool,
}

/// The account of an address, also one that is shut.
pub(super) async fn holder(
    conn: &mut PgConnection,
    email: &str,
) -> Result<Option<Holder>, DbError> {
    sqlx::query_as!(
        Holder,
        r#"select id, email, state <> 'active' as "is_shut!" from customers where lower(email) = lower($1) and state <> 'erased'"#,
        email
    )
    .fetch_optional(conn)
    .await
}

/// The account with an id, if it may log in.
pub(super) async fn account(
    conn: &mut PgConnection,
    id: CustomerId,
) -> Result<Option<Customer>, DbError> {
    sqlx::query_as!(
        Customer,
        "select id, number, email, name, phone, password_hash, locale, tier_code, row_version
         from customers where id = $1 and state = 'active'",
        id.0
    )
    .fetch_optional(conn)
    .await
}

/// The password's hash of an account that may log in, with its row locked: who logs in and who changes the password come one after the other.
pub(super) async fn lock_password(tx: &mut Tx, id: CustomerId) -> Result<Option<String>, DbError> {
    let hash = sqlx::query_scalar!(
        "select password_hash from customers where id = $1 and state = 'active' for no key update",
        id.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(hash.flatten())
}

pub(super) async fn next_number(tx: &mut Tx) -> Result<String, DbError> {
    sqlx::query_scalar!(r#"select 'KND-' || nextval('customer_numbers') as "number!""#)
        .fetch_one(&mut **tx)
        .await
}

pub(super) async fn insert_customer(tx: &mut Tx, customer: &Customer) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "insert into customers (id, number, email, name, phone, password_hash, locale, tier_code, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)",
        customer.id.0,
        customer.number,
        customer.email,
        customer.name,
        customer.phone,
        customer.password_hash,
        customer.locale,
        customer.tier_code,
        now,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// False when the account is not in use.
pub(super) async fn set_password(tx: &mut Tx, id: CustomerId, hash: &str) -> Result<bool, DbError> {
    let now = tx.now();
    let done = sqlx::query!(
        "update customers set password_hash = $2, updated_at = $3, row_version = row_version + 1 where id = $1 and state = 'active'",
        id.0,
        hash,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// The account has no password until another is chosen.
pub(super) async fn clear_password(tx: &mut Tx, id: CustomerId) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "update customers set password_hash = null, updated_at = $2, row_version = row_version + 1 where id = $1",
        id.0,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(super) async fn note_log_in(tx: &mut Tx, id: CustomerId) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "update customers set last_log_in_at = $2 where id = $1",
        id.0,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

struct LinkRow {
    id: CustomerLinkId,
    purpose: String,
    customer_id: Option<CustomerId>,
    email: String,
    name: String,
    locale: String,
    next_path: String,
    expires_at: Timestamp,
    used_at: Option<Timestamp>,
}

impl LinkRow {
    fn link(self) -> Option<Link> {
        Some(Link {
            purpose: LinkPurpose::from_code(&self.purpose)?,
            id: self.id,
            customer_id: self.customer_id,
            email: self.email,
            name: self.name,
            locale: self.locale,
            next_path: self.next_path,
            expires_at: self.expires_at,
            used_at: self.used_at,
        })
    }
}

pub(super) async fn insert_link(tx: &mut Tx, link: &Link) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "insert into customer_links (id, purpose, customer_id, email, name, locale, next_path, created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        link.id.0,
        link.purpose.code(),
        link.customer_id.map(|id| id.0),
        link.email,
        link.name,
        link.locale,
        link.next_path,
        now,
        link.expires_at,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(super) async fn link(
    conn: &mut PgConnection,
    id: CustomerLinkId,
) -> Result<Option<Link>, DbError> {
    let row = sqlx::query_as!(
        LinkRow,
        r#"select id, purpose, customer_id as "customer_id?: CustomerId", email, name, locale, next_path, expires_at,
                  used_at as "used_at?: Timestamp"
           from customer_links where id = $1"#,
        id.0
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.and_then(LinkRow::link))
}

/// Whether a link that is still good was made for an address since a moment.
pub(super) async fn has_link_since(
    tx: &mut Tx,
    email: &str,
    since: Timestamp,
) -> Result<bool, DbError> {
    let now = tx.now();
    sqlx::query_scalar!(
        r#"select exists (select from customer_links
                          where lower(email) = lower($1) and created_at > $2 and used_at is null and expires_at > $3) as "exists!""#,
        email,
        since,
        now
    )
    .fetch_one(&mut **tx)
    .await
}

/// Uses a link up and gives it; `None` when it is not good any more.
pub(super) async fn take_link(tx: &mut Tx, id: CustomerLinkId) -> Result<Option<Link>, DbError> {
    let now = tx.now();
    let row = sqlx::query_as!(
        LinkRow,
        r#"update customer_links set used_at = $2 where id = $1 and used_at is null and expires_at > $2
           returning id, purpose, customer_id as "customer_id?: CustomerId", email, name, locale, next_path, expires_at,
                     used_at as "used_at?: Timestamp""#,
        id.0,
        now
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.and_then(LinkRow::link))
}

/// Ends the links that would still open an account, once its password or address has been changed.
pub(super) async fn end_links(tx: &mut Tx, customer: CustomerId) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "update customer_links set used_at = $2 where customer_id = $1 and used_at is null",
        customer.0,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// A session to be kept.
pub(super) struct NewSession<'a> {
    pub id: CustomerSessionId,
    pub customer_id: CustomerId,
    pub token_hash: &'a [u8],
    pub proved_by: &'a str,
    pub expires_at: Timestamp,
    pub address: &'a str,
    pub user_agent: &'a str,
}

pub(super) async fn insert_session(tx: &mut Tx, session: &NewSession<'_>) -> Result<(), DbError> {
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

pub(super) struct SessionRow {
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
        })
    }
}

/// A live session with the person.
pub(super) async fn session(
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
                  m.role as "role?", m.approval_limit_minor as "approval_limit_minor?", m.cost_place as "cost_place?"
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

pub(super) async fn touch_session(
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
pub(super) async fn prove_session(
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
pub(super) async fn set_acting(
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
pub(super) async fn revoke_session(
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
pub(super) async fn revoke_other_sessions(
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
pub(super) async fn session_lives(tx: &mut Tx, id: CustomerSessionId) -> Result<bool, DbError> {
    sqlx::query_scalar!(
        r#"select exists (select from customer_sessions where id = $1 and revoked_at is null) as "lives!""#,
        id.0
    )
    .fetch_one(&mut **tx)
    .await
}

pub(super) async fn insert_device(
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

pub(super) async fn device(
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
pub(super) async fn forget_devices(
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
pub(super) async fn forget_device_of(
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
pub(super) async fn forget_oldest_devices(
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
    let of_passkeys = super::passkey::store::sweep(tx, month_ago, SWEPT_AT_ONCE).await?;
    Ok(sessions
        .rows_affected()
        .max(devices.rows_affected())
        .max(links.rows_affected())
        .max(of_passkeys))
}

/// Placed orders without an owner that carry the customer's address.
pub(super) async fn claimable(
    conn: &mut PgConnection,
    customer: CustomerId,
) -> Result<i64, DbError> {
    sqlx::query_scalar!(
        r#"select count(*) as "count!" from (
               select 1 from orders o join customers c on lower(o.email) = lower(c.email)
               where c.id = $1 and o.customer_id is null and o.placed_at is not null limit 1000) found"#,
        customer.0
    )
    .fetch_one(conn)
    .await
}

pub(super) async fn claim(tx: &mut Tx, customer: CustomerId) -> Result<u64, DbError> {
    let now = tx.now();
    let done = sqlx::query!(
        "update orders o set customer_id = c.id, updated_at = $2, row_version = o.row_version + 1
         from customers c
         where c.id = $1 and lower(o.email) = lower(c.email) and o.customer_id is null and o.placed_at is not null",
        customer.0,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected())
}
