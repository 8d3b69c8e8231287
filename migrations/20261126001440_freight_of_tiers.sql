-- A tier's own rule of freight: goods for this much, VAT included, travel free within the shop's own country. Null: as each way of sending has it.
alter table tiers add column free_freight_minor bigint constraint tiers_free_freight_check check (free_freight_minor >= 0);
