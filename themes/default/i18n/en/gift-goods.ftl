# Gift cards that the shop sells.
fact-gift-card-issued = A gift card of { $amount } has been issued and is on its way by e-mail.
fact-name-gift-card-issued = Gift card issued
return-card-used = { $left ->
    [0] { $name } has been used: { $sum } is left. A gift card that has been used cannot be given back.
   *[other] Of { $name } { $left } are unused. A gift card that has been used cannot be given back; { $sum } is left on the cards.
  }
cart-refused-amount = This gift card cannot hold that amount.
add-refused-amount = This gift card cannot hold that amount.
