-- How soon a case or a quotation is to be seen to, by the support level of the buyer's tier: 2 by a contact of their own, 1 before others, 0 in turn. Kept on
-- the row, so that a queue can be read in this order by an index. What is closed keeps the rank that it had.
alter table return_cases add column support_rank bigint not null default 0;
alter table quotations add column support_rank bigint not null default 0;

create function support_rank(level text) returns bigint language sql immutable parallel safe as $$
    select case level when 'dedicated' then 2 when 'priority' then 1 else 0 end::bigint
$$;

-- By triggers, so that it also holds for what the version before this one writes.
create function rank_return_case() returns trigger language plpgsql as $$
begin
    new.support_rank := coalesce((select support_rank(t.support_level) from orders o join tiers t on t.code = o.tier_code where o.id = new.order_id), 0);
    return new;
end $$;
create trigger return_cases_support before insert on return_cases for each row execute function rank_return_case();

create function rank_quotation() returns trigger language plpgsql as $$
begin
    new.support_rank := coalesce((select support_rank(t.support_level) from companies c join tiers t on t.code = c.tier_code where c.id = new.company_id), 0);
    return new;
end $$;
create trigger quotations_support before insert on quotations for each row execute function rank_quotation();

-- A company that comes to another tier takes its open quotations along. Whatever somebody else holds just now is left as it is: nobody waits, and nothing
-- but the order of a list hangs on it.
create function rank_quotations_of_company() returns trigger language plpgsql as $$
begin
    update quotations q set support_rank = r.rank
    from (select support_rank(support_level) as rank from tiers where code = new.tier_code) r
    where q.id in (select id from quotations where company_id = new.id and state in ('asked', 'offered') for update skip locked)
      and q.support_rank <> r.rank;
    return null;
end $$;
create trigger companies_support after update of tier_code on companies for each row when (old.tier_code is distinct from new.tier_code)
execute function rank_quotations_of_company();

-- A tier that is helped otherwise takes along what is open of its people.
create function rank_queues_of_tier() returns trigger language plpgsql as $$
begin
    update return_cases r set support_rank = support_rank(new.support_level)
    where r.id in (select c.id from return_cases c join orders o on o.id = c.order_id
                   where c.state in ('open', 'awaiting_goods', 'to_send', 'to_refund', 'refunding') and c.kind in ('withdrawal', 'complaint', 'cancellation')
                     and o.tier_code = new.code for update of c skip locked);
    update quotations q set support_rank = support_rank(new.support_level)
    where q.id in (select q.id from quotations q join companies c on c.id = q.company_id
                   where q.state in ('asked', 'offered') and c.tier_code = new.code for update of q skip locked);
    return null;
end $$;
create trigger tiers_support after update of support_level on tiers for each row when (old.support_level is distinct from new.support_level)
execute function rank_queues_of_tier();
