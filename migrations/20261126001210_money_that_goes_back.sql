-- What is credited of an invoice that is still owed for is taken of what is owed, and of the company's credit, at once.
alter table order_invoices add column credited_minor bigint not null default 0;
alter table order_invoices add constraint order_invoices_credited_check
    check (credited_minor >= 0 and credited_minor <= amount_minor) not valid;
alter table order_invoices drop constraint order_invoices_state_check;
alter table order_invoices add constraint order_invoices_state_check check (state in ('open', 'paid', 'void', 'credited')) not valid;

alter table return_refunds drop constraint return_refunds_way_check;
alter table return_refunds add constraint return_refunds_way_check check (way in ('payment', 'gift_card', 'by_hand', 'credit')) not valid;
-- How what went by hand was paid, in the words of staff.
alter table return_refunds add column note text not null default '';

-- A case may end without money: the goods cost nothing, or have lost all of their worth.
alter table return_cases drop constraint return_cases_refund_check;
alter table return_cases add constraint return_cases_refund_check check (refund_minor >= 0) not valid;
