-- no-transaction
create index concurrently if not exists customer_links_email_idx on customer_links (lower(email));
