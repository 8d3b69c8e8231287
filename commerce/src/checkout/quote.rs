//! The **quote**: everything that the shopper sees before the button, and its hash. The same cart at the same prices has the same hash, whoever computes it.

use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection};
use sha2::{Digest as _, Sha256};

use super::freight::{self, FreightOffer, Parcel};
use crate::cart::Cart;
use crate::cart::totals::{LineSum, Totals, total};
use crate::ids::{FreightMethodId, LegalDocumentId};

/// What the whole purchase costs with one choice of freight.
#[derive(Clone, Debug)]
pub struct Quote {
    /// All ways in which the goods can travel.
    pub offers: Vec<FreightOffer>,
    /// The chosen one, or the first.
    pub freight: Option<FreightOffer>,
    /// All sums, with that freight.
    pub totals: Totals,
    /// Hash of it all, with terms and country.
    pub hash: Vec<u8>,
    /// The terms that hold now.
    pub terms: LegalDocumentId,
}

/// Why there is no quote.
#[derive(Debug, thiserror::Error)]
pub enum QuoteError {
    /// Nothing in the cart can be bought.
    #[error("the cart is empty")]
    Empty,
    /// The sum does not fit.
    #[error("the sum is too large")]
    TooLarge,
    /// The shop has not published its terms.
    #[error("the shop has no terms in this language")]
    NoTerms,
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Computes what a cart costs when sent to `country`. Lines that cannot be sold or have no price are left out of the sums; whoever confirms is told of them by the hash.
///
/// # Errors
/// [`QuoteError`].
pub async fn quote(
    conn: &mut PgConnection,
    cart: &Cart,
    country: &str,
    chosen: Option<&str>,
    locale: &str,
    now: Timestamp,
) -> Result<Quote, QuoteError> {
    if cart.lines.is_empty() {
        return Err(QuoteError::Empty);
    }
    let lines: Vec<LineSum> = cart
        .lines
        .iter()
        .filter(|line| line.is_sold)
        .filter_map(|line| {
            line.total_minor().map(|gross_minor| LineSum {
                gross_minor,
                vat_rate_bp: line.vat_rate_bp,
            })
        })
        .collect();
    let items = total(&lines, 0).ok_or(QuoteError::TooLarge)?.items_minor;
    let weight = cart
        .lines
        .iter()
        .map(|line| i64::from(line.weight_g) * i64::from(line.quantity))
        .sum();
    let parcel = Parcel {
        shop_id: cart.shop_id,
        country,
        weight_g: weight,
        items_minor: items,
        currency: cart.currency,
    };
    let offers = freight::offers(conn, &parcel, locale, now).await?;
    let freight = chosen
        .and_then(|code| offers.iter().find(|offer| offer.code == code))
        .or_else(|| offers.first())
        .cloned();
    let totals = total(
        &lines,
        freight.as_ref().map_or(0, |offer| offer.price_minor),
    )
    .ok_or(QuoteError::TooLarge)?;
    let terms = crate::legal::current(conn, cart.shop_id, "terms", locale)
        .await?
        .ok_or(QuoteError::NoTerms)?
        .id;
    let hash = hash(
        cart,
        country,
        freight.as_ref().map(|offer| offer.method_id),
        &totals,
        terms,
    );
    Ok(Quote {
        offers,
        freight,
        totals,
        hash,
        terms,
    })
}

fn hash(
    cart: &Cart,
    country: &str,
    freight: Option<FreightMethodId>,
    totals: &Totals,
    terms: LegalDocumentId,
) -> Vec<u8> {
    let mut lines: Vec<_> = cart.lines.iter().collect();
    lines.sort_by_key(|line| line.variant_id);
    let mut hasher = Sha256::new();
    hasher.update(cart.id.0.as_bytes());
    hasher.update(cart.currency.code().as_bytes());
    hasher.update(country.as_bytes());
    for line in lines {
        hasher.update(line.variant_id.0.as_bytes());
        hasher.update(line.quantity.to_be_bytes());
        hasher.update(line.unit_price.map_or(-1, |price| price.0).to_be_bytes());
        hasher.update(line.vat_rate_bp.to_be_bytes());
        hasher.update([u8::from(line.is_sold)]);
    }
    if let Some(freight) = freight {
        hasher.update(freight.0.as_bytes());
    }
    for sum in [
        totals.items_minor,
        totals.freight_minor,
        totals.vat_minor,
        totals.total_minor,
    ] {
        hasher.update(sum.to_be_bytes());
    }
    hasher.update(terms.0.as_bytes());
    hasher.finalize().to_vec()
}
