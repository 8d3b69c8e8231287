-- What staff note about an order for each other. It is the buyer's to read in the file with everything, and goes when the order forgets its buyer.
create table order_notes (
    id uuid primary key,
    order_id uuid not null references orders (id),
    staff_id uuid not null references staff (id),
    text text not null,
    created_at timestamptz not null
);
create index order_notes_order_idx on order_notes (order_id, created_at desc);
create index order_notes_staff_idx on order_notes (staff_id);
