//! **Freight**: which ways the goods can travel, what each costs, and when they arrive. Rules by weight, sum and country; a carrier's live quotes come behind
//! the same [`FreightOffer`].

use platform::calendar::add_working_days;
use platform::clock::{Date, Timestamp};
use platform::db::{DbError, PgConnection};

use super::listing;
use crate::ids::{FreightMethodId, ShopId};

/// The hour in Stockholm before which an order leaves the same working day.
pub const SAME_DAY_UNTIL_HOUR: i8 = 14;

/// One way for these goods to travel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FreightOffer {
    /// Which.
    pub method_id: FreightMethodId,
    /// Stable name for forms.
    pub code: String,
    /// In the shopper's language.
    pub label: String,
    /// In the shopper's language.
    pub description: String,
    /// Minor units, VAT included.
    pub price_minor: i64,
    /// Goods for this much travel free.
    pub free_from_minor: Option<i64>,
    /// First day on which they are expected.
    pub from: Date,
    /// Last day on which they are expected.
    pub to: Date,
}

/// The ways in which goods of this weight and sum can travel to `country`, in the merchant's order.
///
/// # Errors
/// Database errors.
pub async fn offers(
    conn: &mut PgConnection,
    shop_id: ShopId,
    country: &str,
    weight_g: i64,
    items_minor: i64,
    locale: &str,
    now: Timestamp,
) -> Result<Vec<FreightOffer>, DbError> {
    let rows = listing::freight_rates(conn, shop_id, country, weight_g, locale).await?;
    let sent = sending_day(now);
    Ok(rows
        .into_iter()
        .map(|row| FreightOffer {
            method_id: row.id,
            code: row.code,
            label: row.label,
            description: row.description,
            price_minor: if row.free_from_minor.is_some_and(|free| items_minor >= free) {
                0
            } else {
                row.price_minor
            },
            free_from_minor: row.free_from_minor,
            from: Date(add_working_days(
                sent,
                u32::try_from(row.min_days).unwrap_or(0),
            )),
            to: Date(add_working_days(
                sent,
                u32::try_from(row.max_days).unwrap_or(0),
            )),
        })
        .collect())
}

/// The working day on which an order placed at `now` is sent.
fn sending_day(now: Timestamp) -> jiff::civil::Date {
    let local = now.business_time();
    let today = local.date();
    if platform::calendar::is_working_day(today) && local.hour() < SAME_DAY_UNTIL_HOUR {
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
    fn orders_leave_the_same_day_until_two_in_stockholm() {
        // Summer time: 12:30 UTC is 14:30 in Stockholm.
        assert_eq!(
            sending_day(at("2026-06-16T11:59:00Z")),
            jiff::civil::date(2026, 6, 16)
        );
        assert_eq!(
            sending_day(at("2026-06-16T12:30:00Z")),
            jiff::civil::date(2026, 6, 17)
        );
        // Winter time: 12:30 UTC is 13:30.
        assert_eq!(
            sending_day(at("2026-11-23T12:30:00Z")),
            jiff::civil::date(2026, 11, 23)
        );
        // A Saturday, and the day before Midsummer Eve after two.
        assert_eq!(
            sending_day(at("2026-11-21T08:00:00Z")),
            jiff::civil::date(2026, 11, 23)
        );
        assert_eq!(
            sending_day(at("2026-06-18T13:00:00Z")),
            jiff::civil::date(2026, 6, 22)
        );
    }
}
