-- Money that came before there was a list of payments to sort out, and that is still here: of another sum than was to come, or for an order that could no
-- longer be carried out. Orders that were never placed and have money are few, and found by their states; what the vendor took stands in the order's history.
insert into payment_differences (id, order_id, kind, payment_id, expected_minor, expected_currency, received_minor, received_currency, found_at)
select gen_random_uuid(), o.id, 'vendor', p.id,
       case when came.minor = p.amount_minor and came.currency = p.currency then 0 else p.amount_minor end, p.currency,
       came.minor, came.currency, coalesce(p.captured_at, p.updated_at)
from orders o
join payments p on p.order_id = o.id and p.state in ('captured', 'partly_refunded')
left join lateral (
    select (f.payload ->> 'amount_minor')::bigint as minor, f.payload ->> 'currency' as currency
    from outbox_facts f
    where f.aggregate_kind = 'order' and f.aggregate_id = o.id and f.name = 'PaymentCaptured' and f.payload ->> 'payment_id' = p.id::text
    order by f.sequence desc limit 1) told on true
cross join lateral (
    select coalesce(p.captured_minor, told.minor, p.amount_minor) as minor, coalesce(p.captured_currency, told.currency, p.currency)::char(3) as currency) came
where o.state in ('prepared', 'lapsed', 'cancelled') and o.payment_status in ('paid', 'partly_refunded') and o.placed_at is null
  and came.minor > p.refunded_minor
on conflict (payment_id) do nothing;

-- What the vendor took is what can go back of it.
update payments p set captured_minor = d.received_minor, captured_currency = d.received_currency
from payment_differences d
where d.payment_id = p.id and d.kind = 'vendor' and d.state = 'open' and d.expected_minor > 0 and p.captured_minor is null
  and (d.received_minor <> p.amount_minor or d.received_currency <> p.currency);
