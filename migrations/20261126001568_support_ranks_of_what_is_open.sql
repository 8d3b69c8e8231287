-- What is open already, after the columns are there: nobody waits for this who writes nothing of it.
update return_cases r set support_rank = support_rank(t.support_level)
from orders o join tiers t on t.code = o.tier_code
where o.id = r.order_id and t.support_level <> 'standard' and r.state in ('open', 'awaiting_goods', 'to_send', 'to_refund', 'refunding')
  and r.kind in ('withdrawal', 'complaint', 'cancellation');
update quotations q set support_rank = support_rank(t.support_level)
from companies c join tiers t on t.code = c.tier_code
where c.id = q.company_id and t.support_level <> 'standard' and q.state in ('asked', 'offered');
