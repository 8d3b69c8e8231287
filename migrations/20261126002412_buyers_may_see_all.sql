-- Whether a company's buyers see what others of it have ordered, too. As it was: only their own, until its administrator says otherwise.
alter table companies add column buyers_see_all boolean not null default false;
