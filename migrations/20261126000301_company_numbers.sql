-- Numbers are looked for without saying of which country, and applications by number alone.
create index companies_org_number_idx on companies (org_number);
create index tier_applications_org_number_idx on tier_applications (org_number);
