-- Whose a cart is: whoever has logged in finds it in every browser. Null is a guest's, found by its cookie alone.
-- Checked for new rows at once, without reading the old ones, which are all null.
alter table carts add column customer_id uuid;
alter table carts add constraint carts_customer_fkey foreign key (customer_id) references customers (id) not valid;

-- What became of goods that were put into a cart from elsewhere (another cart at log-in, an earlier order, a list): told on the cart's page for a while.
create table cart_notes (
    id uuid primary key,
    cart_id uuid not null references carts (id) on delete cascade,
    cause text not null constraint cart_notes_cause_check check (cause in ('log_in', 'reorder', 'saved_cart')),
    outcome text not null constraint cart_notes_outcome_check check (outcome in ('joined', 'larger', 'short', 'out', 'gone', 'full')),
    -- As it was called where it came from.
    name text not null,
    wanted integer not null,
    got integer not null,
    position integer not null,
    created_at timestamptz not null
);
create index cart_notes_cart_idx on cart_notes (cart_id);
