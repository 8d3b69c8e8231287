create trigger gift_card_ranges_change_the_catalogue after insert or update or delete or truncate on gift_card_ranges for each statement execute function note_catalogue_change();
