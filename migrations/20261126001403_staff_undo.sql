-- The step back that a person has after saving a form: the form as it was before, sent again as it is. One for each person, worth minutes.
create table staff_undo (
    staff_id uuid primary key references staff (id) on delete cascade,
    -- The page that shows it.
    page text not null,
    action text not null,
    -- [["name", "value"], ...] as the form sends them.
    fields jsonb not null,
    saved_at timestamptz not null
);
create index staff_undo_saved_idx on staff_undo (saved_at);
