-- What buyers write of products. Only who has bought and received a product may: the order that shows it stands beside.
create table reviews (
    id uuid primary key,
    product_id uuid not null references products (id),
    order_id uuid not null references orders (id),
    -- The order's, for the list's search.
    order_number text not null,
    -- The account, where the writer has one.
    customer_id uuid references customers (id),
    -- In small letters, theirs when they wrote: where a guest is told, and found again.
    email text not null,
    state text not null constraint reviews_state_check check (state in ('pending', 'published', 'refused')),
    stars smallint not null constraint reviews_stars_check check (stars between 1 and 5),
    heading text not null,
    body text not null,
    shown_name text not null,
    -- The language that it is written in.
    locale text not null,
    refusal text constraint reviews_refusal_check
        check (refusal in ('offensive', 'personal_data', 'advertising', 'off_topic', 'unlawful', 'other')),
    -- What staff add to the reason.
    refusal_words text not null default '',
    -- The shop's public answer.
    reply text not null default '',
    replied_at timestamptz,
    -- How many have reported it since staff last looked.
    reports integer not null default 0 constraint reviews_reports_check check (reports >= 0),
    -- When it was written, or last changed by its writer.
    written_at timestamptz not null,
    decided_at timestamptz,
    published_at timestamptz,
    updated_at timestamptz not null,
    row_version integer not null default 1,
    constraint reviews_refused_check check ((state = 'refused') = (refusal is not null)),
    constraint reviews_published_check check (state <> 'published' or published_at is not null)
);
-- One review of a product by each person, however often they bought it.
create unique index reviews_customer_key on reviews (product_id, customer_id) where customer_id is not null;
create unique index reviews_email_key on reviews (product_id, email) where customer_id is null;
create index reviews_shown_idx on reviews (product_id, published_at desc, id desc) where state = 'published';
create index reviews_shown_by_stars_idx on reviews (product_id, stars, published_at desc, id desc) where state = 'published';
create index reviews_written_idx on reviews (written_at desc, id desc);
create index reviews_state_stars_written_idx on reviews (state, (stars::text), written_at desc, id desc);
create index reviews_reported_idx on reviews (state, (stars::text), written_at desc, id desc) where reports > 0;
create index reviews_customer_idx on reviews (customer_id, written_at desc) where customer_id is not null;
create index reviews_email_idx on reviews (email);
create index reviews_order_idx on reviews (order_id);
create index reviews_order_number_idx on reviews (order_number);

-- How many published reviews a product has of each number of stars, changed with the review in one transaction: a product with a hundred thousand
-- reviews is read as fast as one with none.
create table product_ratings (
    product_id uuid primary key references products (id),
    one integer not null default 0,
    two integer not null default 0,
    three integer not null default 0,
    four integer not null default 0,
    five integer not null default 0,
    constraint product_ratings_check check (least(one, two, three, four, five) >= 0)
);

-- What readers have reported. It stays when staff have looked, as long as the review does.
create table review_reports (
    id uuid primary key,
    review_id uuid not null references reviews (id) on delete cascade,
    reason text not null constraint review_reports_reason_check check (reason in ('offensive', 'personal_data', 'advertising', 'off_topic', 'unlawful', 'other')),
    words text not null default '',
    made_at timestamptz not null
);
create index review_reports_review_idx on review_reports (review_id, made_at desc);

-- When the last of an order's goods came, as far as is known, and whether the buyer has been asked what they think of them.
create table review_asks (
    order_id uuid primary key references orders (id),
    arrived_at timestamptz not null,
    state text not null default 'waiting' constraint review_asks_state_check check (state in ('waiting', 'asked', 'passed')),
    settled_at timestamptz
);
create index review_asks_due_idx on review_asks (arrived_at) where state = 'waiting';

-- Addresses, in small letters, that want no such question.
create table review_opt_outs (
    email text primary key,
    at timestamptz not null
);

-- Whether and when buyers are asked. Without a row: fourteen days after the goods came.
create table review_settings (
    shop_id uuid primary key references shops (id),
    is_asking boolean not null default true,
    ask_after_days integer not null default 14 constraint review_settings_days_check check (ask_after_days between 1 and 90),
    updated_at timestamptz not null,
    row_version integer not null default 1
);
