# Gift cards that the shop sells.
fact-gift-card-issued = A gift card of { $amount } has been issued and is on its way by e-mail.
fact-name-gift-card-issued = Gift card issued
return-card-used = { $left ->
    [0] { $name } has been used: { $sum } is left. A gift card that has been used cannot be given back.
   *[other] Of { $name } { $left } are unused. A gift card that has been used cannot be given back; { $sum } is left on the cards.
  }
cart-refused-amount = This gift card cannot hold that amount.
add-refused-amount = This gift card cannot hold that amount.

gift-title = Gift card
gift-amount = Amount
gift-amount-hint = From { $least } to { $most }.
gift-amount-wrong = Type an amount from { $least } to { $most }.
gift-recipient = The recipient’s e-mail address
gift-recipient-hint = Leave empty if the card is for yourself.
gift-greeting = Greeting
gift-day = The day when it is to arrive
gift-day-hint = Arrives at eight in the morning, Swedish time. Leave empty and it is sent once you have paid.
gift-day-wrong = Choose a day from today on, and within a year.
gift-quantity = Type a number from 1 to { $max }.
gift-to = To { $recipient }
gift-to-buyer = To you
gift-on = arrives { $date }
gift-at-once = as soon as the purchase is paid
gift-change = Change
gift-change-of = Change recipient, greeting and day of { $name }
gift-promise-mail = Comes by e-mail, on the day that you choose.
gift-promise-parts = Good for several purchases: what is left over stays on the card.
gift-promise-return = 14 days’ right of withdrawal as long as nobody has used the card
gift-range = { $least } to { $most }
gift-no-vat = no VAT on gift cards
gift-return-text = You can withdraw from the purchase within 14 days, as long as nobody has used the card. It then stops working and you get your money back.
gift-freight = Gift cards are sent by e-mail. That costs nothing and needs no address.
gift-next = We send the gift cards to their recipients. The mails arrive within minutes, or on the morning of the day that you chose.
gift-status-unfulfilled = { $count ->
    [one] The gift card is paid and is sent to its recipient on the day that you chose.
   *[other] The gift cards are paid and are sent to their recipients on the day that you chose.
  }
gift-status-delivered = { $count ->
    [one] The gift card has been sent to its recipient.
   *[other] The gift cards have been sent to their recipients.
  }
freight-email = Delivery by e-mail
buyer = Buyer

gift-soon = sent now
mail-gift-delivery = The gift cards are sent to their recipients by e-mail.
mail-confirmation-paid-cards = We have your order { $number } and your payment. The gift cards are sent to their recipients by e-mail.
mail-gift-card-subject-given = { $giver } has given you a gift card at { $shop }
mail-gift-card-given = { $giver } has bought a gift card for you.

product-kind = Kind of product
product-kind-field = What the product is
product-kind-goods = Goods
product-kind-gift_card = Gift card
product-kind-hint = Gift cards are sold without VAT, freight and stock, and come by e-mail. A gift card that becomes goods again bears the standard VAT.
product-kind-saved = The kind has been saved.
product-range = Amount of choice: { $name }
product-range-least = From
product-range-most = To
product-range-hint = Empty: the card is worth the variant’s price. Fill in both to let the customer type the amount; the price is then what is proposed.
product-range-wrong = Type both amounts, the lower first, at most { $most }.

order-whole-cards = Gift cards are waiting
bought-title = Gift cards bought
bought-unpaid = Awaits payment
bought-waiting = Awaits its day
bought-issued = Issued
bought-called-off = Called off
bought-taken-back = Taken back
bought-for-buyer = The buyer
bought-day = Day asked for
bought-issued-at = Issued
bought-by-order = Bought in order
deed-product-kind-set = Kind of product changed
