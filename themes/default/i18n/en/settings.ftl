# Settings
trail-noun-setting = For all shops
deed-setting-changed = Settings changed
deed-setting-taken-back = Setting taken back
trail-field-kept-days = Days that carts are kept
trail-field-held-minutes = Minutes that goods are held
trail-field-same-day-until-hour = Sent the same day before the hour
trail-field-few-pieces = Few in stock from pieces
trail-field-lives-years = Years that gift cards are valid
trail-field-holds-days = Days that offers hold
trail-field-answer-days = Days to answer complaints
trail-field-near-percent = Warns of the threshold from per cent
permission-setting-read = see settings
permission-setting-manage = change the shop’s settings
permission-setting-share = change what holds for all shops
