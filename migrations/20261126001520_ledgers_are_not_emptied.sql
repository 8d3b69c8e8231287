-- What is never changed row by row is not emptied at a stroke either: ledgers, evidence and history.
create trigger stock_movements_are_not_emptied before truncate on stock_movements for each statement execute function refuse_change();
create trigger consents_are_not_emptied before truncate on consents for each statement execute function refuse_change();
create trigger consent_wordings_are_not_emptied before truncate on consent_wordings for each statement execute function refuse_change();
create trigger order_adjustments_are_not_emptied before truncate on order_adjustments for each statement execute function refuse_change();
create trigger order_promotion_refusals_are_not_emptied before truncate on order_promotion_refusals for each statement execute function refuse_change();
create trigger vat_checks_are_not_emptied before truncate on vat_checks for each statement execute function refuse_change();
create trigger legal_documents_are_not_emptied before truncate on legal_documents for each statement execute function refuse_change();
create trigger credit_notes_are_not_emptied before truncate on credit_notes for each statement execute function refuse_change();
create trigger credit_note_parts_are_not_emptied before truncate on credit_note_parts for each statement execute function refuse_change();
create trigger credit_note_lines_are_not_emptied before truncate on credit_note_lines for each statement execute function refuse_change();
create trigger past_publications_are_not_emptied before truncate on past_publications for each statement execute function refuse_change();
create trigger product_text_versions_are_not_emptied before truncate on product_text_versions for each statement execute function refuse_change();
