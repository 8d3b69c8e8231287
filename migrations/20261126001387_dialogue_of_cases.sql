-- What buyer and shop say to each other in a case, after the statement and before the end.
create table return_messages (
    id uuid primary key,
    return_id uuid not null references return_cases (id),
    is_by_staff boolean not null,
    words text not null,
    created_at timestamptz not null
);
create index return_messages_return_idx on return_messages (return_id, created_at, id);

-- With which words a picture came; null: with the statement.
alter table case_files add column message_id uuid references return_messages (id);
create index case_files_message_idx on case_files (message_id) where message_id is not null;

-- The shop has asked, and the buyer has not answered since.
alter table return_cases add column asked_at timestamptz;
-- The buyer has said something that nobody has seen to.
alter table return_cases add column news_at timestamptz;
