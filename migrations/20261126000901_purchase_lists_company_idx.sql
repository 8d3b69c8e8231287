-- no-transaction
create index concurrently if not exists purchase_lists_company_idx on purchase_lists (company_id, kind, created_at desc) where company_id is not null;
