here-also = { $count ->
    [one] { $names } is looking too.
   *[other] { $names } are looking too.
  }
list-loading = Fetching …
list-loading-stop = Stop
list-wider = Without { $filter } “{ $value }”:
list-wider-rows = show
list-orders-try = Place a test order
