//! A **shop**: the legal entity that sells, with the facts that the law wants on every page.

use platform::db::{DbError, PgConnection};
use platform::money::Currency;

use crate::ids::ShopId;

/// A shop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shop {
    /// Which.
    pub id: ShopId,
    /// Stable name: `nordbod`.
    pub code: String,
    /// As customers know it.
    pub name: String,
    /// As the register of companies knows it.
    pub legal_name: String,
    /// Organisation number.
    pub org_number: String,
    /// VAT registration number.
    pub vat_number: String,
    /// Postal address.
    pub street: String,
    /// Postal address.
    pub postcode: String,
    /// Postal address.
    pub city: String,
    /// ISO 3166-1 alpha-2.
    pub country: String,
    /// For customers.
    pub email: String,
    /// For customers, as it is dialled.
    pub phone: String,
    /// What it sells in.
    pub currency: Currency,
    /// The language to fall back on.
    pub default_locale: String,
    /// Countries that it delivers to.
    pub countries: Vec<String>,
    /// Ways to pay that the merchant offers; see [`crate::payment::PaymentMethod::offered`].
    pub payment_methods: Vec<String>,
}

pub use super::listing::{shop_at, shop_by_code, shops};

pub use super::store::save_shop;

/// What an installation without a shop says wherever one is needed: how it gets one.
pub const NONE_YET: &str = "no shop has been set up: `torg shop --template > butik.toml` prints what to fill in, and `torg shop butik.toml` makes it";

/// Whether the database holds any shop at all.
///
/// # Errors
/// Database errors.
pub async fn has_any(conn: &mut PgConnection) -> Result<bool, DbError> {
    Ok(!shops(conn).await?.is_empty())
}
