-- no-transaction
create index concurrently if not exists return_cases_news_idx on return_cases (news_at) where news_at is not null;
