-- no-transaction
create index concurrently if not exists order_invoices_late_idx on order_invoices (timezone('Europe/Stockholm', (due_on + 1)::timestamp), order_id) where state = 'open';
