-- Guests buy in the shop's own currency, which is to say in none of their tier's. A shop has a few tiers: nobody waits while they are looked through.
alter table tiers drop constraint tiers_buys_in_check;
alter table tiers add constraint tiers_buys_in_check check (buys_in ~ '^[A-Z]{3}$' and (buys_in is null or code <> 'consumer'));
