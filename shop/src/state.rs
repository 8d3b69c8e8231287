//! What the shop's handlers hold.

use std::sync::Arc;
use std::time::Duration;

use commerce::catalogue::product::preview;
use commerce::catalogue::search::Search;
use commerce::catalogue::search::engine::SearchEngine;
use commerce::catalogue::shop::{NONE_YET, Shop};
use commerce::catalogue::storefront::{Storefront, Visit};
use commerce::checkout::freight::{Parcel, Ways};
use commerce::checkout::listing::{PaymentForTiers, payment_for_tiers};
use commerce::customer::Session;
use commerce::ids::ShopId;
use commerce::legal;
use commerce::media::PictureSettings;
use commerce::payment::gateway::PaymentGateway;
use commerce::pricing::listing::price_context;
use commerce::pricing::rehearsal::{self, Rehearsal};
use commerce::pricing::{Audience, ContextId, GUEST_TIER, PriceContext};
use commerce::setting::{Key, Settings};
use commerce::vat_check::VatRegister;
use moka::sync::Cache;
use platform::auth::passkeys::Passkeys;
use platform::auth::password::Passwords;
use platform::auth::sealed::Vault;
use platform::clock::Timestamp;
use platform::db::{Db, PgConnection};
use platform::files::image::Darkroom;
use platform::i18n::Locale;
use platform::money::{Currency, Money};
use platform::render::Renderer;
use platform::secret::SecretKey;
use platform::web::PageError;

use crate::grid::KeptCards;
use crate::home::handlers::HomeContent;
use crate::kept::KeptPages;

/// How long what every page shows of the shop itself is kept: a change by the merchant is seen after so long at most.
const FACTS_LIVE_FOR: Duration = Duration::from_secs(10);
/// First pages that are kept: tiers share theirs, each company with a list of its own has another.
const HOMES: u64 = 500;
/// Tiers whose ways of freight are kept, in each language.
const TIERS: u64 = 100;

/// What the server hands to the shop's door.
pub struct ShopParts {
    /// Which shop is served; none: the oldest, where none had been set up when the door was made.
    pub shop: Option<ShopId>,
    /// The database.
    pub db: Db,
    /// The brand's templates and texts.
    pub renderer: Arc<Renderer>,
    /// Where pictures are kept and made.
    pub darkroom: Darkroom,
    /// The sizes that the theme declares.
    pub pictures: PictureSettings,
    /// Takes payment.
    pub gateway: Arc<dyn PaymentGateway>,
    /// Knows VAT numbers.
    pub register: Arc<dyn VatRegister>,
    /// The storefront's reader with its caches.
    pub storefront: Storefront,
    /// Ranks what is searched for, where one is configured.
    pub engine: Option<Arc<dyn SearchEngine>>,
    /// The program's secret, for links to orders.
    pub secret: SecretKey,
    /// Hashes and checks customers' passwords: the same for all shops, which share the machine.
    pub passwords: Passwords,
    /// Scheme and host under which shoppers reach this shop, without a slash at the end. Nothing is built from the host that a request calls.
    pub public_url: String,
    /// How long a page of the catalogue that everybody sees alike is kept; nought: made each time.
    pub pages_live_for: Duration,
}

/// The state of one shop's door: what it keeps is that shop's alone. Cheap to clone.
#[derive(Clone)]
pub struct ShopState(Arc<Inner>);

/// See [`ShopParts`].
pub struct Inner {
    /// As handed over.
    pub parts: ShopParts,
    /// Finds products by words.
    pub search: Search,
    /// Asks for passkeys and checks them; none where the shop has no domain.
    pub passkeys: Option<Passkeys>,
    /// What the first page shows, by language and prices. A few seconds old at most.
    pub home: Cache<(Locale, ContextId), Arc<HomeContent>>,
    /// Opens the passes of rehearsals.
    pub rehearsals: Vault,
    /// Opens the passes of previews.
    pub previews: Vault,
    /// Pages that everybody sees alike.
    pub kept: KeptPages,
    /// Cards as grids show them.
    pub cards: KeptCards,
    facts: Cache<(), Arc<ShopFacts>>,
    /// As they were read last, however long ago.
    latest: Cache<(), Arc<ShopFacts>>,
    /// The ways at home by the buyer's tier and the reader's language.
    ways: Cache<(String, Currency, Locale), Arc<Ways>>,
}

/// What hardly ever changes of the shop that is served.
#[derive(Clone, Debug)]
pub struct ShopFacts {
    /// The seller.
    pub shop: Shop,
    /// A guest's prices.
    pub prices: Arc<PriceContext>,
    /// The sum from which some delivery at home is free.
    pub free_freight_from: Option<Money>,
    /// Whether the shop has published how its reviews work.
    pub tells_of_reviews: bool,
    /// The ways to pay, with who may choose each.
    pub payments: Vec<PaymentForTiers>,
    /// What the merchant has decided.
    pub settings: Settings,
}

impl ShopFacts {
    /// The names of the ways in which people of a tier may pay, in the merchant's order.
    #[must_use]
    pub fn payments_for(&self, tier: &str) -> Vec<&'static str> {
        let ways = self.payments.iter().filter(|way| way.is_for(tier));
        ways.map(|way| way.method.as_str()).collect()
    }
}

impl ShopState {
    /// Puts the parts together.
    #[must_use]
    pub fn new(parts: ShopParts) -> Self {
        let search = Search::with_engine(parts.storefront.clone(), parts.engine.clone());
        let facts = Cache::builder()
            .max_capacity(1)
            .time_to_live(FACTS_LIVE_FOR)
            .build();
        let home = Cache::builder()
            .max_capacity(HOMES)
            .time_to_live(FACTS_LIVE_FOR)
            .build();
        let ways = Cache::builder()
            .max_capacity(TIERS)
            .time_to_live(FACTS_LIVE_FOR)
            .build();
        let rehearsals = Vault::new(&parts.secret, rehearsal::PURPOSE);
        let previews = Vault::new(&parts.secret, preview::PURPOSE);
        let kept = KeptPages::new(parts.pages_live_for);
        let passkeys = Passkeys::at(&parts.public_url).ok();
        Self(Arc::new(Inner {
            parts,
            kept,
            cards: KeptCards::default(),
            passkeys,
            search,
            rehearsals,
            previews,
            home,
            facts,
            latest: Cache::new(1),
            ways,
        }))
    }

    /// The shop that is served, at most ten seconds old.
    ///
    /// # Errors
    /// Database errors; 503 with [`NONE_YET`] while no shop has been set up.
    pub async fn facts(&self, conn: &mut PgConnection) -> Result<Arc<ShopFacts>, PageError> {
        if let Some(facts) = self.0.facts.get(&()) {
            return Ok(facts);
        }
        let missing = || PageError::Unavailable(NONE_YET.to_owned());
        let shop = commerce::catalogue::shop::shops(conn)
            .await?
            .into_iter()
            .find(|shop| self.0.parts.shop.is_none_or(|served| served == shop.id))
            .ok_or_else(missing)?;
        let now = self.now();
        let prices = price_context(conn, shop.id, Audience::Tier(GUEST_TIER), now)
            .await?
            .map(Arc::new)
            .ok_or_else(missing)?;
        let guests = (GUEST_TIER, shop.currency);
        let offers = ways_at_home(conn, &shop, guests, Locale::Sv)
            .await?
            .offers(0, 0, now);
        let tells_of_reviews = legal::is_published(conn, shop.id, "reviews", now).await?;
        let free_from = offers
            .iter()
            .filter_map(|offer| offer.free_from_minor)
            .min();
        let free_freight_from = free_from.map(|minor| Money::new(minor, shop.currency));
        let payments = payment_for_tiers(conn, shop.id).await?;
        let facts = Arc::new(ShopFacts {
            payments,
            settings: Settings::of(conn, shop.id).await?,
            shop,
            prices,
            free_freight_from,
            tells_of_reviews,
        });
        self.0.facts.insert((), Arc::clone(&facts));
        self.0.latest.insert((), Arc::clone(&facts));
        Ok(facts)
    }

    /// The ways in which goods come to a tier's buyers at home, at most ten seconds old: what a product's page says of freight. The cart and the checkout
    /// ask anew.
    ///
    /// # Errors
    /// Database errors.
    pub async fn freight(
        &self,
        conn: &mut PgConnection,
        facts: &ShopFacts,
        (tier, currency): (&str, Currency),
        locale: Locale,
    ) -> Result<Arc<Ways>, PageError> {
        let key = (tier.to_owned(), currency, locale);
        if let Some(ways) = self.0.ways.get(&key) {
            return Ok(ways);
        }
        let ways = Arc::new(ways_at_home(conn, &facts.shop, (tier, currency), locale).await?);
        self.0.ways.insert(key, Arc::clone(&ways));
        Ok(ways)
    }

    /// Whose prices a page shows, and of when: whoever is logged in, or what staff rehearse.
    ///
    /// # Errors
    /// Database errors.
    pub async fn seen(
        &self,
        conn: &mut PgConnection,
        facts: &Arc<ShopFacts>,
        session: Option<&Session>,
        rehearsal: Option<&Rehearsal>,
    ) -> Result<Seen, PageError> {
        let (prices, at) = match rehearsal {
            None => (self.prices(conn, facts, session).await?, self.now()),
            Some(of) => {
                let audience = of.seen_as.audience();
                let found = price_context(conn, facts.shop.id, audience, of.at).await?;
                (Arc::new(found.ok_or(PageError::NotFound)?), of.at)
            }
        };
        Ok(Seen {
            facts: Arc::clone(facts),
            prices,
            at,
            is_rehearsal: rehearsal.is_some(),
        })
    }

    /// The prices of whoever is logged in, asked for at each visit: another tier or company holds at once. A guest's are at hand.
    ///
    /// # Errors
    /// Database errors.
    pub async fn prices(
        &self,
        conn: &mut PgConnection,
        facts: &ShopFacts,
        session: Option<&Session>,
    ) -> Result<Arc<PriceContext>, PageError> {
        let Some(session) = session else {
            return Ok(Arc::clone(&facts.prices));
        };
        let audience = Audience::Session(session.id);
        let found = price_context(conn, facts.shop.id, audience, self.now()).await?;
        Ok(found.map_or_else(|| Arc::clone(&facts.prices), Arc::new))
    }

    /// What a guest of whom nothing is known sees, where that is at hand: no connection is taken for it.
    #[must_use]
    pub fn seen_by_anybody(&self) -> Option<Seen> {
        let facts = self.0.facts.get(&())?;
        Some(Seen {
            prices: Arc::clone(&facts.prices),
            facts,
            at: self.now(),
            is_rehearsal: false,
        })
    }

    /// What was last known of the shop, however long ago, for pages that must be shown while the database is away.
    #[must_use]
    pub fn last_facts(&self) -> Option<Arc<ShopFacts>> {
        self.0.latest.get(&())
    }

    /// Whether what belongs to a shop belongs to the one that is served here. What belongs to another is not there.
    #[must_use]
    pub fn serves(&self, shop: ShopId) -> bool {
        self.0.parts.shop.is_none_or(|served| served == shop)
    }

    /// The present moment.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.0.parts.db.clock().now()
    }

    /// Whether shoppers come over HTTPS.
    #[must_use]
    pub fn is_secure(&self) -> bool {
        self.0.parts.public_url.starts_with("https://")
    }
}

async fn ways_at_home(
    conn: &mut PgConnection,
    shop: &Shop,
    (tier, currency): (&str, Currency),
    locale: Locale,
) -> Result<Ways, PageError> {
    let parcel = Parcel {
        shop_id: shop.id,
        country: &shop.country,
        weight_g: 0,
        items_minor: 0,
        currency,
        tier,
    };
    Ok(Ways::of(conn, &parcel, locale.code()).await?)
}

impl std::ops::Deref for ShopState {
    type Target = Inner;
    fn deref(&self) -> &Inner {
        &self.0
    }
}

impl std::ops::Deref for Inner {
    type Target = ShopParts;
    fn deref(&self) -> &ShopParts {
        &self.parts
    }
}

/// Whose prices a page shows, and of when.
#[derive(Clone, Debug)]
pub struct Seen {
    /// The shop.
    pub facts: Arc<ShopFacts>,
    /// The visitor's prices.
    pub prices: Arc<PriceContext>,
    /// The present moment, or the one that staff rehearse.
    pub at: Timestamp,
    /// Whether it is another moment than now.
    pub is_rehearsal: bool,
}

impl Seen {
    /// Whether lists are sorted by the very prices that they show: those of guests, as they are now.
    #[must_use]
    pub fn sees_kept_prices(&self) -> bool {
        !self.is_rehearsal && self.prices.id() == self.facts.prices.id()
    }

    /// Since when what is published counts as new.
    #[must_use]
    pub fn new_since(&self) -> Timestamp {
        self.at.minus(self.facts.settings.days(Key::NewDays))
    }

    /// The visitor's view of the catalogue.
    #[must_use]
    pub fn visit(&self, locale: Locale) -> Visit<'_> {
        Visit {
            shop_id: self.facts.shop.id,
            locale: locale.code(),
            prices: &self.prices,
            country: &self.facts.shop.country,
            at: self.at,
            is_rehearsal: self.is_rehearsal,
            sees_kept_prices: self.sees_kept_prices(),
        }
    }
}
