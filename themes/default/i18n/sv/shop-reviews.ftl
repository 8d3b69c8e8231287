# Omdömen.
reviews = Omdömen
reviews-of = Omdömen om { $name }
reviews-all = { $count ->
    [one] Läs omdömet
   *[other] Alla { $count } omdömen
}
reviews-none = Ingen har skrivit om varan än. Har du köpt den hittar du länken bland dina beställningar.
reviews-none-such = Inget omdöme har så många stjärnor.
reviews-with = { $stars ->
    [one] Omdömen med 1 stjärna.
   *[other] Omdömen med { $stars } stjärnor.
}
reviews-show-all = Visa alla
reviews-newer = Nyare
reviews-older = Äldre
reviews-to-product = Till { $name }
reviews-policy = Så fungerar omdömen
rating-words = { $count ->
    [one] { $mean } av 5, 1 omdöme
   *[other] { $mean } av 5, { $count } omdömen
}
rating-of = { $count ->
    [one] 1 omdöme
   *[other] { $count } omdömen
}
rating-bar = { $stars ->
    [one] 1 stjärna
   *[other] { $stars } stjärnor
}: { $count ->
    [one] 1 omdöme
   *[other] { $count } omdömen
}
review-verified = Verifierat köp
review-disclosure = Bara den som har köpt och fått varan kan skriva; vi kontrollerar det mot beställningen. Vi läser varje omdöme innan det publiceras och publicerar alla, bra som dåliga, som inte bryter mot reglerna. Ingen får betalt för att skriva. Medelbetyget är snittet av alla publicerade omdömen, där vart och ett räknas en gång.
review-in-sv = Skrivet på svenska
review-in-en = Skrivet på engelska
review-reply-by = { $shop } svarar
review-stars = Betyg
review-stars-n = { $stars ->
    [one] 1 stjärna av 5
   *[other] { $stars } stjärnor av 5
}
review-stars-1 = 1 stjärna
review-stars-2 = 2 stjärnor
review-stars-3 = 3 stjärnor
review-stars-4 = 4 stjärnor
review-stars-5 = 5 stjärnor
review-heading = Rubrik
review-body = Omdöme
review-body-hint = Skriv om varan. Utelämna namn, länkar och telefonnummer.
review-name = Namn som visas
review-name-hint = Alla ser det här namnet bredvid omdömet.
review-write = Skriv omdöme
review-write-of = Skriv omdöme om { $name }
review-change = Ändra ditt omdöme
review-change-of = Ändra omdömet om { $name }
review-change-short = Ändra
review-what = Vad tycker du?
review-send = Skicka omdömet
review-save = Spara ändringen
review-saved = Tack för ditt omdöme
review-saved-text = Vi läser det innan det syns i butiken.
review-removed = Omdömet är borttaget.
review-remove = Ta bort omdömet
review-remove-text = Omdömet försvinner från butiken genast. Du kan skriva ett nytt när du vill.
review-remove-button = Ta bort
review-is-pending = Vi har inte läst omdömet än. Det syns inte i butiken förrän vi har gjort det.
review-is-published = Omdömet syns i butiken. Om du ändrar det läser vi det igen innan det visas.
review-is-refused = Omdömet är inte publicerat. Ändra det så läser vi det igen.
review-taken = Det finns redan ett omdöme om varan från den här e-postadressen
review-taken-text = Det skrevs från en annan beställning eller ett konto, och går att ändra därifrån. Har du ett konto med adressen kan du lägga till beställningen där.
review-not-received = Du kan skriva när varan har kommit fram.
review-changed-meanwhile = Omdömet har ändrats i ett annat fönster. Läs igenom det du har skrivit och skicka igen.
review-stars-missing = Välj ett betyg.
review-heading-wrong = Skriv en rubrik på högst 100 tecken.
review-body-wrong = Skriv vad du tycker, högst { $most } tecken.
review-name-wrong = Skriv ett namn på högst 60 tecken.
review-state-pending = Väntar på granskning
review-state-published = Publicerat
review-state-refused = Inte publicerat
review-refusal-offensive = Omdömet är kränkande eller hotfullt.
review-refusal-personal_data = Omdömet innehåller personuppgifter.
review-refusal-advertising = Omdömet gör reklam eller länkar till något annat.
review-refusal-off_topic = Omdömet handlar inte om varan.
review-refusal-unlawful = Omdömet strider mot lagen.
review-refusal-other = Omdömet bryter mot reglerna.
review-report = Anmäl
review-report-title = Anmäl omdömet
review-report-of = Anmäl omdömet { $heading }
review-report-text = Berätta vad som är fel, så läser vi omdömet igen. Det finns kvar tills vi har gjort det.
review-report-reason = Vad är fel?
review-report-reason-none = Välj vad som är fel.
review-report-words = Med egna ord
review-report-words-missing = Berätta med några ord vad som är fel, högst 1 000 tecken.
review-report-send = Skicka anmälan
review-report-done = Tack, vi läser omdömet igen.
review-report-done-text = Om det bryter mot reglerna tar vi bort det.
review-report-back = Till omdömena
review-breach-offensive = Kränkande eller hotfullt
review-breach-personal_data = Personuppgifter
review-breach-advertising = Reklam eller länkar
review-breach-off_topic = Handlar inte om varan
review-breach-unlawful = Strider mot lagen
review-breach-other = Något annat
nav-my-reviews = Omdömen
nav-side-my_reviews = Omdömen
my-reviews-to-write = Att skriva om
my-reviews-written = Dina omdömen
my-reviews-none = Inget att skriva om än
my-reviews-none-text = När en vara har kommit fram kan du skriva vad du tycker om den.
no-questions = Inga fler frågor
no-questions-text = { $shop } mejlar dig inte fler frågor om vad du tycker om det du har köpt. Orderbekräftelser och besked om leverans får du som vanligt.
no-questions-button = Skicka inga fler frågor
no-questions-done = Du får inga fler frågor om dina köp.
mail-review-request-subject = Vad tycker du om det du köpte?
mail-review-request-title = Vad tycker du?
mail-review-request-text = Nu har du haft varorna från beställning { $order } ett tag. Skriv gärna vad du tycker, bra som dåligt. Det hjälper andra att välja rätt.
mail-review-request-link = Skriv omdöme
mail-review-request-after = Vi frågar bara en gång per beställning.
mail-review-refused-subject = Ditt omdöme är inte publicerat
mail-review-refused-title = Ditt omdöme är inte publicerat
mail-review-refused-text = Vi har läst ditt omdöme om en vara från { $order }. Det bryter mot reglerna, så vi kan inte visa det som det är.
mail-review-refused-link = Ändra omdömet
mail-review-refused-after = Ändra det som är fel, så läser vi det igen. Vad du tycker om varan avgör aldrig om omdömet publiceras.
mail-review-stop = Skicka inga fler frågor om mina köp
