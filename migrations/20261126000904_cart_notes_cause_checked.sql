alter table cart_notes validate constraint cart_notes_cause_check;
