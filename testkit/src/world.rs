//! A small shop to test in: one list of prices, one location, VAT of 25 %, two ways of freight, terms.

use commerce::cart::Cart;
use commerce::cart::listing::{CartHead, contents};
use commerce::catalogue::shop::{Shop, save_shop};
use commerce::checkout::Contact;
use commerce::checkout::prepare::Confirmation;
use commerce::checkout::quote::{Quote, quote};
use commerce::ids::{
    CartId, CustomerId, CustomerSessionId, LocationId, PriceListId, ProductId, ShopId, VariantId,
};
use commerce::inventory::store::{Balance, set_balances};
use commerce::order::Address;
use commerce::pricing::vat::Treatment;
use platform::auth::token::Token;
use platform::clock::{Clock, Timestamp};
use platform::db::{Db, Origin, PgConnection, Tx};
use platform::money::Currency;

use crate::Database;

/// What happens in tests happens on a Monday, 23 November 2026, at ten in Stockholm.
pub const MONDAY: &str = "2026-11-23T09:00:00Z";

/// The shop and what belongs to it.
pub struct World {
    /// Its database; dropped with the world.
    pub database: Database,
    /// The database as rooms take it.
    pub db: Db,
    /// Stands until it is moved.
    pub clock: Clock,
    /// The shop.
    pub shop_id: ShopId,
    /// Consumer prices, VAT included.
    pub list: PriceListId,
    /// The one place with goods.
    pub location: LocationId,
}

impl World {
    /// Makes one.
    ///
    /// # Panics
    /// When the database does not do what it is asked.
    pub async fn create() -> Self {
        let clock = Clock::fixed(MONDAY.parse::<jiff::Timestamp>().expect("a moment").into());
        Self::furnish(Database::create().await, clock).await
    }

    /// Makes one in an empty database: a running program's, say, whose clock is the system's.
    ///
    /// # Panics
    /// When the database does not do what it is asked.
    pub async fn furnish(database: Database, clock: Clock) -> Self {
        let db = database.db(clock.clone());
        let mut tx = db
            .begin(Origin::system("test"))
            .await
            .expect("a transaction");
        let shop_id = save_shop(&mut tx, &shop()).await.expect("a shop");
        let (list, location) = (PriceListId::generate(), LocationId::generate());
        lay_ground(&mut tx, shop_id, list, location).await;
        for (kind, body) in [
            ("terms", "Villkor"),
            ("withdrawal", "Ångerrätt"),
            ("withdrawal_form", "Blankett"),
        ] {
            for locale in ["sv", "en"] {
                commerce::legal::publish(&mut tx, shop_id, kind, locale, kind, body)
                    .await
                    .expect("a document");
            }
        }
        tx.commit().await.expect("a commit");
        Self {
            database,
            db,
            clock,
            shop_id,
            list,
            location,
        }
    }

    /// A transaction of the program itself.
    ///
    /// # Panics
    /// When the database does not give one.
    pub async fn tx(&self) -> Tx {
        self.db
            .begin(Origin::system("test"))
            .await
            .expect("a transaction")
    }

    /// A product for sale with one variant: so many pieces at so many öre.
    ///
    /// # Panics
    /// When it cannot be made.
    pub async fn variant(&self, sku: &str, pieces: i64, price_minor: i64) -> VariantId {
        let mut tx = self.tx().await;
        let (product, variant) = (ProductId::generate(), VariantId::generate());
        insert_variant(&mut tx, self, product, variant, sku, price_minor).await;
        let balance = Balance {
            variant_id: variant,
            location_id: self.location,
            on_hand: pieces,
        };
        set_balances(&mut tx, &[balance], "test")
            .await
            .expect("a balance");
        tx.commit().await.expect("a commit");
        variant
    }

    /// Another price from now on.
    ///
    /// # Panics
    /// When it cannot be set.
    pub async fn set_price(&self, variant: VariantId, price_minor: i64) {
        let mut tx = self.tx().await;
        let now = tx.now();
        sqlx::query!(
            "update prices set valid_to = $2 where variant_id = $1 and valid_to is null",
            variant.0,
            now
        )
        .execute(&mut *tx)
        .await
        .expect("an end");
        sqlx::query!(
            "insert into prices (id, price_list_id, variant_id, unit_price_e4, valid_from, created_at, created_by) values ($1, $2, $3, $4, $5, $5, 'test')",
            platform::ids::new_uuid(),
            self.list.0,
            variant.0,
            price_minor * platform::money::UNIT_PRICE_SCALE,
            now
        )
        .execute(&mut *tx)
        .await
        .expect("a price");
        tx.commit().await.expect("a commit");
    }

    /// Somebody of a tier who is logged in: the session, and the secret that the browser holds.
    ///
    /// # Panics
    /// When they cannot be made.
    pub async fn session(&self, tier: &str) -> (CustomerSessionId, Token) {
        let (customer, session) = (CustomerId::generate(), CustomerSessionId::generate());
        let token = Token::generate();
        let mut tx = self.tx().await;
        let now = tx.now();
        sqlx::query!(
            "insert into customers (id, number, email, name, locale, tier_code, created_at, updated_at)
             values ($1, 'KND-' || nextval('customer_numbers'), $1::uuid || '@exempel.se', 'Elin Sandahl', 'sv', $2, $3, $3)",
            customer.0,
            tier,
            now
        )
        .execute(&mut *tx)
        .await
        .expect("a customer");
        sqlx::query!(
            "insert into customer_sessions (id, customer_id, token_hash, proved_by, proved_at, created_at, last_seen_at, expires_at)
             values ($1, $2, $3, 'password', $4, $4, $4, $5)",
            session.0,
            customer.0,
            token.hash(),
            now,
            now.plus(jiff::SignedDuration::from_hours(24 * 30))
        )
        .execute(&mut *tx)
        .await
        .expect("a session");
        tx.commit().await.expect("a commit");
        (session, token)
    }

    /// Takes everything out of the shop at a moment.
    ///
    /// # Panics
    /// When it cannot be done.
    pub async fn unpublish_from(&self, at: Timestamp) {
        let mut tx = self.tx().await;
        sqlx::query!("update product_publications set published_to = $1", at)
            .execute(&mut *tx)
            .await
            .expect("an end");
        tx.commit().await.expect("a commit");
    }

    /// A cart with so many pieces of each.
    ///
    /// # Panics
    /// When they cannot be put in.
    pub async fn cart(&self, lines: &[(VariantId, i32)]) -> CartId {
        let mut tx = self.tx().await;
        let hash = platform::secret::hash_token(&platform::secret::random_token());
        let cart = commerce::cart::store::open(&mut tx, self.shop_id, "SEK", "sv", &hash)
            .await
            .expect("a cart");
        for (variant, quantity) in lines {
            commerce::cart::store::add(&mut tx, cart, *variant, *quantity, &[self.list])
                .await
                .expect("a line");
        }
        tx.commit().await.expect("a commit");
        cart
    }

    /// A cart as a consumer in Sweden has it now.
    ///
    /// # Panics
    /// When it cannot be read.
    pub async fn contents(&self, conn: &mut PgConnection, cart_id: CartId, locale: &str) -> Cart {
        let head = CartHead {
            id: cart_id,
            shop_id: self.shop_id,
            currency: "SEK".to_owned(),
            pieces: 0,
        };
        let (lists, at_home) = ([self.list], Treatment::at_home("SE"));
        contents(conn, &head, &lists, locale, &at_home, self.clock.now())
            .await
            .expect("a cart")
    }

    /// What a cart costs now, sent home within Sweden.
    ///
    /// # Panics
    /// When it has no price.
    pub async fn quote(&self, cart_id: CartId) -> Quote {
        self.quote_with(cart_id, "home").await
    }

    /// What a cart costs now, sent in this way.
    ///
    /// # Panics
    /// When it has no price.
    pub async fn quote_with(&self, cart_id: CartId, freight: &str) -> Quote {
        let mut conn = self.db.read().await.expect("a connection");
        let now = self.clock.now();
        let cart = self.contents(&mut conn, cart_id, "sv").await;
        let buyer = commerce::promotion::Buyer {
            email: Some(contact().email),
            ..commerce::promotion::Buyer::guest("consumer")
        };
        quote(&mut conn, &cart, &buyer, "SE", Some(freight), "sv", now)
            .await
            .expect("a quote")
    }

    /// What a shopper sends who has seen the cart as it costs now.
    ///
    /// # Panics
    /// When the cart has no price.
    pub async fn confirmation(&self, cart_id: CartId) -> Confirmation {
        self.confirmation_with(cart_id, "home").await
    }

    /// The same, sent in this way.
    ///
    /// # Panics
    /// When the cart has no price.
    pub async fn confirmation_with(&self, cart_id: CartId, freight: &str) -> Confirmation {
        let quote = self.quote_with(cart_id, freight).await;
        Confirmation {
            cart_id,
            contact: contact(),
            freight: freight.to_owned(),
            confirmed_hash: quote.hash,
            locale: "sv".to_owned(),
            customer_id: None,
            tier_code: "consumer".to_owned(),
            lists: vec![self.list],
            currency: Currency::SEK,
            gateway: "stripe".to_owned(),
            method: commerce::payment::PaymentMethod::Card,
            company: None,
            approved_by: None,
        }
    }
}

/// A shopper.
#[must_use]
pub fn contact() -> Contact {
    Contact {
        email: "elin@exempel.se".to_owned(),
        phone: "+46701740612".to_owned(),
        delivery: Address {
            name: "Elin Sandahl".to_owned(),
            street: "Repslagaregatan 11".to_owned(),
            postcode: "41301".to_owned(),
            city: "Göteborg".to_owned(),
            country: "SE".to_owned(),
            ..Address::default()
        },
        invoice: None,
        note: String::new(),
    }
}

/// The shop that tests are in.
#[must_use]
pub fn shop() -> Shop {
    Shop {
        id: ShopId::generate(),
        code: "nordbod".to_owned(),
        name: "Nordbod".to_owned(),
        legal_name: "Nordbod AB".to_owned(),
        org_number: "559000-0000".to_owned(),
        vat_number: "SE559000000001".to_owned(),
        street: "Bodgatan 4".to_owned(),
        postcode: "411 00".to_owned(),
        city: "Göteborg".to_owned(),
        country: "SE".to_owned(),
        email: "hej@nordbod.example".to_owned(),
        phone: "031-390 06 10".to_owned(),
        currency: Currency::SEK,
        default_locale: "sv".to_owned(),
        countries: vec!["SE".to_owned()],
        payment_methods: ["card", "swish", "klarna"].map(str::to_owned).to_vec(),
    }
}

async fn lay_ground(tx: &mut Tx, shop_id: ShopId, list: PriceListId, location: LocationId) {
    let now = tx.now();
    let (home, point) = (platform::ids::new_uuid(), platform::ids::new_uuid());
    sqlx::query!("insert into vat_classes (code, name) values ('standard', '{}')")
        .execute(&mut **tx)
        .await
        .expect("a class");
    sqlx::query!(
        "insert into vat_rates (id, vat_class, country, rate_bp, valid_from) values ($1, 'standard', 'SE', 2500, '2000-01-01')",
        platform::ids::new_uuid()
    )
    .execute(&mut **tx)
    .await
    .expect("a rate");
    sqlx::query!(
        "insert into tiers (code, name, position, shows_vat) values ('consumer', '{}', 1, true) on conflict (code) do nothing"
    )
    .execute(&mut **tx)
    .await
    .expect("a tier");
    sqlx::query!(
        "insert into price_lists (id, code, name, shop_id, currency, includes_vat, audience, tier_code, created_at)
         values ($1, 'base', 'Konsument', $2, 'SEK', true, 'tier', 'consumer', $3)",
        list.0,
        shop_id.0,
        now
    )
    .execute(&mut **tx)
    .await
    .expect("a list");
    sqlx::query!(
        "insert into locations (id, code, name) values ($1, 'main', 'Lagret')",
        location.0
    )
    .execute(&mut **tx)
    .await
    .expect("a location");
    sqlx::query!(
        r#"insert into freight_methods (id, shop_id, code, label, description, position, min_days, max_days)
           values ($1, $3, 'home', '{"sv": "Hem till dörren"}', '{}', 1, 1, 2), ($2, $3, 'point', '{"sv": "Ombud"}', '{}', 2, 2, 3)"#,
        home,
        point,
        shop_id.0
    )
    .execute(&mut **tx)
    .await
    .expect("freight");
    sqlx::query!(
        "insert into freight_rates (id, method_id, countries, max_weight_g, currency, price_minor, free_from_minor)
         values (gen_random_uuid(), $1, '{SE}', 20000, 'SEK', 5900, null), (gen_random_uuid(), $2, '{SE}', 20000, 'SEK', 4900, 79900)",
        home,
        point
    )
    .execute(&mut **tx)
    .await
    .expect("rates");
}

async fn insert_variant(
    tx: &mut Tx,
    world: &World,
    product: ProductId,
    variant: VariantId,
    sku: &str,
    price_minor: i64,
) {
    let now = tx.now();
    sqlx::query!(
        "insert into products (id, code, vat_class, created_at, updated_at) values ($1, $2, 'standard', $3, $3)",
        product.0,
        sku,
        now
    )
    .execute(&mut **tx)
    .await
    .expect("a product");
    sqlx::query!(
        "insert into product_translations (product_id, locale, name) values ($1, 'sv', $2)",
        product.0,
        sku
    )
    .execute(&mut **tx)
    .await
    .expect("a name");
    sqlx::query!(
        "insert into product_publications (shop_id, product_id, published_from) values ($1, $2, $3)",
        world.shop_id.0,
        product.0,
        now
    )
    .execute(&mut **tx)
    .await
    .expect("a publication");
    sqlx::query!(
        "insert into variants (id, product_id, sku, is_main, weight_g, created_at, updated_at) values ($1, $2, $3, true, 400, $4, $4)",
        variant.0,
        product.0,
        sku,
        now
    )
    .execute(&mut **tx)
    .await
    .expect("a variant");
    sqlx::query!(
        "insert into prices (id, price_list_id, variant_id, unit_price_e4, valid_from, created_at, created_by) values ($1, $2, $3, $4, $5, $5, 'test')",
        platform::ids::new_uuid(),
        world.list.0,
        variant.0,
        price_minor * platform::money::UNIT_PRICE_SCALE,
        now
    )
    .execute(&mut **tx)
    .await
    .expect("a price");
}

/// The file with everything that is held about a customer, as they get it.
///
/// # Panics
/// When it cannot be made, or is no JSON.
pub async fn file_of(tx: &mut Tx, customer: CustomerId) -> serde_json::Value {
    let mut file = platform::files::spool::Spool::new();
    commerce::customer::export::write(tx, customer, &mut file)
        .await
        .expect("a file");
    let pieces = file.into_pieces().await.expect("its pieces");
    let body = axum::body::Body::from_stream(pieces);
    let text = axum::body::to_bytes(body, usize::MAX).await;
    serde_json::from_slice(&text.expect("its text")).expect("JSON")
}
