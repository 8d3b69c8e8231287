-- Money that is held for whoever has its code (a gift card) or for one customer (store credit). It is a means of payment: VAT falls on what is bought with it.
create table gift_cards (
    id uuid primary key,
    shop_id uuid not null references shops (id),
    kind text not null constraint gift_cards_kind_check check (kind in ('gift_card', 'store_credit')),
    -- SHA-256 of the code, which follows from the id and the program's secret and is stored nowhere. Store credit has none.
    code_hash bytea constraint gift_cards_code_key unique,
    -- The code's last four characters.
    code_hint text not null default '',
    customer_id uuid references customers (id),
    currency char(3) not null constraint gift_cards_currency_check check (currency ~ '^[A-Z]{3}$'),
    issued_minor bigint not null constraint gift_cards_issued_check check (issued_minor > 0),
    -- The sum of its entries, kept here so that one conditional statement can both test and take.
    balance_minor bigint not null constraint gift_cards_balance_check check (balance_minor >= 0),
    state text not null default 'active' constraint gift_cards_state_check check (state in ('active', 'blocked')),
    expires_at timestamptz not null,
    -- Why it was issued, in the words of staff.
    note text not null default '',
    -- Where the code was sent.
    recipient text not null default '',
    locale text not null default 'sv',
    created_at timestamptz not null,
    updated_at timestamptz not null,
    row_version integer not null default 1,
    constraint gift_cards_owner_check check ((kind = 'store_credit') = (customer_id is not null) and (kind = 'gift_card') = (code_hash is not null))
);
create index gift_cards_listing_idx on gift_cards (created_at desc, id desc);
create index gift_cards_state_idx on gift_cards (state, created_at desc, id desc);
create index gift_cards_hint_idx on gift_cards (code_hint);
create index gift_cards_customer_idx on gift_cards (customer_id) where customer_id is not null;

-- The ledger. Never altered: a mistake is another entry.
create table gift_card_entries (
    id bigint generated always as identity primary key,
    gift_card_id uuid not null references gift_cards (id),
    kind text not null constraint gift_card_entries_kind_check check (kind in ('issued', 'used', 'given_back', 'refunded')),
    amount_minor bigint not null constraint gift_card_entries_amount_check check (amount_minor <> 0),
    -- What there was afterwards.
    balance_minor bigint not null constraint gift_card_entries_balance_check check (balance_minor >= 0),
    order_id uuid references orders (id),
    actor_kind text not null,
    actor_id uuid,
    at timestamptz not null
);
create index gift_card_entries_card_idx on gift_card_entries (gift_card_id, id);
create index gift_card_entries_order_idx on gift_card_entries (order_id) where order_id is not null;
create trigger gift_card_entries_are_final before update or delete on gift_card_entries for each row execute function refuse_change();
create trigger gift_card_entries_are_not_emptied before truncate on gift_card_entries for each statement execute function refuse_change();

-- What a shopper wants to pay with.
create table cart_gift_cards (
    cart_id uuid not null references carts (id) on delete cascade,
    gift_card_id uuid not null references gift_cards (id),
    given_at timestamptz not null,
    primary key (cart_id, gift_card_id)
);
create index cart_gift_cards_card_idx on cart_gift_cards (gift_card_id);

-- What an order takes of a card. Given back when the order lapses; taken anew when it is paid after all.
create table order_gift_cards (
    order_id uuid not null references orders (id),
    gift_card_id uuid not null references gift_cards (id),
    amount_minor bigint not null constraint order_gift_cards_amount_check check (amount_minor > 0),
    refunded_minor bigint not null default 0 constraint order_gift_cards_refunded_check check (refunded_minor between 0 and amount_minor),
    state text not null default 'held' constraint order_gift_cards_state_check check (state in ('held', 'given_back')),
    updated_at timestamptz not null,
    primary key (order_id, gift_card_id)
);
create index order_gift_cards_card_idx on order_gift_cards (gift_card_id);

-- What of the total gift cards pay. The rest is the vendor's.
alter table orders add column gift_card_minor bigint not null default 0;
alter table orders add constraint orders_gift_card_check check (gift_card_minor between 0 and total_minor) not valid;
