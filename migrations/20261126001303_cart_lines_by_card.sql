-- Two cards for two people are two lines. The constraint keeps its name, by which the version before writes lines; their key is empty, so for it nothing is different.
alter table cart_lines drop constraint cart_lines_variant_key;
alter table cart_lines add constraint cart_lines_variant_key unique using index cart_lines_card_key;
