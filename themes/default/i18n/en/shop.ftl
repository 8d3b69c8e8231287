### The shop: everything that its pages say.

## The frame
og-locale = en_GB
skip = Skip to content
menu = Menu
contact = Customer service
category = Category
categories = Categories
categories-in = Categories in { $name }
nav-new = New in the shop
nav-new-short = New
to-home = { $shop }, to the first page
find-label = Search the shop
find-placeholder = { $count ->
    [one] Search the shop
   *[other] Search { $count } products
}
find-button = Search
cart = Basket
cart-label = { $count ->
    [0] Basket, 0 items
    [one] Basket, 1 item
   *[other] Basket, { $count } items
}
svc-free-freight = Free delivery from { $price }
svc-dispatch = No account needed
svc-return = 14 days to withdraw
foot-say = Good things, home to you.
foot-shop = Shop
foot-help = Help
all-products = All products
withdraw = Withdraw from a purchase
withdrawal-right = Right of withdrawal
withdrawal-form = Withdrawal form
other-language = På svenska
org-number = Company no. { $number }
vat-number = VAT no. { $number }
f-tax = Approved for Swedish F-tax
phone-hours = { "" }
prices-with-vat = All prices include VAT
terms = Terms of sale
privacy = Privacy
cookies = Cookies
accessibility = Accessibility
products = Products
products-count = { $count ->
    [one] 1 product
   *[other] { $count } products
}
home-crumb = Home

## First page
home-title = shop online
home-description = Shop online with confidence, without an account and with 14 days to withdraw.
home-heading = Come on in.
home-categories = Find your shelf
home-all = { $count ->
    [one] See the product
   *[other] All { $count } products
}
home-new = New in the shop
home-new-all = Everything new
home-popular = Most bought right now
home-popular-how = By pieces sold in the last 30 days
home-some = Some of what we have
promises = What we promise
promise-delivery = You know when it comes
promise-delivery-text = You see the day, the way and the price of delivery before you pay.
promise-free-freight = Free delivery from { $price }.
promise-return = 14 days to withdraw
promise-return-text = If you change your mind, tell us within 14 days of getting the goods.
promise-payment = Safe payment
promise-payment-text = You pay at our payment provider. We never see your card number.
promise-guarantee = Three years of legal guarantee
promise-guarantee-text = If something is wrong with the goods, we repair or replace them or pay you back.

## Products
price-from = From { $price }
price-none = No price yet
price-per-unit = Unit price { $price }/{ $unit ->
    [m2] m²
    [st] piece
   *[other] { $unit }
}
price-before-card = Lowest price in 30 days: { $price }
price-before = Lowest price in the 30 days before the reduction: { $price } ({ $change })
tag-cut = Reduced
tag-new = New
card-swatches = { $count ->
    [one] Comes in 1 version
   *[other] Comes in { $count } versions
}
stock-in = In stock
stock-few = { $count ->
    [one] Only 1 left
   *[other] Only { $count } left
}
stock-free = , { $count } pcs.
stock-out = Sold out
stock-out-short = sold out
stock-out-text = Sold out at the moment.
stock-out-until = Sold out, back on { $date }
stock-backorder = Can be ordered
stock-backorder-card = Can be ordered, expected on { $date }
stock-backorder-until = It reaches us on { $date } and is sent then.
stock-short = { $count ->
    [one] Only 1 left, change the quantity
   *[other] Only { $count } left, change the quantity
}
with-vat = incl. VAT
gallery-of = Pictures of { $name }
gallery-scroll = Gallery, scroll sideways
gallery-show = Show picture { $number } of { $count }
gallery-zoom = Enlarge picture { $number }
close = Close
quantity = Quantity
quantity-of = Quantity of { $name }
fewer = Fewer
more = More
add = Add to basket
add-busy = Adding to basket
add-done = In your basket
add-refused-stock = It has just sold out. Nothing was added to your basket.
add-refused-quantity = There are not that many. Choose a lower quantity.
add-refused-gone = This version is no longer sold.
add-refused-full = The basket is full. Buy what is in it or take something out first.
min-quantity = The smallest quantity is { $count }.
leaves-today = Order before { $hour }:00 and we send it today.
delivery-promise = With you { $days }.
collection-promise = Ready to collect { $days }.
delivery-freight = { $freight } { $price }
delivery-freight-free = { $freight } { $price }, free from { $from }
return-how = How to return
facts = Measurements and material
fact-material = Material
fact-size = Size
fact-size-value = { $width } × { $depth } × { $height } mm
fact-weight = Weight
fact-sku = Article number
safety = Product safety
safety-maker = Manufacturer
safety-responsible = Responsible in the EU
safety-origin = Made in
safety-warning = Warning
safety-none = No particular warnings for this product.
delivery-return = Delivery and returns
delivery-return-text = You always have 14 days to withdraw, from the day you get the goods.
related = Goes well with it

## Lists
filter = Filter
filter-button = Filter
filter-button-on = Filter ({ $count })
filter-close = Close
filter-price = Price
filter-from = From, { $currency }
filter-to = To, { $currency }
filter-price-wrong = Write the price in digits, such as 250. The higher price goes to the right.
filter-only = Show only
filter-show = { $count ->
    [0] No products, change the filters
    [one] Show 1 product
   *[other] Show { $count } products
}
filter-clear = Clear all
filter-clear-all = Clear all filters
filter-remove = Remove filter: { $label }
filter-between = { $from } – { $to }
filter-at-least = From { $price }
filter-at-most = At most { $price }
list-count-capped = At least { $count } products
list-of = of { $total }
list-of-capped = of at least { $total }
list-none = No products match the filters
list-none-text = Remove a filter to see more products.
sort = Sort
sort-popular = Best selling
sort-newest = Newest first
sort-cheapest = Lowest price
sort-dearest = Highest price
sort-relevance = Best match
sort-how-popular = “Best selling” orders by pieces sold in the last 30 days. Nobody pays for a place.
sort-how-newest = “Newest first” orders by the day the product came to the shop. Nobody pays for a place.
sort-how-cheapest = “Lowest price” orders by the product's lowest price with VAT. Nobody pays for a place.
sort-how-dearest = “Highest price” orders by the product's lowest price with VAT, highest first. Nobody pays for a place.
sort-how-relevance = “Best match” orders by how well the words match and how much is sold. Nobody pays for a place.
pages = Pages
pages-shown = Showing { $first }–{ $last } of { $count }
pages-shown-capped = Showing { $first }–{ $last }
page-number = Page { $number }
page-previous = Previous page
page-next = Next page
crumbs-label = Breadcrumbs

## Search
search = Search
search-count = { $count ->
    [one] 1 result for “{ $words }”
   *[other] { $count } results for “{ $words }”
}
search-count-capped = At least { $count } results for “{ $words }”
search-meant = Did you mean
search-corrected = We found nothing for “{ $words }” and searched for “{ $corrected }” instead.
search-as-typed = Search for “{ $words }” anyway
search-empty = What are you looking for?
search-empty-text = Type what it is called or what you need it for. Or look through a category.
search-none = Nothing in the shop is called “{ $words }”
search-none-text = Try a shorter word, or what you need it for. Or look through a category.
search-missing = Is something missing?
search-tell = Tell us
search-popular = Have a look at these
suggest-searches = Suggestions
suggest-all = Show all results for “{ $words }”

## Discounts and codes
code-have = Do you have a discount code or a gift card?
field-code = Discount code or gift card
card-over = The gift card has expired.
card-blocked = The gift card is blocked. Please contact us.
card-empty = Nothing is left on the gift card.
card-other-currency = The gift card is for another currency.
card-pays-all = The gift card covers the whole purchase. Nothing more is to be paid.
sum-all = Sum
sum-reduction = Price reduction
sum-reduction-note = Price reduction, credit note { $number }
sum-gift-card = Gift card …{ $hint }
sum-store-credit = Store credit
credit-use = Pay with your store credit, { $price }
code-use = Use
step-code = Discount code or gift card
code-empty = Type the code first.
code-no-cart = Put something in the cart first.
code-too-many = The cart holds as many codes as it can. Remove one first.
code-unknown = There is no such code. Check that it is spelt correctly.
code-not-active = The code cannot be used right now.
code-not-yet = The code is valid from { $date }.
code-over = The code is no longer valid.
code-used-up = The code is used up.
code-used-by-buyer = You have already used the code.
code-not-yours = The code is personal and belongs to another account.
code-other-tier = The code is not for your tier.
code-other-company = The code is for certain companies only.
code-needs-log-in = Log in to use the code.
code-not-first = The code is for your first order only.
code-other-currency = The code is for another currency.
code-needs-code = Enter the code to get the discount.
code-no-goods = The code does not apply to what is in the cart.
code-below-sum = Buy for { $missing } more and the code applies.
code-below-quantity = { $missing ->
    [one] Add 1 more item that the code applies to.
   *[other] Add { $missing } more items that the code applies to.
}
code-gift-not-chosen = Put the gift in the cart and its price is taken off.
code-nothing-off = The code takes nothing off these goods.
code-margin = The code takes nothing off these goods.
code-better = Another discount takes more off, and is used instead.
code-alone = Another discount takes more off and cannot be combined with this one.
gift-earned = { $name } is included at no cost.
gift-add = Add to cart
change-discount = The discount { $name } is now { $now }, was { $before }.
change-discount-gone = The discount { $name } ({ $before }) is no longer valid.
change-discount-new = The discount { $name } now applies: { $now }.

## Basket
cart-continue = Continue shopping
cart-lines = Goods in the basket
cart-removed = { $name } has been removed.
cart-refused-quantity = The quantity was not changed. That many cannot be bought, choose another quantity.
cart-refused-full = There was no room for it. The basket is full: buy what is in it or take something out first.
cart-refused-stock = It has just sold out. Nothing was added to your basket.
cart-refused-gone = It is no longer sold. Nothing was added to your basket.
undo = Undo
update = Update
remove = Remove
remove-name = Remove { $name }
summary = Summary
to-checkout = To checkout
to-cart = To the basket
cart-blocked = Something in the basket cannot be bought as it stands. Change the quantity or remove it.
to-free-freight = Spend { $price } more for free delivery.
freight-in-checkout = You choose the delivery at checkout.
cart-pay-how = You pay in the next step, without an account.
cart-empty = Your basket is empty
cart-empty-text = What you put here stays for 30 days, even if you close the page.
cart-empty-button = See what is in the shop
cart-related = Goes with what you chose
sum-items = { $count ->
    [one] 1 item
   *[other] { $count } items
}
sum-total = To pay
sum-whole = Total
sum-vat = Of which VAT { $rate }
line-quantity = { $count } pcs
line-was = New price, was { $price }
changes = Something has changed since you last looked
changes-total = The total has been updated.
change-price = { $name } now costs { $now }, was { $before }.
change-stock = { $left ->
    [one] There is only 1 { $name } left.
   *[other] There are only { $left } { $name } left.
}
change-out = { $name } is sold out.
change-gone = { $name } is no longer sold.
change-hidden = { $name } is not part of your range and cannot be ordered. Remove it to go on.
change-freight = Delivery now costs { $now }, was { $before }.
change-vat = The VAT is now { $now }, was { $before }.
change-total = The total is now { $now }, was { $before }.
change-currency = You now buy in { $currency }. The prices are those in that currency.
error-no-rate = We cannot take orders in { $currency } just now. That is up to us, and is usually put right by the next working day. The goods stay in the cart.
change-terms = The terms have changed. Read the <a href="{ $href }" target="_blank">new terms</a> and accept them if you want to buy.
change-other = Something in the order has changed. Read it through before you pay.
change-cart = Change the basket
change = Change

## Checkout
checkout = Checkout
checkout-as = You are logged in as { $name }. The purchase is put among your orders.
checkout-guest = You shop as a guest and need no account.
back-to-cart = Back to the basket
step-you = Your details
step-address = Delivery address
step-freight = Delivery
step-payment = Payment
step-pay = Accept and pay
field-optional = (optional)
field-email = E-mail
field-phone = Mobile number
field-first-name = First name
field-last-name = Last name
field-company = Company
field-street = Street address
field-street2 = Flat, c/o
field-postcode = Postcode
field-city = Town
field-country = Country
field-note = Door code or a note to the courier
field-own-invoice = The invoice goes to another address
field-invoice-name = Name on the invoice
field-invoice-street = The invoice's street address
field-invoice-postcode = The invoice's postcode
field-invoice-city = The invoice's town
field-freight = Delivery
field-payment = Payment
field-terms = Terms of sale
hint-phone = The courier calls or texts when the parcel is on its way.
recount = Update the total
freight-none = We cannot deliver these goods to that address.
payment-card = Card
payment-card-text = Visa, Mastercard. You pay on the payment provider's secure page.
payment-swish = Swish
payment-swish-text = You approve in Swish on your phone. The money is drawn at once.
payment-klarna = Klarna
payment-klarna-text = Pay later, by invoice or in instalments. Klarna does a credit check.
payment-direct = Direct
payment-credit = Credit
terms-accept = I have read and accept the <a href="{ $href }" target="_blank">terms of sale</a>.
buy-and-pay = Buy and pay <span class="num">{ $price }</span>
checkout-law = You have 14 days' <a href="{ $withdrawal }">right of withdrawal</a> by law. Read how we handle your <a href="{ $privacy }">personal data</a>.
checkout-law-business = Read how we handle your <a href="{ $privacy }">personal data</a>.
your-order = Your order
questions = Questions? Call <a class="nowrap" href="tel:{ $phone_link }">{ $phone }</a> or <a href="mailto:{ $email }">write to us</a>.
form-errors = { $count ->
    [one] One detail needs correcting before you can pay
   *[other] { $count } details need correcting before you can pay
}
error-required = Please fill this in.
error-too-long = The text is too long, shorten it to { $max } characters.
error-email = Write the whole address with @, such as elin@example.com.
error-phone = Write the number in digits, such as +46 70 174 06 12.
error-postcode-SE = Five digits, such as 413 01.
error-postcode = The postcode does not fit the country.
error-country = We do not deliver there yet.
error-country-goods = We cannot sell these goods to that country yet. Choose another country.
error-freight = Choose how you want the parcel.
error-payment = Choose how you want to pay.
error-terms = Accept the terms of sale to be able to buy.
error-cart-empty = Your basket is empty.
error-stock = Something in the basket has just sold out. See what has changed.
error-gateway = We cannot reach the payment provider at the moment. No money has been drawn. Try again in a while.
error-gateway-refused = The payment provider did not accept the payment. No money has been drawn. Choose another way to pay or get in touch with us.

## Order
thanks = Thank you, { $name }.
thanks-text = Your order is paid and on its way to the packing table. The confirmation goes to <b>{ $email }</b>.
thanks-text-invoice = Your order is placed and on its way to the packing table. You pay by invoice. The confirmation goes to <b>{ $email }</b>.
order-heading = Order { $number }
order-title = Your order
order-number = Order number
order-status-unfulfilled = The order is paid. We are packing it.
order-status-partly_shipped = Part of the order has been sent.
order-status-shipped = The order has been sent.
order-status-delivered = The order has arrived.
order-status-returned = The goods have come back to us.
order-status-void = The order will not be sent.
order-processing = Waiting for word
order-processing-text = The payment provider has not answered yet. The page updates by itself, and the confirmation comes by e-mail.
order-waiting = Not paid yet
order-waiting-text = The goods are kept for you for a while. Pay to complete the purchase.
order-investigating = We are looking into the payment
order-investigating-text = Money has arrived, but not the sum that we expected. We will sort it out and get in touch. You need not pay again.
order-investigating-late-text = Money has arrived, but not the sum that we expected, and only when the time for the purchase was over. We will sort it out and get in touch. Please do not pay again.
order-too-late = The money came too late
order-too-late-text = The purchase could no longer be carried out when the payment came, so nothing is sent. We will pay the money back. When it is on its way, this page says so.
order-refused = The payment did not go through
order-refused-declined = The bank declined the payment.
order-refused-cancelled = The payment was cancelled.
order-refused-expired = The payment page was open for too long.
order-refused-card-expired = The card has expired.
order-refused-card-wrong = The card details were not right.
order-refused-unverified = The bank could not confirm that it was you.
order-refused-other = The payment provider could not carry out the payment.
order-refused-text = No money has been drawn. Choose another way or try again.
order-lapsed = The purchase was never paid
order-lapsed-text = No money has been drawn and the goods are for sale again. Your basket is still there.
order-cancelled = The order has been cancelled
order-cancelled-text = If you have paid anything, we pay it back.
next-pack = We pack
next-pack-text = We pack your goods and send them with the next collection.
next-pack-collection-text = We pack your goods and get in touch when everything is ready.
next-sent = On its way
next-sent-text = The carrier gets in touch when the parcel is on its way.
next-there-text = The parcel is expected { $days } at { $street }, { $postcode } { $city }.
next-there = With you
next-collect = Collect from us
next-collect-text = You find us at { $street }, { $postcode } { $city }. Bring the order number.
order-bought = What you bought
paid-with-card = Paid by card
paid-with-swish = Paid with Swish
paid-with-klarna = Paid with Klarna
paid-with-other = Paid
delivery-address = Delivery to
buyer-address = Your details
invoice-address = Invoice to
print = Print receipt
print-page = Print
order-keep-link = The address of this page is yours alone: keep it if you want to find your way back.
order-regret = Changed your mind? You have a 14 days' <a href="{ $withdrawal }">right of withdrawal</a> from the day you receive the goods. Here is the <a href="{ $form }">withdrawal form</a>.

## Documents and errors
document-version = Version { $version }, valid from { $date }
document-others = More to read
error-400 = We do not understand the question
error-400-text = Something in the address or in what was sent is not right. Go back and try again.
error-403 = It could not be sent
error-403-text = The form did not come from our own page. Reload the page and try again.
error-404 = The page is no longer here
error-404-text = The product may be. Search for it here.
error-413 = That was too much at once
error-413-text = Shorten what you wrote and try again.
error-429 = A little too fast
error-429-text = Many requests came from your connection in a short time. Wait a moment and try again.
error-500 = Something went wrong at our end
error-500-text = The fault has been noted. What you wrote is still there if you go back.
error-503 = The shop cannot keep up
error-503-text = Reload the page in a few seconds. What you wrote is still there.
error-unopened = The shop is not open yet
error-unopened-text = There is no shop here yet. Whoever runs the site makes it with the command torg shop.
error-home = To the first page
error-id = The fault's number:

## What scripts say
script-away = The shop does not answer. What you typed is still here. Try again in a while.
script-fast = That was a little too fast. Wait a moment and try again.
script-fault = Something went wrong on our side. What you typed is still here. Try again in a while.

## Countries
country-SE = Sweden
country-NO = Norway
country-DK = Denmark
country-FI = Finland
country-DE = Germany
country-PL = Poland
country-PT = Portugal
country-EE = Estonia
country-LV = Latvia
country-LT = Lithuania
country-NL = Netherlands
country-FR = France
country-IT = Italy
country-ES = Spain
country-GB = United Kingdom
country-CN = China
country-IN = India
country-US = United States

# Customers' accounts
log-in = Log in
log-out = Log out
log-in-link = Send me a log-in link instead
nav-account = My pages
nav-account-of = My pages, { $name }
nav-my-orders = Orders
nav-log-ins = Log-in
nav-wishes = Wish list
nav-saved-carts = Saved carts
nav-my-data = Personal data
nav-erase = Erase the account
nav-erased = The account has been erased
nav-addresses = Addresses
nav-address = Change address
nav-address-new = New address
nav-details = Details
nav-side-account = Overview
nav-side-my_orders = Orders
nav-side-log_ins = Log-in
nav-side-wishes = Wish list
nav-side-saved_carts = Saved carts
nav-side-my_data = Personal data
nav-side-addresses = Addresses
nav-side-details = Details
field-name = Name
field-password = Password
field-new-password = New password
field-current-password = Present password
hint-password = At least 12 characters. A sentence is easier to remember than a tricky word.
hint-password-optional = At least 12 characters. Leave it empty if you would rather log in by a link in your mail.
error-name = Write your name, 120 characters at most.
error-log-in = The address and the password do not belong together. Try again, or let us send a log-in link.
error-password-short = The password needs at least { $min } characters.
error-password-long = The password is too long.
error-password-guessable = That password is easy to guess. Take something less expected, a whole sentence for instance.
error-password-common = Many have chosen that password before you, and it is on lists that guessers try first. Make your own, a few words that do not belong together for instance.
error-password-wrong = That was not your present password.
error-not-fresh = It was a while ago that you logged in. Confirm with a passkey if you have one, or log out and in again.
error-stale = The details were changed elsewhere while you wrote. Nothing has been saved. See that all is right and save again.
error-email-same = That is the address that you log in with already.
error-wait-seconds = { $count ->
    [one] That was many tries. Wait a second and try again.
   *[other] That was many tries. Wait { $count } seconds and try again.
}
error-wait-minutes = { $count ->
    [one] That was many tries. Wait a minute and try again.
   *[other] That was many tries. Wait { $count } minutes and try again.
}
account-none = No account?
account-none-text = You need none to buy. With an account your purchases are in one place.
account-register = Create an account
account-register-text = Write your name and e-mail, and we send a link that confirms the address. You choose a password afterwards, if you want one.
account-register-button = Send the link
account-register-law = We use this for your account and your purchases. Read about <a href="{ $privacy }">personal data</a> and the <a href="{ $terms }">terms</a>.
account-forgot = Forgotten your password?
account-forgot-text = Write the address that you log in with, and we send a link where you choose a new one.
account-forgot-button = Send the link
account-back-to-log-in = To the log-in
account-sent = Look in your inbox
account-sent-text = We have sent a link to { $email }. Open it and you are nearly there.
account-sent-help = Nothing within a few minutes? Look among the spam, and see that the address is right.
account-link-register = Create your account
account-link-register-text = The address { $email } is confirmed when you create the account.
account-link-register-button = Create the account
account-link-known = You already have an account
account-link-known-text = There is an account with the address { $email }.
account-link-known-button = Log in
account-link-log_in = Log in
account-link-log_in-text = You log in as { $email }.
account-link-log_in-button = Log in
account-link-reset = Choose a new password
account-link-reset-text = The new password is for { $email }. You are logged out everywhere else.
account-link-reset-button = Save and log in
account-link-change_email = Confirm your new address
account-link-change_email-text = From now on you log in with { $email }.
account-link-change_email-button = Confirm the address
account-link-over = The link is no longer good
account-link-over-text = It has been used or is too old. Ask for a new one on the log-in page; it takes a minute.
account-link-over-button = To the log-in
account-link-over_change = The link is no longer good
account-link-over_change-text = It has been used or is too old. Change your e-mail anew under Details, and we send another.
account-link-taken = The address has an account already
account-link-taken-text = { $email } has got an account of its own since the link was sent. Your account keeps the address that it had.
account-link-another = The link is for another account
account-link-another-text = You are logged in to another account than the one that is to have the address { $email }. Log out, log in to that account and open the link again.
account-link-another-button = To my pages
account-link-details-button = To my details
account-hello = Hello { $name }
account-number = Customer number { $number }
account-latest = Latest orders
account-all-orders = All orders
account-older = Older orders
account-again = Buy again
account-claim = { $count ->
    [one] One earlier purchase has your address
   *[other] { $count } earlier purchases have your address
}
account-claim-text = { $count ->
    [one] It was made with your e-mail address but without an account.
   *[other] They were made with your e-mail address but without an account.
}
account-claim-button = { $count ->
    [one] Put it among your orders
   *[other] Put them among your orders
}
my-orders-number = Order
my-orders-date = Date
my-orders-state = State
my-orders-sum = Total
my-orders-pieces = { $count ->
    [one] 1 item
   *[other] { $count } items
}
my-orders-none = No orders yet
my-orders-none-text = What you buy while logged in is found here.
my-orders-state-unfulfilled = Being packed
my-orders-state-partly_shipped = Partly on its way
my-orders-state-shipped = On its way
my-orders-state-delivered = Delivered
my-orders-state-returned = Returned
my-orders-state-void = Ended
my-orders-state-cancelled = Cancelled
my-orders-state-refunded = Refunded
log-ins-password = Change password
log-ins-password-text = You log in with { $email }.
log-ins-no-password = Choose a password
log-ins-no-password-text = You log in by a link to { $email }. With a password it works without mail.
log-ins-password-button = Save the password
log-ins-where = Where you are logged in
log-ins-here = This browser
log-ins-since = Since
log-ins-end = Log out
log-ins-end-name = Log out { $name }
log-ins-end-others = Log out everywhere else
log-ins-done-password = The password is saved. You are logged out everywhere else.
log-ins-done-sessions = Logged out.
save = Save
field-new-email = New e-mail
hint-new-email = We send a link to the new address. The old one holds until you have opened it.
details-you = Name and telephone
details-email = Change your e-mail
details-email-text = You log in with { $email }. If you change it the new address holds for coming orders. About orders that have been placed we write to the address that stands on them.
details-email-button = Send the link
details-done-details = Saved.
details-done-email = We have sent a link to the new address. Open it within 24 hours, until then { $email } holds.
details-done-moved = Done. You log in with { $email } from now on, and you are logged out everywhere else.
cancel = Cancel
field-default-address = Use this one in the checkout
field-save-address = Save the address on my pages
error-addresses-full = You have { $max } addresses already. Remove one that you do not use.
addresses-default = Used in the checkout
addresses-make-default = Use in the checkout
addresses-make-default-name = Use in the checkout: { $street }
addresses-change-name = Change { $street }
addresses-remove-name = Remove { $street }
addresses-new = Add an address
addresses-none = No addresses yet
addresses-none-text = Addresses that you save here are filled in for you in the checkout.
addresses-done-saved = The address has been saved.
addresses-done-removed = The address has been removed.
addresses-done-default = The checkout begins with that address.
checkout-saved = Your addresses
reorder = Order again
reorder-number = Order again: { $number }
cart-told-log_in = The cart has been joined with the one you had before
cart-told-reorder = Not everything could be ordered again
cart-told-saved_cart = Not everything could be put back
cart-told-line-joined = { $name }: { $count } added.
cart-told-line-larger = { $name } was in both. We kept the larger number, { $count }.
cart-told-line-short = { $name }: there are fewer than you wanted, { $count } in the cart.
cart-told-line-out = { $name } is sold out at the moment.
cart-told-line-gone = { $name } is not sold any more.
cart-told-line-full = { $name } did not fit, the cart has as many lines as it can.
wish-on = Save to the wish list
wish-on-name = Save { $name } to the wish list
wish-off = Remove from the wish list
wish-off-name = Remove { $name } from the wish list
wishes-none = The wish list is empty
wishes-none-text = Press the heart beside a product, and it is here next time.
wishes-full = The wish list is full. Remove something first.
wishes-gone = Not sold any more
wishes-look = Choose which
wishes-look-name = Choose which { $name }
cart-put-aside = Save the cart for later
cart-put-aside-name = For the cottage, say
cart-put-aside-button = Put aside
cart-put-aside-guest = You log in first.
cart-refused-lists = You have as many saved carts as there is room for. Remove one first.
saved-carts-none = No saved carts
saved-carts-none-text = Put a cart aside under a name and take it up again when you like.
saved-carts-none-button = To the cart
saved-carts-up = Put into the cart
saved-carts-up-name = Put into the cart: { $name }
saved-carts-rename = Rename
saved-carts-saved = The cart has been put aside.
saved-carts-removed = The saved cart has been removed.
saved-carts-renamed = The name has been changed.
saved-carts-stale = It was changed elsewhere. The name is as it was.
saved-carts-name = The name cannot be empty. The old one stays.
consent-title = Consents
consent-text = You choose, and it is as easy to change your mind.
consent-newsletter = News and offers
consent-newsletter-words = I would like news and offers from { $shop } by e-mail. I can say no at any time.
consent-surveys = Questions after a purchase
consent-surveys-words = { $shop } may ask me by e-mail how a purchase went. I can say no at any time.
consent-newsletter-unanswered = As long as you have not answered, { $shop } sends you no news.
consent-surveys-unanswered = As long as you have not answered, { $shop } may send one question for each order.
consent-unanswered = No answer
consent-refuse = No, thanks
consent-wording = Wording { $version }.
consent-privacy = Personal data, version { $version }
consent-yes = Yes
consent-no = No
consent-give = Yes, please
consent-take-back = Take back
consent-taken-back = No
consent-reworded = The words were changed while you read, so we have noted nothing. Read the new ones and answer again.
consent-noted = We have noted your choice.
consent-history = What you have answered
export-title = All that we know about you
export-text = Account, addresses, purchases, gift cards, carts, wish list, consents, log-ins and mails in one file (JSON) that other programs can read. Passwords and keys are left out.
export-button = Fetch the file
field-sure = Confirmation
erase-title = Erase the account
erase-lead = First see what goes and what we must keep.
erase-begin = See what happens
erase-who = The account with the address { $email }.
erase-goes = This goes now
erase-goes-text = Name, e-mail (earlier addresses too), telephone, password, passkeys, addresses, wish list, saved carts, reviews, log-ins, memberships of companies, our notes and the contents of the mails that we have sent. You are logged out everywhere. It cannot be undone.
erased-gone-text = Name, e-mail (earlier addresses too), telephone, password, passkeys, addresses, wish list, saved carts, reviews, log-ins, memberships of companies, our notes and the contents of the mails that we have sent.
erase-first = Think of this first
erase-first-credit = You have { $amount } to shop for with us. It cannot be used without the account.
erase-first-company = You are the only administrator of { $company }. Make somebody else an administrator first, or nobody can invite colleagues or change what is known of the company.
erased-lead = All of the below has been done, and you are logged out everywhere.
erased-gone = This is gone
erase-stays = This stays
erase-stays-orders = { $count ->
    [one] One purchase with name and address, which the Bookkeeping Act demands. It is kept until { $until } and then cleared away by itself.
   *[other] { $count } purchases with name and address, which the Bookkeeping Act demands. Each is kept until the end of the seventh year after the one in which its money last moved, the last until { $until }. Then they are cleared away by themselves.
}
erase-stays-under-way = { $count ->
    [one] One purchase is on its way, is to be paid or has a return that is not finished. E-mail, telephone, your message and what you wrote of the return stay until goods and money have arrived. If nothing is heard of the goods it is half a year at most.
   *[other] { $count } purchases are on their way, are to be paid or have a return that is not finished. E-mail, telephone, your messages and what you wrote of the returns stay until goods and money have arrived. If nothing is heard of the goods it is half a year at most.
}
erase-stays-waiting = { $count ->
    [one] One purchase may still be paid. What it holds stays until that is certain, mostly two weeks.
   *[other] { $count } purchases may still be paid. What they hold stays until that is certain, mostly two weeks.
}
erase-stays-messages = What the payment service has told us of your purchases, in which the e-mail address may stand. It is taken away 90 days after it came.
erase-stays-mail = A last mail that confirms that the account has been erased. We take the address away once it is sent, at the latest in a week.
erase-stays-trail = A log of what was done with the account and which consents were given, without names and addresses. If we have written a reason, as when an account is shut, it stays there. The log has no last day.
erase-stays-anew = You can make a new account with the same address whenever you like. The old purchases do not come along.
erase-sure = I understand that it cannot be undone.
erase-button = Erase the account
erase-back = No, back
error-erase-sure = Tick the box if you are sure.
receipt = Receipt
order-document = Order confirmation
receipt-seller = Seller
receipt-buyer = Buyer
receipt-paid = Paid { $when }.
receipt-ordered = Ordered { $when }.
receipt-refunded = Refunded.
receipt-partly-refunded = { $amount } has been refunded.
receipt-what = Article
receipt-each = Price
receipt-vat = VAT
receipt-back = Back to the order
my-order-placed = Ordered { $when }.
my-order-track = How far it has come
my-order-step-1 = Ordered
my-order-step-2 = Sent
my-order-step-2-collection = Packed
my-order-step-3 = Delivered
my-order-step-3-collection = Collected
form-errors-any = { $count ->
    [one] Something needs to be put right
   *[other] { $count } things need to be put right
}
