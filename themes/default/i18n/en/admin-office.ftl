here-also = { $count ->
    [one] { $names } is looking too.
   *[other] { $names } are looking too.
  }
list-loading = Fetching …
list-loading-stop = Stop
list-wider = Without { $filter } “{ $value }” there would be
list-wider-rows = { $count ->
    [one] one row
   *[other] { $count } rows
  }
list-wider-more = more than { $count } rows
list-orders-try = Place a test order
text-name-sv = Name, Swedish
text-name-en = Name, English
text-subtitle-sv = Line under the name, Swedish
text-subtitle-en = Line under the name, English
text-description-sv = Description, Swedish
text-description-en = Description, English
text-safety_warning-sv = Safety warning, Swedish
text-safety_warning-en = Safety warning, English
text-address-sv = Address, Swedish
text-address-en = Address, English
text-seo_title-sv = Heading for search engines, Swedish
text-seo_title-en = Heading for search engines, English
text-seo_description-sv = Search description, Swedish
text-seo_description-en = Search description, English
text-title = Texts of { $name }
text-state-scheduled = Scheduled
text-latest = Version { $version } has applied since
text-no-history = Nobody has changed the texts here yet.
text-compare = Compare
text-saved = Saved
text-save = Save draft
text-review = Review and publish
text-undo = Undo
text-take-back = Undo the publishing
text-call-off = Call off
text-told-saved = The draft is saved. The shop is unchanged.
text-told-undone = The latest change is undone.
text-told-thrown-away = The draft is thrown away. The shop is unchanged.
text-told-restored = The earlier version is the draft now. The shop is unchanged until you publish.
text-told-published = The texts are published and will be seen in the shop shortly.
text-told-scheduled = The draft is scheduled. The shop is unchanged until then.
text-told-called-off = The schedule is called off. The draft is still there.
text-told-taken-back = The publishing is undone. The previous version is shown again, and the texts are kept as a draft.
text-told-too-late = Somebody else was first. Nothing has changed.
text-scheduled = Will be published
text-scheduled-by = Decided by { $name }. If you change the draft, it has to be scheduled again.
text-stopped = Publishing was stopped
text-stopped-say = The same words had been changed in the shop after the draft was scheduled. Nothing is written over. Review and publish again.
text-collided-by = { $name } has saved.
text-collided = You have changed the same fields. What does not collide is already merged.
text-take-theirs = Take what is saved, and save
text-sections = Sections
text-source = source
text-stale-count = { $count ->
    [one] one field older than the source
   *[other] { $count } fields older than the source
  }
text-stale = The Swedish text has changed, this one has not.
text-address-hint = Left empty, the address is made of the name. The old address leads on to the new one.
text-address-wrong = The address needs letters or digits.
text-too-long = { $most } characters at most.
text-aside = Requirements, history and draft
text-needs = Requirements before publishing
text-needs-short = Requirements
text-needs-met = { $met } of { $all }
text-need-stops = Stops
text-need-should = Should
text-need-met = Done
text-need-name = Swedish name
text-need-description = Swedish description
text-need-english = English name and description
text-need-step = English text in step with the Swedish
text-need-search = Search description
text-need-alt = Alternative text on all pictures
text-need-maker = Manufacturer and safety
text-history = History
text-restore = Restore
text-restore-version = Restore version { $version }
text-restore-as-draft = Restore as a draft
text-draft-by = Saved by { $name }
text-shop-unchanged = The shop is unchanged until the draft is published.
text-throw-away = Throw the draft away
text-throw-away-say = What is written in the draft is lost. What the shop shows does not change.
text-review-title = Review { $name }
text-review-crumb = Review
text-review-heading = Review: { $name }
text-review-aside = Publishing and requirements
text-go-on = Go on writing
text-review-when = When
text-review-now = Now
text-review-later = At a time
text-review-moment = Date and time
text-review-moment-hint = Swedish time. Used if you choose At a time.
text-review-say = You can undo afterwards. Every published version is kept.
text-publish = Publish the texts
text-review-same = The draft is the same as what is shown.
text-review-same-say = There is nothing to publish.
text-review-changed = The draft or the texts in the shop have changed since you opened the page. Nothing is published. What is shown now is the latest.
text-review-nameless = A name is missing. Nothing can be published without it.
text-review-past = That time has passed.
text-changed-in-shop = Changed in the shop since the draft was begun
text-version-title = { $name }, version { $version }
text-version-heading = { $name }, version { $version }
text-version-stood = Was there from the beginning.
text-version-file = Came with a file.
text-version-published = Published by { $name }.
text-version-scheduled = Published at a set time, scheduled by { $name }.
text-version-taken-back = Shown again when { $name } undid a publishing.
text-compare-with = Compare with
text-version-same = The same words as in version { $version }.
text-version-first = The first version.
text-version-first-say = There is no earlier one to compare with.
product-text-edit = Change the texts
product-text-drafted = There is a draft that is not published.
deed-product-published = Publication period changed
deed-product-status-set = Status changed
deed-product-pictures = Pictures changed
deed-product-withdrawal-exception = Right of withdrawal changed
deed-product-texts-drafted = Draft of the texts saved
deed-product-texts-undone = Change of the draft undone
deed-product-texts-thrown-away = Draft of the texts thrown away
deed-product-texts-restored = Earlier texts restored as a draft
deed-product-texts-scheduled = Texts scheduled
deed-product-texts-unscheduled = Schedule of the texts called off
deed-product-texts-stopped = Scheduled publishing of the texts stopped
deed-product-texts-published = Texts published
deed-price-list-created = Price list made
deed-price-list-changed = Price list changed
deed-price-list-imported = Prices read from a file
deed-price-list-exported = Prices exported
deed-price-set = Price set
deed-price-ended = Price ended
deed-promotion-created = Promotion made
deed-promotion-changed = Promotion changed
deed-promotion-activated = Promotion activated
deed-promotion-paused = Promotion paused
deed-promotion-ended = Promotion ended
deed-promotion-codes-added = Codes added
deed-promotion-codes-exported = Codes exported
deed-company-created = Company added
deed-company-changed = Terms changed
deed-company-invited = Person invited
deed-company-invitation-withdrawn = Invitation withdrawn
deed-company-member-added = Person added
deed-company-member-changed = Rights of a person changed
deed-company-member-removed = Person removed
deed-company-place-saved = Delivery address saved
deed-company-place-removed = Delivery address removed
deed-company-papers-changed = Invoice details changed
deed-company-cost-places-changed = Cost centres changed
deed-company-articles-saved = Own article numbers saved
deed-company-article-removed = Own article number removed
trail-staff = Staff
trail-system = System and customers
trail-changes = Changes
trail-by-customer = Customer { $name }
trail-by-system = The system
trail-no = No
product-status-draft = Draft
product-status-active = Active
product-status-archived = Archived
product-bulk-active = Activate
product-bulk-draft = Make a draft
product-bulk-archived = Archive
product-bulk-crumb = Change several
product-bulk-title-active = { $count ->
    [one] Activate one product
   *[other] Activate { $count } products
  }
product-bulk-title-draft = { $count ->
    [one] Make one product a draft
   *[other] Make { $count } products drafts
  }
product-bulk-title-archived = { $count ->
    [one] Archive one product
   *[other] Archive { $count } products
  }
product-bulk-do-active = { $count ->
    [one] Activate the product
   *[other] Activate { $count } products
  }
product-bulk-do-draft = { $count ->
    [one] Make the product a draft
   *[other] Make { $count } products drafts
  }
product-bulk-do-archived = { $count ->
    [one] Archive the product
   *[other] Archive { $count } products
  }
product-bulk-say-active = They are shown and can be bought where they are published.
product-bulk-say-draft = They leave the shop until they are activated.
product-bulk-say-archived = They leave the shop. Orders and history stay.
product-bulk-same = { $count ->
    [one] One is so already and does not change.
   *[other] { $count } are so already and do not change.
  }
product-bulk-nothing-yet = Nothing has changed yet.
product-bulk-before = Now
product-bulk-after = Becomes
product-bulk-stays = Does not change
product-bulk-none = No product is selected.
product-bulk-done = { $count ->
    [0] Nothing has changed.
    [one] One product is changed.
   *[other] { $count } products are changed.
  }{ $left ->
    [0] {""}
    [one] {" "}One had been changed by somebody else and is as it was.
   *[other] {" "}{ $left } had been changed by somebody else and are as they were.
  }
product-bulk-undone = { $count ->
    [0] Nothing could be undone.
    [one] The change of one product is undone.
   *[other] The change of { $count } products is undone.
  }{ $left ->
    [0] {""}
    [one] {" "}One had been changed again and is as it was.
   *[other] {" "}{ $left } had been changed again and are as they were.
  }
product-bulk-too-late = The change has been undone already.
order-note-new = Write an internal note
order-note-save = Save
order-note-hint = The customer does not see it in the shop, but may read it in the file with everything.
order-note-wrong = Write something, { $most } characters at most.
order-note-by = Note by { $name }
error-again = Try again

# Shops
shops-pick = Shop
shops-all = All shops
shops-choose = Choose a shop
shops-choose-say = This page is of one shop at a time. Your choice stays until you change it.
staff-shops = Shops
staff-shops-say = Tick the shops that the person is to work with. Other shops' orders, cases and settings are then not there for them, nor is what holds for all shops. Without any tick they work with all shops, also those to come.
staff-shops-owner = A System owner works with all shops. Remove the ticks, or choose another role.
staff-shops-unknown = One of the shops does not exist. Check the ticks and send the form again.
staff-shops-save = Save the shops
staff-shops-saved = The shops are saved. They hold from the person's next page.
deed-staff-shops-changed = Shops changed
trail-field-shops = Shops
nav-shops = Shops
shops-say = All shops, where they are reached and what they look like. Goods, customers, tiers and stock are common. Prices, publication, freight, texts and settings are each shop's own.
shops-manage = Shops, names and looks
shop-add = Add a shop
shop-add-say = A further shop of the same seller as one that there is. It has its own prices, orders and papers.
shop-code-hint = Small letters a–z, digits and hyphens. Can never be changed.
shop-code-wrong = Small letters a–z, digits and hyphens, a letter first, no hyphen last and 40 characters at most.
shop-code-taken = There is a shop with that code already.
shop-like = Like the shop
shop-like-hint = From it come the seller, the currency, the countries, the freight, the ways to pay, the account and the texts that are there in both languages. Prices and publication begin empty.
shop-leaves-none = Some tier would have no freight or no way to pay. Look at Freight and payment in the shop that the new one is like.
shop-made-told = The shop is there. Give it a name on the internet, read its texts and publish goods.
shop-door = Names and looks
shop-names = Names on the internet
shop-names-hint = Such as shop.example, www.shop.example. The first is the main one, the others lead there.
shop-name-wrong = { $name } is no name. Write it as www.shop.example, without https://.
shop-name-taken = { $name } is the name of the shop { $by } already.
shop-theme = Looks
shop-theme-usual = The installation's own
shop-theme-hint = A folder among the themes.
shop-theme-unknown = There is no theme called { $theme }.
shop-door-save = Save names and looks
shop-door-told = Saved. It holds in the shop within ten seconds.
shop-address = Reached at
shop-closed = Closed
shop-closed-say = The shop has no name on the internet, so nobody reaches it.
shop-more = What is the shop's own
shop-more-say = The name that customers see, the seller and the ways to pay are changed on the shop's own page.
shop-facts = The shop's facts
trail-field-names = Names on the internet
