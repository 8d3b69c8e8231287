-- Who has which page of an object open, so that two do not work at the same thing without knowing. It is worth minutes: not kept through a crash, never
-- part of any record, and swept with the sessions.
create unlogged table staff_presence (
    page text not null,
    staff_id uuid not null references staff (id) on delete cascade,
    seen_at timestamptz not null,
    primary key (page, staff_id)
);
create index staff_presence_staff_idx on staff_presence (staff_id);
create index staff_presence_seen_idx on staff_presence (seen_at);
