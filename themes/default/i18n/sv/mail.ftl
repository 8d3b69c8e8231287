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
mail-complain = Fel på varan?
mail-withdraw = Ångra dig
mail-withdraw-text = Du har 14 dagars ångerrätt från den dag du får varan. Enklast ångrar du köpet på sidan här. Villkoren och ångerblanketten står längst ner i det här mejlet.
mail-withdraw-link = Ångra avtal här
mail-questions = Frågor? Svara på det här mejlet eller ring { $phone }.
mail-org-number = Org.nr { $number }
mail-vat-number = momsnr { $number }
mail-f-tax = godkänd för F-skatt
mail-document-version = Version { $version }

# Länkar till kundkonton
mail-link-register-subject = Skapa ditt konto hos { $shop }
mail-link-register-title = Skapa ditt konto
mail-link-register-text = Någon, förmodligen du, vill ha ett konto hos { $shop } med adressen { $email }. Öppna länken så är adressen bekräftad och kontot klart på en minut.
mail-link-register-button = Skapa kontot
mail-link-known-subject = Du har redan ett konto hos { $shop }
mail-link-known-title = Du har redan ett konto
mail-link-known-text = Någon, förmodligen du, ville använda adressen { $email } till ett konto, men det finns redan ett med den. Öppna länken så är du inloggad.
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
mail-link-shut-subject = Ditt konto hos { $shop } är spärrat
mail-link-shut-title = Kontot är spärrat
mail-link-shut-text = Någon, förmodligen du, ville logga in hos { $shop } med adressen { $email }. Kontot är spärrat, så det går inte. Dina köp och uppgifter finns kvar. Ring oss på { $phone } så berättar vi varför och hjälper dig vidare.
mail-link-hours = Länken gäller i { $hours } timmar och kan användas en gång.
mail-link-minutes = Länken gäller i { $minutes } minuter och kan användas en gång.
mail-link-not-you = Var det inte du? Då behöver du inte göra något, ingenting har ändrats.

# En ny adress till ett konto, till den gamla
mail-passkey-added-subject = En passkey har lagts till på ditt konto hos { $shop }
mail-passkey-added-title = Kontot har fått en passkey
mail-passkey-added-text = Passkeyn ”{ $label }” lades till på kontot { $email } hos { $shop } { $at }. Med den går det att logga in utan lösenord.
mail-passkey-removed-subject = En passkey har tagits bort från ditt konto hos { $shop }
mail-passkey-removed-title = En passkey är borttagen
mail-passkey-removed-text = Passkeyn ”{ $label }” togs bort från kontot { $email } hos { $shop } { $at }. Det går inte längre att logga in med den.
mail-passkey-button = Se hur du loggar in
mail-passkey-not-you = Var det inte du? Logga in, ta bort de passkeys som du inte känner igen, byt lösenord och logga ut alla andra enheter. Svara på det här mejlet eller ring oss om du behöver hjälp.
mail-email-changed-subject = Din e-post hos { $shop } är ändrad
mail-email-changed-title = Kontot har en ny e-postadress
mail-email-changed-text = Kontot hos { $shop } som hade adressen { $email } har nu en annan. Den nya är bekräftad med en länk, och kontot är utloggat på alla andra enheter.
mail-email-changed-not-you = Var det inte du? Svara på det här mejlet eller ring oss med en gång, så hjälper vi dig att få tillbaka kontot.

# Kontot är raderat
mail-farewell-subject = Ditt konto hos { $shop } är raderat
mail-farewell-title = Kontot är raderat
mail-farewell-text = Kontot hos { $shop } som hade adressen { $email } är raderat, och det går inte att få tillbaka.
mail-farewell-orders = { $count ->
    [one] Ett köp med namn och adress finns kvar, som bokföringslagen kräver. Det sparas till och med { $until } och rensas sedan av sig självt.
   *[other] { $count } köp med namn och adress finns kvar, som bokföringslagen kräver. De sparas i sju år efter köpåret, det sista till och med { $until }, och rensas sedan av sig själva.
}
mail-farewell-under-way = { $count ->
    [one] Ett köp är på väg, eller har ett ärende som inte är klart. E-post och telefon för det finns kvar tills varor och pengar är framme.
   *[other] { $count } köp är på väg, eller har ärenden som inte är klara. E-post och telefon för dem finns kvar tills varor och pengar är framme.
}
mail-farewell-waiting = { $count ->
    [one] Ett köp kan ännu bli betalt. Uppgifterna i det rensas när det är klart att det inte blir av.
   *[other] { $count } köp kan ännu bli betalda. Uppgifterna i dem rensas när det är klart att de inte blir av.
}
mail-farewell-rest = Det här är det sista mejlet om kontot. Vi sparar ingen kopia av det.
mail-farewell-not-you = Var det inte du? Svara på det här mejlet eller ring oss med en gång.

mail-gift-card-subject = Ditt presentkort hos { $shop }
mail-gift-card-title = Presentkort på { $amount }
mail-gift-card-text = Här är ditt presentkort hos { $shop }. Den som har koden kan handla för pengarna, så spara det här mejlet.
mail-gift-card-how = Skriv koden i varukorgen eller i kassan. Blir det pengar över finns de kvar på kortet. Handla hos
mail-gift-card-through = Kortet gäller till och med { $date }.
mail-gift-card-until = Kortet gäller till { $date }.
mail-gift-card-paid = Därav med presentkort
# Företag
mail-business-approved-subject = { $company } är godkänt hos { $shop }
mail-business-approved-title = Ansökan är godkänd
mail-business-approved-text = { $company } handlar hos { $shop } som { $subject } från och med nu. Logga in och byt till företaget, så ser du era priser.
mail-business-approved-button = Till företagets sidor
mail-business-approved-small = På företagets sidor lägger du till kollegor och leveransplatser.
mail-business-joined-subject = Du handlar för { $company } hos { $shop }
mail-business-joined-title = Ansökan är godkänd
mail-business-joined-text = { $company } är redan kund hos { $shop }, och du handlar för företaget från och med nu. Logga in och byt till företaget, så ser du era priser.
mail-business-joined-button = Till företagets sidor
mail-business-joined-small = Vill företaget byta nivå ansöker dess administratör om det.
mail-business-refused-subject = Din ansökan för { $company } hos { $shop }
mail-business-refused-title = Ansökan godkändes inte
mail-business-refused-text = Vi kunde inte godkänna ansökan om { $subject } för { $company }. Skälet:
mail-business-refused-button = Till ansökan
mail-business-refused-small = Har något blivit fel, eller har läget ändrats? Då kan du ansöka igen.
mail-business-invitation-subject = Handla för { $company } hos { $shop }
mail-business-invitation-title = Handla för { $company }
mail-business-invitation-text = { $person } bjuder in dig att handla för { $company } hos { $shop }. Öppna länken och tacka ja.
mail-business-invitation-button = Öppna inbjudan
mail-business-invitation-small = Inbjudan gäller i { $days } dagar. Vill du inte, eller känner du inte till företaget, behöver du inte göra något.

mail-confirmation-invoiced = Din beställning { $number } är mottagen och betalas mot faktura. Vi packar den och hör av oss när den är på väg.
mail-due = Fakturan förfaller
mail-total-due = Att betala mot faktura

mail-business-attest-subject = Ett köp för { $company } väntar på dig
mail-business-attest-title = Ett köp att godkänna
mail-business-attest-text = { $person } vill köpa för { $subject } till { $company } hos { $shop }. Köpet behöver godkännas av dig eller en kollega.
mail-business-attest-button = Se köpet
mail-business-attest-small = Inget är beställt än. Priser och lager kontrolleras när köpet godkänns.
mail-business-attest-approved-subject = Ditt köp för { $company } är godkänt
mail-business-attest-approved-title = Köpet är godkänt
mail-business-attest-approved-text = { $person } har godkänt ditt köp för { $company } hos { $shop }.
mail-business-attest-approved-button = Se köpet
mail-business-attest-approved-small = Orderbekräftelsen kommer i ett eget mejl.
mail-business-attest-refused-subject = Ditt köp för { $company } godkändes inte
mail-business-attest-refused-title = Köpet godkändes inte
mail-business-attest-refused-text = { $person } godkände inte ditt köp för { $company } hos { $shop }. Skälet:
mail-business-attest-refused-button = Se köpet
mail-business-attest-refused-small = Varorna går att lägga tillbaka i varukorgen därifrån.

# Till den som arbetar i administrationen, om det egna kontot
mail-staff-passkey-added-subject = En passkey har lagts till på ditt konto i administrationen hos { $shop }
mail-staff-passkey-added-title = Ditt konto har fått en passkey
mail-staff-passkey-added-text = Passkeyn ”{ $label }” lades till på { $email } { $at }. Efter lösenordet går den att använda i stället för koden från appen.
mail-staff-passkey-removed-subject = En passkey har tagits bort från ditt konto i administrationen hos { $shop }
mail-staff-passkey-removed-title = En passkey är borttagen
mail-staff-passkey-removed-text = Passkeyn ”{ $label }” togs bort från { $email } { $at }. Den går inte längre att använda.
mail-staff-app-added-subject = Tvåstegsinloggning är på för ditt konto i administrationen hos { $shop }
mail-staff-app-added-title = Tvåstegsinloggning är på
mail-staff-app-added-text = En app för inloggningskoder kopplades till { $email } { $at }, och kontot fick tio reservkoder.
mail-staff-codes-made-subject = Nya reservkoder till ditt konto i administrationen hos { $shop }
mail-staff-codes-made-title = Du har nya reservkoder
mail-staff-codes-made-text = Tio nya reservkoder till { $email } togs fram { $at }. De gamla gäller inte längre.
mail-staff-code-used-subject = En reservkod har använts på ditt konto i administrationen hos { $shop }
mail-staff-code-used-title = En reservkod har använts
mail-staff-code-used-text = Någon loggade in på { $email } med en reservkod { $at }. { $count ->
    [one] En reservkod återstår.
   *[other] { $count } reservkoder återstår.
} Hämta nya i profilen innan de tar slut.
mail-staff-codes-used-up-subject = Den sista reservkoden till ditt konto i administrationen hos { $shop } är använd
mail-staff-codes-used-up-title = Reservkoderna är slut
mail-staff-codes-used-up-text = Någon loggade in på { $email } med den sista reservkoden { $at }. Hämta nya i profilen: utan dem kommer du inte in om du blir av med telefonen.
mail-staff-access-reset-subject = Din inloggning i administrationen hos { $shop } har nollställts
mail-staff-access-reset-title = Din inloggning har nollställts
mail-staff-access-reset-text = { $by } tog bort lösenord, app, reservkoder och passkeys för { $email } { $at }, och du är utloggad överallt. Du kommer in igen med länken i den nya inbjudan.
mail-staff-password-changed-subject = Lösenordet till ditt konto i administrationen hos { $shop } är ändrat
mail-staff-password-changed-title = Ditt lösenord är ändrat
mail-staff-password-changed-text = Lösenordet till { $email } ändrades { $at }. Alla andra inloggningar avslutades.
mail-staff-button = Öppna din profil
mail-staff-not-you = Var det inte du? Säg det genast till den som har hand om behörigheterna hos er: de kan avsluta dina inloggningar och bjuda in dig på nytt.
mail-staff-sent = Det här mejlet går till den som har kontot och kan inte stängas av.

# Till den som inte har loggat in på länge
mail-unused-subject = Ditt konto hos { $shop } raderas om du inte loggar in
mail-unused-title = Ska kontot vara kvar?
mail-unused-text = Det är snart tre år sedan du loggade in på kontot { $email } hos { $shop }, och vi sparar inte uppgifter längre än vi behöver. Logga in senast { $until } så är allt kvar. Gör du inte det raderas kontot.
mail-unused-button = Logga in och behåll kontot
mail-unused-otherwise = Vill du inte ha kvar kontot behöver du inte göra någonting. Köp som bokföringslagen kräver att vi sparar finns kvar så länge som lagen säger.
