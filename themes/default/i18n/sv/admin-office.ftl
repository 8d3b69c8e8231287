here-also = { $count ->
    [one] { $names } tittar också.
   *[other] { $names } tittar också.
  }
list-loading = Hämtar …
list-loading-stop = Avbryt
list-wider = Utan { $filter } ”{ $value }”:
list-wider-rows = visa
list-orders-try = Lägg en provorder
