//! The **seller's facts** as they may be written, wherever somebody writes them: in the file that a shop is opened from, and on the page where staff change
//! them. Countries, currency and code are not among them: a country is opened with its freight, and the others are for ever.

use platform::db::{DbError, PgConnection, Tx};
use platform::money::Currency;
use serde_json::{Value, json};

use super::differ::differences;
use super::{save, store};
use crate::catalogue::shop::{Shop, save_shop, shops};
use crate::checkout::{for_tiers, parse_phone, parse_postcode};
use crate::company::number::{parse_org_number, parse_vat_number};
use crate::ids::ShopId;
use crate::payment::PaymentMethod;

/// Longest line of a name or an address, in characters.
pub const LINE: usize = 120;
/// The languages that every shop has.
pub const LANGUAGES: [&str; 2] = ["sv", "en"];

/// What staff may change of a seller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// As customers know the shop.
    pub name: String,
    /// As the register of companies knows the seller.
    pub legal_name: String,
    /// As it is shown.
    pub org_number: String,
    /// As it is kept.
    pub vat_number: String,
    /// Postal address.
    pub street: String,
    /// Postal address.
    pub postcode: String,
    /// Postal address.
    pub city: String,
    /// For customers.
    pub email: String,
    /// For customers, as it is dialled.
    pub phone: String,
    /// The language to fall back on.
    pub language: String,
    /// Ways to pay, in order.
    pub payment_methods: Vec<PaymentMethod>,
}

impl Facts {
    /// Those of a shop.
    #[must_use]
    pub fn of(shop: &Shop) -> Self {
        Self {
            name: shop.name.clone(),
            legal_name: shop.legal_name.clone(),
            org_number: shop.org_number.clone(),
            vat_number: shop.vat_number.clone(),
            street: shop.street.clone(),
            postcode: shop.postcode.clone(),
            city: shop.city.clone(),
            email: shop.email.clone(),
            phone: shop.phone.clone(),
            language: shop.default_locale.clone(),
            payment_methods: methods(&shop.payment_methods),
        }
    }

    fn put_into(&self, shop: &mut Shop) {
        shop.name.clone_from(&self.name);
        shop.legal_name.clone_from(&self.legal_name);
        shop.org_number.clone_from(&self.org_number);
        shop.vat_number.clone_from(&self.vat_number);
        shop.street.clone_from(&self.street);
        shop.postcode.clone_from(&self.postcode);
        shop.city.clone_from(&self.city);
        shop.email.clone_from(&self.email);
        shop.phone.clone_from(&self.phone);
        shop.default_locale.clone_from(&self.language);
        shop.payment_methods = self
            .payment_methods
            .iter()
            .map(|method| method.as_str().to_owned())
            .collect();
    }

    fn told(&self) -> Value {
        let methods: Vec<&str> = self.payment_methods.iter().map(|of| of.as_str()).collect();
        json!({ "shop": {
            "name": self.name, "legal_name": self.legal_name, "org_number": self.org_number, "vat_number": self.vat_number, "street": self.street,
            "postcode": self.postcode, "city": self.city, "email": self.email, "phone": self.phone, "language": self.language,
            "payment_methods": methods,
        }})
    }
}

/// The ways to pay of these names.
pub(super) fn methods(names: &[String]) -> Vec<PaymentMethod> {
    names
        .iter()
        .filter_map(|name| PaymentMethod::parse(name))
        .collect()
}

/// An organisation number as it is kept.
#[must_use]
pub fn org_number(text: &str, country: &str) -> Option<String> {
    parse_org_number(text, country).ok()
}

/// A VAT number as it is kept.
#[must_use]
pub fn vat_number(text: &str, country: &str) -> Option<String> {
    parse_vat_number(text, country).ok()
}

/// Whether a Swedish VAT number is the one that belongs to an organisation number.
#[must_use]
pub fn belong_together(org_number: &str, vat_number: &str) -> bool {
    vat_number
        .strip_prefix("SE")
        .and_then(|rest| rest.get(..10))
        == Some(org_number)
}

/// A postcode as it is shown: `668 30`.
#[must_use]
pub fn postcode(text: &str, country: &str) -> Option<String> {
    let bare = parse_postcode(text, country).ok()?;
    let (first, rest) = bare.split_at_checked(3)?;
    Some(format!("{first} {rest}"))
}

/// A telephone number, kept as it was written.
#[must_use]
pub fn phone(text: &str, country: &str) -> Option<String> {
    parse_phone(text, country).ok().map(|_| text.to_owned())
}

/// Why a way to pay cannot be offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MethodFault {
    /// There is none of that name whose offering is the shop's to say: invoices are the tiers' own.
    Unknown,
    /// It takes no money of the shop's currency.
    Currency,
}

/// A way to pay that a shop may offer.
///
/// # Errors
/// [`MethodFault`].
pub fn payment_method(
    name: &str,
    currency: Option<Currency>,
) -> Result<PaymentMethod, MethodFault> {
    let method = PaymentMethod::parse(name).filter(|method| *method != PaymentMethod::Invoice);
    let method = method.ok_or(MethodFault::Unknown)?;
    match currency {
        Some(currency) if !method.takes(currency) => Err(MethodFault::Currency),
        _ => Ok(method),
    }
}

/// Why facts were not changed.
#[derive(Debug, thiserror::Error)]
pub enum ChangeFactsError {
    /// There is no such shop.
    #[error("no such shop")]
    Unknown,
    /// Somebody has changed the shop since it was read.
    #[error("the shop has changed meanwhile")]
    ChangedMeanwhile,
    /// These tiers would be left without a way to pay, though others have one.
    #[error("the tiers {} would be left without a way to pay", .0.join(", "))]
    LeavesNone(Vec<String>),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// A shop's facts and their version, against silent overwrite: by one statement, so that they belong together.
///
/// # Errors
/// Database errors, among them that there is no such shop.
pub async fn held(conn: &mut PgConnection, shop: ShopId) -> Result<(Facts, i32), DbError> {
    super::listing::facts(conn, shop).await
}

/// Changes a shop's facts, as they were read with `row_version`. Pages, mails and papers that are made from then on tell the new ones; what was issued keeps
/// what it was issued with. Where nothing differs nothing is written; gives whether something was.
///
/// # Errors
/// [`ChangeFactsError`]; the transaction is to be dropped then.
pub async fn change(
    tx: &mut Tx,
    shop: ShopId,
    wanted: &Facts,
    row_version: i32,
) -> Result<bool, ChangeFactsError> {
    store::lock(tx).await?;
    let held = shops(tx).await?.into_iter().find(|held| held.id == shop);
    let mut changed = held.ok_or(ChangeFactsError::Unknown)?;
    let differences = differences(&Facts::of(&changed).told(), &wanted.told());
    if differences.is_empty() {
        return Ok(false);
    }
    if super::listing::row_version(tx, shop).await? != row_version {
        return Err(ChangeFactsError::ChangedMeanwhile);
    }
    let ways = for_tiers::standing(tx, shop).await?;
    wanted.put_into(&mut changed);
    save_shop(tx, &changed).await?;
    if let Some((_, tiers)) = ways.losers(tx, shop).await? {
        return Err(ChangeFactsError::LeavesNone(tiers));
    }
    save::record(tx, shop, false, &differences).await?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_are_read_as_people_write_them() {
        assert_eq!(
            org_number("556016-0680", "SE").as_deref(),
            Some("5560160680")
        );
        assert_eq!(org_number("556016-0681", "SE"), None);
        assert!(belong_together("5560160680", "SE556016068001"));
        assert!(!belong_together("5560160680", "SE559000000001"));
        assert!(!belong_together("5560160680", "SE"));
        assert_eq!(postcode("66830", "SE").as_deref(), Some("668 30"));
        assert_eq!(postcode("0668", "SE"), None);
        assert_eq!(phone("0534-123 45", "SE").as_deref(), Some("0534-123 45"));
        assert_eq!(phone("<b>", "SE"), None);
    }

    #[test]
    fn invoices_and_other_currencies_are_not_the_shops_to_offer() {
        let sek = Some(Currency::SEK);
        assert_eq!(payment_method("swish", sek), Ok(PaymentMethod::Swish));
        assert_eq!(payment_method("invoice", sek), Err(MethodFault::Unknown));
        assert_eq!(payment_method("", None), Err(MethodFault::Unknown));
        assert_eq!(
            payment_method("swish", Some(Currency::EUR)),
            Err(MethodFault::Currency)
        );
    }
}
