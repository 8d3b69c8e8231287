-- Why the freight of an order cost what it did, as it was reckoned when it was bought. None: nothing travels, or it is from before this was kept.
alter table orders add column freight_why jsonb;
