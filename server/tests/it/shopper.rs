//! A shopper without a browser: sends the shop's own forms, keeps its cookie, follows the way to the payment page and back, and tries
//! again when the connection breaks, as people do.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use reqwest::{Method, StatusCode, header};
use scraper::{Html, Selector};

/// How long a shopper waits for a shop that does not answer.
const PATIENCE: Duration = Duration::from_secs(90);
/// How often a shopper confirms anew what has changed meanwhile.
const ROUNDS: usize = 5;

/// What came back.
#[derive(Debug)]
pub struct Page {
    pub status: StatusCode,
    /// Where it leads, when it leads on.
    pub location: Option<String>,
    pub body: String,
}

/// How a purchase went, as far as the shopper knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bought {
    /// Sent through the payment page and back; the order's page was shown.
    Seen,
    /// The shop said that there is too little of it.
    Short,
}

/// One person with one cookie.
pub struct Shopper {
    http: reqwest::Client,
    shop: String,
    cookie: Option<String>,
    email: String,
    /// Whole answers, counted for whoever waits for some.
    pub answers: Arc<AtomicUsize>,
    /// Connections that broke while waiting for an answer.
    pub broken: usize,
    /// Times the shop asked to come back in a moment.
    pub busy: usize,
}

impl Shopper {
    /// Nobody has seen this one before.
    pub fn new(shop: &str, name: &str) -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder()
            .no_proxy()
            .tls_certs_only(std::iter::empty())
            .redirect(reqwest::redirect::Policy::none())
            .timeout(Duration::from_secs(60))
            .build()
            .unwrap();
        Self {
            http,
            shop: shop.to_owned(),
            cookie: None,
            email: format!("{name}@exempel.se"),
            answers: Arc::default(),
            broken: 0,
            busy: 0,
        }
    }

    /// The same cart in another tab.
    pub fn another_tab(&self) -> Self {
        Self {
            http: self.http.clone(),
            shop: self.shop.clone(),
            cookie: self.cookie.clone(),
            email: self.email.clone(),
            answers: Arc::default(),
            broken: 0,
            busy: 0,
        }
    }

    /// Reads a page.
    pub async fn get(&mut self, path: &str) -> Page {
        self.ask(Method::GET, path, &BTreeMap::new()).await
    }

    /// Sends a form.
    pub async fn post(&mut self, path: &str, fields: &BTreeMap<String, String>) -> Page {
        self.ask(Method::POST, path, fields).await
    }

    /// Puts so many pieces into the cart.
    pub async fn add(&mut self, variant: &str, quantity: u32) -> Page {
        let fields = pairs(&[("variant", variant), ("quantity", &quantity.to_string())]);
        self.post("/varukorg/lagg-till", &fields).await
    }

    /// The checkout's form as it is shown, filled in; `None` when the shop leads back to the cart.
    pub async fn checkout_form(&mut self) -> Option<BTreeMap<String, String>> {
        let page = self.get("/kassa").await;
        if page.status == StatusCode::SEE_OTHER {
            return None;
        }
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        Some(self.filled(&page.body))
    }

    fn filled(&self, html: &str) -> BTreeMap<String, String> {
        let mut fields = form_fields(html, "form[data-checkout]");
        for (name, value) in [
            ("email", self.email.as_str()),
            ("phone", "070-174 06 12"),
            ("first_name", "Elin"),
            ("last_name", "Sandahl"),
            ("street", "Repslagaregatan 11"),
            ("postcode", "413 01"),
            ("city", "Göteborg"),
            ("terms", "1"),
        ] {
            fields.insert(name.to_owned(), value.to_owned());
        }
        fields
    }

    /// From a filled cart to the payment page, or to the order's page when the cart has been paid already.
    pub async fn check_out(&mut self) -> Result<String, Bought> {
        let Some(mut fields) = self.checkout_form().await else {
            return Err(Bought::Short);
        };
        for _ in 0..ROUNDS {
            let page = self.post("/kassa", &fields).await;
            match page.status {
                StatusCode::SEE_OTHER => match page.location {
                    Some(cart) if cart.ends_with("/varukorg") => return Err(Bought::Short),
                    to => return Ok(to.unwrap()),
                },
                StatusCode::CONFLICT if page.body.contains("data-checkout") => {
                    fields = self.filled(&page.body);
                }
                status => panic!("the checkout answered {status}:\n{}", page.body),
            }
        }
        Err(Bought::Short)
    }

    /// Chooses on the payment page. Gives where that leads.
    pub async fn choose(&mut self, payment_page: &str, outcome: &str) -> String {
        let page = self
            .post(payment_page, &pairs(&[("outcome", outcome)]))
            .await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
        let to = page.location.unwrap();
        if to.starts_with('/') {
            let origin: String = payment_page.split_inclusive('/').take(3).collect();
            return format!("{}{to}", origin.trim_end_matches('/'));
        }
        to
    }

    /// Comes back from the payment page to the order's page.
    pub async fn come_back(&mut self, address: &str) -> Bought {
        let back = self.get(address).await;
        assert_eq!(back.status, StatusCode::SEE_OTHER, "{}", back.body);
        let order = back.location.unwrap();
        let page = self.get(&order).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        Bought::Seen
    }

    async fn ask(
        &mut self,
        method: Method,
        address: &str,
        fields: &BTreeMap<String, String>,
    ) -> Page {
        let url = if address.starts_with("http") {
            address.to_owned()
        } else {
            format!("{}{address}", self.shop)
        };
        let until = Instant::now() + PATIENCE;
        loop {
            let mut request = self.http.request(method.clone(), &url);
            if let Some(cookie) = &self.cookie {
                request = request.header(header::COOKIE, cookie);
            }
            if method == Method::POST {
                request = request.form(fields);
            }
            match self.answer(request).await {
                Ok(page) if page.status == StatusCode::SERVICE_UNAVAILABLE => {
                    self.busy += 1;
                    assert!(Instant::now() < until, "{method} {url}: {}", page.body);
                    tokio::time::sleep(Duration::from_millis(500)).await;
                }
                Ok(page) => return page,
                Err(error) => {
                    self.broken += 1;
                    assert!(Instant::now() < until, "{method} {url}: {error}");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
            }
        }
    }

    async fn answer(&mut self, request: reqwest::RequestBuilder) -> reqwest::Result<Page> {
        let answer = request.send().await?;
        let status = answer.status();
        let head = |name| {
            let value: Option<&reqwest::header::HeaderValue> = answer.headers().get(name);
            value.map(|value| value.to_str().unwrap().to_owned())
        };
        let (location, cookie) = (head(header::LOCATION), head(header::SET_COOKIE));
        let body = answer.text().await?;
        self.answers.fetch_add(1, Ordering::Relaxed);
        if let Some(cookie) = cookie {
            self.cookie = cookie.split(';').next().map(str::to_owned);
        }
        assert!(
            !status.is_server_error() || status == StatusCode::SERVICE_UNAVAILABLE,
            "{status}:\n{body}"
        );
        Ok(Page {
            status,
            location,
            body,
        })
    }
}

/// Fields by name.
pub fn pairs(fields: &[(&str, &str)]) -> BTreeMap<String, String> {
    fields
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

/// What a browser would send of the form that `selector` finds: hidden and typed values, ticked boxes, chosen options.
pub fn form_fields(html: &str, selector: &str) -> BTreeMap<String, String> {
    let page = Html::parse_document(html);
    let form = page
        .select(&Selector::parse(selector).unwrap())
        .next()
        .unwrap_or_else(|| panic!("no {selector} in:\n{html}"));
    let mut fields = BTreeMap::new();
    for input in form.select(&Selector::parse("input[name]").unwrap()) {
        let input = input.value();
        let is_choice = matches!(input.attr("type"), Some("radio" | "checkbox"));
        if !is_choice || input.attr("checked").is_some() {
            let value = input.attr("value").unwrap_or_default();
            fields.insert(input.attr("name").unwrap().to_owned(), value.to_owned());
        }
    }
    for select in form.select(&Selector::parse("select[name]").unwrap()) {
        let chosen = Selector::parse("option[selected]").unwrap();
        if let Some(option) = select.select(&chosen).next() {
            let value = option.value().attr("value").unwrap_or_default();
            let name = select.value().attr("name").unwrap();
            fields.insert(name.to_owned(), value.to_owned());
        }
    }
    fields
}
