-- How often on a day somebody has been refused something that anybody can try: the trail, which is for ever, gets the first tries and then ever fewer of
-- them, each with the number that it stands for. Kept for a week.
create table audit_tallies (
    day date not null,
    action text not null,
    -- What was wrong, where that is told apart.
    detail text not null,
    subject_kind text not null,
    -- All zeros: nobody that there is.
    subject_id uuid not null,
    tries integer not null constraint audit_tallies_tries_check check (tries > 0),
    primary key (day, action, detail, subject_kind, subject_id)
);
