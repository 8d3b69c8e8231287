-- Sales to consumers in other countries of the Union: what the threshold counts, and the One Stop Shop's return is made of.

-- Where the goods went. Null: no such sale.
alter table orders add column oss_country char(2);
