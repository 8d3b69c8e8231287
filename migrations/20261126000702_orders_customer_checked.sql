-- Reads the orders while they are used.
alter table orders validate constraint orders_customer_fkey;
