-- Rates of regions within a country: PT-30 beside PT. The table holds some hundred rows; what is read of it stays text.
alter table vat_rates alter column country type text;
alter table vat_rates add constraint vat_rates_country_check check (country ~ '^[A-Z]{2}(-[A-Z0-9]{1,3})?$');
-- What is known surely, for who delivers there already; as it is laid down for who begins to.
insert into vat_rates (id, vat_class, country, rate_bp, valid_from)
select gen_random_uuid(), 'standard', r.region, r.rate_bp, timestamptz '2026-01-01 00:00:00+01'
from (values ('PT-30', 'PT', 2200), ('PT-20', 'PT', 1600), ('FR-20R', 'FR', 2000), ('AT-JM', 'AT', 1900)) as r (region, country, rate_bp)
where exists (select from shops s where r.country = any(s.countries)) and exists (select from vat_classes c where c.code = 'standard')
on conflict do nothing;
