-- What a buyer has sent for approval (A5): not an order yet, nothing is held for it and nothing is owed. Its cart is out of the buyer's hands.

create sequence purchase_request_numbers start 1001;

create table purchase_requests (
    id uuid primary key,
    number text not null constraint purchase_requests_number_key unique,
    company_id uuid not null references companies (id),
    buyer_id uuid not null references customers (id),
    cart_id uuid not null references carts (id),
    locale text not null constraint purchase_requests_locale_check check (locale in ('sv', 'en')),
    -- Where the goods and the invoice go, as the buyer wrote it.
    contact jsonb not null,
    freight text not null,
    method text not null,
    reference text not null,
    marking text not null,
    cost_place text not null,
    -- What the buyer saw: told beside what holds now, whenever that differs.
    confirmed_hash bytea not null,
    total_minor bigint not null constraint purchase_requests_total_check check (total_minor >= 0),
    currency char(3) not null,
    state text not null default 'waiting' constraint purchase_requests_state_check check (state in ('waiting', 'approved', 'refused', 'withdrawn')),
    -- Told to the buyer.
    reason text not null default '',
    decided_by uuid references customers (id),
    decided_at timestamptz,
    order_id uuid references orders (id),
    created_at timestamptz not null,
    expires_at timestamptz not null,
    row_version integer not null default 1,
    constraint purchase_requests_decided_check check ((state = 'waiting') = (decided_at is null)),
    constraint purchase_requests_order_check check ((state = 'approved') = (order_id is not null)),
    constraint purchase_requests_reason_check check (state <> 'refused' or reason <> '')
);
create index purchase_requests_company_idx on purchase_requests (company_id, created_at desc, id desc);
create index purchase_requests_buyer_idx on purchase_requests (buyer_id, created_at desc, id desc);
create index purchase_requests_cart_idx on purchase_requests (cart_id);
create index purchase_requests_decided_by_idx on purchase_requests (decided_by) where decided_by is not null;
create index purchase_requests_order_idx on purchase_requests (order_id) where order_id is not null;
