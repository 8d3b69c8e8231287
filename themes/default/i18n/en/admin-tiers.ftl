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
assortment-being-listed = The numbers of lists are being counted again. What is hidden is gone for customers already.
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
tier-lists-say = Asked in this order. The first with a price for the quantity decides; campaigns can only lower. The order is set on each list.
tier-lists-fallback = For what no other list has a price of
tier-lists-campaign = Campaign
tier-lists-name = List
tier-lists-holds = Holds
tier-lists-always = Until further notice
tier-lists-from = from
tier-lists-until = until
tier-lists-none = The tier has no price lists. Nothing can be sold until it or Consumer has one.
ways = Freight and payment
ways-say = Which tiers may choose each way in the checkout. Whoever has not logged in counts as Consumer.
ways-freight = Freight
ways-payment = Payment
ways-payment-say = Invoices follow the tier’s functions and credit limit. A tier that is left without a way to pay can always pay by card.
ways-who = May be chosen by
ways-everybody = Everybody
ways-save = Save
ways-saved = Saved. Holds in the checkout within ten seconds.
ways-nobody = Choose at least one tier.
ways-tier-unknown = One of the tiers does not exist. Choose again.
way-card = Card
way-swish = Swish
way-klarna = Klarna
