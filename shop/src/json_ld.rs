//! What pages tell machines, in schema.org's words.

use commerce::catalogue::product::ProductPage;
use commerce::catalogue::storefront::StockState;
use platform::i18n::Locale;
use platform::money::Money;
use serde_json::{Value, json};

use crate::frame::Crumb;
use crate::mapping::is_few;
use crate::reviews::views::{ReviewView, SectionView};
use crate::state::{ShopFacts, ShopState};

const CONTEXT: &str = "https://schema.org";

/// Without what nothing is told of: a machine takes `null` or an empty text for what it says.
fn told(value: Value) -> Value {
    match value {
        Value::Object(fields) => fields
            .into_iter()
            .map(|(name, value)| (name, told(value)))
            .filter(|(_, value)| !says_nothing(value))
            .collect(),
        Value::Array(items) => items.into_iter().map(told).collect(),
        other => other,
    }
}

fn says_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(items) => items.is_empty(),
        _ => false,
    }
}

/// What a GTIN of that many digits is called. schema.org has a word for each length, which readers look for before the general one.
fn gtin_name(gtin: &str) -> &'static str {
    match gtin.len() {
        8 => "gtin8",
        12 => "gtin12",
        13 => "gtin13",
        14 => "gtin14",
        _ => "gtin",
    }
}

/// The shop itself, with its search.
#[must_use]
pub fn shop(state: &ShopState, locale: Locale, facts: &ShopFacts) -> Value {
    let (origin, shop) = (&state.public_url, &facts.shop);
    let search = state.renderer.url(locale, "search", &[]);
    told(json!({
        "@context": CONTEXT,
        "@graph": [
            {
                "@type": "OnlineStore",
                "@id": format!("{origin}/#shop"),
                "name": shop.name,
                "legalName": shop.legal_name,
                "url": origin,
                "vatID": shop.vat_number,
                "email": shop.email,
                "telephone": crate::page::phone_link(&shop.phone, &shop.country),
                "address": {
                    "@type": "PostalAddress",
                    "streetAddress": shop.street,
                    "postalCode": shop.postcode,
                    "addressLocality": shop.city,
                    "addressCountry": shop.country,
                },
            },
            {
                "@type": "WebSite",
                "url": origin,
                "name": shop.name,
                "inLanguage": locale.code(),
                "potentialAction": {
                    "@type": "SearchAction",
                    "target": format!("{origin}{search}?q={{search_term_string}}"),
                    "query-input": "required name=search_term_string",
                },
            },
        ],
    }))
}

/// The way to a page.
#[must_use]
pub fn breadcrumbs(origin: &str, crumbs: &[Crumb], here: &str) -> Value {
    let items: Vec<Value> = crumbs
        .iter()
        .zip(1..)
        .map(|(crumb, position)| {
            let path = if crumb.href.is_empty() { here } else { &crumb.href };
            json!({"@type": "ListItem", "position": position, "name": crumb.name, "item": format!("{origin}{path}")})
        })
        .collect();
    json!({"@context": CONTEXT, "@type": "BreadcrumbList", "itemListElement": items})
}

/// A product with one offer for each variant.
#[must_use]
pub fn product(
    origin: &str,
    path: &str,
    found: &ProductPage,
    pictures: &[String],
    facts: &ShopFacts,
    reviews: &SectionView,
) -> Value {
    let offers: Vec<Value> = found
        .variants
        .iter()
        .filter_map(|variant| {
            let price = variant.price.as_ref()?;
            let stock = match variant.stock {
                StockState::Out { .. } => "OutOfStock",
                StockState::Backorder { .. } => "BackOrder",
                StockState::Few { .. } | StockState::InStock
                    if is_few(variant, &facts.settings) =>
                {
                    "LimitedAvailability"
                }
                StockState::Few { .. } | StockState::InStock => "InStock",
            };
            let query = if variant.key.is_empty() {
                String::new()
            } else {
                format!("?variant={}", variant.key)
            };
            let gtin = variant.gtin.as_deref();
            Some(json!({
                "@type": "Offer",
                "sku": variant.sku,
                (gtin.map_or("gtin", gtin_name)): gtin,
                "url": format!("{origin}{path}{query}"),
                "price": plain(Money::new(price.minor, price.currency)),
                "priceCurrency": price.currency.code(),
                "availability": format!("{CONTEXT}/{stock}"),
                "itemCondition": format!("{CONTEXT}/NewCondition"),
                "seller": {"@type": "Organization", "name": facts.shop.legal_name},
            }))
        })
        .collect();
    let images: Vec<String> = pictures
        .iter()
        .map(|picture| format!("{origin}{picture}"))
        .collect();
    told(json!({
        "@context": CONTEXT,
        "@type": "Product",
        "name": found.name,
        "description": found.description,
        "material": found.subtitle,
        "sku": found.code,
        "image": images,
        "url": format!("{origin}{path}"),
        "brand": found.manufacturer.as_ref().map(|maker| json!({"@type": "Brand", "name": maker.name})),
        "offers": offers,
        "aggregateRating": reviews.mean.map(|mean| json!({
            "@type": "AggregateRating",
            "ratingValue": tenths(mean.tenths),
            "reviewCount": mean.count,
            "bestRating": 5,
            "worstRating": 1,
        })),
        "review": reviews.reviews.iter().map(review).collect::<Vec<_>>(),
    }))
}

fn review(of: &ReviewView) -> Value {
    json!({
        "@type": "Review",
        "name": of.heading,
        "reviewBody": of.body,
        "inLanguage": of.lang,
        "datePublished": of.written_on.to_string(),
        "author": {"@type": "Person", "name": of.name},
        "reviewRating": {"@type": "Rating", "ratingValue": of.stars, "bestRating": 5, "worstRating": 1},
    })
}

/// `4.6`.
fn tenths(of: i64) -> String {
    format!("{}.{}", of / 10, of % 10)
}

/// `1234.50`: a number without anything that a language adds.
fn plain(amount: Money) -> String {
    let scale = 10_i64.pow(amount.currency.exponent());
    let width = amount.currency.exponent() as usize;
    if width == 0 {
        return amount.minor.to_string();
    }
    format!("{}.{:0width$}", amount.minor / scale, amount.minor % scale)
}

#[cfg(test)]
mod tests {
    use platform::money::Currency;

    use super::*;

    #[test]
    fn amounts_are_bare_numbers() {
        assert_eq!(plain(Money::new(123_450, Currency::SEK)), "1234.50");
        assert_eq!(plain(Money::new(5, Currency::SEK)), "0.05");
        assert_eq!(tenths(46), "4.6");
    }

    #[test]
    fn what_nothing_is_told_of_is_left_out() {
        let whole = json!({
            "name": "Mugg", "material": null, "description": " ", "review": [], "position": 0, "isOpen": false,
            "offers": [{"sku": "M1", "gtin": null}, {"sku": "M2", "gtin13": "7310865004703"}],
            "brand": {"name": "Nordbod", "logo": ""},
        });
        let wanted = json!({
            "name": "Mugg", "position": 0, "isOpen": false,
            "offers": [{"sku": "M1"}, {"sku": "M2", "gtin13": "7310865004703"}],
            "brand": {"name": "Nordbod"},
        });
        assert_eq!(told(whole), wanted);
    }

    #[test]
    fn a_gtin_is_called_by_its_length() {
        for (gtin, name) in [
            ("96385074", "gtin8"),
            ("036000291452", "gtin12"),
            ("4006381333931", "gtin13"),
            ("10012345678902", "gtin14"),
        ] {
            assert_eq!(gtin_name(gtin), name);
        }
    }
}
