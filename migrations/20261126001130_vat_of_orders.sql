-- Why a line bears the VAT that it bears, in the codes of EN 16931, and how its buyer saw prices.

alter table order_lines
    -- Whose rate it is, or whose VAT it is free of. Null: from before this was kept.
    add column vat_country char(2),
    -- Why no VAT is charged, in the Union's code list: VATEX-EU-IC, VATEX-EU-G ... Null: VAT is charged, or the rate is nought.
    add column vat_exemption text;

-- Checked for old rows in the next migration, which holds up no one.
alter table order_lines add constraint order_lines_vat_reason_check
    check (vat_reason in ('S', 'Z', 'AE', 'K', 'G', 'E', 'O')) not valid;

alter table orders
    -- Whether its buyer saw prices with VAT. Null: from before this was kept; as the tier has it.
    add column shows_vat boolean,
    -- Why the whole is taxed as it is. Null: from before this was kept; sold and delivered at home.
    add column vat_ground text;

alter table orders add constraint orders_vat_ground_check
    check (vat_ground in ('home', 'destination', 'below_threshold', 'domestic', 'intra_community', 'unanswered', 'export')) not valid;
