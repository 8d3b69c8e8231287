-- no-transaction
create index concurrently if not exists private_listing_entries_category_idx on private_listing_entries (category_id, shop_id);
