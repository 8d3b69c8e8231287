-- What a company's buyers ask a price for, and what they are offered. An offer that has been sent is a version whose rows never change; the prices reach an
-- order by a cart of their own (quotation_carts), which nobody's browser holds.

create sequence quotation_numbers start 1001;

create table quotations (
    -- The form's own key: sent twice, it is asked once.
    id uuid primary key,
    number text not null constraint quotations_number_key unique,
    company_id uuid not null references companies (id),
    asked_by uuid not null references customers (id),
    shop_id uuid not null references shops (id),
    locale text not null constraint quotations_locale_check check (locale in ('sv', 'en')),
    currency char(3) not null,
    state text not null default 'asked'
        constraint quotations_state_check check (state in ('asked', 'offered', 'declined', 'expired', 'withdrawn', 'ordered')),
    -- In the buyer's words.
    message text not null default '',
    reference text not null default '',
    wished_on date,
    -- What staff are working on. Freight without VAT; null: as the checkout reckons it.
    draft_text text not null default '',
    draft_freight_minor bigint constraint quotations_draft_freight_check check (draft_freight_minor >= 0),
    draft_valid_until date,
    -- The latest version that was sent; 0: none has been. With its last day and its sum without VAT, for lists.
    version integer not null default 0,
    valid_until date,
    total_minor bigint,
    -- Why it was declined or withdrawn, and by which side.
    reason text not null default '',
    closed_by text constraint quotations_closed_by_check check (closed_by in ('customer', 'staff')),
    order_id uuid references orders (id),
    created_at timestamptz not null,
    updated_at timestamptz not null,
    row_version integer not null default 1,
    constraint quotations_order_check check ((state = 'ordered') = (order_id is not null)),
    constraint quotations_offered_check check (state not in ('offered', 'declined', 'expired', 'ordered') or version > 0),
    constraint quotations_version_check check ((version > 0) = (valid_until is not null and total_minor is not null)),
    constraint quotations_closed_check check ((state in ('declined', 'withdrawn')) = (closed_by is not null))
);
create index quotations_listing_idx on quotations (created_at desc, id desc);
create index quotations_state_idx on quotations (state, created_at desc, id desc);
create index quotations_company_idx on quotations (company_id, created_at desc, id desc);
create index quotations_asked_by_idx on quotations (asked_by, created_at desc, id desc);
create index quotations_due_idx on quotations (valid_until) where state = 'offered';
create unique index quotations_order_key on quotations (order_id) where order_id is not null;

-- What was asked for, and what staff answer to each line: prices without VAT. A quantity of nothing: the line is struck.
create table quotation_lines (
    id uuid primary key,
    quotation_id uuid not null references quotations (id) on delete cascade,
    variant_id uuid not null references variants (id),
    position integer not null,
    -- 0: staff have added it.
    asked integer not null constraint quotation_lines_asked_check check (asked >= 0),
    note text not null default '',
    quantity integer not null constraint quotation_lines_quantity_check check (quantity >= 0),
    unit_price_e4 bigint constraint quotation_lines_price_check check (unit_price_e4 >= 0),
    constraint quotation_lines_variant_key unique (quotation_id, variant_id)
);
create index quotation_lines_variant_idx on quotation_lines (variant_id);

-- An offer as it was sent.
create table quotation_versions (
    quotation_id uuid not null references quotations (id),
    version integer not null constraint quotation_versions_version_check check (version > 0),
    text text not null,
    freight_minor bigint constraint quotation_versions_freight_check check (freight_minor >= 0),
    valid_until date not null,
    total_minor bigint not null,
    sent_by uuid references staff (id),
    sent_at timestamptz not null,
    primary key (quotation_id, version)
);
create index quotation_versions_sent_by_idx on quotation_versions (sent_by) where sent_by is not null;

create table quotation_version_lines (
    quotation_id uuid not null,
    version integer not null,
    position integer not null,
    variant_id uuid not null references variants (id),
    sku text not null,
    name text not null,
    options text not null,
    note text not null,
    quantity integer not null constraint quotation_version_lines_quantity_check check (quantity > 0),
    -- Without VAT.
    unit_price_e4 bigint not null constraint quotation_version_lines_price_check check (unit_price_e4 >= 0),
    primary key (quotation_id, version, variant_id),
    foreign key (quotation_id, version) references quotation_versions (quotation_id, version)
);
create index quotation_version_lines_variant_idx on quotation_version_lines (variant_id);

create trigger quotation_versions_are_final before update or delete on quotation_versions for each row execute function refuse_change();
create trigger quotation_versions_are_not_emptied before truncate on quotation_versions for each statement execute function refuse_change();
create trigger quotation_version_lines_are_final before update or delete on quotation_version_lines for each row execute function refuse_change();
create trigger quotation_version_lines_are_not_emptied before truncate on quotation_version_lines for each statement execute function refuse_change();

-- What the buyer wrote when they wanted it otherwise, and why they declined.
create table quotation_messages (
    id uuid primary key,
    quotation_id uuid not null references quotations (id) on delete cascade,
    -- About which version.
    version integer not null,
    customer_id uuid not null references customers (id),
    body text not null,
    created_at timestamptz not null
);
create index quotation_messages_quotation_idx on quotation_messages (quotation_id, created_at);
create index quotation_messages_customer_idx on quotation_messages (customer_id);

-- Carts whose prices are those of a version. They are in nobody's hands.
create table quotation_carts (
    cart_id uuid primary key references carts (id),
    quotation_id uuid not null,
    version integer not null,
    created_at timestamptz not null,
    foreign key (quotation_id, version) references quotation_versions (quotation_id, version)
);
create index quotation_carts_version_idx on quotation_carts (quotation_id, version);
