-- no-transaction
create index concurrently if not exists order_lines_card_idx on order_lines (order_id) include (total_minor) where is_card;
