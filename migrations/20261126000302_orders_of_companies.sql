-- Orders that a company has made, with what was said of it then, and those that are paid by invoice.

-- Whose an order is, besides the person who placed it. Older ones have none: checked for new rows at once, without reading the old ones.
alter table orders add column company_id uuid;
alter table orders add constraint orders_company_fkey foreign key (company_id) references companies (id) not valid;

-- invoiced: owed by a company, on credit. Checked for old rows in the next migration, which holds up no one.
alter table orders drop constraint orders_payment_status_check;
alter table orders add constraint orders_payment_status_check
    check (payment_status in ('pending', 'processing', 'refused', 'invoiced', 'paid', 'partly_refunded', 'refunded', 'void')) not valid;

-- What a company's order carries, as it was when it was placed.
create table order_companies (
    order_id uuid primary key references orders (id),
    company_id uuid not null references companies (id),
    name text not null,
    org_number text not null,
    vat_number text,
    -- Whose order it is, in the company's words.
    reference text not null,
    -- Written on the parcels.
    marking text not null,
    cost_place text not null,
    invoice_email text not null,
    gln text,
    e_invoice_id text
);
create index order_companies_company_idx on order_companies (company_id);

-- An order that is owed for. The sum is part of the company's used credit as long as the invoice is open.
create table order_invoices (
    order_id uuid primary key references orders (id),
    company_id uuid not null references companies (id),
    amount_minor bigint not null constraint order_invoices_amount_check check (amount_minor > 0),
    currency char(3) not null,
    due_on date not null,
    -- void: the order was called off.
    state text not null default 'open' constraint order_invoices_state_check check (state in ('open', 'paid', 'void')),
    created_at timestamptz not null,
    closed_at timestamptz,
    -- Who has seen the money come.
    closed_by uuid references staff (id),
    constraint order_invoices_closed_check check ((state = 'open') = (closed_at is null))
);
create index order_invoices_company_idx on order_invoices (company_id, state, due_on);
create index order_invoices_due_idx on order_invoices (due_on) where state = 'open';
create index order_invoices_closed_by_idx on order_invoices (closed_by) where closed_by is not null;
