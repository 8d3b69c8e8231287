//! What erasing a customer reads and writes: the one place that writes other nouns' tables, so that it can be read in one place what goes. Orders are never deleted; of an order under way only the way to reach its buyer is needed, of a placed one
//! in its years name and address, of any other nothing.

use platform::clock::{Date, Timestamp};
use platform::db::{DbError, PgConnection, Tx};

use crate::ids::CustomerId;

pub(super) struct KeptRow {
    pub orders: i64,
    pub latest: Option<Timestamp>,
    pub under_way: i64,
}

/// The customer's placed orders, and guests' with their address.
pub(super) async fn kept(
    conn: &mut PgConnection,
    customer: CustomerId,
) -> Result<KeptRow, DbError> {
    sqlx::query_as!(
        KeptRow,
        r#"select count(*) as "orders!", max(o.placed_at) as "latest?: Timestamp",
                  count(*) filter (where o.state = 'placed' and o.fulfilment_status in ('unfulfilled', 'partly_shipped', 'shipped')
                                   and o.payment_status <> 'refunded') as "under_way!"
           from orders o
           where o.placed_at is not null
             and o.id in (select id from orders where customer_id = $1
                          union all select id from orders
                                    where customer_id is null and lower(email) = (select lower(email) from customers where id = $1 and state <> 'erased'))"#,
        customer.0
    )
    .fetch_one(conn)
    .await
}

pub(super) async fn own_guest_orders(tx: &mut Tx, customer: CustomerId) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "update orders o set customer_id = c.id, updated_at = $2, row_version = o.row_version + 1
         from customers c where c.id = $1 and lower(o.email) = lower(c.email) and o.customer_id is null",
        customer.0,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Mails to the customer's addresses tell nothing any more: to the present one, and to earlier ones from before they were given up. An address that was
/// only wished for is somebody else's as far as is known. What is not sent yet about an order goes when its order has arrived.
pub(super) async fn blank_mails(tx: &mut Tx, customer: CustomerId) -> Result<(), DbError> {
    sqlx::query!(
        "update mails set recipient = '', subject = '', body_text = '', body_html = null, receipt = null, last_error = null
         where id in (select m.id from customers c join mails m on lower(m.recipient) = lower(c.email) where c.id = $1
                      union all select m.id from customer_links l join mails m on lower(m.recipient) = lower(l.old_email)
                                where l.customer_id = $1 and l.old_email is not null and m.created_at <= l.used_at)
           and (state = 'sent' or subject_kind is distinct from 'order')",
        customer.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// What is the customer's alone: addresses, lists, log-ins, links, what was asked for in a company's name and led to nothing.
pub(super) async fn delete_own(tx: &mut Tx, customer: CustomerId) -> Result<(), DbError> {
    let (id, now) = (customer.0, tx.now());
    sqlx::query!("delete from customer_addresses where customer_id = $1", id)
        .execute(&mut **tx)
        .await?;
    sqlx::query!("delete from wish_list_items where customer_id = $1", id)
        .execute(&mut **tx)
        .await?;
    sqlx::query!(
        "delete from purchase_lists where customer_id = $1 and company_id is null",
        id
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!("delete from company_members where customer_id = $1", id)
        .execute(&mut **tx)
        .await?;
    sqlx::query!(
        "delete from tier_applications where customer_id = $1 and company_id is null",
        id
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "update tier_applications set invoice_email = '', note = '', row_version = row_version + 1 where customer_id = $1",
        id
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "delete from company_invitations where lower(email) = (select lower(email) from customers where id = $1)",
        id
    )
    .execute(&mut **tx)
    .await?;
    // What waits for a colleague's approval is taken back, and says no longer where the goods were to go.
    sqlx::query!(
        "update purchase_requests set contact = '{}', row_version = row_version + 1,
                state = case when state = 'waiting' then 'withdrawn' else state end,
                decided_at = case when state = 'waiting' then $2 else decided_at end
         where buyer_id = $1",
        id,
        now
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!("delete from customer_sessions where customer_id = $1", id)
        .execute(&mut **tx)
        .await?;
    sqlx::query!("delete from customer_devices where customer_id = $1", id)
        .execute(&mut **tx)
        .await?;
    sqlx::query!(
        "delete from customer_links where customer_id = $1
            or (customer_id is null and lower(email) = (select lower(email) from customers where id = $1))",
        id
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Open carts go; one that an order was made of stays for the order, as nobody's.
pub(super) async fn let_go_of_carts(tx: &mut Tx, customer: CustomerId) -> Result<(), DbError> {
    sqlx::query!(
        "delete from carts c where c.customer_id = $1 and c.state = 'open' and not exists (select from orders o where o.cart_id = c.id)",
        customer.0
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "update carts set customer_id = null, row_version = row_version + 1,
                token_hash = decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex')
         where customer_id = $1",
        customer.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(super) async fn anonymise(tx: &mut Tx, customer: CustomerId) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "update customers set state = 'erased', email = '', name = '', phone = '', password_hash = null, last_log_in_at = null,
                erased_at = $2, updated_at = $2, row_version = row_version + 1
         where id = $1",
        customer.0,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Customers for whom a day has come.
pub(super) async fn lock_due(
    tx: &mut Tx,
    today: Date,
    limit: i64,
) -> Result<Vec<CustomerId>, DbError> {
    sqlx::query_scalar!(
        r#"select id as "id: CustomerId" from customers where purge_on <= $1 order by purge_on limit $2 for no key update skip locked"#,
        today as _,
        limit
    )
    .fetch_all(&mut **tx)
    .await
}

/// How to reach the buyer is taken away from what is not under way, with the mails about it and what the provider was told.
pub(super) async fn blank_contacts(tx: &mut Tx, customer: CustomerId) -> Result<(), DbError> {
    let done = sqlx::query_scalar!(
        "update orders set email = '', phone = '', note = '', row_version = row_version + 1
         where customer_id = $1 and (email <> '' or phone <> '' or note <> '') and state <> 'prepared'
           and not (state = 'placed' and fulfilment_status in ('unfulfilled', 'partly_shipped', 'shipped') and payment_status <> 'refunded')
         returning id",
        customer.0
    )
    .fetch_all(&mut **tx)
    .await?;
    blank_around(tx, &done).await
}

/// What stands about orders elsewhere: what the provider was told, the mails, where facts are sent.
async fn blank_around(tx: &mut Tx, orders: &[uuid::Uuid]) -> Result<(), DbError> {
    sqlx::query!(
        "update payments set email = null where order_id = any($1) and email is not null",
        orders
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "update mails set recipient = '', subject = '', body_text = '', body_html = null, receipt = null, last_error = null
         where subject_kind = 'order' and subject_id = any($1)",
        orders
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        r#"update outbox_facts set payload = jsonb_set(payload, '{recipient}', '""')
           where aggregate_kind = 'order' and aggregate_id = any($1) and payload ? 'recipient'"#,
        orders
    )
    .execute(&mut **tx)
    .await?;
    crate::returns::store::blank(tx, orders).await
}

/// Names and addresses are taken away from what was never placed, and from what was placed before the books still kept begin.
pub(super) async fn blank_orders(
    tx: &mut Tx,
    customer: CustomerId,
    first_kept: Timestamp,
) -> Result<u64, DbError> {
    let gone = sqlx::query_scalar!(
        "update orders set customer_name = '', email = '', phone = '', note = '', row_version = row_version + 1
         where customer_id = $1 and customer_name <> '' and state <> 'prepared' and (placed_at is null or placed_at < $2)
         returning id",
        customer.0,
        first_kept
    )
    .fetch_all(&mut **tx)
    .await?;
    sqlx::query!(
        "update order_addresses set name = '', company = '', street = '', street2 = '', postcode = '', city = '' where order_id = any($1)",
        &gone
    )
    .execute(&mut **tx)
    .await?;
    // Also of those that never arrived as far as is known: their e-mail is gone now, and nothing else would find them again.
    blank_around(tx, &gone).await?;
    Ok(u64::try_from(gone.len()).unwrap_or(u64::MAX))
}

pub(super) struct Rest {
    /// Whether something is under way or waits for its payment.
    pub is_open: bool,
    /// The first placed of those that are kept.
    pub earliest: Option<Timestamp>,
}

/// What still tells of the person.
pub(super) async fn rest(tx: &mut Tx, customer: CustomerId) -> Result<Rest, DbError> {
    sqlx::query_as!(
        Rest,
        r#"select coalesce(bool_or(email <> '' or phone <> '' or note <> ''), false) as "is_open!", min(placed_at) as "earliest?: Timestamp"
           from orders where customer_id = $1 and customer_name <> ''"#,
        customer.0
    )
    .fetch_one(&mut **tx)
    .await
}

pub(super) async fn set_purge_on(
    tx: &mut Tx,
    customer: CustomerId,
    day: Option<Date>,
) -> Result<(), DbError> {
    sqlx::query!(
        "update customers set purge_on = $2 where id = $1",
        customer.0,
        day as _
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
