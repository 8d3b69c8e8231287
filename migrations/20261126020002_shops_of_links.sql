-- In which shop a link was asked for, which signs its letter and where it leads. Null: the version before this one did not say.
alter table customer_links add column shop_id uuid references shops (id);
