assortment = Range
assortment-of = Range for { $tier }
assortment-say = What the tier’s customers see and can buy. What is hidden is in no list, search, suggestion or sitemap, and its page answers that there is none.
assortment-guests = The tier also covers whoever has not logged in.
assortment-all = The tier sees the whole range.
assortment-only = Show only
assortment-only-say = Leave empty to show everything. Otherwise whatever one of the choices names is shown.
assortment-never = Never show
assortment-never-say = Whatever is named here is always hidden, even where it stands above.
assortment-categories = Categories
assortment-categories-hint = Covers the categories below as well.
assortment-makers = Manufacturers
assortment-makers-hint = One a line, by the name that stands on the product.
assortment-makers-unknown = There is no manufacturer called { $codes }.
assortment-values = Attributes
assortment-value-unknown = One of the choices no longer exists. Choose again.
assortment-products = Products
assortment-products-hint = Product codes or article numbers, one a line or separated by commas.
assortment-too-much = At most { $max } in each box. Choose a category or attribute instead.
assortment-both = Something stands both under “Show only” and “Never show”. Take it out of one of them.
assortment-look = Show what is hidden
assortment-save = Save the range
assortment-saved = The range is saved and holds from now on.
assortment-being-listed = The numbers of lists are being counted again. Hidden products are gone for customers already; names of hidden categories go when the count is done.
assortment-now = Hidden now
assortment-preview = Would be hidden
assortment-not-saved = Not saved.
assortment-hides = { $count ->
    [0] Nothing is hidden of the { $all } products for sale.
   *[other] { $count } of the { $all } products for sale are hidden.
}
assortment-hides-most-sold = { $count ->
    [0] Nothing is hidden of the { $all } most sold products.
   *[other] { $count } of the { $all } most sold products are hidden.
}
assortment-and-more = and more
assortment-limited = The tier sees a part of the range.
assortment-open = Show
assortment-change = Change the range
assortment-seen-by = Shown to
assortment-shown = Shown
assortment-not-shown = Hidden
tier-lists = Price lists
tier-lists-say = Asked in this order. The first with a price for the quantity decides; campaigns can only lower.
tier-lists-fallback = For what no other list has a price of
tier-lists-of = Tier { $tier }
tier-lists-campaign = Campaign
tier-lists-name = List
tier-lists-holds = Holds
tier-order-of = Price lists for { $tier }
tier-order-say = The lists are asked from the top down. The first with a price for the quantity decides, even if a later one has a lower. The company’s own lists are asked before them, and campaigns can only lower.
tier-order-guests = Consumer asks its own lists alone. The order among them is set on each list.
tier-order-change = Change the order
tier-order-hint = Consumer’s lists are always in it. What stands after them decides only for articles that consumers have no price of. A new list is put beside the others of its tier.
tier-order-move = Move
tier-order-up = Move { $list } up
tier-order-down = Move { $list } down
tier-order-remove = Remove
tier-order-add = Add a price list
tier-order-add-button = Add
tier-order-look = Show what changes
tier-order-save = Save the order
tier-order-saved = The order is saved and holds from now on.
tier-order-rehearse = See the shop as the tier sees it
tier-order-unsaved = The order below is not saved yet.
tier-order-stands = Now in force: { $lists }
tier-order-changes = Would change
tier-order-changed = { $count ->
    [0] No price changes.
    [one] { $count } article gets another price.
   *[other] { $count } articles get another price.
}
tier-order-lower = { $count } lower.
tier-order-higher = { $count } higher.
tier-order-others = { $count } gain a price or lose it.
tier-order-capped = { $count } articles were compared. There are more that may change.
tier-order-no-prices = None of the lists has a price that holds. The tier can buy nothing.
tier-order-unknown = One of the lists does not exist. Load the page again.
tier-order-twice = A list stands twice. Remove one of them.
tier-order-too-many = At most { $max } lists in an order.
tier-order-not-tiers = { $list } is a company’s or a campaign’s list. Those have places of their own.
tier-order-currency = { $list } is not in { $currency }. The order is one of lists in the shop’s own currency; others are asked by their priority.
tier-order-ended = { $list } has ended.
tier-lists-always = Until further notice
tier-lists-from = from
tier-lists-until = until
tier-lists-of-shop = Price lists are each shop’s own. Pick a shop at the top of the page to see them.
tier-lists-none = The tier has no price lists. Nothing can be sold until it or Consumer has one.
ways = Freight and payment
ways-say = Which tiers may choose each way in the checkout. Whoever has not logged in counts as Consumer.
ways-freight = Freight
ways-payment = Payment
ways-payment-say = Invoices follow the tier’s functions and credit limit and do not count here. Every tier needs at least one of the ways below.
ways-who = May be chosen by
ways-everybody = Everybody
ways-save = Save
ways-saved = Saved. Holds in the checkout within ten seconds.
ways-nobody = Choose at least one tier.
ways-no-freight = That leaves { $tiers } with no way of freight within the country. Tick them here, or open another way first.
ways-no-payment = That leaves { $tiers } with no way to pay. Tick them here, or open another way first.
tier-no-freight = The tier would have no way of freight, since every one is for other tiers only. Open one of them to everybody under Freight and payment first.
tier-no-payment = The tier would have no way to pay, since every one is for other tiers only. Open one of them to everybody under Freight and payment first.
ways-changed = Somebody has changed this way since you opened the page. It is now open to { $tiers }. Save again if it is to be as you have ticked.
ways-gone = One of the ways does not exist any more. Check the rest and save again.
ways-tier-unknown = One of the tiers does not exist. Choose again.
way-card = Card
way-swish = Swish
way-klarna = Klarna
