//! The whole door with a payment provider that does as the test says.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::response::Response;
use commerce::catalogue::Storefront;
use commerce::catalogue::address::{Kind, set_free_slug};
use commerce::catalogue::attribute::{AttributeDraft, store::save_attribute};
use commerce::catalogue::product::listing::identities;
use commerce::catalogue::search::engine::SearchEngine;
use commerce::catalogue::storefront::{mark_dirty, mark_variants_dirty, refresh_some};
use commerce::ids::{ProductId, RefundId, VariantId};
use commerce::import::{Reading, Rows, apply_batch, destination, inspect};
use commerce::media::PictureSettings;
use commerce::media::store::{Placement, place};
use commerce::payment::gateway::{PaymentGateway, SessionRequest};
use commerce::payment::refund;
use commerce::vat_check::VatRegister;
use flate2::read::GzDecoder;
use http::{Request, StatusCode, header};
use platform::auth::password::Passwords;
use platform::db::{Db, Origin};
use platform::files::image::Focal;
use platform::money::Money;
use platform::render::{PathTable, Renderer, RendererOptions};
use platform::secret::SecretKey;
use shop::{ShopParts, ShopState};
use testkit::engine::Engine;
use testkit::pictures::{Pictures, photo};
pub use testkit::provider::Mood;
use testkit::provider::Provider;
use testkit::register::Register;
use testkit::world::World;
use tower::ServiceExt as _;
use uuid::Uuid;

/// The program's secret.
pub const SECRET: &str = "a secret of some length";

/// A shop with one product, `Mugg`, and a shopper with a cookie jar.
pub struct Stand {
    pub world: World,
    pub variant: VariantId,
    provider: Arc<Provider>,
    /// Knows VAT numbers.
    pub register: Arc<Register>,
    router: Router,
    /// The door's own, which tells how often Argon2 was run.
    pub passwords: Passwords,
    cookies: Mutex<BTreeMap<String, String>>,
    /// The last `Set-Cookie` line, whole.
    pub cookie_line: Mutex<Option<String>>,
    pub pictures: Pictures,
}

/// How long pages are kept, where nothing is said of it: for the whole test.
const PAGES_LIVE_FOR: Duration = Duration::from_secs(3600);

/// The theme as every door of this process shows it: reading it takes longer than most tests.
static THEME: LazyLock<Arc<Renderer>> = LazyLock::new(|| {
    let options = RendererOptions {
        root: concat!(env!("CARGO_MANIFEST_DIR"), "/../themes").into(),
        brand: "nordbod".to_owned(),
        watch: false,
        strict: true,
    };
    let paths = PathTable::new(shop::paths::PATHS.iter().copied());
    Arc::new(Renderer::load(options, paths).expect("the theme loads"))
});

/// The door as the program makes it, on a connection of its choice.
fn door(
    db: Db,
    (public_url, pages_live_for): (&str, Duration),
    (provider, register): (&Arc<Provider>, &Arc<Register>),
    engine: Option<Arc<dyn SearchEngine>>,
    pictures: &Pictures,
) -> (Router, Passwords) {
    let passwords = Passwords::new(2);
    let state = ShopState::new(ShopParts {
        shop: None,
        db,
        renderer: Arc::clone(&THEME),
        darkroom: pictures.darkroom.clone(),
        pictures: PictureSettings::new(&[320, 720], None, false),
        gateway: Arc::clone(provider) as Arc<dyn PaymentGateway>,
        register: Arc::clone(register) as Arc<dyn VatRegister>,
        storefront: Storefront::new(),
        engine,
        secret: SecretKey::new(SECRET),
        passwords: passwords.clone(),
        public_url: public_url.to_owned(),
        pages_live_for,
    });
    (shop::router(state), passwords)
}

/// An answer, read.
pub struct Page {
    pub status: StatusCode,
    pub location: String,
    pub html: String,
}

/// A shop that counts.
pub struct Counting {
    /// The shop.
    pub stand: Stand,
    db: Db,
}

impl Counting {
    /// How many statements it has been asked so far.
    pub async fn asked(&self) -> i64 {
        let mut conn = self.db.read().await.expect("a connection");
        testkit::statements(&mut conn).await
    }
}

impl Stand {
    pub async fn new() -> Self {
        Self::at("http://shop.example").await
    }

    /// The same at another address.
    pub async fn at(public_url: &str) -> Self {
        Self::with_pages(public_url, PAGES_LIVE_FOR).await
    }

    /// The same with pages that are kept for another time.
    pub async fn with_pages(public_url: &str, live_for: Duration) -> Self {
        let world = World::create().await;
        let variant = world.variant("Mugg", 10, 24_900).await;
        let product: Uuid = world
            .database
            .value("select product_id from variants limit 1")
            .await;
        let mut tx = world.tx().await;
        for locale in ["sv", "en"] {
            set_free_slug(&mut tx, Kind::Product, product, locale, "mugg")
                .await
                .expect("a slug");
        }
        mark_variants_dirty(&mut tx, &[variant])
            .await
            .expect("marked");
        refresh_some(&mut tx).await.expect("refreshed");
        tx.commit().await.expect("a commit");
        let provider = Arc::new(Provider::default());
        let register = Arc::new(Register::default());
        let pictures = Pictures::new();
        let (router, passwords) = door(
            world.db.clone(),
            (public_url, live_for),
            (&provider, &register),
            None,
            &pictures,
        );
        Self {
            world,
            variant,
            provider,
            register,
            router,
            passwords,
            cookies: Mutex::default(),
            cookie_line: Mutex::new(None),
            pictures,
        }
    }

    /// Takes goods in from a file, as an import does, and makes the lists anew.
    pub async fn import(&self, csv: &str) {
        let bytes = csv.as_bytes();
        let inspection = inspect(bytes).expect("a table");
        let mut reading = Reading::new(Rows::open(bytes, &inspection).expect("rows"));
        let mut tx = self.world.tx().await;
        let to = destination(&mut tx, self.world.shop_id)
            .await
            .expect("an answer")
            .expect("a shop");
        loop {
            let batch = reading.next_batch().expect("rows");
            if batch.is_empty() {
                break;
            }
            let done = apply_batch(&mut tx, &to, &batch).await.expect("applied");
            assert!(done.problems.is_empty(), "{:?}", done.problems);
        }
        tx.commit().await.expect("a commit");
        self.refresh().await;
    }

    /// Makes the lists anew.
    pub async fn refresh(&self) {
        loop {
            let mut tx = self.world.tx().await;
            let made = refresh_some(&mut tx).await.expect("refreshed");
            tx.commit().await.expect("a commit");
            if made == 0 {
                return;
            }
        }
    }

    /// Product and variant of an article number.
    pub async fn identity(&self, sku: &str) -> (ProductId, VariantId) {
        let mut tx = self.world.tx().await;
        let found = identities(&mut tx, &[sku.to_owned()])
            .await
            .expect("an answer");
        found[sku]
    }

    /// Something to narrow lists by.
    pub async fn attribute(&self, draft: &AttributeDraft) {
        let mut tx = self.world.tx().await;
        save_attribute(&mut tx, draft).await.expect("an attribute");
        tx.commit().await.expect("a commit");
    }

    /// Puts a picture of a variant into its product's gallery.
    pub async fn hang(&self, sku: &str, position: i32, alt: &str) {
        let (product, variant) = self.identity(sku).await;
        let seed = u8::try_from(position).expect("few pictures");
        let upload = photo(1_200, 1_200, seed);
        let media = self.pictures.upload(&self.world.db, &upload).await;
        let mut tx = self.world.tx().await;
        let placement = Placement {
            product_id: product,
            media_id: media,
            variant_id: Some(variant),
            position,
            alt: [("sv".to_owned(), alt.to_owned())].into(),
            focal: Focal::CENTRE,
        };
        place(&mut tx, &placement).await.expect("a place");
        mark_dirty(&mut tx, &[product]).await.expect("marked");
        tx.commit().await.expect("a commit");
        self.refresh().await;
    }

    pub fn provider_is(&self, mood: Mood) {
        self.provider.is_now(mood);
    }

    /// The provider is asked to send back what waits.
    pub async fn sends_back(&self) {
        let waiting = "select coalesce(array_agg(id), '{}') from refunds where state = 'pending'";
        for id in self.world.database.value::<Vec<Uuid>>(waiting).await {
            refund::send(
                &self.world.db,
                &*self.provider,
                RefundId(id),
                Origin::system("test"),
            )
            .await
            .expect("an answer");
        }
    }

    /// What the provider was asked to take, once for each payment.
    pub fn asked(&self) -> Vec<Money> {
        let opened = self.provider.opened();
        opened.iter().map(|request| request.amount).collect()
    }

    /// The requests themselves.
    pub fn requests(&self) -> Vec<SessionRequest> {
        self.provider.opened()
    }

    pub async fn get(&self, path: &str) -> Page {
        self.send(Request::get(path), Body::empty()).await
    }

    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        let pairs: Vec<String> = fields
            .iter()
            .map(|(name, value)| format!("{name}={}", encoded(value)))
            .collect();
        self.post_raw(path, pairs.join("&").into_bytes()).await
    }

    pub async fn post_raw(&self, path: &str, body: Vec<u8>) -> Page {
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin");
        self.send(request, Body::from(body)).await
    }

    /// A packed page as a browser gets it: only such are kept.
    pub async fn get_packed(&self, path: &str) -> (http::HeaderMap, Page) {
        let mut request = Request::get(path).header(header::ACCEPT_ENCODING, "gzip, br");
        for (name, value) in self.cookies.lock().unwrap().iter() {
            request = request.header(header::COOKIE, format!("{name}={value}"));
        }
        let request = request.body(Body::empty()).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        self.keep_cookie(&response);
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, 4_000_000).await.unwrap();
        let is_packed = parts.headers.contains_key(header::CONTENT_ENCODING);
        let html = if is_packed {
            std::io::read_to_string(GzDecoder::new(&bytes[..])).unwrap()
        } else {
            String::from_utf8_lossy(&bytes).into_owned()
        };
        let page = Page {
            status: parts.status,
            location: String::new(),
            html,
        };
        (parts.headers, page)
    }

    pub async fn send(&self, mut request: http::request::Builder, body: Body) -> Page {
        for (name, value) in self.cookies.lock().unwrap().iter() {
            request = request.header(header::COOKIE, format!("{name}={value}"));
        }
        let response = self
            .router
            .clone()
            .oneshot(request.body(body).unwrap())
            .await
            .unwrap();
        self.keep_cookie(&response);
        let status = response.status();
        let location = response
            .headers()
            .get(header::LOCATION)
            .map(|value| value.to_str().unwrap().to_owned());
        let bytes = to_bytes(response.into_body(), 4_000_000).await.unwrap();
        Page {
            status,
            location: location.unwrap_or_default(),
            html: String::from_utf8_lossy(&bytes).into_owned(),
        }
    }

    fn keep_cookie(&self, response: &Response) {
        let mut jar = self.cookies.lock().unwrap();
        for line in response.headers().get_all(header::SET_COOKIE) {
            let line = line.to_str().unwrap();
            let pair = line.split(';').next().unwrap();
            *self.cookie_line.lock().unwrap() = Some(line.to_owned());
            let (name, value) = pair.split_once('=').unwrap();
            if value.is_empty() {
                jar.remove(name);
            } else {
                jar.insert(name.to_owned(), value.to_owned());
            }
        }
    }

    /// Logs in from another browser with cookies of its own, whatever this one does meanwhile.
    pub async fn log_in_with(
        &self,
        jar: &BTreeMap<String, String>,
        email: &str,
        password: &str,
    ) -> StatusCode {
        let mut request = Request::post("/konto/logga-in")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin");
        for (name, value) in jar {
            request = request.header(header::COOKIE, format!("{name}={value}"));
        }
        let body = format!("email={}&password={}", encoded(email), encoded(password));
        let request = request.body(Body::from(body)).unwrap();
        self.router.clone().oneshot(request).await.unwrap().status()
    }

    /// The browser's cookies, to be put aside and taken up again.
    pub fn jar(&self) -> BTreeMap<String, String> {
        self.cookies.lock().unwrap().clone()
    }

    /// The same shop behind a door of its own with one connection, which tells how many statements it was asked.
    pub async fn counting(self) -> Counting {
        let (url, clock) = (&self.world.database.url, self.world.clock.clone());
        let db = Db::connect(url, 1, clock).await.expect("a connection");
        let vendors = (&self.provider, &self.register);
        let kept = ("http://shop.example", PAGES_LIVE_FOR);
        let (router, passwords) = door(db.clone(), kept, vendors, None, &self.pictures);
        Counting {
            stand: Self {
                router,
                passwords,
                ..self
            },
            db,
        }
    }

    /// The same shop behind a door whose searches an engine ranks. The door has one connection, which somebody else takes while the engine thinks.
    pub async fn with_engine(self, engine: &Arc<Engine>) -> Self {
        let (url, clock) = (&self.world.database.url, self.world.clock.clone());
        let db = Db::connect(url, 1, clock).await.expect("a connection");
        let vendors = (&self.provider, &self.register);
        let kept = ("http://shop.example", PAGES_LIVE_FOR);
        engine.thinks_beside(db.clone());
        let engine = Arc::clone(engine) as Arc<dyn SearchEngine>;
        let (router, passwords) = door(db, kept, vendors, Some(engine), &self.pictures);
        Self {
            router,
            passwords,
            ..self
        }
    }

    /// Another browser, with these cookies.
    pub fn take_jar(&self, jar: BTreeMap<String, String>) {
        *self.cookies.lock().unwrap() = jar;
    }

    /// Puts pieces into the cart.
    pub async fn add(&self, quantity: &str) -> Page {
        self.add_of(self.variant, quantity).await
    }

    /// Puts pieces of another variant into the cart.
    pub async fn add_of(&self, variant: VariantId, quantity: &str) -> Page {
        let variant = variant.to_string();
        self.post(
            "/varukorg/lagg-till",
            &[
                ("variant", &variant),
                ("quantity", quantity),
                ("back", "/produkt/mugg"),
            ],
        )
        .await
    }

    /// A filled checkout form that confirms what the page shows.
    pub async fn filled(&self) -> Vec<(&'static str, String)> {
        filled(&self.get("/kassa").await)
    }

    pub async fn buy(&self, fields: &[(&'static str, String)]) -> Page {
        self.post("/kassa", &pairs(fields)).await
    }
}

/// A checkout's form, filled in, that confirms what its page shows.
pub fn filled(page: &Page) -> Vec<(&'static str, String)> {
    assert_eq!(page.status, StatusCode::OK, "{}", page.html);
    let typed = [
        ("email", "elin@exempel.se"),
        ("phone", "070-174 06 12"),
        ("first_name", "Elin"),
        ("last_name", "Sandahl"),
        ("street", "Repslagaregatan 11"),
        ("postcode", "413 01"),
        ("city", "Göteborg"),
        ("country", "SE"),
        ("freight", "home"),
        ("payment", "card"),
        ("terms", "1"),
    ];
    let seen = [
        "confirmed",
        "seen_freight",
        "seen_vat",
        "seen_total",
        "seen_terms",
    ];
    let typed = typed.map(|(name, value)| (name, value.to_owned()));
    let seen = seen.map(|name| (name, value_of(&page.html, name)));
    typed.into_iter().chain(seen).collect()
}

/// Fields as they are sent.
pub fn pairs<'f>(fields: &'f [(&'static str, String)]) -> Vec<(&'f str, &'f str)> {
    let pairs = fields.iter().map(|(name, value)| (*name, value.as_str()));
    pairs.collect()
}

/// A filled form with one field changed.
pub fn with(
    fields: &[(&'static str, String)],
    name: &'static str,
    value: &str,
) -> Vec<(&'static str, String)> {
    let mut fields = fields.to_vec();
    fields.retain(|(field, _)| *field != name);
    fields.push((name, value.to_owned()));
    fields
}

/// The value of a hidden field.
pub fn value_of(html: &str, name: &str) -> String {
    let (_, rest) = html
        .split_once(&format!("name=\"{name}\" value=\""))
        .expect("the field");
    rest.split('"').next().unwrap().to_owned()
}

/// What a page tells machines of the way to it. The order within is nobody's business.
pub fn crumbs(html: &str) -> &str {
    let scripts = html.split("<script type=\"application/ld+json\">").skip(1);
    let mut objects = scripts.filter_map(|part| part.split("</script>").next());
    objects
        .find(|object| object.contains("\"BreadcrumbList\""))
        .expect("crumbs")
}

pub(crate) fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| {
            if byte.is_ascii_alphanumeric() {
                char::from(byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect()
}
