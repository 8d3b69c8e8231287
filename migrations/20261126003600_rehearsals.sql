-- What staff have asked of a time to come: whom it is seen as, when, and how far the answer has come. All of it is taken away some days later.
create sequence rehearsal_numbers start 1001;

create table rehearsals (
    id uuid primary key,
    number text not null constraint rehearsals_number_key unique,
    shop_id uuid not null references shops (id),
    country text not null,
    -- Whom the shop is seen as: one of the two.
    tier_code text references tiers (code) on delete cascade,
    company_id uuid references companies (id) on delete cascade,
    -- What they are called.
    name text not null,
    -- As they see prices.
    currency text not null,
    shows_vat boolean not null,
    -- Below what is warned; null: whoever asked may not know costs.
    margin_bp bigint,
    -- The two moments.
    asked_at timestamptz not null,
    at timestamptz not null,
    state text not null constraint rehearsals_state_check check (state in ('running', 'done')),
    -- The article number that the comparison has come to, in their order, how many articles that is, and of how many.
    after_sku text not null default '',
    looked_at bigint not null default 0,
    articles bigint not null,
    -- What was found.
    changed bigint not null default 0,
    by_promotion bigint not null default 0,
    below_margin bigint not null default 0,
    lacking_prior bigint not null default 0,
    coming bigint not null default 0,
    going bigint not null default 0,
    done_at timestamptz,
    constraint rehearsals_whom_check check (num_nonnulls(tier_code, company_id) = 1),
    constraint rehearsals_done_check check ((state = 'done') = (done_at is not null))
);
create index rehearsals_asked_idx on rehearsals (asked_at);
create index rehearsals_company_idx on rehearsals (company_id) where company_id is not null;

-- Prices that will be others. The articles and lists are not referred to by keys: what is told of them is what was so when it was asked.
create table rehearsal_differences (
    rehearsal text not null references rehearsals (number) on delete cascade,
    -- Those to look at first have the largest; of equals, those first by article number.
    rank bigint not null,
    variant_id uuid not null,
    product_id uuid not null,
    sku text not null,
    quantity integer not null,
    -- One piece, as they see it, in ten-thousandths of a minor unit; null: no price.
    now_e4 bigint,
    then_e4 bigint,
    -- The same with what promotions take off; null: they take nothing off.
    promoted_now_e4 bigint,
    promoted_then_e4 bigint,
    -- The list that will decide.
    price_list_id uuid,
    -- What will be left of the price without VAT when the cost is paid.
    margin_bp bigint,
    is_below_margin boolean not null,
    lacks_prior boolean not null,
    -- The list's price stays.
    is_by_promotion boolean not null,
    primary key (rehearsal, variant_id, quantity)
);
create index rehearsal_differences_rank_idx on rehearsal_differences (rehearsal, rank desc, variant_id desc);
create index rehearsal_differences_margin_idx on rehearsal_differences (rehearsal, rank desc, variant_id desc) where is_below_margin;
create index rehearsal_differences_prior_idx on rehearsal_differences (rehearsal, rank desc, variant_id desc) where lacks_prior;
create index rehearsal_differences_promotion_idx on rehearsal_differences (rehearsal, rank desc, variant_id desc) where is_by_promotion;

-- Promotions that begin or end between the two moments.
create table rehearsal_promotions (
    rehearsal text not null references rehearsals (number) on delete cascade,
    promotion_id uuid not null references promotions (id) on delete cascade,
    turn text not null constraint rehearsal_promotions_turn_check check (turn in ('starts', 'ends', 'passes')),
    -- Why it cannot be told of one article; null: it has been reckoned with.
    beyond text constraint rehearsal_promotions_beyond_check check (beyond in ('code', 'buyer', 'basket', 'alone')),
    primary key (rehearsal, promotion_id)
);
create index rehearsal_promotions_promotion_idx on rehearsal_promotions (promotion_id);
