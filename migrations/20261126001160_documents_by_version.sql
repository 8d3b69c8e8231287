-- A version is published in all languages at once, or said to be missing in one, where the Swedish text is shown then. It may be published to hold from a
-- later moment. Once it is written nothing changes it.
alter table legal_documents add column is_missing boolean not null default false;
alter table legal_documents add constraint legal_documents_missing_check check (not is_missing or (locale <> 'sv' and body = '')) not valid;
-- Who published it, as they were called; empty for the program itself.
alter table legal_documents add column published_by text not null default '';
-- When that was, which may be before the moment from which it holds.
alter table legal_documents add column written_at timestamptz;
create trigger legal_documents_are_final before update on legal_documents
    for each row execute function refuse_change();
