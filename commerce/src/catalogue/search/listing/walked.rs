//! What very many products have, met along an index: no more of it is read than is shown.

use platform::db::{DbError, PgConnection};
use sqlx::{Postgres, QueryBuilder};
use uuid::Uuid;

use super::known::Known;
use super::ranked::push_tsquery;
use super::{Asker, CAP, Found, Wanted};
use crate::catalogue::search::SearchOrder;
use crate::catalogue::storefront::assortment::listing::{push_is_in, push_is_shown};
use crate::catalogue::storefront::private::listing::push_is_own;
use crate::catalogue::storefront::{Total, Visit, WHOLE_SHOP};
use crate::ids::ProductId;

/// A page of what very many products have, met in the order that is asked for. Nobody counts them all: where the walk goes on beyond the page, there are
/// more than were passed, and where it ends, the number is exact. `None` when nothing was met.
pub(super) async fn walked(
    conn: &mut PgConnection,
    asker: Asker<'_>,
    asked: &[String],
    known: &Known,
    wanted: Wanted,
) -> Result<Option<Found>, DbError> {
    let mut products = walk(conn, asker, asked, known, wanted).await?;
    if products.is_empty() {
        return Ok(None);
    }
    let goes_on = products.len() > usize::try_from(wanted.size).unwrap_or(usize::MAX);
    if goes_on {
        products.pop();
    }
    let met = i64::try_from(products.len()).unwrap_or(wanted.size);
    Ok(Some(Found {
        products,
        texts: Vec::new(),
        total: Total {
            products: wanted.offset() + met,
            is_capped: goes_on,
        },
        page: wanted.page,
        pages: (wanted.page + i64::from(goes_on)).min((CAP / wanted.size).max(wanted.page)),
    }))
}

/// A page of those that match, and one more, without ranking: the most sold first or the cheapest, each along an index. Private articles of the visitor's
/// lists are few beside what everybody sees, and put in their places.
async fn walk(
    conn: &mut PgConnection,
    asker: Asker<'_>,
    asked: &[String],
    known: &Known,
    wanted: Wanted,
) -> Result<Vec<ProductId>, DbError> {
    let visit = asker.visit;
    let is_cheapest = wanted.order == SearchOrder::Cheapest;
    let furthest = wanted.offset() + wanted.size + 1;
    let mut sql = QueryBuilder::<Postgres>::new(
        "select product_id from ((select d.product_id, d.popularity, ",
    );
    sql.push(match is_cheapest {
        true => "e.price_minor",
        false => "d.price_minor",
    });
    sql.push(" from search_documents d ");
    if is_cheapest {
        match asker.paid.listing {
            None => sql.push("join listing_entries e on e.product_id = d.product_id and e.shop_id = d.shop_id and e.category_id = "),
            Some(listing) => sql
                .push("join tier_entries e on e.product_id = d.product_id and e.listing_id = ")
                .push(listing)
                .push(" and e.category_id = "),
        };
        sql.push_bind(WHOLE_SHOP);
    }
    push_walked(&mut sql, visit, asked, known);
    push_is_in(&mut sql, asker.limit());
    if is_cheapest {
        asker.paid.push_is_not_own(&mut sql, "d.product_id");
    }
    sql.push(match is_cheapest {
        false => " order by d.popularity desc, d.product_id limit ",
        true => " order by e.price_minor, e.product_id limit ",
    });
    sql.push_bind(furthest).push(")");
    if is_cheapest && asker.paid.has_own() {
        sql.push(" union all (select d.product_id, d.popularity, o.price_minor from search_documents d join ");
        asker.paid.push_own(&mut sql);
        sql.push(" on o.product_id = d.product_id");
        push_walked(&mut sql, visit, asked, known);
        push_is_in(&mut sql, asker.limit());
        sql.push(")");
    }
    if !asker.own.is_empty() {
        sql.push(" union all (select d.product_id, d.popularity, ");
        asker.push_paid(&mut sql);
        sql.push(" from private_search_documents d ");
        push_walked(&mut sql, visit, asked, known);
        push_is_own(&mut sql, asker.own);
        push_is_shown(&mut sql, asker.limit(), "d.product_id");
        sql.push(" limit ").push(CAP + 1).push(")");
    }
    sql.push(match is_cheapest {
        false => ") w order by popularity desc, product_id limit ",
        true => ") w order by price_minor, product_id limit ",
    });
    sql.push_bind(wanted.size + 1)
        .push(" offset ")
        .push_bind(wanted.offset());
    let rows: Vec<(Uuid,)> = sql.build_query_as().fetch_all(conn).await?;
    Ok(rows.into_iter().map(|(id,)| ProductId(id)).collect())
}

fn push_walked(
    sql: &mut QueryBuilder<Postgres>,
    visit: &Visit<'_>,
    asked: &[String],
    known: &Known,
) {
    sql.push(" where d.shop_id = ").push_bind(visit.shop_id.0);
    sql.push(" and d.locale = ")
        .push_bind(visit.locale.to_owned());
    sql.push(" and d.document @@ ");
    push_tsquery(sql, visit, asked, known);
}
