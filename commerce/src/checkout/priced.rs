//! A cart **priced** for a place: taxed as seller, destination and buyer decide, and as this very sale does when it is the one that passes the threshold of
//! sales across borders. Every look at a checkout asks here, and so does whoever writes the order: what is shown is what is bought.

use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection, Tx};

use super::quote::{Quote, QuoteError, quote};
use super::tax::{passes_threshold, treatment};
use crate::cart::Cart;
use crate::cart::listing::{CartHead, contents};
use crate::ids::{CompanyId, PriceListId};
use crate::pricing::vat::{Ground, Place, Treatment};
use crate::promotion::Buyer;
use crate::{currency, locks};

/// What is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// Which cart.
    pub head: &'a CartHead,
    /// The lists that decide its prices, in order.
    pub lists: &'a [PriceListId],
    /// `sv` or `en`.
    pub locale: &'a str,
    /// Where the goods go.
    pub place: Place<'a>,
    /// Who buys.
    pub buyer: &'a Buyer,
    /// The chosen freight's code.
    pub freight: Option<&'a str>,
    /// When.
    pub now: Timestamp,
}

/// The cart, and what the whole purchase costs.
#[derive(Debug)]
pub struct Priced {
    /// The goods.
    pub cart: Cart,
    /// What they cost with freight, or why there is no such sum; never that the database failed.
    pub quote: Result<Quote, QuoteError>,
}

/// Prices a cart.
///
/// # Errors
/// Database errors.
pub async fn priced(conn: &mut PgConnection, asked: &Asked<'_>) -> Result<Priced, DbError> {
    let shop = asked.head.shop_id;
    let company = asked.buyer.company.map(CompanyId);
    let tax = treatment(conn, shop, asked.place, company, asked.now).await?;
    priced_as(conn, asked, &tax).await
}

/// The same where it is known how it is taxed, but for the threshold.
async fn priced_as(
    conn: &mut PgConnection,
    asked: &Asked<'_>,
    tax: &Treatment,
) -> Result<Priced, DbError> {
    let shop = asked.head.shop_id;
    let found = taxed(conn, asked, tax).await?;
    let Ok(quote) = &found.quote else {
        return Ok(found);
    };
    // A voucher is no sale of goods: what is bought with it is.
    let cards_minor = found.cart.cards_minor();
    let net_minor = quote.totals.total_minor - quote.totals.vat_minor - cards_minor;
    if tax.ground != Ground::BelowThreshold {
        return Ok(found);
    }
    // The threshold is in the shop's own currency. What has no rate is not sold now.
    let standing = currency::standing(conn, shop, found.cart.currency, asked.now).await?;
    let Some(net_minor) = standing.in_home(net_minor) else {
        return Ok(found);
    };
    if !passes_threshold(conn, shop, asked.head.id, net_minor, asked.now).await? {
        return Ok(found);
    }
    taxed(conn, asked, &tax.at_destination()).await
}

/// The same for whoever writes the order: where it may be the sale that passes the threshold, one is priced after the other, until the end of the transaction.
///
/// # Errors
/// Database errors.
pub(super) async fn priced_alone(tx: &mut Tx, asked: &Asked<'_>) -> Result<Priced, DbError> {
    let shop = asked.head.shop_id;
    let company = asked.buyer.company.map(CompanyId);
    let tax = treatment(tx, shop, asked.place, company, asked.now).await?;
    if tax.ground == Ground::BelowThreshold {
        // What was sold until the lock was had counts.
        locks::lock_threshold(tx, shop).await?;
        return priced(tx, asked).await;
    }
    priced_as(tx, asked, &tax).await
}

async fn taxed(
    conn: &mut PgConnection,
    asked: &Asked<'_>,
    tax: &Treatment,
) -> Result<Priced, DbError> {
    let (now, locale) = (asked.now, asked.locale);
    let cart = contents(conn, asked.head, asked.lists, locale, tax, now).await?;
    let country = asked.place.country;
    let quote = quote(
        conn,
        &cart,
        asked.buyer,
        country,
        asked.freight,
        locale,
        now,
    )
    .await;
    match quote {
        Err(QuoteError::Db(error)) => Err(error),
        quote => Ok(Priced { cart, quote }),
    }
}
