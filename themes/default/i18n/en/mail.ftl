# Mail to customers.
mail-confirmation-subject = Thank you for your order { $number }
mail-confirmation-preview = Paid { $total }.
mail-thanks = Thank you, { $name }.
mail-confirmation-paid = Your order { $number } is paid. We are packing it and will tell you when it is on its way.
mail-follow = Follow the order
mail-your-order = Your order
mail-pieces = pcs
mail-items = Goods
mail-total = Paid
mail-vat-of = Of which VAT
mail-delivery = Delivery
mail-withdraw = Changed your mind
mail-withdraw-text = You may withdraw within 14 days of the day you receive the goods. The terms and the withdrawal form are at the end of this mail.
mail-withdraw-link = How to withdraw
mail-questions = Questions? Answer this mail or call { $phone }.
mail-seller-numbers = Company no. { $org }, VAT no. { $vat }, approved for F-tax
mail-document-version = Version { $version }
