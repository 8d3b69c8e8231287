-- no-transaction
-- Staff's list of orders with any filters, largest first.
create index concurrently if not exists orders_states_total_idx on orders (state, payment_status, fulfilment_status, total_minor desc, id desc);
