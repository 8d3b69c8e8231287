-- Lists are narrowed by a number in stretches that the merchant lays down: a value of the attribute that stands for the numbers from the first to below the
-- second. Products have the number itself; which stretches it is in is found when their lists are made.
alter table attribute_values add column from_milli bigint, add column below_milli bigint,
    add constraint attribute_values_range_check check (from_milli < below_milli);
