### Nordbods egna ord.
nav-new = Nytt i boden
svc-dispatch = Skickas inom ett dygn
svc-return = 30 dagars öppet köp
phone-hours = , vardagar 8–17
foot-say = Saker för hemmet, gjorda för att stanna.
home-title = saker för hemmet
home-description = Stengods, ek, ull och glas från nordiska verkstäder. Skickas inom ett dygn, 30 dagars öppet köp.
home-heading = Ting som tål att användas.
home-categories = Rum för rum, hylla för hylla
home-new = Nytt i boden
search-none = Inget i boden heter ”{ $words }”
cart-empty-button = Se vad som finns i boden
hero-label = Bordet i november
hero-alt = Ett dukat ekbord med vas, tekanna, muggar, karaff och ljusstakar
hero-text = Stengods, ek och glas från små verkstäder i Norden. Ställ det på bordet och låt det stå framme.
hero-button = Duka bordet
hero-key = På bilden
hero-pin = { $number }: { $name }, { $price }
story-alt = Ett hörn i eftermiddagsljus: lampa på ett sidobord, pall, korg och klocka
story-heading = Hörnet som blir rummets bästa plats
story-text = En pall blir nattduksbord, en korg tar hand om filtarna och lampan gör resten. Vi väljer möbler som är små nog att flytta och väl gjorda nog att behålla.
story-detail = Pall Ting svarvas i massiv ek hos en verkstad i Gemla, tolv i taget. Varje pall är märkt med året den gjordes.
story-button = Se småmöblerna
story-category = mobler
band-alt = En ekhylla med vaser, träfåglar, böcker och tre svarta ljusstakar
band-heading = Ljusstakar, vaser och annat som trivs på hyllan
band-button = Se allt för hyllan
band-category = inredning

## Det Nordbod lovar
promise-delivery = Hos dig om 2–4 vardagar
promise-return = 30 dagars öppet köp
promise-return-text = Skicka tillbaka oanvända varor. Ett mejl räcker, du behöver inte ringa.
delivery-return-text = Du har 30 dagars öppet köp från den dag du får varan, och alltid 14 dagars ångerrätt.
cart-pay-how = 30 dagars öppet köp. Du betalar i nästa steg och behöver inget konto.
checkout-law = Du har 14 dagars <a href="{ $withdrawal }">ångerrätt</a> enligt lag och 30 dagars öppet köp hos oss. Läs hur vi hanterar dina <a href="{ $privacy }">personuppgifter</a>.
questions = Frågor? Ring <a class="nowrap" href="tel:{ $phone_link }">{ $phone }</a> vardagar 8–17, eller <a href="mailto:{ $email }">skriv till oss</a>.
