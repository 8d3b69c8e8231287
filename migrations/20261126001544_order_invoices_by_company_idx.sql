-- no-transaction
create index concurrently if not exists order_invoices_by_company_idx on order_invoices (company_id, created_at desc);
