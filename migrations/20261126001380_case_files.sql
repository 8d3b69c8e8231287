-- Files of cases: pictures of what is wrong, and labels for sending goods back. They show people's homes and say where they live, so no public address leads to
-- them, and they go with what the case says of its buyer. The files themselves lie in the file store, named by the row.
create table case_files (
    id uuid primary key,
    order_id uuid not null references orders (id),
    -- Null: sent with a form that has not been taken yet, or let go.
    return_id uuid references return_cases (id),
    kind text not null constraint case_files_kind_check check (kind in ('picture', 'label')),
    -- Within the case and its kind.
    position integer not null default 0,
    byte_size bigint not null constraint case_files_size_check check (byte_size > 0),
    created_at timestamptz not null,
    -- Until when it is kept without a case; null while it is a case's.
    keep_until timestamptz,
    constraint case_files_kept_check check ((return_id is null) = (keep_until is not null))
);
create index case_files_return_idx on case_files (return_id, kind, position) where return_id is not null;
-- How many were sent of late is counted by order.
create index case_files_order_idx on case_files (order_id, created_at);
create index case_files_keep_until_idx on case_files (keep_until) where keep_until is not null;
