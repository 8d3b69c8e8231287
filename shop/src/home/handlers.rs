//! The first page.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use commerce::catalogue::address::{self, Kind, Resolved};
use commerce::catalogue::storefront::{Card as Listed, Sort};
use commerce::ids::ProductId;
use platform::i18n::Locale;
use platform::web::PageError;

use super::views::{CategoryTile, HeroProduct, HomeView};
use crate::frame::Head;
use crate::grid::{Grid, Place};
use crate::json_ld;
use crate::mapping::Cards;
use crate::page::{Keeping, frame, page, text};
use crate::state::ShopState;
use crate::visitor::{Desk, Visitor};

/// New products on the first page.
const NEWEST: i64 = 4;
/// Most sold products on the first page.
const POPULAR: i64 = 6;
/// Ways into the catalogue.
const TILES: usize = 7;

/// `GET /`.
///
/// # Errors
/// Database errors.
pub async fn show(State(state): State<ShopState>, visitor: Visitor) -> Result<Response, PageError> {
    let mut desk = Desk::open(&state, &visitor).await?;
    let content = content(&state, &mut desk, visitor.locale).await?;
    let mapping = Cards {
        renderer: &state.renderer,
        pictures: &state.pictures,
        locale: visitor.locale,
        new_since: desk.seen.new_since(),
    };
    let frame = frame(&state, &visitor, &mut desk, None).await?;
    let grid = Grid {
        state: &state,
        mapping,
        wished: &frame.wished,
        path: &visitor.path,
    };
    let hero = content.hero.iter().map(|(number, card)| HeroProduct {
        number: *number,
        card: mapping.one(card),
    });
    let categories = frame
        .categories
        .iter()
        .take(TILES)
        .map(|category| CategoryTile {
            name: category.name.clone(),
            slug: category.slug.clone(),
            count: category.count,
            picture: content
                .tiles
                .iter()
                .find(|(slug, _)| *slug == category.slug)
                .and_then(|(_, card)| {
                    // Beside the category's name the picture needs no words of its own.
                    let picture = card
                        .pictures
                        .first()
                        .map(|picture| mapping.picture(picture))?;
                    Some(commerce::media::Picture {
                        alt: String::new(),
                        ..picture
                    })
                }),
        });
    let view = HomeView {
        head: Head {
            title: frame.shop_name.clone(),
            description: text(&state, visitor.locale, "home-description"),
            canonical: state.renderer.url(visitor.locale, "home", &[]),
            alternates: Head::alternates(&state.renderer, |_| Some(("home", Vec::new()))),
            image: content
                .hero
                .first()
                .and_then(|(_, card)| card.pictures.first())
                .map(|p| mapping.picture(p).large),
            switches: Vec::new(),
            kind: "website",
            is_hidden: false,
            json_ld: vec![json_ld::shop(&state, visitor.locale, &desk.facts)],
        },
        hero: hero.collect(),
        categories: categories.collect(),
        newest: grid.write(&content.newest, Place::Row, false)?,
        popular: grid.write(&content.popular, Place::Six, false)?,
        is_sold: content.is_sold,
    };
    page(&state, &visitor, frame, &view, Keeping::Catalogue)
}

/// What the first page is made of, in one language.
#[derive(Debug)]
pub struct HomeContent {
    hero: Vec<(usize, Listed)>,
    tiles: Vec<(String, Listed)>,
    newest: Vec<Listed>,
    popular: Vec<Listed>,
    is_sold: bool,
}

/// Kept for a few seconds: the page is asked for more than any other, and nothing on it is promised to the second.
async fn content(
    state: &ShopState,
    desk: &mut Desk,
    locale: Locale,
) -> Result<Arc<HomeContent>, PageError> {
    let seen = desk.seen.clone();
    let key = (locale, seen.prices.id());
    if !seen.is_rehearsal
        && let Some(content) = state.home.get(&key)
    {
        return Ok(content);
    }
    let visit = seen.visit(locale);
    let storefront = &state.storefront;
    let conn = &mut *desk.conn;
    let mut wanted = Vec::new();
    for (index, slug) in state
        .renderer
        .settings()
        .lists
        .get("hero")
        .into_iter()
        .flatten()
        .enumerate()
    {
        if let Resolved::Current(id) =
            address::resolve(conn, Kind::Product, Locale::Sv.code(), slug).await?
        {
            wanted.push((index + 1, ProductId(id)));
        }
    }
    let ids: Vec<ProductId> = wanted.iter().map(|(_, id)| *id).collect();
    let cards = storefront.cards(conn, &visit, &ids).await?;
    let numbered = |card: Listed| {
        let (number, _) = wanted.iter().find(|(_, id)| *id == card.product_id)?;
        Some((*number, card))
    };
    let hero = cards.into_iter().filter_map(numbered).collect();
    let tree = storefront.tree(conn, &visit).await?;
    let mut tiles = Vec::new();
    for node in tree
        .children(None)
        .filter(|node| node.products > 0)
        .take(TILES)
    {
        // Not the most sold: that one stands further down on the same page.
        let newest = storefront
            .first(conn, &visit, Some(node.id), Sort::Newest, 1)
            .await?;
        if let (Some(slug), Some(card)) = (&node.slug, newest.into_iter().next()) {
            tiles.push((slug.clone(), card));
        }
    }
    let newest = storefront
        .first(conn, &visit, None, Sort::Newest, NEWEST)
        .await?;
    // A shop that has hardly sold anything shows some of what it has, and does not call it bought.
    let sold = storefront.most_sold(conn, &visit, POPULAR).await?;
    let is_sold = i64::try_from(sold.len()).is_ok_and(|sold| sold == POPULAR);
    let popular = if is_sold {
        sold
    } else {
        storefront
            .first(conn, &visit, None, Sort::Popular, POPULAR)
            .await?
    };
    let content = Arc::new(HomeContent {
        hero,
        tiles,
        newest,
        popular,
        is_sold,
    });
    if !seen.is_rehearsal {
        state.home.insert(key, Arc::clone(&content));
    }
    Ok(content)
}
