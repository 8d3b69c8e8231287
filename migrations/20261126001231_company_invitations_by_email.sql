-- no-transaction
create index concurrently if not exists company_invitations_email_idx on company_invitations (lower(email));
