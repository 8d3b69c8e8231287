-- What was paid back by hand has gone back: of such payments all was taken, and they were still called captured.
update payments p set state = 'refunded'
from payment_differences d
where d.payment_id = p.id and d.kind = 'vendor' and d.deed = 'by_hand' and p.state in ('captured', 'partly_refunded')
  and p.refunded_minor >= coalesce(p.captured_minor, p.amount_minor)
  and not exists (select from refunds r where r.payment_id = p.id and r.state = 'pending');
update orders o set payment_status = 'refunded', row_version = o.row_version + 1
from payment_differences d join payments p on p.id = d.payment_id
where d.order_id = o.id and d.kind = 'vendor' and d.deed = 'by_hand' and p.state = 'refunded'
  and o.placed_at is null and o.payment_status in ('paid', 'partly_refunded');

-- What a case has given back meanwhile is no longer to be decided about.
update payment_differences d set state = 'settled', deed = 'refund_all', settled_at = now(), row_version = d.row_version + 1
from payments p
where p.id = d.payment_id and d.state = 'open' and p.refunded_minor >= coalesce(p.captured_minor, p.amount_minor);
