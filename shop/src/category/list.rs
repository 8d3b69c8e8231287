//! A list's address: what it asks for, and the addresses of everything beside it.

use commerce::catalogue::storefront::{Filter, ListPage, Sort, Total};
use platform::i18n::{Locale, numbers};
use platform::money::{Currency, Money};
use platform::render::Renderer;
use platform::web::Fields;

use super::handlers::PAGE_SIZE;
use super::views::{
    ActiveFilter, FacetValue, FacetView, ListView, PageLink, Pager, RangeView, Toggle,
};

/// Most choices that are read from an address.
const MOST_CHOICES: usize = 60;
/// The name under which an address holds categories.
pub const CATEGORY: &str = "category";
/// The highest price in whole units of the currency that can be asked for.
const HIGHEST: i64 = 10_000_000;
/// What may stand before or behind a price that is typed, besides a currency's code.
const SIGNS: [&str; 4] = ["kr", "€", "£", "$"];
/// Names in the address that are no facet's code.
const RESERVED: [&str; 7] = ["sort", "page", "min", "max", "stock", "q", "exact"];

/// What an address asks of a list. Nonsense is left out, except a price's, which is shown again.
#[derive(Clone, Debug)]
pub struct Asked {
    choices: Vec<(String, String)>,
    /// Address words of categories, on the page of all products.
    pub categories: Vec<String>,
    from: String,
    to: String,
    prices: Option<(Option<i64>, Option<i64>)>,
    in_stock: bool,
    /// The order.
    pub sort: Sort,
    /// From 1.
    pub page: i64,
}

impl Asked {
    /// Reads a query.
    #[must_use]
    pub fn read(query: &Fields) -> Self {
        let mut choices: Vec<(String, String)> = Vec::new();
        let mut categories: Vec<String> = Vec::new();
        for (name, value) in query.iter() {
            if name == CATEGORY {
                let word = value.trim().to_owned();
                if !categories.contains(&word) && categories.len() < MOST_CHOICES {
                    categories.push(word);
                }
                continue;
            }
            let pair = (name.to_owned(), value.trim().to_owned());
            if !RESERVED.contains(&name)
                && !value.is_empty()
                && choices.len() < MOST_CHOICES
                && !choices.contains(&pair)
            {
                choices.push(pair);
            }
        }
        let (from, to) = (query.text("min").to_owned(), query.text("max").to_owned());
        let prices = match (whole(&from), whole(&to)) {
            (Some(Some(from)), Some(Some(to))) if from > to => None,
            (Some(from), Some(to)) => Some((from, to)),
            _ => None,
        };
        let cut = |text: String| text.chars().take(12).collect();
        Self {
            choices,
            categories,
            from: cut(from),
            to: cut(to),
            prices,
            in_stock: query.get("stock") == Some("1"),
            sort: sort_of(query.text("sort")),
            page: query.text("page").parse().unwrap_or(1),
        }
    }

    /// For the domain.
    #[must_use]
    pub fn filter(&self) -> Filter {
        let (from, to) = self.prices.unwrap_or_default();
        let mut filter = Filter {
            price_from: from.map(|whole| whole * 100),
            // A price of 199.50 is not above 199 to a shopper who typed whole units.
            price_to: to.map(|whole| whole * 100 + 99),
            in_stock: self.in_stock,
            ..Filter::default()
        };
        for (code, value) in &self.choices {
            filter
                .choices
                .entry(code.clone())
                .or_default()
                .push(value.clone());
        }
        filter
    }

    /// Whether anything narrows the list.
    #[must_use]
    pub fn is_narrowed(&self) -> bool {
        !self.choices.is_empty()
            || !self.categories.is_empty()
            || self.in_stock
            || !self.from.is_empty()
            || !self.to.is_empty()
    }

    /// What is asked, at a category's address.
    #[must_use]
    pub fn at(&self, renderer: &Renderer, locale: Locale, slug: &str) -> String {
        let pairs = self.pairs(None, true, true, self.page);
        address(renderer, locale, Some(slug), &pairs)
    }

    /// The query of a list without one choice, without its prices or its stock filter, on a page.
    fn pairs(
        &self,
        without: Option<&(String, String)>,
        prices: bool,
        stock: bool,
        page: i64,
    ) -> Vec<(String, String)> {
        let categories = self
            .categories
            .iter()
            .map(|word| (CATEGORY.to_owned(), word.clone()));
        let mut pairs: Vec<(String, String)> = categories
            .chain(self.choices.iter().cloned())
            .filter(|pair| Some(pair) != without)
            .collect();
        let mut push = |name: &str, value: &str| pairs.push((name.to_owned(), value.to_owned()));
        if prices && !self.from.is_empty() {
            push("min", &self.from);
        }
        if prices && !self.to.is_empty() {
            push("max", &self.to);
        }
        if stock && self.in_stock {
            push("stock", "1");
        }
        if self.sort != Sort::default() {
            push("sort", code_of(self.sort));
        }
        if page > 1 {
            push("page", &page.to_string());
        }
        pairs
    }
}

/// Whole units of the currency as people type them; `None` for what is no price, `Some(None)` for nothing.
fn whole(text: &str) -> Option<Option<i64>> {
    let bare: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let bare = SIGNS.iter().fold(bare.as_str(), |bare, sign| {
        bare.trim_start_matches(sign).trim_end_matches(sign)
    });
    // A currency's code behind its sum.
    let bare = match bare.split_at_checked(bare.len().saturating_sub(3)) {
        Some((sum, code)) if !sum.is_empty() && code.chars().all(|c| c.is_ascii_uppercase()) => sum,
        _ => bare,
    };
    if bare.is_empty() {
        return Some(None);
    }
    let value: i64 = bare.parse().ok()?;
    (0..=HIGHEST).contains(&value).then_some(Some(value))
}

fn sort_of(code: &str) -> Sort {
    match code {
        "newest" => Sort::Newest,
        "cheapest" => Sort::PriceUp,
        "dearest" => Sort::PriceDown,
        _ => Sort::Popular,
    }
}

fn code_of(sort: Sort) -> &'static str {
    match sort {
        Sort::Newest => "newest",
        Sort::PriceUp => "cheapest",
        Sort::PriceDown => "dearest",
        Sort::Popular | Sort::Name => "popular",
    }
}

/// The address of a category's list, or of all products, with a query.
fn address(
    renderer: &Renderer,
    locale: Locale,
    slug: Option<&str>,
    pairs: &[(String, String)],
) -> String {
    let mut values: Vec<(&str, &str)> = slug.map(|slug| ("slug", slug)).into_iter().collect();
    values.extend(
        pairs
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str())),
    );
    let page = if slug.is_some() { "category" } else { "all" };
    renderer.url(locale, page, &values)
}

/// A list as its page shows it.
#[must_use]
pub fn list_view(
    renderer: &Renderer,
    locale: Locale,
    slug: Option<&str>,
    asked: &Asked,
    found: &ListPage,
    categories: Option<FacetView>,
    currency: Currency,
) -> ListView {
    let href = |pairs: &[(String, String)]| address(renderer, locale, slug, pairs);
    let whole = |value: Option<i64>| value.map(|whole| Money::new(whole * 100, currency));
    let minor = |value: Option<i64>| value.map(|minor| Money::new(minor, currency));
    let facets: Vec<FacetView> = categories
        .into_iter()
        .chain(found.facets.iter().map(facet_view))
        .collect();
    let mut active: Vec<ActiveFilter> = Vec::new();
    for facet in &facets {
        for value in facet.values.iter().filter(|value| value.is_on) {
            let pair = (facet.code.clone(), value.code.clone());
            active.push(ActiveFilter {
                label: value.label.clone(),
                kind: "value",
                from: None,
                to: None,
                href: href(&asked.pairs(Some(&pair), true, true, 1)),
            });
        }
    }
    if let Some((from, to)) = asked.prices.filter(|prices| *prices != (None, None)) {
        active.push(ActiveFilter {
            label: String::new(),
            kind: "price",
            from: whole(from),
            to: whole(to),
            href: href(&asked.pairs(None, false, true, 1)),
        });
    }
    if asked.in_stock {
        let href = href(&asked.pairs(None, true, false, 1));
        active.push(ActiveFilter {
            label: String::new(),
            kind: "stock",
            from: None,
            to: None,
            href,
        });
    }
    let (lowest, highest) = found.price_range.unzip();
    ListView {
        action: href(&[]),
        hidden: Vec::new(),
        facets,
        range: RangeView {
            from: asked.from.clone(),
            to: asked.to.clone(),
            lowest: minor(lowest),
            highest: minor(highest),
            is_wrong: asked.prices.is_none(),
            sign: numbers::sign(&currency).to_owned(),
        },
        is_readers: found.is_readers,
        only_in_stock: Toggle {
            count: found.in_stock,
            is_on: asked.in_stock,
        },
        active,
        sort: code_of(asked.sort).to_owned(),
        sorts: ["popular", "newest", "cheapest", "dearest"]
            .map(str::to_owned)
            .to_vec(),
        count: found.total.products,
        is_count_capped: found.total.is_capped,
        total: found.unfiltered.products,
        is_total_capped: found.unfiltered.is_capped,
        cards: String::new(),
        pager: pager(
            found.page,
            found.pages,
            found.total,
            found.cards.len(),
            |page| href(&asked.pairs(None, true, true, page)),
        ),
    }
}

fn facet_view(facet: &commerce::catalogue::storefront::Facet) -> FacetView {
    FacetView {
        code: facet.code.clone(),
        label: facet.label.clone(),
        values: facet
            .values
            .iter()
            .filter(|value| value.is_chosen || value.products != Some(0))
            .map(|value| FacetValue {
                code: value.code.clone(),
                label: value.label.clone(),
                count: value.products,
                is_on: value.is_chosen,
                colour: value.swatch.clone(),
            })
            .collect(),
    }
}

/// The way to the other pages of a list. A gap stands for pages left out.
#[must_use]
pub fn pager(
    page: i64,
    pages: i64,
    total: Total,
    shown: usize,
    href: impl Fn(i64) -> String,
) -> Pager {
    let shown = i64::try_from(shown).unwrap_or(0);
    let before = (page - 1) * PAGE_SIZE;
    let mut links = Vec::new();
    let mut last = 0;
    for number in 1..=pages {
        let is_near = number == 1 || number == pages || (number - page).abs() <= 1;
        if !is_near {
            continue;
        }
        if number > last + 1 {
            links.push(PageLink {
                number: 0,
                href: String::new(),
                is_current: false,
            });
        }
        links.push(PageLink {
            number,
            href: href(number),
            is_current: number == page,
        });
        last = number;
    }
    Pager {
        first: if shown > 0 { before + 1 } else { 0 },
        last: before + shown,
        count: total.products,
        is_count_capped: total.is_capped,
        pages: links,
        previous: (page > 1).then(|| href(page - 1)),
        next: (page < pages).then(|| href(page + 1)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(query: &str) -> Asked {
        Asked::read(&Fields::parse(query.as_bytes()).unwrap())
    }

    #[test]
    fn an_address_is_read_and_nonsense_left_out() {
        let asked = asked(
            "farg=sand&farg=moss&farg=sand&min=150&max=2+000+kr&stock=1&sort=cheapest&page=x",
        );
        let filter = asked.filter();
        assert_eq!(filter.choices["farg"], ["sand", "moss"]);
        assert_eq!(
            (filter.price_from, filter.price_to),
            (Some(15_000), Some(200_099))
        );
        assert!(filter.in_stock && asked.is_narrowed());
        assert_eq!((asked.sort, asked.page), (Sort::PriceUp, 1));
    }

    #[test]
    fn a_price_may_be_typed_with_its_sign() {
        for (typed, price) in [
            ("2 000 €", Some(Some(2_000))),
            ("€ 250", Some(Some(250))),
            ("£250", Some(Some(250))),
            ("250 NOK", Some(Some(250))),
            ("99kr", Some(Some(99))),
            ("kr", Some(None)),
            ("NOK", None),
            ("250 noll", None),
        ] {
            assert_eq!(whole(typed), price, "{typed}");
        }
    }

    #[test]
    fn prices_that_are_none_are_shown_again_and_not_used() {
        for query in [
            "min=abc",
            "min=-5",
            "min=500&max=100",
            "max=99999999999999999999",
        ] {
            let asked = asked(query);
            assert!(asked.prices.is_none(), "{query}");
            assert_eq!(asked.filter(), Filter::default(), "{query}");
        }
        assert_eq!(asked("min=abc").from, "abc");
    }

    fn total(products: i64) -> Total {
        Total {
            products,
            is_capped: false,
        }
    }

    #[test]
    fn long_lists_leave_pages_out() {
        let numbers = |page, pages| -> Vec<i64> {
            pager(page, pages, total(1_000), 24, |n| n.to_string())
                .pages
                .iter()
                .map(|link| link.number)
                .collect()
        };
        assert_eq!(numbers(1, 1), [1]);
        assert_eq!(
            numbers(1, 3),
            [1, 2, 0, 3]
                .map(|n| n)
                .to_vec()
                .into_iter()
                .filter(|n| *n != 0)
                .collect::<Vec<_>>()
        );
        assert_eq!(numbers(5, 9), [1, 0, 4, 5, 6, 0, 9]);
        let pager = pager(2, 3, total(60), 24, |n| n.to_string());
        assert_eq!((pager.first, pager.last), (25, 48));
    }
}
