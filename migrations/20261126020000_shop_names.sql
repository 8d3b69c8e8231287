-- By which names a shop is called; its address is made of the main one. A shop may have none: the oldest then stands at the configured address.
create table shop_names (
    -- As DNS has it, in small letters.
    name text primary key constraint shop_names_name_check check (name = lower(name) and length(name) between 3 and 253),
    shop_id uuid not null references shops (id),
    is_main boolean not null,
    created_at timestamptz not null
);
create unique index shop_names_main_key on shop_names (shop_id) where is_main;
create index shop_names_shop_idx on shop_names (shop_id);
-- A folder in themes/; null: the configured one.
alter table shops add column theme text constraint shops_theme_check check (theme ~ '^[a-z0-9-]+$');
