-- Which price lists a tier is asked the prices of, in the merchant's order. A tier without an order is asked as it always was: its own lists by their
-- priority, then guests'. So no price changes by this, and what the former version serves meanwhile is what this one would.
create table tier_price_orders (
    id uuid primary key,
    tier_code text not null references tiers (code),
    shop_id uuid not null references shops (id),
    row_version integer not null default 1,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    constraint tier_price_orders_tier_key unique (tier_code, shop_id)
);

-- The lists of an order, each since when it stands in its place. A place is never overwritten: it is ended, and the next begins. What people of a tier have
-- paid, which the prior price is found by, depends on the order of that day.
create table tier_price_lists (
    id bigint generated always as identity primary key,
    order_id uuid not null references tier_price_orders (id),
    price_list_id uuid not null references price_lists (id),
    place integer not null constraint tier_price_lists_place_check check (place > 0),
    -- None: always, as far back as there are prices.
    asked_from timestamptz,
    -- None: until further notice.
    asked_to timestamptz,
    constraint tier_price_lists_period_check check (asked_to >= asked_from)
);
create index tier_price_lists_order_idx on tier_price_lists (order_id, asked_to);
create index tier_price_lists_list_idx on tier_price_lists (price_list_id, order_id);
create unique index tier_price_lists_open_key on tier_price_lists (order_id, price_list_id) where asked_to is null;
create unique index tier_price_lists_place_key on tier_price_lists (order_id, place) where asked_to is null;

create trigger tier_price_lists_are_final before update on tier_price_lists for each row
    when (old.asked_to is not null
          or row(old.id, old.order_id, old.price_list_id, old.place, old.asked_from)
             is distinct from row(new.id, new.order_id, new.price_list_id, new.place, new.asked_from))
    execute function refuse_change();
create trigger tier_price_lists_stay before delete on tier_price_lists for each row execute function refuse_change();
create trigger tier_price_lists_are_not_emptied before truncate on tier_price_lists for each statement execute function refuse_change();

-- Whether people of a tier are asked the prices of another list than a company's or a campaign's.
create function tier_asks(tier text, shop uuid, list uuid) returns boolean language sql stable parallel safe as $$
    select case when exists (select from tier_price_orders o where o.tier_code = $1 and o.shop_id = $2)
        then exists (select from tier_price_orders o join tier_price_lists e on e.order_id = o.id and e.asked_to is null
                     where o.tier_code = $1 and o.shop_id = $2 and e.price_list_id = $3)
        else exists (select from price_lists l where l.id = $3 and l.tier_code = $1) end
$$;
