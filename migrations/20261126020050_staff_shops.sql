-- Which shops somebody of the staff works for: who has no row works for all of them, also those to come.
create table staff_shops (
    staff_id uuid not null references staff (id) on delete cascade,
    shop_id uuid not null references shops (id) on delete cascade,
    primary key (staff_id, shop_id)
);
create index staff_shops_shop_idx on staff_shops (shop_id);

-- Which shop a session of the back office looks at: without a row, all that its person works for.
create table staff_shop_choices (
    session_id uuid primary key references staff_sessions (id) on delete cascade,
    shop_id uuid not null references shops (id) on delete cascade
);
create index staff_shop_choices_shop_idx on staff_shop_choices (shop_id);
