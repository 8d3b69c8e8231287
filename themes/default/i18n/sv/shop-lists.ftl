### Snabborder, inköpslistor och egna artikelnummer.

## Snabborder
nav-quick-order = Snabborder
nav-side-quick_order = Snabborder
quick-text = Artikelnummer och antal
quick-text-hint = En vara per rad: artikelnummer eller GTIN, sedan antal. Företag kan också skriva sina egna nummer. Det går bra att klistra in från ett kalkylblad, upp till 1 000 rader.
quick-check = Granska raderna
quick-add = Lägg i varukorgen
quick-rows = Rad för rad
quick-row = Rad
quick-fate = Så blir det
quick-fate-fits = Finns
quick-fate-raised = Minsta antal är { $count } st, så många läggs i
quick-fate-short = { $count } st kvar, så många läggs i
quick-fate-joined = Läggs ihop med rad { $count }
quick-fate-out = Slut just nu
quick-fate-gone = Säljs inte längre
quick-fate-ambiguous = Flera varor har det numret, skriv artikelnumret
quick-fate-unknown = Ingen vara har det numret
quick-fate-quantity = Antalet går inte att beställa, skriv 1–9 999
quick-summary =
    { $left ->
        [0] { $taken ->
            [one] Raden går att beställa.
           *[other] Alla { $taken } rader går att beställa.
        }
       *[other] { $taken } av raderna går att beställa, { $left } behöver ändras.
    }
quick-added =
    { $count ->
        [one] En rad ligger i varukorgen.
       *[other] { $count } rader ligger i varukorgen.
    }
quick-added-left =
    { $count ->
        [one] En rad gick inte att lägga i. Den står kvar här under.
       *[other] { $count } rader gick inte att lägga i. De står kvar här under.
    }
quick-to-cart = Till varukorgen
cart-told-quick_order = Inte allt i snabbordern gick att lägga i som du ville
cart-told-list = Inte allt på listan gick att lägga i
quick-save = Spara raderna som inköpslista
quick-file = Beställ från en fil
quick-file-text = CSV eller första bladet i ett Excelark (.xlsx), med artikelnummer i första kolumnen och antal i andra, eller med rubrikerna Artikelnummer och Antal. Inget läggs i varukorgen förrän du har sett raderna.
quick-file-field = Fil, högst 2 MB
quick-file-read = Läs filen
quick-error-empty = Det finns inga rader att läsa.
quick-error-too-large = Filen är för stor. Den får vara högst 2 MB.
quick-error-too-many = Det är fler än 1 000 rader. Dela upp beställningen.
quick-error-kind = Filen går inte att läsa. Spara den som CSV eller Excel (.xlsx).
quick-error-broken = Kalkylbladet är skadat. Spara det på nytt, eller som CSV.

## Inköpslistor och ordermallar
nav-lists = Inköpslistor
nav-side-lists = Inköpslistor
lists-of-company = Alla som handlar för { $name } ser och kan ändra listorna.
lists-of-mine = Bara du ser listorna.
lists-none = Inga listor än
lists-none-text = Samla det du köper ofta i en inköpslista, eller spara en order som mall.
lists-back = Alla listor
lists-removed = Listan är borttagen.
lists-error-full = Det finns redan 50 listor. Ta bort någon först.
lists-error-long = En lista rymmer högst 1 000 varor.
list-kind = Vad den är
list-kind-requisition = Inköpslista
list-kind-template = Ordermall
list-kind-hint = En inköpslista väljer du varor ur. En ordermall beställer du som den är.
list-articles =
    { $count ->
        [0] inga varor
        [one] en vara
       *[other] { $count } varor
    }
list-made-by = { $name }, ändrad { $date }
list-new = Ny lista
list-make = Skapa listan
list-from-cart = Börja med det som ligger i varukorgen
list-from-order = Order { $number }
list-keep-order = Spara som ordermall
list-to-cart = Lägg i varukorgen
list-to-cart-all = Lägg allt i varukorgen
list-to-cart-name = Lägg allt i varukorgen från { $name }
list-shared = Delas i företaget, skapad av { $name }.
list-article = Vara
list-sku = Artikelnummer
list-quantity = Antal
list-quantity-of = Antal av { $name }
list-quantity-hint = Det som har antal 0 läggs inte i varukorgen. Sparar du antalen försvinner det från listan.
list-save = Spara antalen
list-empty = Listan är tom
list-empty-text = Lägg till varor med artikelnummer här under.
list-add = Lägg till varor
list-add-button = Lägg till
list-remove = Ta bort listan
list-done-made = Listan är skapad.
list-done-saved = Antalen är sparade.
list-done-renamed = Namnet är ändrat.
list-done-added = Varorna är tillagda.
list-error-quantity = Ett antal går inte att läsa. Skriv hela tal från 0 till 9 999.
list-error-rows = De här raderna gick inte att lägga till. Övriga är tillagda.

## Egna artikelnummer
company-articles = Egna artikelnummer
company-articles-text = Era nummer går att använda i snabborder och listor, och står på era ordrar.
company-articles-none = Inga egna nummer än.
company-articles-find = Sök nummer
company-articles-own = Ert nummer
company-articles-add = Lägg till nummer
company-articles-rows = Artikelnummer och ert nummer
company-articles-rows-hint = En vara per rad: vårt artikelnummer eller GTIN, sedan ert nummer. Upp till 1 000 rader. Finns numret redan pekar det på den nya varan.
company-articles-save = Spara numren
company-articles-remove-name = Ta bort { $name }
company-articles-more = Det finns fler. Sök för att hitta dem.
company-articles-done-saved =
    { $count ->
        [one] Ett nummer är sparat.
       *[other] { $count } nummer är sparade.
    }
company-articles-done-removed = Numret är borttaget.
company-articles-wrong = De här raderna gick inte att spara. Övriga är sparade.
company-articles-own-empty = Skriv ert nummer, högst 60 tecken
company-articles-too-many = Ett företag kan ha högst 100 000 egna nummer.
