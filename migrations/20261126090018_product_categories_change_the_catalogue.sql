create trigger product_categories_change_the_catalogue after insert or update or delete or truncate on product_categories for each statement execute function note_catalogue_change();
