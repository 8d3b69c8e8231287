-- no-transaction
create index concurrently if not exists mails_sealed_unsent_idx on mails (created_at)
    where kind in ('customer-link', 'company-invitation') and state <> 'sent' and body_text <> ''
