-- Which cost places a person approves purchases for. Empty: all of them.
alter table company_members add column approves_for text[] not null default '{}'
    constraint company_members_approves_for_check check (cardinality(approves_for) <= 50);
