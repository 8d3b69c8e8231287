# Prices: what shop and office say alike

without-vat = excl. VAT
prices-without-vat = All prices exclude VAT
sum-items-net = { $count ->
    [one] { $count } item, excl. VAT
   *[other] { $count } items, excl. VAT
}
sum-vat-added = VAT { $rate }
to-free-freight-with-vat = Spend { $price } more incl. VAT for free delivery.
freight-free-from = free from { $price }
breaks = Price by quantity
breaks-from = From { $count }
breaks-each = Price each
filter-price-net = Price excl. VAT
sort-how-net-cheapest = “Lowest price” orders by the product's lowest price for you, without VAT. Nobody pays for a place.
sort-how-net-dearest = “Highest price” orders by the product's lowest price for you, without VAT, highest first. Nobody pays for a place.
list-prices-note = The list is sorted and filtered by the consumer price including VAT. The prices shown are your own.
filter-price-consumer = Consumer price incl. VAT
filter-of-consumer = Consumer price: { $label }
sort-consumer-cheapest = Lowest consumer price
sort-consumer-dearest = Highest consumer price
sort-how-consumer-cheapest = “Lowest consumer price” orders by the product's lowest consumer price with VAT. Nobody pays for a place.
sort-how-consumer-dearest = “Highest consumer price” orders by the product's lowest consumer price with VAT, highest first. Nobody pays for a place.

# Why this price?
why = Why this price?
why-list = Price list
why-tier = tier { $tier }
why-kind-tier = tier
why-kind-company = the company’s agreement
why-kind-campaign = campaign
why-list-price = Price in the list
why-break = Holds from quantity
why-valid = Valid
why-valid-from = from { $from }
why-valid-between = { $from } to { $to }
why-valid-to = until { $to }
why-next = Next quantity price
why-next-value = { $price } from { $count }
why-passed = Lists that did not decide
why-passed-not_yet = begins { $at }
why-passed-ended = ended { $at }
why-passed-no_price = has no price for the article
why-passed-too_few = has a price only from { $count }
why-passed-asked_later = says { $price }, but a list that goes before has a price
why-passed-not_lower = says { $price }, which is not lower
why-passed-reduced = says { $price }, which the campaign lowers
why-off = Taken off
why-not-off = Not taken off
why-off-better = another discount gives more
why-off-alone = another discount gives more and does not go together with it
why-off-nothing-off = gives nothing off this item
why-off-margin = gives nothing off this item
why-off-below-sum = spend { $missing } more
why-off-below-quantity = { $missing ->
    [one] add 1 item
   *[other] add { $missing } items
}
why-then-below-sum = { $missing } short of the smallest sum
why-then-below-quantity = { $missing ->
    [one] 1 item too few
   *[other] { $missing } items too few
}
why-vat = VAT
why-vat-plain-S = { $rate }, the rate for the article in { $country }
why-vat-plain-Z = { $rate }, the article is without VAT in { $country }
why-vat-S = { $rate } in { $country }, VAT class { $class }. Reason by EN 16931: S (standard or reduced rate)
why-vat-Z = { $rate } in { $country }, VAT class { $class }. Reason by EN 16931: Z (zero rate)
vat-class-standard = standard
vat-class-food = food
vat-class-reduced = reduced
vat-class-low = low
why-gross = One, incl. VAT
why-line = { $count } incl. VAT
why-rounding = Rounding
why-rounding-none = None: the sum is whole
why-rounding-value = The line is rounded once, halves upwards: { $amount }
why-reduction = Reduction
why-reduction-announced = Began { $began }. Lowest price in the 30 days before: { $price }
why-reduction-not = Began { $began }. The lowest price in the 30 days before was { $price }, so the price is not called reduced
why-reduction-nothing = Began { $began }. There was no price before, so the price is not called reduced
why-at = Reckoned

# Why this freight?
freight-why = Why this freight?
freight-why-to = Sent to
freight-why-weight = Weight of the goods
freight-why-agreed = { $number }, version { $version }
freight-why-agreed-price = Agreed freight
freight-why-rate = Price of the delivery method
freight-why-between = { $from }–{ $to }
freight-why-up-to = up to { $to }
freight-why-from = from { $from }
freight-why-free = Free freight
freight-why-free-by-way = From { $from } with this delivery method.
freight-why-free-by-your-tier = From { $from } for your tier.
freight-why-free-by-tier = From { $from } for the customer’s tier.
freight-why-reached = The goods cost { $goods } incl. VAT before discounts, so the sum is reached.
freight-why-not-reached = The goods cost { $goods } incl. VAT before discounts, so the sum is not reached.
freight-why-price = The freight comes to
freight-why-freed = All of it, by { $promotion }
freight-why-vat = { $amount } with { $rate } VAT ({ $vat }), like the goods that it follows.
freight-why-vat-AE = No VAT: the buyer accounts for it (reverse charge).
freight-why-vat-K = No Swedish VAT: the buyer is a business in another EU country and accounts for it.
freight-why-vat-G = No Swedish VAT: the goods leave the EU’s VAT area.
freight-why-vat-E = No VAT: the goods are exempt.
freight-why-vat-O = No VAT: the sale is outside the scope of VAT.
freight-why-vat-code = Reason by EN 16931: { $code }.

# Price lists in the office
nav-price-lists = Price lists
permission-price-read = see price lists and prices
permission-price-manage = change price lists and prices
permission-price-export = export prices
permission-price-rehearse = see the shop as another tier, at another time
list-price-lists-title = Price lists
list-price-lists-search = Name or code
list-price-lists-none = No price list fits the filter.
list-price-lists-empty = Price lists end up here.
list-price-lists-empty-say = Make one for a tier, a company or a campaign.
price-lists-say = A company’s lists go before those of its tier. Campaigns can only lower a price.
price-lists-tab-all = All
price-lists-tab-tier = Tiers
price-lists-tab-company = Companies
price-lists-tab-campaign = Campaigns
price-lists-name = Name
price-lists-code = Code
price-lists-kind = Kind
price-lists-for = For
price-lists-state = State
price-lists-currency = Currency
price-lists-from = From
price-lists-to = To
price-list-tier = Tier
price-list-company = Company
price-list-campaign = Campaign
price-list-tier-say = Prices for everyone of a tier.
price-list-company-say = Prices agreed with a company. They go before the tier’s.
price-list-campaign-say = Prices for a while. They hold only where they are lower.
price-list-holds = Holds
price-list-coming = Scheduled
price-list-ended = Ended
price-list-everyone = everyone
price-list-new = New price list
price-list-edit = Change
price-list-save = Save the price list
price-list-saved = The price list is saved.
price-list-form-say = What has been in force is never changed afterwards: it is evidence for the lowest price of the 30 days before a reduction.
price-list-code-hint = Lower-case letters, digits and hyphens. Empty: made of the name.
price-list-code-wrong = Write lower-case letters a–z, digits and hyphens, at most 60 characters.
price-list-code-taken = Another price list has that code.
price-list-tier-hint = Everybody of the tier sees the prices.
price-list-tier-unknown = Choose a tier.
price-list-company-hint = Customer number (FTG-1001) or organisation number.
price-list-company-unknown = There is no company with that number.
price-list-company-several = Several companies have that organisation number. Write the customer number.
price-list-tiers = The campaign is for
price-list-tiers-hint = None chosen: every tier.
price-list-vat = Prices are
price-list-to-hint = Empty: until further notice.
price-list-no-end = until further notice
price-list-priority = Order
price-list-priority-hint = Lists of the same kind are asked from the lowest number, unless the tier has an order of its own.
price-list-asked-by = Asked by
price-list-asked-by-none = No tier
price-list-priority-wrong = Write a whole number between 1 and 9999.
price-list-currency-wrong = Write the currency’s three letters, such as SEK.
price-list-backwards = The end must lie after the beginning.
price-list-no-beginning = A campaign needs a beginning.
price-list-last = One consumer list must hold until further notice: without it the shop has no prices.
price-list-end-now = End the list now
price-list-has-been = What has been in force cannot be changed. Choose a time that has not been.
price-list-has-begun = The list is in force and has prices. Its order cannot be changed: it is part of what prices have been.
price-list-has-prices = The list has prices, so currency and VAT cannot be changed. Make a new list.
price-list-export = Export prices
price-list-prices = Prices
price-list-find = Article number, barcode or product code
price-list-with-ended = Show ended
price-list-none = The list has no price for that article.
price-list-empty = The list has no prices in force.
price-list-empty-say = Set a price or take in a file.
price-list-facts = About the list
price-by = Set by
price-by-seed = The demo shop
price-by-import = The import of goods
price-set = Set a price
price-set-button = Set the price
price-set-done = The price is set.
price-new = Price
price-hint = For one, up to six decimals: 0.0412.
price-wrong = Write a price, such as 199 or 0.0412.
price-sku-hint = Article number, barcode or product code. A product code sets the price of all its variants.
price-sku-unknown = There is no article with that number.
price-from-quantity = From quantity
price-quantity-hint = Empty: from one.
price-quantity-wrong = Write a whole number between 1 and 1,000,000.
price-moment-hint = Swedish time: 2026-11-27 or 2026-11-27 08:00. Empty: now.
price-moment-wrong = Write the day as 2026-11-27, or with the time: 2026-11-27 08:00.
price-in-the-past = A price cannot begin in the past.
price-end = End
price-end-of = End the price of { $sku }
price-ended-done = The price has ended.
price-ended-already = The price has ended already.
price-file = Take in a file
price-file-choose = CSV file
price-file-hint = Columns: sku and price, and if you like min_quantity and valid_from. At most 50,000 rows.
price-file-try = Try
price-file-take = Take in
price-file-tried = Tried: nothing has changed
price-file-taken = The file is taken in
price-file-told = { $rows ->
    [one] { $rows } row
   *[other] { $rows } rows
}: { $changed } new prices, { $unchanged } as before, { $refused } refused.
price-file-line = Row
price-file-column = Column
price-file-value = Value
price-file-reason = Why
price-file-more = { $count } more refused rows are not shown.
price-file-empty = Choose a file with rows in it.
price-file-not-text = The file is not text. Save it as CSV.
price-file-columns = The file needs the columns sku and price in its first row.
price-file-long = The file has more than 50,000 rows. Divide it, or use torg import products with the column price_list.
price-file-large = The file is larger than 4 MB. Divide it.
price-reason-missing = is missing
price-reason-number = is no number
price-reason-decimals = has more than { $most } decimals
price-reason-range = must lie between { $least } and { $most }
price-reason-moment = is no day like 2026-11-27 or 2026-11-27 08:00
price-reason-twice = stood already on row { $line }
price-reason-unknown = is no article number of ours
price-reason-past = lies in the past
price-reason-moments = the file has { $most } different moments already. Split it.

# Rehearsal
rehearsal-bar = Rehearsal
rehearsal-bar-text = The shop as { $name } sees it, { $at }. Nothing can be bought.
rehearsal-end = End
rehearsal-no-buying = Nothing can be bought in a rehearsal

# What an article costs and has cost
variant-prices = Prices
variant-prices-company = Company, customer number
evidence = Evidence for the lowest price
evidence-none = No campaign reduces the price.
evidence-announced = The reduction is told from { $price }, the lowest price of the 30 days before it.
evidence-not-lower = The campaign may not be called a reduction: the lowest price of the 30 days before it was { $price }.
evidence-nothing = The campaign may not be called a reduction: there was no price before it.
evidence-began = The campaign’s price began
evidence-perishable = The product is perishable: the price just before the reduction is named instead of that of 30 days.
evidence-graph = The price of the last months, in steps. The values are in the table.
evidence-legend = The line is the price. The field is the days that count, the dashed line the price to compare with.
evidence-counts = 30 days before
evidence-is-counted = counts
evidence-is-prior = lowest price
evidence-still = holds
evidence-quantity = Quantity
evidence-off-sale = not for sale

# What an article costs us
variant-cost = Purchase price excl. VAT
variant-cost-hint = For one piece. Never shown in the shop. Leave empty if it is not known: then no margin is watched.
variant-cost-save = Save purchase price
variant-cost-done = The purchase price has been saved.
variant-cost-changed = Somebody else changed the purchase price while you were writing. Save again to let yours hold.
variant-cost-margin = Margin { $margin }

# Rehearsal in the office
nav-rehearsal = Rehearsal
rehearsal-say = See the shop as another tier or company sees it, at another time, and what differs from now.
rehearsal-what = Who and when
rehearsal-company-hint = Customer number or organisation number. Goes before the tier.
rehearsal-at = Moment
rehearsal-at-hint = Swedish time: 2026-11-27 or 2026-11-27 08:00.
rehearsal-at-wrong = Write a time within two years, such as 2026-11-27 or 2026-11-27 08:00.
rehearsal-margin = Lowest margin, per cent
rehearsal-margin-hint = Of the price without VAT, where the purchase price is known.
rehearsal-margin-wrong = Write a whole number between 0 and 99.
rehearsal-compare = Show differences
rehearsal-begin = See the shop
rehearsal-report = Differences for { $name }
rehearsal-changed = { $count ->
    [0] No price changes.
    [one] { $count } price changes.
   *[other] { $count } prices change.
}
rehearsal-changed-so-far = { $count ->
    [0] No price so far.
    [one] { $count } price so far.
   *[other] { $count } prices so far.
}
rehearsal-moments = { $at }, compared with { $asked }.
rehearsal-change = Change the question
rehearsal-anew = Compare again
rehearsal-progress = { $compared } of { $articles } articles compared
rehearsal-progress-say = The comparison goes on if you leave the page. The figures here are what is done.
rehearsal-margin-say = The margin is of what is paid without VAT, promotions taken off, and is warned of below { $margin }.
rehearsal-fig-changed = Prices that change
rehearsal-fig-lacking = Lack a prior price
rehearsal-by-promotion = By promotion only
rehearsal-by-list = { $price } without promotion
rehearsal-first = The first are shown here.
rehearsal-whole-list = { $count ->
    [one] Show it in the list, to search and export
   *[other] Show all { $count } in the list, to search and export
}
rehearsal-promotions = Promotions that begin or end
rehearsal-promotions-say = The price is the lowest that the product can cost when it is bought alone, reckoned as in the basket. Promotions that ask for a code or depend on the customer are left out. Gifts and freight stand here alone.
rehearsal-no-promotions = No promotion begins or ends until then.
rehearsal-more-promotions = { $count ->
    [one] One more promotion is not shown.
   *[other] { $count } more promotions are not shown.
}
rehearsal-turn = Until then
rehearsal-turn-starts = Begins
rehearsal-turn-ends = Ends
rehearsal-turn-passes = Begins and ends
rehearsal-whom = For
rehearsal-everyone = Everybody
rehearsal-reckoned = In the prices
rehearsal-is-reckoned = Reckoned in
rehearsal-beyond-code = No, asks for a code
rehearsal-beyond-buyer = No, depends on the customer
rehearsal-beyond-basket = Where the product alone meets the condition
rehearsal-beyond-sum = The whole sum, off a product bought alone
rehearsal-beyond-buy-pay = Where the quantity suffices
rehearsal-beyond-gift = No, gives a gift
rehearsal-beyond-freight = No, concerns freight
rehearsal-beyond-alone = No, holds only alone
rehearsal-coming = Products to come:
rehearsal-going = Products to go:
rehearsal-now = Now
rehearsal-then = Then
rehearsal-left = Margin
rehearsal-mind = To look over
rehearsal-is-below = Below the margin
rehearsal-lacks = Cannot be shown as reduced
rehearsal-now-promoted = Now with promotion
rehearsal-then-promoted = Then with promotion
rehearsal-is-both = Below the margin, cannot be shown as reduced
rehearsal-tab-all = All
list-price-differences-title = Prices that change
list-price-differences-search = Article number
list-price-differences-none = No price fits
list-price-differences-empty = No price changes
list-price-differences-empty-say = The prices that are others at the rehearsed moment stand here.
rehearsal-ready = The link opens the shop within ten minutes. The rehearsal lasts for two hours.
rehearsal-open = Open the shop

# When the shop shows a product
product-publication = Publication
product-published-from = Shown from
product-published-to = Shown until
product-published = Shown
product-publication-coming = Scheduled
product-publication-ended = No longer shown
product-never-published = Never shown
product-publication-choose = Choose a shop to see and change it
product-publication-none = The product has not been published.
product-publication-save = Save publication
product-publication-end = Stop showing it now
product-publication-saved = The publication is saved.
product-publication-begun = The product is shown already. When it began cannot be changed: it is evidence for the lowest price of the 30 days before a reduction.
product-publication-past = Choose a time that has not been.
product-publication-backwards = The end must come after the beginning.
