# Kreditnotor.
credit-note = Kreditnota
credit-notes = Kreditnotor
credit-note-issued = Utfärdad { $when }.
credit-note-of-receipt = Avser kvittot för beställning { $number }.
credit-note-of-invoice = Avser fakturan för beställning { $number }.
credit-note-of-case = Ärende { $number }.
credit-note-whole = Avser beställningen.
credit-note-sums = Moms per skattesats
credit-note-vat = Varav moms
credit-note-total = Krediteras
