alter table order_lines validate constraint order_lines_vat_reason_check;
alter table orders validate constraint orders_vat_ground_check;
