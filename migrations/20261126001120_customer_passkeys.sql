-- Logging in with a passkey: what the shop keeps of it is public, so nothing stored here opens anything.

create table customer_passkeys (
    id uuid primary key,
    customer_id uuid not null references customers (id),
    -- By what a browser names it.
    credential_id bytea not null,
    -- The public key, how often it was used, whether it is backed up.
    credential jsonb not null,
    -- What its owner calls it.
    label text not null,
    created_at timestamptz not null,
    last_used_at timestamptz,
    -- It stays for a month, so that its owner can be told which it was.
    removed_at timestamptz
);
create unique index customer_passkeys_credential_key on customer_passkeys (credential_id) where removed_at is null;
create index customer_passkeys_customer_idx on customer_passkeys (customer_id, created_at);
create index customer_passkeys_removed_idx on customer_passkeys (removed_at) where removed_at is not null;

-- Questions to browsers that wait for an answer: good once, for minutes, in the browser that asked.
create table passkey_ceremonies (
    id uuid primary key,
    purpose text not null constraint passkey_ceremonies_purpose_check check (purpose in ('register', 'log_in')),
    -- Whose log-in adds a passkey.
    session_id uuid references customer_sessions (id) on delete cascade,
    -- The cookie of a browser that nobody is logged in to yet.
    browser_hash bytea,
    -- Whence it was asked, so that nobody fills the table.
    caller text not null,
    state jsonb not null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    constraint passkey_ceremonies_session_check check ((purpose = 'register') = (session_id is not null)),
    constraint passkey_ceremonies_browser_check check ((purpose = 'log_in') = (browser_hash is not null))
);
create index passkey_ceremonies_expiry_idx on passkey_ceremonies (expires_at);
create index passkey_ceremonies_caller_idx on passkey_ceremonies (caller, expires_at);
create index passkey_ceremonies_session_idx on passkey_ceremonies (session_id) where session_id is not null;
