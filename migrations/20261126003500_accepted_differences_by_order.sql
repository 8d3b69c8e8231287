-- What was taken off the price of orders, of which there are few among all differences: lists of orders, the day's takings and each order's page ask for it.
create index payment_differences_accepted_idx on payment_differences (order_id) where deed = 'accept';
