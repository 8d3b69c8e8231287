-- Companies of these tiers can ask for offers. What staff have chosen since for other tiers stays theirs.
update tiers set functions = array_append(functions, 'quotes')
where code in ('pro', 'premium') and not ('quotes' = any(functions));
