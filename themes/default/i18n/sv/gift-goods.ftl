# Presentkort som säljs i butiken.
fact-gift-card-issued = Ett presentkort på { $amount } är utfärdat och på väg med e-post.
fact-name-gift-card-issued = Presentkort utfärdat
return-card-used = { $left ->
    [0] { $name } är använt: { $sum } finns kvar. Ett presentkort som har använts kan inte lämnas tillbaka.
   *[other] Av { $name } är { $left } oanvända. Ett presentkort som har använts kan inte lämnas tillbaka; på korten finns { $sum } kvar.
  }
cart-refused-amount = Beloppet går inte att få på det här presentkortet.
add-refused-amount = Beloppet går inte att få på det här presentkortet.

gift-title = Presentkort
gift-amount = Belopp
gift-amount-hint = Från { $least } till { $most }.
gift-amount-wrong = Skriv ett belopp från { $least } till { $most }.
gift-recipient = Mottagarens e-postadress
gift-recipient-hint = Lämna tomt om kortet är till dig själv.
gift-greeting = Hälsning
gift-day = Dag då kortet ska komma
gift-day-hint = Kommer klockan 8 på morgonen. Lämna tomt så skickas det när du har betalat.
gift-day-wrong = Välj en dag från i dag och högst ett år fram.
gift-quantity = Skriv ett antal från 1 till { $max }.
gift-to = Till { $recipient }
gift-to-buyer = Till dig
gift-on = kommer { $date }
gift-at-once = så snart köpet är betalt
gift-change = Ändra
gift-change-of = Ändra mottagare, hälsning och dag för { $name }
gift-promise-mail = Kommer med e-post, på den dag du väljer.
gift-promise-parts = Räcker till flera köp: det som blir över finns kvar på kortet.
gift-promise-return = 14 dagars ångerrätt så länge ingen har handlat för kortet
gift-range = { $least } till { $most }
gift-no-vat = ingen moms på presentkort
gift-return-text = Du kan ångra köpet inom 14 dagar så länge ingen har handlat för kortet. Då slutar kortet att gälla och du får pengarna tillbaka.
gift-freight = Presentkort skickas med e-post. Det kostar inget och ingen adress behövs.
gift-next = Presentkort som ska fram genast mejlas inom några minuter, andra på morgonen den dag du har valt.
gift-status-unfulfilled = { $count ->
    [one] Presentkortet är betalt och skickas till mottagaren den dag du har valt.
   *[other] Presentkorten är betalda och skickas till mottagarna den dag du har valt.
  }
gift-status-delivered = { $count ->
    [one] Presentkortet är skickat till mottagaren.
   *[other] Presentkorten är skickade till mottagarna.
  }
freight-email = Leverans med e-post
buyer = Köpare

gift-soon = skickas nu
mail-gift-delivery = Presentkorten skickas med e-post till mottagarna.
mail-confirmation-paid-cards = Vi har fått din beställning { $number } och din betalning. Presentkorten skickas till mottagarna med e-post.
mail-gift-card-subject-given = { $giver } har gett dig ett presentkort hos { $shop }
mail-gift-card-given = { $giver } har köpt ett presentkort till dig.

product-kind = Varans typ
product-kind-field = Vad produkten är
product-kind-goods = Vara
product-kind-gift_card = Presentkort
product-kind-hint = Presentkort säljs utan moms, frakt och lager och kommer med e-post. Blir ett presentkort en vara igen får den normal moms.
product-kind-saved = Typen är sparad.
product-range = Valfritt belopp: { $name }
product-range-least = Från
product-range-most = Till
product-range-hint = Tomt: kortet är värt variantens pris. Fyll i båda för att låta kunden skriva beloppet; priset blir då förslaget.
product-range-wrong = Skriv båda beloppen, det lägre först, högst { $most }.

order-whole-cards = Presentkort väntar
bought-title = Köpta presentkort
bought-unpaid = Väntar på betalning
bought-waiting = Väntar på sin dag
bought-issued = Utfärdat
bought-called-off = Avbeställt
bought-taken-back = Taget tillbaka
bought-for-buyer = Köparen själv
bought-day = Önskad dag
bought-issued-at = Utfärdat
bought-by-order = Köpt i order
deed-product-kind-set = Varans typ ändrad
