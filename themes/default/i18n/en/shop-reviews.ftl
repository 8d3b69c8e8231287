# Reviews.
reviews = Reviews
reviews-of = Reviews of { $name }
reviews-all = { $count ->
    [one] Read the review
   *[other] All { $count } reviews
}
reviews-none = Nobody has written about this yet. If you have bought it, you find the link among your orders.
reviews-none-such = No review has that many stars.
reviews-with = { $stars ->
    [one] Reviews with 1 star.
   *[other] Reviews with { $stars } stars.
}
reviews-show-all = Show all
reviews-newer = Newer
reviews-older = Older
reviews-to-product = To { $name }
reviews-policy = How reviews work
rating-words = { $count ->
    [one] { $mean } out of 5, 1 review
   *[other] { $mean } out of 5, { $count } reviews
}
rating-of = { $count ->
    [one] 1 review
   *[other] { $count } reviews
}
rating-bar = { $stars ->
    [one] 1 star
   *[other] { $stars } stars
}: { $count ->
    [one] 1 review
   *[other] { $count } reviews
}
review-verified = Verified purchase
review-disclosure = Only those who have bought and received the product can write; we check it against the order. We read every review before it is published, and publish all of them, good and bad, that do not break the rules. Nobody is paid to write. The mean is that of all published reviews, each counted once.
review-in-sv = Written in Swedish
review-in-en = Written in English
review-reply-by = { $shop } replies
review-stars = Rating
review-stars-n = { $stars ->
    [one] 1 star out of 5
   *[other] { $stars } stars out of 5
}
review-stars-1 = 1 star
review-stars-2 = 2 stars
review-stars-3 = 3 stars
review-stars-4 = 4 stars
review-stars-5 = 5 stars
review-heading = Heading
review-body = Review
review-body-hint = Write about the product. Leave out names, links and telephone numbers.
review-name = Name shown
review-name-hint = Everybody sees this name beside the review.
review-write = Write a review
review-write-of = Write a review of { $name }
review-change = Change your review
review-change-of = Change the review of { $name }
review-change-short = Change
review-what = What do you think?
review-send = Send the review
review-save = Save the change
review-saved = Thank you for your review!
review-saved-text = We read it before it is shown in the shop.
review-removed = The review has been removed.
review-remove = Remove the review
review-remove-text = The review disappears from the shop at once. You can write a new one whenever you like.
review-remove-button = Remove
review-is-pending = We have not read the review yet. It is not shown in the shop until we have.
review-is-published = The review is shown in the shop. If you change it, we read it again before it is shown.
review-is-refused = The review has not been published. Change it, and we will read it again.
review-taken = There is already a review of the product from this e-mail address
review-taken-text = It was written from another order or an account, and can be changed from there. If you have an account with the address you can add the order to it.
review-not-received = You can write once the product has arrived.
review-changed-meanwhile = The review was changed in another window. Read through what you have written and send it again.
review-stars-missing = Choose a rating.
review-heading-wrong = Write a heading of at most 100 characters.
review-body-wrong = Write what you think, at most { $most } characters.
review-name-wrong = Write a name of at most 60 characters.
review-state-pending = Waiting to be read
review-state-published = Published
review-state-refused = Not published
review-refusal-offensive = The review is insulting or threatening.
review-refusal-personal_data = The review holds personal data.
review-refusal-advertising = The review advertises or links to something else.
review-refusal-off_topic = The review is not about the product.
review-refusal-unlawful = The review is against the law.
review-refusal-other = The review breaks the rules.
review-report = Report
review-report-title = Report the review
review-report-of = Report the review { $heading }
review-report-text = Tell us what is wrong, and we will read the review again. It stays until we have.
review-report-reason = What is wrong?
review-report-reason-none = Choose what is wrong.
review-report-words = In your own words
review-report-words-missing = Tell us in a few words what is wrong, at most 1,000 characters.
review-report-send = Send the report
review-report-done = Thank you, we will read the review again.
review-report-done-text = If it breaks the rules, we will remove it.
review-report-back = To the reviews
review-breach-offensive = Insulting or threatening
review-breach-personal_data = Personal data
review-breach-advertising = Advertising or links
review-breach-off_topic = Not about the product
review-breach-unlawful = Against the law
review-breach-other = Something else
nav-my-reviews = Reviews
nav-side-my_reviews = Reviews
my-reviews-to-write = To write about
my-reviews-written = Your reviews
my-reviews-none = Nothing to write about yet
my-reviews-none-text = Once a product has arrived, you can write what you think of it.
no-questions = No more questions
no-questions-text = { $shop } will not mail you any more questions about what you think of what you have bought. You still get order confirmations and news of deliveries.
no-questions-button = Send no more questions
no-questions-done = You will get no more questions about your purchases.
mail-review-request-subject = What do you think of what you bought?
mail-review-request-title = What do you think?
mail-review-request-text = You have had the goods from order { $order } for a while now. Please write what you think, good or bad. It helps others to choose well.
mail-review-request-link = Write a review
mail-review-request-after = We ask only once for each order.
mail-review-refused-subject = Your review has not been published
mail-review-refused-title = Your review has not been published
mail-review-refused-text = We have read your review of a product from { $order }. It breaks the rules, so we cannot show it as it is.
mail-review-refused-link = Change the review
mail-review-refused-after = Change what is wrong, and we will read it again. What you think of the product never decides whether the review is published.
mail-review-stop = Send no more questions about my purchases
