-- no-transaction
create index concurrently if not exists customer_links_owner_idx on customer_links (customer_id) where customer_id is not null;
