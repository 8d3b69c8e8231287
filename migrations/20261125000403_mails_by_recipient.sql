-- no-transaction
-- Everything that was sent to one address.
create index concurrently if not exists mails_recipient_idx on mails (lower(recipient), created_at desc, id desc);
