//! What every page of the shop shows around its content, and what its head says to browsers and search engines.

use platform::clock::Timestamp;
use platform::i18n::Locale;
use platform::money::{Currency, Money};
use platform::render::json_in_script;
use serde::{Serialize, Serializer};

use crate::rehearsal::RehearsalBar;

/// The header and the footer.
#[derive(Clone, Debug, Serialize)]
pub struct Frame {
    /// The shop's name as shown to people.
    pub shop_name: String,
    /// Top categories in their order.
    pub categories: Vec<NavCategory>,
    /// How many products the shop has.
    pub product_count: i64,
    /// Pieces in the visitor's cart.
    pub cart_count: i64,
    /// Who is logged in.
    pub account: Option<AccountBadge>,
    /// Products on the wish list of whoever is logged in.
    pub wished: Vec<String>,
    /// What staff rehearse.
    pub rehearsal: Option<RehearsalBar>,
    /// What staff look at before others do: `draft`, `published` or `unpublished`.
    pub preview: Option<&'static str>,
    /// Whether prices are shown with VAT.
    pub shows_vat: bool,
    /// The sum from which the cheapest delivery is free, when there is one.
    pub free_freight_from: Option<Money>,
    /// Who sells.
    pub seller: Seller,
    /// This year, for the footer.
    pub year: i16,
}

/// Who is logged in, as the header shows it.
#[derive(Clone, Debug, Serialize)]
pub struct AccountBadge {
    /// The person's first name.
    pub first_name: String,
    /// The company that they act for; none: they act for themselves.
    pub company: Option<String>,
    /// What their tier lets them do: `lists`, `quick_order`, `quotes` ...
    pub functions: Vec<&'static str>,
}

/// A category in the navigation.
#[derive(Clone, Debug, Serialize)]
pub struct NavCategory {
    /// Its name.
    pub name: String,
    /// Its address word.
    pub slug: String,
    /// Products in it and below it.
    pub count: i64,
    /// Whether the page shown lies in it.
    pub is_current: bool,
}

/// The legal entity that sells, as the law wants it shown.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Seller {
    /// Registered name.
    pub legal_name: String,
    /// Organisation number.
    pub org_number: String,
    /// VAT number.
    pub vat_number: String,
    /// Street and number.
    pub street: String,
    /// Postcode, with its space.
    pub postcode: String,
    /// Town.
    pub city: String,
    /// E-mail to customer service.
    pub email: String,
    /// Telephone as written for people.
    pub phone: String,
    /// Telephone as a `tel:` address wants it.
    pub phone_link: String,
}

/// The page's `<head>`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Head {
    /// The title without the shop's name.
    pub title: String,
    /// A sentence for search results; empty leaves it out.
    pub description: String,
    /// The address that search engines shall keep, path only; empty on pages that are not to be found.
    pub canonical: String,
    /// The same page in every language (itself too), path only: the addresses that search engines shall keep.
    pub alternates: Vec<Alternate>,
    /// The page as the visitor has it (with the chosen variant), in every language; empty when that is `alternates`.
    pub switches: Vec<Alternate>,
    /// A picture for shared links, path only.
    pub image: Option<String>,
    /// `website` or `product`.
    pub kind: &'static str,
    /// Not for search engines (cart, checkout, order, search results, filtered lists).
    pub is_hidden: bool,
    /// schema.org objects; templates get them written.
    #[serde(serialize_with = "written")]
    pub json_ld: Vec<serde_json::Value>,
}

/// Objects as they stand in a page. Made into the templates' own values first, they would be written twice.
fn written<S: Serializer>(objects: &[serde_json::Value], to: S) -> Result<S::Ok, S::Error> {
    to.collect_seq(objects.iter().map(json_in_script))
}

/// The same page in a language.
#[derive(Clone, Debug, Serialize)]
pub struct Alternate {
    /// Which language.
    pub locale: Locale,
    /// Path and query.
    pub path: String,
}

/// A step of the way from the first page to this one.
#[derive(Clone, Debug, Serialize)]
pub struct Crumb {
    /// What it is called.
    pub name: String,
    /// Where it is; empty for the page itself.
    pub href: String,
}

impl Seller {
    /// A seller for the template checks.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            legal_name: "Nordbod AB".into(),
            org_number: "559000-0000".into(),
            vat_number: "SE559000000001".into(),
            street: "Bodgatan 4".into(),
            postcode: "411 00".into(),
            city: "Göteborg".into(),
            email: "hej@nordbod.example".into(),
            phone: "031-390 06 10".into(),
            phone_link: "+46313900610".into(),
        }
    }
}

impl Frame {
    /// A frame that knows nothing but the shop's name: for errors before anything could be read.
    #[must_use]
    pub fn bare(shop_name: String, year: i16) -> Self {
        Self {
            seller: Seller {
                legal_name: shop_name.clone(),
                ..Seller::default()
            },
            shop_name,
            categories: Vec::new(),
            product_count: 0,
            cart_count: 0,
            account: None,
            wished: Vec::new(),
            rehearsal: None,
            preview: None,
            shows_vat: true,
            free_freight_from: None,
            year,
        }
    }

    /// Frames for the template checks: a usual one and a bare one.
    #[must_use]
    pub fn samples() -> Vec<Self> {
        let seller = Seller::sample();
        let category = |name: &str, slug: &str, count, is_current| NavCategory {
            name: name.into(),
            slug: slug.into(),
            count,
            is_current,
        };
        let usual = Self {
            shop_name: "Nordbod".into(),
            categories: vec![
                category("Servering", "servering", 64, true),
                category("Kök", "kok", 22, false),
                category("Inredning", "inredning", 48, false),
            ],
            product_count: 212,
            cart_count: 5,
            account: Some(AccountBadge {
                first_name: "Elin".into(),
                company: Some("Studio Furu AB".into()),
                functions: vec!["lists", "quick_order", "quotes"],
            }),
            wished: vec!["0190".into()],
            rehearsal: None,
            preview: None,
            shows_vat: true,
            free_freight_from: Some(Money::new(79_900, Currency::SEK)),
            seller,
            year: 2026,
        };
        let bare = Self {
            categories: Vec::new(),
            product_count: 0,
            cart_count: 0,
            account: None,
            wished: Vec::new(),
            preview: Some("draft"),
            rehearsal: Timestamp::from_microsecond(1_790_000_000_000_000).map(|at| RehearsalBar {
                name: "Pro".into(),
                at,
                until: at,
            }),
            shows_vat: false,
            free_freight_from: None,
            ..usual.clone()
        };
        vec![usual, bare, Self::bare("Nordbod".into(), 2026)]
    }
}

impl Head {
    /// The same page in every language: `address` names it with its values, `None` where it has no page in a language.
    pub fn alternates<'a>(
        renderer: &platform::render::Renderer,
        address: impl Fn(Locale) -> Option<(&'a str, Vec<(&'a str, &'a str)>)>,
    ) -> Vec<Alternate> {
        let alternate = |locale| {
            let (name, values) = address(locale)?;
            Some(Alternate {
                locale,
                path: renderer.url(locale, name, &values),
            })
        };
        Locale::ALL.into_iter().filter_map(alternate).collect()
    }

    /// The head of a page that is nobody else's business.
    #[must_use]
    pub fn private(renderer: &platform::render::Renderer, title: String, name: &str) -> Self {
        Self {
            title,
            alternates: Self::alternates(renderer, |_| Some((name, Vec::new()))),
            kind: "website",
            is_hidden: true,
            ..Self::default()
        }
    }

    /// A head for the template checks.
    #[must_use]
    pub fn sample(title: &str) -> Self {
        Self {
            title: title.into(),
            description: "En mening om sidan.".into(),
            canonical: "/sida".into(),
            alternates: vec![
                Alternate {
                    locale: Locale::Sv,
                    path: "/sida".into(),
                },
                Alternate {
                    locale: Locale::En,
                    path: "/en/page".into(),
                },
            ],
            switches: Vec::new(),
            image: Some("/media/x/720.jpg".into()),
            kind: "website",
            is_hidden: false,
            json_ld: vec![
                serde_json::json!({"@context": "https://schema.org", "name": "</script><b>"}),
            ],
        }
    }
}
