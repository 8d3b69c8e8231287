//! **Freight**: which ways the goods can travel, what each costs, and when they arrive. Rules by weight, sum, country and tier; a carrier's live quotes come behind
//! the same [`FreightOffer`].

use platform::calendar::add_working_days;
use platform::clock::{Date, Timestamp};
use platform::db::{DbError, PgConnection};
use platform::money::Currency;

use super::listing::{self, FreightRate};
use crate::ids::{FreightMethodId, ShopId};

/// Who goes where.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FreightKind {
    /// The goods come to the shopper.
    #[default]
    Delivery,
    /// The shopper comes to the goods.
    Collection,
    /// Nothing travels: gift cards alone, which come by mail.
    Email,
}

impl FreightKind {
    /// As the tables name it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Delivery => "delivery",
            Self::Collection => "collection",
            Self::Email => "email",
        }
    }

    /// From the table's name; the table's CHECK allows no other.
    #[must_use]
    pub fn from_column(text: &str) -> Option<Self> {
        [Self::Delivery, Self::Collection, Self::Email]
            .into_iter()
            .find(|kind| kind.as_str() == text)
    }
}

/// One way for these goods to travel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FreightOffer {
    /// Which; none where nothing travels.
    pub method_id: Option<FreightMethodId>,
    /// Stable name for forms.
    pub code: String,
    /// Whether they are sent or collected.
    pub kind: FreightKind,
    /// In the shopper's language.
    pub label: String,
    /// In the shopper's language.
    pub description: String,
    /// Minor units, VAT included.
    pub price_minor: i64,
    /// Goods for this much travel free.
    pub free_from_minor: Option<i64>,
    /// The rate that the parcel fell under; none where nothing travels.
    pub rated: Option<Rated>,
    /// First day on which they are expected.
    pub from: Date,
    /// Last day on which they are expected.
    pub to: Date,
}

/// The rate that a parcel fell under.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rated {
    /// From this weight on, in grams.
    pub min_weight_g: i32,
    /// Up to this weight, in grams.
    pub max_weight_g: Option<i32>,
    /// What it says, minor units, VAT included.
    pub price_minor: i64,
    /// Goods for this much travel free.
    pub free_from_minor: Option<i64>,
    /// Whether it is the buyer's tier that says so, rather than the way.
    pub is_free_by_tier: bool,
}

/// What is to travel, and where to.
#[derive(Clone, Copy, Debug)]
pub struct Parcel<'a> {
    /// Which shop sends it.
    pub shop_id: ShopId,
    /// Where it goes.
    pub country: &'a str,
    /// All of it together.
    pub weight_g: i64,
    /// What the goods cost, minor units.
    pub items_minor: i64,
    /// In which currency; a rate in another does not fit.
    pub currency: Currency,
    /// The buyer's tier, which may have them travel free from a smaller sum on.
    pub tier: &'a str,
}

/// The ways to a country for a tier's buyers with all their rates: what any parcel costs there can be told without asking again.
#[derive(Clone, Debug)]
pub struct Ways {
    rates: Vec<FreightRate>,
}

impl Ways {
    /// The ways to where a parcel goes, whatever it weighs and holds.
    ///
    /// # Errors
    /// Database errors.
    pub async fn of(
        conn: &mut PgConnection,
        parcel: &Parcel<'_>,
        locale: &str,
    ) -> Result<Self, DbError> {
        let rates = listing::freight_rates(conn, parcel, locale).await?;
        Ok(Self { rates })
    }

    /// Those that take a parcel of this weight with goods for this much, each with the first of its rates that fits.
    #[must_use]
    pub fn offers(&self, weight_g: i64, items_minor: i64, now: Timestamp) -> Vec<FreightOffer> {
        let Some(first) = self.rates.first() else {
            return Vec::new();
        };
        let sent = sending_day(now, i64::from(first.until_hour));
        let day = |days: i32| Date(add_working_days(sent, u32::try_from(days).unwrap_or(0)));
        let mut offers: Vec<FreightOffer> = Vec::new();
        for rate in self.rates.iter().filter(|rate| rate.takes(weight_g)) {
            if offers.last().and_then(|last| last.method_id) == Some(rate.id) {
                continue;
            }
            let rated = rate.rated();
            let is_free = rated
                .free_from_minor
                .is_some_and(|free| items_minor >= free);
            offers.push(FreightOffer {
                method_id: Some(rate.id),
                code: rate.code.clone(),
                kind: FreightKind::from_column(&rate.kind).unwrap_or_default(),
                label: rate.label.clone(),
                description: rate.description.clone(),
                price_minor: if is_free { 0 } else { rate.price_minor },
                free_from_minor: rated.free_from_minor,
                rated: Some(rated),
                from: day(rate.min_days),
                to: day(rate.max_days),
            });
        }
        offers
    }
}

impl FreightRate {
    fn takes(&self, weight_g: i64) -> bool {
        let is_below = |most: i32| weight_g <= i64::from(most);
        i64::from(self.min_weight_g) <= weight_g && self.max_weight_g.is_none_or(is_below)
    }

    /// Within the shop's own country a tier may have goods travel free from a smaller sum on than the way itself; never from a larger one.
    fn rated(&self) -> Rated {
        let is_free_by_tier = match (self.tier_free_from_minor, self.free_from_minor) {
            (Some(tier), Some(way)) => tier < way,
            (tier, None) => tier.is_some(),
            (None, Some(_)) => false,
        };
        Rated {
            min_weight_g: self.min_weight_g,
            max_weight_g: self.max_weight_g,
            price_minor: self.price_minor,
            free_from_minor: if is_free_by_tier {
                self.tier_free_from_minor
            } else {
                self.free_from_minor
            },
            is_free_by_tier,
        }
    }
}

/// The ways in which a parcel can travel, in the merchant's order.
///
/// # Errors
/// Database errors.
pub async fn offers(
    conn: &mut PgConnection,
    parcel: &Parcel<'_>,
    locale: &str,
    now: Timestamp,
) -> Result<Vec<FreightOffer>, DbError> {
    let ways = Ways::of(conn, parcel, locale).await?;
    Ok(ways.offers(parcel.weight_g, parcel.items_minor, now))
}

/// The one way of what comes by mail. It costs nothing and has no words of its own: the door has them.
#[must_use]
pub fn by_mail(now: Timestamp) -> FreightOffer {
    let today = Date(now.business_time().date());
    FreightOffer {
        method_id: None,
        code: FreightKind::Email.as_str().to_owned(),
        kind: FreightKind::Email,
        label: String::new(),
        description: String::new(),
        price_minor: 0,
        free_from_minor: None,
        rated: None,
        from: today,
        to: today,
    }
}

/// Puts an agreed price on the first way in which the goods are sent. Every other way costs what it costs, but never less than was agreed; what is
/// collected is not sent.
pub(super) fn agree(offers: &mut [FreightOffer], price_minor: i64) {
    let sent = offers
        .iter_mut()
        .filter(|offer| offer.kind == FreightKind::Delivery);
    for (place, offer) in sent.enumerate() {
        offer.price_minor = match place {
            0 => price_minor,
            _ => offer.price_minor.max(price_minor),
        };
        offer.free_from_minor = None;
    }
}

/// The working day on which an order placed at `now` is sent, if those before an hour leave the same day.
fn sending_day(now: Timestamp, until_hour: i64) -> jiff::civil::Date {
    let local = now.business_time();
    let today = local.date();
    if platform::calendar::is_working_day(today) && i64::from(local.hour()) < until_hour {
        today
    } else {
        add_working_days(today, 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse::<jiff::Timestamp>().unwrap().into()
    }

    #[test]
    fn an_agreed_freight_is_not_gone_around_by_another_way() {
        let offer = |kind, price_minor| FreightOffer {
            method_id: Some(FreightMethodId::generate()),
            code: String::new(),
            kind,
            label: String::new(),
            description: String::new(),
            price_minor,
            free_from_minor: Some(79_900),
            rated: None,
            from: Date(jiff::civil::date(2026, 11, 24)),
            to: Date(jiff::civil::date(2026, 11, 25)),
        };
        let sent = |price| offer(FreightKind::Delivery, price);
        let collected = offer(FreightKind::Collection, 0);
        let mut offers = [collected, sent(4_900), sent(5_900), sent(99_900)];
        agree(&mut offers, 25_000);
        assert_eq!(
            offers.map(|offer| offer.price_minor),
            [0, 25_000, 25_000, 99_900]
        );
    }

    #[test]
    fn orders_leave_the_same_day_until_two_in_stockholm() {
        // Summer time: 12:30 UTC is 14:30 in Stockholm.
        assert_eq!(
            sending_day(at("2026-06-16T11:59:00Z"), 14),
            jiff::civil::date(2026, 6, 16)
        );
        assert_eq!(
            sending_day(at("2026-06-16T12:30:00Z"), 14),
            jiff::civil::date(2026, 6, 17)
        );
        // Winter time: 12:30 UTC is 13:30.
        assert_eq!(
            sending_day(at("2026-11-23T12:30:00Z"), 14),
            jiff::civil::date(2026, 11, 23)
        );
        // A Saturday, and the day before Midsummer Eve after two.
        assert_eq!(
            sending_day(at("2026-11-21T08:00:00Z"), 14),
            jiff::civil::date(2026, 11, 23)
        );
        assert_eq!(
            sending_day(at("2026-06-18T13:00:00Z"), 14),
            jiff::civil::date(2026, 6, 22)
        );
    }
}
