-- A wish for a link to an account that is shut: its reader is told so, by the mail alone. The check is looked through in the next file.
alter table customer_links drop constraint customer_links_purpose_check;
alter table customer_links add constraint customer_links_purpose_check
    check (purpose in ('register', 'known', 'log_in', 'reset', 'change_email', 'shut')) not valid;
