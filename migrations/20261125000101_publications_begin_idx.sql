-- no-transaction
-- What comes into the shop at a moment, for the lists that must be made anew then.
create index concurrently if not exists product_publications_begin_idx on product_publications (published_from);
