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

/// The shop itself, with its search.
#[must_use]
pub fn shop(state: &ShopState, locale: Locale, facts: &ShopFacts) -> Value {
    let (origin, shop) = (&state.public_url, &facts.shop);
    let search = state.renderer.url(locale, "search", &[]);
    json!({
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
    })
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
            Some(json!({
                "@type": "Offer",
                "sku": variant.sku,
                "gtin": variant.gtin,
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
    json!({
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
    })
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
}
