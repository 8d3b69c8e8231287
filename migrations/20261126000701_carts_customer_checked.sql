-- Reads the carts while they are used.
alter table carts validate constraint carts_customer_fkey;
