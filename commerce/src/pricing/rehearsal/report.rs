//! What differs between now and a time to come, for one audience.

use std::collections::HashMap;

use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection};
use platform::money::UnitPrice;

use super::listing::{self, Named};
use crate::ids::{ProductId, ShopId, VariantId};
use crate::pricing::cost::margin;
use crate::pricing::listing::sheets;
use crate::pricing::sheet::{ListFacts, PricePeriod};
use crate::pricing::{Of, PriceContext, RatesOf, Reach, Reduction, Sheet, VatRates, vat};

/// Variants that are looked through at most.
pub const MOST: i64 = 5_000;
/// Variants that are counted at most, where there are more than are looked through.
pub const MOST_COUNTED: i64 = 100_000;
/// Variants whose history is read at a time.
const CHUNK: usize = 500;

/// A price that will be another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Which variant.
    pub variant_id: VariantId,
    /// Its product.
    pub product_id: ProductId,
    /// Article number.
    pub sku: String,
    /// The product's name.
    pub name: String,
    /// From so many pieces: the fewest that are sold, or a quantity break now or then.
    pub quantity: i32,
    /// What one costs now, as the audience sees it; `None`: it has no price.
    pub now: Option<UnitPrice>,
    /// What one will cost.
    pub then: Option<UnitPrice>,
    /// The list that will decide.
    pub list: String,
    /// What will be left of the price without VAT when the cost is paid, in basis points; `None`: cost or price is not known.
    pub margin_bp: Option<i64>,
    /// Whether that is below the limit.
    pub is_below_margin: bool,
    /// A campaign will decide, and there is no prior price to tell it from.
    pub lacks_prior: bool,
}

/// What differs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Prices that will be others, those to look at first: below margin, then without a prior price, then by article number and quantity.
    pub differences: Vec<Difference>,
    /// How many are below the margin.
    pub below_margin: usize,
    /// How many lack a prior price.
    pub lacking_prior: usize,
    /// Whether there was more than could be looked through.
    pub is_capped: bool,
    /// Variants that were looked through.
    pub compared: usize,
    /// Variants whose price or VAT may change; one more than [`MOST_COUNTED`]: more than those.
    pub touched: usize,
    /// Products that come into the shop; a thousand and one: more than a thousand.
    pub coming: i64,
    /// Products that leave it.
    pub going: i64,
}

/// What will differ at a moment for an audience whose prices are known as they are now. Without a limit nothing is said of margins, which would tell
/// what an article costs the merchant.
///
/// # Errors
/// Database errors.
pub async fn differences(
    conn: &mut PgConnection,
    (shop_id, country, locale): (ShopId, &str, &str),
    context: &PriceContext,
    (now, at): (Timestamp, Timestamp),
    margin_bp: Option<i64>,
) -> Result<Report, DbError> {
    let rates = VatRates::load(conn).await?;
    let as_seen = (country, context.shows_vat);
    let mut ids = listing::touched(conn, &context.lists, as_seen, (now, at), MOST).await?;
    let most = usize::try_from(MOST).unwrap_or(usize::MAX);
    let is_capped = ids.len() > most;
    let touched = if is_capped {
        let counted = (now, at);
        listing::touched(conn, &context.lists, as_seen, counted, MOST_COUNTED)
            .await?
            .len()
    } else {
        ids.len()
    };
    ids.truncate(most);
    let mut report = Report {
        is_capped,
        compared: ids.len(),
        touched,
        ..Report::default()
    };
    let moments = Moments {
        now,
        at,
        margin_bp,
        country,
        shows_vat: context.shows_vat,
        rates: &rates,
    };
    for chunk in ids.chunks(CHUNK) {
        let named = listing::named(conn, chunk, locale).await?;
        let named: HashMap<VariantId, Named> = named.into_iter().map(|of| (of.id, of)).collect();
        let found = sheets(conn, &context.lists, Of::Variants(chunk), Reach::Until(at)).await?;
        for sheet in &found {
            let of = named.get(&sheet.variant_id);
            report
                .differences
                .extend(of.into_iter().flat_map(|of| moments.differences(sheet, of)));
        }
    }
    report.below_margin = report
        .differences
        .iter()
        .filter(|of| of.is_below_margin)
        .count();
    report.lacking_prior = report
        .differences
        .iter()
        .filter(|of| of.lacks_prior)
        .count();
    report.differences.sort_by(|a, b| {
        let key = |of: &Difference| (!of.is_below_margin, !of.lacks_prior);
        (key(a), &a.sku, a.quantity).cmp(&(key(b), &b.sku, b.quantity))
    });
    (report.coming, report.going) = listing::publications(conn, shop_id, (now, at)).await?;
    Ok(report)
}

/// The two moments, and how prices are looked at.
struct Moments<'a> {
    now: Timestamp,
    at: Timestamp,
    margin_bp: Option<i64>,
    country: &'a str,
    shows_vat: bool,
    rates: &'a VatRates,
}

impl Moments<'_> {
    /// A row for each quantity from which another price holds, now or then, and where the two differ.
    fn differences(&self, sheet: &Sheet, of: &Named) -> Vec<Difference> {
        let rate = |at| {
            self.rates
                .at(&sheet.vat_class, self.country, at)
                .unwrap_or(0)
        };
        let breaks = [self.now, self.at].map(|at| sheet.breaks(at, rate(at)));
        let mut quantities: Vec<i32> = breaks
            .iter()
            .flatten()
            .map(|of| of.min_quantity)
            .chain([sheet.min_quantity])
            .collect();
        quantities.sort_unstable();
        quantities.dedup();
        let rows = quantities.into_iter();
        rows.filter_map(|quantity| self.difference(sheet, of, quantity))
            .collect()
    }

    fn difference(&self, sheet: &Sheet, of: &Named, quantity: i32) -> Option<Difference> {
        let rates = RatesOf {
            rates: self.rates,
            class: &sheet.vat_class,
            country: self.country,
        };
        let shown = |at| {
            let rate = rates.at(at);
            let chosen = sheet.at(quantity, at, rate)?;
            Some(as_shown(chosen.list, chosen.price, self.shows_vat, rate))
        };
        let (now, then) = (shown(self.now), shown(self.at));
        if now == then {
            return None;
        }
        let rate = rates.at(self.at);
        let chosen = sheet.at(quantity, self.at, rate);
        let net = chosen.map(|chosen| as_shown(chosen.list, chosen.price, false, rate));
        let cost = of.cost_e4.filter(|_| self.margin_bp.is_some());
        let cost = cost.map(UnitPrice);
        let margin_bp = net.zip(cost).and_then(|(net, cost)| margin(net, cost));
        let reduction = sheet.reduction(quantity, self.at, self.shows_vat, rates);
        Some(Difference {
            variant_id: of.id,
            product_id: of.product_id,
            sku: of.sku.clone(),
            name: of.name.clone(),
            quantity,
            now,
            then,
            list: chosen
                .map(|chosen| chosen.list.name.clone())
                .unwrap_or_default(),
            margin_bp,
            is_below_margin: margin_bp
                .zip(self.margin_bp)
                .is_some_and(|(margin, limit)| margin < limit),
            lacks_prior: matches!(reduction, Reduction::NotToBeAnnounced { .. }),
        })
    }
}

fn as_shown(list: &ListFacts, price: &PricePeriod, shows_vat: bool, rate: i32) -> UnitPrice {
    UnitPrice(vat::shown(
        price.unit_price.0,
        list.includes_vat,
        shows_vat,
        rate,
    ))
}
