-- How reviews work is a text like the others: published, by version.
alter table legal_documents drop constraint legal_documents_kind_check;
alter table legal_documents add constraint legal_documents_kind_check
    check (kind in ('terms', 'withdrawal', 'withdrawal_form', 'privacy', 'cookies', 'accessibility', 'reviews', 'contact'));
