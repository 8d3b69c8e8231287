-- In which currency a tier's prices are kept: nobody who buys in another is shown an order by them. None: from before; they are made anew.
alter table tier_listings add column currency character(3);
