# Områden som beskattas på annat sätt än landet i adressen.

error-territory-aland = Vi levererar inte till Åland: landskapet ligger utanför EU:s momsområde.
error-territory-canaries = Vi levererar inte till Kanarieöarna: de ligger utanför EU:s momsområde.
error-territory-ceuta = Vi levererar inte till Ceuta: staden ligger utanför EU:s momsområde.
error-territory-melilla = Vi levererar inte till Melilla: staden ligger utanför EU:s momsområde.
error-territory-busingen = Vi levererar inte till Büsingen: orten ligger utanför EU:s momsområde.
error-territory-heligoland = Vi levererar inte till Helgoland: ön ligger utanför EU:s momsområde.
error-territory-livigno = Vi levererar inte till Livigno: orten ligger utanför EU:s momsområde.
error-territory-campione = Vi levererar inte till Campione d’Italia: orten ligger utanför EU:s momsområde.
error-territory-athos = Vi levererar inte till Athos: berget ligger utanför EU:s momsområde.
error-territory-french-overseas = Vi levererar inte till Frankrikes utomeuropeiska områden: de ligger utanför EU:s momsområde.
error-territory-greenland = Vi levererar inte till Grönland: ön ligger utanför EU:s momsområde.

country-XI = Nordirland
country-MC = Monaco

vat-without = Momssats saknas i länder vi levererar till
vat-without-say = Varor i de här momsklasserna har ingen sats i landet. De kan säljas dit med svensk moms så länge butiken är under tröskeln, men inte med landets moms.
today-rates = Länder vi levererar till saknar momssats
today-rates-hint = Lägg in satserna på sidan Moms
country-QM = Portugal: Madeira
country-QN = Portugal: Azorerna
country-QO = Frankrike: Korsika
country-QP = Österrike: Jungholz och Mittelberg
