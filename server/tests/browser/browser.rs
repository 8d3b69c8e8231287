//! One browser with one visitor in it.

use std::cell::{Cell, RefCell};
use std::panic::AssertUnwindSafe;
use std::path::{Path, PathBuf};
use std::sync::{LazyLock, Mutex};
use std::time::{Duration, Instant};

use fantoccini::elements::Element;
use fantoccini::{Client, ClientBuilder, Locator};
use futures_util::FutureExt;
use hyper_util::client::legacy::connect::HttpConnector;
use scraper::{ElementRef, Html, Selector};
use serde_json::{Value, json};

use crate::house::{House, house, turn};
use crate::look::Look;

/// How long a page may take on a busy machine before it counts as not coming.
const PATIENCE: Duration = Duration::from_secs(30);
/// How often a condition is asked.
const PULSE: Duration = Duration::from_millis(20);

/// What drives the browsers: one of them outlives the journey that opened it.
static RUNTIME: LazyLock<tokio::runtime::Runtime> = LazyLock::new(|| {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap()
});
/// Browsers that stand open with nobody in them. To start one takes longer than many a journey.
static IDLE: Mutex<Vec<Session>> = Mutex::new(Vec::new());

/// A program with one page.
struct Session {
    client: Client,
    /// Its address at chromedriver.
    url: String,
    /// Where it puts what it downloads.
    downloads: PathBuf,
}

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
    /// The screen and the colours that the browser was told last; nothing where a journey has told it otherwise.
    screen: Cell<Option<(u32, u32, bool)>>,
    is_dark: Cell<Option<bool>>,
    /// Statuses of pages that the journey asked for, though the browser's log calls them errors.
    expected: RefCell<Vec<u16>>,
    session: Session,
    http: reqwest::Client,
}

/// Makes the journey in a browser that knows nothing yet, and leaves none behind that does, whatever came of it.
pub fn journey(name: &str, look: Look, steps: impl AsyncFnOnce(&Browser)) {
    let house = house();
    RUNTIME.block_on(async {
        let _turn = turn().await;
        let browser = Browser::open(house, name, look).await;
        let outcome = AssertUnwindSafe(steps(&browser)).catch_unwind().await;
        if let Err(surprise) = outcome {
            browser.keep_picture(name).await;
            browser.client.clone().close().await.unwrap();
            std::panic::resume_unwind(surprise);
        }
        browser.leave().await;
    });
}

impl Session {
    /// A new one.
    async fn start(house: &House, look: Look) -> Self {
        let profile = tempfile::Builder::new()
            .tempdir_in(&house.profiles)
            .unwrap()
            .keep();
        // Only the whole browser can have script switched off.
        let shell = house.shell.as_ref().filter(|_| look.has_script);
        let mut options = json!({
            "binary": shell.unwrap_or(&house.chromium),
            "args": [
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--hide-scrollbars",
                "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
                // Nobody goes back; pages that are kept for that cost every step forward a process.
                "--disable-features=BackForwardCache",
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
            "browserName": if shell.is_some() { "chrome-headless-shell" } else { "chrome" },
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
        let url = format!("{}/session/{id}", house.driver);
        Self {
            client,
            url,
            downloads,
        }
    }
}

impl Browser {
    async fn open(house: &'static House, journey: &str, look: Look) -> Self {
        let idle = if look.has_script {
            IDLE.lock().unwrap().pop()
        } else {
            None
        };
        let session = match idle {
            Some(session) => session,
            None => Session::start(house, look).await,
        };
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .tls_certs_only(std::iter::empty())
            .build()
            .unwrap();
        let browser = Self {
            client: session.client.clone(),
            house,
            journey: journey.to_owned(),
            look: Cell::new(look),
            screen: Cell::default(),
            is_dark: Cell::default(),
            expected: RefCell::default(),
            session,
            http,
        };
        browser.look_as(look).await;
        browser
    }

    /// Hands the browser on with nothing in it: a page of its own for whoever comes next, since what was asked of this one stays with it,
    /// and none of the journey's cookies and files. Where pages may run nothing, that is a property of the whole program, which is closed.
    async fn leave(self) {
        if !self.look.get().has_script {
            self.client.clone().close().await.unwrap();
            return;
        }
        let page = self.client.new_window(true).await.unwrap();
        self.client.close_window().await.unwrap();
        self.client.switch_to_window(page.handle).await.unwrap();
        self.command("Network.clearBrowserCookies", json!({})).await;
        self.ask("se/log", json!({ "type": "browser" })).await;
        for file in downloaded(&self.session.downloads) {
            std::fs::remove_file(file).unwrap();
        }
        IDLE.lock().unwrap().push(self.session);
    }

    /// Asks chromedriver for what WebDriver has no words for.
    async fn ask(&self, what: &str, body: Value) -> Value {
        let answer = self
            .http
            .post(format!("{}/{what}", self.session.url))
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
        if name == "Emulation.setEmulatedMedia" {
            self.is_dark.set(None);
        }
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
        let screen = (look.width, look.height, look.is_phone);
        if self.screen.get() != Some(screen) {
            let metrics = json!({ "width": look.width, "height": look.height, "deviceScaleFactor": 1, "mobile": look.is_phone });
            self.command("Emulation.setDeviceMetricsOverride", metrics)
                .await;
            self.screen.set(Some(screen));
        }
        if self.is_dark.get() != Some(look.is_dark) {
            let scheme = if look.is_dark { "dark" } else { "light" };
            let media = json!({ "features": [
                { "name": "prefers-color-scheme", "value": scheme },
                { "name": "prefers-reduced-motion", "value": "reduce" },
            ] });
            self.command("Emulation.setEmulatedMedia", media).await;
            self.is_dark.set(Some(look.is_dark));
        }
        self.look.set(look);
    }

    /// A page of the back office as the browser's visitor gets it, without showing it.
    pub async fn fetched(&self, path: &str) -> Html {
        let url = format!("{}{path}", self.house.office);
        let cookies = self
            .ask(
                "goog/cdp/execute",
                json!({ "cmd": "Network.getCookies", "params": { "urls": [url] } }),
            )
            .await;
        let cookies: Vec<_> = cookies["cookies"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| {
                format!(
                    "{}={}",
                    one["name"].as_str().unwrap(),
                    one["value"].as_str().unwrap()
                )
            })
            .collect();
        let asked = self.http.get(&url).header("cookie", cookies.join("; "));
        let page = asked.send().await.unwrap().text().await.unwrap();
        Html::parse_document(&page)
    }

    /// Asks for a page of the back office until `find` finds something there. It is not shown, as that takes the time from the work that is
    /// waited for.
    ///
    /// # Panics
    /// When it never does.
    pub async fn awaited<T>(&self, path: &str, find: impl Fn(&Html) -> Option<T>) -> T {
        let began = Instant::now();
        loop {
            let page = self.fetched(path).await;
            if let Some(found) = find(&page) {
                return found;
            }
            let told = words(&page);
            assert!(
                began.elapsed() < PATIENCE,
                "{path} never told what was waited for: {told}"
            );
            tokio::time::sleep(PULSE).await;
        }
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
            let files = downloaded(&self.session.downloads);
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
        let found = self.eval("document.documentElement.scrollWidth").await;
        self.judge_width(what, &found).await;
    }

    /// The same of a width that has been asked for.
    pub async fn judge_width(&self, what: &str, found: &Value) {
        let width = self.look.get().width;
        if found
            .as_u64()
            .is_some_and(|found| found <= u64::from(width))
        {
            return;
        }
        let wide = self
            .eval(
                "[...document.querySelectorAll('body *')].filter(one => one.getBoundingClientRect().right > screen.width + 1).slice(0, 5)
                 .map(one => one.tagName + '.' + one.className)",
            )
            .await;
        panic!("{what}: {found} wide on a screen of {width}: {wide}");
    }

    /// No heading, button, way or price of which an end is cut off.
    pub async fn check_words(&self, what: &str) {
        let cut = self
            .eval(
                "[...document.querySelectorAll('h1, h2, h3, .btn, .nav a, .price')]
                 .filter(one => one.checkVisibility() && one.scrollWidth > one.clientWidth + 2 && one.clientWidth > 2).map(one => one.outerHTML.slice(0, 120))",
            )
            .await;
        assert_eq!(cut, json!([]), "{what}: words that are cut off");
    }

    /// Nothing in the browser's log: no broken script, no missing file, nothing that the page's policy forbids.
    pub async fn check_log(&self, what: &str) {
        let log = self.ask("se/log", json!({ "type": "browser" })).await;
        let is_expected = |message: &str| {
            let expected = self.expected.borrow();
            expected
                .iter()
                .any(|status| message.contains(&format!("status of {status}")))
        };
        let bad: Vec<_> = log
            .as_array()
            .unwrap()
            .iter()
            // What is said to developers only, such as how a form could help password managers, is no fault.
            .filter(|entry| entry["level"] == "SEVERE" || entry["level"] == "WARNING")
            .filter_map(|entry| entry["message"].as_str())
            .filter(|message| !is_expected(message))
            .collect();
        if !bad.is_empty() {
            let url = self.url().await;
            panic!("{what} ({url}) in the log: {bad:#?}");
        }
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

/// What lies in the folder for downloads.
fn downloaded(folder: &Path) -> Vec<PathBuf> {
    let folder = std::fs::read_dir(folder);
    let files = folder.into_iter().flatten().flatten();
    files.map(|file| file.path()).collect()
}

/// All words of a page that is not shown.
pub fn words(page: &Html) -> String {
    plain(&page.root_element().text().collect::<String>())
}

/// The first of a page that is not shown.
pub fn first<'p>(page: &'p Html, css: &str) -> Option<ElementRef<'p>> {
    page.select(&Selector::parse(css).unwrap()).next()
}

/// With ordinary spaces instead of those that hold a number together.
pub fn plain(text: &str) -> String {
    text.replace(['\u{a0}', '\u{202f}'], " ")
}
