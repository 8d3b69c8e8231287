# Mails about quotations. The person is the quotation's number, the subject its last day.
mail-business-quote-asked-subject = We have received your request for a quotation
mail-business-quote-asked-title = Thank you for your request
mail-business-quote-asked-text = We have received the request { $person } for { $company }. You get a mail when the quotation is ready.
mail-business-quote-asked-button = See the request
mail-business-quote-asked-small = Nothing has been ordered. The cart is as it was.
mail-business-quote-offered-subject = Your quotation from { $shop }
mail-business-quote-offered-title = The quotation is ready
mail-business-quote-offered-text = Quotation { $person } for { $company } is valid through { $subject }. You can order, ask for a change or decline.
mail-business-quote-offered-button = See the quotation
mail-business-quote-offered-small = The prices hold only when the quotation is ordered, and as long as the goods last.
mail-business-quote-closed-subject = About the quotation for { $company }
mail-business-quote-closed-title = We make no offer
mail-business-quote-closed-text = Quotation { $person } for { $company } is closed and cannot be ordered. The reason:
mail-business-quote-closed-button = See the request
mail-business-quote-closed-small = You are welcome to ask again.
