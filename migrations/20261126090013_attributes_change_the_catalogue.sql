create trigger attributes_change_the_catalogue after update or delete or truncate on attributes for each statement execute function note_catalogue_change();
