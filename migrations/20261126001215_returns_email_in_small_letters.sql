-- no-transaction
create index concurrently if not exists return_cases_lower_email_idx on return_cases (lower(email));
