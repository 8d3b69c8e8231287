-- What staff are told by mail of their own accounts: the row goes when the mail has been sent.

create table staff_notices (
    id uuid primary key,
    staff_id uuid not null references staff (id),
    news text not null constraint staff_notices_news_check check (news in (
        'passkey-added', 'passkey-removed', 'app-added', 'codes-made', 'code-used', 'codes-used-up', 'access-reset', 'password-changed')),
    -- What a passkey is called.
    label text not null default '',
    -- Recovery codes that are left.
    codes_left integer not null default 0,
    -- Who did it, where it was not the person.
    by_name text not null default '',
    at timestamptz not null
);
create index staff_notices_staff_idx on staff_notices (staff_id);
create index staff_notices_at_idx on staff_notices (at);
