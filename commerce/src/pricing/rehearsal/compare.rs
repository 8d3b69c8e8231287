//! What differs between now and a time to come, for one audience: article by article, by nothing but what has been read.

use std::collections::HashMap;

use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection};
use platform::money::UnitPrice;
use uuid::Uuid;

use super::store::Article;
use crate::currency;
use crate::ids::{CategoryId, PriceListId, ProductId, ShopId, VariantId};
use crate::pricing::cost::margin;
use crate::pricing::listing::sheets;
use crate::pricing::sheet::{ListFacts, PricePeriod};
use crate::pricing::vat::VOUCHER;
use crate::pricing::why::line;
use crate::pricing::{Of, PriceContext, RatesOf, Reach, Reduction, Sheet, VatRates, vat};
use crate::promotion::Goods;
use crate::promotion::per_piece::{self, PerPiece};

/// Variants whose history is read at a time.
const CHUNK: usize = 500;

/// A price that will be another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Difference {
    pub(super) variant_id: VariantId,
    pub(super) product_id: ProductId,
    pub(super) sku: String,
    /// From so many pieces: the fewest that are sold, or a quantity break now or then.
    pub(super) quantity: i32,
    pub(super) now: Shown,
    pub(super) then: Shown,
    /// The list that will decide.
    pub(super) list: Option<PriceListId>,
    /// What will be left of what is paid without VAT, promotions taken off, when the cost is paid, in basis points; `None`: cost or price is not known.
    pub(super) margin_bp: Option<i64>,
    pub(super) is_below_margin: bool,
    /// A campaign's list will decide, and there is no prior price to tell it from.
    pub(super) lacks_prior: bool,
}

/// What one piece costs, as the audience sees it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Shown {
    /// By the lists; `None`: it has no price.
    pub(super) price: Option<UnitPrice>,
    /// With what promotions take off; `None`: nothing.
    pub(super) promoted: Option<UnitPrice>,
}

/// What one piece costs at a moment.
#[derive(Clone, Copy, Default)]
struct Reckoned {
    shown: Shown,
    /// What is paid without VAT, promotions taken off.
    net: Option<UnitPrice>,
}

impl Difference {
    /// Whether the lists' price stays, so that promotions alone make it another.
    pub(super) fn is_by_promotion(&self) -> bool {
        self.now.price == self.then.price
    }

    /// How soon it is to be looked at: below the margin before what lacks a prior price.
    pub(super) fn weight(&self) -> i64 {
        2 * i64::from(self.is_below_margin) + i64::from(self.lacks_prior)
    }
}

/// The two moments, and everything about them that is the same for all articles.
pub(super) struct Scene {
    pub(super) context: PriceContext,
    pub(super) promotions: PerPiece,
    rates: VatRates,
    country: String,
    now: Timestamp,
    at: Timestamp,
    margin_bp: Option<i64>,
}

impl Scene {
    /// Reads it. Without a limit nothing is said of margins, which would tell what an article costs the merchant.
    pub(super) async fn read(
        conn: &mut PgConnection,
        (shop_id, country): (ShopId, &str),
        context: PriceContext,
        (now, at): (Timestamp, Timestamp),
        margin_bp: Option<i64>,
    ) -> Result<Self, DbError> {
        let company = context.company.map(|id| id.0);
        let audience = (context.tier.as_str(), company, context.currency);
        let promotions = per_piece::between(conn, shop_id, audience, (now, at)).await?;
        // What an article costs us is in the shop's own currency: nothing is said of margins in another.
        let is_home = currency::listing::home(conn, shop_id).await? == context.currency;
        Ok(Self {
            promotions,
            rates: VatRates::load(conn).await?,
            country: country.to_owned(),
            context,
            now,
            at,
            margin_bp: margin_bp.filter(|_| is_home),
        })
    }

    /// The two moments.
    pub(super) fn moments(&self) -> (Timestamp, Timestamp) {
        (self.now, self.at)
    }

    /// Where the rates are those of.
    pub(super) fn country(&self) -> &str {
        &self.country
    }

    /// What differs of some articles, in their order.
    pub(super) async fn compare(
        &self,
        conn: &mut PgConnection,
        articles: &[Article],
    ) -> Result<Vec<Difference>, DbError> {
        let mut found = Vec::new();
        for chunk in articles.chunks(CHUNK) {
            let ids: Vec<VariantId> = chunk.iter().map(|of| of.id).collect();
            let products: Vec<Uuid> = chunk.iter().map(|of| of.product_id.0).collect();
            let (of, reach) = (Of::Variants(&ids), Reach::Until(self.at));
            let read = sheets(conn, &self.context.lists, of, reach).await?;
            let read: HashMap<VariantId, Sheet> =
                read.into_iter().map(|of| (of.variant_id, of)).collect();
            let places = self.promotions.places(conn, &products).await?;
            for article in chunk {
                let Some(sheet) = read.get(&article.id) else {
                    continue;
                };
                let stands_in = places
                    .get(&article.product_id)
                    .map_or(&[][..], Vec::as_slice);
                found.extend(self.differences(sheet, article, stands_in));
            }
        }
        Ok(found)
    }

    /// A row for each quantity from which another price holds, now or then, and where the two differ.
    fn differences(&self, sheet: &Sheet, of: &Article, places: &[CategoryId]) -> Vec<Difference> {
        let rates = self.rates_of(sheet);
        let breaks = [self.now, self.at].map(|at| sheet.breaks(at, rates.at(at)));
        let mut quantities: Vec<i32> = breaks
            .iter()
            .flatten()
            .map(|of| of.min_quantity)
            .chain([sheet.min_quantity])
            .collect();
        quantities.sort_unstable();
        quantities.dedup();
        let rows = quantities.into_iter();
        rows.filter_map(|quantity| self.difference(sheet, of, places, quantity))
            .collect()
    }

    fn rates_of<'a>(&'a self, sheet: &'a Sheet) -> RatesOf<'a> {
        RatesOf {
            rates: &self.rates,
            class: &sheet.vat_class,
            country: &self.country,
        }
    }

    fn difference(
        &self,
        sheet: &Sheet,
        of: &Article,
        places: &[CategoryId],
        quantity: i32,
    ) -> Option<Difference> {
        let [now, then] =
            [self.now, self.at].map(|at| self.reckoned(sheet, of, places, (quantity, at)));
        if now.shown == then.shown {
            return None;
        }
        let rates = self.rates_of(sheet);
        let rate = rates.at(self.at);
        let chosen = sheet.at(quantity, self.at, rate);
        let cost = of.cost_e4.filter(|_| self.margin_bp.is_some());
        let margin_bp = then
            .net
            .zip(cost.map(UnitPrice))
            .and_then(|(net, cost)| margin(net, cost));
        let reduction = sheet.reduction(quantity, self.at, self.context.shows_vat, rates);
        Some(Difference {
            variant_id: of.id,
            product_id: of.product_id,
            sku: of.sku.clone(),
            quantity,
            now: now.shown,
            then: then.shown,
            list: chosen.map(|chosen| chosen.list.id),
            margin_bp,
            is_below_margin: margin_bp
                .zip(self.margin_bp)
                .is_some_and(|(margin, limit)| margin < limit),
            lacks_prior: matches!(reduction, Reduction::NotToBeAnnounced { .. }),
        })
    }

    fn reckoned(
        &self,
        sheet: &Sheet,
        of: &Article,
        places: &[CategoryId],
        (quantity, at): (i32, Timestamp),
    ) -> Reckoned {
        let rate = self.rates_of(sheet).at(at);
        let Some(chosen) = sheet.at(quantity, at, rate) else {
            return Reckoned::default();
        };
        let [price, net] = [self.context.shows_vat, false]
            .map(|shows_vat| as_shown(chosen.list, chosen.price, shows_vat, rate));
        let unit = chosen.price.unit_price.0;
        let gross = line(unit, chosen.list.includes_vat, quantity, rate);
        let off = gross.and_then(|(gross_minor, _)| {
            // What most articles meet: no promotion, and nothing to be put together for it.
            if !self.promotions.is_any_reckoned() {
                return None;
            }
            let goods = Goods {
                variant_id: of.id,
                product_id: of.product_id,
                categories: places.to_vec(),
                quantity: i64::from(quantity),
                gross_minor,
                vat_rate_bp: rate,
                cost_e4: of.cost_e4,
                // A gift card is money, not goods.
                is_discountable: sheet.vat_class != VOUCHER,
            };
            self.promotions.off(&goods, at)
        });
        Reckoned {
            shown: Shown {
                price: Some(price),
                promoted: off.and_then(|off| off.left_of(price)),
            },
            net: off.map_or(Some(net), |off| off.left_of(net)),
        }
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
