alter table orders validate constraint orders_freight_kind_check;
