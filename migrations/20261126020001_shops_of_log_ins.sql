-- Where somebody logged in. Null: the version before this one did not say, when one shop was served.
alter table customer_sessions add column shop_id uuid references shops (id);
