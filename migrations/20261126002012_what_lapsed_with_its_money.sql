-- Orders that lapsed because all of their money was to go back were called unpaid; they are paid until it has gone, and refunded then.
update orders o set payment_status = case p.state when 'refunded' then 'refunded' when 'partly_refunded' then 'partly_refunded' else 'paid' end,
       row_version = o.row_version + 1
from payment_differences d join payments p on p.id = d.payment_id
where d.order_id = o.id and o.state = 'lapsed' and o.payment_status = 'void' and p.state in ('captured', 'partly_refunded', 'refunded');
