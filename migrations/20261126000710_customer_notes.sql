-- What staff note about a customer for each other. It is the customer's to read in the file with everything, and goes when they are erased.
create table customer_notes (
    id uuid primary key,
    customer_id uuid not null references customers (id),
    staff_id uuid not null references staff (id),
    text text not null,
    created_at timestamptz not null
);
create index customer_notes_customer_idx on customer_notes (customer_id, created_at desc);
create index customer_notes_staff_idx on customer_notes (staff_id);
