create trigger shops_change_the_catalogue after update of default_locale on shops for each statement execute function note_catalogue_change();
