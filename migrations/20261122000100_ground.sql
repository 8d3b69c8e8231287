-- The ground of every room: jobs, facts and their deliveries, messages in, mail out, the audit trail, settings.

create extension if not exists pg_trgm;

-- Work to be done later. A row lives until its work is done; what failed for good stays and is shown to staff.
create table jobs (
    id uuid primary key,
    queue text not null,
    name text not null,
    payload jsonb not null,
    -- Two jobs with the same key never wait at the same time.
    dedup_key text,
    priority smallint not null default 100,
    state text not null default 'ready' constraint jobs_state_check check (state in ('ready', 'running', 'failed')),
    run_at timestamptz not null,
    attempts integer not null default 0,
    max_attempts integer not null,
    leased_until timestamptz,
    -- Whose lease it is, so that a worker that lost its lease cannot finish another's work.
    lease uuid,
    last_error text,
    request_id text,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    constraint jobs_lease_check check ((state = 'running') = (leased_until is not null))
);
create index jobs_ready_idx on jobs (queue, priority, run_at) where state = 'ready';
create index jobs_running_idx on jobs (leased_until) where state = 'running';
create index jobs_failed_idx on jobs (updated_at desc, id) where state = 'failed';
create index jobs_listing_idx on jobs (created_at desc, id desc);
create unique index jobs_dedup_key on jobs (name, dedup_key) where dedup_key is not null and state = 'ready';

-- When each recurring task ran last, so that two processes do not both run it.
create table schedules (
    name text primary key,
    last_run_at timestamptz not null
);

-- Facts, in the past tense, written with the data that they tell of. Sequence is dense per aggregate; the row is also the aggregate's history.
create table outbox_facts (
    id bigint generated always as identity primary key,
    aggregate_kind text not null,
    aggregate_id uuid not null,
    sequence integer not null,
    name text not null,
    version smallint not null,
    payload jsonb not null,
    actor_kind text not null,
    actor_id uuid,
    actor_name text not null,
    request_id text,
    occurred_at timestamptz not null,
    -- When the relay turned it into deliveries. Null is the relay's queue.
    relayed_at timestamptz,
    constraint outbox_facts_sequence_key unique (aggregate_kind, aggregate_id, sequence)
);
create index outbox_facts_unrelayed_idx on outbox_facts (id) where relayed_at is null;

-- One fact on its way to one destination.
create table deliveries (
    id uuid primary key,
    fact_id bigint not null references outbox_facts (id),
    destination text not null,
    state text not null default 'pending'
        constraint deliveries_state_check check (state in ('pending', 'sent', 'acknowledged', 'failed', 'dead')),
    attempts integer not null default 0,
    last_error text,
    -- What the receiver answered: the proof of delivery.
    receipt jsonb,
    created_at timestamptz not null,
    sent_at timestamptz,
    acknowledged_at timestamptz,
    updated_at timestamptz not null,
    constraint deliveries_fact_destination_key unique (fact_id, destination)
);
create index deliveries_listing_idx on deliveries (created_at desc, id desc);
create index deliveries_destination_idx on deliveries (destination, created_at desc, id desc);
create index deliveries_open_idx on deliveries (state, updated_at desc, id) where state <> 'acknowledged';

-- Messages from vendors, stored whole before the vendor gets its receipt.
create table inbound_messages (
    id uuid primary key,
    vendor text not null,
    message_id text not null,
    kind text not null,
    body bytea not null,
    headers jsonb not null,
    state text not null default 'received'
        constraint inbound_messages_state_check check (state in ('received', 'processed', 'failed')),
    last_error text,
    received_at timestamptz not null,
    processed_at timestamptz,
    constraint inbound_messages_vendor_message_key unique (vendor, message_id)
);
create index inbound_messages_listing_idx on inbound_messages (received_at desc, id);

-- Mail that has been or will be sent, kept as it was sent: the copy on our side of the durable medium.
create table mails (
    id uuid primary key,
    -- What it is about, e.g. order confirmation of order X; the same mail is never made twice.
    kind text not null,
    subject_kind text,
    subject_id uuid,
    dedup_key text constraint mails_dedup_key_key unique,
    sender text not null,
    recipient text not null,
    reply_to text,
    subject text not null,
    body_text text not null,
    body_html text,
    locale text not null,
    state text not null default 'pending' constraint mails_state_check check (state in ('pending', 'sent', 'failed')),
    transport text,
    receipt text,
    last_error text,
    created_at timestamptz not null,
    sent_at timestamptz
);
create index mails_listing_idx on mails (created_at desc, id desc);
create index mails_subject_idx on mails (subject_kind, subject_id);

-- Who did what, when, before and after (C3).
create table audit_entries (
    id uuid primary key,
    at timestamptz not null,
    actor_kind text not null,
    actor_id uuid,
    actor_name text not null,
    request_id text,
    action text not null,
    subject_kind text not null,
    subject_id uuid,
    before jsonb,
    after jsonb,
    reason text
);
create index audit_entries_at_idx on audit_entries (at desc, id);
create index audit_entries_subject_idx on audit_entries (subject_kind, subject_id, at desc);

create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'rows of % are never changed', tg_table_name using errcode = 'restrict_violation';
end
$$;
create trigger audit_entries_are_final before update or delete on audit_entries
    for each row execute function refuse_change();
create trigger audit_entries_stay before truncate on audit_entries
    for each statement execute function refuse_change();

-- Settings inherit from the system to the shop (B4): shop_id null is the system's own value.
create table settings (
    shop_id uuid,
    key text not null,
    value jsonb not null,
    updated_at timestamptz not null,
    updated_by text not null,
    constraint settings_key unique nulls not distinct (shop_id, key)
);
