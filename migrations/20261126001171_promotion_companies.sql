-- The companies that a promotion is for; none: whoever meets its other conditions.
create table promotion_companies (
    promotion_id uuid not null references promotions (id) on delete cascade,
    company_id uuid not null references companies (id),
    primary key (promotion_id, company_id)
);
create index promotion_companies_company_idx on promotion_companies (company_id);
