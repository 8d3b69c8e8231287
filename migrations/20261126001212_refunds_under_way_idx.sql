-- no-transaction
create index concurrently if not exists refunds_under_way_idx on refunds (updated_at) where state in ('pending', 'accepted');
