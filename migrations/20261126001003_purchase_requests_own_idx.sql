-- no-transaction
create index concurrently if not exists purchase_requests_own_idx on purchase_requests (company_id, buyer_id, created_at desc, id desc);
