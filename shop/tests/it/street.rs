//! Two shops of one merchant beside each other, behind the doors that the program has in production.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock, Mutex};
use std::time::Duration;

use axum::body::{Body, to_bytes};
use commerce::catalogue::Storefront;
use commerce::catalogue::address::{Kind, set_free_slug};
use commerce::catalogue::product::listing::identities;
use commerce::catalogue::storefront::{mark_variants_dirty, refresh_some};
use commerce::customer::CUSTOMER_LINK;
use commerce::ids::VariantId;
use commerce::media::PictureSettings;
use commerce::order::ORDER_PAGE;
use commerce::payment::gateway::PaymentGateway;
use commerce::shop_door::{self, Addresses};
use commerce::vat_check::VatRegister;
use flate2::read::GzDecoder;
use http::{Request, StatusCode, header};
use platform::auth::password::Passwords;
use platform::db::Db;
use platform::render::{Brands, PathTable, RendererOptions};
use platform::secret::SecretKey;
use platform::web::Names;
use platform::web::layers::{self, Outside};
use shop::{Place, ShopDoors, ShopParts, ShopState};
use testkit::beside::Beside;
use testkit::pictures::Pictures;
use testkit::provider::Provider;
use testkit::register::Register;
use testkit::world::World;
use tower::ServiceExt as _;
use uuid::Uuid;

use crate::stand::{Page, SECRET, encoded, filled, pairs};

/// Where the world's own shop stands.
pub const OWN: &str = "nordbod.example";
/// Where the other one stands.
pub const OTHER: &str = "www.ladan.example";

/// The brands: the world's shop wears the configured one, the other the theme that has everything.
static BRANDS: LazyLock<Brands> = LazyLock::new(|| {
    let options = RendererOptions {
        root: concat!(env!("CARGO_MANIFEST_DIR"), "/../themes").into(),
        brand: "nordbod".to_owned(),
        watch: false,
        strict: true,
    };
    let paths = PathTable::new(shop::paths::PATHS.iter().copied());
    let brands = Brands::load(options, paths).expect("the theme loads");
    brands.read(Some("default")).expect("the other theme loads");
    brands
});

/// Two shops: both sell `Mugg` (249 kr and 199 kr), one alone `Vas`, the other alone `Klocka`.
pub struct Street {
    pub world: World,
    pub beside: Beside,
    pub provider: Arc<Provider>,
    pub doors: ShopDoors,
    pub mug: VariantId,
    pub clock: VariantId,
    jars: Mutex<BTreeMap<String, BTreeMap<String, String>>>,
    pictures: Pictures,
}

impl Street {
    pub async fn open() -> Self {
        let world = World::create().await;
        let beside = world.beside(Some("default")).await;
        let mug = world.variant("Mugg", 10, 24_900).await;
        let vase = world.variant("Vas", 10, 39_900).await;
        let clock = world.variant("Klocka", 10, 59_900).await;
        world.sell_beside(beside, mug, 19_900).await;
        world.sell_beside(beside, clock, 59_900).await;
        world.sell_here_no_more(clock).await;
        for (sku, variant, slug) in [
            ("Mugg", mug, "mugg"),
            ("Vas", vase, "vas"),
            ("Klocka", clock, "klocka"),
        ] {
            name(&world, (sku, variant), slug).await;
        }
        let (provider, pictures) = (Arc::new(Provider::default()), Pictures::new());
        let doors = doors(world.db.clone(), &provider, &pictures);
        let street = Self {
            world,
            beside,
            provider,
            doors,
            mug,
            clock,
            jars: Mutex::default(),
            pictures,
        };
        street.stand().await;
        street
    }

    /// Lets the doors stand as the shops are now.
    pub async fn stand(&self) {
        let mut conn = self.world.db.read().await.expect("a connection");
        let shops = shop_door::doors(&mut conn).await.expect("the shops");
        self.doors.stand(&shops);
    }

    /// The same shops behind doors with one connection, which tells how many statements it was asked.
    pub async fn counting(mut self) -> (Self, Db) {
        let (url, clock) = (&self.world.database.url, self.world.clock.clone());
        let db = Db::connect(url, 1, clock).await.expect("a connection");
        self.doors = doors(db.clone(), &self.provider, &self.pictures);
        self.stand().await;
        (self, db)
    }

    /// A page as a browser gets it, packed where it is kept.
    pub async fn get(&self, host: &str, path: &str) -> Page {
        let request = Request::get(path).header(header::ACCEPT_ENCODING, "gzip");
        self.send(host, request, Body::empty()).await
    }

    pub async fn post(&self, host: &str, path: &str, fields: &[(&str, &str)]) -> Page {
        let pairs: Vec<String> = fields
            .iter()
            .map(|(name, value)| format!("{name}={}", encoded(value)))
            .collect();
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin");
        self.send(host, request, Body::from(pairs.join("&"))).await
    }

    async fn send(&self, host: &str, mut request: http::request::Builder, body: Body) -> Page {
        request = request.header(header::HOST, host);
        for (name, value) in self.jar(host) {
            request = request.header(header::COOKIE, format!("{name}={value}"));
        }
        let request = request.body(body).expect("a request");
        let response = self
            .doors
            .clone()
            .oneshot(request)
            .await
            .expect("an answer");
        let (parts, body) = response.into_parts();
        for line in parts.headers.get_all(header::SET_COOKIE) {
            let line = line.to_str().expect("a cookie");
            let pair = line.split(';').next().expect("a pair");
            let (name, value) = pair.split_once('=').expect("a name");
            let mut jars = self.jars.lock().expect("the jars");
            let jar = jars.entry(host.to_owned()).or_default();
            if value.is_empty() {
                jar.remove(name);
            } else {
                jar.insert(name.to_owned(), value.to_owned());
            }
            jar.insert(format!("{name}-line"), line.to_owned());
        }
        let bytes = to_bytes(body, 4_000_000).await.expect("a body");
        let is_packed = parts.headers.contains_key(header::CONTENT_ENCODING);
        let html = if is_packed {
            std::io::read_to_string(GzDecoder::new(&bytes[..])).expect("a text")
        } else {
            String::from_utf8_lossy(&bytes).into_owned()
        };
        let location = parts.headers.get(header::LOCATION);
        Page {
            status: parts.status,
            location: location
                .map(|to| to.to_str().expect("an address").to_owned())
                .unwrap_or_default(),
            html,
        }
    }

    /// What the browser holds of a host, without the lines by which it was given.
    pub fn jar(&self, host: &str) -> BTreeMap<String, String> {
        let jars = self.jars.lock().expect("the jars");
        let held = jars.get(host).cloned().unwrap_or_default();
        held.into_iter()
            .filter(|(name, _)| !name.ends_with("-line"))
            .collect()
    }

    /// The whole line by which a cookie was given.
    pub fn cookie_line(&self, host: &str, name: &str) -> String {
        let jars = self.jars.lock().expect("the jars");
        jars[host][&format!("{name}-line")].clone()
    }

    /// Puts what the browser holds of one host where it holds what is another's.
    pub fn carry_cookies(&self, from: &str, to: &str) {
        let held = self.jar(from);
        let mut jars = self.jars.lock().expect("the jars");
        jars.insert(to.to_owned(), held);
    }

    /// Empties the browser.
    pub fn forget_cookies(&self) {
        self.jars.lock().expect("the jars").clear();
    }

    /// The link by mail that was asked for last.
    pub async fn account_link(&self) -> String {
        let id: Uuid = self
            .world
            .database
            .value("select id from customer_links order by created_at desc, id desc limit 1")
            .await;
        let key = SecretKey::new(SECRET).link_key(CUSTOMER_LINK, id.as_bytes());
        format!("/konto/lank/{id}/{key}")
    }

    pub async fn add(&self, host: &str, variant: VariantId) -> Page {
        let variant = variant.to_string();
        let fields = [
            ("variant", variant.as_str()),
            ("quantity", "1"),
            ("back", "/varukorg"),
        ];
        self.post(host, "/varukorg/lagg-till", &fields).await
    }

    /// Buys what is in the cart, as far as the provider's page; gives the path of the order's page.
    pub async fn buy(&self, host: &str) -> String {
        let fields = filled(&self.get(host, "/kassa").await);
        let sent = self.post(host, "/kassa", &pairs(&fields)).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.html);
        let database = &self.world.database;
        let id: Uuid = database
            .value("select id from orders order by prepared_at desc, id desc limit 1")
            .await;
        let number: String = database
            .value("select number from orders order by prepared_at desc, id desc limit 1")
            .await;
        let key = SecretKey::new(SECRET).link_key(ORDER_PAGE, id.as_bytes());
        format!("/order/{number}/{key}")
    }
}

/// Gives a product its addresses, and makes the lists anew.
async fn name(world: &World, (sku, variant): (&str, VariantId), slug: &str) {
    let mut tx = world.tx().await;
    let found = identities(&mut tx, &[sku.to_owned()])
        .await
        .expect("an answer");
    let (product, _) = found[sku];
    for locale in ["sv", "en"] {
        set_free_slug(&mut tx, Kind::Product, product.0, locale, slug)
            .await
            .expect("a slug");
    }
    mark_variants_dirty(&mut tx, &[variant])
        .await
        .expect("marked");
    refresh_some(&mut tx).await.expect("refreshed");
    tx.commit().await.expect("a commit");
}

/// The doors, as in production.
fn doors(db: Db, provider: &Arc<Provider>, pictures: &Pictures) -> ShopDoors {
    let provider = Arc::clone(provider);
    let darkroom = pictures.darkroom.clone();
    let make = move |place: &Place| {
        let state = ShopState::new(ShopParts {
            shop: place.shop,
            db: db.clone(),
            renderer: BRANDS.known(place.theme.as_deref())?,
            darkroom: darkroom.clone(),
            pictures: PictureSettings::new(&[320, 720], None, false),
            gateway: Arc::clone(&provider) as Arc<dyn PaymentGateway>,
            register: Arc::new(Register::default()) as Arc<dyn VatRegister>,
            storefront: Storefront::new(),
            engine: None,
            secret: SecretKey::new(SECRET),
            passwords: Passwords::new(2),
            public_url: place.url.clone(),
            pages_live_for: Duration::from_secs(3600),
        });
        let outside = Outside {
            door: "shop",
            trusted_proxies: Vec::new(),
            form_targets: Vec::new(),
            is_encrypted: true,
            names: Names::new(&place.url, &place.further, true),
        };
        Some(layers::wrap(shop::router(state), outside))
    };
    let addresses = Addresses::new("https://nordbod.example", true);
    ShopDoors::new(
        addresses,
        &["www.nordbod.example".to_owned()],
        Box::new(make),
    )
}
