//! How a purchase is taxed: what is known of seller, buyer and destination, given to [`decide`].

use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection};

use super::listing;
use crate::ids::{CompanyId, ShopId};
use crate::pricing::vat::Treatment;
use crate::pricing::vat::decide::{Deal, NumberStanding, Standing, decide};

/// How what a shop sells to somebody is taxed when it is sent to a country.
///
/// # Errors
/// Database errors, among them that there is no such shop.
pub async fn treatment(
    conn: &mut PgConnection,
    shop: ShopId,
    destination: &str,
    company: Option<CompanyId>,
    _now: Timestamp,
) -> Result<Treatment, DbError> {
    let seller = listing::country_of_shop(conn, shop).await?;
    let buyer = match company {
        Some(_) => Standing::Business(NumberStanding::Domestic),
        None => Standing::Consumer,
    };
    Ok(decide(&Deal {
        seller: &seller,
        destination,
        buyer,
        taxes_at_destination: false,
    }))
}
