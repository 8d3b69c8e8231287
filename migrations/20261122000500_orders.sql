-- From cart to a paid order. A cart and an order are two things: the cart is a wish that may change, the order is what was agreed.

create table carts (
    id uuid primary key,
    -- SHA-256 of the cookie's secret.
    token_hash bytea not null constraint carts_token_key unique,
    shop_id uuid not null references shops (id),
    currency char(3) not null,
    locale text not null,
    state text not null default 'open' constraint carts_state_check check (state in ('open', 'ordered')),
    created_at timestamptz not null,
    updated_at timestamptz not null,
    expires_at timestamptz not null,
    row_version integer not null default 1
);
create index carts_expiry_idx on carts (expires_at) where state = 'open';

create table cart_lines (
    id uuid primary key,
    cart_id uuid not null references carts (id) on delete cascade,
    variant_id uuid not null references variants (id),
    quantity integer not null constraint cart_lines_quantity_check check (quantity between 1 and 9999),
    -- The price when the shopper last saw the line, to tell them when it has moved.
    seen_price_e4 bigint not null,
    -- Set when taken out: the line can be put back for a while.
    removed_at timestamptz,
    added_at timestamptz not null,
    constraint cart_lines_variant_key unique (cart_id, variant_id)
);

-- How goods travel and what that costs.
create table freight_methods (
    id uuid primary key,
    shop_id uuid not null references shops (id),
    code text not null,
    label jsonb not null,
    description jsonb not null,
    position integer not null,
    is_active boolean not null default true,
    -- Working days from order to door.
    min_days smallint not null,
    max_days smallint not null,
    constraint freight_methods_code_key unique (shop_id, code)
);

create table freight_rates (
    id uuid primary key,
    method_id uuid not null references freight_methods (id),
    countries text[] not null,
    min_weight_g integer not null default 0,
    -- Null: no limit.
    max_weight_g integer,
    currency char(3) not null,
    price_minor bigint not null constraint freight_rates_price_check check (price_minor >= 0),
    -- Free when the goods cost at least this much. Null: never free.
    free_from_minor bigint,
    position integer not null default 0
);
create index freight_rates_method_idx on freight_rates (method_id, position);

-- Terms, withdrawal information, privacy ... as published, by version. The version that was accepted stays on the order.
create table legal_documents (
    id uuid primary key,
    shop_id uuid not null references shops (id),
    kind text not null constraint legal_documents_kind_check
        check (kind in ('terms', 'withdrawal', 'withdrawal_form', 'privacy', 'cookies', 'accessibility', 'contact')),
    locale text not null,
    version integer not null,
    title text not null,
    -- Markdown.
    body text not null,
    published_at timestamptz not null,
    constraint legal_documents_version_key unique (shop_id, kind, locale, version)
);

create sequence order_numbers start 100001;

create table orders (
    id uuid primary key,
    number text not null constraint orders_number_key unique,
    shop_id uuid not null references shops (id),
    cart_id uuid not null references carts (id),
    -- prepared: agreed, waiting for payment. placed: paid or promised. lapsed: never paid, stock given back. cancelled: placed and then called off.
    state text not null constraint orders_state_check check (state in ('prepared', 'placed', 'lapsed', 'cancelled')),
    -- Derived from the ledgers by one writer each, stored for lists.
    payment_status text not null default 'pending'
        constraint orders_payment_status_check check (payment_status in ('pending', 'processing', 'refused', 'paid', 'partly_refunded', 'refunded', 'void')),
    fulfilment_status text not null default 'unfulfilled'
        constraint orders_fulfilment_status_check check (fulfilment_status in ('unfulfilled', 'partly_shipped', 'shipped', 'delivered', 'returned', 'void')),
    -- Hash of what the shopper saw and confirmed: lines, prices, VAT, freight, total, terms.
    confirmed_hash bytea not null,
    tier_code text not null references tiers (code),
    locale text not null,
    currency char(3) not null,
    email text not null,
    phone text not null,
    customer_name text not null,
    -- Sums in minor units, VAT included in each; the parts add up to the total.
    items_minor bigint not null,
    discount_minor bigint not null default 0,
    freight_minor bigint not null,
    vat_minor bigint not null,
    total_minor bigint not null,
    freight_method_id uuid references freight_methods (id),
    freight_label text not null,
    delivery_from date,
    delivery_to date,
    terms_document_id uuid not null references legal_documents (id),
    rounding_rule text not null default 'line-half-up',
    note text not null default '',
    prepared_at timestamptz not null,
    placed_at timestamptz,
    closed_at timestamptz,
    updated_at timestamptz not null,
    row_version integer not null default 1,
    constraint orders_total_check check (total_minor = items_minor - discount_minor + freight_minor and total_minor >= 0)
);
-- One living order for a cart, however many times and from however many tabs it is sent.
create unique index orders_cart_key on orders (cart_id) where state in ('prepared', 'placed');
create index orders_placed_idx on orders (placed_at desc, id desc) where placed_at is not null;
create index orders_prepared_idx on orders (prepared_at desc, id desc);
create index orders_state_idx on orders (state, prepared_at desc, id desc);
create index orders_payment_status_idx on orders (payment_status, prepared_at desc, id desc);
create index orders_fulfilment_status_idx on orders (fulfilment_status, prepared_at desc, id desc);
create index orders_total_idx on orders (total_minor desc, id desc);
create index orders_email_idx on orders (lower(email), prepared_at desc, id desc);
create index orders_customer_trgm_idx on orders using gin ((lower(customer_name)) gin_trgm_ops);

create table order_addresses (
    order_id uuid not null references orders (id),
    kind text not null constraint order_addresses_kind_check check (kind in ('delivery', 'invoice')),
    name text not null,
    company text not null default '',
    street text not null,
    street2 text not null default '',
    postcode text not null,
    city text not null,
    country char(2) not null,
    primary key (order_id, kind)
);

create table order_lines (
    id uuid primary key,
    order_id uuid not null references orders (id),
    position integer not null,
    kind text not null constraint order_lines_kind_check check (kind in ('item', 'freight')),
    product_id uuid,
    variant_id uuid,
    -- As it was named when it was bought.
    sku text not null,
    name text not null,
    options text not null default '',
    media_id uuid,
    quantity integer not null constraint order_lines_quantity_check check (quantity > 0),
    unit_price_e4 bigint not null,
    discount_minor bigint not null default 0,
    total_minor bigint not null,
    vat_class text not null,
    vat_rate_bp integer not null,
    -- EN 16931: S standard, Z zero, AE reverse charge ...
    vat_reason text not null,
    vat_minor bigint not null,
    constraint order_lines_position_key unique (order_id, position)
);

create table order_vat_totals (
    order_id uuid not null references orders (id),
    rate_bp integer not null,
    net_minor bigint not null,
    vat_minor bigint not null,
    primary key (order_id, rate_bp)
);

create table payments (
    id uuid primary key,
    order_id uuid not null references orders (id),
    gateway text not null,
    -- The vendor's name for the session, once it is opened.
    reference text,
    charge_reference text,
    method text not null,
    state text not null constraint payments_state_check
        check (state in ('pending', 'processing', 'captured', 'expired', 'partly_refunded', 'refunded')),
    amount_minor bigint not null constraint payments_amount_check check (amount_minor > 0),
    currency char(3) not null,
    refunded_minor bigint not null default 0,
    -- The same for every try at opening this payment.
    idempotency_key text not null constraint payments_idempotency_key unique,
    redirect_url text,
    -- Where the vendor sends the shopper. Stored, so that a repeated try says the same words as the first.
    return_url text,
    cancel_url text,
    refusals integer not null default 0,
    last_refusal text,
    expires_at timestamptz not null,
    -- When the sweeper asks the vendor next.
    check_at timestamptz,
    created_at timestamptz not null,
    captured_at timestamptz,
    updated_at timestamptz not null,
    constraint payments_refunded_check check (refunded_minor between 0 and amount_minor)
);
create index payments_order_idx on payments (order_id, created_at);
create unique index payments_reference_key on payments (gateway, reference) where reference is not null;
create index payments_check_idx on payments (check_at) where check_at is not null;
-- Never two payments that can both be paid for one order.
create unique index payments_open_key on payments (order_id) where state in ('pending', 'processing', 'captured', 'partly_refunded', 'refunded');

create table refunds (
    id uuid primary key,
    payment_id uuid not null references payments (id),
    amount_minor bigint not null constraint refunds_amount_check check (amount_minor > 0),
    reason text not null,
    state text not null constraint refunds_state_check check (state in ('pending', 'accepted', 'settled', 'refused')),
    reference text,
    idempotency_key text not null constraint refunds_idempotency_key unique,
    last_error text,
    created_at timestamptz not null,
    updated_at timestamptz not null
);
create index refunds_payment_idx on refunds (payment_id);
