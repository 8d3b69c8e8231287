-- How shoppers may pay. Cards work with every account of the vendor; the rest is the merchant's choice.
alter table shops add column payment_methods text[] not null default '{card}';

-- What the vendor was first told of a payment. Written once: the same idempotency key must always carry the same words.
-- Null: begun before these columns; then the order's own values hold.
alter table payments add column email text;
alter table payments add column locale text;

-- Whether the goods come to the shopper, or the shopper to the goods.
alter table freight_methods add column kind text not null default 'delivery'
    constraint freight_methods_kind_check check (kind in ('delivery', 'collection'));
-- As it was when it was bought. Checked for old rows in the next migration, which holds up no one.
alter table orders add column freight_kind text not null default 'delivery';
alter table orders add constraint orders_freight_kind_check check (freight_kind in ('delivery', 'collection')) not valid;
