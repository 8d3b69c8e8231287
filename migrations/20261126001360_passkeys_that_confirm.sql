-- A passkey may also prove that whoever is logged in is still the same person. The table holds what waits for minutes, so its checks are made anew at once.

alter table passkey_ceremonies drop constraint passkey_ceremonies_purpose_check;
alter table passkey_ceremonies add constraint passkey_ceremonies_purpose_check check (purpose in ('register', 'log_in', 'confirm'));
alter table passkey_ceremonies drop constraint passkey_ceremonies_session_check;
alter table passkey_ceremonies add constraint passkey_ceremonies_session_check check ((purpose = 'log_in') = (session_id is null));

-- When a colleague last confirmed with a passkey who they are; a question for it waits where the one for the second step does.
alter table staff_sessions add column confirmed_at timestamptz;
