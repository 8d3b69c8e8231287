# Ramen
frame-skip = Hoppa till innehållet
frame-nav = Huvudmeny
frame-show-nav = Visa huvudmenyn
frame-path = Sökväg
frame-action = Åtgärd
frame-more = Fler åtgärder
frame-to-mend = att åtgärda
frame-theme-dark = Byt till mörkt
frame-theme-light = Byt till ljust
frame-theme-system = Följ datorns inställning
frame-alarms = { $count ->
    [one] En sak har stannat
   *[other] { $count } saker har stannat
  }
env-demo = Demo
env-test = Test
env-production = Produktion
env-test-long = Testmiljö. Inget här når kunder eller pengar.
nav-today = Översikt
nav-sales = Försäljning
nav-orders = Ordrar
nav-range = Sortiment
nav-products = Produkter
nav-operations = Drift
nav-deliveries = Leveranser
nav-jobs = Jobb
nav-mailbox = Utskick
nav-system = System
nav-staff = Personal
nav-profile = Din profil
palette-label = Sök eller gå till
palette-placeholder = Ordernummer, kund, e-post, produkt eller artikelnummer
palette-go = Gå till
palette-shop = Öppna butiken
palette-choose = välj
palette-open = öppna
keys-title = Tangenter
keys-palette = Sök eller gå till
keys-search = Sök i listan
keys-rows = Nästa och föregående rad
keys-open = Öppna raden
keys-select = Markera raden, markera flera
keys-edit = Ändra: till sidans första fält
keys-create = Skapa i listan, försök igen på sidan
keys-send = Skicka formuläret du skriver i
keys-save = Spara
keys-close = Stäng
keys-off = Enkla tangenter stängs av i
keys-shut = Stäng
when-plain = { $text }
when-yesterday = i går { $time }
when-tomorrow = i morgon { $time }
day-today = I dag
day-yesterday = I går
count-more = mer än { $count }
language-sv = Svenska
language-en = Engelska

# Inloggning
log-in-title = Logga in
log-in-step = Steg { $step } av 2
log-in-email = E-post
log-in-password = Lösenord
log-in-next = Fortsätt
log-in-forgot = Glömt lösenordet? Be en systemägare om en ny länk.
log-in-email-missing = Skriv din e-postadress.
log-in-password-missing = Skriv ditt lösenord.
log-in-wrong = E-post eller lösenord stämmer inte.
log-in-wait = För många försök. Vänta { $time } och försök igen.
log-in-logged-out = Du är utloggad.
log-in-password-chosen = Lösenordet är valt. Logga in med det.
log-in-confirm = Bekräfta att det är du
log-in-confirm-button = Bekräfta
log-in-code = Sexsiffrig kod
log-in-code-hint = Visas i din app och byts var 30:e sekund. Varje kod gäller en gång.
log-in-code-wrong = Koden stämmer inte, eller så är den redan använd. Vänta på nästa kod i appen.
log-in-use-recovery = Använd en reservkod
log-in-use-code = Använd kod från appen
log-in-start-over = Börja om
log-in-recovery-title = Logga in med reservkod
log-in-recovery-say = En av koderna som du sparade när du slog på två steg. Den förbrukas.
log-in-recovery = Reservkod
log-in-recovery-wrong = Reservkoden stämmer inte, eller så är den redan använd.
log-in-enrol-wrong = Koden stämmer inte. Kontrollera att telefonens klocka går rätt och skriv koden som visas nu.
gate-to-shop = Till butiken
demo-hint-title = Demobutikens ägare
demo-hint-code = Koden just nu:
enrol-first = Första gången
enrol-title = Skydda kontot innan du börjar
enrol-say = Två steg krävs för all personal: lösenordet, och en kod från en app i telefonen.
enrol-app = Kod i app
enrol-qr = QR-kod för din app
enrol-scan = Läs av med din app. Kan du inte läsa av, skriv in nyckeln:
enrol-open = Öppna i en app på den här enheten
enrol-code = Kod från appen
enrol-recovery = Reservkoder
enrol-recovery-say = Tio koder som gäller en gång var. De visas i nästa steg.
enrol-on = Slå på två steg
codes-title = Dina reservkoder
codes-first = Två steg är på. Tappar du telefonen kommer du in med en av de här koderna. Var och en gäller en gång.
codes-again = De gamla koderna gäller inte längre. Var och en av de nya gäller en gång.
codes-once = Koderna visas bara nu. Skriv ut dem eller spara dem där du har dina lösenord.
codes-kept = Jag har sparat koderna
codes-print = Skriv ut
invitation-title = Välkommen, { $name }
invitation-say = Välj ett lösenord för { $shop }. Sedan loggar du in och slår på kod i app.
invitation-choose = Välj lösenordet
password-hint = Minst 12 tecken. Gärna några ord på rad.
password-too-short = Lösenordet är för kort. Minst 12 tecken behövs.
password-too-long = Lösenordet är för långt. Högst 256 tecken går att spara.
password-guessable = Lösenordet är lätt att gissa. Undvik namn, e-post, tangentföljder och vanliga ord.
password-common = Lösenordet finns på listor över läckta lösenord, så det provas först av den som gissar. Välj ett annat.
password-differs = Lösenorden är olika. Skriv samma en gång till.

# Fel
error-to-today = Till översikten
error-code = Kod
error-400-title = Frågan gick inte att förstå
error-400-say = Adressen eller formuläret var inte som väntat. Inget är ändrat.
error-401-title = Du är inte inloggad
error-401-say = Logga in och försök igen. Inget är ändrat.
error-403-title = Du har inte behörighet till sidan
error-403-say = Dina roller ger inte rätt till det här, eller så kom formuläret från en annan webbplats. Be en systemägare om rätt roll.
error-404-title = Sidan finns inte
error-404-say = Adressen är fel, eller så är det borttaget. Sök med Ctrl K.
error-409-title = Någon hann före
error-409-say = Läget har ändrats sedan sidan visades. Inget är ändrat nu. Gå tillbaka och läs om sidan.
error-413-title = Det var för stort
error-413-say = Formuläret innehöll mer än sidan tar emot. Inget är ändrat.
error-429-title = För många försök
error-429-say = Vänta en stund och försök igen.
error-500-title = Något gick fel hos oss
error-500-say = Felet är loggat och inget är ändrat. Uppge koden om du frågar om det.
error-unopened-title = Det finns ingen butik än
error-unopened-say = Skapa den på servern: torg shop --template > butik.toml ger en mall att fylla i, och torg shop butik.toml skapar butiken.
error-503-title = Databasen svarar inte just nu
error-503-say = Inget är ändrat. Försök igen om några sekunder.
error-late-title = Det tog för lång tid
error-late-say = Sidan blev inte klar i tid. Skulle något ändras: se efter om det blev gjort innan du försöker igen.

# Formulär
form-not-saved = { $count ->
    [one] En sak behöver rättas. Det du skrivit ligger kvar.
   *[other] { $count } saker behöver rättas. Det du skrivit ligger kvar.
  }
form-missing = Fältet behöver fyllas i.
form-too-long = Högst 200 tecken.
form-changed-meanwhile = Någon har sparat sedan du öppnade sidan. Inget är skrivet över. Kontrollera uppgifterna och spara igen.
form-kept = Du hade blivit utloggad. Det du skrev ligger kvar, men inget är sparat än.
log-in-kept = Du har blivit utloggad. Det du skrev finns kvar när du har loggat in.
log-in-lost = Du har blivit utloggad, och det du skickade är inte sparat. Hade du skrivit något? Gå bakåt i webbläsaren och se om texten står kvar, och kopiera den innan du loggar in.
kept-title = Det du skrev ligger kvar
kept-say = Du blev utloggad innan det hann sparas. Inget är ändrat än.
kept-go-on = Fortsätt där du var
kept-drop = Släng det och gå till översikten
changed-while-you-read = Någon har ändrat det här sedan du öppnade sidan. Det du har skrivit ligger kvar tills du visar det nya.
changed-show-now = Visa nu
collision-title = Någon annan har sparat under tiden
collision-field = Uppgift
collision-stored = Sparat nu
collision-typed = Ditt
collision-take-theirs = Ta det som är sparat
collision-keep-mine = Behåll mitt och spara
profile-keys = Kortkommandon med en tangent
switch-on = På
switch-off = Av
form-cancel = Avbryt

# Listor
list-views = Sparade vyer
list-save-view = Spara vyn
list-forget-view = Ta bort vyn
list-find = Sök
list-filter = Filter
list-any = Alla
list-show = Visa
list-change-filter = Ändra { $filter }
list-columns = Kolumner
list-density = Täthet
list-text = Text
list-value = { $text }
list-clear = Rensa
list-clear-all = Rensa alla filter
list-without = Ta bort filtret { $filter }
list-none-say = Ta bort ett filter för att se fler.
list-search-short = Skriv minst tre bokstäver i följd. Ordernummer, artikelnummer och e-post söks på hela.
list-search-latest = Sökningen gäller de { $count } senaste. Välj ett filter för att nå längre tillbaka.
list-export = Exportera visat
list-pick-all = Markera alla på sidan
list-pick = Markera { $name }
list-picked = valda
list-picked-some = Några
list-unpick = Avmarkera alla
list-bulk = Massåtgärder
list-pages = Sidor
list-newer = Nyare
list-older = Äldre
list-shown = Visar { $shown } av { $count }
list-shown-more = Visar { $shown } av mer än { $count }
view-title = Spara vyn
view-say = Filter, sökning, sortering och kolumner sparas under ett namn som bara du ser.
view-name = Namn på vyn
view-name-hint = Till exempel ”Stora ordrar i veckan”.
view-name-long = Högst 60 tecken.
view-name-taken = Du har redan en vy med det namnet. Välj ett annat, eller ta bort den gamla först.
view-too-many = Du har redan 30 vyer av listan. Ta bort en som du inte använder.
view-save = Spara vyn

# Ordrar
list-orders-title = Ordrar
list-orders-search = Ordernummer, e-post eller namn
list-orders-none = Ingen order passar filtret.
list-orders-empty = Här hamnar ordrarna.
list-orders-empty-say = Lägg en provorder i butiken så dyker den upp här.
orders-number = Order
orders-placed = Lagd
orders-customer = Kund
orders-email = E-post
orders-state = Läge
orders-payment = Betalning
orders-fulfilment = Leverans
orders-agreed = Avtalat: { $sum }
orders-lines = Rader
orders-total = Summa
orders-currency = Valuta
orders-since-today = i dag
orders-since-7 = senaste 7 dagarna
orders-since-30 = senaste 30 dagarna
orders-tab-all = Alla
orders-tab-to-ship = Att skicka
orders-tab-late = Försenade
orders-tab-unpaid = Obetalda
orders-tab-refused = Nekad betalning
orders-tab-lapsed = Ej fullföljda
order-state-prepared = Väntar på betalning
order-state-placed = Lagd
order-state-lapsed = Ej fullföljd
order-state-cancelled = Avbruten
order-whole-to-ship = Att skicka
payment-pending = Väntar
payment-processing = Pågår
payment-refused = Nekad
payment-paid = Betald
payment-partly-refunded = Delåterbetald
payment-refunded = Återbetald
payment-void = Ej betald
fulfilment-unfulfilled = Väntar
fulfilment-partly-shipped = Delvis
fulfilment-shipped = Skickad
fulfilment-delivered = Levererad
fulfilment-returned = Retur inne
fulfilment-void = Utgår
stock-held = Reserverat
stock-allocated = Reserverat
stock-released = Släppt
order-by = { $customer }, lagd
order-promised = Lovad leverans
order-lines = Rader
order-lines-sum = { $articles ->
    [one] 1 artikel
   *[other] { $articles } artiklar
  }, { $pieces } st
order-article = Artikel
order-unit-price = Pris
order-quantity = Antal
order-stock = Lager
order-items = Varor
order-discount = Rabatt
order-to-pay = Att betala
order-vat = varav moms { $rate }
order-deliveries = Leveranser till andra system
order-events = Händelser
order-facts = Fakta
order-all-of = Alla kundens ordrar
order-phone = Telefon
order-language = Språk
order-note = Meddelande
order-freight = Frakt
order-service = Tjänst
order-weight = Vikt
address-delivery = Leverans
address-invoice = Faktura
payment-amount = Belopp
payment-taken = Draget
payment-returned = Återbetalt
payment-open-until = går att betala till
payment-refusals = { $count ->
    [one] Nekad 1 gång
   *[other] Nekad { $count } gånger
  }
events-all = Allt
events-people = Personer
events-system = System
events-none = Inget att visa här.
event-by = Av { $name }
event-from = Från { $name }
fact-order-prepared = Köpet bekräftades, { $total } att betala. Lagret är reserverat.
fact-payment-opened = Betalsidan öppnades hos { $gateway }.
fact-payment-refused = Betalningen nekades: { $reason }
fact-payment-processing = Kunden är klar. Banken har inte svarat än.
fact-payment-captured = { $amount } betalades.
fact-payment-mismatched = Fel belopp drogs: { $captured } i stället för { $expected }. Ordern är inte lagd.
fact-payment-expired = Betalsidan stängdes utan betalning.
fact-order-placed = Ordern är lagd.
fact-order-lapsed = Köpet fullföljdes inte. Lagret är släppt.
fact-refund-fell-due = Pengarna kom för sent: ordern kunde inte längre fullföljas. { $amount } ska tillbaka till kunden.
fact-contact-corrected = Kunden rättade sina uppgifter.
fact-confirmation-sent = Orderbekräftelsen skickades till { $recipient }.
fact-other = { $name }
fact-name-order-prepared = Köp bekräftat
fact-name-order-placed = Order lagd
fact-name-order-lapsed = Köp ej fullföljt
fact-name-payment-captured = Betalning mottagen
fact-name-payment-refused = Betalning nekad
fact-name-refund-fell-due = Återbetalning ska göras

# Produkter
list-products-title = Produkter
list-products-search = Namn, artikelnummer, streckkod eller produktkod
list-products-none = Ingen produkt passar filtret.
list-products-empty = Här hamnar produkterna.
list-products-empty-say = Hämta in dem med torg import products FIL.csv.
products-name = Produkt
products-code = Kod
products-status = Status
products-variants = Varianter
products-stock = Lager
products-price = Pris från
products-updated = Ändrad
products-tab-all = Alla
products-tab-active = Aktiva
products-tab-draft = Utkast
products-tab-archived = Arkiverade
product-active = Publicerad
product-unpublished = Ej publicerad
product-draft = Utkast
product-archived = Arkiverad
product-changed = Version { $version }, ändrad
product-in-shop = Visa i butiken
product-translations = Texter
product-translations-all = Svenska och engelska
product-translations-some = Språk saknas
product-free = { $count ->
    [one] 1 fri
   *[other] { $text } fria
  }
product-text = Text
product-media = Bilder
product-no-alt = Alternativtext saknas
product-no-variants = Produkten har inga varianter och går inte att köpa.
product-no-words = Produkten har ingen text på något språk.
product-categories = Kategori
product-vat = Moms
product-origin = Ursprung
product-created = Skapad
product-safety = Produktsäkerhet
product-safety-missing = Saknas
product-safety-say = Lagen kräver tillverkarens namn, adress och kontakt innan varan säljs.
product-maker = Tillverkare
product-maker-post = Adress
product-maker-contact = Kontakt
variant-sku = Artikelnummer
variant-options = Val
variant-weight = Vikt
variant-on-hand = I lager
variant-promised = Lovat
variant-free = Fritt
variant-places = Lager per plats
variant-place = Plats
variant-place-closed = Stängd, räknas inte med
variant-reserved = Hålls i kassan
variant-allocated = Lovat till ordrar
variant-active = Säljs
variant-out = Slut
variant-inactive = Säljs inte

# Utskick
list-mailbox-title = Utskick
list-mailbox-search = Ämne eller mottagare
list-mailbox-none = Inget utskick passar filtret.
list-mailbox-empty = Här hamnar breven.
list-mailbox-empty-say = Varje brev som butiken skickar sparas som det skickades.
mails-subject = Ämne
mails-recipient = Till
mails-state = Läge
mails-when = Skapat
mails-tab-all = Alla
mails-tab-failed = Kom inte fram
mails-tab-pending = Väntar
mail-pending = Väntar
mail-sent = Skickat
mail-failed = Kom inte fram
mail-made = Skapat
mail-content = Innehåll
mail-from = Från
mail-to = Till
mail-text = Text
mail-withheld = Mejlet har en länk som loggar in kunden. Därför visas inte vad det säger.
mail-reply-to = Svar till
mail-sent-at = Skickat
mail-transport = Väg
mail-receipt = Kvittens
demo-mailbox-title = Demobutikens brevlåda
demo-mailbox-say = Öppen för alla, men bara i demon. Här ligger breven som butiken annars hade skickat till sina kunder.
demo-mailbox-empty = Inga brev än.
demo-mailbox-empty-say = Köp något i butiken så kommer orderbekräftelsen hit.

# Drift
operations-retry = Försök igen
operations-send-again = Sänd igen
operations-retried = { $count ->
    [0] Inget behövde göras om. Läget hade redan ändrats.
    [one] 1 är tillbaka i kön.
   *[other] { $count } är tillbaka i kön.
  }
list-jobs-title = Jobb
list-jobs-search = Jobbets namn eller ord ur felet
list-jobs-none = Inget jobb passar filtret.
list-jobs-empty = Inget väntar.
list-jobs-empty-say = Jobb som är klara försvinner härifrån. De som inte lyckas stannar kvar med sitt fel.
jobs-name = Jobb
jobs-state = Läge
jobs-error = Senaste fel
jobs-queue = Kö
jobs-attempts = Försök
jobs-next = Nästa försök
jobs-created = Skapat
jobs-tab-all = Alla
jobs-tab-failed = Misslyckade
jobs-tab-retrying = Försöker igen
jobs-tab-running = Pågår
job-failed = Misslyckades
job-retrying = Försöker igen
job-ready = Väntar
job-running = Pågår
job-since = Skapat
job-why = Varför det inte gick
job-payload = Gäller
job-attempts-of = { $count } av { $max }
job-lease = Senast klart
job-updated = Ändrat
job-request = Begäran
list-deliveries-title = Leveranser
list-deliveries-search = Händelse eller ord ur felet
list-deliveries-none = Ingen leverans passar filtret.
list-deliveries-empty = Inget är på väg.
list-deliveries-empty-say = Här syns varje händelse som ska till ett annat system, och mottagarens kvittens.
deliveries-what = Vad
deliveries-to = Till
deliveries-state = Läge
deliveries-error = Senaste fel
deliveries-attempts = Försök
deliveries-created = Skapad
deliveries-sent = Sänd
deliveries-receipt = Kvittens
deliveries-tab-all = Alla
deliveries-tab-stopped = Har stannat
deliveries-tab-open = På väg
delivery-pending = Väntar
delivery-sent = Sänd
delivery-acknowledged = Kvitterad
delivery-failed = Försöker igen
delivery-dead = Kom inte fram
delivery-stopped = Har stannat
delivery-open = På väg
delivery-on-way = Till { $to }, skapad
delivery-payload = Innehåll
delivery-answer = Mottagarens kvittens

# Översikt
today-all-well = Allt går som det ska.
today-waiting = { $count ->
    [one] En order väntar på dina händer. Resten går.
   *[other] { $count } ordrar väntar på dina händer. Resten går.
  }
today-stopped = { $count ->
    [one] En sak har stannat. Resten går.
   *[other] { $count } saker har stannat. Resten går.
  }
today-date = { $date }, { $time }.
today-harm = Har stannat
today-harm-jobs = { $count ->
    [one] Ett jobb lyckades inte och försöks inte igen av sig självt
   *[other] { $count } jobb lyckades inte och försöks inte igen av sig själva
  }
today-harm-deliveries = { $count ->
    [one] En leverans har inte kommit fram
   *[other] { $count } leveranser har inte kommit fram
  }
today-harm-both = { $jobs } jobb lyckades inte, { $deliveries } leveranser har inte kommit fram
today-harm-since = senast för { $time } sedan
today-jobs = jobb
today-deliveries = leveranser
today-look = Se vad som hänt
today-sales = Försäljning i dag
today-compared = mot i går till { $time }
today-sum = Försäljning
today-average = Snittorder
today-against = mot { $value } i går
today-per-order = per lagd order
today-latest = Senaste ordrarna
today-all-orders = Alla ordrar
today-hands = Behöver dina händer
today-count = Antal
today-what = Vad
today-oldest = Äldst
today-nothing = Inget väntar
today-nothing-yours = Inget väntar på dig
today-to-ship = Betalda, att skicka
today-to-ship-hint = Varorna är reserverade i lagret
today-late = Försenade leveranser
today-late-hint = Den utlovade dagen har passerat
today-refused = Betalningen nekades
today-refused-hint = Kunden kan försöka igen tills reservationen går ut
today-unpaid = Väntar på betalning
today-unpaid-hint = Släpps av sig själva om de inte betalas
find-title = Sök
find-for = Sökning på ”{ $text }”
find-in-list = Visa i listan
find-nothing = Inget hittades på ”{ $text }”.
find-nothing-say = Sök på helt ordernummer, e-postadress, artikelnummer eller en del av ett namn.

# Profil
profile-about = Om dig
profile-name = Namn
profile-name-hint = Så ser kollegorna dig i historiken.
profile-locale = Språk
profile-theme = Utseende
profile-density = Täthet
profile-single-keys = Enkla tangenter (J, K, / och liknande)
profile-save = Spara profilen
profile-mails = Mejl till dig
profile-mails-say = Det här skickas till { $email } när det händer. Bara det du får göra något åt går att välja.
profile-mail-quotation-asked = Ett företag ber om en offert eller vill ändra en
profile-mails-save = Spara
profile-mails-saved = Ditt val är sparat.
profile-saved = Profilen är sparad.
profile-log-out = Logga ut
profile-password = Lösenord
profile-current-password = Nuvarande lösenord
profile-new-password = Nytt lösenord
profile-new-password-again = Lösenordet en gång till
profile-change-password = Byt lösenord
profile-change-password-say = Alla andra inloggningar avslutas.
profile-password-changed = Lösenordet är bytt och andra inloggningar är avslutade.
profile-password-wrong = Lösenordet stämmer inte.
profile-second-step = Två steg
profile-codes-left = { $count ->
    [0] Inga reservkoder är kvar.
    [one] En reservkod är kvar.
   *[other] { $count } reservkoder är kvar.
  }
profile-codes-enough = På
profile-codes-few = Få koder kvar
profile-codes-none = Inga koder kvar
profile-codes-hint = Nya koder ersätter de gamla. Lösenordet frågas för säkerhets skull.
profile-codes-new = Skapa nya reservkoder
profile-sessions = Inloggningar
profile-end-others = Avsluta alla andra
profile-session-ended = Inloggningen är avslutad.
profile-sessions-ended = Alla andra inloggningar är avslutade.
session-browser = Webbläsare
session-address = Adress
session-began = Började
session-seen = Senast aktiv
session-this = den här
session-end = Avsluta
theme-system = Som datorn
theme-light = Ljust
theme-dark = Mörkt
density-compact = Tät
density-comfortable = Luftig

# Personal
staff-say = Alla loggar in med lösenord och kod. Vad var och en får göra följer av rollerna.
staff-invite = Bjud in kollega
staff-invite-say = Du får en länk att skicka. Kollegan väljer lösenord och slår på kod i app vid första inloggningen.
staff-make-link = Skapa inbjudan
staff-roles = Roller
staff-allows = Får
staff-account = Konto
staff-active = Aktivt
staff-invited = Inbjuden
staff-closed = Stängt
staff-second-step-on = På
staff-second-step-off = Ej påslaget
staff-email-wrong = Skriv en hel e-postadress, till exempel namn@nordbod.se.
staff-email-taken = Någon har redan ett konto med den adressen.
staff-role-missing = Välj minst en roll.
staff-last-owner = Det måste finnas minst en systemägare. Ge rollen till någon annan först.
staff-only-owners = Bara en systemägare får ändra en systemägare eller dela ut rollen.
staff-yourself = Du kan inte ändra dina egna roller eller bjuda in dig själv igen. Be en systemägare.
staff-invited-title = Inbjudan till { $name }
staff-invited-say = Skicka länken till { $email } på ett säkert sätt.
staff-link = Länk
staff-link-until = Gäller en gång, till
staff-link-once = Länken visas bara nu. Den som har länken kan välja lösenord till kontot.
staff-copy = Kopiera
staff-copied = Kopierad
staff-done = Klart
staff-invite-again = Ny länk, nytt lösenord och ny kod
staff-close = Stäng kontot
staff-save-roles = Spara rollerna
staff-roles-saved = Rollerna är sparade.
staff-read-only = Du kan läsa men inte ändra. Det kräver rätten att hantera personal.
staff-closed-say = Kontot är stängt och kan inte logga in. Historiken behåller namnet.
permission-everything = Allt
list-staff-title = Personal
list-staff-search = Namn eller e-post
list-staff-none = Ingen i personalen passar filtret.
list-staff-empty = Ingen är tillagd än.
list-staff-empty-say = Bjud in en kollega så syns hen här.
staff-tab-all = Alla
staff-tab-active = Aktiva
staff-tab-invited = Inbjudna
staff-added = Tillagd
permission-order-read = se ordrar
permission-order-export = exportera ordrar
permission-product-read = se produkter
permission-product-write = ändra produkter
permission-product-export = exportera produkter
permission-promotion-read = se kampanjer
permission-promotion-manage = ändra kampanjer
permission-promotion-export = exportera kampanjer och koder
permission-mailbox-read = läsa utskick
permission-mailbox-export = exportera utskick
permission-operations-read = se jobb och leveranser
permission-operations-retry = köra om jobb och leveranser
permission-operations-export = exportera jobb och leveranser
permission-staff-read = se personal
permission-staff-export = exportera personal
permission-staff-manage = hantera personal

# Bilder till en produkt
pictures-none = Produkten har inga bilder än.
pictures-add = Lägg till bilder
pictures-add-hint = JPEG, PNG, WebP, GIF, TIFF eller BMP, högst { $limit } MB per bild. Storlekarna görs automatiskt.
pictures-upload = Ladda upp
pictures-sending = Laddar upp …
pictures-save = Spara bilderna
pictures-saved = Bilderna är sparade. Butiken visar dem inom några sekunder.
pictures-moved = Ordningen är ändrad här på sidan. Den gäller när du har sparat.
pictures-to-describe = { $count ->
    [one] Bilden är uppladdad. Beskriv den och spara, så visas den i butiken.
   *[other] { $count } bilder är uppladdade. Beskriv dem och spara, så visas de i butiken.
  }
pictures-refused = { $count ->
    [one] En fil kunde inte tas emot
   *[other] { $count } filer kunde inte tas emot
  }
pictures-none-chosen = Välj minst en bild att ladda upp.
pictures-not-uploaded = De valda filerna är inte uppladdade än. Välj dem igen och tryck på Ladda upp.
pictures-too-many = En produkt har högst { $most } bilder.
pictures-progress = { $made } av { $wanted } storlekar klara
picture-number = Bild { $number }
picture-nameless = En fil utan namn
picture-alt-sv = Bildbeskrivning, svenska
picture-alt-en = Bildbeskrivning, engelska
picture-alt-missing = Beskriv bilden för den som inte ser den. Lagen kräver det.
picture-alt-wrong = Högst { $most } tecken på en rad.
picture-more = Fokus och variant
picture-main = huvudbild
picture-new = ny
picture-focus = Fokuspunkt
picture-focus-x = Från vänster
picture-focus-y = Uppifrån
picture-focus-hint = Klicka i bilden eller skriv procent. Beskärningarna följer med.
picture-focus-wrong = Skriv två tal mellan 0 och 100.
picture-variant = Visar
picture-variant-all = Hela produkten
picture-variant-wrong = Varianten finns inte längre.
picture-twice = Samma bild finns redan för det valet.
picture-gone = Bilden finns inte längre. Ta bort raden och ladda upp den igen.
picture-there-already = Bilden finns redan bland produktens bilder.
picture-up = Flytta bild { $number } uppåt
picture-down = Flytta bild { $number } nedåt
picture-moved = Bilden är flyttad till plats { $number }.
picture-remove = Ta bort
picture-not-kept = Filen kunde inte sparas just nu. Försök igen om en stund.
picture-too-many-files = Högst { $most } filer åt gången. Ladda upp resten efteråt.
picture-refused-empty = Filen är tom.
picture-refused-too-large = Filen är { $size } MB. Högst { $limit } MB tas emot.
picture-refused-unknown = Filen är ingen bild som går att läsa. JPEG, PNG, WebP, GIF, TIFF och BMP tas emot.
picture-refused-other = { $kind ->
    [heic] Bilden är i formatet HEIC, som telefoner använder. Spara den som JPEG och försök igen.
    [avif] Bilden är i formatet AVIF. Spara den som JPEG eller PNG och försök igen.
    [jxl] Bilden är i formatet JPEG XL. Spara den som JPEG eller PNG och försök igen.
    [svg] Filen är en SVG-teckning. Spara den som PNG och försök igen.
    [psd] Filen är från Photoshop. Spara den som JPEG eller PNG och försök igen.
    [pdf] Filen är en PDF. Spara sidan som JPEG eller PNG och försök igen.
    [html] Filen är en webbsida, inte en bild. Spara själva bilden och försök igen.
    [zip] Filen är ett arkiv. Packa upp det och ladda upp bilderna.
   *[video] Filen är en film. Ladda upp en stillbild.
  }
picture-refused-pixels = Bilden är { $width } × { $height } bildpunkter. Högst { $side } på längsta sidan och { $millions } miljoner sammanlagt tas emot.
picture-refused-truncated = { $format }-filen är avbruten: den tar slut mitt i bilden. Kopiera den på nytt och försök igen.
picture-refused-corrupt = { $format }-filen är skadad och går inte att läsa.
picture-refused-unsupported = Den här sortens { $format } går inte att läsa. Spara bilden som vanlig JPEG eller PNG.
job-picture = Bildens storlekar
jobs-pictures = { $count ->
    [one] En bild står på tur: { $made } av { $wanted } storlekar klara.
   *[other] { $count } bilder står på tur: { $made } av { $wanted } storlekar klara.
  }
jobs-pictures-latest = Många bilder står på tur. Av storlekarna till de { $count } senaste är { $made } av { $wanted } klara.
# Varför det här priset
trace-title = { $count ->
    [one] 1 besked om en kampanj som inte gav rabatt
   *[other] { $count } besked om kampanjer som inte gav rabatt
}
trace-capped = begränsad av marginalen
trace-not-active = Kampanjen är ett utkast eller pausad.
trace-not-yet = Kampanjen har inte börjat.
trace-over = Kampanjen är över.
trace-used-up = Kampanjen eller koden är slut.
trace-used-by-buyer = Kunden har redan använt den så många gånger som man får.
trace-needs-code = Ingen kod är angiven.
trace-not-yours = Koden hör till en annan kund.
trace-other-tier = Gäller inte kundens nivå.
trace-other-company = Gäller inte det företag som kunden köper för.
trace-needs-log-in = Kräver att kunden är inloggad.
trace-not-first = Kunden har handlat tidigare.
trace-other-currency = Kampanjen är i en annan valuta.
trace-no-goods = Inga varor i köpet omfattas.
trace-below-sum = { $missing } saknas till minsta summa.
trace-below-quantity = { $missing ->
    [one] 1 vara saknas till minsta antal.
   *[other] { $missing } varor saknas till minsta antal.
}
trace-gift-not-chosen = Gåvan ligger inte i köpet.
trace-nothing-off = Priset är redan lika lågt eller lägre.
trace-margin = Marginalen tillåter ingen rabatt.
trace-better = Andra kampanjer tillsammans gav mer.
trace-better-by = { $other } gav mer.
trace-alone = En kampanj som inte går att kombinera gav mer.
trace-alone-by = { $other } gav mer och går inte att kombinera.
