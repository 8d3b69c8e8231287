//! To which countries a shop delivers, how, and for what freight.

use platform::audit::Change;
use platform::db::{DbError, Tx};
use platform::money::Currency;
use serde_json::json;

use super::store;
use crate::currency::listing::is_known;
use crate::ids::{FreightMethodId, ShopId};
use crate::pricing::vat::territory::taxing;
use crate::pricing::vat::{known, listing};

/// A way to a country, as it is to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WayDraft {
    /// ISO 3166-1 alpha-2.
    pub country: String,
    /// How the goods travel.
    pub method: FreightMethodId,
    /// What it costs, VAT included, in minor units.
    pub price_minor: i64,
    /// Free when the goods cost at least this; none: never.
    pub free_from_minor: Option<i64>,
    /// Heaviest parcel in grams; none: no limit.
    pub max_weight_g: Option<i32>,
}

/// Why a country was not opened or closed.
#[derive(Debug, thiserror::Error)]
pub enum DeliverError {
    /// No country's letters.
    #[error("the country is not one")]
    NoCountry,
    /// There is no such way to send goods.
    #[error("no such way")]
    NoMethod,
    /// A sum or weight below nought.
    #[error("a number is out of range")]
    OutOfRange,
    /// The shop's own country is always delivered to.
    #[error("the shop's own country stays")]
    Own,
    /// Nobody has told what the currency costs.
    #[error("the currency has no rate")]
    NoRate,
    /// It is not delivered to.
    #[error("the country is not delivered to")]
    Unknown,
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Delivers to a country by a way, from now on; what the way cost there before in the same currency is replaced. Classes that have no rate of VAT there get the known one.
///
/// # Errors
/// [`DeliverError`]; the transaction is to be dropped then.
pub async fn open(
    tx: &mut Tx,
    shop: ShopId,
    currency: Currency,
    draft: &WayDraft,
) -> Result<(), DeliverError> {
    let code = draft.country.as_str();
    if code.len() != 2 || !code.bytes().all(|b| b.is_ascii_uppercase()) {
        return Err(DeliverError::NoCountry);
    }
    if draft.price_minor < 0
        || draft.free_from_minor.is_some_and(|from| from < 0)
        || draft.max_weight_g.is_some_and(|most| most <= 0)
    {
        return Err(DeliverError::OutOfRange);
    }
    let (own, home) = store::lock_shop(tx, shop).await?;
    // What freight at home costs in the shop's own currency, its file says.
    if own == code && home == currency {
        return Err(DeliverError::Own);
    }
    if home != currency && !is_known(tx, Some(shop), currency).await? {
        return Err(DeliverError::NoRate);
    }
    if !store::replace_way(tx, shop, currency, draft).await? {
        return Err(DeliverError::NoMethod);
    }
    store::add_country(tx, shop, code).await?;
    let opened = [code.to_owned()];
    let mut laid = Vec::new();
    // Where its goods are taxed: Monaco's as France's, and Northern Ireland's of what is sent to Britain.
    for taxed_by in taxing(&opened) {
        let without = listing::classes_without(tx, taxed_by).await?;
        laid.extend(known::lay_down(tx, taxed_by, &without).await?);
    }
    let after = json!({
        "country": code, "method": draft.method, "currency": currency, "price_minor": draft.price_minor, "free_from_minor": draft.free_from_minor,
        "max_weight_g": draft.max_weight_g, "rates": laid,
    });
    record(tx, shop, "shop.country_opened", &after).await
}

/// Delivers to a country no more. Its rates of VAT stay: what was sold there may come back. The shop's own country stays: there, what freight costs in other
/// currencies than the shop's goes, and where there is no such price nothing happens.
///
/// # Errors
/// [`DeliverError`]; the transaction is to be dropped then.
pub async fn close(tx: &mut Tx, shop: ShopId, country: &str) -> Result<(), DeliverError> {
    let (own, home) = store::lock_shop(tx, shop).await?;
    let after = json!({ "country": country });
    if own == country {
        if !store::remove_home_ways(tx, shop, country, home).await? {
            return Err(DeliverError::Own);
        }
        return record(tx, shop, "shop.home_freight_removed", &after).await;
    }
    if !store::remove_country(tx, shop, country).await? {
        return Err(DeliverError::Unknown);
    }
    record(tx, shop, "shop.country_closed", &after).await
}

async fn record(
    tx: &mut Tx,
    shop: ShopId,
    action: &'static str,
    after: &serde_json::Value,
) -> Result<(), DeliverError> {
    Ok(tx
        .audit(Change::deed(action, "shop", shop).with_after(after))
        .await?)
}
