create trigger variants_change_the_catalogue after insert or update or delete or truncate on variants for each statement execute function note_catalogue_change();
