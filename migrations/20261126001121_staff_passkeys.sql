-- Passkeys as the second step of staff, beside the code from the app.

create table staff_passkeys (
    id uuid primary key,
    staff_id uuid not null references staff (id),
    -- By what a browser names it.
    credential_id bytea not null constraint staff_passkeys_credential_key unique,
    -- The public key, how often it was used, whether it is backed up.
    credential jsonb not null,
    -- What its owner calls it.
    label text not null,
    created_at timestamptz not null,
    last_used_at timestamptz
);
create index staff_passkeys_staff_idx on staff_passkeys (staff_id, created_at);

-- A question to the session's browser that waits for its answer: good once, for minutes.
alter table staff_sessions add column passkey_question jsonb;
alter table staff_sessions add column passkey_asked_at timestamptz;
