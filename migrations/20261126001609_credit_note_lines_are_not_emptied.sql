-- What is never changed row by row is not emptied at a stroke either. One table a file: whoever writes waits for one lock, and not for all.
create trigger credit_note_lines_are_not_emptied before truncate on credit_note_lines for each statement execute function refuse_change();
