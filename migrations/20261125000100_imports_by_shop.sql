-- The same file may be imported into several shops: whether it is under way is asked for each. Imports from before this name no shop.
alter table imports add column shop_id uuid references shops (id);
create unique index imports_running_shop_key on imports (kind, shop_id, file_hash) where state = 'running' and not is_dry_run;
drop index imports_running_key;
