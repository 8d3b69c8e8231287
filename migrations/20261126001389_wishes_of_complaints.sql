-- How whoever complains wants it put right: between other goods and a repair the choice is the buyer's (konsumentköplagen 2022:260, 5 kap.). Null: not said.
alter table return_cases add column wish text;
alter table return_cases add constraint return_cases_wish_check check (wish in ('exchange', 'repair', 'refund')) not valid;
