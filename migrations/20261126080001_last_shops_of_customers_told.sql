-- What log-ins still tell. Where one shop is served there is nothing to tell, and nobody's row is written.
update customers c set last_shop_id = s.shop_id
from (select distinct on (customer_id) customer_id, shop_id from customer_sessions
      where shop_id is not null order by customer_id, created_at desc) s
where s.customer_id = c.id and c.last_shop_id is null and (select count(*) from shops) > 1;
