-- no-transaction
create index concurrently if not exists order_invoices_state_idx on order_invoices (state, created_at desc, order_id desc);
