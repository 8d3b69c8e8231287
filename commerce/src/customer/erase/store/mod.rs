//! What erasing a customer reads and writes: the one place that writes other nouns' tables, so that it can be read in one place what goes. Orders are never deleted; of an order under way only the way to reach its buyer is needed, of a placed one
//! in its years name and address, of any other nothing.

mod last;
mod orders;

use platform::clock::{Date, Timestamp};
use platform::db::{DbError, PgConnection, Tx};
use platform::money::{Currency, Money};

pub(super) use last::{blank_last_mails, farewell, forget_farewell, insert_farewells};
pub(super) use orders::{
    blank_contacts, blank_orders, held, lock_orders, look_at_buyer_on, own_guest_orders, settled,
};

use super::farewell::TRIED_FOR;
use crate::ids::CustomerId;

/// Store credit that only the account opens.
pub(super) async fn credit(
    conn: &mut PgConnection,
    customer: CustomerId,
    now: Timestamp,
) -> Result<Vec<Money>, DbError> {
    let sums = sqlx::query!(
        r#"select currency::text as "currency!", sum(balance_minor)::bigint as "minor!" from gift_cards
           where customer_id = $1 and state = 'active' and balance_minor > 0 and expires_at > $2 group by currency order by currency"#,
        customer.0,
        now
    )
    .fetch_all(conn)
    .await?;
    let sums = sums.into_iter();
    Ok(sums
        .map(|sum| Money::new(sum.minor, Currency::from(sum.currency)))
        .collect())
}

/// Names of companies in use that have no other administrator.
pub(super) async fn administered_alone(
    conn: &mut PgConnection,
    customer: CustomerId,
) -> Result<Vec<String>, DbError> {
    sqlx::query_scalar!(
        "select c.name from company_members m join companies c on c.id = m.company_id
         where m.customer_id = $1 and m.role = 'administrator' and c.state = 'active'
           and not exists (select from company_members o where o.company_id = c.id and o.role = 'administrator' and o.customer_id <> $1)
         order by c.name",
        customer.0
    )
    .fetch_all(conn)
    .await
}

/// Locks the customer's applications, what they sent for approval and what they asked offers for, each kind in the order of its ids.
pub(super) async fn lock_what_waits(tx: &mut Tx, customer: CustomerId) -> Result<(), DbError> {
    sqlx::query!(
        "select id from tier_applications where customer_id = $1 order by id for update",
        customer.0
    )
    .fetch_all(&mut **tx)
    .await?;
    sqlx::query!(
        "select id from purchase_requests where buyer_id = $1 order by id for update",
        customer.0
    )
    .fetch_all(&mut **tx)
    .await?;
    sqlx::query!(
        "select id from quotations where asked_by = $1 order by id for no key update",
        customer.0
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(())
}

/// Locks the companies that the customer belongs to, in the order of their ids.
pub(super) async fn lock_companies(tx: &mut Tx, customer: CustomerId) -> Result<(), DbError> {
    sqlx::query!(
        "select id from companies where id in (select company_id from company_members where customer_id = $1) order by id for no key update",
        customer.0
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(())
}

/// Mails to the customer's addresses tell nothing any more: to the present one, and to earlier ones from before they were given up. An address that was
/// only wished for is somebody else's as far as is known. That an address was given up is told to it afterwards, so that mail is found by what it is about; and so
/// is what colleagues were told of the customer by name. What is not sent yet about an order goes when its order has arrived; that the account has got
/// another address its earlier owner is still to hear.
pub(super) async fn blank_mails(tx: &mut Tx, customer: CustomerId) -> Result<(), DbError> {
    sqlx::query!(
        "update mails set recipient = '', subject = '', body_text = '', body_html = null, unsubscribe_url = null, receipt = null, last_error = null
         where id in (select m.id from customers c join mails m on lower(m.recipient) = lower(c.email) where c.id = $1
                      union all select m.id from customer_former_emails f join mails m on lower(m.recipient) = lower(f.email)
                                where f.customer_id = $1 and m.created_at <= f.held_until
                      union all select m.id from customer_links l join mails m on lower(m.recipient) = lower(l.old_email)
                                where l.customer_id = $1 and l.old_email is not null and m.created_at <= l.used_at
                      union all select m.id from customer_links l join mails m on m.subject_kind = 'customer_link' and m.subject_id = l.id
                                where l.customer_id = $1 and m.kind = 'email-changed'
                      union all select m.id from purchase_requests r join mails m on m.subject_kind = 'purchase_request' and m.subject_id = r.id
                                where r.buyer_id = $1 or r.decided_by = $1
                      union all select m.id from company_invitations i join mails m on m.subject_kind = 'company_invitation' and m.subject_id = i.id
                                where i.invited_by = $1)
           and (state = 'sent' or (subject_kind is distinct from 'order' and kind <> 'email-changed'))",
        customer.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Gift cards stay good for whoever has their code; where they were sent, and what staff wrote beside store credit, goes.
pub(super) async fn blank_gift_cards(tx: &mut Tx, customer: CustomerId) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "update gift_cards set recipient = '', note = case when customer_id = $1 then '' else note end, updated_at = $2, row_version = row_version + 1
         where id in (select id from gift_cards where customer_id = $1
                      union all select g.id from customers c join gift_cards g on lower(g.recipient) = lower(c.email) and g.recipient <> '' where c.id = $1
                      union all select g.id from customer_former_emails f join gift_cards g on lower(g.recipient) = lower(f.email) and g.recipient <> ''
                                where f.customer_id = $1 and g.created_at <= f.held_until)",
        customer.0,
        now
    )
    .execute(&mut **tx)
    .await?;
    // What somebody else has bought for them and they have: whoever bought it may know it by heart, the shop need not. One that waits for its day still comes.
    sqlx::query!(
        "update bought_gift_cards set recipient = '', greeting = '', updated_at = $2
         where state not in ('unpaid', 'waiting')
           and id in (select b.id from customers c join bought_gift_cards b on lower(b.recipient) = lower(c.email) and b.recipient <> '' where c.id = $1
                      union all select b.id from customer_former_emails f join bought_gift_cards b on lower(b.recipient) = lower(f.email) and b.recipient <> ''
                                where f.customer_id = $1)",
        customer.0,
        now
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
        "delete from company_invitations where lower(email) in (
             select lower(email) from customers where id = $1 union all select lower(email) from customer_former_emails where customer_id = $1)",
        id
    )
    .execute(&mut **tx)
    .await?;
    // What waits for a colleague's approval is taken back, and says no longer where the goods were to go.
    sqlx::query!(
        "update purchase_requests set contact = '{}', reference = '', marking = '', cost_place = '', row_version = row_version + 1,
                reason = case when state = 'refused' then '–' else '' end,
                state = case when state = 'waiting' then 'withdrawn' else state end,
                decided_at = case when state = 'waiting' then $2 else decided_at end
         where buyer_id = $1",
        id,
        now
    )
    .execute(&mut **tx)
    .await?;
    crate::quotation::store::forget_asker(tx, customer).await?;
    sqlx::query!("delete from customer_notes where customer_id = $1", id)
        .execute(&mut **tx)
        .await?;
    sqlx::query!("delete from customer_sessions where customer_id = $1", id)
        .execute(&mut **tx)
        .await?;
    sqlx::query!("delete from customer_passkeys where customer_id = $1", id)
        .execute(&mut **tx)
        .await?;
    sqlx::query!("delete from customer_devices where customer_id = $1", id)
        .execute(&mut **tx)
        .await?;
    // A link that gave the account another address stays until the earlier owner of the account has been told.
    sqlx::query!(
        "delete from customer_links l
         where (l.customer_id = $1 or (l.customer_id is null and lower(l.email) in (
                   select lower(email) from customers where id = $1 union all select lower(email) from customer_former_emails where customer_id = $1)))
           and not (l.old_email is not null and l.used_at > $2
                    and not exists (select from mails m where m.dedup_key = 'email-changed/' || l.id::text and m.state = 'sent'))",
        id,
        now.minus(TRIED_FOR)
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "delete from customer_former_emails where customer_id = $1",
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
        "update customers set state = 'erased', email = '', name = '', phone = '', password_hash = null, last_log_in_at = null, last_shop_id = null,
                unused_told_at = null, erased_at = $2, updated_at = $2, row_version = row_version + 1
         where id = $1",
        customer.0,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(super) async fn forget_shops(tx: &mut Tx) -> Result<(), DbError> {
    sqlx::query!(
        "update customers set last_shop_id = null where state = 'erased' and last_shop_id is not null"
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
