create trigger product_option_values_change_the_catalogue after insert or update or delete or truncate on product_option_values for each statement execute function note_catalogue_change();
