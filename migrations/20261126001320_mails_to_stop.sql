-- Where whoever gets a mail that they can do without says no to more of its kind, for mail programs' own button (RFC 8058). It opens what the mail itself
-- opens, and goes when the mail's text does.
alter table mails add column unsubscribe_url text;
