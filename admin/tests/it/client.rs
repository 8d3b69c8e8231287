//! A browser of sorts: keeps cookies, reads pages, sends forms.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use admin::{AdminOptions, Environment};
use axum::Router;
use axum::body::{Body, to_bytes};
use commerce::media::PictureSettings;
use http::{Request, Response, StatusCode, header};
use platform::auth::log_in::VAULT_PURPOSE;
use platform::auth::password::Passwords;
use platform::auth::sealed::Vault;
use platform::auth::staff;
use platform::auth::totp::TotpSecret;
use platform::clock::{Clock, Timestamp};
use platform::db::{Db, Origin};
use platform::ids::StaffId;
use platform::render::{PathTable, Renderer, RendererOptions};
use platform::secret::SecretKey;
use testkit::Database;
use testkit::pictures::Pictures;
use testkit::register::Register;
use tokio::sync::OnceCell;
use tower::ServiceExt as _;

pub(crate) const PASSWORD: &str = "tjugo gröna hästar";

/// The theme as every door of this process shows it: reading it takes longer than most tests.
pub(crate) static THEME: LazyLock<Arc<Renderer>> = LazyLock::new(|| {
    let options = RendererOptions {
        root: concat!(env!("CARGO_MANIFEST_DIR"), "/../themes").into(),
        brand: "nordbod".to_owned(),
        watch: false,
        strict: true,
    };
    Arc::new(Renderer::load(options, paths()).expect("the theme loads"))
});

/// The shop's templates name the shop's pages; they are not this door's, so any address will do for them.
fn paths() -> PathTable {
    PathTable::new(admin::PATHS.iter().copied())
}

pub(crate) struct World {
    pub(crate) database: Database,
    pub(crate) db: Db,
    pub(crate) clock: Clock,
    pub(crate) router: Router,
    pub(crate) vault: Vault,
    pub(crate) pictures: Pictures,
    pub(crate) register: Arc<Register>,
}

pub(crate) async fn world(environment: Environment) -> World {
    let database = Database::create().await;
    let start = Timestamp::from_microsecond(1_795_000_000_000_000).expect("the test world works");
    let clock = Clock::fixed(start);
    let db = database.db(clock.clone());
    let pictures = Pictures::new();
    let key = SecretKey::new("a secret key for tests");
    let vault = Vault::new(&key, VAULT_PURPOSE);
    let register = Arc::new(Register::default());
    let router = admin::router(AdminOptions {
        register: Arc::clone(&register) as Arc<dyn commerce::vat_check::VatRegister>,
        db: db.clone(),
        renderer: Arc::clone(&THEME),
        darkroom: pictures.darkroom.clone(),
        pictures: PictureSettings::new(&[32, 64, 128], None, false),
        secret_key: key,
        environment,
        is_secure: true,
        origin: "https://admin.nordbod.example".to_owned(),
        shop_origin: "https://nordbod.example".to_owned(),
    });
    let mut tx = db
        .begin(Origin::system("test"))
        .await
        .expect("the test world works");
    platform::auth::store::ensure_standard_roles(&mut tx)
        .await
        .expect("the test world works");
    tx.commit().await.expect("the test world works");
    World {
        database,
        db,
        clock,
        router,
        vault,
        pictures,
        register,
    }
}

/// What is kept of everybody's password: made once, as making it takes longer than much of what a test does with it.
async fn password_hash() -> &'static str {
    static HASH: OnceCell<String> = OnceCell::const_new();
    let made = || async {
        let hash = Passwords::new(1).hash(PASSWORD.to_owned()).await;
        hash.expect("the test world works")
    };
    HASH.get_or_init(made).await
}

impl World {
    /// A person who has a password but no second step yet.
    pub(crate) async fn person(&self, email: &str, roles: &[&str]) -> StaffId {
        let roles: Vec<String> = roles.iter().map(|r| (*r).to_owned()).collect();
        let hash = password_hash().await;
        let mut tx = self
            .db
            .begin(Origin::system("test"))
            .await
            .expect("the test world works");
        let (id, token) = staff::invite(&mut tx, email, "Sara Lind", "sv", &roles)
            .await
            .expect("the test world works");
        staff::accept_invitation(&mut tx, &token, hash)
            .await
            .expect("the test world works");
        tx.commit().await.expect("the test world works");
        id
    }

    /// A browser with a person logged in by both steps, the second set up on the way. That they are told of it by mail is done with.
    pub(crate) async fn logged_in(&self, email: &str, roles: &[&str]) -> (Browser, TotpSecret) {
        let entered = self.entered(email, roles).await;
        let done = "with told as (delete from staff_notices returning 1) delete from jobs where name = 'staff.send-notice'";
        self.database.execute(done).await;
        entered
    }

    /// The same, and they are still to be told.
    pub(crate) async fn entered(&self, email: &str, roles: &[&str]) -> (Browser, TotpSecret) {
        self.person(email, roles).await;
        let mut browser = self.browser();
        browser.log_in(email).await;
        let page = browser.get("/logga-in/tva-steg").await;
        let secret =
            TotpSecret::from_base32(&page.text_of("code.secret")).expect("the key is shown");
        let code = secret.code_at(self.clock.now());
        let page = browser.post("/logga-in/tva-steg", &[("code", &code)]).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        (browser, secret)
    }

    pub(crate) fn browser(&self) -> Browser {
        self.browser_at("192.0.2.1")
    }

    pub(crate) fn browser_at(&self, address: &str) -> Browser {
        Browser {
            router: self.router.clone(),
            cookies: BTreeMap::new(),
            address: address.to_owned(),
        }
    }

    pub(crate) async fn audited(&self, action: &str) -> i64 {
        sqlx::query_scalar("select count(*) from audit_entries where action = $1")
            .bind(action)
            .fetch_one(&self.database.pool)
            .await
            .expect("the test world works")
    }
}

#[derive(Clone)]
pub(crate) struct Browser {
    router: Router,
    pub(crate) cookies: BTreeMap<String, String>,
    address: String,
}

#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) status: StatusCode,
    pub(crate) location: String,
    pub(crate) body: String,
    pub(crate) headers: http::HeaderMap,
}

impl Page {
    pub(crate) fn text_of(&self, selector: &str) -> String {
        let html = scraper::Html::parse_document(&self.body);
        let selector = scraper::Selector::parse(selector).expect("the test world works");
        html.select(&selector)
            .next()
            .map(|e| e.text().collect::<String>())
            .unwrap_or_default()
            .trim()
            .to_owned()
    }

    pub(crate) fn count_of(&self, selector: &str) -> usize {
        let html = scraper::Html::parse_document(&self.body);
        html.select(&scraper::Selector::parse(selector).expect("the test world works"))
            .count()
    }

    pub(crate) fn attribute_of(&self, selector: &str, name: &str) -> String {
        let html = scraper::Html::parse_document(&self.body);
        let selector = scraper::Selector::parse(selector).expect("the test world works");
        html.select(&selector)
            .next()
            .and_then(|e| e.value().attr(name))
            .unwrap_or_default()
            .to_owned()
    }
}

impl Browser {
    pub(crate) async fn get(&mut self, path: &str) -> Page {
        self.send("GET", path, None, &[]).await
    }

    pub(crate) async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        let body: Vec<String> = fields
            .iter()
            .map(|(k, v)| {
                let set = percent_encoding::NON_ALPHANUMERIC;
                format!(
                    "{}={}",
                    percent_encoding::utf8_percent_encode(k, set),
                    percent_encoding::utf8_percent_encode(v, set)
                )
            })
            .collect();
        self.send(
            "POST",
            path,
            Some(body.join("&").into_bytes()),
            &[("sec-fetch-site", "same-origin")],
        )
        .await
    }

    /// A form with files, as browsers write it.
    pub(crate) async fn upload(
        &mut self,
        path: &str,
        fields: &[(&str, &str)],
        files: &[(&str, &[u8])],
    ) -> Page {
        const BOUNDARY: &str = "----hugskott";
        let mut body = Vec::new();
        for (name, value) in fields {
            let part = format!(
                "--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
            );
            body.extend_from_slice(part.as_bytes());
        }
        for (name, content) in files {
            let part = format!(
                "--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"fil\"; filename=\"{name}\"\r\n\
                 content-type: image/jpeg\r\n\r\n"
            );
            body.extend_from_slice(part.as_bytes());
            body.extend_from_slice(content);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
        let kind = format!("multipart/form-data; boundary={BOUNDARY}");
        let headers = [("sec-fetch-site", "same-origin"), ("content-type", &*kind)];
        self.send("POST", path, Some(body), &headers).await
    }

    /// A body of another kind than a form's.
    pub(crate) async fn send_as(
        &mut self,
        path: &str,
        body: Vec<u8>,
        headers: &[(&str, &str)],
    ) -> Page {
        self.send("POST", path, Some(body), headers).await
    }

    pub(crate) async fn send(
        &mut self,
        method: &str,
        path: &str,
        body: Option<Vec<u8>>,
        headers: &[(&str, &str)],
    ) -> Page {
        let mut headers = headers.to_vec();
        if body.is_some() && !headers.iter().any(|(name, _)| *name == "content-type") {
            headers.push(("content-type", "application/x-www-form-urlencoded"));
        }
        let body = Body::from(body.unwrap_or_default());
        self.send_body(method, path, body, &headers).await
    }

    pub(crate) async fn send_body(
        &mut self,
        method: &str,
        path: &str,
        body: Body,
        headers: &[(&str, &str)],
    ) -> Page {
        let response = self.open(method, path, body, headers).await;
        let (parts, body) = response.into_parts();
        let location = parts
            .headers
            .get(header::LOCATION)
            .map(|v| v.to_str().expect("the test world works").to_owned())
            .unwrap_or_default();
        let body = to_bytes(body, 64 << 20)
            .await
            .expect("the test world works");
        Page {
            status: parts.status,
            location,
            body: String::from_utf8_lossy(&body).into_owned(),
            headers: parts.headers,
        }
    }

    /// The answer with its body still to come.
    pub(crate) async fn open(
        &mut self,
        method: &str,
        path: &str,
        body: Body,
        headers: &[(&str, &str)],
    ) -> Response<Body> {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if !self.cookies.is_empty() {
            let line: Vec<String> = self
                .cookies
                .iter()
                .map(|(k, v)| format!("{k}={v}"))
                .collect();
            request = request.header(header::COOKIE, line.join("; "));
        }
        let mut request = request.body(body).expect("the test world works");
        let address = self.address.parse().expect("an address");
        request
            .extensions_mut()
            .insert(platform::web::layers::ClientAddress(address));
        let response = self
            .router
            .clone()
            .oneshot(request)
            .await
            .expect("the test world works");
        for line in response.headers().get_all(header::SET_COOKIE) {
            let line = line.to_str().expect("the test world works");
            for wanted in ["HttpOnly", "SameSite=Lax", "Path=/", "Secure"] {
                assert!(line.contains(wanted), "{line}");
            }
            let (name, value) = line
                .split(';')
                .next()
                .expect("the test world works")
                .split_once('=')
                .expect("the test world works");
            assert!(name.starts_with("__Host-"), "{line}");
            if value.is_empty() {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        response
    }

    pub(crate) async fn log_in(&mut self, email: &str) -> Page {
        self.post("/logga-in", &[("email", email), ("password", PASSWORD)])
            .await
    }
}
