//! What visitors do: look at lists and products, search, fill a cart, buy.

use std::time::Duration;

use anyhow::{Context as _, bail, ensure};
use reqwest::{Client, Response, header};

use crate::page::{form, links};

/// Lists that are looked through for products at the beginning.
const PAGES: usize = 20;

/// One row of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The reference: a file of the theme.
    Static,
    /// Whether the process answers.
    Health,
    /// A category or a page of all products.
    List,
    /// A product's page.
    Product,
    /// A search with results.
    Search,
    /// Suggestions for some letters.
    Suggest,
    /// One more piece in a cart of one's own.
    Add,
    /// A cart, the checkout, the payment page, and back to the order.
    Order,
}

impl Step {
    /// In the order of the table.
    pub const ALL: [Self; 8] = [
        Self::Static,
        Self::Health,
        Self::List,
        Self::Product,
        Self::Search,
        Self::Suggest,
        Self::Add,
        Self::Order,
    ];

    /// Its word on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Static => "static",
            Self::Health => "health",
            Self::List => "list",
            Self::Product => "product",
            Self::Search => "search",
            Self::Suggest => "suggest",
            Self::Add => "add",
            Self::Order => "order",
        }
    }

    /// Its name in the table.
    pub fn name(self) -> &'static str {
        match self {
            Self::Static => "static file (reference)",
            Self::Health => "/healthz",
            Self::List => "list of products",
            Self::Product => "product",
            Self::Search => "search",
            Self::Suggest => "suggestions",
            Self::Add => "add to a new cart",
            Self::Order => "whole order",
        }
    }
}

/// What there is to look at.
pub struct Scene {
    shop: String,
    /// The reference file.
    file: String,
    lists: Vec<String>,
    products: Vec<String>,
    variants: Vec<String>,
    words: Vec<String>,
    /// Cookies of the companies' buyers who read lists and products; none: guests do.
    sessions: Vec<String>,
    seed: u64,
}

/// Numbers that are the same again for the same seed (splitmix64).
pub struct Chance(u64);

impl Chance {
    fn pick<'a>(&mut self, from: &'a [String]) -> &'a str {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        let place =
            usize::try_from((mixed ^ (mixed >> 31)) % from.len().max(1) as u64).unwrap_or(0);
        from.get(place).map_or("", String::as_str)
    }
}

/// A client that keeps its connections and follows nothing by itself.
pub fn client() -> reqwest::Result<Client> {
    Client::builder()
        .no_proxy()
        .tls_certs_only(std::iter::empty())
        .redirect(reqwest::redirect::Policy::none())
        .timeout(Duration::from_secs(30))
        .build()
}

impl Scene {
    /// Finds lists, products, variants and words, as a visitor would.
    ///
    /// # Errors
    /// When the shop does not answer or has nothing to sell.
    pub async fn look(shop: &str, seed: u64, sessions: Vec<String>) -> anyhow::Result<Self> {
        let http = client()?;
        let home = text(&http, shop, "/").await?;
        let mut lists = links(&home, "/kategori/");
        let mut products = Vec::new();
        for page in 1..=PAGES {
            let address = if page == 1 {
                "/varor".to_owned()
            } else {
                format!("/varor?page={page}")
            };
            let html = text(&http, shop, &address).await?;
            let found = links(&html, "/produkt/");
            if found.is_empty() {
                break;
            }
            products.extend(found);
            lists.push(address);
        }
        for list in lists
            .clone()
            .iter()
            .filter(|list| list.starts_with("/kategori/"))
        {
            products.extend(links(&text(&http, shop, list).await?, "/produkt/"));
        }
        products.sort();
        products.dedup();
        ensure!(!products.is_empty(), "the shop sells nothing");
        let mut variants = Vec::new();
        let mut words = Vec::new();
        // The demo's own goods are few: they would be sold out before the time is.
        let is_plenty = |product: &str| slug(product).ends_with(|last: char| last.is_ascii_digit());
        let has_plenty = products.iter().any(|product| is_plenty(product));
        for product in products.iter().take(60) {
            let html = text(&http, shop, product).await?;
            let fields = form(&html, "data-add").unwrap_or_default();
            if is_plenty(product) || !has_plenty {
                variants.extend(
                    fields
                        .into_iter()
                        .find(|(name, _)| name == "variant")
                        .map(|(_, value)| value),
                );
            }
            words.extend(
                slug(product)
                    .split('-')
                    .filter(|word| word.len() > 2 && word.is_ascii())
                    .map(str::to_owned),
            );
        }
        words.sort();
        words.dedup();
        ensure!(
            !variants.is_empty() && !words.is_empty(),
            "nothing in the shop can be bought"
        );
        let file = links(&home, "/assets/")
            .into_iter()
            .find(|file| file.ends_with(".css"))
            .context("the theme has no style")?;
        Ok(Self {
            shop: shop.to_owned(),
            file,
            lists,
            products,
            variants,
            words,
            sessions,
            seed,
        })
    }

    /// How many products were found.
    pub fn products(&self) -> usize {
        self.products.len()
    }

    /// The chances of one visitor.
    pub fn chance(&self, visitor: usize) -> Chance {
        Chance(self.seed.wrapping_mul(1_000).wrapping_add(visitor as u64))
    }

    /// Does a step once; gives the size of the answer.
    ///
    /// # Errors
    /// Any answer that a visitor would not want.
    pub async fn act(
        &self,
        http: &Client,
        step: Step,
        chance: &mut Chance,
    ) -> anyhow::Result<usize> {
        let page = match step {
            Step::Static => text(http, &self.shop, &self.file).await?,
            Step::Health => text(http, &self.shop, "/healthz").await?,
            Step::List => self.read(http, &self.lists, chance).await?,
            Step::Product => self.read(http, &self.products, chance).await?,
            Step::Search => {
                text(
                    http,
                    &self.shop,
                    &format!("/sok?q={}", chance.pick(&self.words)),
                )
                .await?
            }
            Step::Suggest => {
                let word: String = chance.pick(&self.words).chars().take(4).collect();
                text(http, &self.shop, &format!("/sok/forslag?q={word}")).await?
            }
            Step::Add => {
                self.add(http, chance).await?;
                String::new()
            }
            Step::Order => self.order(http, chance).await?,
        };
        Ok(page.len())
    }

    /// One of the pages, as one of the visitors sees it.
    async fn read(
        &self,
        http: &Client,
        pages: &[String],
        chance: &mut Chance,
    ) -> anyhow::Result<String> {
        let page = chance.pick(pages);
        if self.sessions.is_empty() {
            return text(http, &self.shop, page).await;
        }
        let request = http
            .get(format!("{}{page}", self.shop))
            .header(header::COOKIE, chance.pick(&self.sessions));
        let answer = request.send().await?;
        let status = answer.status();
        let text = answer.text().await?;
        ensure!(status.is_success(), "{page} answered {status}");
        // The line that says whom the visitor acts for.
        ensure!(
            text.contains("class=\"firm\""),
            "{page} does not know the visitor"
        );
        Ok(text)
    }

    async fn add(&self, http: &Client, chance: &mut Chance) -> anyhow::Result<String> {
        let fields = [("variant", chance.pick(&self.variants)), ("quantity", "1")];
        let answer = http
            .post(format!("{}/varukorg/lagg-till", self.shop))
            .form(&fields)
            .send()
            .await?;
        let cookie = answer
            .headers()
            .get(header::SET_COOKIE)
            .and_then(|cookie| cookie.to_str().ok()?.split(';').next().map(str::to_owned));
        let to = leads(answer).await?;
        cookie
            .filter(|_| !to.contains("refused"))
            .with_context(|| format!("no cart, but {to}"))
    }

    async fn order(&self, http: &Client, chance: &mut Chance) -> anyhow::Result<String> {
        let cookie = self.add(http, chance).await?;
        let checkout = format!("{}/kassa", self.shop);
        let shown = http
            .get(&checkout)
            .header(header::COOKIE, &cookie)
            .send()
            .await?
            .text()
            .await?;
        let mut fields = form(&shown, "data-checkout").context("no checkout")?;
        for (name, value) in [
            ("email", "last@exempel.se"),
            ("phone", "070-174 06 12"),
            ("first_name", "Elin"),
            ("last_name", "Sandahl"),
            ("street", "Repslagaregatan 11"),
            ("postcode", "413 01"),
            ("city", "Göteborg"),
            ("terms", "1"),
        ] {
            fields.retain(|(field, _)| field != name);
            fields.push((name.to_owned(), value.to_owned()));
        }
        let sent = http
            .post(&checkout)
            .header(header::COOKIE, &cookie)
            .form(&fields)
            .send()
            .await?;
        let payment_page = leads(sent).await?;
        let chosen = http
            .post(&payment_page)
            .form(&[("outcome", "approve")])
            .send()
            .await?;
        let back = leads(chosen).await?;
        let returned = http
            .get(back)
            .header(header::COOKIE, &cookie)
            .send()
            .await?;
        let order = leads(returned).await?;
        text(http, &self.shop, &order).await
    }
}

/// The name of a product in its address.
fn slug(product: &str) -> &str {
    let path = product.trim_start_matches("/produkt/");
    path.split('?').next().unwrap_or_default()
}

async fn text(http: &Client, shop: &str, path: &str) -> anyhow::Result<String> {
    let answer = http.get(format!("{shop}{path}")).send().await?;
    let status = answer.status();
    let text = answer.text().await?;
    ensure!(status.is_success(), "{path} answered {status}");
    Ok(text)
}

async fn leads(answer: Response) -> anyhow::Result<String> {
    let status = answer.status();
    let to = answer
        .headers()
        .get(header::LOCATION)
        .and_then(|to| to.to_str().ok())
        .map(str::to_owned);
    answer.bytes().await?;
    match to {
        Some(to) if status.is_redirection() => Ok(to),
        _ => bail!("a form was answered with {status}"),
    }
}
