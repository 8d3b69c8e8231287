# Mail to customers.
mail-confirmation-subject = Thank you for your order { $number }
mail-confirmation-preview = Paid { $total }.
mail-thanks = Thank you, { $name }.
mail-confirmation-paid = Your order { $number } is paid. We are packing it and will tell you when it is on its way.
mail-confirmation-paid-collection = Your order { $number } is paid. We pack it and tell you when it can be collected.
mail-follow = Follow the order
mail-your-order = Your order
mail-pieces = pcs
mail-items = Goods
mail-total = Paid
mail-vat-of = Of which VAT
mail-delivery = Delivery
mail-collection = Collect from us
mail-collection-ready = ready to collect { $days }
mail-complain = Something wrong?
mail-withdraw = Changed your mind
mail-withdraw-text = You may withdraw within 14 days of the day you receive the goods. The easiest way is the page here. The terms and the withdrawal form are at the end of this mail.
mail-withdraw-link = Withdraw from contract here
mail-questions = Questions? Answer this mail or call { $phone }.
mail-org-number = Company no. { $number }
mail-vat-number = VAT no. { $number }
mail-f-tax = approved for F-tax
mail-document-version = Version { $version }

# Links to customers' accounts
mail-link-register-subject = Create your account at { $shop }
mail-link-register-title = Create your account
mail-link-register-text = Someone, probably you, wants an account at { $shop } with the address { $email }. Open the link and the address is confirmed; the account is ready in a minute.
mail-link-register-button = Create the account
mail-link-known-subject = You already have an account at { $shop }
mail-link-known-title = You already have an account
mail-link-known-text = Someone, probably you, wanted to use the address { $email } for an account, but there is one with it already. Open the link and you are logged in.
mail-link-known-button = Log in
mail-link-log_in-subject = Your log-in link to { $shop }
mail-link-log_in-title = Log in
mail-link-log_in-text = Open the link and you are logged in to { $shop } as { $email }. No password is needed.
mail-link-log_in-button = Log in
mail-link-reset-subject = Choose a new password at { $shop }
mail-link-reset-title = Choose a new password
mail-link-reset-text = Open the link and choose a new password for { $email }. Until then the old one works.
mail-link-reset-button = Choose password
mail-link-change_email-subject = Confirm your new address at { $shop }
mail-link-change_email-title = Confirm your new address
mail-link-change_email-text = Open the link and from then on you log in to { $shop } with { $email }.
mail-link-change_email-button = Confirm the address
mail-link-shut-subject = Your account at { $shop } is shut
mail-link-shut-title = The account is shut
mail-link-shut-text = Somebody, probably you, wanted to log in at { $shop } with the address { $email }. The account is shut, so that cannot be done. Your orders and details are still there. Call us on { $phone } and we tell you why and help you on.
mail-link-hours = The link is good for { $hours } hours and can be used once.
mail-link-minutes = The link is good for { $minutes } minutes and can be used once.
mail-link-not-you = Was it not you? Then there is nothing to do; nothing has changed.

# Another address for an account, to the old one
mail-passkey-added-subject = A passkey has been added to your account at { $shop }
mail-passkey-added-title = The account has got a passkey
mail-passkey-added-text = The passkey “{ $label }” was added to the account { $email } at { $shop } on { $at }. It logs in without a password.
mail-passkey-removed-subject = A passkey has been removed from your account at { $shop }
mail-passkey-removed-title = A passkey has been removed
mail-passkey-removed-text = The passkey “{ $label }” was removed from the account { $email } at { $shop } on { $at }. It logs in no more.
mail-passkey-button = See how you log in
mail-passkey-not-you = Was it not you? Log in, remove the passkeys that you do not know, change your password and log out everywhere else. Answer this mail or call us if you need help.
mail-email-changed-subject = Your e-mail at { $shop } has been changed
mail-email-changed-title = The account has another address
mail-email-changed-text = The account at { $shop } that had the address { $email } has another one now. The new one was confirmed with a link, and the account is logged out everywhere else.
mail-email-changed-not-you = Was it not you? Answer this mail or call us at once, and we help you to get the account back.

# The account has been erased
mail-farewell-subject = Your account at { $shop } has been erased
mail-farewell-title = The account has been erased
mail-farewell-text = The account at { $shop } that had the address { $email } has been erased and cannot be brought back.
mail-farewell-orders = { $count ->
    [one] One purchase with name and address stays, as the bookkeeping act demands. It is kept until { $until } and then cleared by itself.
   *[other] { $count } purchases with name and address stay, as the bookkeeping act demands. They are kept for seven years after the year of purchase, the last until { $until }, and then cleared by themselves.
}
mail-farewell-under-way = { $count ->
    [one] One purchase is under way, or has a case that is not closed. Its e-mail and telephone stay until goods and money have arrived.
   *[other] { $count } purchases are under way, or have cases that are not closed. Their e-mail and telephone stay until goods and money have arrived.
}
mail-farewell-waiting = { $count ->
    [one] One purchase may still be paid. What it holds is cleared once it is certain that it will not be.
   *[other] { $count } purchases may still be paid. What they hold is cleared once it is certain that they will not be.
}
mail-farewell-rest = This is the last mail about the account. We keep no copy of it.
mail-farewell-not-you = Was it not you? Answer this mail or call us at once.

mail-gift-card-subject = Your gift card at { $shop }
mail-gift-card-title = Gift card of { $amount }
mail-gift-card-text = Here is your gift card at { $shop }. Whoever has the code can spend the money, so keep this mail.
mail-gift-card-how = Type the code in the cart or at the checkout. What is left over stays on the card. Shop at
mail-gift-card-through = The card is valid through { $date }.
mail-gift-card-until = The card is valid until { $date }.
mail-gift-card-paid = Of which by gift card
# Companies
mail-business-approved-subject = { $company } has been approved at { $shop }
mail-business-approved-title = The application has been approved
mail-business-approved-text = { $company } buys from { $shop } as { $subject } from now on. Log in and switch to the company to see your prices.
mail-business-approved-button = To the company’s pages
mail-business-approved-small = On the company’s pages you add colleagues and delivery places.
mail-business-joined-subject = You buy for { $company } at { $shop }
mail-business-joined-title = Your application is approved
mail-business-joined-text = { $company } is a customer of { $shop } already, and you buy for it from now on. Log in and switch to the company to see your prices.
mail-business-joined-button = To the company's pages
mail-business-joined-small = If the company wants another tier, its administrator applies for it.
mail-business-refused-subject = Your application for { $company } at { $shop }
mail-business-refused-title = The application was not approved
mail-business-refused-text = We could not approve the application for { $subject } for { $company }. The reason:
mail-business-refused-button = To the application
mail-business-refused-small = Has something gone wrong, or have things changed? Then you can apply again.
mail-business-invitation-subject = Buy for { $company } at { $shop }
mail-business-invitation-title = Buy for { $company }
mail-business-invitation-text = { $person } invites you to buy for { $company } at { $shop }. Open the link and accept.
mail-business-invitation-button = Open the invitation
mail-business-invitation-small = The invitation is good for { $days } days. If you do not want to, or do not know the company, you need not do anything.

mail-confirmation-invoiced = Your order { $number } has been received and will be paid by invoice. We pack it and tell you when it is on its way.
mail-due = The invoice is due
mail-total-due = To pay by invoice

mail-business-attest-subject = A purchase for { $company } waits for you
mail-business-attest-title = A purchase to approve
mail-business-attest-text = { $person } wants to buy for { $subject } for { $company } at { $shop }. You or a colleague must approve it.
mail-business-attest-button = See the purchase
mail-business-attest-small = Nothing has been ordered yet. Prices and stock are checked when the purchase is approved.
mail-business-attest-approved-subject = Your purchase for { $company } has been approved
mail-business-attest-approved-title = The purchase has been approved
mail-business-attest-approved-text = { $person } has approved your purchase for { $company } at { $shop }.
mail-business-attest-approved-button = See the purchase
mail-business-attest-approved-small = The order confirmation comes in a mail of its own.
mail-business-attest-refused-subject = Your purchase for { $company } was not approved
mail-business-attest-refused-title = The purchase was not approved
mail-business-attest-refused-text = { $person } did not approve your purchase for { $company } at { $shop }. The reason:
mail-business-attest-refused-button = See the purchase
mail-business-attest-refused-small = From there you can put the goods into the cart again.

# To staff, about their own account
mail-staff-passkey-added-subject = A passkey has been added to your account in { $shop }’s back office
mail-staff-passkey-added-title = Your account has got a passkey
mail-staff-passkey-added-text = The passkey “{ $label }” was added to { $email } on { $at }. After the password it can be used instead of the code from the app.
mail-staff-passkey-removed-subject = A passkey has been removed from your account in { $shop }’s back office
mail-staff-passkey-removed-title = A passkey has been removed
mail-staff-passkey-removed-text = The passkey “{ $label }” was removed from { $email } on { $at }. It can no longer be used.
mail-staff-app-added-subject = Two-step log-in is on for your account in { $shop }’s back office
mail-staff-app-added-title = Two-step log-in is on
mail-staff-app-added-text = An app for log-in codes was connected to { $email } on { $at }, and the account got ten recovery codes.
mail-staff-codes-made-subject = New recovery codes for your account in { $shop }’s back office
mail-staff-codes-made-title = You have new recovery codes
mail-staff-codes-made-text = Ten new recovery codes for { $email } were made on { $at }. The old ones are no longer good.
mail-staff-code-used-subject = A recovery code has been used on your account in { $shop }’s back office
mail-staff-code-used-title = A recovery code has been used
mail-staff-code-used-text = Somebody logged in to { $email } with a recovery code on { $at }. { $count ->
    [one] One recovery code is left.
   *[other] { $count } recovery codes are left.
} Make new ones in your profile before they run out.
mail-staff-codes-used-up-subject = The last recovery code for your account in { $shop }’s back office has been used
mail-staff-codes-used-up-title = No recovery codes are left
mail-staff-codes-used-up-text = Somebody logged in to { $email } with the last recovery code on { $at }. Make new ones in your profile: without them you cannot come in if you lose your phone.
mail-staff-access-reset-subject = Your log-in to { $shop }’s back office has been reset
mail-staff-access-reset-title = Your log-in has been reset
mail-staff-access-reset-text = { $by } removed password, app, recovery codes and passkeys of { $email } on { $at }, and you are logged out everywhere. You come in again by the link in the new invitation.
mail-staff-password-changed-subject = The password of your account in { $shop }’s back office has been changed
mail-staff-password-changed-title = Your password has been changed
mail-staff-password-changed-text = The password of { $email } was changed on { $at }. All other log-ins were ended.
mail-staff-button = Open your profile
mail-staff-not-you = Was it not you? Say so at once to whoever looks after permissions with you: they can end your log-ins and invite you anew.
mail-staff-sent = This mail goes to whoever has the account and cannot be turned off.

# To whoever has not logged in for long
mail-unused-subject = Your account at { $shop } will be erased unless you log in
mail-unused-title = Shall the account stay?
mail-unused-text = It is almost three years since you logged in to the account { $email } at { $shop }, and we do not keep data longer than we need them. Log in by { $until } and everything stays. If you do not, the account is erased.
mail-unused-button = Log in and keep the account
mail-unused-otherwise = If you do not want the account you need not do anything. Purchases that the bookkeeping act obliges us to keep stay for as long as it says.
