//! What an erased customer's orders say of them: in the orders, and in what stands about them elsewhere.

use platform::clock::{Date, Timestamp};
use platform::db::{DbError, PgConnection, Tx};

use super::super::stay::Held;
use crate::ids::{CustomerId, OrderId};

/// What is known of the customer's orders, and of guests' with their address, the oldest first; of all, or of those alone that are not [`settled`].
pub(in super::super) async fn held(
    conn: &mut PgConnection,
    customer: CustomerId,
    unsettled_since: Option<Timestamp>,
) -> Result<Vec<Held>, DbError> {
    sqlx::query_as!(
        Held,
        r#"select o.id as "id!: OrderId", o.state as "state!", o.fulfilment_status as "fulfilment_status!", o.payment_status as "payment_status!",
                  o.prepared_at as "prepared_at!: Timestamp", o.placed_at as "placed_at?: Timestamp", o.closed_at as "closed_at?: Timestamp",
                  o.delivery_to as "delivery_to?: Date",
                  greatest((select max(greatest(p.captured_at, case when p.refunded_minor > 0 then p.updated_at end)) from payments p where p.order_id = o.id),
                           (select i.closed_at from order_invoices i where i.order_id = o.id and i.state = 'paid'),
                           (select max(e.at) from gift_card_entries e where e.order_id = o.id and e.kind = 'refunded')) as "money_at?: Timestamp",
                  (exists (select from payments p where p.order_id = o.id and p.state in ('processing', 'captured', 'partly_refunded'))
                   or exists (select from order_gift_cards g where g.order_id = o.id and g.state = 'held' and g.refunded_minor < g.amount_minor)) as "has_money!",
                  (exists (select from return_cases r where r.order_id = o.id and r.state in ('to_send', 'to_refund', 'refunding'))
                   or exists (select from withdrawal_notices n where n.order_id = o.id and n.state = 'open')
                   or exists (select from order_invoices i where i.order_id = o.id and i.state = 'open')
                   or exists (select from payment_differences d where d.order_id = o.id and d.state = 'open')
                   or exists (select from bought_gift_cards b where b.order_id = o.id and b.state = 'waiting')) as "is_owed!",
                  (select max(r.updated_at) from return_cases r
                   where r.order_id = o.id and r.state in ('open', 'awaiting_goods')) as "case_at?: Timestamp",
                  (o.email <> '' or o.phone <> '' or o.note <> ''
                   or exists (select from order_companies f where f.order_id = o.id and (f.reference <> '' or f.marking <> '' or f.invoice_email <> ''))
                   or exists (select from bought_gift_cards b where b.order_id = o.id and (b.recipient <> '' or b.greeting <> ''))
                   or exists (select from return_cases r where r.order_id = o.id
                              and (r.name <> '' or r.email <> '' or r.description <> '' or r.answer <> '' or r.deduction_reason <> ''))
                   or exists (select from return_messages s join return_cases r on r.id = s.return_id where r.order_id = o.id and s.words <> '')
                   or exists (select from mails m where m.subject_kind = 'order' and m.subject_id = o.id and m.recipient <> '')) as "has_contact!",
                  (o.customer_name <> '' or exists (select from order_companies f where f.order_id = o.id and f.name <> '')) as "has_name!"
           from orders o
           where o.id in (select id from orders where customer_id = $1
                          union all select g.id from customers c join orders g on lower(g.email) = lower(c.email)
                                    where c.id = $1 and c.state <> 'erased' and g.customer_id is null
                          union all select g.id from customer_former_emails f join orders g on lower(g.email) = lower(f.email)
                                    where f.customer_id = $1 and g.customer_id is null and g.prepared_at <= f.held_until)
             and ($2::timestamptz is null
                  or not (case o.state
                              when 'placed' then o.fulfilment_status not in ('unfulfilled', 'partly_shipped', 'shipped') or o.payment_status = 'refunded'
                              when 'cancelled' then true
                              when 'lapsed' then coalesce(o.closed_at, o.prepared_at) < $2
                              else false end)
                  or (o.state <> 'placed'
                      and (exists (select from payments p where p.order_id = o.id and p.state in ('processing', 'captured', 'partly_refunded'))
                           or exists (select from order_gift_cards g where g.order_id = o.id and g.state = 'held' and g.refunded_minor < g.amount_minor)))
                  or exists (select from return_cases r where r.order_id = o.id
                              and (r.closed_at is null or r.state in ('open', 'awaiting_goods', 'to_send', 'to_refund', 'refunding')))
                  or exists (select from order_invoices i where i.order_id = o.id and i.state = 'open')
                  or exists (select from payment_differences d where d.order_id = o.id and d.state = 'open')
                  or exists (select from bought_gift_cards b where b.order_id = o.id and b.state = 'waiting'))
           order by o.prepared_at, o.id"#,
        customer.0,
        unsettled_since as _
    )
    .fetch_all(conn)
    .await
}

/// Orders whose books end with the same year.
pub(in super::super) struct Settled {
    /// The year, in Sweden, in which they were placed or their money last moved.
    pub year: i32,
    /// How many there are.
    pub orders: i64,
}

/// Orders that nothing more will happen to, counted by their year in the books: a company's buyer has tens of thousands, and nothing but the year matters.
/// Those that lapsed count once they have rested since before `rested`. [`held`] gives the others.
pub(in super::super) async fn settled(
    conn: &mut PgConnection,
    customer: CustomerId,
    rested: Timestamp,
) -> Result<Vec<Settled>, DbError> {
    sqlx::query_as!(
        Settled,
        r#"select extract(year from booked.at at time zone 'Europe/Stockholm')::integer as "year!", count(*) as "orders!"
           from orders o, lateral (
               select greatest(o.placed_at,
                   (select max(greatest(p.captured_at, case when p.refunded_minor > 0 then p.updated_at end)) from payments p where p.order_id = o.id),
                   (select i.closed_at from order_invoices i where i.order_id = o.id and i.state = 'paid'),
                   (select max(e.at) from gift_card_entries e where e.order_id = o.id and e.kind = 'refunded')) as at) booked
           where o.id in (select id from orders where customer_id = $1
                          union all select g.id from customers c join orders g on lower(g.email) = lower(c.email)
                                    where c.id = $1 and c.state <> 'erased' and g.customer_id is null
                          union all select g.id from customer_former_emails f join orders g on lower(g.email) = lower(f.email)
                                    where f.customer_id = $1 and g.customer_id is null and g.prepared_at <= f.held_until)
             and booked.at is not null
             and case o.state
                     when 'placed' then o.fulfilment_status not in ('unfulfilled', 'partly_shipped', 'shipped') or o.payment_status = 'refunded'
                     when 'cancelled' then true
                     when 'lapsed' then coalesce(o.closed_at, o.prepared_at) < $2
                     else false end
             and (o.state = 'placed'
                  or not (exists (select from payments p where p.order_id = o.id and p.state in ('processing', 'captured', 'partly_refunded'))
                          or exists (select from order_gift_cards g where g.order_id = o.id and g.state = 'held' and g.refunded_minor < g.amount_minor)))
             and not exists (select from return_cases r where r.order_id = o.id
                              and (r.closed_at is null or r.state in ('open', 'awaiting_goods', 'to_send', 'to_refund', 'refunding')))
             and not exists (select from order_invoices i where i.order_id = o.id and i.state = 'open')
             and not exists (select from payment_differences d where d.order_id = o.id and d.state = 'open')
             and not exists (select from bought_gift_cards b where b.order_id = o.id and b.state = 'waiting')
           group by 1 order by 1"#,
        customer.0,
        rested
    )
    .fetch_all(conn)
    .await
}

/// Locks the customer's orders, in the order of their ids: what is read of them afterwards holds until the end. Of one that says nothing any more
/// only what a case says may be left, and a case is opened under the order's lock.
pub(in super::super) async fn lock_orders(
    tx: &mut Tx,
    customer: CustomerId,
) -> Result<(), DbError> {
    sqlx::query!(
        "select id from orders o
         where customer_id = $1 and (customer_name <> '' or email <> '' or phone <> '' or note <> '' or exists (select from return_cases r where r.order_id = o.id))
         order by id for update",
        customer.0
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(())
}

/// Gives the customer what was bought as a guest with their address, and with one that they had before for as long as they had it.
pub(in super::super) async fn own_guest_orders(
    tx: &mut Tx,
    customer: CustomerId,
) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "update orders set customer_id = $1, updated_at = $2, row_version = row_version + 1
         where customer_id is null
           and id in (select g.id from customers c join orders g on lower(g.email) = lower(c.email) where c.id = $1
                      union all select g.id from customer_former_emails f join orders g on lower(g.email) = lower(f.email)
                                where f.customer_id = $1 and g.prepared_at <= f.held_until)",
        customer.0,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// How to reach the buyer is taken away from orders, with the mails about them and what the provider was told.
pub(in super::super) async fn blank_contacts(
    tx: &mut Tx,
    orders: &[OrderId],
) -> Result<(), DbError> {
    let ids: Vec<uuid::Uuid> = orders.iter().map(|id| id.0).collect();
    sqlx::query!(
        "update orders set email = '', phone = '', note = '', row_version = row_version + 1
         where id = any($1) and (email <> '' or phone <> '' or note <> '')",
        &ids
    )
    .execute(&mut **tx)
    .await?;
    blank_around(tx, &ids).await
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
        "update mails set recipient = '', subject = '', body_text = '', body_html = null, unsubscribe_url = null, receipt = null, last_error = null
         where subject_kind = 'order' and subject_id = any($1)",
        orders
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        r#"update outbox_facts
           set payload = payload || (select jsonb_object_agg(said, ''::text) from unnest(array['recipient', 'tracking_number', 'reason']) said where payload ? said)
           where aggregate_kind = 'order' and aggregate_id = any($1)
             and (payload ? 'recipient' or (name = 'ShipmentSent' and payload ? 'tracking_number') or (name = 'ReturnRefused' and payload ? 'reason'))"#,
        orders
    )
    .execute(&mut **tx)
    .await?;
    // In whose words the company ordered, and who reads its invoices: people's names, mostly.
    sqlx::query!(
        "update order_companies set reference = '', marking = '', invoice_email = ''
         where order_id = any($1) and (reference <> '' or marking <> '' or invoice_email <> '')",
        orders
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!("delete from order_notes where order_id = any($1)", orders)
        .execute(&mut **tx)
        .await?;
    crate::gift_card::bought::blank(tx, orders).await?;
    crate::returns::store::blank(tx, orders).await
}

/// Names and addresses are taken away from orders.
pub(in super::super) async fn blank_orders(tx: &mut Tx, orders: &[OrderId]) -> Result<(), DbError> {
    let ids: Vec<uuid::Uuid> = orders.iter().map(|id| id.0).collect();
    sqlx::query!(
        "update orders set customer_name = '', row_version = row_version + 1 where id = any($1)",
        &ids
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "update shipments set tracking_number = '', tracking_url = '', row_version = row_version + 1 where order_id = any($1)",
        &ids
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "update order_addresses set name = '', company = '', street = '', street2 = '', postcode = '', city = '' where order_id = any($1)",
        &ids
    )
    .execute(&mut **tx)
    .await?;
    // A sole trader's number is a person's.
    sqlx::query!(
        "update order_companies set name = '', org_number = '', vat_number = null, cost_place = '', gln = null, e_invoice_id = null where order_id = any($1)",
        &ids
    )
    .execute(&mut **tx)
    .await?;
    // Until now the invoice had to say whom it was for.
    sqlx::query!(
        "update invoice_buyers set name = '', org_number = '', vat_number = '', gln = '', e_invoice_id = '', reference = '', marking = '', cost_place = '',
                email = '', contact = '', street = '', street2 = '', postcode = '', city = '', to_name = '', to_company = '', to_street = '', to_street2 = '',
                to_postcode = '', to_city = ''
         where order_id = any($1) and name <> ''",
        &ids
    )
    .execute(&mut **tx)
    .await?;
    // The bank's words say who paid, and those of staff to which account it went back.
    sqlx::query!(
        "update invoice_payments set reference = '' where order_id = any($1) and reference <> ''",
        &ids
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "update payment_differences set note = '' where order_id = any($1) and note <> ''",
        &ids
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Lets an erased buyer of an order be looked at on a day.
pub(in super::super) async fn look_at_buyer_on(
    tx: &mut Tx,
    order: OrderId,
    day: Option<Date>,
) -> Result<(), DbError> {
    sqlx::query!(
        "update customers set purge_on = least(purge_on, $2) where state = 'erased' and id = (select customer_id from orders where id = $1)",
        order.0,
        day as _
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
