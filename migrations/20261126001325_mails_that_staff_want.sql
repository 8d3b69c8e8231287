-- What people of staff have chosen to be told of by mail, beside their own accounts.
create table staff_wanted_mails (
    staff_id uuid not null references staff (id),
    mail text not null constraint staff_wanted_mails_mail_check check (mail in ('quotation-asked')),
    primary key (staff_id, mail)
);
create index staff_wanted_mails_mail_idx on staff_wanted_mails (mail);
