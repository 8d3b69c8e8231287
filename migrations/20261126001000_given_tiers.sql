-- What staff gave, which may be another tier than was asked for. Null: none was given, as when somebody is let into a company that is there.
alter table tier_applications add column given_tier text references tiers (code);
-- What was approved before was told as what was asked for.
update tier_applications set given_tier = tier_code where state = 'approved';
