create trigger attribute_values_change_the_catalogue after update or delete or truncate on attribute_values for each statement execute function note_catalogue_change();
