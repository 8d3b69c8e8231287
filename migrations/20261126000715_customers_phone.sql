-- no-transaction
create index concurrently if not exists customers_phone_idx on customers (phone) where phone <> '';
