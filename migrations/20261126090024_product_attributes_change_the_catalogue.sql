create trigger product_attributes_change_the_catalogue after insert or update or delete or truncate on product_attributes for each statement execute function note_catalogue_change();
