//! **Private articles**: those that guests have no price of, but a list of a tier, of a company or of a campaign for some has. They are found by whoever
//! has the price, and by nobody else: their rows stand in tables of their own, which guests' lists and searches never read.

pub(crate) mod listing;
pub(super) mod refresh;
mod store;

use uuid::Uuid;

use super::store::{Loaded, Place, VariantRow};
use crate::pricing::{VatRates, vat};

/// A price of a variant in a list that guests do not see.
pub(super) struct OwnPrice {
    pub list: Uuid,
    pub product_id: Uuid,
    pub variant_id: Uuid,
    pub price_e4: i64,
    pub includes_vat: bool,
}

/// For each list that has a price of the product, the lowest of what can be bought, of all when nothing can: with VAT and without, in minor units.
pub(super) fn prices_by_list(
    place: &Place,
    loaded: &Loaded,
    (product, vat_class): (Uuid, &str),
    prices: &[OwnPrice],
    rates: &VatRates,
    now: platform::clock::Timestamp,
) -> Vec<(Uuid, i64, i64)> {
    let rate = rates.at(vat_class, &place.country, now).unwrap_or(0);
    let variants = loaded.variants.get(&product);
    let is_out = |id: Uuid| {
        let mut rows = variants.into_iter().flatten();
        rows.find(|row: &&VariantRow| row.id == id)
            .is_none_or(|row| row.free <= 0)
    };
    let mut lowest: Vec<(Uuid, (bool, i64, i64))> = Vec::new();
    for price in prices.iter().filter(|of| of.product_id == product) {
        let minor = |shows_vat| {
            let shown = vat::shown(price.price_e4, price.includes_vat, shows_vat, rate);
            platform::money::UnitPrice(shown).rounded_minor()
        };
        let told = (is_out(price.variant_id), minor(true), minor(false));
        match lowest.iter_mut().find(|(list, _)| *list == price.list) {
            Some((_, held)) => *held = (*held).min(told),
            None => lowest.push((price.list, told)),
        }
    }
    let told = lowest.into_iter();
    told.map(|(list, (_, gross, net))| (list, gross, net))
        .collect()
}

/// Whether anybody but guests has a price of the product.
pub(super) fn is_priced(product: Uuid, prices: &[OwnPrice]) -> bool {
    prices.iter().any(|of| of.product_id == product)
}
