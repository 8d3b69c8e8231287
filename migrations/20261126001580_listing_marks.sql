-- Products whose listing rows are to be made anew: one row for each time that something about one has changed, so that whoever marks waits neither for
-- whoever takes marks nor for others who mark. What the former version still writes into listing_dirty is taken, too.
create table listing_marks (
    id bigint generated always as identity primary key,
    product_id uuid not null,
    marked_at timestamptz not null
);
-- All marks of a product are taken together.
create index listing_marks_product_idx on listing_marks (product_id);
