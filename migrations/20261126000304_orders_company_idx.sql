-- no-transaction
create index concurrently if not exists orders_company_idx on orders (company_id, prepared_at desc, id desc) where company_id is not null;
