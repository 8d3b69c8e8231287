-- Promotions that are told by what they give: a sum and pieces for nothing are reckoned with for an article that is bought alone, gifts and free freight are not.
alter table rehearsal_promotions drop constraint rehearsal_promotions_beyond_check;
alter table rehearsal_promotions add constraint rehearsal_promotions_beyond_check
    check (beyond in ('code', 'buyer', 'basket', 'alone', 'sum', 'buy-pay', 'gift', 'freight'));
