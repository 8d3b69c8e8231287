-- In what somebody buys: a company in its own currency where it has one, else in its tier's, else in the shop's. Guests always buy in the shop's.
alter table tiers add column buys_in char(3);
alter table tiers add constraint tiers_buys_in_check check (buys_in ~ '^[A-Z]{3}$' and code <> 'consumer') not valid;
alter table companies add column buys_in char(3);
alter table companies add constraint companies_buys_in_check check (buys_in ~ '^[A-Z]{3}$') not valid;

-- What an order in another currency was valued at when it was made: millionths of a unit of the shop's currency, and the day of that rate.
alter table orders add column exchange_rate_e6 bigint;
alter table orders add column exchange_rate_on date;
alter table orders add constraint orders_exchange_rate_check
    check ((exchange_rate_e6 is null) = (exchange_rate_on is null) and exchange_rate_e6 > 0) not valid;

-- An amount in the shop's currency by an order's rate, rounded once, halves away from zero; what has no rate is in it already. Both have hundredths.
create function valued(minor bigint, rate_e6 bigint) returns bigint language sql immutable parallel safe as $$
    select case when rate_e6 is null then minor else round(minor::numeric * rate_e6 / 1000000)::bigint end
$$;
