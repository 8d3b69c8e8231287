-- What a person has agreed to or taken back, each time, with the words that were shown: rows are only added.
create table consents (
    id uuid primary key,
    customer_id uuid not null references customers (id),
    purpose text not null constraint consents_purpose_check check (purpose in ('newsletter', 'surveys')),
    is_given boolean not null,
    words text not null,
    at timestamptz not null
);
create index consents_customer_idx on consents (customer_id, at desc, id desc);
create trigger consents_are_final before update or delete on consents
    for each row execute function refuse_change();

-- The day from which there is something more to take away of a person who has been erased: what an order that was under way still needed, or what
-- the bookkeeping act wanted kept. Null when there is nothing, or when they have not been erased.
alter table customers add column purge_on date;
create index customers_purge_idx on customers (purge_on) where purge_on is not null;
