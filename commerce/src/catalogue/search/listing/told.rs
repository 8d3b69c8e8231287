//! What an engine ranked, as the visitor may see it: what is no longer for sale, or not for them, is left out, and what only they may see is put first.

use platform::db::{DbError, PgConnection};
use sqlx::{Postgres, QueryBuilder};
use uuid::Uuid;

use super::known::Known;
use super::ranked::{Among, push_matches, push_tsquery};
use super::{Asker, CAP, Found, Wanted};
use crate::catalogue::search::SearchOrder;
use crate::catalogue::search::engine::Ranking;
use crate::catalogue::storefront::assortment::listing::{push_is_in, push_is_shown};
use crate::catalogue::storefront::private::listing::push_is_own;
use crate::catalogue::storefront::{Total, Visit};
use crate::ids::ProductId;

/// A page of what an engine ranked.
pub(super) async fn told(
    conn: &mut PgConnection,
    asker: Asker<'_>,
    (asked, known): (&[String], &Known),
    ranking: &Ranking,
    wanted: Wanted,
) -> Result<Found, DbError> {
    let last = (CAP / wanted.size).max(1);
    let wanted = wanted.on(wanted.page.clamp(1, last));
    let (mut products, seen) = page(conn, asker, (asked, known), ranking, wanted).await?;
    let pages = (seen + wanted.size - 1).div_euclid(wanted.size).max(1);
    let at = wanted.page.min(pages);
    if products.is_empty() && seen > 0 {
        (products, _) = page(conn, asker, (asked, known), ranking, wanted.on(at)).await?;
    }
    Ok(Found {
        products,
        texts: Vec::new(),
        total: Total {
            products: seen,
            is_capped: ranking.goes_on && seen > 0,
        },
        page: at,
        pages,
    })
}

/// The products of a page, and how many there are of all.
async fn page(
    conn: &mut PgConnection,
    asker: Asker<'_>,
    (asked, known): (&[String], &Known),
    ranking: &Ranking,
    wanted: Wanted,
) -> Result<(Vec<ProductId>, i64), DbError> {
    let visit = asker.visit;
    let ids: Vec<Uuid> = ranking.products.iter().map(|id| id.0).collect();
    let mut sql =
        QueryBuilder::<Postgres>::new("with told as (select id, min(place) as place from unnest(");
    sql.push_bind(ids).push(
        "::uuid[]) with ordinality as t (id, place) group by id), hits as materialized (
         (select d.product_id, told.place, d.price_minor, d.popularity from told join search_documents d on d.product_id = told.id and d.shop_id = ",
    );
    sql.push_bind(visit.shop_id.0)
        .push(" and d.locale = ")
        .push_bind(visit.locale.to_owned())
        .push(" where true");
    push_is_in(&mut sql, asker.limit());
    sql.push(")");
    // An engine is told nothing of private articles: they are looked for here.
    if !asker.own.is_empty() {
        sql.push(" union all (select product_id, 0::bigint, price_minor, popularity from (");
        push_matches(&mut sql, Among::Private, asker, asked, known, false);
        push_is_own(&mut sql, asker.own);
        push_is_shown(&mut sql, asker.limit(), "d.product_id");
        sql.push(" limit ").push(CAP).push(") own)");
    }
    sql.push(") select (select count(*) from hits), array(select product_id from hits d order by ");
    match wanted.order {
        SearchOrder::Best => sql.push("place, popularity desc, product_id limit "),
        SearchOrder::Cheapest => {
            asker.push_paid(&mut sql);
            sql.push(", place, product_id limit ")
        }
    };
    sql.push_bind(wanted.size)
        .push(" offset ")
        .push_bind(wanted.offset())
        .push(")");
    let (seen, ids): (i64, Vec<Uuid>) = sql.build_query_as().fetch_one(conn).await?;
    Ok((ids.into_iter().map(ProductId).collect(), seen))
}

/// Whether a product that everybody may see has the words that were asked for, in one of their forms.
pub(super) async fn has_words(
    conn: &mut PgConnection,
    visit: &Visit<'_>,
    product: ProductId,
    (asked, known): (&[String], &Known),
) -> Result<bool, DbError> {
    let mut sql = QueryBuilder::<Postgres>::new(
        "select exists (select from search_documents where shop_id = ",
    );
    sql.push_bind(visit.shop_id.0)
        .push(" and locale = ")
        .push_bind(visit.locale.to_owned())
        .push(" and product_id = ")
        .push_bind(product.0)
        .push(" and document @@ ");
    push_tsquery(&mut sql, visit, asked, known);
    sql.push(")");
    sql.build_query_scalar().fetch_one(conn).await
}
