here-also = { $count ->
    [one] { $names } tittar också.
   *[other] { $names } tittar också.
  }
list-loading = Hämtar …
list-loading-stop = Avbryt
list-wider = Utan { $filter } ”{ $value }” finns
list-wider-rows = { $count ->
    [one] en rad
   *[other] { $count } rader
  }
list-wider-more = mer än { $count } rader
list-orders-try = Lägg en provorder
text-name-sv = Namn, svenska
text-name-en = Namn, engelska
text-subtitle-sv = Rad under namnet, svenska
text-subtitle-en = Rad under namnet, engelska
text-description-sv = Beskrivning, svenska
text-description-en = Beskrivning, engelska
text-safety_warning-sv = Säkerhetsvarning, svenska
text-safety_warning-en = Säkerhetsvarning, engelska
text-address-sv = Adress, svenska
text-address-en = Adress, engelska
text-seo_title-sv = Rubrik för sökmotorer, svenska
text-seo_title-en = Rubrik för sökmotorer, engelska
text-seo_description-sv = Sökbeskrivning, svenska
text-seo_description-en = Sökbeskrivning, engelska
text-title = Texter för { $name }
text-state-scheduled = Schemalagd
text-latest = Version { $version } gäller sedan
text-no-history = Ingen har ändrat texterna här än.
text-compare = Jämför
text-saved = Sparat
text-save = Spara utkast
text-review = Granska och publicera
text-undo = Ångra
text-take-back = Ångra publiceringen
text-call-off = Avboka
text-told-saved = Utkastet är sparat. Butiken är oförändrad.
text-told-undone = Den senaste ändringen är ångrad.
text-told-thrown-away = Utkastet är slängt. Butiken är oförändrad.
text-told-restored = Den äldre versionen är nu utkastet. Butiken är oförändrad tills du publicerar.
text-told-published = Texterna är publicerade och syns i butiken inom kort.
text-told-scheduled = Utkastet är schemalagt. Butiken är oförändrad till dess.
text-told-called-off = Schemat är avbokat. Utkastet ligger kvar.
text-told-taken-back = Publiceringen är ångrad. Den förra versionen visas igen, och texterna finns kvar som utkast.
text-told-too-late = Någon annan hann före. Inget är ändrat.
text-scheduled = Publiceras
text-scheduled-by = Bestämt av { $name }. Ändrar du utkastet behöver det schemaläggas igen.
text-stopped = Publiceringen stoppades
text-stopped-say = Samma ord hade ändrats i butiken efter att utkastet schemalades. Inget är skrivet över. Granska och publicera igen.
text-collided-by = { $name } har sparat.
text-collided = Ni har ändrat samma fält. Det som inte krockar är redan med.
text-take-theirs = Ta det som är sparat och spara
text-sections = Avsnitt
text-source = källa
text-stale-count = { $count ->
    [one] ett fält äldre än källan
   *[other] { $count } fält äldre än källan
  }
text-stale = Den svenska texten är ändrad men inte den här.
text-address-hint = Lämnas det tomt görs adressen av namnet. Den gamla adressen leder vidare.
text-address-wrong = Adressen behöver bokstäver eller siffror.
text-too-long = Högst { $most } tecken.
text-aside = Krav, historik och utkast
text-needs = Krav före publicering
text-needs-short = Krav
text-needs-met = { $met } av { $all }
text-need-stops = Stoppar
text-need-should = Bör
text-need-met = Klart
text-need-name = Namn på svenska
text-need-description = Beskrivning på svenska
text-need-english = Namn och beskrivning på engelska
text-need-step = Engelsk text i takt med svensk
text-need-search = Sökbeskrivning
text-need-alt = Alternativtext på alla bilder
text-need-maker = Tillverkare och säkerhet
text-history = Historik
text-restore = Återställ
text-restore-version = Återställ version { $version }
text-restore-as-draft = Återställ som utkast
text-draft-by = Sparat av { $name }
text-shop-unchanged = Butiken är oförändrad tills utkastet publiceras.
text-throw-away = Släng utkastet
text-throw-away-say = Det som är skrivet i utkastet försvinner. Det som visas i butiken ändras inte.
text-review-title = Granska { $name }
text-review-crumb = Granska
text-review-heading = Granska: { $name }
text-review-aside = Publicering och krav
text-go-on = Fortsätt skriva
text-review-when = När
text-review-now = Direkt
text-review-later = Vid en tid
text-review-moment = Datum och klockslag
text-review-moment-hint = Svensk tid. Gäller om du väljer Vid en tid.
text-review-say = Du kan ångra efteråt. Varje publicerad version sparas.
text-publish = Publicera texterna
text-review-same = Utkastet är likadant som det som visas.
text-review-same-say = Det finns inget att publicera.
text-review-changed = Utkastet eller texterna i butiken har ändrats sedan du öppnade sidan. Inget är publicerat. Det som visas nu är det senaste.
text-review-nameless = Ett namn saknas. Utan det går det inte att publicera.
text-review-past = Tiden har redan passerat.
text-changed-in-shop = Ändrat i butiken sedan utkastet påbörjades
text-version-title = { $name }, version { $version }
text-version-heading = { $name }, version { $version }
text-version-stood = Fanns från början.
text-version-file = Kom med en fil.
text-version-published = Publicerad av { $name }.
text-version-scheduled = Publicerad på utsatt tid, schemalagd av { $name }.
text-version-taken-back = Visad igen när { $name } ångrade en publicering.
text-compare-with = Jämför med
text-version-same = Samma ord som i version { $version }.
text-version-first = Den första versionen.
text-version-first-say = Det finns ingen tidigare att jämföra med.
product-text-edit = Ändra texterna
product-text-drafted = Det finns ett utkast som inte är publicerat.
deed-product-published = Publiceringstiden ändrad
deed-product-status-set = Status ändrad
deed-product-pictures = Bilderna ändrade
deed-product-withdrawal-exception = Ångerrätten ändrad
deed-product-texts-drafted = Utkast till texterna sparat
deed-product-texts-undone = Ändring av utkastet ångrad
deed-product-texts-thrown-away = Utkastet till texterna slängt
deed-product-texts-restored = Äldre texter återställda som utkast
deed-product-texts-scheduled = Texterna schemalagda
deed-product-texts-unscheduled = Schemat för texterna avbokat
deed-product-texts-stopped = Schemalagd publicering av texterna stoppad
deed-product-texts-published = Texterna publicerade
deed-price-list-created = Prislistan skapad
deed-price-list-changed = Prislistan ändrad
deed-price-list-imported = Priser inlästa från fil
deed-price-list-exported = Priserna exporterade
deed-price-set = Pris satt
deed-price-ended = Pris avslutat
deed-promotion-created = Kampanjen skapad
deed-promotion-changed = Kampanjen ändrad
deed-promotion-activated = Kampanjen aktiverad
deed-promotion-paused = Kampanjen pausad
deed-promotion-ended = Kampanjen avslutad
deed-promotion-codes-added = Koder tillagda
deed-promotion-codes-exported = Koderna exporterade
deed-company-created = Företaget tillagt
deed-company-changed = Villkoren ändrade
deed-company-invited = Person inbjuden
deed-company-invitation-withdrawn = Inbjudan återtagen
deed-company-member-added = Person tillagd
deed-company-member-changed = Behörighet ändrad
deed-company-member-removed = Person borttagen
deed-company-place-saved = Leveransadress sparad
deed-company-place-removed = Leveransadress borttagen
deed-company-papers-changed = Fakturauppgifter ändrade
deed-company-cost-places-changed = Kostnadsställen ändrade
deed-company-articles-saved = Egna artikelnummer sparade
deed-company-article-removed = Eget artikelnummer borttaget
trail-staff = Personal
trail-system = System och kunder
trail-changes = Ändringar
trail-by-customer = Kund { $name }
trail-by-system = Systemet
trail-no = Nej
product-status-draft = Utkast
product-status-active = Aktiv
product-status-archived = Arkiverad
product-bulk-active = Aktivera
product-bulk-draft = Gör till utkast
product-bulk-archived = Arkivera
product-bulk-crumb = Ändra flera
product-bulk-title-active = { $count ->
    [one] Aktivera en produkt
   *[other] Aktivera { $count } produkter
  }
product-bulk-title-draft = { $count ->
    [one] Gör en produkt till utkast
   *[other] Gör { $count } produkter till utkast
  }
product-bulk-title-archived = { $count ->
    [one] Arkivera en produkt
   *[other] Arkivera { $count } produkter
  }
product-bulk-do-active = { $count ->
    [one] Aktivera produkten
   *[other] Aktivera { $count } produkter
  }
product-bulk-do-draft = { $count ->
    [one] Gör produkten till utkast
   *[other] Gör { $count } produkter till utkast
  }
product-bulk-do-archived = { $count ->
    [one] Arkivera produkten
   *[other] Arkivera { $count } produkter
  }
product-bulk-say-active = De visas och går att köpa där de är publicerade.
product-bulk-say-draft = De försvinner ur butiken tills de aktiveras.
product-bulk-say-archived = De försvinner ur butiken. Ordrar och historik finns kvar.
product-bulk-same = { $count ->
    [one] En är redan så och ändras inte.
   *[other] { $count } är redan så och ändras inte.
  }
product-bulk-nothing-yet = Inget är ändrat ännu.
product-bulk-before = Nu
product-bulk-after = Blir
product-bulk-stays = Ändras inte
product-bulk-none = Ingen produkt är vald.
product-bulk-done = { $count ->
    [0] Inget är ändrat.
    [one] En produkt är ändrad.
   *[other] { $count } produkter är ändrade.
  }{ $left ->
    [0] {""}
    [one] {" "}En hade ändrats av någon annan och är som den var.
   *[other] {" "}{ $left } hade ändrats av någon annan och är som de var.
  }
product-bulk-undone = { $count ->
    [0] Inget gick att ångra.
    [one] Ändringen av en produkt är ångrad.
   *[other] Ändringen av { $count } produkter är ångrad.
  }{ $left ->
    [0] {""}
    [one] {" "}En hade ändrats igen och är som den var.
   *[other] {" "}{ $left } hade ändrats igen och är som de var.
  }
product-bulk-too-late = Ändringen är redan ångrad.
order-note-new = Skriv en intern anteckning
order-note-save = Spara
order-note-hint = Kunden ser den inte i butiken, men får läsa den i sitt registerutdrag.
order-note-wrong = Skriv något, högst { $most } tecken.
order-note-by = Anteckning av { $name }
error-again = Försök igen

# Butiker
shops-pick = Butik
shops-all = Alla butiker
shops-choose = Välj butik
shops-choose-say = Sidan gäller en butik i taget. Valet står kvar tills du byter.
staff-shops = Butiker
staff-shops-say = Kryssa i de butiker som personen ska arbeta med. Andra butikers ordrar, ärenden och inställningar finns då inte för personen, och inte heller det som gäller alla butiker. Utan kryss gäller alla butiker, även de som kommer till.
staff-shops-owner = En systemägare arbetar med alla butiker. Ta bort kryssen, eller välj en annan roll.
staff-shops-unknown = En av butikerna finns inte. Se över kryssen och skicka igen.
staff-shops-save = Spara butikerna
staff-shops-saved = Butikerna är sparade. De gäller från personens nästa sida.
deed-staff-shops-changed = Butiker ändrade
trail-field-shops = Butiker
nav-shops = Butiker
shops-say = Alla butiker, var de nås och hur de ser ut. Varor, kunder, nivåer och lager är gemensamma. Priser, publicering, frakt, texter och inställningar är var butiks egna.
shops-manage = Butiker, namn och utseende
shop-add = Lägg till butik
shop-add-say = En butik till, med samma säljare som en som finns. Den får sina egna priser, ordrar och papper.
shop-code-hint = Små bokstäver a–z, siffror och bindestreck. Kan aldrig ändras.
shop-code-wrong = Små bokstäver a–z, siffror och bindestreck, en bokstav först, inget bindestreck sist och högst 40 tecken.
shop-code-taken = Det finns redan en butik med det kortnamnet.
shop-like = Som butiken
shop-like-hint = Därifrån kommer säljaren, valutan, länderna, frakten, betalsätten, kontot och de texter som finns på båda språken. Priser och publicering börjar tomma.
shop-leaves-none = Någon nivå skulle stå utan frakt eller betalsätt. Se över Frakt och betalning i butiken som den nya liknar.
shop-made-told = Butiken finns. Ge den ett namn på internet, läs igenom texterna och publicera varor.
shop-door = Namn och utseende
shop-names = Namn på internet
shop-names-hint = Till exempel butiken.example, www.butiken.example. Det första är huvudnamnet, de andra leder dit.
shop-name-wrong = { $name } är inget namn. Skriv som www.butiken.example, utan https://.
shop-name-taken = { $name } är redan butiken { $by }s namn.
shop-theme = Utseende
shop-theme-usual = Installationens eget
shop-theme-hint = En mapp bland temana.
shop-theme-unknown = Det finns inget tema som heter { $theme }.
shop-door-save = Spara namn och utseende
shop-door-told = Sparat. Det gäller i butiken inom tio sekunder.
shop-address = Nås på
shop-closed = Stängd
shop-closed-say = Butiken har inget namn på internet, så ingen når den.
shop-more = Det som är butikens eget
shop-more-say = Namnet som kunderna ser, säljaren och betalsätten ändras på butikens egen sida.
shop-facts = Butikens uppgifter
trail-field-names = Namn på internet
