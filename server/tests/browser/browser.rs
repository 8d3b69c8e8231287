//! One browser with one visitor in it.

use std::cell::{Cell, RefCell};
use std::panic::AssertUnwindSafe;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use fantoccini::elements::Element;
use fantoccini::{Client, ClientBuilder, Locator};
use futures_util::FutureExt;
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};

use crate::house::{House, house, turn};
use crate::look::Look;

/// How long a page may take on a busy machine before it counts as not coming.
const PATIENCE: Duration = Duration::from_secs(30);
/// How often a condition is asked.
const PULSE: Duration = Duration::from_millis(20);

/// A browser.
pub struct Browser {
    /// The WebDriver session.
    pub client: Client,
    /// The program and its doors.
    pub house: &'static House,
    /// What the journey is called.
    pub journey: String,
    /// How pages are looked at.
    pub look: Cell<Look>,
    /// Statuses of pages that the journey asked for, though the browser's log calls them errors.
    expected: RefCell<Vec<u16>>,
    session: String,
    http: reqwest::Client,
    /// Where the browser puts what it downloads.
    downloads: PathBuf,
}

/// Opens a browser, makes the journey, and closes the browser whatever came of it.
pub fn journey(name: &str, look: Look, steps: impl AsyncFnOnce(&Browser)) {
    let house = house();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let _turn = turn().await;
        let browser = Browser::open(house, name, look).await;
        let outcome = AssertUnwindSafe(steps(&browser)).catch_unwind().await;
        if outcome.is_err() {
            browser.keep_picture(name).await;
        }
        browser.client.clone().close().await.unwrap();
        if let Err(surprise) = outcome {
            std::panic::resume_unwind(surprise);
        }
    });
}

impl Browser {
    async fn open(house: &'static House, journey: &str, look: Look) -> Self {
        let profile = tempfile::Builder::new()
            .tempdir_in(&house.profiles)
            .unwrap()
            .keep();
        let mut options = json!({
            "binary": house.chromium,
            "args": [
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--hide-scrollbars",
                "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
                format!("--user-data-dir={}", profile.display()),
                format!("--window-size={},{}", look.width, look.height),
            ],
        });
        let downloads = profile.join("downloads");
        options["prefs"] = json!({ "download.default_directory": downloads });
        if !look.has_script {
            options["prefs"]["profile.managed_default_content_settings.javascript"] = json!(2);
        }
        // A large page is read by axe for longer than the usual half minute where the machine has other things to do.
        let wanted = json!({
            "goog:chromeOptions": options,
            "goog:loggingPrefs": { "browser": "ALL" },
            "timeouts": { "script": 180_000 },
        });
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(serde_json::from_value(wanted).unwrap())
            .connect(&house.driver)
            .await
            .unwrap();
        let id = client.session_id().await.unwrap().unwrap();
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder()
            .no_proxy()
            .tls_certs_only(std::iter::empty())
            .build()
            .unwrap();
        let browser = Self {
            client,
            house,
            journey: journey.to_owned(),
            look: Cell::new(look),
            expected: RefCell::default(),
            session: format!("{}/session/{id}", house.driver),
            http,
            downloads,
        };
        browser.look_as(look).await;
        browser
    }

    /// Asks chromedriver for what WebDriver has no words for.
    async fn ask(&self, what: &str, body: Value) -> Value {
        let answer = self
            .http
            .post(format!("{}/{what}", self.session))
            .body(body.to_string())
            .send()
            .await
            .unwrap();
        let text = answer.text().await.unwrap();
        let mut answer: Value = serde_json::from_str(&text).unwrap();
        answer["value"].take()
    }

    /// Sends a command of the DevTools protocol.
    pub async fn command(&self, name: &str, parameters: Value) {
        let answer = self
            .ask(
                "goog/cdp/execute",
                json!({ "cmd": name, "params": parameters }),
            )
            .await;
        assert!(answer.get("error").is_none(), "{name}: {answer}");
    }

    /// Changes screen and colours, also of the page that is shown.
    pub async fn look_as(&self, look: Look) {
        let screen = json!({ "width": look.width, "height": look.height, "deviceScaleFactor": 1, "mobile": look.is_phone });
        self.command("Emulation.setDeviceMetricsOverride", screen)
            .await;
        let scheme = if look.is_dark { "dark" } else { "light" };
        let media = json!({ "features": [
            { "name": "prefers-color-scheme", "value": scheme },
            { "name": "prefers-reduced-motion", "value": "reduce" },
        ] });
        self.command("Emulation.setEmulatedMedia", media).await;
        self.look.set(look);
    }

    /// Lets the log mention pages that were answered with `status`.
    pub fn expect_status(&self, status: u16) {
        self.expected.borrow_mut().push(status);
    }

    /// Opens an address.
    pub async fn go(&self, url: &str) {
        self.client.goto(url).await.unwrap();
    }

    /// Opens a page of the shop.
    pub async fn shop(&self, path: &str) {
        self.go(&format!("{}{path}", self.house.shop)).await;
    }

    /// Where the browser is.
    pub async fn url(&self) -> String {
        self.client.current_url().await.unwrap().to_string()
    }

    /// Evaluates an expression in the page.
    pub async fn eval(&self, expression: &str) -> Value {
        self.client
            .execute(&format!("return {expression}"), Vec::new())
            .await
            .unwrap_or(Value::Null)
    }

    /// Waits until an expression is true in the page.
    pub async fn until(&self, expression: &str) {
        let began = Instant::now();
        while self.eval(&format!("!!({expression})")).await != Value::Bool(true) {
            let url = self.url().await;
            assert!(
                began.elapsed() < PATIENCE,
                "{url}: never came true: {expression}"
            );
            tokio::time::sleep(PULSE).await;
        }
    }

    /// The text of what the browser has downloaded, as soon as all of it is there.
    pub async fn downloaded(&self) -> String {
        let began = Instant::now();
        loop {
            let folder = std::fs::read_dir(&self.downloads);
            let files = folder.into_iter().flatten().flatten();
            let files: Vec<PathBuf> = files.map(|file| file.path()).collect();
            let is_whole = |path: &PathBuf| path.extension().is_none_or(|end| end != "crdownload");
            if files.iter().all(is_whole) {
                let mut texts = files
                    .iter()
                    .map(|path| std::fs::read_to_string(path).unwrap());
                if let Some(text) = texts.find(|text| !text.is_empty()) {
                    return text;
                }
            }
            assert!(began.elapsed() < PATIENCE, "nothing was downloaded");
            tokio::time::sleep(PULSE).await;
        }
    }

    /// Waits for an element that can be seen.
    pub async fn find(&self, css: &str) -> Element {
        let began = Instant::now();
        loop {
            for element in self.client.find_all(Locator::Css(css)).await.unwrap() {
                if element.is_displayed().await.unwrap_or(false) {
                    return element;
                }
            }
            let url = self.url().await;
            assert!(began.elapsed() < PATIENCE, "{url}: nothing shows at {css}");
            tokio::time::sleep(PULSE).await;
        }
    }

    /// Whether the page has such an element and it can be seen.
    pub async fn shows(&self, css: &str) -> bool {
        for element in self.client.find_all(Locator::Css(css)).await.unwrap() {
            if element.is_displayed().await.unwrap_or(false) {
                return true;
            }
        }
        false
    }

    /// Whether the page has such an element.
    pub async fn has(&self, css: &str) -> bool {
        !self
            .client
            .find_all(Locator::Css(css))
            .await
            .unwrap()
            .is_empty()
    }

    /// Clicks the first that can be seen.
    pub async fn click(&self, css: &str) {
        let element = self.find(css).await;
        // As a person scrolls: into the middle, not just under what is fixed to an edge.
        let middle = "arguments[0].scrollIntoView({ block: 'center', behavior: 'instant' })";
        let arguments = vec![serde_json::to_value(&element).unwrap()];
        self.client.execute(middle, arguments).await.unwrap();
        element.click().await.unwrap();
    }

    /// Types into an emptied field.
    pub async fn fill(&self, css: &str, text: &str) {
        let field = self.find(css).await;
        field.clear().await.unwrap();
        field.send_keys(text).await.unwrap();
    }

    /// The visible text of an element, with ordinary spaces.
    pub async fn text(&self, css: &str) -> String {
        plain(&self.find(css).await.text().await.unwrap())
    }

    /// Everything that a page must hold, whatever is on it: nothing in the log, no broken picture, no scrolling sideways.
    pub async fn page(&self, what: &str) {
        let look = self.look.get();
        self.check_log(what).await;
        let broken = self.eval("[...document.images].filter(one => one.complete && one.currentSrc && !one.naturalWidth).map(one => one.currentSrc)").await;
        assert_eq!(broken, json!([]), "{what}: pictures that do not show");
        if look.is_phone {
            for width in [320, look.width] {
                self.look_as(look.wide(width)).await;
                self.check_width(what).await;
            }
        } else {
            self.check_width(what).await;
        }
    }

    /// No scrolling sideways. On a phone, a page that is too wide is zoomed out instead, so the screen's width is what counts.
    pub async fn check_width(&self, what: &str) {
        let width = self.look.get().width;
        let found = self.eval("document.documentElement.scrollWidth").await;
        let wide = self
            .eval(
                "[...document.querySelectorAll('body *')].filter(one => one.getBoundingClientRect().right > screen.width + 1).slice(0, 5)
                 .map(one => one.tagName + '.' + one.className)",
            )
            .await;
        assert!(
            found.as_u64().unwrap() <= u64::from(width),
            "{what}: {found} wide on a screen of {width}: {wide}"
        );
    }

    /// Nothing in the browser's log: no broken script, no missing file, nothing that the page's policy forbids.
    pub async fn check_log(&self, what: &str) {
        let log = self.ask("se/log", json!({ "type": "browser" })).await;
        let url = self.url().await;
        let expected = self.expected.borrow();
        let bad: Vec<_> = log
            .as_array()
            .unwrap()
            .iter()
            // What is said to developers only, such as how a form could help password managers, is no fault.
            .filter(|entry| entry["level"] == "SEVERE" || entry["level"] == "WARNING")
            .filter_map(|entry| entry["message"].as_str())
            .filter(|message| {
                !expected
                    .iter()
                    .any(|status| message.contains(&format!("status of {status}")))
            })
            .collect();
        assert!(bad.is_empty(), "{what} ({url}) in the log: {bad:#?}");
    }

    async fn keep_picture(&self, name: &str) {
        let Ok(picture) = self.client.screenshot().await else {
            return;
        };
        let file = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.png"));
        std::fs::write(&file, picture).unwrap();
        eprintln!("{}: seen last: {}", self.url().await, file.display());
    }
}

/// With ordinary spaces instead of those that hold a number together.
pub fn plain(text: &str) -> String {
    text.replace(['\u{a0}', '\u{202f}'], " ")
}
