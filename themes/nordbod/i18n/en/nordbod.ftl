### Nordbod's own words.
nav-new = New in the shed
svc-dispatch = Dispatched within a day
svc-return = 30 days to change your mind
phone-hours = , weekdays 8–17
foot-say = Things for the home, made to stay.
home-title = things for the home
home-description = Stoneware, oak, wool and glass from Nordic workshops. Dispatched within a day, 30 days to return.
home-heading = Things that can take being used.
home-categories = Room by room, shelf by shelf
home-new = New in the shed
search-none = Nothing here is called “{ $words }”
cart-empty-button = See what we have
hero-label = The table in November
hero-alt = A laid oak table with a vase, a teapot, mugs, a carafe and candlesticks
hero-text = Stoneware, oak and glass from small workshops in the North. Put it on the table and leave it there.
hero-button = Lay the table
hero-key = In the picture
hero-pin = { $number }: { $name }, { $price }
story-alt = A corner in afternoon light: a lamp on a side table, a stool, a basket and a clock
story-heading = The corner that becomes the best place in the room
story-text = A stool turns into a bedside table, a basket takes care of the blankets and the lamp does the rest. We choose furniture that is small enough to move and well enough made to keep.
story-detail = The Ting stool is turned from solid oak in a workshop in Gemla, twelve at a time. Every stool carries the year it was made.
story-button = See the small furniture
story-category = furniture
band-alt = An oak shelf with vases, wooden birds, books and three black candlesticks
band-heading = Candlesticks, vases and other things that like a shelf
band-button = See everything for the shelf
band-category = home-decor

## What Nordbod promises
promise-delivery = With you in 2–4 working days
promise-return = 30 days to return
promise-return-text = Send unused goods back. An e-mail is enough, no need to call.
delivery-return-text = You can return within 30 days of receiving the goods, and always have 14 days' right of withdrawal.
cart-pay-how = 30 days to return. You pay in the next step and need no account.
checkout-law = You have a statutory 14 days' <a href="{ $withdrawal }">right of withdrawal</a> and 30 days to return. How we use your details: <a href="{ $privacy }">privacy</a>.
questions = Questions? Call <a class="nowrap" href="tel:{ $phone_link }">{ $phone }</a> on weekdays 8–17, or <a href="mailto:{ $email }">write to us</a>.
