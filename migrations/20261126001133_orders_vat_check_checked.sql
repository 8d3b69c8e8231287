-- Reads the orders while they are used.
alter table orders validate constraint orders_vat_check_fkey;
