-- What other currencies have cost in the shop's own, by day. What was laid down is evidence of what orders were valued at: a slip is put right by another row
-- of the same day, and the latest of a day counts.
create table exchange_rates (
    id uuid primary key,
    shop_id uuid not null references shops (id),
    currency char(3) not null constraint exchange_rates_currency_check check (currency ~ '^[A-Z]{3}$'),
    on_day date not null,
    -- Millionths of a unit of the shop's currency for one unit.
    rate_e6 bigint not null constraint exchange_rates_rate_check check (rate_e6 > 0),
    source text not null constraint exchange_rates_source_check check (source in ('riksbank', 'ecb', 'other')),
    entered_at timestamptz not null,
    entered_by uuid references staff (id)
);
create index exchange_rates_latest_idx on exchange_rates (shop_id, currency, on_day desc, entered_at desc, id desc);
create index exchange_rates_entered_by_idx on exchange_rates (entered_by);
create trigger exchange_rates_are_final before update or delete on exchange_rates for each row execute function refuse_change();
create trigger exchange_rates_are_not_emptied before truncate on exchange_rates for each statement execute function refuse_change();
