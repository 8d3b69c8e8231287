alter table products validate constraint products_kind_check;
alter table products validate constraint products_kind_class_check;
alter table gift_card_entries validate constraint gift_card_entries_kind_check;
alter table orders validate constraint orders_freight_kind_check;
