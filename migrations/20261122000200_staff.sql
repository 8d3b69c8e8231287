-- People who log in to the back office, and what they may do there.

create table staff (
    id uuid primary key,
    email text not null,
    name text not null,
    password_hash text,
    state text not null default 'active' constraint staff_state_check check (state in ('invited', 'active', 'closed')),
    -- The TOTP secret, sealed with the program's key. Set at enrolment; null forces enrolment at the next log-in.
    totp_sealed bytea,
    totp_enrolled_at timestamptz,
    -- The last step that was used: a code is good once.
    totp_last_step bigint,
    locale text not null default 'sv' constraint staff_locale_check check (locale in ('sv', 'en')),
    theme text not null default 'system' constraint staff_theme_check check (theme in ('system', 'light', 'dark')),
    density text not null default 'compact' constraint staff_density_check check (density in ('compact', 'comfortable')),
    single_keys boolean not null default true,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    row_version integer not null default 1
);
create unique index staff_email_key on staff (lower(email));

create table roles (
    id uuid primary key,
    code text not null constraint roles_code_key unique,
    name jsonb not null,
    -- Permission codes as in platform::auth; the System owner's role holds '*'.
    permissions text[] not null,
    is_builtin boolean not null default false,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    row_version integer not null default 1
);

create table staff_roles (
    staff_id uuid not null references staff (id),
    role_id uuid not null references roles (id),
    primary key (staff_id, role_id)
);

create table recovery_codes (
    id uuid primary key,
    staff_id uuid not null references staff (id),
    code_hash bytea not null,
    created_at timestamptz not null,
    used_at timestamptz
);
create index recovery_codes_staff_idx on recovery_codes (staff_id) where used_at is null;

create table staff_sessions (
    id uuid primary key,
    staff_id uuid not null references staff (id),
    token_hash bytea not null constraint staff_sessions_token_key unique,
    -- When both factors were proved. Null: the password was right, the second factor is still owed.
    verified_at timestamptz,
    -- A secret that has been shown for enrolment and not yet been confirmed, sealed.
    pending_totp_sealed bytea,
    created_at timestamptz not null,
    last_seen_at timestamptz not null,
    expires_at timestamptz not null,
    revoked_at timestamptz,
    address text,
    user_agent text
);
create index staff_sessions_staff_idx on staff_sessions (staff_id, created_at desc);
create index staff_sessions_expiry_idx on staff_sessions (expires_at);

-- Browsers that have completed a log-in. Their failed tries are counted apart, so that strangers' tries do not hold up the owner.
create table staff_devices (
    id uuid primary key,
    staff_id uuid not null references staff (id),
    token_hash bytea not null constraint staff_devices_token_key unique,
    created_at timestamptz not null,
    last_used_at timestamptz not null,
    expires_at timestamptz not null
);
create index staff_devices_staff_idx on staff_devices (staff_id);

create table staff_invitations (
    id uuid primary key,
    staff_id uuid not null references staff (id),
    token_hash bytea not null constraint staff_invitations_token_key unique,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    used_at timestamptz
);
create index staff_invitations_staff_idx on staff_invitations (staff_id);

-- Failed tries per key (address, account or known device), with the moment from which the next try is heard.
create table throttles (
    key text primary key,
    failures integer not null,
    window_started_at timestamptz not null,
    blocked_until timestamptz,
    updated_at timestamptz not null
);

create table saved_views (
    id uuid primary key,
    staff_id uuid not null references staff (id),
    screen text not null,
    name text not null,
    query text not null,
    position integer not null default 0,
    created_at timestamptz not null,
    constraint saved_views_name_key unique (staff_id, screen, name)
);
