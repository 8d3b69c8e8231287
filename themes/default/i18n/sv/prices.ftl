# Priser: det som butiken och administrationen säger lika

without-vat = exkl. moms
prices-without-vat = Alla priser exkl. moms
sum-items-net = { $count ->
    [one] { $count } vara, exkl. moms
   *[other] { $count } varor, exkl. moms
}
sum-vat-added = Moms { $rate }
to-free-freight-with-vat = Handla för { $price } till inkl. moms så blir frakten fri.
freight-free-from = fri från { $price }
breaks = Pris efter antal
breaks-from = Från { $count } st
breaks-each = Pris per styck
filter-price-net = Pris exkl. moms
sort-how-net-cheapest = ”Lägsta pris” ordnar efter varans lägsta pris för dig, utan moms. Ingen betalar för sin plats.
sort-how-net-dearest = ”Högsta pris” ordnar efter varans lägsta pris för dig, utan moms, högst först. Ingen betalar för sin plats.
list-prices-note = Listan sorteras och filtreras efter konsumentpriset inklusive moms. Priserna som visas är dina egna.
filter-price-consumer = Konsumentpris inkl. moms
filter-of-consumer = Konsumentpris: { $label }
sort-consumer-cheapest = Lägsta konsumentpris
sort-consumer-dearest = Högsta konsumentpris
sort-how-consumer-cheapest = ”Lägsta konsumentpris” ordnar efter varans lägsta konsumentpris med moms. Ingen betalar för sin plats.
sort-how-consumer-dearest = ”Högsta konsumentpris” ordnar efter varans lägsta konsumentpris med moms, högst först. Ingen betalar för sin plats.

# Varför det här priset?
why = Varför det här priset?
why-list = Prislista
why-tier = nivå { $tier }
why-kind-tier = nivå
why-kind-company = företagets avtal
why-kind-campaign = kampanj
why-list-price = Pris i listan
why-break = Gäller från antal
why-valid = Gäller
why-valid-from = från { $from }
why-valid-between = { $from } till { $to }
why-valid-to = till { $to }
why-next = Nästa antalspris
why-next-value = { $price } från { $count } st
why-passed = Listor som inte avgjorde
why-passed-not_yet = börjar { $at }
why-passed-ended = slutade { $at }
why-passed-no_price = har inget pris på artikeln
why-passed-too_few = har pris först från { $count } st
why-passed-asked_later = säger { $price }, men en lista som går före har ett pris
why-passed-not_lower = säger { $price }, som inte är lägre
why-passed-reduced = säger { $price }, som kampanjen sänker
why-off = Avdraget
why-not-off = Inte avdraget
why-off-better = en annan rabatt ger mer
why-off-alone = en annan rabatt ger mer och kan inte kombineras med den
why-off-nothing-off = ger ingen rabatt på den här varan
why-off-margin = ger ingen rabatt på den här varan
why-off-below-sum = handla för { $missing } till
why-off-below-quantity = { $missing ->
    [one] lägg till 1 vara
   *[other] lägg till { $missing } varor
}
why-then-below-sum = det fattades { $missing } till den minsta summan
why-then-below-quantity = { $missing ->
    [one] det fattades 1 vara
   *[other] det fattades { $missing } varor
}
why-vat = Moms
why-vat-plain-S = { $rate }, varans momssats i { $country }
why-vat-plain-Z = { $rate }, varan är utan moms i { $country }
why-vat-S = { $rate } i { $country }, momsklass { $class }. Skäl enligt EN 16931: S (normal eller reducerad momssats)
why-vat-Z = { $rate } i { $country }, momsklass { $class }. Skäl enligt EN 16931: Z (momssats noll)
vat-class-standard = normal
vat-class-food = livsmedel
vat-class-reduced = reducerad
vat-class-low = låg
why-gross = Ett styck inkl. moms
why-line = { $count } st inkl. moms
why-rounding = Avrundning
why-rounding-none = Ingen: summan går jämnt ut
why-rounding-value = Raden avrundas en gång till två decimaler, en halva uppåt: { $amount }
why-reduction = Sänkning
why-reduction-announced = Började { $began }. Lägsta pris 30 dagar dessförinnan: { $price }
why-reduction-not = Började { $began }. Lägsta pris 30 dagar dessförinnan var { $price }, så priset kallas inte sänkt
why-reduction-nothing = Började { $began }. Det fanns inget pris dessförinnan, så priset kallas inte sänkt
why-at = Beräknat

# Varför den här frakten?
freight-why = Varför den här frakten?
freight-why-to = Skickas till
freight-why-weight = Varornas vikt
freight-why-agreed = { $number }, version { $version }
freight-why-agreed-price = Avtalad frakt
freight-why-rate = Leveranssättets pris
freight-why-between = { $from }–{ $to }
freight-why-up-to = upp till { $to }
freight-why-from = från { $from }
freight-why-free = Fri frakt
freight-why-free-by-way = Från { $from } med det här leveranssättet.
freight-why-free-by-your-tier = Från { $from } på din nivå.
freight-why-free-by-tier = Från { $from } på kundens nivå.
freight-why-reached = Varorna kostar { $goods } inkl. moms före rabatt, så gränsen är nådd.
freight-why-not-reached = Varorna kostar { $goods } inkl. moms före rabatt, så gränsen är inte nådd.
freight-why-price = Frakten blir
freight-why-freed = Allt, genom { $promotion }
freight-why-vat = { $amount } med { $rate } moms ({ $vat }), som varorna den följer.
freight-why-vat-AE = Ingen moms: köparen redovisar den själv (omvänd betalningsskyldighet).
freight-why-vat-K = Ingen svensk moms: köparen är ett företag i ett annat EU-land och redovisar den själv.
freight-why-vat-G = Ingen svensk moms: varorna lämnar EU:s momsområde.
freight-why-vat-E = Ingen moms: varorna är undantagna.
freight-why-vat-O = Ingen moms: försäljningen ligger utanför momsen.
freight-why-vat-code = Skäl enligt EN 16931: { $code }.

# Prislistor i administrationen
nav-price-lists = Prislistor
permission-price-read = se prislistor och priser
permission-price-manage = ändra prislistor och priser
permission-price-export = exportera priser
permission-price-rehearse = se butiken som på en annan nivå, vid en annan tid
list-price-lists-title = Prislistor
list-price-lists-search = Namn eller kod
list-price-lists-none = Ingen prislista passar filtret.
list-price-lists-empty = Här hamnar prislistorna.
list-price-lists-empty-say = Skapa en för en nivå, ett företag eller en kampanj.
price-lists-say = Ett företags listor går före nivåns. Kampanjer kan bara sänka ett pris.
price-lists-tab-all = Alla
price-lists-tab-tier = Nivåer
price-lists-tab-company = Företag
price-lists-tab-campaign = Kampanjer
price-lists-name = Namn
price-lists-code = Kod
price-lists-kind = Slag
price-lists-for = För
price-lists-state = Läge
price-lists-currency = Valuta
price-lists-from = Från
price-lists-to = Till
price-list-tier = Nivå
price-list-company = Företag
price-list-campaign = Kampanj
price-list-tier-say = Priser för alla på en nivå.
price-list-company-say = Avtalspriser för ett företag. De går före nivåns.
price-list-campaign-say = Tillfälliga priser. De gäller bara där de är lägre.
price-list-holds = Gäller
price-list-coming = Schemalagd
price-list-ended = Avslutad
price-list-everyone = alla
price-list-new = Ny prislista
price-list-edit = Ändra
price-list-save = Spara prislistan
price-list-saved = Prislistan är sparad.
price-list-form-say = Det som har gällt ändras aldrig i efterhand: det är underlag för lägsta pris 30 dagar före en sänkning.
price-list-code-hint = Små bokstäver, siffror och bindestreck. Tomt: görs av namnet.
price-list-code-wrong = Skriv små bokstäver a–z, siffror och bindestreck, högst 60 tecken.
price-list-code-taken = En annan prislista har den koden.
price-list-tier-hint = Alla på nivån ser priserna.
price-list-tier-unknown = Välj en nivå.
price-list-company-hint = Kundnummer (FTG-1001) eller organisationsnummer.
price-list-company-unknown = Det finns inget företag med det numret.
price-list-company-several = Flera företag har det organisationsnumret. Skriv kundnumret.
price-list-tiers = Kampanjen gäller
price-list-tiers-hint = Ingen vald: alla nivåer.
price-list-vat = Priserna är
price-list-to-hint = Tomt: tills vidare.
price-list-no-end = tills vidare
price-list-priority = Ordning
price-list-priority-hint = Listor av samma slag frågas från lägsta siffran, om inte nivån har en egen ordning.
price-list-asked-by = Frågas av
price-list-asked-by-none = Ingen nivå
price-list-priority-wrong = Skriv ett heltal mellan 1 och 9999.
price-list-currency-wrong = Skriv valutans tre bokstäver, till exempel SEK.
price-list-backwards = Slutet måste ligga efter början.
price-list-no-beginning = En kampanj behöver en början.
price-list-last = En konsumentlista måste gälla tills vidare: utan den har butiken inga priser.
price-list-end-now = Avsluta listan nu
price-list-has-been = Det som har gällt kan inte ändras. Välj en tid som inte har varit.
price-list-has-begun = Listan gäller redan och har priser. Ordningen kan inte ändras: den är en del av vad priserna har varit.
price-list-has-prices = Listan har priser, så valuta och moms kan inte ändras. Skapa en ny lista.
price-list-export = Exportera priser
price-list-prices = Priser
price-list-find = Artikelnummer, streckkod eller produktkod
price-list-with-ended = Visa avslutade
price-list-none = Listan har inget pris på den artikeln.
price-list-empty = Listan har inga priser som gäller.
price-list-empty-say = Sätt ett pris eller läs in en fil.
price-list-facts = Om listan
price-by = Satt av
price-by-seed = Demobutiken
price-by-import = Varuimporten
price-set = Sätt ett pris
price-set-button = Sätt priset
price-set-done = Priset är satt.
price-new = Pris
price-hint = Per styck, upp till sex decimaler: 0,0412.
price-wrong = Skriv ett pris, till exempel 199 eller 0,0412.
price-sku-hint = Artikelnummer, streckkod eller produktkod. Produktkoden sätter priset på alla varianter.
price-sku-unknown = Det finns ingen artikel med det numret.
price-from-quantity = Från antal
price-quantity-hint = Tomt: från ett styck.
price-quantity-wrong = Skriv ett heltal mellan 1 och 1 000 000.
price-moment-hint = Svensk tid: 2026-11-27 eller 2026-11-27 08:00. Tomt: nu.
price-moment-wrong = Skriv dagen som 2026-11-27, eller med klockslag: 2026-11-27 08:00.
price-in-the-past = Ett pris kan inte börja bakåt i tiden.
price-end = Avsluta
price-end-of = Avsluta priset på { $sku }
price-ended-done = Priset är avslutat.
price-ended-already = Priset är redan avslutat.
price-file = Läs in en fil
price-file-choose = CSV-fil
price-file-hint = Kolumner: sku och price, och om du vill min_quantity och valid_from. Högst 50 000 rader.
price-file-try = Prova
price-file-take = Läs in
price-file-tried = Provat: inget är ändrat
price-file-taken = Filen är inläst
price-file-told = { $rows ->
    [one] { $rows } rad
   *[other] { $rows } rader
}: { $changed } nya priser, { $unchanged } som förut, { $refused } avvisade.
price-file-line = Rad
price-file-column = Kolumn
price-file-value = Värde
price-file-reason = Varför
price-file-more = { $count } avvisade rader till visas inte.
price-file-empty = Välj en fil med rader i.
price-file-not-text = Filen är inte text. Spara den som CSV.
price-file-columns = Filen behöver kolumnerna sku och price i första raden.
price-file-long = Filen har fler än 50 000 rader. Dela den, eller använd torg import products med kolumnen price_list.
price-file-large = Filen är större än 4 MB. Dela den.
price-reason-missing = saknas
price-reason-number = är inget tal
price-reason-decimals = har fler än { $most } decimaler
price-reason-range = måste ligga mellan { $least } och { $most }
price-reason-moment = är inte en dag som 2026-11-27 eller 2026-11-27 08:00
price-reason-twice = stod redan på rad { $line }
price-reason-unknown = är inget artikelnummer hos oss
price-reason-past = ligger bakåt i tiden
price-reason-moments = filen har redan { $most } olika tider. Dela den.

# Repetition
rehearsal-bar = Repetition
rehearsal-bar-text = Butiken sedd som { $name }, { $at }. Inget kan köpas.
rehearsal-end = Avsluta
rehearsal-no-buying = Inget kan köpas i en repetition

# Vad en artikel kostar och har kostat
variant-prices = Priser
variant-prices-company = Företag, kundnummer
evidence = Underlag för lägsta pris
evidence-none = Priset är inte sänkt av någon kampanj.
evidence-announced = Sänkningen jämförs med { $price }, det lägsta priset under de 30 dagarna före.
evidence-not-lower = Kampanjen får inte kallas sänkning: det lägsta priset under de 30 dagarna före var { $price }.
evidence-nothing = Kampanjen får inte kallas sänkning: det fanns inget pris före den.
evidence-began = Kampanjpriset började
evidence-perishable = Varan är lättfördärvlig: priset direkt före sänkningen gäller i stället för 30 dagar.
evidence-graph = Priset de senaste månaderna, i steg. Värdena står i tabellen.
evidence-legend = Linjen är priset. Fältet är dagarna som räknas, den streckade linjen priset att jämföra med.
evidence-counts = 30 dagar före
evidence-is-counted = räknas
evidence-is-prior = lägsta pris
evidence-still = gäller
evidence-quantity = Antal
evidence-off-sale = inte till salu

# Vad en artikel kostar oss
variant-cost = Inköpspris utan moms
variant-cost-hint = För ett styck. Visas aldrig i butiken. Tomt om det inte är känt: då bevakas ingen marginal.
variant-cost-save = Spara inköpspris
variant-cost-done = Inköpspriset är sparat.
variant-cost-changed = Någon annan har ändrat inköpspriset medan du skrev. Spara igen om ditt ska gälla.
variant-cost-margin = Marginal { $margin }

# Repetition i administrationen
nav-rehearsal = Repetition
rehearsal-say = Se butiken som en annan nivå eller ett företag ser den, vid en annan tid, och vad som skiljer sig från nu.
rehearsal-what = Vem och när
rehearsal-company-hint = Kundnummer eller organisationsnummer. Går före nivån.
rehearsal-at = Tidpunkt
rehearsal-at-hint = Svensk tid: 2026-11-27 eller 2026-11-27 08:00.
rehearsal-at-wrong = Skriv en tid inom två år, som 2026-11-27 eller 2026-11-27 08:00.
rehearsal-margin = Lägsta marginal, procent
rehearsal-margin-hint = Av priset utan moms, där inköpspriset är känt.
rehearsal-margin-wrong = Skriv ett heltal mellan 0 och 99.
rehearsal-compare = Visa skillnader
rehearsal-begin = Se butiken
rehearsal-report = Skillnader för { $name }
rehearsal-changed = { $count ->
    [0] Inget pris ändras.
    [one] { $count } pris ändras.
   *[other] { $count } priser ändras.
}
rehearsal-changed-so-far = { $count ->
    [0] Inget pris hittills.
    [one] { $count } pris hittills.
   *[other] { $count } priser hittills.
}
rehearsal-moments = { $at }, jämfört med { $asked }.
rehearsal-change = Ändra frågan
rehearsal-anew = Jämför på nytt
rehearsal-progress = { $compared } av { $articles } artiklar jämförda
rehearsal-progress-say = Jämförelsen fortsätter om du lämnar sidan. Siffrorna här är det som är klart.
rehearsal-margin-say = Marginalen räknas på det som betalas utan moms, med kampanjer avdragna, och varnas för under { $margin }.
rehearsal-fig-changed = Priser som ändras
rehearsal-fig-lacking = Saknar tidigare pris
rehearsal-by-promotion = Bara genom kampanj
rehearsal-by-list = { $price } utan kampanj
rehearsal-first = De första visas här.
rehearsal-whole-list = { $count ->
    [one] Visa i listan, för sökning och export
   *[other] Visa alla { $count } i listan, för sökning och export
}
rehearsal-promotions = Kampanjer som börjar eller slutar
rehearsal-promotions-say = Priset är det lägsta som varan kan kosta när den köps ensam, räknat som i varukorgen. Kampanjer som kräver kod eller beror på kunden räknas inte. Gåvor och frakt står bara här.
rehearsal-no-promotions = Ingen kampanj börjar eller slutar till dess.
rehearsal-more-promotions = { $count ->
    [one] En kampanj till visas inte.
   *[other] { $count } kampanjer till visas inte.
}
rehearsal-turn = Till dess
rehearsal-turn-starts = Börjar
rehearsal-turn-ends = Slutar
rehearsal-turn-passes = Börjar och slutar
rehearsal-whom = För
rehearsal-everyone = Alla
rehearsal-reckoned = I priserna
rehearsal-is-reckoned = Inräknad
rehearsal-beyond-code = Nej, kräver kod
rehearsal-beyond-buyer = Nej, beror på kunden
rehearsal-beyond-basket = När varan ensam når upp till villkoret
rehearsal-beyond-sum = Hela summan, på en vara som köps ensam
rehearsal-beyond-buy-pay = Där antalet räcker
rehearsal-beyond-gift = Nej, ger en gåva
rehearsal-beyond-freight = Nej, gäller frakten
rehearsal-beyond-alone = Nej, gäller bara ensam
rehearsal-coming = Varor som tillkommer:
rehearsal-going = Varor som försvinner:
rehearsal-now = Nu
rehearsal-then = Då
rehearsal-left = Marginal
rehearsal-mind = Att se över
rehearsal-is-below = Under marginalen
rehearsal-lacks = Kan inte visas som sänkt
rehearsal-now-promoted = Nu med kampanj
rehearsal-then-promoted = Då med kampanj
rehearsal-is-both = Under marginalen, kan inte visas som sänkt
rehearsal-tab-all = Alla
list-price-differences-title = Priser som ändras
list-price-differences-search = Artikelnummer
list-price-differences-none = Inget pris passar
list-price-differences-empty = Inget pris ändras
list-price-differences-empty-say = Här står de priser som är andra vid repetitionens tidpunkt.
rehearsal-ready = Länken öppnar butiken inom tio minuter. Repetitionen varar i två timmar.
rehearsal-open = Öppna butiken

# När butiken visar en vara
product-publication = Publicering
product-published-from = Visas från
product-published-to = Visas till
product-published = Visas
product-publication-coming = Schemalagd
product-publication-ended = Visas inte längre
product-never-published = Har aldrig visats
product-publication-choose = Välj en butik för att se och ändra
product-publication-none = Varan har inte publicerats.
product-publication-save = Spara publicering
product-publication-end = Sluta visa nu
product-publication-saved = Publiceringen är sparad.
product-publication-begun = Varan visas redan. När den började visas kan inte ändras: det är underlag för lägsta pris 30 dagar före en sänkning.
product-publication-past = Välj en tid som inte har varit.
product-publication-backwards = Slutet måste ligga efter början.
