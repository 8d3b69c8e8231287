//! The product page: everything that it shows.

use std::collections::HashMap;

use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection};
use platform::money::{Currency, UnitPrice};

use super::listing;
use crate::catalogue::address;
use crate::catalogue::label::Label;
use crate::catalogue::storefront::private::listing::is_private;
use crate::catalogue::storefront::{Card, GalleryPicture, StockState, Storefront, Visit};
use crate::ids::{CategoryId, PriceListId, ProductId, VariantId};
use crate::pricing::listing::{reductions, sheets};
use crate::pricing::why::WhyAsked;
use crate::pricing::{
    Limit, Of, RatesOf, Reach, Reduction, Sheet, UnitPriceShown, VatRates, Why, vat,
};

/// A product as its page shows it.
#[derive(Clone, Debug)]
pub struct ProductPage {
    /// Which.
    pub id: ProductId,
    /// The merchant's own key.
    pub code: String,
    /// Current addresses: (locale, slug).
    pub slugs: Vec<(String, String)>,
    /// The language that the texts are in: the reader's, or the one that they fell back on.
    pub locale: String,
    /// Name.
    pub name: String,
    /// The short line: material.
    pub subtitle: String,
    /// Paragraphs, separated by empty lines.
    pub description: String,
    /// What the law wants the buyer to be warned of; may be empty.
    pub safety_warning: String,
    /// For search engines, when it differs from the name.
    pub seo_title: Option<String>,
    /// For search engines, when it differs from the description.
    pub seo_description: Option<String>,
    /// Country of origin, ISO 3166-1 alpha-2.
    pub origin_country: Option<String>,
    /// Who answers for its safety.
    pub manufacturer: Option<Manufacturer>,
    /// The category that breadcrumbs go through.
    pub category: Option<CategoryId>,
    /// When it came into the shop.
    pub published_at: Timestamp,
    /// Whether it is a gift card.
    pub is_card: bool,
    /// What can be chosen, in order.
    pub options: Vec<OptionShown>,
    /// What can be bought, in order; at least one.
    pub variants: Vec<VariantShown>,
    /// The gallery, in order.
    pub pictures: Vec<ProductPicture>,
    /// Facts to read and compare.
    pub facts: Vec<Fact>,
    /// What goes with it.
    pub related: Vec<Card>,
}

/// Who made a product (GPSR article 19).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manufacturer {
    /// Name.
    pub name: String,
    /// Postal address.
    pub postal_address: String,
    /// Mail or web address.
    pub electronic_address: String,
    /// ISO 3166-1 alpha-2.
    pub country: String,
    /// The responsible person in the Union, when the maker is outside it: name, postal and electronic address.
    pub responsible: Option<(String, String, String)>,
}

/// Something to choose: colour.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OptionShown {
    /// For addresses and forms.
    pub code: String,
    /// In the reader's language.
    pub label: String,
    /// The choices.
    pub values: Vec<OptionValueShown>,
}

/// One choice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OptionValueShown {
    /// For addresses and forms.
    pub code: String,
    /// In the reader's language.
    pub label: String,
    /// `#rrggbb`, when it has a colour.
    pub swatch: Option<String>,
}

/// A variant as its product's page shows it.
#[derive(Clone, Debug)]
pub struct VariantShown {
    /// Which.
    pub id: VariantId,
    /// Article number.
    pub sku: String,
    /// Global trade item number.
    pub gtin: Option<String>,
    /// Its part of the address: `?variant=sand`. Empty for the only variant of a product without options.
    pub key: String,
    /// Whether it is shown when none is chosen.
    pub is_main: bool,
    /// Its choices: (option code, value code), in the options' order.
    pub choices: Vec<(String, String)>,
    /// Grams.
    pub weight_g: Option<i32>,
    /// Millimetres.
    pub width_mm: Option<i32>,
    /// Millimetres.
    pub depth_mm: Option<i32>,
    /// Millimetres.
    pub height_mm: Option<i32>,
    /// Fewest that can be bought.
    pub min_quantity: i32,
    /// `None`: it has no price for this visitor and cannot be bought.
    pub price: Option<PriceShown>,
    /// When the law wants one.
    pub unit_price: Option<UnitPriceShown>,
    /// What one costs from so many pieces on, the first being the price above; one alone where the number changes nothing.
    pub breaks: Vec<BreakShown>,
    /// What decided the price, and what is to be said of a reduction.
    pub account: Option<(Sheet, Reduction)>,
    /// What is said of stock.
    pub stock: StockState,
    /// Pieces that can be bought now, those still to come among them.
    pub free: i64,
    /// Pieces that are here.
    pub here: i64,
    /// Least and most that a gift card may hold, in minor units, where the shopper may say how much.
    pub range: Option<(i64, i64)>,
}

/// A price from some number of pieces on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BreakShown {
    /// From so many.
    pub min_quantity: i32,
    /// One piece, as the visitor sees it.
    pub price: UnitPrice,
}

/// A price as a visitor sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PriceShown {
    /// Minor units.
    pub minor: i64,
    /// The same with its four more decimals.
    pub unit: UnitPrice,
    /// The lowest price of the 30 days before a reduction, minor units.
    pub before_minor: Option<i64>,
    /// Which currency.
    pub currency: Currency,
    /// Whether VAT is in it.
    pub includes_vat: bool,
    /// Basis points.
    pub vat_rate_bp: i32,
    /// Ten-thousandths of a minor unit as its list has it: what the cart remembers.
    pub list_price: UnitPrice,
    /// The list that it is from.
    pub price_list_id: PriceListId,
}

/// A picture in a product's gallery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProductPicture {
    /// Shown when this variant is chosen; `None` belongs to the product as a whole.
    pub variant_id: Option<VariantId>,
    /// The picture.
    pub picture: GalleryPicture,
}

/// A fact about a product.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// The attribute's code.
    pub code: String,
    /// In the reader's language.
    pub label: String,
    /// In the reader's language, several choices joined by commas; numbers with their unit.
    pub value: String,
}

impl Storefront {
    /// A product's page; `None` when it is not for sale in the shop.
    ///
    /// # Errors
    /// Database errors.
    pub async fn product(
        &self,
        conn: &mut PgConnection,
        visit: &Visit<'_>,
        id: ProductId,
    ) -> Result<Option<ProductPage>, DbError> {
        let Some(head) = listing::head(conn, visit, id).await? else {
            return Ok(None);
        };
        if Self::in_assortment(conn, visit, &[id]).await?.is_empty() {
            return Ok(None);
        }
        let page = self.whole_page(conn, visit, id, head).await?;
        let has_price = |of: &VariantShown| of.price.is_some();
        if !page.variants.iter().any(has_price) && is_private(conn, visit.shop_id, id).await? {
            // Somebody else's.
            return Ok(None);
        }
        Ok(Some(page))
    }

    /// The page of what has been found.
    pub(super) async fn whole_page(
        &self,
        conn: &mut PgConnection,
        visit: &Visit<'_>,
        id: ProductId,
        head: listing::Head,
    ) -> Result<ProductPage, DbError> {
        let rows = listing::variants(conn, id).await?;
        let options = listing::options(conn, id, visit.locale).await?;
        let rates = self.rates(conn).await?;
        let mut accounts = accounts(conn, visit, &rates, &rows).await?;
        let variants: Vec<VariantShown> = rows
            .into_iter()
            .map(|row| {
                let account = accounts.remove(&row.id);
                shown(row, account, visit, &options, &rates)
            })
            .collect();
        let limit = visit.prices.assortment.and_then(Limit::listed);
        let related = listing::related_ids(conn, id, head.category, limit).await?;
        let related = self.cards(conn, visit, &related).await?;
        Ok(ProductPage {
            id,
            slugs: address::slugs_of(conn, id.0).await?,
            pictures: listing::pictures(conn, id, visit.locale).await?,
            facts: listing::facts(conn, id, visit.locale).await?,
            options,
            variants,
            related,
            code: head.code,
            locale: head.locale,
            name: head.name,
            subtitle: head.subtitle,
            description: head.description,
            safety_warning: head.safety_warning,
            seo_title: head.seo_title,
            seo_description: head.seo_description,
            origin_country: head.origin_country,
            manufacturer: head.manufacturer,
            category: head.category,
            published_at: head.published_at,
            is_card: head.is_card,
        })
    }
}

impl Storefront {
    /// What goes with a product: chosen by the merchant, then the most sold of its category.
    ///
    /// # Errors
    /// Database errors.
    pub async fn related(
        &self,
        conn: &mut PgConnection,
        visit: &Visit<'_>,
        id: ProductId,
    ) -> Result<Vec<Card>, DbError> {
        let Some(head) = listing::head(conn, visit, id).await? else {
            return Ok(Vec::new());
        };
        if Self::in_assortment(conn, visit, &[id]).await?.is_empty() {
            return Ok(Vec::new());
        }
        let limit = visit.prices.assortment.and_then(Limit::listed);
        let related = listing::related_ids(conn, id, head.category, limit).await?;
        self.cards(conn, visit, &related).await
    }
}

impl Storefront {
    /// Why a variant costs what it does.
    ///
    /// # Errors
    /// Database errors.
    pub async fn why(
        &self,
        conn: &mut PgConnection,
        visit: &Visit<'_>,
        variant: &VariantShown,
    ) -> Result<Option<Why>, DbError> {
        let Some((sheet, reduction)) = &variant.account else {
            return Ok(None);
        };
        let rates = self.rates(conn).await?;
        Ok(sheet.why(&WhyAsked {
            quantity: variant.min_quantity,
            at: visit.at,
            currency: visit.prices.currency,
            rates: RatesOf {
                rates: &rates,
                class: &sheet.vat_class,
                country: visit.country,
            },
            free: None,
            reduction: *reduction,
            shows_vat: visit.prices.shows_vat,
        }))
    }
}

/// What decides the price of each variant. The past is read only where a campaign decides.
async fn accounts(
    conn: &mut PgConnection,
    visit: &Visit<'_>,
    rates: &VatRates,
    rows: &[listing::VariantRow],
) -> Result<HashMap<VariantId, (Sheet, Reduction)>, DbError> {
    let ids: Vec<VariantId> = rows.iter().map(|row| row.id).collect();
    let lists = &visit.prices.lists;
    let sheets = sheets(conn, lists, Of::Variants(&ids), Reach::At(visit.at)).await?;
    let asked: Vec<(&Sheet, i32)> = sheets.iter().map(|of| (of, of.min_quantity)).collect();
    let as_seen = (visit.country, visit.at, visit.prices.shows_vat);
    let reduced = reductions(conn, lists, &asked, as_seen, rates).await?;
    Ok(sheets
        .into_iter()
        .map(|of| {
            let reduction = reduced.get(&of.variant_id).copied();
            (of.variant_id, (of, reduction.unwrap_or(Reduction::None)))
        })
        .collect())
}

/// What a sheet says to a visitor: the price and the quantity breaks. Without a rate nothing can be sold.
fn priced(
    (sheet, reduction): &(Sheet, Reduction),
    visit: &Visit<'_>,
    rates: &VatRates,
) -> Option<(PriceShown, Vec<BreakShown>)> {
    let rate = rates.at(&sheet.vat_class, visit.country, visit.at)?;
    let shows_vat = visit.prices.shows_vat;
    let shows =
        |price: UnitPrice, includes| UnitPrice(vat::shown(price.0, includes, shows_vat, rate));
    let chosen = sheet.at(sheet.min_quantity, visit.at, rate)?;
    let unit = shows(chosen.price.unit_price, chosen.list.includes_vat);
    let minor = unit.rounded_minor();
    let before = reduction.prior().map(UnitPrice::rounded_minor);
    let breaks = sheet.breaks(visit.at, rate).into_iter();
    let breaks = breaks.map(|of| BreakShown {
        min_quantity: of.min_quantity,
        price: shows(of.unit_price, of.includes_vat),
    });
    let price = PriceShown {
        minor,
        unit,
        before_minor: before.filter(|before| *before > minor),
        currency: visit.prices.currency,
        includes_vat: shows_vat,
        vat_rate_bp: rate,
        list_price: chosen.price.unit_price,
        price_list_id: chosen.list.id,
    };
    Some((price, breaks.collect()))
}

fn shown(
    row: listing::VariantRow,
    account: Option<(Sheet, Reduction)>,
    visit: &Visit<'_>,
    options: &[OptionShown],
    rates: &VatRates,
) -> VariantShown {
    let (price, breaks) = account
        .as_ref()
        .and_then(|account| priced(account, visit, rates))
        .map_or((None, Vec::new()), |(price, breaks)| (Some(price), breaks));
    let content = account.as_ref().and_then(|(sheet, _)| sheet.content);
    let unit_price = price
        .as_ref()
        .and_then(|price| content?.unit_price(price.unit.0));
    let keys: Vec<&str> = row.option_key.split('/').collect();
    let choices = options
        .iter()
        .zip(keys)
        .map(|(option, key)| (option.code.clone(), key.to_owned()))
        .collect();
    VariantShown {
        id: row.id,
        sku: row.sku,
        gtin: row.gtin,
        is_main: row.is_main,
        choices,
        weight_g: row.weight_g,
        width_mm: row.width_mm,
        depth_mm: row.depth_mm,
        height_mm: row.height_mm,
        min_quantity: row.min_quantity,
        price,
        unit_price,
        breaks,
        account,
        stock: StockState::of(row.free, row.here, row.restock_at),
        free: row.free,
        here: row.here,
        range: row.least_minor.zip(row.most_minor),
        key: row.option_key,
    }
}

/// A number in thousandths as people write it: `35`, `0,5` in Swedish, `0.5` in English.
pub(super) fn number_text(milli: i64, locale: &str) -> String {
    let (sign, magnitude) = (if milli < 0 { "-" } else { "" }, milli.unsigned_abs());
    let (whole, rest) = (magnitude / 1_000, magnitude % 1_000);
    if rest == 0 {
        return format!("{sign}{whole}");
    }
    let rest = format!("{rest:03}");
    let point = if locale == "en" { '.' } else { ',' };
    format!("{sign}{whole}{point}{}", rest.trim_end_matches('0'))
}

/// A text of a label column in a language.
pub(super) fn text(label: serde_json::Value, locale: &str) -> String {
    Label::from_json(label).text(locale).to_owned()
}

#[cfg(test)]
mod tests {
    use super::number_text;

    #[test]
    fn numbers_are_written_as_people_write_them() {
        assert_eq!(number_text(35_000, "sv"), "35");
        assert_eq!(number_text(500, "sv"), "0,5");
        assert_eq!(number_text(-1_250, "en"), "-1.25");
    }
}
