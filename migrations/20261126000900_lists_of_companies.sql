-- A company's lists are shared by its people; who made one still stands beside it. Null: the person's own.
alter table purchase_lists add column company_id uuid references companies (id);

-- A company's own numbers for articles (A5): what its people type, and what stands on its orders.
create table company_articles (
    company_id uuid not null references companies (id),
    -- As the company writes it.
    number text not null constraint company_articles_number_check check (number <> ''),
    -- In small letters, to find it by.
    number_key text not null,
    variant_id uuid not null references variants (id),
    created_at timestamptz not null,
    primary key (company_id, number_key)
);
create index company_articles_variant_idx on company_articles (variant_id, company_id);

-- What the company called the article when it ordered.
alter table order_lines add column own_number text;

-- Why a cart was filled: a quick order and a list, too.
alter table cart_notes drop constraint cart_notes_cause_check;
alter table cart_notes add constraint cart_notes_cause_check
    check (cause in ('log_in', 'reorder', 'saved_cart', 'quick_order', 'list')) not valid;
