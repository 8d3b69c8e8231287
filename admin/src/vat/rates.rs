use commerce::catalogue::shop::Shop;
use commerce::pricing::vat::listing::{ListedRate, VatClass, unrated};
use commerce::pricing::vat::territory::taxing;
use platform::db::PgConnection;
use platform::web::PageError;

use super::views::{CountryRates, RateRow, WithoutRates};
use crate::guard::Me;

/// The countries that are delivered to where goods that are sold have no rate: they are sold with the shop's own VAT at most, and not at all once the VAT is the
/// buyer's country's.
///
/// # Errors
/// Database errors.
pub(crate) async fn without_rates(
    conn: &mut PgConnection,
    me: &Me,
    shop: &Shop,
) -> Result<Vec<WithoutRates>, PageError> {
    let countries = taxing(&shop.countries);
    let found = unrated(conn, &countries, me.locale().code(), me.now()).await?;
    let mut all: Vec<WithoutRates> = Vec::new();
    for row in found {
        match all.last_mut().filter(|last| last.country == row.country) {
            Some(last) => last.classes.push(row.class),
            None => all.push(WithoutRates {
                country: row.country,
                classes: vec![row.class],
            }),
        }
    }
    Ok(all)
}

/// The rates of the countries that are delivered to, the shop's own first; and of those that have some besides.
pub(super) fn by_country(
    me: &Me,
    shop: &Shop,
    classes: &[VatClass],
    listed: &[ListedRate],
) -> Vec<CountryRates> {
    let mut codes: Vec<&str> = vec![shop.country.as_str()];
    let delivered = taxing(&shop.countries);
    let laid = listed.iter().map(|rate| rate.country.as_str());
    for code in delivered.into_iter().chain(laid) {
        if !codes.contains(&code) {
            codes.push(code);
        }
    }
    let name = |code: &str| {
        let class = classes.iter().find(|class| class.code == code);
        class.map_or_else(|| code.to_owned(), |class| class.name.clone())
    };
    let day = |at: platform::clock::Timestamp| at.business_time().date().to_string();
    let of = |code: &str| {
        let own = listed.iter().filter(|rate| rate.country == code);
        let rates: Vec<RateRow> = own
            .clone()
            .map(|rate| RateRow {
                id: rate.id.to_string(),
                class: name(&rate.vat_class),
                rate_bp: rate.rate_bp,
                from: day(rate.valid_from),
                to: rate.valid_to.map(day),
                is_to_come: rate.valid_from > me.now(),
            })
            .collect();
        let has = |class: &VatClass| {
            let mut holds = own.clone().filter(|rate| rate.valid_from <= me.now());
            holds.any(|rate| rate.vat_class == class.code)
        };
        CountryRates {
            country: code.to_owned(),
            is_own: code == shop.country,
            rates,
            missing: classes
                .iter()
                .filter(|class| !has(class))
                .map(|class| class.name.clone())
                .collect(),
        }
    };
    codes.into_iter().map(of).collect()
}
