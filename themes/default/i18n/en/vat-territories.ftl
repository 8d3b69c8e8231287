# Places that are taxed otherwise than the country in their address.

error-territory-aland = We do not deliver to Åland: it is outside the EU’s VAT area.
error-territory-canaries = We do not deliver to the Canary Islands: they are outside the EU’s VAT area.
error-territory-ceuta = We do not deliver to Ceuta: it is outside the EU’s VAT area.
error-territory-melilla = We do not deliver to Melilla: it is outside the EU’s VAT area.
error-territory-busingen = We do not deliver to Büsingen: it is outside the EU’s VAT area.
error-territory-heligoland = We do not deliver to Heligoland: it is outside the EU’s VAT area.
error-territory-livigno = We do not deliver to Livigno: it is outside the EU’s VAT area.
error-territory-campione = We do not deliver to Campione d’Italia: it is outside the EU’s VAT area.
error-territory-athos = We do not deliver to Mount Athos: it is outside the EU’s VAT area.
error-territory-french-overseas = We do not deliver to France’s overseas territories: they are outside the EU’s VAT area.
error-territory-greenland = We do not deliver to Greenland: it is outside the EU’s VAT area.

country-XI = Northern Ireland
country-MC = Monaco

vat-without = VAT rates are missing in countries that we deliver to
vat-without-say = Goods of these VAT classes have no rate in the country. They can be sold there with Swedish VAT while the shop is below the threshold, but not with the country’s VAT.
today-rates = Countries that we deliver to lack VAT rates
today-rates-hint = Lay them down on the page VAT
country-QM = Portugal: Madeira
country-QN = Portugal: the Azores
country-QO = France: Corsica
country-QP = Austria: Jungholz and Mittelberg
