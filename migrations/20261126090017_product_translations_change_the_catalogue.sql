create trigger product_translations_change_the_catalogue after insert or update or delete or truncate on product_translations for each statement execute function note_catalogue_change();
