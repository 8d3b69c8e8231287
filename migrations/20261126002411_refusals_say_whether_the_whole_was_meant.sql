-- Whether a rule that gave an order nothing covered whatever there was: its buyer is told of such a rule at every line, and of others only at the line that
-- they were weighed for. Of orders from before nobody has said, and nothing is told that might not be so.
alter table order_promotion_refusals add column is_of_all boolean not null default false;
