# Mejl till kunder.
mail-confirmation-subject = Tack för din beställning { $number }
mail-confirmation-preview = Betalt { $total }.
mail-thanks = Tack, { $name }.
mail-confirmation-paid = Din beställning { $number } är betald. Vi packar den och hör av oss när den är på väg.
mail-confirmation-paid-collection = Din beställning { $number } är betald. Vi packar den och hör av oss när den kan hämtas.
mail-follow = Följ beställningen
mail-your-order = Din beställning
mail-pieces = st
mail-items = Varor
mail-total = Betalt
mail-vat-of = Varav moms
mail-delivery = Leverans
mail-collection = Hämta hos oss
mail-collection-ready = klart att hämta { $days }
mail-withdraw = Ångra dig
mail-withdraw-text = Du har 14 dagars ångerrätt från den dag du får varan. Villkoren och ångerblanketten står längst ner i det här mejlet.
mail-withdraw-link = Så ångrar du ett köp
mail-questions = Frågor? Svara på det här mejlet eller ring { $phone }.
mail-seller-numbers = Org.nr { $org }, momsnr { $vat }, godkänd för F-skatt
mail-document-version = Version { $version }

# Länkar till kundkonton
mail-link-register-subject = Skapa ditt konto hos { $shop }
mail-link-register-title = Skapa ditt konto
mail-link-register-text = Någon, förmodligen du, vill ha ett konto hos { $shop } med adressen { $email }. Öppna länken så är adressen bekräftad och kontot klart på en minut.
mail-link-register-button = Skapa kontot
mail-link-known-subject = Du har redan ett konto hos { $shop }
mail-link-known-title = Du har redan ett konto
mail-link-known-text = Någon, förmodligen du, ville skapa ett konto med adressen { $email }, men det finns redan ett. Öppna länken så är du inloggad.
mail-link-known-button = Logga in
mail-link-log_in-subject = Din inloggningslänk till { $shop }
mail-link-log_in-title = Logga in
mail-link-log_in-text = Öppna länken så är du inloggad hos { $shop } som { $email }. Inget lösenord behövs.
mail-link-log_in-button = Logga in
mail-link-reset-subject = Välj ett nytt lösenord hos { $shop }
mail-link-reset-title = Välj ett nytt lösenord
mail-link-reset-text = Öppna länken och välj ett nytt lösenord för { $email }. Tills dess gäller det gamla.
mail-link-reset-button = Välj lösenord
mail-link-change_email-subject = Bekräfta din nya adress hos { $shop }
mail-link-change_email-title = Bekräfta din nya adress
mail-link-change_email-text = Öppna länken så loggar du in hos { $shop } med { $email } i fortsättningen.
mail-link-change_email-button = Bekräfta adressen
mail-link-hours = Länken gäller i { $hours } timmar och kan användas en gång.
mail-link-minutes = Länken gäller i { $minutes } minuter och kan användas en gång.
mail-link-not-you = Var det inte du? Då behöver du inte göra något, ingenting har ändrats.

# En ny adress till ett konto, till den gamla
mail-email-changed-subject = Din e-post hos { $shop } är ändrad
mail-email-changed-title = Kontot har en ny adress
mail-email-changed-text = Kontot hos { $shop } som hade adressen { $email } har nu en annan. Den nya är bekräftad med en länk, och kontot är utloggat överallt annars.
mail-email-changed-not-you = Var det inte du? Svara på det här mejlet eller ring oss med en gång, så hjälper vi dig att få tillbaka kontot.

mail-gift-card-subject = Ditt presentkort hos { $shop }
mail-gift-card-title = Presentkort på { $amount }
mail-gift-card-text = Här är ditt presentkort hos { $shop }. Den som har koden kan handla för pengarna, så spara det här mejlet.
mail-gift-card-how = Skriv koden i varukorgen eller i kassan. Blir det pengar över finns de kvar på kortet. Handla hos
mail-gift-card-until = Kortet gäller till { $date }.
mail-gift-card-paid = Därav med presentkort
