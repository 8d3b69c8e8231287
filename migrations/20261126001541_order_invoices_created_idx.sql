-- no-transaction
create index concurrently if not exists order_invoices_created_idx on order_invoices (created_at desc, order_id desc);
