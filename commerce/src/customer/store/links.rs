//! Links by mail in the database.

use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection, Tx};

use crate::customer::link::{Link, LinkPurpose};
use crate::ids::{CustomerId, CustomerLinkId};

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

pub(in crate::customer) async fn insert_link(tx: &mut Tx, link: &Link) -> Result<(), DbError> {
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

pub(in crate::customer) async fn link(
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
pub(in crate::customer) async fn has_link_since(
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
pub(in crate::customer) async fn take_link(
    tx: &mut Tx,
    id: CustomerLinkId,
) -> Result<Option<Link>, DbError> {
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
pub(in crate::customer) async fn end_links(
    tx: &mut Tx,
    customer: CustomerId,
) -> Result<(), DbError> {
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
