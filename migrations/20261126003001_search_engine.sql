-- What a search engine beside PostgreSQL has been given. Where none is configured these tables are empty, and nothing is noted for it.

-- The shops and languages that it is to know. One that was never built is not searched by it yet.
create table search_shelves (
    shop_id uuid not null,
    locale text not null,
    built_at timestamptz,
    -- In which engine, by its address and the names of its indexes: another has not been given it.
    built_in text,
    primary key (shop_id, locale)
);

-- Products of which it is to be told anew: one row for each time that the rows behind search were made anew.
create table search_marks (
    id bigint generated always as identity primary key,
    product_id uuid not null,
    marked_at timestamptz not null
);

-- Whose turn it is to tell it something: two at once could tell it of the older state last.
create table search_turns (
    is_only boolean primary key default true constraint search_turns_only_check check (is_only),
    holder uuid not null,
    held_until timestamptz not null,
    -- When a process to which an engine is configured was last seen.
    seen_at timestamptz not null
);
