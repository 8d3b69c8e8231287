create trigger variant_option_values_change_the_catalogue after insert or update or delete or truncate on variant_option_values for each statement execute function note_catalogue_change();
