-- Staff call goods off that cannot be sent, and pay back what was paid too late: cases of their own kind.
alter table return_cases drop constraint return_cases_kind_check;
alter table return_cases add constraint return_cases_kind_check check (kind in ('withdrawal', 'complaint', 'cancellation')) not valid;
