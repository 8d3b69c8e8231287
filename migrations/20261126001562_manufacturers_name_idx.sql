-- Makers are written by their names in the rules of an assortment, in letters of any size.
create index manufacturers_lower_name_idx on manufacturers (lower(name));
