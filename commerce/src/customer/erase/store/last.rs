//! The last mails to somebody who is gone.

use platform::clock::{Date, Timestamp};
use platform::db::{DbError, PgConnection, Tx};

use super::super::Kept;
use super::super::farewell::Farewell;
use crate::ids::{CustomerFarewellId, CustomerId};

/// Notes a last mail for the account's address, and for each that was given up since.
pub(in super::super) async fn insert_farewells(
    tx: &mut Tx,
    customer: CustomerId,
    kept: &Kept,
    since: Timestamp,
) -> Result<Vec<CustomerFarewellId>, DbError> {
    let now = tx.now();
    let count = |many: i64| i32::try_from(many).unwrap_or(i32::MAX);
    sqlx::query_scalar!(
        r#"insert into customer_farewells (id, customer_id, email, locale, orders, kept_until, under_way, waiting, created_at, shop_id)
           select gen_random_uuid(), $1, told.email, c.locale, $2, $3, $4, $5, $6,
                  coalesce((select s.shop_id from customer_sessions s where s.customer_id = c.id and s.shop_id is not null
                            order by s.created_at desc limit 1), c.last_shop_id)
           from customers c, lateral (
               select distinct on (lower(email)) email from (
                   select c.email union all select f.email from customer_former_emails f where f.customer_id = c.id and f.held_until > $7) every) told
           where c.id = $1 and told.email <> ''
           returning id as "id: CustomerFarewellId""#,
        customer.0,
        count(kept.orders),
        kept.until.map(Date) as _,
        count(kept.under_way),
        count(kept.waiting),
        now,
        since
    )
    .fetch_all(&mut **tx)
    .await
}

pub(in super::super) async fn farewell(
    conn: &mut PgConnection,
    id: CustomerFarewellId,
) -> Result<Option<Farewell>, DbError> {
    sqlx::query_as!(
        Farewell,
        r#"select id, customer_id, email, locale, orders, kept_until as "kept_until?: Date", under_way, waiting, created_at
           from customer_farewells where id = $1"#,
        id.0
    )
    .fetch_optional(conn)
    .await
}

/// Forgets a last mail that has been sent, and what the kept copy of it says.
pub(in super::super) async fn forget_farewell(
    tx: &mut Tx,
    farewell: &Farewell,
) -> Result<(), DbError> {
    sqlx::query!(
        "delete from customer_farewells where id = $1",
        farewell.id.0
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "update mails set recipient = '', subject = '', body_text = '', body_html = null, unsubscribe_url = null, receipt = null, last_error = null
         where subject_kind = 'customer' and subject_id = $1 and state = 'sent' and recipient = $2",
        farewell.customer_id.0,
        farewell.email
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Takes away what is left of mails that were still to be sent when the account was erased, once they have been or have been tried since before
/// `given_up`. Gives whether any is left.
pub(in super::super) async fn blank_last_mails(
    tx: &mut Tx,
    customer: CustomerId,
    given_up: Timestamp,
) -> Result<bool, DbError> {
    sqlx::query!(
        "update mails m set recipient = '', subject = '', body_text = '', body_html = null, unsubscribe_url = null, receipt = null, last_error = null
         where m.recipient <> '' and (m.state = 'sent' or m.created_at < $2)
           and ((m.subject_kind = 'customer' and m.subject_id = $1)
                or (m.subject_kind = 'customer_link' and m.subject_id in (select id from customer_links where customer_id = $1)))",
        customer.0,
        given_up
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "delete from customer_links l where l.customer_id = $1
            and (l.used_at < $2 or exists (select from mails m where m.dedup_key = 'email-changed/' || l.id::text and m.state = 'sent'))",
        customer.0,
        given_up
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "delete from customer_farewells where customer_id = $1 and created_at < $2",
        customer.0,
        given_up
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query_scalar!(
        r#"select exists (select from customer_links where customer_id = $1)
               or exists (select from customer_farewells where customer_id = $1)
               or exists (select from mails where subject_kind = 'customer' and subject_id = $1 and recipient <> '') as "exists!""#,
        customer.0
    )
    .fetch_one(&mut **tx)
    .await
}
