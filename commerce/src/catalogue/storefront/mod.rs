//! What the shop's pages read: lists with facets, product pages, the tree. The rows behind the lists are made anew by [`refresh`] when something
//! that they show has changed; between those moments a list is one or two reads by index.
//!
//! What is exact: cards and their order always; the number of products and each facet's count as long as at most [`COUNT_CAP`] products match, and
//! without filters always. Beyond that the number is told as "at least" and facets go without counts. Counts of filtered lists may be up to
//! [`COUNTS_LIVE_FOR`] old.

pub(crate) mod assortment;
pub mod card;
mod described;
pub mod facets;
pub mod filter;
pub mod listing;
mod mark;
pub(crate) mod private;
mod refresh;
mod store;
mod tiers;

use std::sync::Arc;
use std::time::Duration;

use futures_util::lock::Mutex;
use moka::sync::Cache;
use platform::clock::Timestamp;
use platform::db::{Db, DbError, PgConnection};
use uuid::Uuid;

pub use assortment::{Pass, Rebuilt, rebuild_some};
pub use card::{Card, CardPrice, Dot, GalleryPicture, StockState};
pub use facets::{CategoryCount, Facet, FacetValue, Total};
pub use filter::{Filter, ListQuery, Sort};
pub use listing::ListPage;
pub(crate) use mark::mark_with_fact;
pub use mark::{
    mark_dirty, mark_due, mark_later, mark_priced, mark_rate, mark_taken, mark_touched,
    mark_variants_dirty, reconcile_popularity, reconcile_rates,
};

pub(crate) use described::{described, selling};
pub use refresh::{BATCH, refresh_listing, refresh_some};
pub(crate) use store::lock_listing;
pub use tiers::make_some as make_tiers_some;
pub(crate) use tiers::{Order, Outline, make_anew as make_tier_anew};

use super::category::{self, CategoryTree};
use super::listing::SitemapFile;
use super::product::KeptProducts;
use crate::ids::{AssortmentId, ProductId, ShopId};
use crate::pricing::{ContextId, Limit, PriceContext, VatRates};
use crate::tier;
use facets::{Counts, FacetDirectory};
use listing::{Ends, EndsKey};

/// Up to so many matching products are counted.
pub const COUNT_CAP: i64 = 10_000;
/// How long counts of filtered lists are kept.
pub const COUNTS_LIVE_FOR: Duration = Duration::from_secs(60);
/// How long the sitemap's division into files is kept.
const MAPS_LIVE_FOR: Duration = Duration::from_secs(30 * 60);

/// How many articles of companies' outlines are kept, of 48 bytes each, and how many products of their orders, of 24; each outline and order counts as one more.
const MOST_KEPT: u64 = 500_000;

/// Stands for the whole shop where a category is meant.
pub(crate) const WHOLE_SHOP: Uuid = Uuid::nil();
/// The tag that counts all products of a category.
pub(crate) const ALL_TAG: i32 = 0;
/// The tag of products of which a piece is here.
pub(crate) const IN_STOCK_TAG: i32 = i32::MIN;

/// Who looks, and when.
#[derive(Clone, Copy, Debug)]
pub struct Visit<'a> {
    /// In which shop.
    pub shop_id: ShopId,
    /// In which language.
    pub locale: &'a str,
    /// Whose prices.
    pub prices: &'a PriceContext,
    /// For the VAT that is in the prices: the country of delivery.
    pub country: &'a str,
    /// The present moment, or the one that staff rehearse.
    pub at: Timestamp,
    /// Whether it is another moment than now.
    pub is_rehearsal: bool,
    /// Whether the visitor sees the prices that cards are kept with, guests' as they are now; else they are laid over the cards.
    pub sees_kept_prices: bool,
}

/// The storefront's reader with its small, short-lived caches. Cheap to clone; one per process.
#[derive(Clone)]
pub struct Storefront {
    counts: Cache<CountsKey, Arc<Counts>>,
    trees: Cache<TreeKey, Arc<CategoryTree>>,
    own: Cache<ContextId, Arc<Vec<Uuid>>>,
    orders: Cache<ContextId, Arc<Order>>,
    outlines: Cache<ContextId, Arc<Outline>>,
    guests: Cache<ShopId, Option<Arc<PriceContext>>>,
    ends: Cache<EndsKey, Arc<Ends>>,
    directories: Cache<(), Arc<FacetDirectory>>,
    rates: Cache<(), Arc<VatRates>>,
    maps: Cache<MapKey, Arc<Vec<SitemapFile>>>,
    pub(in crate::catalogue) products: KeptProducts,
    /// Held by whoever divides a sitemap.
    dividing: Arc<Mutex<()>>,
}

/// Whose sitemap: of which shop, what limits it, and how many products are in a file.
type MapKey = (ShopId, Option<AssortmentId>, i64);

/// Whose tree: in which shop and language, what limits it, and the lists with articles of their own.
type TreeKey = (ShopId, String, Option<Limit>, Arc<Vec<Uuid>>);

/// A filter as it is counted: shop, category, and the conditions.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct CountsKey {
    pub shop_id: ShopId,
    pub category: Uuid,
    pub conditions: filter::Conditions,
    /// The visitor's lists with articles of their own, when they are what is counted.
    pub own: Vec<Uuid>,
    /// What limits what is counted.
    pub limit: Option<Limit>,
    /// By whose prices it is narrowed.
    pub order: tiers::OrderKey,
}

impl Default for Storefront {
    fn default() -> Self {
        Self::new()
    }
}

impl Storefront {
    /// A reader with empty caches.
    #[must_use]
    pub fn new() -> Self {
        fn cache<
            K: std::hash::Hash + Eq + Send + Sync + 'static,
            V: Clone + Send + Sync + 'static,
        >(
            entries: u64,
            live: Duration,
        ) -> Cache<K, V> {
            Cache::builder()
                .max_capacity(entries)
                .time_to_live(live)
                .build()
        }
        Self {
            counts: cache(4_000, COUNTS_LIVE_FOR),
            trees: cache(256, Duration::from_secs(10)),
            own: cache(10_000, Duration::from_secs(10)),
            orders: Cache::builder()
                .weigher(|_, order: &Arc<Order>| order.weight())
                .max_capacity(MOST_KEPT)
                .time_to_live(Duration::from_secs(10))
                .build(),
            outlines: Cache::builder()
                .weigher(|_, outline: &Arc<Outline>| outline.weight())
                .max_capacity(MOST_KEPT)
                .time_to_live(Duration::from_secs(10))
                .build(),
            guests: cache(64, Duration::from_secs(1)),
            ends: cache(1_000, Duration::from_secs(1)),
            directories: cache(1, Duration::from_secs(10)),
            rates: cache(1, Duration::from_secs(60)),
            maps: cache(16, MAPS_LIVE_FOR),
            products: KeptProducts::new(),
            dividing: Arc::default(),
        }
    }

    /// Forgets everything that is cached, so that the next reader sees the present state (after a seed, in tests).
    pub fn forget(&self) {
        self.counts.invalidate_all();
        self.trees.invalidate_all();
        self.own.invalidate_all();
        self.orders.invalidate_all();
        self.outlines.invalidate_all();
        self.guests.invalidate_all();
        self.ends.invalidate_all();
        self.directories.invalidate_all();
        self.rates.invalidate_all();
        self.maps.invalidate_all();
        self.products.forget();
    }

    /// The published categories of a shop with their product counts and addresses, as a visitor sees them: to whom an assortment limits, those of which it has
    /// something, and those with articles that only the visitor's lists have a price of. A category of which all articles are others' own is not there. At most
    /// ten seconds old.
    ///
    /// # Errors
    /// Database errors.
    pub async fn tree(
        &self,
        conn: &mut PgConnection,
        visit: &Visit<'_>,
    ) -> Result<Arc<CategoryTree>, DbError> {
        let context = visit.prices.id();
        let own = match self.own.get(&context) {
            Some(own) => own,
            None => {
                let own = Arc::new(self.own_lists(conn, visit).await?);
                self.own.insert(context, Arc::clone(&own));
                own
            }
        };
        let limit = visit.prices.assortment;
        let (shop_id, locale) = (visit.shop_id, visit.locale);
        let key = (shop_id, locale.to_owned(), limit, Arc::clone(&own));
        if let Some(tree) = self.trees.get(&key) {
            return Ok(tree);
        }
        let tree = category::listing::tree(conn, shop_id, locale, limit, &own).await?;
        let tree = Arc::new(tree);
        self.trees.insert(key, Arc::clone(&tree));
        Ok(tree)
    }

    /// The files of a shop's sitemap, of an assortment where one limits what is told. Half an hour old at most: search engines come by the day. The caller holds no
    /// connection: one is taken by whoever divides it, and by nobody who waits for that.
    ///
    /// # Errors
    /// Database errors.
    pub async fn sitemap_files(
        &self,
        db: &Db,
        of: (ShopId, Option<AssortmentId>),
        size: i64,
    ) -> Result<Arc<Vec<SitemapFile>>, DbError> {
        let key = (of.0, of.1, size);
        if let Some(files) = self.maps.get(&key) {
            return Ok(files);
        }
        // Of a million articles it takes seconds: of several robots at once the others wait for the first.
        let _alone = self.dividing.lock().await;
        if let Some(files) = self.maps.get(&key) {
            return Ok(files);
        }
        let mut conn = db.read().await?;
        let files = Arc::new(super::listing::sitemap_files(&mut conn, of, size).await?);
        self.maps.insert(key, Arc::clone(&files));
        Ok(files)
    }

    /// The visitor's lists that have articles of their own; guests have none.
    pub(crate) async fn own_lists(
        &self,
        conn: &mut PgConnection,
        visit: &Visit<'_>,
    ) -> Result<Vec<Uuid>, DbError> {
        match visit.sees_kept_prices {
            true => Ok(Vec::new()),
            false => private::listing::lists_with_own(conn, &visit.prices.lists).await,
        }
    }

    /// Those of some products that are in the visitor's assortment, by its rules as they are now.
    pub(crate) async fn in_assortment(
        conn: &mut PgConnection,
        visit: &Visit<'_>,
        products: &[ProductId],
    ) -> Result<Vec<ProductId>, DbError> {
        match visit.prices.assortment {
            None => Ok(products.to_vec()),
            Some(limit) => tier::assortment::listing::shown(conn, limit.id, products).await,
        }
    }

    pub(crate) async fn directory(
        &self,
        conn: &mut PgConnection,
    ) -> Result<Arc<FacetDirectory>, DbError> {
        if let Some(directory) = self.directories.get(&()) {
            return Ok(directory);
        }
        let directory = Arc::new(facets::directory(conn).await?);
        self.directories.insert((), Arc::clone(&directory));
        Ok(directory)
    }

    pub(crate) async fn rates(&self, conn: &mut PgConnection) -> Result<Arc<VatRates>, DbError> {
        if let Some(rates) = self.rates.get(&()) {
            return Ok(rates);
        }
        let rates = Arc::new(VatRates::load(conn).await?);
        self.rates.insert((), Arc::clone(&rates));
        Ok(rates)
    }
}
