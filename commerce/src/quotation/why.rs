//! **Why this price?** of what is offered: the account of each line, as the cart's, with what the company would pay without the offer beside it.

use std::collections::HashMap;

use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection};
use platform::money::{Currency, UnitPrice};

use super::{Quotation, Version};
use crate::checkout::tax::treatment;
use crate::ids::VariantId;
use crate::pricing::listing::{price_context, sheets};
use crate::pricing::vat::{self, Treatment};
use crate::pricing::why::{OfferWhy, WhyAsked};
use crate::pricing::{Audience, Of, RatesOf, Reach, Reduction, Sheet, VatRates, Why};

/// What the accounts of a quotation's prices are made of.
#[derive(Clone, Debug)]
pub struct Accounts {
    sheets: HashMap<VariantId, Sheet>,
    rates: VatRates,
    tax: Treatment,
    currency: Currency,
    home: String,
    at: Timestamp,
}

/// Reads what decides the prices of some articles of a quotation: the company's lists, and the VAT of where the goods go.
///
/// # Errors
/// Database errors.
pub async fn of(
    conn: &mut PgConnection,
    quotation: &Quotation,
    home: &str,
    variants: &[VariantId],
    now: Timestamp,
) -> Result<Accounts, DbError> {
    let place = quotation.goes_to(home);
    let company = quotation.company_id;
    let tax = treatment(conn, quotation.shop_id, place, Some(company), now).await?;
    let audience = Audience::Company(company);
    let context = price_context(conn, quotation.shop_id, audience, now).await?;
    // Staff may offer what the company's tier does not see.
    let lists = context
        .filter(|context| context.currency == quotation.currency)
        .map(|context| context.unlimited())
        .unwrap_or_default();
    let found = sheets(conn, &lists, Of::Variants(variants), Reach::At(now)).await?;
    Ok(Accounts {
        sheets: found.into_iter().map(|of| (of.variant_id, of)).collect(),
        rates: VatRates::load(conn).await?,
        tax,
        currency: quotation.currency,
        home: home.to_owned(),
        at: now,
    })
}

impl Accounts {
    /// What the company pays for one of so many without an offer, without VAT; `None` where no list has a price.
    #[must_use]
    pub fn usual_price(&self, variant: VariantId, quantity: i32) -> Option<UnitPrice> {
        let sheet = self.sheets.get(&variant)?;
        let rate = self.rates.at(&sheet.vat_class, &self.home, self.at);
        let rate = rate.unwrap_or(0);
        let chosen = sheet.at(quantity, self.at, rate)?;
        let (price, has_vat) = (chosen.price.unit_price.0, chosen.list.includes_vat);
        Some(UnitPrice(vat::shown(price, has_vat, false, rate)))
    }

    /// Why it costs that without an offer.
    #[must_use]
    pub fn usual(&self, variant: VariantId, quantity: i32) -> Option<Why> {
        self.account(self.sheets.get(&variant)?, quantity)
    }

    /// Why so many cost what an offer says: the agreed price decides, and what the lists say is told beside it.
    #[must_use]
    pub fn offered(
        &self,
        variant: VariantId,
        quantity: i32,
        unit_price: UnitPrice,
        offer: OfferWhy,
    ) -> Option<Why> {
        let sheet = self.sheets.get(&variant)?.clone();
        let sheet = sheet.with_offer(&offer.number, quantity, unit_price);
        let mut why = self.account(&sheet, quantity)?;
        why.offer = Some(offer);
        Some(why)
    }

    /// Why each line of a version that was sent costs what it does, in its lines' order.
    #[must_use]
    pub fn of_version(&self, number: &str, version: &Version) -> Vec<Option<Why>> {
        let by = Some(version.sent_by.clone()).filter(|by| !by.is_empty());
        let lines = version.lines.iter();
        lines
            .map(|line| {
                let offer = OfferWhy {
                    number: number.to_owned(),
                    version: version.version,
                    valid_until: version.valid_until,
                    by: by.clone(),
                };
                self.offered(line.variant_id, line.quantity, line.unit_price, offer)
            })
            .collect()
    }

    fn account(&self, sheet: &Sheet, quantity: i32) -> Option<Why> {
        sheet.why(&WhyAsked {
            quantity,
            at: self.at,
            currency: self.currency,
            rates: RatesOf {
                rates: &self.rates,
                class: &sheet.vat_class,
                country: &self.tax.rates,
            },
            free: self.tax.free,
            reduction: Reduction::None,
            shows_vat: false,
        })
    }
}
