create trigger media_change_the_catalogue after update or delete or truncate on media for each statement execute function note_catalogue_change();
