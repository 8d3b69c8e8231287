//! What is offered while somebody types.

use platform::db::{DbError, PgConnection};

use super::known::Known;
use super::told::told;
use super::walked::walked;
use super::{Asker, Found, Wanted, hits, is_found};
use crate::catalogue::search::engine::Ranking;
use crate::catalogue::search::{SearchOrder, Suggestions, words};
use crate::catalogue::storefront::{Order, Storefront, Visit};

/// Words that are offered while somebody types.
const WORDS: i64 = 2;

pub(in crate::catalogue::search) async fn suggest(
    storefront: &Storefront,
    conn: &mut PgConnection,
    visit: &Visit<'_>,
    text: &str,
    ranking: Option<&Ranking>,
) -> Result<Suggestions, DbError> {
    let asked = words::asked(text);
    let Some(last) = asked
        .last()
        .filter(|_| asked.iter().any(|word| word.chars().count() >= 2))
    else {
        return Ok(Suggestions::default());
    };
    let limit = visit.prices.assortment;
    let tree = storefront.tree(conn, visit).await?;
    let categories = tree
        .nodes()
        .iter()
        .filter(|node| node.products > 0)
        .filter(|node| {
            let name = words::split(&node.name);
            asked
                .iter()
                .all(|word| name.iter().any(|n| n.starts_with(word.as_str())))
        })
        .take(2)
        .map(|node| node.id)
        .collect();
    let own = storefront.own_lists(conn, visit).await?;
    // Nothing is put in order by price here.
    let paid = Order::default();
    let asker = Asker {
        visit,
        own: &own,
        paid: &paid,
    };
    let before = asked[..asked.len() - 1].join(" ");
    let begun = sqlx::query_scalar!(
        "select word from (select word, uses from search_words where shop_id = $1 and locale = $2 and word >= $3
             and word < $3 || chr(1114111) and uses > 0 limit 500) as begun
         where word <> $3 order by uses desc, word limit $4",
        visit.shop_id.0,
        visit.locale,
        last,
        if limit.is_some() { 6_i64 } else { WORDS }
    )
    .fetch_all(&mut *conn)
    .await?;
    let mut offered: Vec<String> = Vec::new();
    for word in begun {
        let offer = format!("{before} {word}").trim().to_owned();
        if i64::try_from(offered.len()).is_ok_and(|many| many < WORDS)
            && is_found(conn, asker, &words::asked(&offer)).await?
        {
            offered.push(offer);
        }
    }
    let found = products(conn, asker, &asked, (tree.products, ranking)).await?;
    Ok(Suggestions {
        words: offered,
        categories,
        products: found.cards(storefront, conn, visit).await?,
    })
}

/// The first products: as an engine ranked them, where it did and some of them are for the visitor. What very many of the shop's products begin with is not
/// ranked for four lines: the most sold of them are what is meant by a few letters.
async fn products(
    conn: &mut PgConnection,
    asker: Asker<'_>,
    asked: &[String],
    (all, ranking): (i64, Option<&Ranking>),
) -> Result<Found, DbError> {
    let known = Known::of(conn, asker.visit, asked).await?;
    let wanted = Wanted {
        page: 1,
        size: 4,
        order: SearchOrder::Best,
    };
    if let Some(ranking) = ranking {
        let found = told(conn, asker, (asked, &known), ranking, wanted).await?;
        if !found.products.is_empty() {
            return Ok(found);
        }
    }
    if known.is_sooner_walked(all, wanted.size + 1)
        && asker.may_walk(conn).await?
        && let Some(found) = walked(conn, asker, asked, &known, wanted).await?
    {
        return Ok(found);
    }
    hits(conn, asker, asked, &known, wanted).await
}
