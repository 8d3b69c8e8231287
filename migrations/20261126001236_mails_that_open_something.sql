-- no-transaction
create index concurrently if not exists mails_sealed_idx on mails (sent_at)
    where kind in ('customer-link', 'gift-card', 'company-invitation') and state = 'sent' and body_text <> '';
