# Mejl om offerter. Personen är offertens nummer, ämnet dess sista dag.
mail-business-quote-asked-subject = Vi har fått er förfrågan om offert
mail-business-quote-asked-title = Tack för förfrågan
mail-business-quote-asked-text = Vi har tagit emot offertförfrågan { $person } för { $company }. Du får ett mejl när offerten är klar.
mail-business-quote-asked-button = Se förfrågan
mail-business-quote-asked-small = Inget är beställt. Varukorgen finns kvar som den var.
mail-business-quote-offered-subject = Er offert från { $shop }
mail-business-quote-offered-title = Offerten är klar
mail-business-quote-offered-text = Offert { $person } till { $company } gäller till och med { $subject }. Du kan beställa, be om ändring eller tacka nej.
mail-business-quote-offered-button = Se offerten
mail-business-quote-offered-small = Priserna gäller bara när offerten beställs, och så länge varorna räcker.
mail-business-quote-closed-subject = Om offerten för { $company }
mail-business-quote-closed-title = Vi lämnar ingen offert
mail-business-quote-closed-text = Offert { $person } för { $company } är stängd och går inte att beställa. Skälet:
mail-business-quote-closed-button = Se förfrågan
mail-business-quote-closed-small = Du är välkommen att fråga igen.
