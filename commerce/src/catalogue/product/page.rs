//! The product page: everything that it shows.

use std::collections::HashMap;

use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection};
use platform::money::{Currency, UnitPrice};

use super::assemble;
use super::listing::{self, Found, Which, Written};
use crate::catalogue::address;
use crate::catalogue::storefront::private::listing::is_private;
use crate::catalogue::storefront::{Card, GalleryPicture, StockState, Storefront, Visit, card};
use crate::ids::{CategoryId, PriceListId, ProductId, VariantId};
use crate::pricing::listing::{reductions, sheets};
use crate::pricing::why::WhyAsked;
use crate::pricing::{Of, RatesOf, Reach, Reduction, Sheet, UnitPriceShown, VatRates, Why, vat};
use crate::returns::WithdrawalException;
use crate::review::Rating;

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
    /// Why it cannot be withdrawn from, as far as it cannot.
    pub exception: Option<WithdrawalException>,
    /// How many reviews give it how many stars.
    pub rating: Rating,
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

/// Where a product's address leads.
#[derive(Clone, Debug)]
pub enum Addressed {
    /// To this one.
    Product(Box<ProductPage>),
    /// Once to one that has another address now: redirect for good.
    Moved(String),
    /// To nothing that is for sale.
    Nothing,
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
        match self.asked(conn, visit, Which::Id(id)).await? {
            Addressed::Product(page) => Ok(Some(*page)),
            Addressed::Moved(_) | Addressed::Nothing => Ok(None),
        }
    }

    /// The page of the product with an address in the visitor's language.
    ///
    /// # Errors
    /// Database errors.
    pub async fn product_at(
        &self,
        conn: &mut PgConnection,
        visit: &Visit<'_>,
        slug: &str,
    ) -> Result<Addressed, DbError> {
        if !address::is_possible(slug) {
            return Ok(Addressed::Nothing);
        }
        self.asked(conn, visit, Which::Slug(slug)).await
    }

    async fn asked(
        &self,
        conn: &mut PgConnection,
        visit: &Visit<'_>,
        which: Which<'_>,
    ) -> Result<Addressed, DbError> {
        let found = listing::seen(conn, visit, which, &self.products).await?;
        let (id, written, fitting) = match found {
            Found::Product(id, written, fitting) => (id, written, fitting),
            Found::Moved(slug) => return Self::moved(conn, visit, slug).await,
            Found::Nothing => return Ok(Addressed::Nothing),
        };
        if Self::in_assortment(conn, visit, &[id]).await?.is_empty() {
            return Ok(Addressed::Nothing);
        }
        let page = self
            .whole_page(conn, visit, id, (*written, fitting))
            .await?;
        let has_price = |of: &VariantShown| of.price.is_some();
        if !page.variants.iter().any(has_price) && is_private(conn, visit.shop_id, id).await? {
            // Somebody else's.
            return Ok(Addressed::Nothing);
        }
        Ok(Addressed::Product(Box::new(page)))
    }

    /// Where a former address leads now: nothing of what is not in the visitor's assortment is told, and neither is what it is called now.
    async fn moved(
        conn: &mut PgConnection,
        visit: &Visit<'_>,
        slug: String,
    ) -> Result<Addressed, DbError> {
        if visit.prices.assortment.is_none() {
            return Ok(Addressed::Moved(slug));
        }
        let found = listing::written(conn, visit, Which::Slug(&slug)).await?;
        let Found::Product(id, ..) = found else {
            return Ok(Addressed::Nothing);
        };
        let is_seen = !Self::in_assortment(conn, visit, &[id]).await?.is_empty();
        Ok(if is_seen {
            Addressed::Moved(slug)
        } else {
            Addressed::Nothing
        })
    }

    /// The page of what has been found, with the cards of what goes with it where everybody may see them.
    pub(super) async fn whole_page(
        &self,
        conn: &mut PgConnection,
        visit: &Visit<'_>,
        id: ProductId,
        (mut written, fitting): (Written, Vec<String>),
    ) -> Result<ProductPage, DbError> {
        let options = assemble::options(written.options.take().unwrap_or_default(), visit.locale);
        let rows = written.variants.take().unwrap_or_default();
        let rates = self.rates(conn).await?;
        let mut accounts = accounts(conn, visit, &rates, &rows).await?;
        let variants: Vec<VariantShown> = rows
            .into_iter()
            .map(|row| {
                let account = accounts.remove(&row.id);
                shown(row, account, visit, &options, &rates)
            })
            .collect();
        let sees_all = visit.prices.assortment.is_none();
        let related = if sees_all && self.own_lists(conn, visit).await?.is_empty() {
            self.priced(conn, visit, card::all_parsed(&fitting)?)
                .await?
        } else {
            self.related(conn, visit, id).await?
        };
        let read = (options, variants, related);
        Ok(assemble::page(id, written, read, visit.locale))
    }

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
        if Self::in_assortment(conn, visit, &[id]).await?.is_empty() {
            return Ok(Vec::new());
        }
        let related = listing::related(conn, visit, id).await?;
        if !self.own_lists(conn, visit).await?.is_empty() {
            let ids: Vec<ProductId> = related.iter().map(|(id, _)| *id).collect();
            return self.cards(conn, visit, &ids).await;
        }
        let texts: Vec<String> = related.into_iter().filter_map(|(_, text)| text).collect();
        self.priced(conn, visit, card::all_parsed(&texts)?).await
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
