create trigger manufacturers_change_the_catalogue after update or delete or truncate on manufacturers for each statement execute function note_catalogue_change();
