alter table customers validate constraint customers_last_shop_fkey;
