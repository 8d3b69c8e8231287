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
assortment-being-listed = Listornas antal räknas om. Det som döljs är redan borta för kunderna.
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
tier-lists-say = Frågas i den här ordningen. Den första med ett pris för antalet avgör; kampanjer kan bara sänka. Ordningen ändras på varje lista.
tier-lists-fallback = För det som ingen annan lista har ett pris på
tier-lists-campaign = Kampanj
tier-lists-name = Lista
tier-lists-holds = Gäller
tier-lists-always = Tills vidare
tier-lists-from = från
tier-lists-until = till
tier-lists-none = Nivån har inga prislistor. Inget kan säljas förrän den eller Konsument har en.
ways = Frakt- och betalsätt
ways-say = Vilka nivåer som får välja varje sätt i kassan. Gäller den som inte har loggat in genom nivån Konsument.
ways-freight = Fraktsätt
ways-payment = Betalsätt
ways-payment-say = Faktura styrs av nivåns funktioner och kreditgräns. Om en nivå blir utan betalsätt kan den alltid betala med kort.
ways-who = Får väljas av
ways-everybody = Alla
ways-save = Spara
ways-saved = Sparat. Gäller i kassan inom tio sekunder.
ways-nobody = Välj minst en nivå.
ways-tier-unknown = En av nivåerna finns inte. Välj igen.
way-card = Kort
way-swish = Swish
way-klarna = Klarna
