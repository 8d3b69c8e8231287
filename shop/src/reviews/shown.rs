//! Reviews as everybody reads them: the first on the product's page, all of them on a page of their own.

use axum::extract::{Path, State};
use axum::response::Response;
use commerce::catalogue::product::{Addressed, ProductPage};
use commerce::review::listing::{ShownReview, shown};
use commerce::review::{MOST_STARS, Rating};
use platform::db::keyset::{Cursor, PageOf};
use platform::i18n::Locale;
use platform::web::{Fields, PageError, QueryFields};

use super::views::{BarView, MeanView, ReviewView, ReviewsView, SectionView};
use crate::category::handlers::crumbs;
use crate::frame::{Crumb, Head};
use crate::json_ld;
use crate::page::{Keeping, frame, moved, page, text};
use crate::state::{ShopFacts, ShopState};
use crate::visitor::{Desk, Visitor};

/// Reviews on the product's page.
const FIRST: usize = 4;
/// Reviews on a page of their own.
const ROWS: usize = 20;

/// What a product's page shows of its reviews.
///
/// # Errors
/// Database errors.
pub async fn section(
    state: &ShopState,
    desk: &mut Desk,
    locale: Locale,
    (found, slug): (&ProductPage, &str),
) -> Result<SectionView, PageError> {
    let page = PageOf::first(FIRST);
    let first = if found.rating.count() > 0 {
        shown(&mut desk.conn, found.id, None, page).await?.rows
    } else {
        Vec::new()
    };
    let section = view(state, locale, slug, &found.rating, (None, &first));
    Ok(SectionView {
        policy_href: policy(state, &desk.facts, locale),
        ..section
    })
}

/// Where the shop tells how reviews work; empty where it has published no such text.
#[must_use]
pub fn policy(state: &ShopState, facts: &ShopFacts, locale: Locale) -> String {
    if facts.tells_of_reviews {
        state.renderer.url(locale, "reviews", &[])
    } else {
        String::new()
    }
}

fn view(
    state: &ShopState,
    locale: Locale,
    slug: &str,
    counts: &Rating,
    (chosen, reviews): (Option<i16>, &[ShownReview]),
) -> SectionView {
    let at = |stars: &str| {
        let mut values = vec![("slug", slug)];
        values.extend((!stars.is_empty()).then_some(("betyg", stars)));
        state.renderer.url(locale, "product_reviews", &values)
    };
    let bar = |stars: i16| BarView {
        stars,
        count: counts.of(stars),
        percent: counts.percent(stars),
        href: at(&stars.to_string()),
        is_chosen: chosen == Some(stars),
    };
    SectionView {
        mean: counts.mean().map(MeanView::from),
        bars: (1..=MOST_STARS).rev().map(bar).collect(),
        reviews: reviews
            .iter()
            .map(|review| one(state, locale, review))
            .collect(),
        all_href: at(""),
        policy_href: String::new(),
    }
}

fn one(state: &ShopState, locale: Locale, review: &ShownReview) -> ReviewView {
    let id = review.id.to_string();
    ReviewView {
        stars: review.stars,
        percent: i64::from(review.stars) * 20,
        heading: review.heading.clone(),
        body: review.body.clone(),
        name: review.shown_name.clone(),
        lang: review.locale.clone(),
        is_foreign: review.locale != locale.code(),
        written_on: review.written_at.business_time().date(),
        reply: review.reply.clone(),
        report_href: state
            .renderer
            .url(locale, "review_report", &[("review", &id)]),
    }
}

/// What an address of the page says; what it says wrongly is left out.
struct Wanted {
    stars: Option<i16>,
    page: PageOf,
}

fn wanted(query: &Fields) -> Wanted {
    let stars = query.text("betyg").parse().ok();
    let cursor = |name| {
        let text = query.get(name)?;
        text.parse::<Cursor>().ok()
    };
    let (after, before) = (cursor("efter"), cursor("fore"));
    Wanted {
        stars: stars.filter(|stars| (1..=MOST_STARS).contains(stars)),
        page: PageOf {
            cursor: after.or(before),
            is_backwards: after.is_none() && before.is_some(),
            rows: ROWS,
        },
    }
}

/// `GET /produkt/{slug}/omdomen?betyg=&efter=`.
///
/// # Errors
/// 404 for what is not for sale; an old address redirects.
pub async fn index(
    State(state): State<ShopState>,
    visitor: Visitor,
    Path(slug): Path<String>,
    QueryFields(query): QueryFields,
) -> Result<Response, PageError> {
    let mut desk = Desk::open(&state, &visitor).await?;
    let locale = visitor.locale;
    let seen = desk.seen.clone();
    let asked = state
        .storefront
        .product_at(&mut desk.conn, &seen.visit(locale), &slug)
        .await?;
    let found = match asked {
        Addressed::Product(found) => *found,
        Addressed::Moved(slug) => {
            let values = [("slug", slug.as_str())];
            return Ok(moved(&state.renderer.url(
                locale,
                "product_reviews",
                &values,
            )));
        }
        Addressed::Nothing => return Err(PageError::NotFound),
    };
    let Wanted { stars, page: of } = wanted(&query);
    let counts = found.rating;
    let slice = shown(&mut desk.conn, found.id, stars, of).await?;
    let tree = state
        .storefront
        .tree(&mut desk.conn, &seen.visit(locale))
        .await?;
    let section = view(&state, locale, &slug, &counts, (stars, &slice.rows));
    let policy_href = policy(&state, &desk.facts, locale);
    let go = |name: &'static str, from: Option<&ShownReview>| {
        let cursor = from?.cursor().to_string();
        let stars = stars.map(|stars| stars.to_string());
        let mut values = vec![("slug", slug.as_str())];
        values.extend(stars.as_deref().map(|stars| ("betyg", stars)));
        values.push((name, cursor.as_str()));
        Some(state.renderer.url(locale, "product_reviews", &values))
    };
    let canonical = section.all_href.clone();
    let product_href = state.renderer.url(locale, "product", &[("slug", &slug)]);
    let title = format!("{}: {}", text(&state, locale, "reviews"), found.name);
    let mut crumbs = crumbs(&state, &visitor, &tree, found.category, &found.name);
    if let Some(last) = crumbs.last_mut() {
        last.href.clone_from(&product_href);
    }
    crumbs.push(Crumb {
        name: text(&state, locale, "reviews"),
        href: String::new(),
    });
    let is_part = stars.is_some() || of.cursor.is_some();
    let view = ReviewsView {
        head: Head {
            title,
            alternates: Head::alternates(&state.renderer, |target| {
                let (_, slug) = found.slugs.iter().find(|(code, _)| code == target.code())?;
                Some(("product_reviews", vec![("slug", slug.as_str())]))
            }),
            kind: "website",
            is_hidden: is_part || counts.count() == 0,
            json_ld: vec![json_ld::breadcrumbs(&state.public_url, &crumbs, &canonical)],
            canonical,
            ..Head::default()
        },
        crumbs,
        name: found.name.clone(),
        product_href,
        previous: go("fore", slice.rows.first()).filter(|_| slice.has_before),
        next: go("efter", slice.rows.last()).filter(|_| slice.has_after),
        stars,
        section: SectionView {
            policy_href,
            ..section
        },
    };
    let frame = frame(&state, &visitor, &mut desk, found.category).await?;
    page(&state, &visitor, frame, &view, Keeping::Catalogue)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nonsense_in_the_address_is_left_out() {
        let read = |query: &str| wanted(&Fields::parse(query.as_bytes()).unwrap());
        for query in ["", "betyg=0", "betyg=6", "betyg=x&efter=y&fore=1"] {
            let wanted = read(query);
            assert!(
                wanted.stars.is_none() && wanted.page.cursor.is_none(),
                "{query}"
            );
        }
        let back = read("betyg=3&fore=5.00000000000000000000000000000007");
        assert!(back.stars == Some(3) && back.page.is_backwards);
    }
}
