-- Where the goods are to go, as the place was when the offer was asked for: the VAT follows from it. Empty where that is said in the checkout.
alter table quotations add column delivery_to text not null default '';
alter table quotations add column delivery_country char(2);
alter table quotations add column delivery_postcode text not null default '';
-- The company's place, for the checkout to begin with. It may be gone by then.
alter table quotations add column place_id uuid;
