-- Whoever had the account's address before a link gave it another is told so. Written when the link is used; of no use for other links.
alter table customer_links add column old_email text;
