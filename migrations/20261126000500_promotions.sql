-- Rules by which goods cost less for a while, the codes that open them, and what was taken off each order by which rule.

-- What one piece costs us, without VAT, in ten-thousandths of a minor unit of the shop's currency. Null: nobody has said, and no margin is watched.
alter table variants add column if not exists cost_e4 bigint constraint variants_cost_check check (cost_e4 >= 0);

create table promotions (
    id uuid primary key,
    shop_id uuid not null references shops (id),
    -- What staff call it.
    name text not null,
    -- What shoppers read.
    label jsonb not null,
    state text not null default 'draft' constraint promotions_state_check check (state in ('draft', 'active', 'paused', 'ended')),
    kind text not null constraint promotions_kind_check
        check (kind in ('percent', 'sum', 'fixed_price', 'buy_pay', 'free_freight', 'gift')),
    lane text not null default 'default' constraint promotions_lane_check check (lane in ('pre', 'default', 'post')),
    is_exclusive boolean not null default false,
    currency char(3) not null constraint promotions_currency_check check (currency ~ '^[A-Z]{3}$'),
    -- What it gives; which of them, the kind decides.
    percent_bp integer,
    amount_minor bigint,
    buy_quantity integer,
    pay_quantity integer,
    gift_variant_id uuid references variants (id),
    gift_quantity integer,
    -- Conditions.
    needs_code boolean not null default false,
    is_first_order boolean not null default false,
    min_sum_minor bigint constraint promotions_min_sum_check check (min_sum_minor > 0),
    min_quantity integer constraint promotions_min_quantity_check check (min_quantity > 0),
    max_uses bigint constraint promotions_max_uses_check check (max_uses > 0),
    max_uses_per_buyer integer constraint promotions_max_uses_per_buyer_check check (max_uses_per_buyer > 0),
    min_margin_bp integer constraint promotions_min_margin_check check (min_margin_bp between 0 and 9999),
    -- Orders that use it and have not lapsed; kept by one conditional statement where there is a limit.
    uses bigint not null default 0,
    starts_at timestamptz not null,
    ends_at timestamptz,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    row_version integer not null default 1,
    constraint promotions_uses_check check (uses >= 0 and (max_uses is null or uses <= max_uses)),
    constraint promotions_period_check check (ends_at > starts_at),
    constraint promotions_benefit_check check (case kind
        when 'percent' then coalesce(percent_bp between 1 and 10000, false)
        when 'sum' then coalesce(amount_minor > 0, false)
        when 'fixed_price' then coalesce(amount_minor >= 0, false)
        when 'buy_pay' then coalesce(pay_quantity >= 1 and buy_quantity > pay_quantity, false)
        when 'gift' then gift_variant_id is not null and coalesce(gift_quantity > 0, false)
        else true end)
);
create index promotions_listing_idx on promotions (created_at desc, id desc);
create index promotions_state_idx on promotions (state, created_at desc, id desc);
-- What may hold for anybody's cart: read at each look at one.
create index promotions_open_idx on promotions (shop_id) where state = 'active' and not needs_code;
create index promotions_ending_idx on promotions (ends_at) where state in ('active', 'paused') and ends_at is not null;
create index promotions_gift_idx on promotions (gift_variant_id) where gift_variant_id is not null;

-- The goods that it covers: these, or all when there are none that are not excluded.
create table promotion_products (
    promotion_id uuid not null references promotions (id) on delete cascade,
    product_id uuid not null references products (id),
    is_excluded boolean not null default false,
    primary key (promotion_id, product_id)
);
create index promotion_products_product_idx on promotion_products (product_id);
create table promotion_categories (
    promotion_id uuid not null references promotions (id) on delete cascade,
    category_id uuid not null references categories (id),
    is_excluded boolean not null default false,
    primary key (promotion_id, category_id)
);
create index promotion_categories_category_idx on promotion_categories (category_id);
create table promotion_tiers (
    promotion_id uuid not null references promotions (id) on delete cascade,
    tier_code text not null references tiers (code),
    primary key (promotion_id, tier_code)
);

create table promotion_codes (
    id uuid primary key,
    promotion_id uuid not null references promotions (id),
    -- In capitals, without white space.
    code text not null constraint promotion_codes_code_key unique,
    -- Whose it is alone.
    customer_id uuid references customers (id),
    max_uses bigint constraint promotion_codes_max_uses_check check (max_uses > 0),
    uses bigint not null default 0,
    created_at timestamptz not null,
    constraint promotion_codes_uses_check check (uses >= 0 and (max_uses is null or uses <= max_uses))
);
create index promotion_codes_promotion_idx on promotion_codes (promotion_id, created_at desc, id desc);
create index promotion_codes_customer_idx on promotion_codes (customer_id) where customer_id is not null;

-- Codes that a shopper has given.
create table cart_codes (
    cart_id uuid not null references carts (id) on delete cascade,
    code_id uuid not null references promotion_codes (id) on delete cascade,
    given_at timestamptz not null,
    primary key (cart_id, code_id)
);
create index cart_codes_code_idx on cart_codes (code_id);

-- That an order uses a rule. Given back when the order lapses; taken anew when it is paid after all.
create table promotion_redemptions (
    order_id uuid not null references orders (id),
    promotion_id uuid not null references promotions (id),
    code_id uuid references promotion_codes (id),
    state text not null default 'held' constraint promotion_redemptions_state_check check (state in ('held', 'given_back')),
    discount_minor bigint not null,
    redeemed_at timestamptz not null,
    updated_at timestamptz not null,
    primary key (order_id, promotion_id)
);
create index promotion_redemptions_promotion_idx on promotion_redemptions (promotion_id, redeemed_at desc);
create index promotion_redemptions_code_idx on promotion_redemptions (code_id) where code_id is not null;

-- What was taken off, frozen: by which rule, off which line (none: the freight).
create table order_adjustments (
    id uuid primary key,
    order_id uuid not null references orders (id),
    order_line_id uuid references order_lines (id),
    position integer not null,
    promotion_id uuid not null references promotions (id),
    -- As it was called in the order's language.
    label text not null,
    code text,
    lane text not null,
    amount_minor bigint not null constraint order_adjustments_amount_check check (amount_minor > 0),
    is_capped boolean not null default false,
    constraint order_adjustments_position_key unique (order_id, position)
);
create index order_adjustments_line_idx on order_adjustments (order_line_id) where order_line_id is not null;
create trigger order_adjustments_are_final before update or delete on order_adjustments
    for each row execute function refuse_change();

-- What was not taken off, and why: the rest of the answer to "why this price?".
create table order_promotion_refusals (
    order_id uuid not null references orders (id),
    position integer not null,
    order_line_id uuid references order_lines (id),
    promotion_id uuid not null references promotions (id),
    label text not null,
    reason text not null,
    missing bigint,
    other_promotion_id uuid,
    primary key (order_id, position)
);
create trigger order_promotion_refusals_are_final before update or delete on order_promotion_refusals
    for each row execute function refuse_change();
