-- Which shop says farewell: the one where they were logged in last. Null: the oldest does.
alter table customer_farewells add column shop_id uuid references shops (id);
