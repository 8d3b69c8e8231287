//! How an offer is **taxed**: as the checkout taxes it when the goods go where the buyer said, or else in the shop's own country.

use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection};

use super::Quotation;
use super::sums::Offered;
use crate::checkout::tax::treatment;
use crate::pricing::VatRates;
use crate::pricing::vat::{Place, Treatment};

/// What an offer's sums are reckoned with.
#[derive(Clone, Debug)]
pub struct OfferTax {
    /// How it is taxed, and why.
    pub tax: Treatment,
    rates: VatRates,
    at: Timestamp,
}

impl OfferTax {
    /// A line of an offer as its sums see it.
    #[must_use]
    pub fn line(
        &self,
        vat_class: &str,
        quantity: i32,
        unit_price: platform::money::UnitPrice,
    ) -> Offered {
        Offered {
            unit_price,
            quantity,
            vat_rate_bp: self.tax.rate(&self.rates, vat_class, self.at).unwrap_or(0),
        }
    }
}

/// Reads it. What a company's number is worth is what its register has said: who makes a page of it asks first.
///
/// # Errors
/// Database errors.
pub async fn of(
    conn: &mut PgConnection,
    quotation: &Quotation,
    home: &str,
    now: Timestamp,
) -> Result<OfferTax, DbError> {
    let company = Some(quotation.company_id);
    let place = quotation.goes_to(home);
    Ok(OfferTax {
        tax: treatment(conn, quotation.shop_id, place, company, now).await?,
        rates: VatRates::load(conn).await?,
        at: now,
    })
}

impl Quotation {
    /// Where the goods go, as far as it is known.
    #[must_use]
    pub fn goes_to<'a>(&'a self, home: &'a str) -> Place<'a> {
        match &self.delivery {
            Some(delivery) => Place {
                country: &delivery.country,
                postcode: &delivery.postcode,
            },
            None => Place::country(home),
        }
    }
}
