-- no-transaction
-- What leaves the shop at a moment.
create index concurrently if not exists product_publications_end_idx on product_publications (published_to) where published_to is not null;
