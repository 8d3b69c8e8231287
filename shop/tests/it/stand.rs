//! The whole door with a payment provider that does as the test says.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::response::Response;
use commerce::catalogue::Storefront;
use commerce::catalogue::address::{Kind, set_free_slug};
use commerce::catalogue::attribute::{AttributeDraft, store::save_attribute};
use commerce::catalogue::product::listing::identities;
use commerce::catalogue::storefront::{mark_dirty, mark_variants_dirty, refresh_some};
use commerce::ids::{ProductId, VariantId};
use commerce::import::{Reading, Rows, apply_batch, destination, inspect};
use commerce::media::PictureSettings;
use commerce::media::store::{Placement, place};
use commerce::payment::gateway::{
    Answer, GatewayError, Notice, PaymentGateway, RefundReceipt, RefundRequest, Session,
    SessionRequest, SessionState,
};
use http::{Request, StatusCode, header};
use platform::clock::Timestamp;
use platform::files::image::Focal;
use platform::money::Money;
use platform::render::{PathTable, Renderer, RendererOptions};
use platform::secret::SecretKey;
use shop::{ShopParts, ShopState};
use testkit::pictures::{Pictures, photo};
use testkit::world::World;
use tower::ServiceExt as _;
use uuid::Uuid;

/// What the provider does with the shopper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mood {
    /// The shopper is still on the page; perhaps a card was refused.
    Waits(Option<&'static str>),
    /// The money is there.
    Pays,
    /// Nobody answers.
    Away,
}

/// A provider.
pub struct Provider {
    mood: Mutex<Mood>,
    opened: Mutex<Vec<SessionRequest>>,
}

impl Provider {
    fn answer(&self, reference: &str) -> Result<Session, GatewayError> {
        let request = self.opened.lock().unwrap().first().cloned();
        let state = match (self.mood.lock().unwrap().clone(), request) {
            (Mood::Away, _) => return Err(GatewayError::Unavailable("test".to_owned())),
            (Mood::Pays, Some(request)) => SessionState::Captured {
                charge_reference: "ch_1".to_owned(),
                amount: request.amount,
                method: "card".to_owned(),
            },
            (Mood::Waits(refusal), _) => SessionState::Open {
                last_refusal: refusal.map(str::to_owned),
            },
            (Mood::Pays, None) => SessionState::Expired,
        };
        Ok(Session {
            reference: reference.to_owned(),
            url: Some(format!("https://pay.example/{reference}")),
            state,
        })
    }
}

impl PaymentGateway for Provider {
    fn name(&self) -> &'static str {
        "test"
    }
    fn open<'a>(&'a self, request: &'a SessionRequest) -> Answer<'a, Session> {
        Box::pin(async move {
            let mut opened = self.opened.lock().unwrap();
            if !opened
                .iter()
                .any(|known| known.idempotency_key == request.idempotency_key)
            {
                opened.push(request.clone());
            }
            drop(opened);
            let was_away = *self.mood.lock().unwrap() == Mood::Away;
            if was_away {
                return Err(GatewayError::Unavailable("test".to_owned()));
            }
            let reference = request.payment_id.to_string();
            let url = Some(format!("https://pay.example/{reference}"));
            Ok(Session {
                reference,
                url,
                state: SessionState::Open { last_refusal: None },
            })
        })
    }
    fn look_up<'a>(&'a self, reference: &'a str) -> Answer<'a, Session> {
        Box::pin(async move { self.answer(reference) })
    }
    fn expire<'a>(&'a self, reference: &'a str) -> Answer<'a, Session> {
        Box::pin(async move {
            Ok(Session {
                reference: reference.to_owned(),
                url: None,
                state: SessionState::Expired,
            })
        })
    }
    fn refund<'a>(&'a self, _: &'a RefundRequest) -> Answer<'a, RefundReceipt> {
        Box::pin(async { Err(GatewayError::Unavailable("test".to_owned())) })
    }
    fn read_notice(&self, _: &[u8], _: &str, _: Timestamp) -> Result<Notice, GatewayError> {
        Err(GatewayError::NotGenuine)
    }
    fn understand(&self, _: &[u8]) -> Result<Notice, GatewayError> {
        Err(GatewayError::NotGenuine)
    }
    fn signature_header(&self) -> &'static str {
        "x-signature"
    }
}

/// A shop with one product, `Mugg`, and a shopper with a cookie jar.
pub struct Stand {
    pub world: World,
    pub variant: VariantId,
    provider: Arc<Provider>,
    router: Router,
    cookie: Mutex<Option<String>>,
    pictures: Pictures,
}

/// An answer, read.
pub struct Page {
    pub status: StatusCode,
    pub location: String,
    pub html: String,
}

impl Stand {
    pub async fn new() -> Self {
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
        let provider = Arc::new(Provider {
            mood: Mutex::new(Mood::Waits(None)),
            opened: Mutex::new(Vec::new()),
        });
        let pictures = Pictures::new();
        let root = std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../themes");
        let options = RendererOptions {
            root,
            brand: "nordbod".to_owned(),
            watch: false,
            strict: true,
        };
        let paths = PathTable::new(shop::paths::PATHS.iter().copied());
        let state = ShopState::new(ShopParts {
            db: world.db.clone(),
            renderer: Arc::new(Renderer::load(options, paths).expect("the theme loads")),
            darkroom: pictures.darkroom.clone(),
            pictures: PictureSettings::new(&[320, 720], None, false),
            gateway: Arc::clone(&provider) as Arc<dyn PaymentGateway>,
            storefront: Storefront::new(),
            secret: SecretKey::new("a secret of some length"),
            public_url: "http://shop.example".to_owned(),
        });
        let router = shop::router(state);
        Self {
            world,
            variant,
            provider,
            router,
            cookie: Mutex::new(None),
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
            let done = apply_batch(&mut tx, &to, batch).await.expect("applied");
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
        *self.provider.mood.lock().unwrap() = mood;
    }

    /// What the provider was asked to take, once for each payment.
    pub fn asked(&self) -> Vec<Money> {
        self.provider
            .opened
            .lock()
            .unwrap()
            .iter()
            .map(|request| request.amount)
            .collect()
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

    pub async fn send(&self, mut request: http::request::Builder, body: Body) -> Page {
        let cookie = self.cookie.lock().unwrap().clone();
        if let Some(cookie) = cookie {
            request = request.header(header::COOKIE, cookie);
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
        if let Some(line) = response.headers().get(header::SET_COOKIE) {
            let pair = line.to_str().unwrap().split(';').next().unwrap();
            *self.cookie.lock().unwrap() = Some(pair.to_owned());
        }
    }

    /// Puts pieces into the cart.
    pub async fn add(&self, quantity: &str) -> Page {
        let variant = self.variant.to_string();
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
        let page = self.get("/kassa").await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.html);
        let mut fields: Vec<(&'static str, String)> = [
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
        ]
        .map(|(name, value)| (name, value.to_owned()))
        .to_vec();
        fields.push(("confirmed", value_of(&page.html, "confirmed")));
        fields.push(("seen_freight", value_of(&page.html, "seen_freight")));
        fields
    }

    pub async fn buy(&self, fields: &[(&'static str, String)]) -> Page {
        let fields: Vec<(&str, &str)> = fields
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        self.post("/kassa", &fields).await
    }
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

fn encoded(text: &str) -> String {
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
