## Bevakningar: mejlen
mail-watch-ask-subject = Bekräfta att du vill bevaka { $product }
mail-watch-ask-title = Vill du bevaka varan?
mail-watch-ask-text = Någon, förhoppningsvis du, har bett { $shop } att mejla hit när varan går att köpa igen. Bekräfta att det var du, så gör vi det.
mail-watch-ask-button = Bekräfta bevakningen
mail-watch-ask-after = Bekräfta inom sju dagar. Var det inte du behöver du inte göra något: utan bekräftelse skickar vi inga fler mejl om varan.
mail-watch-known-subject = Du bevakar redan { $product }
mail-watch-known-title = Du bevakar redan varan
mail-watch-known-text = Adressen är bekräftad sedan tidigare. Vi mejlar en gång, när varan går att köpa igen.
mail-watch-known-button = Visa bevakningen
mail-watch-known-after = På sidan kan du också avsluta bevakningen.
mail-watch-back-subject = { $product } går att köpa igen
mail-watch-back-title = Nu går varan att köpa igen
mail-watch-back-text = Du bad oss höra av oss när varan var tillbaka. De som har väntat längst får veta det först, men vi kan inte lägga undan varan åt dig.
mail-watch-back-button = Till varan
mail-watch-back-after = Bevakningen är avslutad. Vi skickar inga fler mejl om den här varan.
mail-watch-manage = Se eller avsluta dina andra bevakningar

## Bevakningar: butiken
stock-out-card = Slut, bevaka varan
watch-offer = Få ett mejl när varan är tillbaka
watch-email = E-postadress
watch-email-wrong = Skriv en e-postadress, till exempel namn@exempel.se.
watch-button = Bevaka varan
watch-once = Vi mejlar en gång. Bevakningen gäller i högst ett år, och du kan avsluta den när du vill.
watch-to-account = Mejlet går till adressen på ditt konto.
watch-on = Du bevakar den här varan
watch-on-text = Vi mejlar dig när den går att köpa igen.
watch-stop = Sluta bevaka
watch-stop-name = Sluta bevaka { $name }
watch-title = Bevaka { $name }
watch-text = Varan är slut. Lämna din e-postadress, så mejlar vi en gång när den går att köpa igen.
watch-buyable = Varan går att köpa
watch-buyable-text = Du behöver inte bevaka den. Den finns att köpa nu.
watch-to-product = Till varan
watch-full = Du bevakar redan 100 varor. Avsluta någon bevakning först.
watch-sent = Titta i din mejl
watch-sent-text = Vi har skickat ett mejl till dig. Öppna länken i det och bekräfta, så börjar bevakningen.
watch-sent-help = Har det inte kommit inom några minuter? Titta i skräpposten, eller kontrollera att adressen var rätt och försök igen.
watch-confirm-title = Bekräfta bevakningen
watch-confirm-text = Vi mejlar dig en gång när varan går att köpa igen.
watch-confirm-button = Bekräfta bevakningen
watch-late = Länken är för gammal
watch-late-text = En bevakning ska bekräftas inom sju dagar. Bevaka varan igen, så får du ett nytt mejl.
watch-waiting-title = Du bevakar varan
watch-told-title = Varan är tillbaka
watch-told-text = Vi har mejlat dig om det, så bevakningen är avslutad.
watch-ended-title = Bevakningen är avslutad
watch-ended-text = Du får inget mejl om varan.
watch-others = Du bevakar också
watch-stop-all = Avsluta alla bevakningar
nav-watches = Bevakade varor
nav-side-watches = Bevakningar
watches-since = Bevakad sedan { $date }
watches-none = Du bevakar inga varor
watches-none-text = När en vara är slut kan du bevaka den på varans sida. Då mejlar vi dig när den går att köpa igen.
watches-text = Vi mejlar dig en gång när en vara går att köpa igen. Bevakningar tas bort efter ett år.
watches-hidden = Ingår inte i ditt sortiment
watches-hidden-text = Vi mejlar inte om varan så länge den inte gör det. Bevakningen ligger kvar.
watches-elsewhere = Visas inte för dig just nu
watches-elsewhere-text = Du bevakar varan i ett annat sortiment än det du ser nu, till exempel ditt företags. Vi mejlar när den går att köpa igen.

## Bevakningar: kontoret
nav-stock-watches = Bevakade varor
stock-watches-product = Produkt
stock-watches-options = Variant
stock-watches-sku = Artikelnummer
stock-watches-waiting = Bevakar
stock-watches-since = Längst väntan sedan
stock-watches-free = Kan säljas
stock-watches-restock = Åter i lager
stock-watches-tab-all = Alla
list-stock-watches-title = Bevakade varor
list-stock-watches-search = Artikelnummer, streckkod eller produkt
list-stock-watches-none = Ingen bevakad vara passar
list-stock-watches-empty = Ingen bevakar något
list-stock-watches-empty-say = När någon vill få veta att en slutsåld vara är tillbaka syns varan här, den mest bevakade först.
variant-watchers = Bevakar

## Förhandsvisning
preview-bar = Förhandsvisning
preview-bar-draft = Så här ser sidan ut med det som står i utkastet. Butikens besökare ser det inte, och inget går att köpa.
preview-bar-published = Så här ser sidan ut i butiken. Inget går att köpa i den här visningen.
preview-bar-unpublished = Produkten visas inte i butiken än. Butikens besökare ser inte sidan, och inget går att köpa.
preview-no-buying = Förhandsvisning: går inte att köpa
preview-title = Förhandsvisning: { $name }
product-preview = Förhandsvisa

## Loggen
trail-noun-stock-watch = Bevakningar
deed-stock-watch-asked = Bevakning önskad, ännu inte bekräftad
deed-stock-watch-begun = Bevakning påbörjad
deed-stock-watch-ended = Bevakning avslutad
deed-stock-watch-exported = Bevakade varor exporterade
