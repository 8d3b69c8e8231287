//! Finding by words.

use axum::extract::State;
use axum::response::Response;
use commerce::catalogue::search::engine::Ranking;
use commerce::catalogue::search::{SearchOrder, SearchQuery};
use commerce::catalogue::storefront::Sort;
use commerce::ids::ShopId;
use platform::i18n::Locale;
use platform::render::RenderContext;
use platform::web::{PageError, QueryFields};

use super::views::{SearchView, SuggestView, SuggestedSearch};
use crate::category::handlers::{PAGE_SIZE, children};
use crate::category::list::pager;
use crate::category::views::ChildCategory;
use crate::frame::Head;
use crate::grid::{Grid, Place};
use crate::mapping::Cards;
use crate::page::{Keeping, frame, page, text};
use crate::state::ShopState;
use crate::visitor::{Desk, Visitor};

/// Longer questions are cut.
const LONGEST: usize = 120;
/// What is shown when nothing was found.
const POPULAR: i64 = 4;

/// The orders on offer, by their names in the address.
const ORDERS: [(&str, SearchOrder); 2] = [
    ("relevance", SearchOrder::Best),
    ("cheapest", SearchOrder::Cheapest),
];

fn order_of(code: &str) -> SearchOrder {
    let known = ORDERS.into_iter().find(|(name, _)| *name == code);
    known.map_or_else(SearchOrder::default, |(_, order)| order)
}

fn code_of(order: SearchOrder) -> &'static str {
    let named = ORDERS.into_iter().find(|(_, known)| *known == order);
    named.map_or("relevance", |(name, _)| name)
}

/// The shop whose products an engine ranks, where there is one. It is asked before a page takes a connection: while it thinks, others have that.
async fn ranked_in(state: &ShopState) -> Result<Option<ShopId>, PageError> {
    if !state.search.has_engine() {
        return Ok(None);
    }
    if let Some(facts) = state.last_facts() {
        return Ok(Some(facts.shop.id));
    }
    let mut conn = state.db.read().await?;
    Ok(Some(state.facts(&mut conn).await?.shop.id))
}

async fn rank(
    state: &ShopState,
    locale: Locale,
    asked: &SearchQuery,
) -> Result<Option<Ranking>, PageError> {
    let Some(shop) = ranked_in(state).await? else {
        return Ok(None);
    };
    Ok(state.search.rank(shop, locale.code(), asked).await)
}

async fn rank_begun(
    state: &ShopState,
    locale: Locale,
    words: &str,
) -> Result<Option<Ranking>, PageError> {
    let Some(shop) = ranked_in(state).await? else {
        return Ok(None);
    };
    Ok(state.search.rank_begun(shop, locale.code(), words).await)
}

/// `GET /sok?q=&sort=`.
///
/// # Errors
/// Database errors; nothing that is typed is one.
pub async fn show(
    State(state): State<ShopState>,
    visitor: Visitor,
    QueryFields(query): QueryFields,
) -> Result<Response, PageError> {
    let locale = visitor.locale;
    let asked = SearchQuery {
        text: query.text("q").chars().take(LONGEST).collect(),
        page: query.text("page").parse().unwrap_or(1),
        page_size: PAGE_SIZE,
        as_typed: query.has("exact"),
        order: order_of(query.text("sort")),
    };
    let ranking = rank(&state, locale, &asked).await?;
    let mut desk = Desk::open(&state, &visitor).await?;
    let seen = desk.seen.clone();
    let visit = seen.visit(locale);
    let found = state
        .search
        .find_ranked(&mut desk.conn, &visit, &asked, ranking.as_ref())
        .await?;
    let mapping = Cards {
        renderer: &state.renderer,
        pictures: &state.pictures,
        locale,
        new_since: seen.new_since(),
    };
    let url = |values: &[(&str, &str)]| state.renderer.url(locale, "search", values);
    let (categories, popular) = if found.cards.is_empty() {
        let tree = state.storefront.tree(&mut desk.conn, &visit).await?;
        let popular = state
            .storefront
            .first(&mut desk.conn, &visit, None, Sort::Popular, POPULAR)
            .await?;
        (children(&state, &visitor, &tree, None), popular)
    } else {
        (Vec::new(), Vec::new())
    };
    let words = found.text.clone();
    let frame = frame(&state, &visitor, &mut desk, None).await?;
    let grid = Grid {
        state: &state,
        mapping,
        wished: &frame.wished,
        path: &visitor.path,
    };
    let popular = grid.write(&popular, Place::Row, false)?;
    let mut head = Head::private(&state.renderer, text(&state, locale, "search"), "search");
    if !words.is_empty() {
        head.title = format!("{}: {words}", head.title);
        head.alternates = Head::alternates(&state.renderer, |_| {
            Some(("search", vec![("q", words.as_str())]))
        });
    }
    let view = SearchView {
        head,
        as_typed: url(&[("q", &words), ("exact", "1")]),
        did_you_mean: found
            .did_you_mean
            .map(|meant| (meant.clone(), url(&[("q", &meant)]))),
        corrected: found.corrected,
        cards: grid.write(&found.cards, Place::Row, true)?,
        count: found.total.products,
        is_count_capped: found.total.is_capped,
        pager: pager(
            found.page,
            found.pages,
            found.total,
            found.cards.len(),
            |number| {
                let number = number.to_string();
                let mut values = vec![("q", words.as_str())];
                if number != "1" {
                    values.push(("page", &number));
                }
                if asked.as_typed {
                    values.push(("exact", "1"));
                }
                if asked.order != SearchOrder::default() {
                    values.push(("sort", code_of(asked.order)));
                }
                url(&values)
            },
        ),
        action: url(&[]),
        is_exact: asked.as_typed,
        is_readers: found.is_readers,
        sort: code_of(asked.order).to_owned(),
        sorts: ORDERS.map(|(code, _)| code.to_owned()).to_vec(),
        words,
        categories,
        popular,
    };
    page(&state, &visitor, frame, &view, Keeping::Catalogue)
}

/// `GET /sok/forslag?q=`: the box under the search field. Empty when there is nothing to offer.
///
/// # Errors
/// Database errors.
pub async fn suggest(
    State(state): State<ShopState>,
    visitor: Visitor,
    QueryFields(query): QueryFields,
) -> Result<Response, PageError> {
    let locale = visitor.locale;
    let words: String = query.text("q").chars().take(LONGEST).collect();
    let ranking = rank_begun(&state, locale, &words).await?;
    let Desk { mut conn, seen, .. } = Desk::open(&state, &visitor).await?;
    let found = state
        .search
        .suggest_ranked(&mut conn, &seen.visit(locale), &words, ranking.as_ref())
        .await?;
    let tree = state
        .storefront
        .tree(&mut conn, &seen.visit(locale))
        .await?;
    let mapping = Cards {
        renderer: &state.renderer,
        pictures: &state.pictures,
        locale,
        new_since: seen.new_since(),
    };
    let category = |id| {
        let node = tree.by_id(id)?;
        let href = state
            .renderer
            .url(locale, "category", &[("slug", node.slug.as_deref()?)]);
        Some(ChildCategory {
            name: node.name.clone(),
            href,
            count: node.products,
        })
    };
    let view = SuggestView {
        searches: found
            .words
            .iter()
            .map(|whole| marked(whole, &words))
            .collect(),
        categories: found.categories.into_iter().filter_map(category).collect(),
        cards: mapping.all(&found.products),
        words,
    };
    let mut ctx = RenderContext::plain(locale, ());
    ctx.path = visitor.path;
    let html = state
        .renderer
        .render(&view, &ctx)
        .map_err(PageError::internal)?;
    let head = [
        (http::header::CACHE_CONTROL, "private, max-age=60"),
        (http::header::CONTENT_TYPE, "text/html; charset=utf-8"),
    ];
    Ok(axum::response::IntoResponse::into_response((head, html)))
}

/// Splits a suggestion around the part that was typed.
fn marked(whole: &str, typed: &str) -> SuggestedSearch {
    let typed = typed.trim().to_lowercase();
    let at = if whole.is_ascii() || whole.to_lowercase().len() == whole.len() {
        whole
            .to_lowercase()
            .find(&typed)
            .filter(|_| !typed.is_empty())
    } else {
        None
    };
    let (before, rest) = at
        .and_then(|at| whole.split_at_checked(at))
        .unwrap_or((whole, ""));
    let (matched, after) = rest.split_at_checked(typed.len()).unwrap_or((rest, ""));
    SuggestedSearch {
        words: whole.to_owned(),
        before: before.to_owned(),
        matched: matched.to_owned(),
        after: after.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_typed_part_is_marked_wherever_it_stands() {
        let parts = |whole, typed| {
            let s = marked(whole, typed);
            (s.before, s.matched, s.after)
        };
        assert_eq!(
            parts("golvvas", "Vas"),
            ("golv".into(), "vas".into(), String::new())
        );
        assert_eq!(
            parts("båge", "bå"),
            (String::new(), "bå".into(), "ge".into())
        );
        assert_eq!(
            parts("mugg", "x"),
            ("mugg".into(), String::new(), String::new())
        );
        assert_eq!(
            parts("İstanbul", "ist"),
            ("İstanbul".into(), String::new(), String::new())
        );
    }
}
