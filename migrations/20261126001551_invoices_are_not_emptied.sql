create trigger invoices_are_not_emptied before truncate on invoices for each statement execute function refuse_change();
create trigger invoice_buyers_are_not_emptied before truncate on invoice_buyers for each statement execute function refuse_change();
create trigger invoice_lines_are_not_emptied before truncate on invoice_lines for each statement execute function refuse_change();
create trigger invoice_parts_are_not_emptied before truncate on invoice_parts for each statement execute function refuse_change();
