-- What a customer wishes for: a product, and the variant that they looked at when they said so.
create table wish_list_items (
    customer_id uuid not null references customers (id),
    product_id uuid not null references products (id),
    variant_id uuid references variants (id),
    added_at timestamptz not null,
    primary key (customer_id, product_id)
);
create index wish_list_items_added_idx on wish_list_items (customer_id, added_at desc);

-- Goods kept for later: a cart that was put aside, a list that is ordered from again and again.
create table purchase_lists (
    id uuid primary key,
    kind text not null constraint purchase_lists_kind_check check (kind in ('saved_cart', 'requisition', 'template')),
    customer_id uuid not null references customers (id),
    name text not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    row_version integer not null default 1
);
create index purchase_lists_customer_idx on purchase_lists (customer_id, kind, created_at desc);

create table purchase_list_lines (
    list_id uuid not null references purchase_lists (id) on delete cascade,
    variant_id uuid not null references variants (id),
    -- As it was called when it was kept, for what is no longer sold.
    name text not null,
    quantity integer not null constraint purchase_list_lines_quantity_check check (quantity between 1 and 9999),
    position integer not null,
    primary key (list_id, variant_id)
);
