-- What things cost, and how many there are.

-- A customer tier (A1). Data, not code: more can be added.
create table tiers (
    code text primary key,
    name jsonb not null,
    position integer not null,
    -- Whether people of this tier see prices with VAT.
    shows_vat boolean not null
);

-- A list of prices for one audience in one currency.
create table price_lists (
    id uuid primary key,
    code text not null constraint price_lists_code_key unique,
    name text not null,
    shop_id uuid not null references shops (id),
    currency char(3) not null constraint price_lists_currency_check check (currency ~ '^[A-Z]{3}$'),
    includes_vat boolean not null,
    audience text not null constraint price_lists_audience_check check (audience in ('tier', 'company', 'campaign')),
    tier_code text references tiers (code),
    -- Lists are tried in this order; the first that has a price decides.
    priority integer not null default 100,
    created_at timestamptz not null,
    constraint price_lists_tier_check check ((audience = 'tier') = (tier_code is not null))
);

-- Price intervals. A price is never overwritten: it is ended, and the next begins. The history is evidence for the prior price.
create table prices (
    id uuid primary key,
    price_list_id uuid not null references price_lists (id),
    variant_id uuid not null references variants (id),
    min_quantity integer not null default 1 constraint prices_min_quantity_check check (min_quantity > 0),
    -- Ten-thousandths of a minor unit.
    unit_price_e4 bigint not null constraint prices_unit_price_check check (unit_price_e4 >= 0),
    valid_from timestamptz not null,
    valid_to timestamptz,
    created_at timestamptz not null,
    created_by text not null,
    constraint prices_period_check check (valid_to > valid_from),
    constraint prices_from_key unique (variant_id, price_list_id, min_quantity, valid_from)
);
create unique index prices_open_key on prices (variant_id, price_list_id, min_quantity) where valid_to is null;
-- What begins at a moment, for the lists that must be made anew then.
create index prices_begin_idx on prices (valid_from);

-- Where goods are.
create table locations (
    id uuid primary key,
    code text not null constraint locations_code_key unique,
    name text not null,
    position integer not null default 0,
    is_active boolean not null default true
);

-- Counters per variant and location. They are sums of the ledger, kept here so that one conditional statement can both test and take.
create table stock_levels (
    variant_id uuid not null references variants (id),
    location_id uuid not null references locations (id),
    on_hand bigint not null default 0,
    -- Held for shoppers who are paying.
    reserved bigint not null default 0,
    -- Promised to placed orders, not yet shipped.
    allocated bigint not null default 0,
    -- How far below zero the merchant is willing to sell.
    backorder_limit bigint not null default 0 constraint stock_levels_backorder_check check (backorder_limit >= 0),
    restock_at timestamptz,
    updated_at timestamptz not null,
    primary key (variant_id, location_id),
    constraint stock_levels_counters_check check (reserved >= 0 and allocated >= 0),
    -- The last defence against overselling.
    constraint stock_levels_free_check check (on_hand - reserved - allocated >= -backorder_limit)
);

-- The ledger: every change of a counter, typed.
create table stock_movements (
    id bigint generated always as identity primary key,
    variant_id uuid not null,
    location_id uuid not null,
    kind text not null constraint stock_movements_kind_check
        check (kind in ('received', 'adjusted', 'reserved', 'released', 'allocated', 'deallocated', 'shipped', 'returned')),
    on_hand_delta bigint not null default 0,
    reserved_delta bigint not null default 0,
    allocated_delta bigint not null default 0,
    reference_kind text,
    reference_id uuid,
    reason text,
    actor_kind text not null,
    actor_id uuid,
    at timestamptz not null,
    foreign key (variant_id, location_id) references stock_levels (variant_id, location_id)
);
create index stock_movements_level_idx on stock_movements (variant_id, location_id, id);
create index stock_movements_reference_idx on stock_movements (reference_id) where reference_id is not null;
create trigger stock_movements_are_final before update or delete on stock_movements
    for each row execute function refuse_change();

-- A promise to a shopper who is paying, with an end.
create table stock_reservations (
    id uuid primary key,
    order_id uuid not null,
    variant_id uuid not null,
    location_id uuid not null,
    quantity bigint not null constraint stock_reservations_quantity_check check (quantity > 0),
    state text not null default 'held' constraint stock_reservations_state_check check (state in ('held', 'allocated', 'released')),
    expires_at timestamptz not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    constraint stock_reservations_order_key unique (order_id, variant_id, location_id),
    foreign key (variant_id, location_id) references stock_levels (variant_id, location_id)
);
create index stock_reservations_held_idx on stock_reservations (expires_at) where state = 'held';
