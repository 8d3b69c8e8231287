//! What search engines are told: which addresses there are, and which are nobody's business.

use std::fmt::Write as _;

use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Response};
use commerce::catalogue::sitemap;
use commerce::catalogue::storefront::Visit;
use commerce::ids::{AssortmentId, ProductId, ShopId};
use commerce::legal::KINDS;
use http::header;
use platform::i18n::Locale;
use platform::web::PageError;

use crate::document::handlers::has_text;
use crate::state::{ShopFacts, ShopState};

/// Products in one file: two languages each, well below the 50,000 addresses and 50 MB that a file may hold, and made in a moment.
const FILE_SIZE: i64 = 5_000;
/// Pages for one visitor only.
const PRIVATE: [&str; 3] = ["cart", "checkout", "search"];

/// `GET /robots.txt`.
pub async fn robots(State(state): State<ShopState>) -> Response {
    let mut text = String::from("User-agent: *\n");
    for locale in Locale::ALL {
        for name in PRIVATE {
            let _ = writeln!(text, "Disallow: {}", state.renderer.url(locale, name, &[]));
        }
    }
    let _ = writeln!(
        text,
        "Disallow: /order/\nDisallow: /en/order/\n\nSitemap: {}/sitemap.xml",
        state.public_url
    );
    ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response()
}

/// `GET /sitemap.xml`: the files' index.
///
/// # Errors
/// Database errors.
pub async fn index(State(state): State<ShopState>) -> Result<Response, PageError> {
    let facts = state.facts(&mut *state.db.read().await?).await?;
    let storefront = &state.storefront;
    let files = storefront.sitemap_files(&state.db, told(&facts), FILE_SIZE);
    let files = files.await?;
    let origin = &state.public_url;
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    let _ = writeln!(
        xml,
        "<sitemap><loc>{origin}/sitemap/pages.xml</loc></sitemap>"
    );
    for file in files.iter() {
        let name = file
            .after
            .map_or_else(|| "first".to_owned(), |id| id.to_string());
        let day = file.updated_at.business_time().date();
        let _ = writeln!(
            xml,
            "<sitemap><loc>{origin}/sitemap/{name}.xml</loc><lastmod>{day}</lastmod></sitemap>"
        );
    }
    xml.push_str("</sitemapindex>\n");
    Ok(answer(xml))
}

/// `GET /sitemap/{file}`: pages and categories, or a stretch of products.
///
/// # Errors
/// 404 for a file that there is not.
pub async fn file(
    State(state): State<ShopState>,
    Path(file): Path<String>,
) -> Result<Response, PageError> {
    let name = file.strip_suffix(".xml").ok_or(PageError::NotFound)?;
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" xmlns:xhtml=\"http://www.w3.org/1999/xhtml\">\n",
    );
    match name {
        "pages" => pages(&state, &mut xml).await?,
        "first" => products(&state, None, &mut xml).await?,
        id => {
            products(
                &state,
                Some(id.parse().map_err(|_| PageError::NotFound)?),
                &mut xml,
            )
            .await?
        }
    }
    xml.push_str("</urlset>\n");
    Ok(answer(xml))
}

/// Of which shop, and of what of it, search engines are told: what guests see, as far as its lists have been made.
fn told(facts: &ShopFacts) -> (ShopId, Option<AssortmentId>) {
    (facts.shop.id, facts.prices.assortment.map(|of| of.id))
}

async fn pages(state: &ShopState, xml: &mut String) -> Result<(), PageError> {
    let mut conn = state.db.read().await?;
    let facts = state.facts(&mut conn).await?;
    let published = commerce::legal::published(&mut conn, facts.shop.id, state.now()).await?;
    for name in ["home", "all"].into_iter().chain(KINDS) {
        let addresses: Vec<(Locale, String)> = Locale::ALL
            .into_iter()
            .filter(|locale| !KINDS.contains(&name) || has_text(&published, name, *locale))
            .map(|locale| (locale, state.renderer.url(locale, name, &[])))
            .collect();
        entry(&state.public_url, &addresses, None, xml);
    }
    let mut trees = Vec::new();
    for locale in Locale::ALL {
        let guest = Visit {
            shop_id: facts.shop.id,
            locale: locale.code(),
            prices: &facts.prices,
            country: &facts.shop.country,
            at: state.now(),
            is_rehearsal: false,
            sees_kept_prices: true,
        };
        trees.push((locale, state.storefront.tree(&mut conn, &guest).await?));
    }
    let Some((_, first)) = trees.first() else {
        return Ok(());
    };
    for node in first.nodes().iter().filter(|node| node.products > 0) {
        let addresses: Vec<(Locale, String)> = trees
            .iter()
            .filter_map(|(locale, tree)| {
                let slug = tree.by_id(node.id)?.slug.as_deref()?;
                Some((
                    *locale,
                    state.renderer.url(*locale, "category", &[("slug", slug)]),
                ))
            })
            .collect();
        entry(&state.public_url, &addresses, None, xml);
    }
    Ok(())
}

async fn products(
    state: &ShopState,
    after: Option<ProductId>,
    xml: &mut String,
) -> Result<(), PageError> {
    let mut conn = state.db.read().await?;
    let facts = state.facts(&mut conn).await?;
    for product in sitemap(&mut conn, told(&facts), after, FILE_SIZE).await? {
        let addresses: Vec<(Locale, String)> = product
            .slugs
            .iter()
            .filter_map(|(code, slug)| {
                let locale = Locale::parse(code)?;
                Some((
                    locale,
                    state.renderer.url(locale, "product", &[("slug", slug)]),
                ))
            })
            .collect();
        let day = product.updated_at.business_time().date().to_string();
        entry(&state.public_url, &addresses, Some(&day), xml);
    }
    Ok(())
}

/// One `<url>` for each language of a page, each naming the others.
fn entry(origin: &str, addresses: &[(Locale, String)], changed: Option<&str>, xml: &mut String) {
    for (_, path) in addresses {
        let _ = write!(xml, "<url><loc>{origin}{}</loc>", escaped(path));
        if let Some(day) = changed {
            let _ = write!(xml, "<lastmod>{day}</lastmod>");
        }
        for (locale, other) in addresses {
            let other = escaped(other);
            let _ = write!(
                xml,
                "<xhtml:link rel=\"alternate\" hreflang=\"{locale}\" href=\"{origin}{other}\"/>"
            );
        }
        xml.push_str("</url>\n");
    }
}

fn escaped(path: &str) -> String {
    path.replace('&', "&amp;")
}

fn answer(xml: String) -> Response {
    let head = [
        (header::CONTENT_TYPE, "application/xml; charset=utf-8"),
        (header::CACHE_CONTROL, "public, max-age=3600"),
    ];
    (head, xml).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_holds_no_more_than_search_engines_read() {
        const ADDRESSES: usize = 50_000;
        const BYTES: usize = 50 * 1024 * 1024;
        let products = usize::try_from(FILE_SIZE).unwrap();
        assert!(products * Locale::ALL.len() <= ADDRESSES);
        // The longest name that DNS knows, and the longest address that a product may have.
        let origin = format!("https://{}", "n".repeat(253));
        let path = format!("/en/product/{}", "p".repeat(200));
        let addresses: Vec<(Locale, String)> = Locale::ALL
            .into_iter()
            .map(|locale| (locale, path.clone()))
            .collect();
        let mut xml = String::new();
        entry(&origin, &addresses, Some("2026-11-23"), &mut xml);
        assert_eq!(xml.matches("<url>").count(), Locale::ALL.len());
        assert!(xml.len() * products <= BYTES, "{} bytes", xml.len());
    }
}
