-- A wish to be told once, by mail, when a variant that is sold out can be bought again. A guest's address stands in the row and is asked for proof first;
-- an account's is the account's own, so that it follows when that is changed.
create table stock_watches (
    id uuid primary key,
    shop_id uuid not null references shops (id),
    variant_id uuid not null references variants (id),
    customer_id uuid references customers (id),
    email text not null default '',
    locale text not null,
    state text not null constraint stock_watches_state_check check (state in ('asked', 'waiting', 'told', 'ended')),
    -- When the mail that asks a guest for proof was last asked for.
    asked_at timestamptz not null,
    -- From when on it waits: whoever has waited longest is told first.
    confirmed_at timestamptz,
    -- When it was told or ended.
    closed_at timestamptz,
    created_at timestamptz not null,
    constraint stock_watches_who_check check ((customer_id is null) = (email <> '')),
    constraint stock_watches_moments_check check ((state in ('told', 'ended')) = (closed_at is not null) and (state not in ('waiting', 'told') or confirmed_at is not null))
);
-- One that lives for each variant and person.
create unique index stock_watches_customer_key on stock_watches (customer_id, shop_id, variant_id) where customer_id is not null and state = 'waiting';
create unique index stock_watches_guest_key on stock_watches (lower(email), shop_id, variant_id) where customer_id is null and state in ('asked', 'waiting');
create index stock_watches_waiting_idx on stock_watches (variant_id, shop_id, confirmed_at, id) where state = 'waiting';
-- For erasure and the file of what is held.
create index stock_watches_customer_idx on stock_watches (customer_id) where customer_id is not null;
create index stock_watches_email_idx on stock_watches (lower(email)) where email <> '';
-- For what is kept no longer.
create index stock_watches_kept_idx on stock_watches (confirmed_at) where state = 'waiting';
create index stock_watches_over_idx on stock_watches ((coalesce(closed_at, asked_at))) where state <> 'waiting';

-- How many wait for a variant: counted in the transaction that lets one wait or not, so that lists of the most watched need not count. The row is also what
-- those who tell hold, so that each is told once and in turn.
create table watched_variants (
    id uuid primary key,
    shop_id uuid not null references shops (id),
    variant_id uuid not null references variants (id),
    product_id uuid not null references products (id),
    waiting bigint not null constraint watched_variants_waiting_check check (waiting >= 0),
    -- When those who wait are to be told; null while the variant cannot be bought.
    tell_at timestamptz,
    constraint watched_variants_variant_key unique (variant_id, shop_id)
);
create index watched_variants_most_idx on watched_variants (waiting desc, id desc) where waiting > 0;
create index watched_variants_product_idx on watched_variants (product_id) where waiting > 0;
create index watched_variants_tell_idx on watched_variants (tell_at) where tell_at is not null;
