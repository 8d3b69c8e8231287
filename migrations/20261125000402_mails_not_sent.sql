-- no-transaction
-- Mails that wait or have failed, which every view of the mailbox counts.
create index concurrently if not exists mails_not_sent_idx on mails (state, created_at desc, id desc) where state <> 'sent';
