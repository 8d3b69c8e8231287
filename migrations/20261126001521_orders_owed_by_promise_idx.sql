-- no-transaction
create index concurrently if not exists orders_owed_by_promise_idx on orders (prepared_at desc, id desc, delivery_to) where state = 'placed' and payment_status in ('paid', 'invoiced', 'partly_refunded') and fulfilment_status in ('unfulfilled', 'partly_shipped') and freight_kind <> 'email';
