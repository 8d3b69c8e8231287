-- The cost places from which a company's buyers choose. Empty: they write what they like.
alter table companies add column cost_places text[] not null default '{}'
    constraint companies_cost_places_check check (cardinality(cost_places) <= 300);
