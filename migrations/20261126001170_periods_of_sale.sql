-- When articles were for sale: a price that nobody could pay is no price that was charged (prisinformationslagen 7 a §).

-- How a product was published in a shop before the period that product_publications holds.
create table past_publications (
    id uuid primary key,
    shop_id uuid not null references shops (id),
    product_id uuid not null references products (id),
    published_from timestamptz not null,
    published_to timestamptz not null,
    constraint past_publications_period_check check (published_to > published_from)
);
create index past_publications_product_idx on past_publications (product_id, shop_id);
create trigger past_publications_are_final before update or delete on past_publications for each row execute function refuse_change();

-- Times in which a product was a draft or archived, or one of its variants was not sold. Kept by the tables themselves, whoever writes to them.
create table sale_pauses (
    id bigint generated always as identity primary key,
    product_id uuid not null references products (id),
    -- Null: the whole product.
    variant_id uuid references variants (id),
    paused_from timestamptz not null,
    -- Null: it still is paused.
    paused_to timestamptz
);
create index sale_pauses_product_idx on sale_pauses (product_id);

create function note_product_pause() returns trigger language plpgsql as $$
begin
    if new.status <> 'active' then
        insert into sale_pauses (product_id, paused_from) values (new.id, new.updated_at);
    else
        update sale_pauses set paused_to = greatest(new.updated_at, paused_from)
        where product_id = new.id and variant_id is null and paused_to is null;
    end if;
    return null;
end
$$;
create function note_variant_pause() returns trigger language plpgsql as $$
begin
    if not new.is_active then
        insert into sale_pauses (product_id, variant_id, paused_from) values (new.product_id, new.id, new.updated_at);
    else
        update sale_pauses set paused_to = greatest(new.updated_at, paused_from)
        where product_id = new.product_id and variant_id = new.id and paused_to is null;
    end if;
    return null;
end
$$;
create trigger products_begin_paused after insert on products for each row when (new.status <> 'active') execute function note_product_pause();
create trigger products_pause after update of status on products for each row
    when ((old.status = 'active') <> (new.status = 'active')) execute function note_product_pause();
create trigger variants_begin_paused after insert on variants for each row when (not new.is_active) execute function note_variant_pause();
create trigger variants_pause after update of is_active on variants for each row
    when (old.is_active <> new.is_active) execute function note_variant_pause();

-- Since when what is paused now has been so is not known. As if always: no price is called charged that may not have been.
insert into sale_pauses (product_id, paused_from) select id, created_at from products where status <> 'active';
insert into sale_pauses (product_id, variant_id, paused_from) select product_id, id, created_at from variants where not is_active;
