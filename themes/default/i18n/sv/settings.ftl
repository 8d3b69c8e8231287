# Inställningar
trail-noun-setting = Gemensamt för alla butiker
deed-setting-changed = Inställningar ändrade
deed-setting-taken-back = Inställning togs tillbaka
trail-field-kept-days = Varukorg sparas i dagar
trail-field-held-minutes = Varor hålls i minuter
trail-field-same-day-until-hour = Skickas samma dag före klockan
trail-field-few-pieces = Få i lager från antal
trail-field-lives-years = Presentkort gäller i år
trail-field-holds-days = Offert gäller i dagar
trail-field-answer-days = Reklamation besvaras inom dagar
trail-field-near-percent = Varnar för tröskeln från procent
permission-setting-read = se inställningar
permission-setting-manage = ändra butikens inställningar
permission-setting-share = ändra det som gäller alla butiker
