//! The best of what is found by the index.

use platform::db::{DbError, PgConnection};
use sqlx::{Postgres, QueryBuilder};
use uuid::Uuid;

use super::known::Known;
use super::{Asker, CAP, Wanted};
use crate::catalogue::search::{SearchOrder, configuration, words};
use crate::catalogue::storefront::Visit;
use crate::catalogue::storefront::assortment::listing::{push_is_in, push_is_shown};
use crate::catalogue::storefront::private::listing::push_is_own;
use crate::ids::ProductId;

/// A page of what is ranked.
pub(super) struct Ranked {
    pub(super) products: Vec<ProductId>,
    pub(super) texts: Vec<String>,
    pub(super) seen: i64,
}

/// `(stem | 'word':* | 'root':* ...) && (...)` with every word bound, none written into the statement.
pub(super) fn push_tsquery(
    sql: &mut QueryBuilder<Postgres>,
    visit: &Visit<'_>,
    asked: &[String],
    known: &Known,
) {
    sql.push("(");
    for (n, word) in asked.iter().enumerate() {
        if n > 0 {
            sql.push(" && ");
        }
        let forms: Vec<String> = known.forms[n].iter().map(|form| prefix(form)).collect();
        sql.push("(to_tsquery(")
            .push_bind(configuration(visit.locale))
            .push("::text::regconfig, ");
        sql.push_bind(word.clone())
            .push(") || to_tsquery('simple', ");
        sql.push_bind(forms.join(" | ")).push("))");
    }
    sql.push(")");
}

/// A form as a term of a question: what begins so in names, materials, categories and choices (weights A and B; descriptions are found by whole words
/// only). A single letter stands for itself: too much begins with it.
fn prefix(form: &str) -> String {
    if form.chars().count() < 2 {
        form.to_owned()
    } else {
        format!("{form}:*AB")
    }
}

/// `select ...` of the documents that match.
fn push_matches(
    sql: &mut QueryBuilder<Postgres>,
    table: &str,
    visit: &Visit<'_>,
    asked: &[String],
    known: &Known,
    parts: bool,
) {
    sql.push("select product_id, popularity, is_in_stock, price_minor, name, document from ")
        .push(table)
        .push(" d where shop_id = ")
        .push_bind(visit.shop_id.0)
        .push(" and locale = ")
        .push_bind(visit.locale.to_owned());
    sql.push(" and (document @@ ");
    push_tsquery(sql, visit, asked, known);
    if parts {
        sql.push(" or (true");
        for word in asked {
            let part = words::root(word, visit.locale);
            sql.push(" and words like ").push_bind(format!("%{part}%"));
        }
        sql.push(")");
    }
    sql.push(")");
}

/// The best matches with their cards, and how many were seen (at most one above [`CAP`]). With `parts`, also names of which the words are a part.
pub(super) async fn ranked(
    conn: &mut PgConnection,
    asker: Asker<'_>,
    asked: &[String],
    known: &Known,
    wanted: Wanted,
    parts: bool,
) -> Result<Ranked, DbError> {
    let mut sql = QueryBuilder::<Postgres>::new("with hits as materialized ((");
    push_matches(
        &mut sql,
        "search_documents",
        asker.visit,
        asked,
        known,
        parts,
    );
    push_is_in(&mut sql, asker.limit());
    sql.push(" limit ").push(CAP + 1).push(")");
    if !asker.own.is_empty() {
        sql.push(" union all (");
        let table = "private_search_documents";
        push_matches(&mut sql, table, asker.visit, asked, known, parts);
        push_is_own(&mut sql, asker.own);
        push_is_shown(&mut sql, asker.limit(), "d.product_id");
        sql.push(" limit ").push(CAP + 1).push(")");
    }
    sql.push("), page as (select product_id from hits order by ");
    if wanted.order == SearchOrder::Cheapest {
        sql.push("price_minor, ");
    }
    sql.push("ts_rank('{0.02, 0.1, 0.3, 1.0}', document, ");
    push_tsquery(&mut sql, asker.visit, asked, known);
    sql.push(") + case when lower(name) = ")
        .push_bind(asked.join(" "));
    sql.push(" then 2 when lower(name) like ")
        .push_bind(format!("{}%", asked.join(" ")));
    sql.push(" then 0.5 else 0 end + case when is_in_stock then 0.05 else 0 end desc, popularity desc, product_id limit ");
    sql.push(wanted.size);
    if wanted.offset() > 0 {
        sql.push(" offset ").push_bind(wanted.offset());
    }
    // Private articles have their cards elsewhere; whoever sees some is asked again.
    sql.push(
        "), placed as (select product_id, row_number() over () as place from page)
         select (select count(*) from hits), array(select product_id from placed order by place),
                array(select c.card from placed join listing_cards c using (product_id) where c.shop_id = ",
    );
    sql.push_bind(asker.visit.shop_id.0)
        .push(" and c.locale = ")
        .push_bind(asker.visit.locale.to_owned())
        .push(" order by place)");
    let (seen, ids, texts): (i64, Vec<Uuid>, Vec<String>) =
        sql.build_query_as().fetch_one(conn).await?;
    Ok(Ranked {
        products: ids.into_iter().map(ProductId).collect(),
        texts: if asker.own.is_empty() {
            texts
        } else {
            Vec::new()
        },
        seen,
    })
}
