# VAT: the reason on each line, and what is said of VAT across borders.

tax-destination = VAT as in the country of delivery, { $country }.
tax-below_threshold = Swedish VAT: sales to { $country } are taxed in Sweden.
tax-domestic = Swedish VAT: the buyer is registered for VAT in Sweden.
tax-intra_community = Reverse charge / Omvänd betalningsskyldighet. No Swedish VAT: the buyer accounts for VAT in their country.
tax-unanswered = Swedish VAT: the VAT number could not be checked just now.
tax-export = Export outside the EU: no Swedish VAT. Duty and VAT in { $country } are paid on import.
tax-buyers-number = Buyer’s VAT number

vat-line = VAT { $rate },
vat-category-S = Standard or reduced rate
vat-category-Z = Zero rate
vat-category-AE = Reverse charge
vat-category-K = Supply to a business in another EU country
vat-category-G = Export outside the EU
vat-category-E = Exempt from VAT
vat-category-O = Outside the scope of VAT
vat-ground-home = Sold and delivered within the country.
vat-ground-destination = Sold to a consumer in another EU country with that country’s VAT (OSS).
vat-ground-below_threshold = Sold to a consumer in another EU country with Swedish VAT: below the OSS threshold.
vat-ground-domestic = Swedish VAT: the buyer is registered in Sweden, the goods go to another EU country.
vat-ground-intra_community = Reverse charge: sold to a business in another EU country with a valid VAT number.
vat-ground-unanswered = Swedish VAT: the buyer’s VAT number could not be checked when the order was placed.
vat-ground-export = Export outside the EU: no VAT.

why-vat-AE = No VAT, class { $class }. Reason by EN 16931: AE (reverse charge within the country)
why-vat-K = No Swedish VAT, class { $class }. Reason by EN 16931: K (supply to a business in another EU country, reverse charge)
why-vat-G = No Swedish VAT, class { $class }. Reason by EN 16931: G (export outside the EU)
why-vat-E = No VAT, class { $class }. Reason by EN 16931: E (exempt)
why-vat-O = No VAT, class { $class }. Reason by EN 16931: O (outside the scope of VAT)

country-AT = Austria
country-BE = Belgium
country-BG = Bulgaria
country-CY = Cyprus
country-CZ = Czechia
country-GR = Greece
country-HR = Croatia
country-HU = Hungary
country-IE = Ireland
country-LU = Luxembourg
country-MT = Malta
country-RO = Romania
country-SI = Slovenia
country-SK = Slovakia
