//! Orders and what stands about them, as they are handed out.

use platform::db::PgConnection;

use super::Rows;
use crate::ids::CustomerId;

/// Orders that are the customer's, and those that were placed as a guest with the proved address.
pub(in crate::customer::export) fn orders(conn: &mut PgConnection, id: CustomerId) -> Rows<'_> {
    sqlx::query_scalar!(
        r#"select jsonb_build_object('number', o.number, 'as_guest', o.customer_id is null, 'state', o.state, 'payment', o.payment_status,
                      'fulfilment', o.fulfilment_status, 'prepared_at', o.prepared_at at time zone 'utc', 'placed_at', o.placed_at at time zone 'utc',
                      'email', o.email, 'phone', o.phone, 'name', o.customer_name, 'note', o.note, 'language', o.locale, 'currency', o.currency,
                      'items', o.items_minor, 'discount', o.discount_minor, 'freight', o.freight_minor, 'vat', o.vat_minor, 'total', o.total_minor,
                      'price_reduction', (select coalesce(sum(d.expected_minor - d.received_minor), 0) from payment_differences d
                                          where d.order_id = o.id and d.deed = 'accept'),
                      'freight_name', o.freight_label,
                      'addresses', (select coalesce(jsonb_agg(to_jsonb(a) - 'order_id'), '[]') from order_addresses a where a.order_id = o.id),
                      'company', (select to_jsonb(f) - 'order_id' - 'company_id' from order_companies f where f.order_id = o.id),
                      'invoice', (select jsonb_build_object('number', (select 'FAK-' || f.number from invoices f where f.order_id = o.id), 'amount', i.amount_minor,
                                      'credited', i.credited_minor, 'paid', i.paid_minor, 'currency', i.currency, 'due_on', i.due_on, 'state', i.state,
                                      'created_at', i.created_at at time zone 'utc', 'closed_at', i.closed_at at time zone 'utc')
                                  from order_invoices i where i.order_id = o.id),
                      'cases', (select coalesce(jsonb_agg(jsonb_build_object('number', r.number, 'kind', r.kind, 'state', r.state, 'name', r.name,
                                    'email', r.email, 'language', r.locale, 'reason', r.reason, 'description', r.description, 'answer', r.answer,
                                    'deduction_reason', r.deduction_reason, 'goods', r.goods_minor, 'freight', r.freight_minor,
                                    'refund', r.refund_minor, 'pictures', (select count(*) from case_files p where p.return_id = r.id and p.kind = 'picture'),
                                    'made_at', r.made_at at time zone 'utc', 'received_at', r.received_at at time zone 'utc',
                                    'closed_at', r.closed_at at time zone 'utc', 'came_by', r.came_by, 'due_at', r.due_at at time zone 'utc',
                                    'remedy', r.remedy, 'wish', r.wish,
                                    'messages', (select coalesce(jsonb_agg(jsonb_build_object('by_the_shop', s.is_by_staff, 'words', s.words,
                                                     'at', s.created_at at time zone 'utc') order by s.created_at, s.id), '[]')
                                                 from return_messages s where s.return_id = r.id),
                                    'refunds', (select coalesce(jsonb_agg(jsonb_build_object('way', w.way, 'amount', w.amount_minor,
                                                    'at', w.created_at at time zone 'utc') order by w.created_at, w.id), '[]')
                                                from return_refunds w where w.return_id = r.id),
                                    'lines', (select coalesce(jsonb_agg(jsonb_build_object('article', l.sku, 'name', l.name, 'quantity', p.quantity,
                                                  'amount', p.amount_minor) order by l.position), '[]')
                                              from return_lines p join order_lines l on l.id = p.order_line_id where p.return_id = r.id))
                                    order by r.made_at), '[]') from return_cases r where r.order_id = o.id),
                      'wishes_for_a_link', (select coalesce(jsonb_agg(jsonb_build_object('email', w.email, 'made_at', w.made_at at time zone 'utc')
                                                order by w.made_at), '[]') from withdrawal_requests w where w.order_id = o.id),
                      'notices_without_a_link', (select coalesce(jsonb_agg(jsonb_build_object('number', n.number, 'name', n.name, 'email', n.email,
                                                    'goods', n.goods, 'state', n.state, 'answer', n.answer, 'made_at', n.made_at at time zone 'utc')
                                                    order by n.made_at), '[]') from withdrawal_notices n where n.order_id = o.id),
                      'lines', (select coalesce(jsonb_agg(jsonb_build_object('kind', l.kind, 'article', l.sku, 'name', l.name, 'options', l.options,
                                    'quantity', l.quantity, 'unit_price', l.unit_price_e4, 'discount', l.discount_minor, 'total', l.total_minor,
                                    'vat_rate_basis_points', l.vat_rate_bp, 'vat', l.vat_minor) order by l.position), '[]')
                                from order_lines l where l.order_id = o.id),
                      'shipments', (select coalesce(jsonb_agg(jsonb_build_object('carrier', s.carrier, 'number', s.tracking_number,
                                    'shipped_at', s.shipped_at at time zone 'utc', 'delivered_at', s.delivered_at at time zone 'utc')
                                    order by s.position), '[]') from shipments s where s.order_id = o.id),
                      'payments', (select coalesce(jsonb_agg(jsonb_build_object('method', p.method, 'by', p.gateway, 'reference', p.reference,
                                    'state', p.state, 'amount', p.amount_minor, 'refunded', p.refunded_minor, 'email', p.email,
                                    'created_at', p.created_at at time zone 'utc', 'captured_at', p.captured_at at time zone 'utc')
                                    order by p.created_at), '[]') from payments p where p.order_id = o.id)) as "value!"
           from orders o
           where o.id in (select id from orders where customer_id = $1
                          union all select g.id from customers c join orders g on lower(g.email) = lower(c.email)
                                    where c.id = $1 and g.customer_id is null
                          union all select g.id from customer_former_emails f join orders g on lower(g.email) = lower(f.email)
                                    where f.customer_id = $1 and g.customer_id is null and g.prepared_at <= f.held_until)
           order by o.prepared_at, o.id"#,
        id.0
    )
    .fetch(conn)
}
