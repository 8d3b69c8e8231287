-- What was done to many products at once, so that it can be taken back in one step.
create table product_bulk_changes (
    id uuid primary key,
    status text not null constraint product_bulk_changes_status_check check (status in ('draft', 'active', 'archived')),
    -- The products that were changed, and what they were: parallel arrays.
    products uuid[] not null,
    statuses text[] not null,
    changed_at timestamptz not null,
    changed_by text not null,
    undone_at timestamptz,
    constraint product_bulk_changes_pairs_check check (cardinality(products) = cardinality(statuses))
);
