# Moms: skälet på varje rad, och vad som sägs om moms över gränser.

tax-destination = Moms enligt mottagarlandet, { $country }.
tax-below_threshold = Svensk moms: försäljningen till { $country } beskattas i Sverige.
tax-domestic = Svensk moms: köparen är momsregistrerad i Sverige.
tax-intra_community = Omvänd betalningsskyldighet / Reverse charge. Ingen svensk moms: köparen redovisar momsen i sitt land.
tax-unanswered = Svensk moms: momsnumret gick inte att kontrollera just nu.
tax-export = Export utanför EU: ingen svensk moms. Tull och moms i { $country } betalas vid införseln.
tax-buyers-number = Köparens momsnummer

vat-line = Moms { $rate },
vat-category-S = Normal eller reducerad momssats
vat-category-Z = Momssats noll
vat-category-AE = Omvänd betalningsskyldighet
vat-category-K = Försäljning till företag i annat EU-land
vat-category-G = Export utanför EU
vat-category-E = Undantagen från moms
vat-category-O = Utanför momsens tillämpningsområde
vat-ground-home = Såld och levererad inom landet.
vat-ground-destination = Såld till konsument i ett annat EU-land med mottagarlandets moms (OSS).
vat-ground-below_threshold = Såld till konsument i ett annat EU-land med svensk moms: under tröskeln för OSS.
vat-ground-domestic = Svensk moms: köparen är momsregistrerad i Sverige, varorna går till ett annat EU-land.
vat-ground-intra_community = Omvänd betalningsskyldighet: såld till företag i ett annat EU-land med giltigt momsnummer.
vat-ground-unanswered = Svensk moms: köparens momsnummer gick inte att kontrollera när ordern lades.
vat-ground-export = Export utanför EU: ingen moms.

why-vat-AE = Ingen moms, klass { $class }. Skäl enligt EN 16931: AE (omvänd betalningsskyldighet inom landet)
why-vat-K = Ingen svensk moms, klass { $class }. Skäl enligt EN 16931: K (försäljning till företag i annat EU-land, omvänd betalningsskyldighet)
why-vat-G = Ingen svensk moms, klass { $class }. Skäl enligt EN 16931: G (export utanför EU)
why-vat-E = Ingen moms, klass { $class }. Skäl enligt EN 16931: E (undantaget från moms)
why-vat-O = Ingen moms, klass { $class }. Skäl enligt EN 16931: O (utanför momsens tillämpningsområde)

country-AT = Österrike
country-BE = Belgien
country-BG = Bulgarien
country-CY = Cypern
country-CZ = Tjeckien
country-GR = Grekland
country-HR = Kroatien
country-HU = Ungern
country-IE = Irland
country-LU = Luxemburg
country-MT = Malta
country-RO = Rumänien
country-SI = Slovenien
country-SK = Slovakien
