-- What a merchant decides stands in one table: the shop's own value, else the one for all shops, else the program's. What stood in tables of its own is copied.
-- Those tables stay as they are, so that the version before this one still reads and writes them; what it writes is copied as it is written. Nothing else reads
-- them any more.

-- Against silent overwrite: of what belongs together the highest counts. What is taken back keeps its row, with the JSON null, so that it never goes down.
alter table settings add column row_version integer not null default 1;

-- What holds for a shop, by key. What nobody has laid down is not there: the program knows what it does then.
create function settings_of(shop uuid) returns jsonb language sql stable as $$
    select coalesce(jsonb_object_agg(held.key, held.value), '{}'::jsonb) from (
        select distinct on (s.key) s.key, s.value from settings s
        where (s.shop_id = $1 or s.shop_id is null) and s.value <> 'null'::jsonb
        order by s.key, s.shop_id nulls last) held
$$;

-- Lays down a shop's own value that is not the usual one, or one that stood there.
create function keep_setting(of_shop uuid, of_key text, to_value jsonb, usual jsonb, version integer, at timestamptz) returns void language plpgsql as $$
begin
    if to_value = usual then
        update settings set value = to_value, row_version = greatest(row_version + 1, version), updated_at = at
        where shop_id = of_shop and key = of_key and value <> to_value;
    else
        insert into settings as s (shop_id, key, value, updated_at, updated_by, row_version) values (of_shop, of_key, to_value, at, 'copied', version)
        on conflict on constraint settings_key do update
            set value = excluded.value, row_version = greatest(s.row_version + 1, excluded.row_version), updated_at = excluded.updated_at
            where s.value <> excluded.value;
    end if;
end
$$;

-- The former version writes all columns of a row, also those that nobody has changed: these are left as they have been laid down since. Where a row is new there
-- is no old one, and what it has by default is as before.
create function keep_review_settings() returns trigger language plpgsql as $$
begin
    if new.is_asking is distinct from coalesce(old.is_asking, true) then
        perform keep_setting(new.shop_id, 'review.is_asking', to_jsonb(new.is_asking), 'true', new.row_version, new.updated_at);
    end if;
    if new.ask_after_days is distinct from coalesce(old.ask_after_days, 14) then
        perform keep_setting(new.shop_id, 'review.ask_after_days', to_jsonb(new.ask_after_days), '14', new.row_version, new.updated_at);
    end if;
    return new;
end
$$;
create trigger review_settings_are_copied after insert or update on review_settings for each row execute function keep_review_settings();

create function keep_vat_settings() returns trigger language plpgsql as $$
begin
    if new.oss_since is distinct from old.oss_since then
        perform keep_setting(new.shop_id, 'vat.oss_since', to_jsonb(coalesce(new.oss_since::text, '')), '""', new.row_version, new.updated_at);
    end if;
    if new.unanswered is distinct from coalesce(old.unanswered, 'charge') then
        perform keep_setting(new.shop_id, 'vat.trusts_earlier', to_jsonb(new.unanswered = 'earlier'), 'false', new.row_version, new.updated_at);
    end if;
    if new.answer_hours is distinct from coalesce(old.answer_hours, 24) then
        perform keep_setting(new.shop_id, 'vat.answer_hours', to_jsonb(new.answer_hours), '24', new.row_version, new.updated_at);
    end if;
    return new;
end
$$;
create trigger vat_settings_are_copied after insert or update on vat_settings for each row execute function keep_vat_settings();

-- A row for each shop: this is short.
select keep_setting(shop_id, 'review.is_asking', to_jsonb(is_asking), 'true', row_version, updated_at),
       keep_setting(shop_id, 'review.ask_after_days', to_jsonb(ask_after_days), '14', row_version, updated_at)
from review_settings;
select keep_setting(shop_id, 'vat.oss_since', to_jsonb(coalesce(oss_since::text, '')), '""', row_version, updated_at),
       keep_setting(shop_id, 'vat.trusts_earlier', to_jsonb(unanswered = 'earlier'), 'false', row_version, updated_at),
       keep_setting(shop_id, 'vat.answer_hours', to_jsonb(answer_hours), '24', row_version, updated_at)
from vat_settings;
