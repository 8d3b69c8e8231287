-- What a company is billed by (mervärdesskattelagen 2023:200, 17 kap.): the numbers of a seller follow each other without a gap; what is issued says for ever what
-- it said, whatever becomes of the order, the company and the shop's own papers. What is owed of it stands in order_invoices.
create table invoice_series (
    shop_id uuid primary key references shops (id),
    last bigint not null
);

-- Where invoices are paid to. Empty: not there.
create table invoice_accounts (
    shop_id uuid primary key references shops (id),
    bankgiro text not null,
    iban text not null,
    bic text not null,
    updated_at timestamptz not null,
    row_version integer not null default 1
);

create table invoices (
    id uuid primary key,
    shop_id uuid not null references shops (id),
    number bigint not null,
    order_id uuid not null constraint invoices_order_key unique references orders (id),
    order_number text not null,
    ordered_at timestamptz not null,
    issued_at timestamptz not null,
    due_on date not null,
    -- With its length and a check digit (OCR).
    payment_reference text not null,
    locale text not null,
    currency char(3) not null,
    vat_ground text not null,
    net_minor bigint not null,
    vat_minor bigint not null,
    total_minor bigint not null,
    -- What gift cards had paid.
    prepaid_minor bigint not null,
    seller_name text not null,
    seller_org_number text not null,
    seller_vat_number text not null,
    seller_street text not null,
    seller_postcode text not null,
    seller_city text not null,
    seller_country char(2) not null,
    seller_email text not null,
    seller_phone text not null,
    seller_bankgiro text not null,
    seller_iban text not null,
    seller_bic text not null,
    constraint invoices_number_key unique (shop_id, number),
    constraint invoices_total_check check (net_minor + vat_minor = total_minor and prepaid_minor between 0 and total_minor)
);
create index invoices_reference_idx on invoices (payment_reference);

-- Whom it is for. Emptied after the books, and never changed otherwise.
create table invoice_buyers (
    invoice_id uuid primary key references invoices (id),
    order_id uuid not null references orders (id),
    company_id uuid not null references companies (id),
    name text not null,
    org_number text not null,
    vat_number text not null,
    gln text not null,
    e_invoice_id text not null,
    reference text not null,
    marking text not null,
    cost_place text not null,
    email text not null,
    -- Who ordered.
    contact text not null,
    street text not null,
    street2 text not null,
    postcode text not null,
    city text not null,
    country char(2) not null,
    to_name text not null,
    to_company text not null,
    to_street text not null,
    to_street2 text not null,
    to_postcode text not null,
    to_city text not null,
    to_country char(2) not null
);
create index invoice_buyers_order_idx on invoice_buyers (order_id);
create index invoice_buyers_company_idx on invoice_buyers (company_id);

create table invoice_lines (
    invoice_id uuid not null references invoices (id),
    position integer not null,
    is_freight boolean not null,
    sku text not null,
    own_number text not null,
    name text not null,
    options text not null,
    quantity integer not null,
    -- Of one, without VAT, before anything was taken off; ten-thousandths of a minor unit.
    unit_net_e4 bigint not null,
    -- What was taken off, without VAT.
    discount_minor bigint not null,
    net_minor bigint not null,
    vat_minor bigint not null,
    rate_bp integer not null,
    -- In the codes of EN 16931, and of the Union's list of exemptions.
    reason text not null,
    exemption text not null,
    primary key (invoice_id, position)
);

-- By rate and reason. They sum to the invoice's.
create table invoice_parts (
    invoice_id uuid not null references invoices (id),
    rate_bp integer not null,
    reason text not null,
    exemption text not null,
    net_minor bigint not null,
    vat_minor bigint not null,
    primary key (invoice_id, rate_bp, reason, exemption)
);

create function refuse_all_but_emptying() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' and new.invoice_id = old.invoice_id and new.order_id = old.order_id and new.company_id = old.company_id
       and concat(new.name, new.org_number, new.vat_number, new.gln, new.e_invoice_id, new.reference, new.marking, new.cost_place, new.email, new.contact,
                  new.street, new.street2, new.postcode, new.city, new.to_name, new.to_company, new.to_street, new.to_street2, new.to_postcode, new.to_city) = '' then
        return new;
    end if;
    raise exception 'rows of % are never changed', tg_table_name using errcode = 'restrict_violation';
end
$$;
create trigger invoices_are_final before update or delete on invoices for each row execute function refuse_change();
create trigger invoice_lines_are_final before update or delete on invoice_lines for each row execute function refuse_change();
create trigger invoice_parts_are_final before update or delete on invoice_parts for each row execute function refuse_change();
create trigger invoice_buyers_are_final before update or delete on invoice_buyers for each row execute function refuse_all_but_emptying();
