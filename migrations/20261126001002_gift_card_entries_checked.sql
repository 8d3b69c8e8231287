-- Reads the ledger while it is used.
alter table gift_card_entries validate constraint gift_card_entries_kind_check;
