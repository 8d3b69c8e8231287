-- No row breaks them, and looking so holds nobody up.
alter table tiers validate constraint tiers_buys_in_check;
alter table companies validate constraint companies_buys_in_check;
alter table orders validate constraint orders_exchange_rate_check;
