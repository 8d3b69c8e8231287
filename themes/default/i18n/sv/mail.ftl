# Mejl till kunder.
mail-confirmation-subject = Tack för din beställning { $number }
mail-confirmation-preview = Betalt { $total }.
mail-thanks = Tack, { $name }.
mail-confirmation-paid = Din beställning { $number } är betald. Vi packar den och hör av oss när den är på väg.
mail-follow = Följ beställningen
mail-your-order = Din beställning
mail-pieces = st
mail-items = Varor
mail-total = Betalt
mail-vat-of = Varav moms
mail-delivery = Leverans
mail-withdraw = Ångra dig
mail-withdraw-text = Du har 14 dagars ångerrätt från den dag du får varan. Villkoren och ångerblanketten står längst ner i det här mejlet.
mail-withdraw-link = Så ångrar du ett köp
mail-questions = Frågor? Svara på det här mejlet eller ring { $phone }.
mail-seller-numbers = Org.nr { $org }, momsnr { $vat }, godkänd för F-skatt
mail-document-version = Version { $version }
