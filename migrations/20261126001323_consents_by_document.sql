-- no-transaction
-- A version of a text that does not hold yet may be called off, and then every reference to it is looked for.
create index concurrently if not exists consents_privacy_document_idx on consents (privacy_document_id) where privacy_document_id is not null;
