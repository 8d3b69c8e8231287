-- How a statement came that staff have taken down. Null: the buyer made it on the site.
alter table return_cases add column came_by text;
alter table return_cases add constraint return_cases_came_by_check check (came_by in ('email', 'letter', 'phone', 'visit')) not valid;
