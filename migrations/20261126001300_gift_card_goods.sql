-- Gift cards as goods: a kind of product that bears no VAT, weighs nothing, and becomes a card once it is paid for.

-- A voucher for several purposes bears no VAT when it is sold (ML 2 kap. 26 §): what is bought with it does. No rate is ever laid down for this class.
insert into vat_classes (code, name) values ('voucher', '{"sv": "Presentkort (ingen moms vid köpet)", "en": "Gift card (no VAT at the sale)"}') on conflict (code) do nothing;

alter table products add column kind text not null default 'goods';
-- Checked for rows of before in the next migration, which holds up no one.
alter table products add constraint products_kind_check check (kind in ('goods', 'gift_card')) not valid;
alter table products add constraint products_kind_class_check check ((kind = 'gift_card') = (vat_class = 'voucher')) not valid;

-- A variant for which the shopper says what the card is to hold, within these bounds. Its price is what is proposed.
create table gift_card_ranges (
    variant_id uuid primary key references variants (id),
    least_minor bigint not null constraint gift_card_ranges_least_check check (least_minor > 0),
    most_minor bigint not null,
    constraint gift_card_ranges_most_check check (most_minor >= least_minor)
);

-- What the shopper says of a card in their cart. Nobody named: themselves. The key is empty for goods and for cards of which nothing is said.
alter table cart_lines add column card_recipient text;
alter table cart_lines add column card_greeting text;
alter table cart_lines add column card_on date;
alter table cart_lines add column card_amount_minor bigint;
alter table cart_lines add column card_key text not null default '';

-- Whether a line is of gift cards: no stock, no parcel; what is sent of it is what has been issued.
alter table order_lines add column is_card boolean not null default false;
-- As the cart line's, to tell what of a cart has been ordered.
alter table order_lines add column card_key text not null default '';

-- Each card of an order, from the confirmation on. Its id is the card's own, once it has been issued.
create table bought_gift_cards (
    id uuid primary key,
    order_id uuid not null references orders (id),
    order_line_id uuid not null references order_lines (id),
    -- From 1 within the line.
    position integer not null,
    amount_minor bigint not null constraint bought_gift_cards_amount_check check (amount_minor > 0),
    -- Empty: the buyer.
    recipient text not null default '',
    greeting text not null default '',
    -- The day on which it is to come, in Sweden. Null: at once.
    deliver_on date,
    -- unpaid, waiting for its day, issued, called off before that, taken back unused.
    state text not null default 'unpaid' constraint bought_gift_cards_state_check check (state in ('unpaid', 'waiting', 'issued', 'called_off', 'taken_back')),
    -- When it is issued, once it is paid for.
    due_at timestamptz,
    issued_at timestamptz,
    updated_at timestamptz not null,
    constraint bought_gift_cards_position_key unique (order_line_id, position),
    constraint bought_gift_cards_due_check check (state <> 'waiting' or due_at is not null)
);
-- Whoever is erased is looked for by their address.
create index bought_gift_cards_recipient_idx on bought_gift_cards (lower(recipient)) where recipient <> '';
create index bought_gift_cards_order_idx on bought_gift_cards (order_id);
create index bought_gift_cards_due_idx on bought_gift_cards (due_at, id) where state = 'waiting';

-- A card that was bought and not used goes back to the shop.
alter table gift_card_entries drop constraint gift_card_entries_kind_check;
alter table gift_card_entries add constraint gift_card_entries_kind_check
    check (kind in ('issued', 'used', 'given_back', 'refunded', 'corrected', 'taken_back')) not valid;

-- An order of cards alone comes by mail.
alter table orders drop constraint orders_freight_kind_check;
alter table orders add constraint orders_freight_kind_check check (freight_kind in ('delivery', 'collection', 'email')) not valid;
