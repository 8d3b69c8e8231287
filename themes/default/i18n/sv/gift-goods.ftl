# Presentkort som säljs i butiken.
fact-gift-card-issued = Ett presentkort på { $amount } är utfärdat och på väg med e-post.
fact-name-gift-card-issued = Presentkort utfärdat
return-card-used = { $left ->
    [0] { $name } är använt: { $sum } finns kvar. Ett presentkort som har använts kan inte lämnas tillbaka.
   *[other] Av { $name } är { $left } oanvända. Ett presentkort som har använts kan inte lämnas tillbaka; på korten finns { $sum } kvar.
  }
cart-refused-amount = Beloppet går inte att få på det här presentkortet.
add-refused-amount = Beloppet går inte att få på det här presentkortet.
