-- In which shop somebody logged in last: log-ins are forgotten a month after their end, and letters about an account are still the shop's. Null: not known.
alter table customers add column last_shop_id uuid;
alter table customers add constraint customers_last_shop_fkey foreign key (last_shop_id) references shops (id) not valid;
