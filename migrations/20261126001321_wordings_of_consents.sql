-- The words to which people answer, by version: another wording in a language is the next number. Rows are only added.
create table consent_wordings (
    id uuid primary key,
    purpose text not null constraint consent_wordings_purpose_check check (purpose in ('newsletter', 'surveys')),
    locale text not null constraint consent_wordings_locale_check check (locale in ('sv', 'en')),
    version integer not null constraint consent_wordings_version_check check (version > 0),
    words text not null,
    -- Of the words, so that they are found however long they are.
    words_hash bytea not null,
    first_used_at timestamptz not null,
    constraint consent_wordings_version_key unique (purpose, locale, version),
    constraint consent_wordings_words_key unique (purpose, locale, words_hash)
);
create trigger consent_wordings_are_final before update or delete on consent_wordings for each row execute function refuse_change();

-- Which wording an answer was given to, and which version of the text about personal data held then. Null for answers from before they were counted, whose
-- words stand beside them, and where no such text was published.
alter table consents add column wording_id uuid;
alter table consents add column privacy_document_id uuid;
alter table consents add constraint consents_wording_fkey foreign key (wording_id) references consent_wordings (id) not valid;
alter table consents add constraint consents_privacy_document_fkey foreign key (privacy_document_id) references legal_documents (id) not valid;
