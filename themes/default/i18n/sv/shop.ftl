### Butiken: allt som står på sidorna. Tilltal "du", presens, korta meningar, versal bara först.

## Ramen
og-locale = sv_SE
skip = Hoppa till innehållet
menu = Meny
contact = Kundtjänst
category = Kategori
categories = Kategorier
categories-in = Kategorier i { $name }
nav-new = Nytt i butiken
nav-new-short = Nytt
to-home = { $shop }, till startsidan
find-label = Sök i butiken
find-placeholder = { $count ->
    [one] Sök i butiken
   *[other] Sök bland { $count } varor
}
find-button = Sök
cart = Varukorg
cart-label = { $count ->
    [0] Varukorg, 0 varor
    [one] Varukorg, 1 vara
   *[other] Varukorg, { $count } varor
}
svc-free-freight = Fri frakt från { $price }
svc-dispatch = Handla utan konto
svc-return = 14 dagars ångerrätt
foot-say = Bra saker, hem till dig.
foot-shop = Handla
foot-help = Hjälp
all-products = Alla varor
withdraw = Ångra ett köp
withdrawal-right = Ångerrätt
withdrawal-form = Ångerblankett
other-language = In English
org-number = Org.nr { $number }
vat-number = Momsnr { $number }
f-tax = Godkänd för F-skatt
phone-hours = { "" }
prices-with-vat = Alla priser inkl. moms
terms = Köpvillkor
privacy = Personuppgifter
cookies = Kakor
accessibility = Tillgänglighet
products = Varor
products-count = { $count ->
    [one] 1 vara
   *[other] { $count } varor
}
home-crumb = Hem

## Startsidan
home-title = handla på nätet
home-description = Handla tryggt på nätet, utan konto och med 14 dagars ångerrätt.
home-heading = Välkommen in.
home-categories = Hitta rätt hylla
home-all = { $count ->
    [one] Se varan
   *[other] Alla { $count } varor
}
home-new = Nytt i butiken
home-new-all = Allt nytt
home-popular = Mest köpt just nu
home-popular-how = Efter antal sålda de senaste 30 dagarna
home-some = Ett urval av våra varor
promises = Våra löften
promise-delivery = Du vet när det kommer
promise-delivery-text = Leveransdag, fraktsätt och pris ser du innan du betalar.
promise-free-freight = Fri frakt från { $price }.
promise-return = 14 dagars ångerrätt
promise-return-text = Ångrar du dig hör du av dig till oss inom 14 dagar från det att du fick varan.
promise-payment = Säker betalning
promise-payment-text = Betalningen sker hos vår betaltjänst. Vi ser aldrig ditt kortnummer.
promise-guarantee = Tre års reklamationsrätt
promise-guarantee-text = Är det fel på varan lagar vi den, byter den eller betalar tillbaka.

## Varor
price-from = Från { $price }
price-none = Priset är inte satt än
price-per-unit = Jämförpris { $price }/{ $unit ->
    [m2] m²
   *[other] { $unit }
}
price-before-card = Lägsta pris 30 dagar: { $price }
price-before = Lägsta pris 30 dagar före sänkningen: { $price } ({ $change })
tag-cut = Sänkt pris
tag-new = Nyhet
card-swatches = { $count ->
    [one] Finns i 1 utförande
   *[other] Finns i { $count } utföranden
}
stock-in = I lager
stock-few = { $count ->
    [one] Bara 1 kvar
   *[other] Bara { $count } kvar
}
stock-free = , { $count } st.
stock-out = Slut i lager
stock-out-short = slut
stock-out-text = Slut i lager just nu.
stock-out-until = Slut, åter { $date }
stock-backorder = Går att beställa
stock-backorder-card = Går att beställa, väntas { $date }
stock-backorder-until = Den kommer till oss { $date } och skickas då.
stock-short = { $count ->
    [one] Bara 1 kvar, ändra antalet
   *[other] Bara { $count } kvar, ändra antalet
}
with-vat = inkl. moms
gallery-of = Bilder av { $name }
gallery-scroll = Bildspel, bläddra i sidled
gallery-show = Visa bild { $number } av { $count }
gallery-zoom = Förstora bild { $number }
close = Stäng
quantity = Antal
quantity-of = Antal { $name }
fewer = Färre
more = Fler
add = Lägg i varukorgen
add-busy = Lägger i varukorgen
add-done = Ligger i varukorgen
add-refused-stock = Varan hann ta slut. Inget har lagts i varukorgen.
add-refused-quantity = Så många finns inte. Välj ett lägre antal.
add-refused-gone = Varan säljs inte längre i det utförandet.
add-refused-full = Varukorgen är full. Köp det som ligger där eller ta bort något först.
min-quantity = Minsta antal är { $count }.
leaves-today = Beställ före { $hour }.00 så skickar vi i dag.
delivery-promise = Hos dig { $days }.
collection-promise = Klart att hämta { $days }.
delivery-freight = { $freight } { $price }
delivery-freight-free = { $freight } { $price }, fri från { $from }
return-how = Så returnerar du
facts = Mått och material
fact-material = Material
fact-size = Mått
fact-size-value = { $width } × { $depth } × { $height } mm
fact-weight = Vikt
fact-sku = Artikelnummer
safety = Produktsäkerhet
safety-maker = Tillverkare
safety-responsible = Ansvarig inom EU
safety-origin = Tillverkad i
safety-warning = Varning
safety-none = Inga särskilda varningar för varan.
delivery-return = Leverans och retur
delivery-return-text = Du har alltid 14 dagars ångerrätt från den dag du får varan.
related = Passar ihop

## Listor
filter = Filtrera
filter-button = Filtrera
filter-button-on = Filtrera ({ $count })
filter-close = Stäng
filter-price = Pris
filter-from = Från, { $currency }
filter-to = Till, { $currency }
filter-price-wrong = Skriv priset med siffror, till exempel 250. Det högre priset ska stå till höger.
filter-only = Visa bara
filter-show = { $count ->
    [0] Inga varor, ändra filter
    [one] Visa 1 vara
   *[other] Visa { $count } varor
}
filter-clear = Rensa alla
filter-clear-all = Rensa alla filter
filter-remove = Ta bort filter: { $label }
filter-between = { $from } – { $to }
filter-at-least = Från { $price }
filter-at-most = Högst { $price }
list-count-capped = Minst { $count } varor
list-of = av { $total }
list-of-capped = av minst { $total }
list-none = Inga varor stämmer med filtren
list-none-text = Ta bort något filter så visas fler varor.
sort = Sortera
sort-popular = Mest sålda
sort-newest = Nyast först
sort-cheapest = Lägsta pris
sort-dearest = Högsta pris
sort-relevance = Bäst träff
sort-how-popular = ”Mest sålda” ordnar efter antal sålda de senaste 30 dagarna. Ingen betalar för sin plats.
sort-how-newest = ”Nyast först” ordnar efter den dag då varan kom till butiken. Ingen betalar för sin plats.
sort-how-cheapest = ”Lägsta pris” ordnar efter varans lägsta pris med moms. Ingen betalar för sin plats.
sort-how-dearest = ”Högsta pris” ordnar efter varans lägsta pris med moms, högst först. Ingen betalar för sin plats.
sort-how-relevance = ”Bäst träff” ordnar efter hur väl orden stämmer och hur mycket varan säljs. Ingen betalar för sin plats.
pages = Sidor
pages-shown = Visar { $first }–{ $last } av { $count }
pages-shown-capped = Visar { $first }–{ $last }
page-number = Sida { $number }
page-previous = Föregående sida
page-next = Nästa sida
crumbs-label = Brödsmulor

## Sök
search = Sök
search-count = { $count ->
    [one] 1 träff på ”{ $words }”
   *[other] { $count } träffar på ”{ $words }”
}
search-count-capped = Minst { $count } träffar på ”{ $words }”
search-meant = Menade du
search-corrected = Vi hittade inget på ”{ $words }” och sökte på ”{ $corrected }” i stället.
search-as-typed = Sök på ”{ $words }” ändå
search-empty = Vad letar du efter?
search-empty-text = Skriv vad saken heter eller vad du ska ha den till. Du kan också leta i en kategori.
search-none = Inget i butiken heter ”{ $words }”
search-none-text = Prova ett kortare ord, eller det du ska ha saken till. Du kan också leta i en kategori.
search-missing = Saknar du något?
search-tell = Tipsa oss
search-popular = Titta gärna på de här
suggest-searches = Sökförslag
suggest-all = Visa alla träffar på ”{ $words }”

## Rabatter och koder
code-have = Har du en rabattkod eller ett presentkort?
field-code = Rabattkod eller presentkort
card-over = Presentkortet har gått ut.
card-blocked = Presentkortet är spärrat. Hör av dig till oss.
card-empty = Det finns inget kvar på presentkortet.
card-other-currency = Presentkortet gäller i en annan valuta.
card-pays-all = Presentkortet räcker till hela köpet. Inget mer behöver betalas.
sum-all = Summa
sum-reduction = Nedsatt pris
sum-reduction-note = Nedsatt pris, kreditnota { $number }
sum-gift-card = Presentkort …{ $hint }
sum-store-credit = Tillgodohavande
credit-use = Betala med ditt tillgodohavande, { $price }
code-use = Använd
step-code = Rabattkod eller presentkort
code-empty = Skriv koden först.
code-no-cart = Lägg något i varukorgen först.
code-too-many = Varukorgen har redan så många koder som går. Ta bort en först.
code-unknown = Koden finns inte. Kontrollera att den är rätt skriven.
code-not-active = Koden går inte att använda just nu.
code-not-yet = Koden gäller först från { $date }.
code-over = Koden gäller inte längre.
code-used-up = Koden är slut. Den har använts så många gånger som den får.
code-used-by-buyer = Du har redan använt koden.
code-not-yours = Koden är personlig och hör till ett annat konto.
code-other-tier = Koden gäller inte för din nivå.
code-other-company = Koden gäller bara för vissa företag.
code-needs-log-in = Logga in för att använda koden.
code-not-first = Koden gäller bara ditt första köp.
code-other-currency = Koden gäller i en annan valuta.
code-needs-code = Ange koden för att få rabatten.
code-no-goods = Koden gäller inte för varorna i korgen.
code-below-sum = Handla för { $missing } till så gäller koden.
code-below-quantity = { $missing ->
    [one] Lägg till 1 vara som koden gäller för.
   *[other] Lägg till { $missing } varor som koden gäller för.
}
code-gift-not-chosen = Lägg gåvan i varukorgen, så dras den av.
code-nothing-off = Koden ger ingen rabatt på de här varorna.
code-margin = Koden ger ingen rabatt på de här varorna.
code-better = En annan rabatt ger mer. Den är avdragen i stället.
code-alone = En annan rabatt ger mer och kan inte kombineras med den här.
gift-earned = { $name } ingår utan kostnad.
gift-add = Lägg i varukorgen
change-discount = Rabatten { $name } är nu { $now }, förut { $before }.
change-discount-gone = Rabatten { $name } ({ $before }) gäller inte längre.
change-discount-new = Rabatten { $name } gäller nu: { $now }.

## Varukorg
cart-continue = Fortsätt handla
cart-lines = Varor i korgen
cart-removed = { $name } är borttagen.
cart-refused-quantity = Antalet ändrades inte. Så många går inte att köpa, välj ett annat antal.
cart-refused-full = Varan fick inte plats. Varukorgen är full: köp det som ligger där eller ta bort något först.
cart-refused-stock = Varan hann ta slut. Inget har lagts i varukorgen.
cart-refused-gone = Varan säljs inte längre. Inget har lagts i varukorgen.
undo = Ångra
update = Uppdatera
remove = Ta bort
remove-name = Ta bort { $name }
summary = Summering
to-checkout = Till kassan
to-cart = Till varukorgen
cart-blocked = Något i korgen går inte att köpa som det står. Ändra antalet eller ta bort varan.
to-free-freight = Handla för { $price } till så blir frakten fri.
freight-in-checkout = Du väljer leveranssätt i kassan.
cart-pay-how = Du betalar i nästa steg och behöver inget konto.
cart-empty = Varukorgen är tom
cart-empty-text = Det du lägger här ligger kvar i 30 dagar, även om du stänger sidan.
cart-empty-button = Se vad som finns i butiken
cart-related = Passar ihop med det du valt
sum-items = { $count ->
    [one] 1 vara
   *[other] { $count } varor
}
sum-total = Att betala
sum-whole = Totalt
sum-vat = Varav moms { $rate }
line-quantity = { $count } st
line-was = Nytt pris, förut { $price }
changes = Något har ändrats sedan du tittade sist
changes-total = Summan är uppdaterad.
change-price = { $name } kostar nu { $now }, förut { $before }.
change-stock = { $left ->
    [one] Det finns bara 1 { $name } kvar.
   *[other] Det finns bara { $left } { $name } kvar.
}
change-out = { $name } är slut i lager.
change-gone = { $name } säljs inte längre.
change-hidden = { $name } ingår inte i ditt sortiment och kan inte beställas. Ta bort varan för att gå vidare.
change-freight = Frakten kostar nu { $now }, förut { $before }.
change-vat = Momsen är nu { $now }, förut { $before }.
change-total = Summan är nu { $now }, förut { $before }.
change-currency = Ni handlar nu i { $currency }. Priserna är de som gäller i den valutan.
error-no-rate = Just nu kan vi inte ta emot beställningar i { $currency }. Det beror på oss och brukar vara ordnat nästa vardag. Varorna ligger kvar i varukorgen.
change-terms = Köpvillkoren har ändrats. Läs de <a href="{ $href }" target="_blank">nya villkoren</a> och godkänn dem om du vill köpa.
change-other = Något i beställningen har ändrats. Läs igenom den innan du betalar.
change-cart = Ändra varukorgen
change = Ändra

## Kassa
checkout = Kassa
checkout-as = Du är inloggad som { $name }. Köpet läggs bland dina beställningar.
checkout-guest = Du handlar som gäst och behöver inget konto.
back-to-cart = Tillbaka till varukorgen
step-you = Dina uppgifter
step-address = Leveransadress
step-freight = Leverans
step-payment = Betalning
step-pay = Godkänn och betala
field-optional = (valfritt)
field-email = E-post
field-phone = Mobilnummer
field-first-name = Förnamn
field-last-name = Efternamn
field-company = Företag
field-street = Gatuadress
field-street2 = Lägenhet, c/o
field-postcode = Postnummer
field-city = Ort
field-country = Land
field-note = Portkod eller hälsning till budet
field-own-invoice = Fakturan ska till en annan adress
field-invoice-name = Namn på fakturan
field-invoice-street = Fakturans gatuadress
field-invoice-postcode = Fakturans postnummer
field-invoice-city = Fakturans ort
field-freight = Leveranssätt
field-payment = Betalsätt
field-terms = Köpvillkoren
hint-phone = Budet ringer eller sms:ar när paketet är på väg.
recount = Räkna om summan
freight-none = Vi kan inte leverera de här varorna till den adressen.
payment-card = Kort
payment-card-text = Visa eller Mastercard. Du betalar på betaltjänstens säkra sida.
payment-swish = Swish
payment-swish-text = Du godkänner i Swish på mobilen. Pengarna dras direkt.
payment-klarna = Klarna
payment-klarna-text = Betala senare, mot faktura eller i delar. Klarna prövar din kredit.
payment-direct = Direkt
payment-credit = Kredit
terms-accept = Jag har läst och godkänner <a href="{ $href }" target="_blank">köpvillkoren</a>.
buy-and-pay = Köp och betala <span class="num">{ $price }</span>
checkout-law = Du har 14 dagars <a href="{ $withdrawal }">ångerrätt</a> enligt lag. Läs hur vi hanterar dina <a href="{ $privacy }">personuppgifter</a>.
checkout-law-business = Läs hur vi hanterar dina <a href="{ $privacy }">personuppgifter</a>.
your-order = Din beställning
questions = Frågor? Ring <a class="nowrap" href="tel:{ $phone_link }">{ $phone }</a> eller <a href="mailto:{ $email }">skriv till oss</a>.
form-errors = { $count ->
    [one] En uppgift behöver rättas innan du kan betala
   *[other] { $count } uppgifter behöver rättas innan du kan betala
}
error-required = Fyll i den här uppgiften.
error-too-long = Texten är för lång, korta den till { $max } tecken.
error-email = Skriv hela adressen med @, till exempel elin@exempel.se.
error-phone = Skriv numret med siffror, till exempel 070-174 06 12.
error-postcode-SE = Fem siffror, till exempel 413 01.
error-postcode = Postnumret stämmer inte med landet.
error-country = Dit levererar vi inte än.
error-country-goods = De här varorna kan vi inte sälja dit än. Välj ett annat land.
error-freight = Välj hur du vill ha paketet.
error-payment = Välj hur du vill betala.
error-terms = Godkänn köpvillkoren för att kunna köpa.
error-cart-empty = Varukorgen är tom.
error-stock = Något i korgen hann ta slut. Se vad som har ändrats.
error-gateway = Vi når inte betaltjänsten just nu. Inga pengar har dragits. Försök igen om en stund.
error-gateway-refused = Betaltjänsten tog inte emot betalningen. Inga pengar har dragits. Välj ett annat betalsätt eller hör av dig till oss.

## Order
thanks = Tack, { $name }.
thanks-text = Beställningen är betald och på väg till packbordet. Bekräftelsen kommer till <b>{ $email }</b>.
thanks-text-invoice = Beställningen är klar och på väg till packbordet. Du betalar mot faktura. Bekräftelsen kommer till <b>{ $email }</b>.
order-heading = Beställning { $number }
order-title = Din beställning
order-number = Ordernummer
order-status-unfulfilled = Beställningen är betald. Vi packar den.
order-status-partly_shipped = En del av beställningen är skickad.
order-status-shipped = Beställningen är skickad.
order-status-delivered = Beställningen är framme.
order-status-returned = Varorna har kommit tillbaka till oss.
order-status-void = Beställningen skickas inte.
order-processing = Vi väntar på besked
order-processing-text = Betaltjänsten har inte svarat än. Sidan uppdateras av sig själv, och bekräftelsen kommer med e-post.
order-waiting = Inte betald än
order-waiting-text = Varorna är reserverade åt dig en stund. Betala för att slutföra köpet.
order-investigating = Vi undersöker betalningen
order-investigating-text = Pengar har kommit, men inte den summa som vi väntade oss. Vi reder ut det och hör av oss. Du behöver inte betala igen.
order-investigating-late-text = Pengar har kommit, men inte den summa som vi väntade oss, och först när tiden för köpet hade gått ut. Vi reder ut det och hör av oss. Betala inte igen.
order-too-late = Pengarna kom för sent
order-too-late-text = Köpet gick inte längre att fullfölja när betalningen kom, så inget skickas. Vi betalar tillbaka pengarna. När de är på väg står det här.
order-refused = Betalningen gick inte igenom
order-refused-declined = Banken sa nej till betalningen.
order-refused-cancelled = Betalningen avbröts.
order-refused-expired = Betalsidan stod öppen för länge.
order-refused-card-expired = Kortets giltighetstid har gått ut.
order-refused-card-wrong = Kortuppgifterna stämde inte.
order-refused-unverified = Banken fick inte bekräftat att det var du.
order-refused-other = Betaltjänsten kunde inte genomföra betalningen.
order-refused-text = Inga pengar har dragits. Välj ett annat sätt eller försök igen.
order-lapsed = Köpet betalades aldrig
order-lapsed-text = Inga pengar har dragits och varorna är åter till salu. Varukorgen finns kvar.
order-cancelled = Beställningen är avbeställd
order-cancelled-text = Har du betalat något betalar vi tillbaka det.
next-pack = Vi packar
next-pack-text = Vi packar dina varor och skickar dem nästa gång budet kommer.
next-pack-collection-text = Vi packar dina varor och hör av oss när allt är klart.
next-sent = På väg
next-sent-text = Transportören hör av sig när paketet är på väg.
next-there-text = Paketet väntas { $days } till { $street }, { $postcode } { $city }.
next-there = Hos dig
next-collect = Hämta hos oss
next-collect-text = Du hittar oss på { $street }, { $postcode } { $city }. Ta med ordernumret.
order-bought = Det här köpte du
paid-with-card = Betalt med kort
paid-with-swish = Betalt med Swish
paid-with-klarna = Betalt med Klarna
paid-with-other = Betalt
delivery-address = Leverans till
buyer-address = Dina uppgifter
invoice-address = Faktura till
print = Skriv ut kvitto
print-page = Skriv ut
order-keep-link = Sidans adress är din och bara din: spara den om du vill hitta tillbaka.
order-regret = Ångrat dig? Du har 14 dagars <a href="{ $withdrawal }">ångerrätt</a> från den dag du får varorna. Här finns <a href="{ $form }">ångerblanketten</a>.

## Texter och fel
document-version = Version { $version }, gäller från { $date }
document-others = Mer att läsa
error-400 = Sidan gick inte att visa
error-400-text = Något i adressen eller det som skickades stämmer inte. Gå tillbaka och försök igen.
error-403 = Det gick inte att skicka
error-403-text = Formuläret kom inte från vår egen sida. Ladda om sidan och försök igen.
error-404 = Sidan finns inte längre
error-404-text = Varan kanske gör det. Sök efter den här.
error-413 = Det var för mycket på en gång
error-413-text = Korta det du skrev och försök igen.
error-429 = Lite för fort
error-429-text = Det kom många förfrågningar från din uppkoppling på kort tid. Vänta en stund och försök igen.
error-500 = Något gick fel hos oss
error-500-text = Felet är noterat. Det du skrev finns kvar om du går tillbaka.
error-503 = Butiken hinner inte med
error-503-text = Ladda om sidan om några sekunder. Det du skrev finns kvar.
error-unopened = Butiken är inte öppen än
error-unopened-text = Här finns ingen butik ännu. Den som driver webbplatsen skapar den med kommandot torg shop.
error-home = Till startsidan
error-id = Felnummer:

## Det som skript säger
script-away = Butiken svarar inte. Det du skrev finns kvar. Försök igen om en stund.
script-fast = Det gick lite för fort. Vänta en stund och försök igen.
script-fault = Något gick fel hos oss. Det du skrev finns kvar. Försök igen om en stund.

## Länder
country-SE = Sverige
country-NO = Norge
country-DK = Danmark
country-FI = Finland
country-DE = Tyskland
country-PL = Polen
country-PT = Portugal
country-EE = Estland
country-LV = Lettland
country-LT = Litauen
country-NL = Nederländerna
country-FR = Frankrike
country-IT = Italien
country-ES = Spanien
country-GB = Storbritannien
country-CN = Kina
country-IN = Indien
country-US = USA

# Kundkonton
log-in = Logga in
log-out = Logga ut
log-in-link = Skicka en inloggningslänk i stället
nav-account = Mina sidor
nav-account-of = Mina sidor, { $name }
nav-my-orders = Beställningar
nav-log-ins = Inloggning
nav-wishes = Önskelista
nav-saved-carts = Sparade varukorgar
nav-my-data = Personuppgifter
nav-erase = Radera kontot
nav-erased = Kontot är raderat
nav-addresses = Adresser
nav-address = Ändra adress
nav-address-new = Ny adress
nav-details = Uppgifter
nav-side-account = Översikt
nav-side-my_orders = Beställningar
nav-side-log_ins = Inloggning
nav-side-wishes = Önskelista
nav-side-saved_carts = Sparade varukorgar
nav-side-my_data = Personuppgifter
nav-side-addresses = Adresser
nav-side-details = Uppgifter
field-name = Namn
field-password = Lösenord
field-new-password = Nytt lösenord
field-current-password = Nuvarande lösenord
hint-password = Minst 12 tecken. En mening är lättare att minnas än ett krångligt ord.
hint-password-optional = Minst 12 tecken. Lämna tomt om du hellre loggar in med en länk i mejlen.
error-name = Skriv ditt namn, högst 120 tecken.
error-log-in = Adressen och lösenordet hör inte ihop. Försök igen, eller låt oss skicka en inloggningslänk.
error-password-short = Lösenordet behöver minst { $min } tecken.
error-password-long = Lösenordet är för långt.
error-password-guessable = Det lösenordet är lätt att gissa. Välj något mer oväntat, till exempel en hel mening.
error-password-common = Det lösenordet har många valt före dig, och det står på listor som den som gissar provar först. Välj ett eget, till exempel några ord som inte hör ihop.
error-password-wrong = Det var inte ditt nuvarande lösenord.
error-not-fresh = Det var ett tag sedan du loggade in. Bekräfta med en passkey om du har en, eller logga ut och in igen.
error-stale = Uppgifterna ändrades någon annanstans medan du skrev. Inget är sparat. Se efter att allt stämmer och spara igen.
error-email-same = Den adressen loggar du redan in med.
error-wait-seconds = { $count ->
    [one] Det blev många försök. Vänta en sekund och försök igen.
   *[other] Det blev många försök. Vänta { $count } sekunder och försök igen.
}
error-wait-minutes = { $count ->
    [one] Det blev många försök. Vänta en minut och försök igen.
   *[other] Det blev många försök. Vänta { $count } minuter och försök igen.
}
account-none = Inget konto?
account-none-text = Det behövs inget för att handla. Med ett konto har du dina köp samlade på ett ställe.
account-register = Skapa konto
account-register-text = Skriv namn och e-post, så skickar vi en länk som bekräftar adressen. Lösenord väljer du sedan, om du vill ha ett.
account-register-button = Skicka länken
account-register-law = Vi använder uppgifterna till ditt konto och dina köp. Läs om <a href="{ $privacy }">personuppgifter</a> och <a href="{ $terms }">köpvillkor</a>.
account-forgot = Glömt lösenordet?
account-forgot-text = Skriv adressen som du loggar in med, så skickar vi en länk där du väljer ett nytt.
account-forgot-button = Skicka länken
account-back-to-log-in = Till inloggningen
account-sent = Titta i din inkorg
account-sent-text = Vi har skickat en länk till { $email }. Öppna den, så är du strax igång.
account-sent-help = Kommer inget inom några minuter? Titta i skräpposten och se efter att adressen är rätt skriven.
account-link-register = Skapa ditt konto
account-link-register-text = Adressen { $email } är bekräftad när du skapar kontot.
account-link-register-button = Skapa kontot
account-link-known = Du har redan ett konto
account-link-known-text = Det finns ett konto med adressen { $email }.
account-link-known-button = Logga in
account-link-log_in = Logga in
account-link-log_in-text = Du loggar in som { $email }.
account-link-log_in-button = Logga in
account-link-reset = Välj ett nytt lösenord
account-link-reset-text = Det nya lösenordet gäller för { $email }. Du loggas ut på alla andra enheter.
account-link-reset-button = Spara och logga in
account-link-change_email = Bekräfta din nya adress
account-link-change_email-text = Du loggar in med { $email } i fortsättningen.
account-link-change_email-button = Bekräfta adressen
account-link-over = Länken gäller inte längre
account-link-over-text = Den har använts eller blivit för gammal. Be om en ny på inloggningssidan, det tar en minut.
account-link-over-button = Till inloggningen
account-link-over_change = Länken gäller inte längre
account-link-over_change-text = Den har använts eller blivit för gammal. Byt e-post på nytt under Uppgifter, så skickar vi en till.
account-link-taken = Adressen har redan ett konto
account-link-taken-text = { $email } har fått ett eget konto sedan länken skickades. Ditt konto har kvar den adress det hade.
account-link-another = Länken gäller ett annat konto
account-link-another-text = Du är inloggad på ett annat konto än det som ska få adressen { $email }. Logga ut, logga in på det kontot och öppna länken igen.
account-link-another-button = Till Mina sidor
account-link-details-button = Till Uppgifter
account-hello = Hej { $name }
account-number = Kundnummer { $number }
account-latest = Senaste beställningar
account-all-orders = Alla beställningar
account-older = Äldre beställningar
account-again = Köp igen
account-claim = { $count ->
    [one] Du har ett tidigare köp utan konto
   *[other] Du har { $count } tidigare köp utan konto
}
account-claim-text = { $count ->
    [one] Det gjordes med din e-postadress men utan konto.
   *[other] De gjordes med din e-postadress men utan konto.
}
account-claim-button = { $count ->
    [one] Lägg det bland dina beställningar
   *[other] Lägg dem bland dina beställningar
}
my-orders-number = Order
my-orders-date = Datum
my-orders-state = Läge
my-orders-sum = Summa
my-orders-pieces = { $count ->
    [one] 1 vara
   *[other] { $count } varor
}
my-orders-none = Inga beställningar än
my-orders-none-text = När du har handlat inloggad finns köpen här.
my-orders-state-unfulfilled = Packas
my-orders-state-partly_shipped = Delvis på väg
my-orders-state-shipped = På väg
my-orders-state-delivered = Levererad
my-orders-state-returned = Returnerad
my-orders-state-void = Avbruten
my-orders-state-cancelled = Avbeställd
my-orders-state-refunded = Återbetald
log-ins-password = Byt lösenord
log-ins-password-text = Du loggar in med { $email }.
log-ins-no-password = Välj ett lösenord
log-ins-no-password-text = Du loggar in med en länk till { $email }. Med ett lösenord går det utan mejl.
log-ins-password-button = Spara lösenordet
log-ins-where = Här är du inloggad
log-ins-here = Den här webbläsaren
log-ins-since = Sedan
log-ins-end = Logga ut
log-ins-end-name = Logga ut { $name }
log-ins-end-others = Logga ut på alla andra enheter
log-ins-done-password = Lösenordet är sparat. Du är utloggad på alla andra enheter.
log-ins-done-sessions = Utloggat.
save = Spara
field-new-email = Ny e-post
hint-new-email = Vi skickar en länk till den nya adressen. Den gamla gäller tills du har öppnat den.
details-you = Namn och telefon
details-email = Byt e-post
details-email-text = Du loggar in med { $email }. Byter du e-post gäller den nya adressen för kommande köp. Om köp som redan är gjorda skriver vi till adressen som står i dem.
details-email-button = Skicka länken
details-done-details = Sparat.
details-done-email = Vi har skickat en länk till den nya adressen. Öppna den inom 24 timmar, tills dess gäller { $email }.
details-done-moved = Klart. Du loggar in med { $email } från och med nu, och du är utloggad på alla andra enheter.
cancel = Avbryt
field-default-address = Använd den här i kassan
field-save-address = Spara adressen på Mina sidor
error-addresses-full = Du har redan { $max } adresser. Ta bort en som du inte använder.
addresses-default = Används i kassan
addresses-make-default = Använd i kassan
addresses-make-default-name = Använd i kassan: { $street }
addresses-change-name = Ändra { $street }
addresses-remove-name = Ta bort { $street }
addresses-new = Lägg till en adress
addresses-none = Inga adresser än
addresses-none-text = Adresser som du sparar här fylls i av sig själva i kassan.
addresses-done-saved = Adressen är sparad.
addresses-done-removed = Adressen är borttagen.
addresses-done-default = Adressen fylls nu i automatiskt i kassan.
checkout-saved = Dina adresser
reorder = Beställ igen
reorder-number = Beställ igen: { $number }
cart-told-log_in = Vi har lagt ihop varukorgen med den du hade sedan tidigare
cart-told-reorder = Allt gick inte att beställa igen
cart-told-saved_cart = Allt gick inte att lägga tillbaka
cart-told-line-joined = { $name }: { $count } st lades till.
cart-told-line-larger = { $name } fanns i båda. Vi behöll det större antalet, { $count } st.
cart-told-line-short = { $name }: det finns färre än du ville ha, { $count } st ligger i korgen.
cart-told-line-out = { $name } är slut just nu.
cart-told-line-gone = { $name } säljs inte längre.
cart-told-line-full = { $name } fick inte plats, varukorgen är full.
wish-on = Spara i önskelistan
wish-on-name = Spara { $name } i önskelistan
wish-off = Ta bort ur önskelistan
wish-off-name = Ta bort { $name } ur önskelistan
wishes-none = Önskelistan är tom
wishes-none-text = Tryck på hjärtat vid en vara, så finns den här nästa gång.
wishes-full = Önskelistan är full. Ta bort något först.
wishes-gone = Säljs inte längre
wishes-look = Välj utförande
wishes-look-name = Välj utförande av { $name }
cart-put-aside = Spara varukorgen till senare
cart-put-aside-name = t.ex. Stugan
cart-put-aside-button = Lägg undan
cart-put-aside-guest = Du behöver logga in först.
cart-refused-lists = Du kan inte spara fler varukorgar. Ta bort någon först.
saved-carts-none = Inga sparade varukorgar
saved-carts-none-text = Lägg undan en varukorg under ett namn, så kan du ta upp den igen när du vill.
saved-carts-none-button = Till varukorgen
saved-carts-up = Lägg i varukorgen
saved-carts-up-name = Lägg i varukorgen: { $name }
saved-carts-rename = Byt namn
saved-carts-saved = Varukorgen är undanlagd.
saved-carts-removed = Den sparade varukorgen är borttagen.
saved-carts-renamed = Namnet är ändrat.
saved-carts-stale = Den ändrades någon annanstans. Namnet är inte bytt.
saved-carts-name = Namnet får inte vara tomt. Det gamla är kvar.
consent-title = Samtycken
consent-text = Du väljer själv, och det går lika lätt att ändra sig.
consent-newsletter = Nyheter och erbjudanden
consent-newsletter-words = Jag vill få nyheter och erbjudanden från { $shop } via e-post. Jag kan säga nej när som helst.
consent-surveys = Frågor efter köpet
consent-surveys-words = { $shop } får fråga mig via e-post hur ett köp gick. Jag kan säga nej när som helst.
consent-newsletter-unanswered = Så länge du inte har svarat får du inga nyheter från { $shop }.
consent-surveys-unanswered = Så länge du inte har svarat kan { $shop } skicka en fråga per beställning.
consent-unanswered = Inget svar
consent-refuse = Nej tack
consent-wording = Ordalydelse { $version }.
consent-privacy = Personuppgifter, version { $version }
consent-yes = Ja
consent-no = Nej
consent-give = Ja, gärna
consent-take-back = Återkalla
consent-taken-back = Nej
consent-reworded = Texten ändrades medan du läste, så vi har inte noterat något. Läs den nya och svara igen.
consent-noted = Vi har noterat ditt val.
consent-history = Vad du har svarat
export-title = Allt vi vet om dig
export-text = Konto, adresser, köp, presentkort, varukorgar, önskelista, samtycken, inloggningar och mejl i en fil (JSON) som går att läsa med andra program. Lösenord och nycklar är inte med.
export-button = Hämta filen
field-sure = Bekräftelse
erase-title = Radera kontot
erase-lead = Se först vad som försvinner och vad vi måste ha kvar.
erase-begin = Se vad som händer
erase-who = Kontot med adressen { $email }.
erase-goes = Det här försvinner nu
erase-goes-text = Namn, e-post (också tidigare adresser), telefon, lösenord, passkeys, adresser, önskelista, sparade varukorgar, omdömen, inloggningar, medlemskap i företag, våra anteckningar och innehållet i mejlen vi har skickat. Du loggas ut överallt. Det går inte att ångra.
erased-gone-text = Namn, e-post (också tidigare adresser), telefon, lösenord, passkeys, adresser, önskelista, sparade varukorgar, omdömen, inloggningar, medlemskap i företag, våra anteckningar och innehållet i mejlen vi har skickat.
erase-first = Tänk på det här först
erase-first-credit = Du har { $amount } att handla för hos oss. De går inte att använda utan kontot.
erase-first-company = Du är den enda administratören för { $company }. Gör någon annan till administratör först, annars kan ingen bjuda in kollegor eller ändra företagets uppgifter.
erased-lead = Allt nedan är gjort, och du är utloggad överallt.
erased-gone = Det här är borta
erase-stays = Det här finns kvar
erase-stays-orders = { $count ->
    [one] Ett köp med namn och adress, som bokföringslagen kräver. Det sparas till och med { $until } och rensas sedan av sig självt.
   *[other] { $count } köp med namn och adress, som bokföringslagen kräver. Vart och ett sparas till och med det sjunde året efter det då pengarna senast rörde sig, det sista till och med { $until }. Sedan rensas de av sig själva.
}
erase-stays-under-way = { $count ->
    [one] Ett köp är på väg, ska betalas eller har en retur som inte är klar. E-post, telefon, ditt meddelande och det du har skrivit om returen finns kvar tills varor och pengar är framme. Hörs inget av varorna är det högst ett halvår.
   *[other] { $count } köp är på väg, ska betalas eller har en retur som inte är klar. E-post, telefon, dina meddelanden och det du har skrivit om returerna finns kvar tills varor och pengar är framme. Hörs inget av varorna är det högst ett halvår.
}
erase-stays-waiting = { $count ->
    [one] Ett köp kan ännu bli betalt. Uppgifterna i det finns kvar tills det är klart, oftast i två veckor.
   *[other] { $count } köp kan ännu bli betalda. Uppgifterna i dem finns kvar tills det är klart, oftast i två veckor.
}
erase-stays-messages = Det som betaltjänsten har meddelat oss om dina köp, där e-postadressen kan stå. Det tas bort 90 dagar efter att det kom.
erase-stays-mail = Ett sista mejl som bekräftar att kontot är raderat. Vi tar bort adressen när det är skickat, senast om en vecka.
erase-stays-trail = En logg över vad som gjorts med kontot och vilka samtycken som har getts, utan namn och adresser. Har vi skrivit ett skäl, till exempel när ett konto spärras, står det kvar. Loggen har inget slutdatum.
erase-stays-anew = Du kan skapa ett nytt konto med samma adress när du vill. De gamla köpen följer inte med.
erase-sure = Jag förstår att det inte går att ångra.
erase-button = Radera kontot
erase-back = Nej, tillbaka
error-erase-sure = Bocka i rutan om du är säker.
receipt = Kvitto
order-document = Orderbekräftelse
receipt-seller = Säljare
receipt-buyer = Köpare
receipt-paid = Betalt { $when }.
receipt-ordered = Beställt { $when }.
receipt-refunded = Återbetalt.
receipt-partly-refunded = Återbetalt: { $amount }.
receipt-what = Vara
receipt-each = Pris
receipt-vat = Moms
receipt-back = Tillbaka till beställningen
my-order-placed = Beställt { $when }.
my-order-track = Så långt har den kommit
my-order-step-1 = Beställd
my-order-step-2 = Skickad
my-order-step-2-collection = Packad
my-order-step-3 = Levererad
my-order-step-3-collection = Hämtad
form-errors-any = { $count ->
    [one] En uppgift behöver rättas
   *[other] { $count } uppgifter behöver rättas
}
