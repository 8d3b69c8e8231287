-- Money that comes for an invoice, also a part of it or more than is owed; and money that does not add up, until somebody has decided what becomes of it.

-- What has been paid of an invoice. One that was taken for paid before this was counted has nothing here.
alter table order_invoices add column paid_minor bigint not null default 0;
alter table order_invoices add constraint order_invoices_paid_check check (paid_minor >= 0 and paid_minor + credited_minor <= amount_minor) not valid;

create table invoice_payments (
    -- Made up by the form: sent twice, it is one.
    id uuid primary key,
    order_id uuid not null references orders (id),
    amount_minor bigint not null constraint invoice_payments_amount_check check (amount_minor > 0),
    currency char(3) not null,
    -- What of it the invoice took; the rest was more than was owed.
    applied_minor bigint not null constraint invoice_payments_applied_check check (applied_minor between 0 and amount_minor),
    -- The day on which the bank had it.
    paid_on date not null,
    -- In the bank's words, or those of staff.
    reference text not null,
    entered_at timestamptz not null,
    entered_by uuid references staff (id),
    -- It was a mistake: there was no such payment.
    undone_at timestamptz,
    undone_by uuid references staff (id)
);
create index invoice_payments_order_idx on invoice_payments (order_id, entered_at);
create index invoice_payments_entered_by_idx on invoice_payments (entered_by) where entered_by is not null;
create index invoice_payments_undone_by_idx on invoice_payments (undone_by) where undone_by is not null;

-- Another sum came than was to come.
create table payment_differences (
    id uuid primary key,
    order_id uuid not null references orders (id),
    -- vendor: a payment provider took it. bank: it came for an invoice. void: it had come for an invoice whose order was called off then.
    kind text not null constraint payment_differences_kind_check check (kind in ('vendor', 'bank', 'void')),
    payment_id uuid constraint payment_differences_payment_key unique references payments (id),
    invoice_payment_id uuid constraint payment_differences_invoice_payment_key unique references invoice_payments (id),
    expected_minor bigint not null,
    expected_currency char(3) not null,
    received_minor bigint not null constraint payment_differences_received_check check (received_minor > 0),
    received_currency char(3) not null,
    state text not null default 'open' constraint payment_differences_state_check check (state in ('open', 'settled')),
    -- What was done about it.
    deed text constraint payment_differences_deed_check
        check (deed in ('refund_all', 'refund_excess', 'accept', 'rest_came', 'by_hand', 'credit', 'undone')),
    -- In the words of staff: how it was paid back, why it was accepted.
    note text not null default '',
    refund_id uuid references refunds (id),
    -- Why the vendor would not send it, in its words: it is open again then.
    refused text,
    gift_card_id uuid references gift_cards (id),
    -- When the buyer was last asked for the rest.
    asked_at timestamptz,
    found_at timestamptz not null,
    settled_at timestamptz,
    settled_by uuid references staff (id),
    row_version integer not null default 1,
    constraint payment_differences_settled_check check ((state = 'open') = (deed is null) and (state = 'open') = (settled_at is null))
);
create index payment_differences_listing_idx on payment_differences (found_at desc, id desc);
create index payment_differences_state_idx on payment_differences (state, found_at desc, id desc);
create index payment_differences_order_idx on payment_differences (order_id);
create index payment_differences_refund_idx on payment_differences (refund_id) where refund_id is not null;
create index payment_differences_gift_card_idx on payment_differences (gift_card_id) where gift_card_id is not null;
create index payment_differences_settled_by_idx on payment_differences (settled_by) where settled_by is not null;

-- What a vendor took, where that is not what it was asked for.
alter table payments add column captured_minor bigint;
alter table payments add column captured_currency char(3);
alter table payments drop constraint payments_refunded_check;
alter table payments add constraint payments_refunded_check check (refunded_minor between 0 and coalesce(captured_minor, amount_minor)) not valid;
-- What goes back because too much came was never paid for goods: nothing of the sale is credited by it.
alter table refunds add column is_excess boolean not null default false;
