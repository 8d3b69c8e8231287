-- In which shop a guest stated it, who answers. Null: the version before this one did not say.
alter table withdrawal_notices add column shop_id uuid references shops (id);
