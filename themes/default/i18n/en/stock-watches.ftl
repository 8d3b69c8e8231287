## Watches: the mails
mail-watch-ask-subject = Confirm that you want to hear about { $product }
mail-watch-ask-title = Shall we tell you when it is back?
mail-watch-ask-text = Somebody, hopefully you, has asked { $shop } to write to this address when the item can be bought again. Confirm that it was you, and we will.
mail-watch-ask-button = Confirm
mail-watch-ask-after = Confirm within seven days. If it was not you, there is nothing to do: unless you confirm we send no more mail about the item.
mail-watch-known-subject = You already wait for { $product }
mail-watch-known-title = You already wait for this item
mail-watch-known-text = The address has been confirmed before. We write once, when the item can be bought again.
mail-watch-known-button = Show what I wait for
mail-watch-known-after = You can also stop waiting there.
mail-watch-back-subject = { $product } can be bought again
mail-watch-back-title = It can be bought again
mail-watch-back-text = You asked us to tell you when the item was back. Those who have waited longest hear first, but we cannot put it aside for you.
mail-watch-back-button = To the item
mail-watch-back-after = This was the only mail: we send no more about this item.
mail-watch-manage = See or stop what else you wait for

## Watches: the shop
stock-out-card = Sold out, hear when it is back
watch-offer = Get a mail when it is back
watch-email = E-mail address
watch-email-wrong = Write an e-mail address, such as name@example.com.
watch-button = Tell me when it is back
watch-once = We write once. We wait with you for a year at the most, and you can stop whenever you like.
watch-to-account = The mail goes to your account’s address.
watch-on = You will hear when this is back
watch-on-text = We write to you when it can be bought again.
watch-stop = Stop waiting
watch-stop-name = Stop waiting for { $name }
watch-title = Hear when { $name } is back
watch-text = The item is sold out. Leave your e-mail address, and we write once when it can be bought again.
watch-buyable = The item can be bought
watch-buyable-text = There is nothing to wait for. You can buy it now.
watch-to-product = To the item
watch-full = You already wait for 100 items. Stop waiting for one of them first.
watch-sent = Look in your mail
watch-sent-text = We have sent you a mail. Open the link in it and confirm, and we begin to wait with you.
watch-sent-help = Has it not come within a few minutes? Look among the unwanted mail, or check that the address was right and try again.
watch-confirm-title = Confirm
watch-confirm-text = We write to you once when the item can be bought again.
watch-confirm-button = Confirm
watch-late = The link is too old
watch-late-text = It has to be confirmed within seven days. Ask again on the item’s page, and you get a new mail.
watch-waiting-title = You will hear when it is back
watch-told-title = The item is back
watch-told-text = We have written to you about it, so there is nothing more to wait for.
watch-ended-title = You no longer wait for the item
watch-ended-text = You will get no mail about it.
watch-others = You also wait for
watch-stop-all = Stop waiting for everything
nav-watches = Items you wait for
nav-side-watches = Waiting for
watches-since = Since { $date }
watches-none = You wait for nothing
watches-none-text = When an item is sold out you can ask on its page to hear when it is back. We then write to you when it can be bought again.
watches-text = We write to you once when an item can be bought again. What has waited for a year is removed.
watches-hidden = Not part of your range
watches-hidden-text = We do not write about the item for as long as it is not. You stay in line.
watches-elsewhere = Not shown to you at the moment
watches-elsewhere-text = You wait for it in another range than the one you see now, such as your company’s. We write when it can be bought again.

## Watches: the office
nav-stock-watches = Watched items
stock-watches-product = Product
stock-watches-options = Variant
stock-watches-sku = Article number
stock-watches-waiting = Watching
stock-watches-since = First since
stock-watches-free = Can be sold
stock-watches-restock = Back in stock
stock-watches-tab-all = All
list-stock-watches-title = Watched items
list-stock-watches-search = Article number, bar code or product
list-stock-watches-none = No watched item fits
list-stock-watches-empty = Nothing is watched
list-stock-watches-empty-say = When somebody wants to know that a sold-out item is back, it is shown here, the most watched first.
variant-watchers = Watching

## Preview
preview-bar = Preview
preview-bar-draft = This is the page with what the draft says. Visitors of the shop do not see it, and nothing can be bought.
preview-bar-published = This is the page as the shop shows it. Nothing can be bought in this preview.
preview-bar-unpublished = The shop does not show the product yet. Visitors of the shop do not see the page, and nothing can be bought.
preview-no-buying = Preview: cannot be bought
preview-title = Preview: { $name }
product-preview = Preview

## The trail
trail-noun-stock-watch = Watches
deed-stock-watch-asked = Watch asked for, not yet confirmed
deed-stock-watch-begun = Watch begun
deed-stock-watch-ended = Watch ended
deed-stock-watch-exported = Watched items exported
