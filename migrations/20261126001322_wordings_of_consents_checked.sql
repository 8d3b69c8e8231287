alter table consents validate constraint consents_wording_fkey;
alter table consents validate constraint consents_privacy_document_fkey;
