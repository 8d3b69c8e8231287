-- Whom a company turns to here, as its people are shown it. Empty: nobody of its own.
alter table companies add column contact text not null default '' constraint companies_contact_check check (length(contact) <= 200);
