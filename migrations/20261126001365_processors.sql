-- Who handles personal data for the shop (GDPR, articles 28 and 30): kept by staff, told under the text about personal data.

create table processors (
    id uuid primary key,
    shop_id uuid not null references shops (id),
    name text not null constraint processors_name_check check (name <> ''),
    -- Where they tell of themselves; may be empty.
    url text not null default '',
    -- What they do for the shop and which data they get for it.
    task_sv text not null,
    -- Empty: the Swedish is shown.
    task_en text not null default '',
    -- Where the data are, and what protects them outside the EU.
    place_sv text not null,
    place_en text not null default '',
    -- When the agreement was signed; told to nobody.
    agreed_on date,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    row_version integer not null default 1
);
create unique index processors_name_key on processors (shop_id, lower(name));
