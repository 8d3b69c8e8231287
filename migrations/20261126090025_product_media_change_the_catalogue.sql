create trigger product_media_change_the_catalogue after insert or update or delete or truncate on product_media for each statement execute function note_catalogue_change();
