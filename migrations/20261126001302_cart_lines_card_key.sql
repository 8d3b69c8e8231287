-- no-transaction
create unique index concurrently if not exists cart_lines_card_key on cart_lines (cart_id, variant_id, card_key);
