//! A list of products with its filters.

use platform::money::{Currency, Money};
use platform::render::View;
use serde::Serialize;

use crate::frame::{Crumb, Head};

/// A category's page, or the page of all products.
#[derive(Clone, Debug, Serialize)]
pub struct CategoryView {
    /// For browsers and search engines.
    pub head: Head,
    /// The way here.
    pub crumbs: Vec<Crumb>,
    /// The heading.
    pub name: String,
    /// What is in it, in the merchant's words; may be empty.
    pub description: String,
    /// Categories directly below.
    pub children: Vec<ChildCategory>,
    /// The list.
    pub list: ListView,
}

/// A category below another.
#[derive(Clone, Debug, Serialize)]
pub struct ChildCategory {
    /// Its name.
    pub name: String,
    /// Its page.
    pub href: String,
    /// Products in it and below it.
    pub count: i64,
}

/// A list with filters, order and pages; its whole state is in the address.
#[derive(Clone, Debug, Serialize)]
pub struct ListView {
    /// The address without any filter, for the form and for clearing.
    pub action: String,
    /// What the form must send along besides the filters (the words of a search).
    pub hidden: Vec<(String, String)>,
    /// Filters by a property's values.
    pub facets: Vec<FacetView>,
    /// The price filter.
    pub range: RangeView,
    /// Whether order and limits of price go by what the reader pays; else by what guests pay.
    pub is_readers: bool,
    /// Only what can be bought now.
    pub only_in_stock: Toggle,
    /// Filters that are on, each with the address without it.
    pub active: Vec<ActiveFilter>,
    /// The order in use: `popular`, `newest`, `cheapest`, `dearest`, and `relevance` for searches.
    pub sort: String,
    /// Orders on offer.
    pub sorts: Vec<String>,
    /// Products that match, counted up to a limit.
    pub count: i64,
    /// Whether counting stopped at the limit: "at least".
    pub is_count_capped: bool,
    /// Products without any filter.
    pub total: i64,
    /// Whether those, too, are at least so many.
    pub is_total_capped: bool,
    /// The products' cards, written.
    pub cards: String,
    /// The way to other pages.
    pub pager: Pager,
}

/// Which part of a list is shown, and the way to the others.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Pager {
    /// First product shown, from 1; 0 when there is none.
    pub first: i64,
    /// Last product shown.
    pub last: i64,
    /// Products in the list.
    pub count: i64,
    /// Whether there are more than `count`.
    pub is_count_capped: bool,
    /// Links to pages.
    pub pages: Vec<PageLink>,
    /// The page before.
    pub previous: Option<String>,
    /// The page after.
    pub next: Option<String>,
}

/// A property to filter by.
#[derive(Clone, Debug, Serialize)]
pub struct FacetView {
    /// The query's name.
    pub code: String,
    /// What people call it.
    pub label: String,
    /// Its values; those without products are left out unless they are on.
    pub values: Vec<FacetValue>,
}

/// A value to filter by.
#[derive(Clone, Debug, Serialize)]
pub struct FacetValue {
    /// The query's value.
    pub code: String,
    /// What people call it.
    pub label: String,
    /// Products with it, given the other filters; `None` where there are too many to count.
    pub count: Option<i64>,
    /// Whether it is on.
    pub is_on: bool,
    /// `#rrggbb` for colours.
    pub colour: Option<String>,
}

/// The price filter, in whole units of the currency.
#[derive(Clone, Debug, Serialize)]
pub struct RangeView {
    /// What was typed.
    pub from: String,
    /// What was typed.
    pub to: String,
    /// The lowest price in the list.
    pub lowest: Option<Money>,
    /// The highest price in the list.
    pub highest: Option<Money>,
    /// Whether what was typed is no price: it is shown again and not used.
    pub is_wrong: bool,
    /// What the prices are in, as it stands behind them.
    pub sign: String,
}

/// A filter that is on or off.
#[derive(Clone, Debug, Serialize)]
pub struct Toggle {
    /// Products with it; `None` where there are too many to count.
    pub count: Option<i64>,
    /// Whether it is on.
    pub is_on: bool,
}

/// A filter that is on.
#[derive(Clone, Debug, Serialize)]
pub struct ActiveFilter {
    /// Its words; empty for the filter on stock and for prices, which the theme words.
    pub label: String,
    /// `value`, `price` or `stock`.
    pub kind: &'static str,
    /// Lower bound of a price.
    pub from: Option<Money>,
    /// Upper bound of a price.
    pub to: Option<Money>,
    /// The address without it.
    pub href: String,
}

/// A link to a page of a list.
#[derive(Clone, Debug, Serialize)]
pub struct PageLink {
    /// Its number; 0 stands for a gap.
    pub number: i64,
    /// Where.
    pub href: String,
    /// Whether it is the page shown.
    pub is_current: bool,
}

impl ListView {
    /// Full with everything on, and empty.
    #[must_use]
    pub fn samples() -> Vec<Self> {
        let sek = |kronor: i64| Money::new(kronor * 100, Currency::SEK);
        let value = |code: &str, label: &str, is_on, colour: Option<&str>| FacetValue {
            code: code.into(),
            label: label.into(),
            count: Some(38),
            is_on,
            colour: colour.map(str::to_owned),
        };
        let active = |label: &str, kind, from, to| ActiveFilter {
            label: label.into(),
            kind,
            from,
            to,
            href: "/kategori/servering".into(),
        };
        let page = |number, is_current| PageLink {
            number,
            href: format!("?sida={number}"),
            is_current,
        };
        let pager = Pager {
            first: 25,
            last: 48,
            count: 66,
            is_count_capped: false,
            pages: vec![
                page(1, false),
                page(2, true),
                page(0, false),
                page(9, false),
            ],
            previous: Some("?page=1".into()),
            next: Some("?page=3".into()),
        };
        let full = Self {
            action: "/kategori/servering".into(),
            hidden: vec![("q".into(), "vas".into())],
            facets: vec![
                FacetView {
                    code: "farg".into(),
                    label: "Färg".into(),
                    values: vec![
                        value("sand", "Sand", true, Some("#e6dccb")),
                        value("moss", "Mossa", false, None),
                    ],
                },
                FacetView {
                    code: "material".into(),
                    label: "Material".into(),
                    values: vec![value("stengods", "Stengods", false, None)],
                },
            ],
            range: RangeView {
                from: "150".into(),
                to: "2000".into(),
                lowest: Some(sek(99)),
                highest: Some(sek(4_995)),
                is_wrong: false,
                sign: "kr".into(),
            },
            is_readers: true,
            only_in_stock: Toggle {
                count: Some(66),
                is_on: true,
            },
            active: vec![
                active("Sand", "value", None, None),
                active("", "price", Some(sek(150)), Some(sek(2_000))),
                active("", "price", None, Some(sek(2_000))),
                active("", "price", Some(sek(150)), None),
                active("", "stock", None, None),
            ],
            sort: "popular".into(),
            sorts: ["popular", "newest", "cheapest", "dearest"]
                .map(str::to_owned)
                .to_vec(),
            count: 66,
            is_count_capped: false,
            total: 212,
            is_total_capped: false,
            cards: "<li>Tekanna Fjord</li>".into(),
            pager: pager.clone(),
        };
        let many = Self {
            count: 10_000,
            is_count_capped: true,
            is_readers: false,
            total: 10_000,
            is_total_capped: true,
            pager: Pager {
                is_count_capped: true,
                previous: None,
                ..pager
            },
            ..full.clone()
        };
        let none = Self {
            count: 0,
            cards: String::new(),
            pager: Pager::default(),
            range: RangeView {
                is_wrong: true,
                from: "abc".into(),
                lowest: None,
                highest: None,
                ..full.range.clone()
            },
            ..full.clone()
        };
        let unfiltered = Self {
            active: Vec::new(),
            facets: Vec::new(),
            hidden: Vec::new(),
            count: 1,
            pager: Pager {
                first: 1,
                last: 1,
                count: 1,
                ..Pager::default()
            },
            ..full.clone()
        };
        vec![full, many, none, unfiltered]
    }
}

impl View for CategoryView {
    const TEMPLATE: &'static str = "shop/category.html";

    fn samples() -> Vec<Self> {
        let crumbs = vec![
            Crumb {
                name: "Hem".into(),
                href: "/".into(),
            },
            Crumb {
                name: "Servering".into(),
                href: String::new(),
            },
        ];
        let with = |list| Self {
            head: Head::sample("Servering"),
            crumbs: crumbs.clone(),
            name: "Servering".into(),
            description: "Muggar, fat och skålar.".into(),
            children: vec![ChildCategory {
                name: "Muggar".into(),
                href: "/kategori/muggar".into(),
                count: 12,
            }],
            list,
        };
        let mut views: Vec<Self> = ListView::samples().into_iter().map(with).collect();
        if let Some(last) = views.last_mut() {
            last.description.clear();
            last.children.clear();
        }
        views
    }
}
