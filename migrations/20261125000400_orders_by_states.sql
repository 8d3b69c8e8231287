-- no-transaction
-- Staff's list of orders with any filters, latest first; also what is left to send, which is one stretch of it.
create index concurrently if not exists orders_states_idx on orders (state, payment_status, fulfilment_status, prepared_at desc, id desc);
