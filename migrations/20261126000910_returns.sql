-- What buyers withdraw from or complain of: from the statement to the money.

-- Why a product cannot be withdrawn from (distansavtalslagen 2005:59, 2 kap. 11 §). Null: it can.
alter table products add column withdrawal_exception text;
alter table products add constraint products_withdrawal_exception_check
    check (withdrawal_exception in ('made_to_measure', 'perishable', 'sealed_hygiene', 'sealed_media', 'mixed', 'periodical', 'dated')) not valid;
-- As it was told before the purchase.
alter table order_lines add column withdrawal_exception text;
alter table order_lines add constraint order_lines_withdrawal_exception_check
    check (withdrawal_exception in ('made_to_measure', 'perishable', 'sealed_hygiene', 'sealed_media', 'mixed', 'periodical', 'dated')) not valid;

create sequence return_numbers start 10001;

-- One statement of a buyer about some pieces of one order.
create table return_cases (
    id uuid primary key,
    number text not null constraint return_cases_number_key unique,
    order_id uuid not null references orders (id),
    -- The order's, for the list's search.
    order_number text not null,
    kind text not null constraint return_cases_kind_check check (kind in ('withdrawal', 'complaint')),
    state text not null constraint return_cases_state_check
        check (state in ('open', 'awaiting_goods', 'to_refund', 'refunding', 'refunded', 'settled', 'refused')),
    name text not null,
    -- Where the receipt and the answers go.
    email text not null,
    locale text not null,
    -- A withdrawal needs none.
    reason text constraint return_cases_reason_check check (reason in ('defective', 'damaged', 'wrong', 'missing', 'not_as_described')),
    description text not null default '',
    -- The statement's moment: what counts against the period.
    made_at timestamptz not null,
    -- When the money must be back (withdrawal), or the answer be given (complaint).
    due_at timestamptz not null,
    -- What the pieces cost, and the outbound freight that goes with them.
    goods_minor bigint not null constraint return_cases_goods_check check (goods_minor >= 0),
    freight_minor bigint not null default 0 constraint return_cases_freight_check check (freight_minor >= 0),
    -- Null until it is decided.
    refund_minor bigint constraint return_cases_refund_check check (refund_minor > 0),
    deduction_reason text not null default '',
    answer text not null default '',
    received_at timestamptz,
    closed_at timestamptz,
    updated_at timestamptz not null,
    row_version integer not null default 1,
    constraint return_cases_complaint_check check ((kind = 'complaint') = (reason is not null))
);
create index return_cases_order_idx on return_cases (order_id, made_at);
create index return_cases_order_number_idx on return_cases (order_number);
create index return_cases_email_idx on return_cases (email);
create index return_cases_made_idx on return_cases (made_at desc, id desc);
create index return_cases_due_idx on return_cases (due_at desc, id desc);
create index return_cases_kind_state_made_idx on return_cases (kind, state, made_at desc, id desc);
create index return_cases_kind_state_due_idx on return_cases (kind, state, due_at desc, id desc);

create table return_lines (
    return_id uuid not null references return_cases (id),
    order_line_id uuid not null references order_lines (id),
    quantity integer not null constraint return_lines_quantity_check check (quantity > 0),
    -- Had not been sent, and are not: nothing comes back.
    called_off integer not null default 0,
    -- What falls on the pieces of the line's sum, by a rule under which all parts sum to it.
    amount_minor bigint not null constraint return_lines_amount_check check (amount_minor >= 0),
    restocked integer not null default 0,
    scrapped integer not null default 0,
    primary key (return_id, order_line_id),
    constraint return_lines_progress_check check (called_off >= 0 and restocked >= 0 and scrapped >= 0 and called_off + restocked + scrapped <= quantity)
);
create index return_lines_line_idx on return_lines (order_line_id);

create table return_pictures (
    return_id uuid not null references return_cases (id),
    media_id uuid not null references media (id),
    position integer not null,
    primary key (return_id, media_id)
);
create index return_pictures_media_idx on return_pictures (media_id);

-- By which ways a case's money goes back. The parts sum to what goes back.
create table return_refunds (
    id uuid primary key,
    return_id uuid not null references return_cases (id),
    way text not null constraint return_refunds_way_check check (way in ('payment', 'gift_card', 'by_hand')),
    amount_minor bigint not null constraint return_refunds_amount_check check (amount_minor > 0),
    refund_id uuid references refunds (id) constraint return_refunds_refund_key unique,
    created_at timestamptz not null,
    constraint return_refunds_refund_check check ((way = 'payment') = (refund_id is not null))
);
create index return_refunds_return_idx on return_refunds (return_id);

-- A guest's wish for a link, known order or not: all leave the same trace, so that nothing tells which numbers there are.
create table withdrawal_requests (
    id uuid primary key,
    order_number text not null,
    email text not null,
    locale text not null,
    -- Set when number and address belong together.
    order_id uuid references orders (id),
    made_at timestamptz not null
);
create index withdrawal_requests_made_idx on withdrawal_requests (made_at);
create index withdrawal_requests_order_idx on withdrawal_requests (order_id, made_at) where order_id is not null;
