assortment = Sortiment
assortment-of = Sortiment för { $tier }
assortment-say = Vad nivåns kunder ser och kan köpa. Det som döljs finns inte i listor, sök, förslag eller sajtkarta, och produktsidan svarar att den inte finns.
assortment-guests = Nivån gäller också den som inte har loggat in.
assortment-all = Nivån ser hela sortimentet.
assortment-only = Visa bara
assortment-only-say = Lämna tomt för att visa allt. Annars visas det som något av valen pekar ut.
assortment-never = Visa aldrig
assortment-never-say = Det som pekas ut här döljs alltid, även om det står ovanför.
assortment-categories = Kategorier
assortment-categories-hint = Gäller också kategorierna under.
assortment-makers = Tillverkare
assortment-makers-hint = En per rad, med det namn som står på produkten.
assortment-makers-unknown = Det finns ingen tillverkare som heter { $codes }.
assortment-values = Egenskaper
assortment-value-unknown = Ett av valen finns inte längre. Välj igen.
assortment-products = Produkter
assortment-products-hint = Produktkoder eller artikelnummer, ett per rad eller med komma emellan.
assortment-too-much = Högst { $max } per ruta. Välj en kategori eller egenskap i stället.
assortment-both = Något står både under ”Visa bara” och ”Visa aldrig”. Ta bort det ur en av dem.
assortment-look = Visa vad som döljs
assortment-save = Spara sortimentet
assortment-saved = Sortimentet är sparat och gäller nu.
assortment-being-listed = Listornas antal räknas om. Varor som döljs är redan borta för kunderna. Dolda kategoriers namn försvinner när räkningen är klar.
assortment-now = Döljs nu
assortment-preview = Skulle döljas
assortment-not-saved = Inte sparat.
assortment-hides = { $count ->
    [0] Inget döljs av de { $all } produkter som är till salu.
   *[other] { $count } av de { $all } produkter som är till salu döljs.
}
assortment-hides-most-sold = { $count ->
    [0] Inget döljs av de { $all } mest sålda produkterna.
   *[other] { $count } av de { $all } mest sålda produkterna döljs.
}
assortment-and-more = med flera
assortment-limited = Nivån ser en del av sortimentet.
assortment-open = Visa
assortment-change = Ändra sortimentet
assortment-seen-by = Visas för
assortment-shown = Visas
assortment-not-shown = Döljs
tier-lists = Prislistor
tier-lists-say = Frågas i den här ordningen. Den första med ett pris för antalet avgör; kampanjer kan bara sänka.
tier-lists-fallback = För det som ingen annan lista har ett pris på
tier-lists-of = Nivå { $tier }
tier-lists-campaign = Kampanj
tier-lists-name = Lista
tier-lists-holds = Gäller
tier-order-of = Prislistor för { $tier }
tier-order-say = Listorna frågas uppifrån och ned. Den första med ett pris för antalet avgör, även om en senare har ett lägre. Företagets egna listor frågas före dem, och kampanjer kan bara sänka.
tier-order-guests = Konsument frågar bara sina egna listor. Ordningen mellan dem står på varje lista.
tier-order-change = Ändra ordningen
tier-order-hint = Konsumentlistorna står alltid med. Det som står efter dem avgör bara för artiklar som konsumenter inte har pris på. En ny lista ställs intill de andra för samma nivå.
tier-order-move = Flytta
tier-order-up = Flytta upp { $list }
tier-order-down = Flytta ned { $list }
tier-order-remove = Ta bort
tier-order-add = Lägg till en prislista
tier-order-add-button = Lägg till
tier-order-look = Visa vad som ändras
tier-order-save = Spara ordningen
tier-order-saved = Ordningen är sparad och gäller nu.
tier-order-rehearse = Se butiken som nivån ser den
tier-order-unsaved = Ordningen nedan är inte sparad än.
tier-order-stands = Nu gäller: { $lists }
tier-order-changes = Skulle ändras
tier-order-changed = { $count ->
    [0] Inget pris ändras.
    [one] { $count } artikel får ett annat pris.
   *[other] { $count } artiklar får ett annat pris.
}
tier-order-lower = { $count } lägre.
tier-order-higher = { $count } högre.
tier-order-others = { $count } får ett pris eller mister det.
tier-order-capped = { $count } artiklar har jämförts. Det finns fler som kan ändras.
tier-order-no-prices = Ingen av listorna har ett pris som gäller. Nivån kan inte köpa något.
tier-order-unknown = En av listorna finns inte. Ladda om sidan.
tier-order-twice = En lista står två gånger. Ta bort den ena.
tier-order-too-many = Högst { $max } listor i en ordning.
tier-order-not-tiers = { $list } är ett företags eller en kampanjs lista. De har sina egna platser.
tier-order-currency = { $list } är inte i { $currency }. Ordningen gäller listor i butikens egen valuta; andra frågas efter sin prioritet.
tier-order-ended = { $list } har slutat gälla.
tier-lists-always = Tills vidare
tier-lists-from = från
tier-lists-until = till
tier-lists-of-shop = Prislistorna är var butiks egna. Välj en butik överst på sidan för att se dem.
tier-lists-none = Nivån har inga prislistor. Inget kan säljas förrän den eller Konsument har en.
ways = Frakt- och betalsätt
ways-say = Vilka nivåer som får välja varje sätt i kassan. Gäller den som inte har loggat in genom nivån Konsument.
ways-freight = Fraktsätt
ways-payment = Betalsätt
ways-payment-say = Faktura styrs av nivåns funktioner och kreditgräns och räknas inte här. Varje nivå behöver minst ett av sätten nedan.
ways-who = Får väljas av
ways-everybody = Alla
ways-save = Spara
ways-saved = Sparat. Gäller i kassan inom tio sekunder.
ways-nobody = Välj minst en nivå.
ways-no-freight = Då har { $tiers } inget fraktsätt inom landet att välja. Kryssa i här, eller öppna ett annat sätt först.
ways-no-payment = Då har { $tiers } inget betalsätt att välja. Kryssa i här, eller öppna ett annat sätt först.
tier-no-freight = Nivån skulle sakna fraktsätt, eftersom alla är begränsade till andra nivåer. Öppna först ett av dem för alla under Frakt- och betalsätt.
tier-no-payment = Nivån skulle sakna betalsätt, eftersom alla är begränsade till andra nivåer. Öppna först ett av dem för alla under Frakt- och betalsätt.
ways-changed = Någon har ändrat sättet sedan du öppnade sidan. Nu får { $tiers } välja det. Spara igen om det ska bli som du har kryssat.
ways-gone = Ett av sätten finns inte längre. Kontrollera resten och spara igen.
ways-tier-unknown = En av nivåerna finns inte. Välj igen.
way-card = Kort
way-swish = Swish
way-klarna = Klarna
