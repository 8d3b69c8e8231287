-- What a guest has stated without a link: a name, an order and an address, and perhaps which goods. It is a statement from the moment it was made, whether or
-- not it can be seen at once which order it is about.
create sequence withdrawal_notice_numbers start 10001;
create table withdrawal_notices (
    id uuid primary key,
    number text not null constraint withdrawal_notices_number_key unique,
    -- As it was typed, in the form of a number.
    order_number text not null,
    name text not null,
    email text not null,
    -- Which goods, in the guest's words; nothing: all of them.
    goods text not null default '',
    locale text not null,
    made_at timestamptz not null,
    state text not null constraint withdrawal_notices_state_check check (state in ('open', 'matched', 'dismissed')),
    -- The order that number and address belong to.
    order_id uuid references orders (id),
    -- The case that it became.
    return_id uuid references return_cases (id),
    -- What staff have answered whoever no order was found for.
    answer text not null default '',
    closed_at timestamptz,
    row_version integer not null default 1,
    constraint withdrawal_notices_matched_check check ((state = 'matched') = (return_id is not null)),
    constraint withdrawal_notices_closed_check check ((state = 'open') = (closed_at is null))
);
create index withdrawal_notices_open_idx on withdrawal_notices (made_at, id) where state = 'open';
create index withdrawal_notices_order_idx on withdrawal_notices (order_id, made_at) where order_id is not null;
create index withdrawal_notices_return_idx on withdrawal_notices (return_id) where return_id is not null;
create index withdrawal_notices_closed_idx on withdrawal_notices (closed_at) where closed_at is not null;

alter table return_cases drop constraint return_cases_came_by_check;
alter table return_cases add constraint return_cases_came_by_check check (came_by in ('email', 'letter', 'phone', 'visit', 'site')) not valid;
