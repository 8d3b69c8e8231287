-- A form that is too large for a cookie, sent after the session had ended: kept for its writer until they are in again, sealed. One for each session that
-- ended, worth minutes, and taken away when it is read.
create table staff_kept_forms (
    session_id uuid primary key references staff_sessions (id) on delete cascade,
    -- Whose session it was: nobody else is given the form.
    staff_id uuid not null references staff (id) on delete cascade,
    -- What the browser carries, hashed.
    token_hash bytea not null constraint staff_kept_forms_token_key unique,
    sealed bytea not null,
    kept_until timestamptz not null
);
create index staff_kept_forms_staff_idx on staff_kept_forms (staff_id);
create index staff_kept_forms_until_idx on staff_kept_forms (kept_until);
