//! Lists of products.

use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Response};
use commerce::catalogue::address::{self, Kind, Resolved};
use commerce::catalogue::category::CategoryTree;
use commerce::catalogue::storefront::{CategoryCount, ListPage, ListQuery};
use commerce::ids::CategoryId;
use platform::i18n::Locale;
use platform::web::{Fields, PageError, QueryFields};

use super::list::{Asked, CATEGORY, list_view};
use super::views::{CategoryView, ChildCategory, FacetValue, FacetView};
use crate::frame::{Crumb, Head};
use crate::grid::{Grid, Place};
use crate::json_ld;
use crate::mapping::Cards;
use crate::page::{Keeping, frame, moved, page, text};
use crate::state::ShopState;
use crate::visitor::{Desk, Visitor};

/// Products on a page of a list.
pub const PAGE_SIZE: i64 = 24;

/// `GET /kategori/{slug}`.
///
/// # Errors
/// 404 for what is not a published category; an old address redirects.
pub async fn show(
    State(state): State<ShopState>,
    visitor: Visitor,
    Path(slug): Path<String>,
    QueryFields(query): QueryFields,
) -> Result<Response, PageError> {
    let mut desk = Desk::open(&state, &visitor).await?;
    let locale = visitor.locale;
    let visit = desk.seen.visit(locale);
    let tree = state.storefront.tree(&mut desk.conn, &visit).await?;
    // Only what is no address of today is asked for.
    let id = match tree.by_slug(&slug) {
        Some(node) => node.id,
        None => {
            match address::resolve(&mut desk.conn, Kind::Category, locale.code(), &slug).await? {
                Resolved::Current(id) => CategoryId(id),
                // Where what they do not see has moved to is nothing to them either.
                Resolved::Moved(slug) if tree.by_slug(&slug).is_none() => {
                    return Err(PageError::NotFound);
                }
                Resolved::Moved(slug) => {
                    let asked = Asked::read(&query);
                    return Ok(moved(&asked.at(&state.renderer, locale, &slug)));
                }
                Resolved::Unknown => return Err(PageError::NotFound),
            }
        }
    };
    list(&state, &visitor, &mut desk, Some((id, slug)), &query).await
}

/// `GET /varor`.
///
/// # Errors
/// Database errors.
pub async fn all(
    State(state): State<ShopState>,
    visitor: Visitor,
    QueryFields(query): QueryFields,
) -> Result<Response, PageError> {
    let mut desk = Desk::open(&state, &visitor).await?;
    list(&state, &visitor, &mut desk, None, &query).await
}

async fn list(
    state: &ShopState,
    visitor: &Visitor,
    desk: &mut Desk,
    category: Option<(CategoryId, String)>,
    query: &Fields,
) -> Result<Response, PageError> {
    let asked = Asked::read(query);
    let locale = visitor.locale;
    let seen = desk.seen.clone();
    let tree = state
        .storefront
        .tree(&mut desk.conn, &seen.visit(locale))
        .await?;
    let node = match &category {
        Some((id, _)) => Some(tree.by_id(*id).ok_or(PageError::NotFound)?),
        None => None,
    };
    let mut filter = asked.filter();
    if category.is_none() {
        let chosen = tree.nodes().iter().filter(|node| {
            node.slug
                .as_ref()
                .is_some_and(|slug| asked.categories.contains(slug))
        });
        filter.categories = chosen.map(|node| node.id).collect();
    }
    let list_query = ListQuery {
        category: category.as_ref().map(|(id, _)| *id),
        filter,
        sort: asked.sort,
        page: asked.page,
        page_size: PAGE_SIZE,
    };

    let facts = std::sync::Arc::clone(&desk.facts);
    let found = state
        .storefront
        .list(&mut desk.conn, &seen.visit(locale), &list_query)
        .await?;
    let mapping = Cards {
        renderer: &state.renderer,
        pictures: &state.pictures,
        locale,
        new_since: seen.new_since(),
    };
    let slug = category.as_ref().map(|(_, slug)| slug.as_str());
    let mut view_list = list_view(
        &state.renderer,
        locale,
        slug,
        &asked,
        &found,
        category
            .is_none()
            .then(|| category_facet(state, locale, &tree, &found)),
        // Guests' prices are in the shop's own currency.
        if found.is_readers {
            seen.prices.currency
        } else {
            facts.shop.currency
        },
    );
    let name = node.map_or_else(
        || text(state, locale, "all-products"),
        |node| node.name.clone(),
    );
    let crumbs = crumbs(state, visitor, &tree, list_query.category, &name);
    let other = match &category {
        Some((id, _)) => slugs(state, desk, *id).await?,
        None => Vec::new(),
    };
    let canonical_page = (found.page > 1).then(|| found.page.to_string());
    let on_page = canonical_page.as_deref().map(|page| ("page", page));
    let alternates = Head::alternates(&state.renderer, |target| match &category {
        None => Some(("all", on_page.into_iter().collect())),
        Some(_) => {
            let (_, slug) = other.iter().find(|(of, _)| *of == target)?;
            let slug = ("slug", slug.as_str());
            Some(("category", std::iter::once(slug).chain(on_page).collect()))
        }
    });
    let named = slug.map(|slug| ("slug", slug));
    let canonical: Vec<_> = named.into_iter().chain(on_page).collect();
    let name_of_page = if named.is_some() { "category" } else { "all" };
    let canonical = state.renderer.url(locale, name_of_page, &canonical);
    let frame = frame(state, visitor, desk, list_query.category).await?;
    let grid = Grid {
        state,
        mapping,
        wished: &frame.wished,
        path: &visitor.path,
    };
    view_list.cards = grid.write(&found.cards, Place::List, true)?;
    let pictured = found.cards.iter().find_map(|card| card.pictures.first());
    let view = CategoryView {
        head: Head {
            title: name.clone(),
            description: node
                .map(|node| node.description.clone())
                .unwrap_or_default(),
            alternates,
            image: pictured.map(|picture| mapping.picture(picture).large),
            kind: "website",
            // A filtered list is for people; search engines have the whole one.
            is_hidden: asked.is_narrowed(),
            json_ld: vec![json_ld::breadcrumbs(&state.public_url, &crumbs, &canonical)],
            canonical,
            switches: Vec::new(),
        },
        description: node
            .map(|node| node.description.clone())
            .unwrap_or_default(),
        // The page of all products has its categories among the filters.
        children: list_query
            .category
            .map(|id| children(state, visitor, &tree, Some(id)))
            .unwrap_or_default(),
        list: view_list,
        crumbs,
        name,
    };
    Ok(page(state, visitor, frame, &view, Keeping::Catalogue)?.into_response())
}

/// A category's addresses, each language's by its tree.
async fn slugs(
    state: &ShopState,
    desk: &mut Desk,
    id: CategoryId,
) -> Result<Vec<(Locale, String)>, PageError> {
    let mut slugs = Vec::new();
    for locale in Locale::ALL {
        let visit = desk.seen.visit(locale);
        let tree = state.storefront.tree(&mut desk.conn, &visit).await?;
        let slug = tree.by_id(id).and_then(|node| node.slug.clone());
        slugs.extend(slug.map(|slug| (locale, slug)));
    }
    Ok(slugs)
}

/// The top categories as filters of the page of all products.
fn category_facet(
    state: &ShopState,
    locale: Locale,
    tree: &CategoryTree,
    found: &ListPage,
) -> FacetView {
    let value = |count: &CategoryCount| {
        let node = tree.by_id(count.id)?;
        Some(FacetValue {
            code: node.slug.clone()?,
            label: node.name.clone(),
            count: count.products,
            is_on: count.is_chosen,
            colour: None,
        })
    };
    FacetView {
        code: CATEGORY.to_owned(),
        label: text(state, locale, "category"),
        values: found
            .categories
            .iter()
            .filter(|count| count.is_chosen || count.products != Some(0))
            .filter_map(value)
            .collect(),
    }
}

/// The way from the first page to a category and what lies below it.
pub fn crumbs(
    state: &ShopState,
    visitor: &Visitor,
    tree: &CategoryTree,
    category: Option<CategoryId>,
    last: &str,
) -> Vec<Crumb> {
    let locale = visitor.locale;
    let home = Crumb {
        name: text(state, locale, "home-crumb"),
        href: state.renderer.url(locale, "home", &[]),
    };
    let above = category.map(|id| tree.breadcrumbs(id)).unwrap_or_default();
    let above = above
        .into_iter()
        .filter(|node| node.name != last)
        .map(|node| Crumb {
            name: node.name.clone(),
            href: node.slug.as_deref().map_or_else(String::new, |slug| {
                state.renderer.url(locale, "category", &[("slug", slug)])
            }),
        });
    let here = Crumb {
        name: last.to_owned(),
        href: String::new(),
    };
    std::iter::once(home)
        .chain(above)
        .chain(std::iter::once(here))
        .collect()
}

/// The categories directly below one, with products in them.
pub fn children(
    state: &ShopState,
    visitor: &Visitor,
    tree: &CategoryTree,
    parent: Option<CategoryId>,
) -> Vec<ChildCategory> {
    let nodes = tree.children(parent).filter(|node| node.products > 0);
    let child = |node: &commerce::catalogue::category::CategoryNode| {
        Some(ChildCategory {
            name: node.name.clone(),
            href: state.renderer.url(
                visitor.locale,
                "category",
                &[("slug", node.slug.as_deref()?)],
            ),
            count: node.products,
        })
    };
    nodes.filter_map(child).collect()
}
