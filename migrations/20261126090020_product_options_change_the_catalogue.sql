create trigger product_options_change_the_catalogue after insert or update or delete or truncate on product_options for each statement execute function note_catalogue_change();
