-- What corrects a receipt or an invoice: one for each sum that goes back (mervärdesskattelagen 2023:200, 17 kap.). The numbers of a seller follow each other
-- without a gap; what is issued is never changed.
create table credit_note_series (
    shop_id uuid primary key references shops (id),
    last bigint not null
);
create table credit_notes (
    id uuid primary key,
    shop_id uuid not null references shops (id),
    number bigint not null,
    -- What it corrects.
    order_id uuid not null references orders (id),
    -- The case by which the money went back, where there is one.
    return_id uuid references return_cases (id),
    amount_minor bigint not null constraint credit_notes_amount_check check (amount_minor > 0),
    -- In the amount.
    vat_minor bigint not null constraint credit_notes_vat_check check (vat_minor between 0 and amount_minor),
    currency char(3) not null,
    issued_at timestamptz not null,
    constraint credit_notes_number_key unique (shop_id, number)
);
create index credit_notes_order_idx on credit_notes (order_id, number);
create index credit_notes_return_idx on credit_notes (return_id) where return_id is not null;
-- Amount and VAT by rate. They sum to the note's.
create table credit_note_parts (
    credit_note_id uuid not null references credit_notes (id),
    rate_bp integer not null,
    amount_minor bigint not null,
    vat_minor bigint not null,
    primary key (credit_note_id, rate_bp)
);
-- What it is about, as it was called.
create table credit_note_lines (
    credit_note_id uuid not null references credit_notes (id),
    position integer not null,
    sku text not null,
    name text not null,
    options text not null,
    quantity integer not null,
    primary key (credit_note_id, position)
);
create trigger credit_notes_are_final before update or delete on credit_notes for each row execute function refuse_change();
create trigger credit_note_parts_are_final before update or delete on credit_note_parts for each row execute function refuse_change();
create trigger credit_note_lines_are_final before update or delete on credit_note_lines for each row execute function refuse_change();
