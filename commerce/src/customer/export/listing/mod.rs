//! What is held about a customer, each kind as JSON made by the database: a column that is added later is added to the export by adding it here.

mod orders;

use futures_util::stream::BoxStream;
use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection};
use platform::mail::SEALED;
use serde_json::Value;

pub(super) use orders::orders;

use crate::ids::CustomerId;

/// Rows one after another, as the database gives them: a customer may have very many.
pub(super) type Rows<'a> = BoxStream<'a, Result<Value, DbError>>;

/// Lets every query of the transaction see the same moment, however long they take. It must be the first.
pub(super) async fn of_one_moment(conn: &mut PgConnection) -> Result<(), DbError> {
    sqlx::query!("set transaction isolation level repeatable read")
        .execute(conn)
        .await?;
    Ok(())
}

/// How many files have been made since a moment for whoever is of a kind, staff or the customer, and when the first of them was.
pub(super) struct Made {
    pub count: i64,
    pub first: Option<Timestamp>,
}

pub(super) async fn made_since(
    conn: &mut PgConnection,
    id: CustomerId,
    since: Timestamp,
    by: &str,
) -> Result<Made, DbError> {
    sqlx::query_as!(
        Made,
        r#"select count(*) as "count!", min(at) as "first?: Timestamp" from audit_entries
           where subject_kind = 'customer' and subject_id = $1 and at > $2 and action = 'customer.exported' and actor_kind = $3"#,
        id.0,
        since,
        by
    )
    .fetch_one(conn)
    .await
}

pub(super) async fn account(conn: &mut PgConnection, id: CustomerId) -> Result<Value, DbError> {
    sqlx::query_scalar!(
        r#"select jsonb_build_object('number', number, 'email', email, 'name', name, 'phone', phone, 'language', locale, 'tier', tier_code,
                      'has_password', password_hash is not null, 'created_at', created_at at time zone 'utc',
                      'changed_at', updated_at at time zone 'utc', 'last_log_in_at', last_log_in_at at time zone 'utc',
                      'last_shop', (select s.name from shops s where s.id = last_shop_id),
                      'told_that_it_is_unused_at', unused_told_at at time zone 'utc') as "value!"
           from customers where id = $1"#,
        id.0
    )
    .fetch_one(conn)
    .await
}

pub(super) fn former_emails(conn: &mut PgConnection, id: CustomerId) -> Rows<'_> {
    sqlx::query_scalar!(
        r#"select jsonb_build_object('email', email, 'until', held_until at time zone 'utc') as "value!"
           from customer_former_emails where customer_id = $1 order by held_until"#,
        id.0
    )
    .fetch(conn)
}

pub(super) fn addresses(conn: &mut PgConnection, id: CustomerId) -> Rows<'_> {
    sqlx::query_scalar!(
        r#"select jsonb_build_object('name', name, 'company', company, 'street', street, 'street2', street2, 'postcode', postcode, 'city', city,
                      'country', country, 'phone', phone, 'is_default', is_default, 'created_at', created_at at time zone 'utc') as "value!"
           from customer_addresses where customer_id = $1 order by created_at"#,
        id.0
    )
    .fetch(conn)
}

pub(super) fn companies(conn: &mut PgConnection, id: CustomerId) -> Rows<'_> {
    sqlx::query_scalar!(
        r#"select jsonb_build_object('number', c.number, 'name', c.name, 'role', m.role, 'cost_place', m.cost_place,
                      'since', m.created_at at time zone 'utc') as "value!"
           from company_members m join companies c on c.id = m.company_id where m.customer_id = $1 order by m.created_at"#,
        id.0
    )
    .fetch(conn)
}

/// Invitations to act for a company that were sent to the customer's addresses.
pub(super) fn invitations(conn: &mut PgConnection, id: CustomerId) -> Rows<'_> {
    sqlx::query_scalar!(
        r#"select jsonb_build_object('company', c.name, 'email', i.email, 'role', i.role, 'cost_place', i.cost_place,
                      'created_at', i.created_at at time zone 'utc', 'accepted_at', i.accepted_at at time zone 'utc') as "value!"
           from company_invitations i join companies c on c.id = i.company_id
           where lower(i.email) in (select lower(email) from customers where id = $1
                                    union all select lower(email) from customer_former_emails where customer_id = $1)
           order by i.created_at"#,
        id.0
    )
    .fetch(conn)
}

/// What the customer sent for approval, and what they decided for others.
pub(super) fn requests(conn: &mut PgConnection, id: CustomerId) -> Rows<'_> {
    sqlx::query_scalar!(
        r#"select jsonb_build_object('number', r.number, 'company', c.name, 'as', case when r.buyer_id = $1 then 'buyer' else 'approver' end,
                      'state', r.state, 'reason', r.reason, 'total', r.total_minor, 'currency', r.currency, 'reference', r.reference,
                      'marking', r.marking, 'cost_place', r.cost_place, 'contact', case when r.buyer_id = $1 then r.contact end,
                      'order', (select o.number from orders o where o.id = r.order_id),
                      'created_at', r.created_at at time zone 'utc', 'decided_at', r.decided_at at time zone 'utc') as "value!"
           from purchase_requests r join companies c on c.id = r.company_id
           where r.buyer_id = $1 or r.decided_by = $1 order by r.created_at"#,
        id.0
    )
    .fetch(conn)
}

/// What the customer asked offers for, and what they wrote about others'.
pub(super) fn quotations(conn: &mut PgConnection, id: CustomerId) -> Rows<'_> {
    sqlx::query_scalar!(
        r#"select jsonb_build_object('number', q.number, 'company', c.name, 'as', case when q.asked_by = $1 then 'asker' else 'colleague' end,
                      'state', q.state, 'message', case when q.asked_by = $1 then q.message end, 'reference', q.reference, 'wished_on', q.wished_on,
                      'delivery_to', case when q.asked_by = $1 then q.delivery_to end,
                      'version', q.version, 'valid_until', q.valid_until, 'total_without_vat', q.total_minor, 'currency', q.currency, 'reason', q.reason,
                      'lines', case when q.asked_by = $1 then
                          (select coalesce(jsonb_agg(jsonb_build_object('article', v.sku, 'quantity', l.asked, 'note', l.note) order by l.position), '[]')
                           from quotation_lines l join variants v on v.id = l.variant_id where l.quotation_id = q.id and l.asked > 0) end,
                      'messages', (select coalesce(jsonb_agg(jsonb_build_object('version', m.version, 'text', m.body, 'at', m.created_at at time zone 'utc')
                                      order by m.created_at), '[]') from quotation_messages m where m.quotation_id = q.id and m.customer_id = $1),
                      'order', (select o.number from orders o where o.id = q.order_id),
                      'created_at', q.created_at at time zone 'utc') as "value!"
           from quotations q join companies c on c.id = q.company_id
           where q.id in (select id from quotations where asked_by = $1 union select quotation_id from quotation_messages where customer_id = $1)
           order by q.created_at"#,
        id.0
    )
    .fetch(conn)
}

/// Gift cards that the customer has bought, with whom they were for and in which words; a card's code opens it and is left out.
pub(super) fn gift_cards_bought(conn: &mut PgConnection, id: CustomerId) -> Rows<'_> {
    sqlx::query_scalar!(
        r#"select jsonb_build_object('order', o.number, 'amount', b.amount_minor, 'currency', o.currency, 'sent_to', b.recipient, 'greeting', b.greeting,
                      'wanted_on', b.deliver_on, 'state', b.state, 'issued_at', b.issued_at at time zone 'utc') as "value!"
           from orders o join bought_gift_cards b on b.order_id = o.id where o.customer_id = $1 order by o.prepared_at, b.id"#,
        id.0
    )
    .fetch(conn)
}

/// Store credit, and gift cards that were sent to the customer's addresses, with what happened to them; a card's code opens it and is left out.
pub(super) fn gift_cards(conn: &mut PgConnection, id: CustomerId) -> Rows<'_> {
    sqlx::query_scalar!(
        r#"select jsonb_build_object('kind', g.kind, 'code_ends_with', g.code_hint, 'issued', g.issued_minor, 'balance', g.balance_minor,
                      'currency', g.currency, 'state', g.state, 'sent_to', g.recipient, 'why', case when g.customer_id = $1 then g.note end,
                      'created_at', g.created_at at time zone 'utc', 'expires_at', g.expires_at at time zone 'utc',
                      'entries', (select coalesce(jsonb_agg(jsonb_build_object('kind', e.kind, 'amount', e.amount_minor, 'balance', e.balance_minor,
                                      'at', e.at at time zone 'utc') order by e.id), '[]')
                                  from gift_card_entries e where e.gift_card_id = g.id and g.customer_id = $1)) as "value!"
           from gift_cards g
           where g.id in (select id from gift_cards where customer_id = $1
                          union all select g.id from customers c join gift_cards g on lower(g.recipient) = lower(c.email) and g.recipient <> '' where c.id = $1
                          union all select g.id from customer_former_emails f join gift_cards g on lower(g.recipient) = lower(f.email) and g.recipient <> ''
                                    where f.customer_id = $1 and g.created_at <= f.held_until)
           order by g.created_at"#,
        id.0
    )
    .fetch(conn)
}

/// What the customer watches until it can be bought again, also as a guest with the addresses that are or were theirs.
pub(super) fn watches(conn: &mut PgConnection, id: CustomerId) -> Rows<'_> {
    sqlx::query_scalar!(
        r#"select jsonb_build_object('article', v.sku, 'email', nullif(w.email, ''), 'state', w.state, 'language', w.locale,
                      'asked_at', w.asked_at at time zone 'utc', 'waits_since', w.confirmed_at at time zone 'utc',
                      'over_at', w.closed_at at time zone 'utc') as "value!"
           from stock_watches w join variants v on v.id = w.variant_id
           where w.id in (select id from stock_watches where customer_id = $1
                          union all select s.id from customers c join stock_watches s on lower(s.email) = lower(c.email) and s.email <> '' where c.id = $1
                          union all select s.id from customer_former_emails f join stock_watches s on lower(s.email) = lower(f.email) and s.email <> ''
                                    where f.customer_id = $1 and s.created_at <= f.held_until)
           order by w.created_at"#,
        id.0
    )
    .fetch(conn)
}

/// Codes that were made for this customer alone.
pub(super) fn promotion_codes(conn: &mut PgConnection, id: CustomerId) -> Rows<'_> {
    sqlx::query_scalar!(
        r#"select jsonb_build_object('code', code, 'uses', uses, 'created_at', created_at at time zone 'utc') as "value!"
           from promotion_codes where customer_id = $1 order by created_at"#,
        id.0
    )
    .fetch(conn)
}

pub(super) fn applications(conn: &mut PgConnection, id: CustomerId) -> Rows<'_> {
    sqlx::query_scalar!(
        r#"select jsonb_build_object('tier', tier_code, 'company', company_name, 'country', country, 'organisation_number', org_number,
                      'vat_number', vat_number, 'invoice_email', invoice_email, 'note', note, 'state', state, 'reason', reason,
                      'created_at', created_at at time zone 'utc', 'decided_at', decided_at at time zone 'utc') as "value!"
           from tier_applications where customer_id = $1 order by created_at"#,
        id.0
    )
    .fetch(conn)
}

pub(super) fn carts(conn: &mut PgConnection, id: CustomerId) -> Rows<'_> {
    sqlx::query_scalar!(
        r#"select jsonb_build_object('state', c.state, 'created_at', c.created_at at time zone 'utc',
                      'lines', (select coalesce(jsonb_agg(jsonb_build_object('article', v.sku, 'quantity', l.quantity,
                                    'gift_card_for', l.card_recipient, 'greeting', l.card_greeting, 'added_at', l.added_at at time zone 'utc') order by l.added_at), '[]')
                                from cart_lines l join variants v on v.id = l.variant_id where l.cart_id = c.id)) as "value!"
           from carts c where c.customer_id = $1 order by c.created_at"#,
        id.0
    )
    .fetch(conn)
}

pub(super) fn wishes(conn: &mut PgConnection, id: CustomerId) -> Rows<'_> {
    sqlx::query_scalar!(
        r#"select jsonb_build_object('product', p.code, 'article', v.sku, 'added_at', w.added_at at time zone 'utc') as "value!"
           from wish_list_items w join products p on p.id = w.product_id left join variants v on v.id = w.variant_id
           where w.customer_id = $1 order by w.added_at"#,
        id.0
    )
    .fetch(conn)
}

pub(super) fn lists(conn: &mut PgConnection, id: CustomerId) -> Rows<'_> {
    sqlx::query_scalar!(
        r#"select jsonb_build_object('kind', p.kind, 'name', p.name, 'created_at', p.created_at at time zone 'utc',
                      'lines', (select coalesce(jsonb_agg(jsonb_build_object('article', v.sku, 'name', l.name, 'quantity', l.quantity)
                                    order by l.position), '[]')
                                from purchase_list_lines l join variants v on v.id = l.variant_id where l.list_id = p.id)) as "value!"
           from purchase_lists p where p.customer_id = $1 and p.company_id is null order by p.created_at"#,
        id.0
    )
    .fetch(conn)
}

pub(super) fn consents(conn: &mut PgConnection, id: CustomerId) -> Rows<'_> {
    sqlx::query_scalar!(
        r#"select jsonb_build_object('purpose', c.purpose, 'is_given', c.is_given, 'words', c.words, 'wording_version', w.version, 'wording_language', w.locale,
                      'privacy_text_version', d.version, 'at', c.at at time zone 'utc') as "value!"
           from consents c left join consent_wordings w on w.id = c.wording_id left join legal_documents d on d.id = c.privacy_document_id
           where c.customer_id = $1 order by c.at"#,
        id.0
    )
    .fetch(conn)
}

/// What the customer has written of products, as a guest too, and what came of it.
pub(super) fn reviews(conn: &mut PgConnection, id: CustomerId) -> Rows<'_> {
    sqlx::query_scalar!(
        r#"select jsonb_build_object('product', p.code, 'order', r.order_number, 'stars', r.stars, 'heading', r.heading, 'text', r.body,
                      'shown_name', r.shown_name, 'language', r.locale, 'state', r.state, 'refused_for', r.refusal, 'refused_words', r.refusal_words,
                      'answer', r.reply, 'written_at', r.written_at at time zone 'utc', 'published_at', r.published_at at time zone 'utc') as "value!"
           from reviews r join products p on p.id = r.product_id
           where r.id in (select id from reviews where customer_id = $1
                          union all select r.id from customers c join reviews r on r.email = lower(c.email) and r.customer_id is null where c.id = $1
                          union all select r.id from orders o join reviews r on r.order_id = o.id where o.customer_id = $1)
           order by r.written_at"#,
        id.0
    )
    .fetch(conn)
}

pub(super) fn sessions(conn: &mut PgConnection, id: CustomerId) -> Rows<'_> {
    sqlx::query_scalar!(
        r#"select jsonb_build_object('by', proved_by, 'network_address', address, 'browser', user_agent, 'created_at', created_at at time zone 'utc',
                      'last_seen_at', last_seen_at at time zone 'utc', 'expires_at', expires_at at time zone 'utc',
                      'ended_at', revoked_at at time zone 'utc') as "value!"
           from customer_sessions where customer_id = $1 order by created_at"#,
        id.0
    )
    .fetch(conn)
}

pub(super) fn devices(conn: &mut PgConnection, id: CustomerId) -> Rows<'_> {
    sqlx::query_scalar!(
        r#"select jsonb_build_object('known_since', created_at at time zone 'utc', 'until', expires_at at time zone 'utc') as "value!"
           from customer_devices where customer_id = $1 order by created_at"#,
        id.0
    )
    .fetch(conn)
}

/// What the customer calls their passkeys, and when they used them.
pub(super) fn passkeys(conn: &mut PgConnection, id: CustomerId) -> Rows<'_> {
    sqlx::query_scalar!(
        r#"select jsonb_build_object('label', label, 'created_at', created_at at time zone 'utc', 'last_used_at', last_used_at at time zone 'utc',
                      'removed_at', removed_at at time zone 'utc') as "value!"
           from customer_passkeys where customer_id = $1 order by created_at"#,
        id.0
    )
    .fetch(conn)
}

/// A wish for another address that came to nothing is left out: whether it is here would tell if that address has an account.
pub(super) fn links(conn: &mut PgConnection, id: CustomerId) -> Rows<'_> {
    sqlx::query_scalar!(
        r#"select jsonb_build_object('purpose', l.purpose, 'email', l.email, 'old_email', l.old_email, 'name', l.name,
                      'created_at', l.created_at at time zone 'utc', 'used_at', l.used_at at time zone 'utc') as "value!"
           from customer_links l
           where l.id in (select id from customer_links where customer_id = $1
                          union all select id from customer_links
                                    where customer_id is null and lower(email) in (
                                        select lower(email) from customers where id = $1
                                        union all select lower(email) from customer_former_emails where customer_id = $1))
             and (l.purpose <> 'change_email' or l.old_email is not null)
           order by l.created_at"#,
        id.0
    )
    .fetch(conn)
}

/// What was sent to the customer's addresses while they were theirs, and about their orders, without the keys of the links in it. Of what opens doors by
/// itself only that it was sent.
pub(super) fn mails(conn: &mut PgConnection, id: CustomerId) -> Rows<'_> {
    let sealed = SEALED.map(str::to_owned);
    sqlx::query_scalar!(
        r#"select jsonb_build_object('kind', m.kind, 'to', m.recipient, 'subject', m.subject, 'created_at', m.created_at at time zone 'utc',
                      'sent_at', m.sent_at at time zone 'utc',
                      'text', case when m.kind <> all($2) then regexp_replace(m.body_text, '(/(?:order|lank|link|bevakning|watch)/[^/\s]+)/[^/\s?]+', '\1/…', 'g') end) as "value!"
           from mails m
           where m.id in (select m.id from customers c join mails m on lower(m.recipient) = lower(c.email) where c.id = $1
                          union select m.id from customer_former_emails f join mails m on lower(m.recipient) = lower(f.email)
                                where f.customer_id = $1 and m.created_at <= f.held_until
                          union select m.id from orders o join mails m on m.subject_kind = 'order' and m.subject_id = o.id
                                where o.customer_id = $1 and m.recipient <> '')
           order by m.created_at"#,
        id.0,
        &sealed
    )
    .fetch(conn)
}

/// What staff have noted.
pub(super) fn notes(conn: &mut PgConnection, id: CustomerId) -> Rows<'_> {
    sqlx::query_scalar!(
        r#"select jsonb_build_object('text', text, 'at', created_at at time zone 'utc') as "value!"
           from (select text, created_at from customer_notes where customer_id = $1
                 union all select n.text, n.created_at from orders o join order_notes n on n.order_id = o.id where o.customer_id = $1) n
           order by created_at"#,
        id.0
    )
    .fetch(conn)
}

/// What was done to the account, and by it.
pub(super) fn trail(conn: &mut PgConnection, id: CustomerId) -> Rows<'_> {
    sqlx::query_scalar!(
        r#"select jsonb_build_object('at', at at time zone 'utc', 'by', actor_kind, 'what', action, 'how', after, 'before', before, 'why', reason) as "value!"
           from audit_entries where subject_kind = 'customer' and subject_id = $1 order by at"#,
        id.0
    )
    .fetch(conn)
}
