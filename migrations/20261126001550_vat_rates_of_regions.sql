-- Rates of regions within a country, which stand beside countries under letters of their own (see the code's `Region`). What is known surely, for who delivers
-- there already; as it is laid down for who begins to.
insert into vat_rates (id, vat_class, country, rate_bp, valid_from)
select gen_random_uuid(), 'standard', r.region, r.rate_bp, timestamptz '2026-01-01 00:00:00+01'
from (values ('QM', 'PT', 2200), ('QN', 'PT', 1600), ('QO', 'FR', 2000), ('QP', 'AT', 1900)) as r (region, country, rate_bp)
where exists (select from shops s where r.country = any(s.countries)) and exists (select from vat_classes c where c.code = 'standard')
on conflict do nothing;
