-- no-transaction
create index concurrently if not exists gift_cards_recipient_idx on gift_cards (lower(recipient)) where recipient <> '';
