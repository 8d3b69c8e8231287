-- Quotations and ordering by program are not there yet: no tier offers them. The CHECK still knows the words, since the version before may write them.
update tiers set functions = array_remove(array_remove(functions, 'quotes'), 'api') where functions && array['quotes', 'api'];
