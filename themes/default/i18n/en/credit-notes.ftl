# Credit notes.
credit-note = Credit note
credit-notes = Credit notes
credit-note-issued = Issued { $when }.
credit-note-of-receipt = Refers to the receipt of order { $number }.
credit-note-of-invoice = Refers to the invoice of order { $number }.
credit-note-of-case = Case { $number }.
credit-note-whole = Refers to the order.
credit-note-sums = VAT by rate
credit-note-vat = Of which VAT
credit-note-total = Credited
