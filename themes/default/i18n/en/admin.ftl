# The frame
frame-skip = Skip to content
frame-nav = Main menu
frame-show-nav = Show the main menu
frame-path = Path
frame-action = Action
frame-more = More actions
frame-to-mend = to mend
frame-theme-dark = Switch to dark
frame-theme-light = Switch to light
frame-theme-system = Follow the computer’s setting
frame-alarms = { $count ->
    [one] One thing has stopped
   *[other] { $count } things have stopped
  }
env-demo = Demo
env-test = Test
env-production = Production
env-test-long = Test environment. Nothing here reaches customers or money.
nav-today = Overview
nav-sales = Sales
nav-orders = Orders
nav-range = Range
nav-products = Products
nav-operations = Operations
nav-deliveries = Deliveries
nav-jobs = Jobs
nav-mailbox = Mail
nav-system = System
nav-staff = Staff
nav-profile = Your profile
palette-label = Search or go to
palette-placeholder = Order number, customer, e-mail, product or article number
palette-go = Go to
palette-shop = Open the shop
palette-choose = choose
palette-open = open
keys-title = Keys
keys-palette = Search or go to
keys-search = Search in the list
keys-rows = Next and previous row
keys-open = Open the row
keys-select = Select the row, select a range
keys-edit = Edit: to the first field of the page
keys-create = Create in the list, try again on the page
keys-send = Send the form you are writing in
keys-save = Save
keys-close = Close
keys-off = Single keys are turned off in
keys-shut = Close
when-plain = { $text }
when-yesterday = yesterday { $time }
when-tomorrow = tomorrow { $time }
day-today = Today
day-yesterday = Yesterday
count-more = more than { $count }
language-sv = Swedish
language-en = English

# Log-in
log-in-title = Log in
log-in-step = Step { $step } of 2
log-in-email = E-mail
log-in-password = Password
log-in-next = Continue
log-in-forgot = Forgotten your password? Ask a System owner for a new link.
log-in-email-missing = Enter your e-mail address.
log-in-password-missing = Enter your password.
log-in-wrong = E-mail or password is not right.
log-in-wait = Too many tries. Wait { $time } and try again.
log-in-logged-out = You are logged out.
log-in-password-chosen = Your password is set. Log in with it.
log-in-confirm = Confirm that it is you
log-in-confirm-button = Confirm
log-in-code = Six-digit code
log-in-code-hint = Shown in your app and changed every 30 seconds. Each code works once.
log-in-code-wrong = The code is not right, or has been used. Wait for the next one in the app.
log-in-use-recovery = Use a recovery code
log-in-use-code = Use a code from the app
log-in-start-over = Start over
log-in-recovery-title = Log in with a recovery code
log-in-recovery-say = One of the codes that you kept when you turned on two steps. It is used up.
log-in-recovery = Recovery code
log-in-recovery-wrong = The recovery code is not right, or has been used.
log-in-enrol-wrong = The code is not right. Check that the phone’s clock is correct and enter the code shown now.
gate-to-shop = To the shop
demo-hint-title = The demo shop’s owner
demo-hint-code = The code right now:
enrol-first = The first time
enrol-title = Protect the account before you begin
enrol-say = All staff use two steps: the password, and a code from an app on the phone.
enrol-app = Code from an app
enrol-qr = QR code for your app
enrol-scan = Scan it with your app. If you cannot scan, type in the key:
enrol-open = Open in an app on this device
enrol-code = Code from the app
enrol-recovery = Recovery codes
enrol-recovery-say = Ten codes that work once each. They are shown in the next step.
enrol-on = Turn on two steps
codes-title = Your recovery codes
codes-first = Two steps are on. If you lose the phone, one of these codes lets you in. Each works once.
codes-again = The old codes no longer work. Each of the new ones works once.
codes-once = The codes are shown only now. Print them or keep them where you keep your passwords.
codes-kept = I have kept the codes
codes-print = Print
invitation-title = Welcome, { $name }
invitation-say = Choose a password for { $shop }. Then you log in and turn on codes from an app.
invitation-choose = Choose the password
password-hint = At least 12 characters. A few words in a row are good.
password-too-short = The password is too short. At least 12 characters are needed.
password-too-long = The password is too long. At most 256 characters can be kept.
password-guessable = The password is easy to guess. Avoid names, e-mail, rows of keys and common words.
password-common = The password is on lists of leaked passwords, so whoever guesses tries it first. Choose another.
password-differs = The passwords differ. Enter the same once more.

# Errors
error-to-today = To the overview
error-code = Code
error-400-title = The request could not be understood
error-400-say = The address or the form was not as expected. Nothing has been changed.
error-401-title = You are not logged in
error-401-say = Log in and try again. Nothing has been changed.
error-403-title = You do not have permission for this page
error-403-say = Your roles do not allow this, or the form came from another website. Ask a System owner for the right role.
error-404-title = There is no such page
error-404-say = The address is wrong, or it has been removed. Search with Ctrl K.
error-409-title = Someone was faster
error-409-say = Things have changed since the page was shown. Nothing has been changed now. Go back and load the page again.
error-413-title = That was too large
error-413-say = The form held more than the page takes. Nothing has been changed.
error-429-title = Too many tries
error-429-say = Wait a while and try again.
error-500-title = Something went wrong on our side
error-500-say = The fault has been logged and nothing has been changed. Quote the code if you ask about it.
error-unopened-title = There is no shop yet
error-unopened-say = Make it on the server: torg shop --template > butik.toml gives a form to fill in, and torg shop butik.toml makes the shop.
error-503-title = The database does not answer right now
error-503-say = Nothing has been changed. Try again in a few seconds.
error-late-title = It took too long
error-late-say = The page was not ready in time. Was something to be changed, look whether it was done before you try again.

# Forms
form-not-saved = { $count ->
    [one] One thing needs mending. What you wrote is still here.
   *[other] { $count } things need mending. What you wrote is still here.
  }
form-missing = This field must be filled in.
form-too-long = At most 200 characters.
form-changed-meanwhile = Someone has saved since you opened the page. Nothing has been overwritten. Check the values and save again.
form-kept = You had been logged out. What you typed is still here, but nothing is saved yet.
log-in-kept = You have been logged out. What you typed is here once you have logged in.
log-in-lost = You have been logged out, and what you sent was not saved. Had you written something? Go back in your browser to see whether the text is still there, and copy it before you log in.
kept-title = What you typed is still here
kept-say = You were logged out before it was saved. Nothing has changed yet.
kept-go-on = Go on where you were
kept-drop = Throw it away and go to the overview
changed-while-you-read = Someone has changed this since you opened the page. What you have written stays until you show the new one.
changed-show-now = Show it now
collision-title = Someone else has saved meanwhile
collision-field = Field
collision-stored = Saved now
collision-typed = Yours
collision-take-theirs = Take what is saved
collision-keep-mine = Keep mine and save
profile-keys = Single-key shortcuts
switch-on = On
switch-off = Off
form-cancel = Cancel

# Lists
list-views = Saved views
list-save-view = Save the view
list-forget-view = Remove the view
list-find = Search
list-filter = Filter
list-any = All
list-show = Show
list-change-filter = Change { $filter }
list-columns = Columns
list-density = Density
list-text = Text
list-value = { $text }
list-clear = Clear
list-clear-all = Clear all filters
list-without = Remove the filter { $filter }
list-none-say = Remove a filter to see more.
list-search-short = Type at least three letters in a row. Order numbers, article numbers and e-mail addresses are searched for whole.
list-search-latest = Only the latest { $count } are searched. Choose a filter to reach further back.
list-export = Export what is shown
list-pick-all = Select all on the page
list-pick = Select { $name }
list-picked = selected
list-picked-some = Some
list-unpick = Clear the selection
list-bulk = Bulk actions
list-pages = Pages
list-newer = Newer
list-older = Older
list-shown = Showing { $shown } of { $count }
list-shown-more = Showing { $shown } of more than { $count }
view-title = Save the view
view-say = Filters, search, sorting and columns are kept under a name that only you see.
view-name = Name of the view
view-name-hint = For example “Large orders this week”.
view-name-long = At most 60 characters.
view-name-taken = You have a view of that name already. Choose another, or remove the old one first.
view-too-many = You have 30 views of this list already. Remove one that you do not use.
view-save = Save the view

# Orders
list-orders-title = Orders
list-orders-search = Order number, e-mail or name
list-orders-none = No order fits the filter.
list-orders-empty = Orders appear here.
list-orders-empty-say = Place a trial order in the shop and it shows up here.
orders-number = Order
orders-placed = Placed
orders-customer = Customer
orders-email = E-mail
orders-state = State
orders-payment = Payment
orders-fulfilment = Delivery
orders-agreed = Agreed: { $sum }
orders-lines = Rows
orders-total = Total
orders-currency = Currency
orders-since-today = today
orders-since-7 = last 7 days
orders-since-30 = last 30 days
orders-tab-all = All
orders-tab-to-ship = To ship
orders-tab-late = Late
orders-tab-unpaid = Unpaid
orders-tab-refused = Payment refused
orders-tab-lapsed = Not completed
order-state-prepared = Waiting for payment
order-state-placed = Placed
order-state-lapsed = Not completed
order-state-cancelled = Cancelled
order-whole-to-ship = To ship
payment-pending = Waiting
payment-processing = In progress
payment-refused = Refused
payment-paid = Paid
payment-partly-refunded = Partly refunded
payment-refunded = Refunded
payment-void = Not paid
fulfilment-unfulfilled = Waiting
fulfilment-partly-shipped = Partly
fulfilment-shipped = Shipped
fulfilment-delivered = Delivered
fulfilment-returned = Returned
fulfilment-void = Void
stock-held = Reserved
stock-allocated = Reserved
stock-released = Released
order-by = { $customer }, placed
order-promised = Promised delivery
order-lines = Rows
order-lines-sum = { $articles ->
    [one] 1 article
   *[other] { $articles } articles
  }, { $pieces } pcs
order-article = Article
order-unit-price = Price
order-quantity = Quantity
order-stock = Stock
order-items = Goods
order-discount = Discount
order-to-pay = To pay
order-vat = of which VAT { $rate }
order-deliveries = Deliveries to other systems
order-events = Events
order-facts = Facts
order-all-of = All orders of the customer
order-phone = Telephone
order-language = Language
order-note = Message
order-freight = Freight
order-service = Service
order-weight = Weight
address-delivery = Delivery
address-invoice = Invoice
payment-amount = Amount
payment-taken = Taken
payment-returned = Returned
payment-open-until = can be paid until
payment-refusals = { $count ->
    [one] Refused once
   *[other] Refused { $count } times
  }
events-all = All
events-people = People
events-system = System
events-none = Nothing to show here.
event-by = By { $name }
event-from = From { $name }
fact-order-prepared = The purchase was confirmed, { $total } to pay. Stock is reserved.
fact-payment-opened = The payment page was opened at { $gateway }.
fact-payment-refused = The payment was refused: { $reason }
fact-payment-processing = The customer is done. The bank has not answered yet.
fact-payment-captured = { $amount } was paid.
fact-payment-mismatched = The wrong amount was taken: { $captured } instead of { $expected }. The order is not placed.
fact-payment-expired = The payment page closed without payment.
fact-order-placed = The order is placed.
fact-order-lapsed = The purchase was not completed. Stock is released.
fact-refund-fell-due = The money came too late: the order could no longer be carried out. { $amount } is to go back to the customer.
fact-contact-corrected = The customer corrected their details.
fact-confirmation-sent = The order confirmation was sent to { $recipient }.
fact-other = { $name }
fact-name-order-prepared = Purchase confirmed
fact-name-order-placed = Order placed
fact-name-order-lapsed = Purchase not completed
fact-name-payment-captured = Payment received
fact-name-payment-refused = Payment refused
fact-name-refund-fell-due = Refund due

# Products
list-products-title = Products
list-products-search = Name, article number, bar code or product code
list-products-none = No product fits the filter.
list-products-empty = Products appear here.
list-products-empty-say = Bring them in with torg import products FILE.csv.
products-name = Product
products-code = Code
products-status = Status
products-variants = Variants
products-stock = Stock
products-price = Price from
products-updated = Changed
products-tab-all = All
products-tab-active = Active
products-tab-draft = Drafts
products-tab-archived = Archived
product-active = Published
product-unpublished = Not published
product-draft = Draft
product-archived = Archived
product-changed = Version { $version }, changed
product-in-shop = Show in the shop
product-translations = Texts
product-translations-all = Swedish and English
product-translations-some = A language is missing
product-free = { $count ->
    [one] 1 free
   *[other] { $text } free
  }
product-text = Text
product-media = Pictures
product-no-alt = Alternative text is missing
product-no-variants = The product has no variants and cannot be bought.
product-no-words = The product has no text in any language.
product-categories = Category
product-vat = VAT
product-origin = Origin
product-created = Created
product-safety = Product safety
product-safety-missing = Missing
product-safety-say = The law wants the maker’s name, address and contact before the goods are sold.
product-maker = Maker
product-maker-post = Address
product-maker-contact = Contact
variant-sku = Article number
variant-options = Options
variant-weight = Weight
variant-on-hand = In stock
variant-promised = Promised
variant-free = Free
variant-places = Stock by place
variant-place = Place
variant-place-closed = Closed, not counted
variant-reserved = Held at checkout
variant-allocated = Promised to orders
variant-active = On sale
variant-out = Sold out
variant-inactive = Not on sale

# Mail
list-mailbox-title = Mail
list-mailbox-search = Subject or recipient
list-mailbox-none = No mail fits the filter.
list-mailbox-empty = Mail appears here.
list-mailbox-empty-say = Each mail that the shop sends is kept as it was sent.
mails-subject = Subject
mails-recipient = To
mails-state = State
mails-when = Made
mails-tab-all = All
mails-tab-failed = Not delivered
mails-tab-pending = Waiting
mail-pending = Waiting
mail-sent = Sent
mail-failed = Not delivered
mail-made = Made
mail-content = Content
mail-from = From
mail-to = To
mail-text = Text
mail-withheld = The mail holds a link that logs the customer in. What it says is therefore not shown.
mail-reply-to = Reply to
mail-sent-at = Sent
mail-transport = Way
mail-receipt = Receipt
demo-mailbox-title = The demo shop’s mailbox
demo-mailbox-say = Open to everyone, but only in the demo. Here is the mail that the shop would otherwise have sent to its customers.
demo-mailbox-empty = No mail yet.
demo-mailbox-empty-say = Buy something in the shop and the confirmation comes here.

# Operations
operations-retry = Try again
operations-send-again = Send again
operations-retried = { $count ->
    [0] Nothing needed doing again. Things had changed already.
    [one] 1 is back in line.
   *[other] { $count } are back in line.
  }
list-jobs-title = Jobs
list-jobs-search = The job’s name, or words of the error
list-jobs-none = No job fits the filter.
list-jobs-empty = Nothing waits.
list-jobs-empty-say = Jobs that are done disappear from here. Those that do not succeed stay with their error.
jobs-name = Job
jobs-state = State
jobs-error = Latest error
jobs-queue = Queue
jobs-attempts = Tries
jobs-next = Next try
jobs-created = Made
jobs-tab-all = All
jobs-tab-failed = Failed
jobs-tab-retrying = Trying again
jobs-tab-running = In progress
job-failed = Failed
job-retrying = Trying again
job-ready = Waiting
job-running = In progress
job-since = Made
job-why = Why it did not work
job-payload = Concerns
job-attempts-of = { $count } of { $max }
job-lease = Done at the latest
job-updated = Changed
job-request = Request
list-deliveries-title = Deliveries
list-deliveries-search = Event, or words of the error
list-deliveries-none = No delivery fits the filter.
list-deliveries-empty = Nothing is on its way.
list-deliveries-empty-say = Here is each event that goes to another system, and the receiver’s receipt.
deliveries-what = What
deliveries-to = To
deliveries-state = State
deliveries-error = Latest error
deliveries-attempts = Tries
deliveries-created = Made
deliveries-sent = Sent
deliveries-receipt = Receipt
deliveries-tab-all = All
deliveries-tab-stopped = Stopped
deliveries-tab-open = On the way
delivery-pending = Waiting
delivery-sent = Sent
delivery-acknowledged = Acknowledged
delivery-failed = Trying again
delivery-dead = Not delivered
delivery-stopped = Stopped
delivery-open = On the way
delivery-on-way = To { $to }, made
delivery-payload = Content
delivery-answer = The receiver’s receipt

# Overview
today-all-well = All is well.
today-waiting = { $count ->
    [one] One order waits for your hands. The rest is well.
   *[other] { $count } orders wait for your hands. The rest is well.
  }
today-stopped = { $count ->
    [one] One thing has stopped. The rest is well.
   *[other] { $count } things have stopped. The rest is well.
  }
today-date = { $date }, { $time }.
today-harm = Stopped
today-harm-jobs = { $count ->
    [one] One job failed and will not be tried again by itself
   *[other] { $count } jobs failed and will not be tried again by themselves
  }
today-harm-deliveries = { $count ->
    [one] One delivery has not arrived
   *[other] { $count } deliveries have not arrived
  }
today-harm-both = { $jobs } jobs failed, { $deliveries } deliveries have not arrived
today-harm-since = latest { $time } ago
today-jobs = jobs
today-deliveries = deliveries
today-look = See what happened
today-sales = Sales today
today-compared = against yesterday until { $time }
today-sum = Sales
today-average = Average order
today-against = against { $value } yesterday
today-per-order = per placed order
today-latest = Latest orders
today-all-orders = All orders
today-hands = Needs your hands
today-count = Count
today-what = What
today-oldest = Oldest
today-nothing = Nothing waits
today-nothing-yours = Nothing waits for you
today-to-ship = Paid, to ship
today-to-ship-hint = The goods are reserved in stock
today-late = Late deliveries
today-late-hint = The promised day has passed
today-refused = The payment was refused
today-refused-hint = The customer can try again until the reservation ends
today-unpaid = Waiting for payment
today-unpaid-hint = Released by themselves if they are not paid
find-title = Search
find-for = Search for “{ $text }”
find-in-list = Show in the list
find-nothing = Nothing was found for “{ $text }”.
find-nothing-say = Search for a whole order number, e-mail address or article number, or part of a name.

# Profile
profile-about = About you
profile-name = Name
profile-name-hint = This is how colleagues see you in histories.
profile-locale = Language
profile-theme = Appearance
profile-density = Density
profile-single-keys = Single keys (J, K, / and the like)
profile-save = Save the profile
profile-mails = Mails to you
profile-mails-say = These are sent to { $email } when they happen. Only what you may act on can be chosen.
profile-mail-quotation-asked = A company asks for a quotation, or wants one changed
profile-mails-save = Save
profile-mails-saved = Your choice has been saved.
profile-saved = The profile is saved.
profile-log-out = Log out
profile-password = Password
profile-current-password = Present password
profile-new-password = New password
profile-new-password-again = The password once more
profile-change-password = Change password
profile-change-password-say = All other log-ins are ended.
profile-password-changed = The password is changed and other log-ins are ended.
profile-password-wrong = The password is not right.
profile-second-step = Two steps
profile-codes-left = { $count ->
    [0] No recovery codes are left.
    [one] One recovery code is left.
   *[other] { $count } recovery codes are left.
  }
profile-codes-enough = On
profile-codes-few = Few codes left
profile-codes-none = No codes left
profile-codes-hint = New codes replace the old ones. The password is asked for safety’s sake.
profile-codes-new = Make new recovery codes
profile-sessions = Log-ins
profile-end-others = End all others
profile-session-ended = The log-in is ended.
profile-sessions-ended = All other log-ins are ended.
session-browser = Browser
session-address = Address
session-began = Began
session-seen = Last active
session-this = this one
session-end = End
theme-system = As the computer
theme-light = Light
theme-dark = Dark
density-compact = Compact
density-comfortable = Comfortable

# Staff
staff-say = Everyone logs in with a password and a code. What each may do follows from the roles.
staff-invite = Invite a colleague
staff-invite-say = You get a link to send. The colleague chooses a password and turns on codes from an app at the first log-in.
staff-make-link = Make the invitation
staff-roles = Roles
staff-allows = Allows
staff-account = Account
staff-active = Active
staff-invited = Invited
staff-closed = Closed
staff-second-step-on = On
staff-second-step-off = Not on
staff-email-wrong = Enter a whole e-mail address, such as name@nordbod.se.
staff-email-taken = Someone has an account with that address already.
staff-role-missing = Choose at least one role.
staff-last-owner = There must be at least one System owner. Give the role to someone else first.
staff-only-owners = Only a System owner may change a System owner or give out the role.
staff-yourself = You cannot change your own roles or invite yourself again. Ask a System owner.
staff-invited-title = Invitation to { $name }
staff-invited-say = Send the link to { $email } in a safe way.
staff-link = Link
staff-link-until = Works once, until
staff-link-once = The link is shown only now. Whoever has it can choose the account’s password.
staff-copy = Copy
staff-copied = Copied
staff-done = Done
staff-invite-again = New link, new password and new code
staff-close = Close the account
staff-save-roles = Save the roles
staff-roles-saved = The roles are saved.
staff-read-only = You can read but not change. That takes the permission to manage staff.
staff-closed-say = The account is closed and cannot log in. Histories keep the name.
permission-everything = Everything
list-staff-title = Staff
list-staff-search = Name or e-mail
list-staff-none = Nobody matches the filter.
list-staff-empty = Nobody has been added yet.
list-staff-empty-say = Invite a colleague and they appear here.
staff-tab-all = Everyone
staff-tab-active = Active
staff-tab-invited = Invited
staff-added = Added
permission-order-read = see orders
permission-order-export = export orders
permission-product-read = see products
permission-product-write = change products
permission-product-export = export products
permission-promotion-read = see promotions
permission-promotion-manage = change promotions
permission-promotion-export = export promotions and codes
permission-mailbox-read = read mail
permission-mailbox-export = export mail
permission-operations-read = see jobs and deliveries
permission-operations-retry = retry jobs and deliveries
permission-operations-export = export jobs and deliveries
permission-staff-read = see staff
permission-staff-export = export staff
permission-staff-manage = manage staff

# Pictures of a product
pictures-none = The product has no pictures yet.
pictures-add = Add pictures
pictures-add-hint = JPEG, PNG, WebP, GIF, TIFF or BMP, at most { $limit } MB each. Sizes are made automatically.
pictures-upload = Upload
pictures-sending = Uploading …
pictures-save = Save the pictures
pictures-saved = The pictures are saved. The shop shows them within seconds.
pictures-moved = The order has changed on this page. It holds once you have saved.
pictures-to-describe = { $count ->
    [one] The picture is uploaded. Describe it and save, and the shop shows it.
   *[other] { $count } pictures are uploaded. Describe them and save, and the shop shows them.
  }
pictures-refused = { $count ->
    [one] One file could not be taken
   *[other] { $count } files could not be taken
  }
pictures-none-chosen = Choose at least one picture to upload.
pictures-not-uploaded = The files you chose are not uploaded yet. Choose them again and press Upload.
pictures-too-many = A product has at most { $most } pictures.
pictures-progress = { $made } of { $wanted } sizes made
picture-number = Picture { $number }
picture-nameless = A file without a name
picture-alt-sv = Description, Swedish
picture-alt-en = Description, English
picture-alt-missing = Describe the picture for those who do not see it. The law asks for it.
picture-alt-wrong = At most { $most } characters on one line.
picture-more = Focus and variant
picture-main = main picture
picture-new = new
picture-focus = Focal point
picture-focus-x = From the left
picture-focus-y = From the top
picture-focus-hint = Click in the picture or write per cent. The crops follow.
picture-focus-wrong = Write two numbers between 0 and 100.
picture-variant = Shows
picture-variant-all = The whole product
picture-variant-wrong = The variant is no longer there.
picture-twice = The same picture is already there for that choice.
picture-gone = The picture is no longer there. Remove the row and upload it again.
picture-there-already = The picture is already among those of the product.
picture-up = Move picture { $number } up
picture-down = Move picture { $number } down
picture-moved = The picture has moved to place { $number }.
picture-remove = Remove
picture-not-kept = The file could not be kept just now. Try again in a while.
picture-too-many-files = At most { $most } files at a time. Upload the rest afterwards.
picture-refused-empty = The file is empty.
picture-refused-too-large = The file is { $size } MB. At most { $limit } MB are taken.
picture-refused-unknown = The file is no picture that can be read. JPEG, PNG, WebP, GIF, TIFF and BMP are taken.
picture-refused-other = { $kind ->
    [heic] The picture is in the format HEIC, which phones use. Save it as JPEG and try again.
    [avif] The picture is in the format AVIF. Save it as JPEG or PNG and try again.
    [jxl] The picture is in the format JPEG XL. Save it as JPEG or PNG and try again.
    [svg] The file is an SVG drawing. Save it as PNG and try again.
    [psd] The file is from Photoshop. Save it as JPEG or PNG and try again.
    [pdf] The file is a PDF. Save the page as JPEG or PNG and try again.
    [html] The file is a web page, not a picture. Save the picture itself and try again.
    [zip] The file is an archive. Unpack it and upload the pictures.
   *[video] The file is a film. Upload a still picture.
  }
picture-refused-pixels = The picture has { $width } × { $height } pixels. At most { $side } on the longest side and { $millions } million in all are taken.
picture-refused-truncated = The { $format } file is cut off: it ends in the middle of the picture. Copy it again and try once more.
picture-refused-corrupt = The { $format } file is damaged and cannot be read.
picture-refused-unsupported = This kind of { $format } cannot be read. Save the picture as an ordinary JPEG or PNG.
job-picture = Sizes of the picture
jobs-pictures = { $count ->
    [one] One picture stands in line: { $made } of { $wanted } sizes made.
   *[other] { $count } pictures stand in line: { $made } of { $wanted } sizes made.
  }
jobs-pictures-latest = Many pictures stand in line. Of the sizes of the latest { $count }, { $made } of { $wanted } are made.
# Why this price
trace-title = { $count ->
    [one] 1 promotion gave nothing, and why
   *[other] { $count } notes on promotions that gave nothing
}
trace-capped = held back by the margin
trace-not-active = The promotion is a draft or paused.
trace-not-yet = The promotion has not begun.
trace-over = The promotion is over.
trace-used-up = The promotion or the code is used up.
trace-used-by-buyer = The customer has used it as often as one may.
trace-needs-code = No code was given.
trace-not-yours = The code belongs to another customer.
trace-other-tier = Not for the customer's tier.
trace-other-company = Not for the company that the customer buys for.
trace-needs-log-in = The customer must be logged in.
trace-not-first = The customer has bought before.
trace-other-currency = The promotion is in another currency.
trace-no-goods = Nothing in the order is covered.
trace-below-sum = { $missing } short of the smallest sum.
trace-below-quantity = { $missing ->
    [one] 1 item short of the smallest number.
   *[other] { $missing } items short of the smallest number.
}
trace-gift-not-chosen = The gift is not in the order.
trace-nothing-off = The price is as low already.
trace-margin = The margin allows no discount.
trace-better = Other promotions together gave more.
trace-better-by = { $other } gave more.
trace-alone = A promotion that goes with no other gave more.
trace-alone-by = { $other } gave more and goes with no other.
