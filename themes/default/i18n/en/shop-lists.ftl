### Quick order, purchase lists and a company's own article numbers.

## Quick order
nav-quick-order = Quick order
nav-side-quick_order = Quick order
quick-text = Article numbers and quantities
quick-text-hint = One article a row: article number or GTIN, then the quantity. Companies can also use their own numbers. You can paste from a spreadsheet, up to 1,000 rows.
quick-check = Check the rows
quick-add = Add to cart
quick-rows = Row by row
quick-row = Row
quick-fate = Outcome
quick-fate-fits = Available
quick-fate-raised = The smallest quantity is { $count }; that many are added
quick-fate-short = { $count } left; that many are added
quick-fate-joined = Added together with row { $count }
quick-fate-out = Out of stock
quick-fate-gone = No longer sold
quick-fate-ambiguous = Several articles have that number; use the article number
quick-fate-unknown = No article has that number
quick-fate-quantity = The quantity cannot be ordered; use 1–9,999
quick-summary =
    { $left ->
        [0] { $taken ->
            [one] The row can be ordered.
           *[other] All { $taken } rows can be ordered.
        }
       *[other] { $taken } of the rows can be ordered, { $left } need a change.
    }
quick-added =
    { $count ->
        [one] One row is in the cart.
       *[other] { $count } rows are in the cart.
    }
quick-added-left =
    { $count ->
        [one] One row could not be added. It is still here below.
       *[other] { $count } rows could not be added. They are still here below.
    }
quick-to-cart = To the cart
cart-told-quick_order = Not everything in the quick order could be added as you wished
cart-told-list = Not everything on the list could be added
quick-save = Save the rows as a purchase list
quick-file = Order from a file
quick-file-text = CSV or the first sheet of an Excel file (.xlsx), with article numbers in the first column and quantities in the second, or with the headings Article number and Quantity. Nothing is added until you have seen the rows.
quick-file-field = File, at most 2 MB
quick-file-read = Read the file
quick-error-empty = There are no rows to read.
quick-error-too-large = The file is too large. It may be 2 MB at most.
quick-error-too-many = There are more than 1,000 rows. Split the order.
quick-error-kind = The file cannot be read. Save it as CSV or Excel (.xlsx).
quick-error-broken = The spreadsheet is damaged. Save it again, or as CSV.

## Purchase lists and order templates
nav-lists = Purchase lists
nav-side-lists = Purchase lists
lists-of-company = Everyone who buys for { $name } sees the lists and can change them.
lists-of-mine = Only you see the lists.
lists-none = No lists yet
lists-none-text = Gather what you buy often in a purchase list, or save an order as a template.
lists-back = All lists
lists-removed = The list has been removed.
lists-error-full = There are 50 lists already. Remove one first.
lists-error-long = A list holds at most 1,000 articles.
list-kind = What it is
list-kind-requisition = Purchase list
list-kind-template = Order template
list-kind-hint = You pick from a purchase list. You order a template as it is.
list-articles =
    { $count ->
        [0] no articles
        [one] one article
       *[other] { $count } articles
    }
list-made-by = { $name }, changed { $date }
list-new = New list
list-make = Create the list
list-from-cart = Begin with what is in the cart
list-from-order = Order { $number }
list-keep-order = Save as a template
list-to-cart = Add to cart
list-to-cart-all = Add all to cart
list-to-cart-name = Add all to cart from { $name }
list-shared = Shared in the company, made by { $name }.
list-article = Article
list-sku = Article number
list-quantity = Quantity
list-quantity-of = Quantity of { $name }
list-quantity-hint = What has quantity 0 is not added to the cart. When you save the quantities, it leaves the list.
list-save = Save the quantities
list-empty = The list is empty
list-empty-text = Add articles by their numbers below.
list-add = Add articles
list-add-button = Add
list-remove = Remove the list
list-done-made = The list has been created.
list-done-saved = The quantities have been saved.
list-done-renamed = The name has been changed.
list-done-added = The articles have been added.
list-error-quantity = A quantity cannot be read. Write whole numbers from 0 to 9,999.
list-error-rows = These rows could not be added. The others have been.

## A company's own article numbers
company-articles = Your article numbers
company-articles-text = Your numbers work in quick orders and lists, and stand on your orders.
company-articles-none = No numbers of your own yet.
company-articles-find = Find a number
company-articles-own = Your number
company-articles-add = Add numbers
company-articles-rows = Article numbers and your numbers
company-articles-rows-hint = One article a row: our article number or GTIN, then your number. Up to 1,000 rows. A number you have already then means the new article.
company-articles-save = Save the numbers
company-articles-remove-name = Remove { $name }
company-articles-more = There are more. Search to find them.
company-articles-done-saved =
    { $count ->
        [one] One number has been saved.
       *[other] { $count } numbers have been saved.
    }
company-articles-done-removed = The number has been removed.
company-articles-wrong = These rows could not be saved. The others have been.
company-articles-own-empty = Write your number, at most 60 characters
company-articles-too-many = A company can have at most 100,000 numbers of its own.
