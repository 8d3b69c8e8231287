//! The best of what is found by the index.

use platform::db::{DbError, PgConnection};
use sqlx::{Postgres, QueryBuilder};
use uuid::Uuid;

use super::known::Known;
use super::{Asker, CAP, WALKED, Wanted};
use crate::catalogue::search::{SearchOrder, configuration, words};
use crate::catalogue::storefront::assortment::listing::{push_is_in, push_is_shown};
use crate::catalogue::storefront::private::listing::push_is_own;
use crate::catalogue::storefront::{Visit, WHOLE_SHOP};
use crate::ids::ProductId;

/// A page of what is ranked.
pub(super) struct Ranked {
    pub(super) products: Vec<ProductId>,
    pub(super) texts: Vec<String>,
    pub(super) seen: i64,
    /// Whether more match than were looked at.
    pub(super) goes_on: bool,
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

/// Where documents are looked for.
#[derive(Clone, Copy)]
pub(super) enum Among {
    /// All that everybody may see.
    All,
    /// The first [`WALKED`] of those.
    First(SearchOrder),
    /// Private articles.
    Private,
}

impl Among {
    fn push(self, sql: &mut QueryBuilder<Postgres>, asker: Asker<'_>) {
        let visit = asker.visit;
        match self {
            Self::All => sql.push("search_documents"),
            Self::Private => sql.push("private_search_documents"),
            Self::First(SearchOrder::Best) => sql
                .push("(select * from search_documents where shop_id = ")
                .push_bind(visit.shop_id.0)
                .push(" and locale = ")
                .push_bind(visit.locale.to_owned())
                .push(" order by popularity desc, product_id limit ")
                .push(WALKED)
                .push(")"),
            Self::First(SearchOrder::Cheapest) => push_prices(sql, asker)
                .push(" and category_id = ")
                .push_bind(WHOLE_SHOP)
                .push(" order by price_minor, product_id limit ")
                .push(WALKED)
                .push(") e cross join lateral (select * from search_documents s where s.shop_id = ")
                .push_bind(visit.shop_id.0)
                .push(" and s.product_id = e.product_id and s.locale = ")
                .push_bind(visit.locale.to_owned())
                .push(" limit 1) s)"),
        };
    }
}

/// `(select s.* from (select product_id from ... where ...` of the rows that have the prices by which the cheapest are met.
fn push_prices<'a>(
    sql: &'a mut QueryBuilder<Postgres>,
    asker: Asker<'_>,
) -> &'a mut QueryBuilder<Postgres> {
    sql.push("(select s.* from (select product_id from ");
    match asker.paid.listing {
        None => sql
            .push("listing_entries where shop_id = ")
            .push_bind(asker.visit.shop_id.0),
        Some(listing) => sql.push("tier_entries where listing_id = ").push(listing),
    }
}

/// `select ...` of the documents that match.
pub(super) fn push_matches(
    sql: &mut QueryBuilder<Postgres>,
    among: Among,
    asker: Asker<'_>,
    asked: &[String],
    known: &Known,
    parts: bool,
) {
    let visit = asker.visit;
    sql.push("select product_id, popularity, is_in_stock, price_minor, name, document from ");
    among.push(sql, asker);
    sql.push(" d where shop_id = ")
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

/// `with hits as (...` of all that the asker may see. Of an assortment whose lists have not been made, what is found is weighed, and no more of it than is
/// ranked: an assortment of little would else have every product of the shop weighed for one question.
fn push_hits(
    sql: &mut QueryBuilder<Postgres>,
    asker: Asker<'_>,
    asked: &[String],
    known: &Known,
    (order, parts): (SearchOrder, bool),
) {
    sql.push("with ");
    if asker.is_weighed() {
        let among = match known.is_common() {
            true => Among::First(order),
            false => Among::All,
        };
        sql.push("met as materialized (");
        push_matches(sql, among, asker, asked, known, parts);
        sql.push(match among {
            Among::First(SearchOrder::Best) => " order by popularity desc, product_id",
            Among::First(SearchOrder::Cheapest) => " order by price_minor, product_id",
            Among::All | Among::Private => "",
        });
        sql.push(" limit ").push(CAP + 1);
        sql.push("), hits as materialized ((select * from met d where true");
        push_is_shown(sql, asker.limit(), "d.product_id");
        sql.push(")");
    } else {
        sql.push("hits as materialized ((");
        push_matches(sql, Among::All, asker, asked, known, parts);
        push_is_in(sql, asker.limit());
        sql.push(" limit ").push(CAP + 1).push(")");
    }
    if !asker.own.is_empty() {
        sql.push(" union all (");
        push_matches(sql, Among::Private, asker, asked, known, parts);
        push_is_own(sql, asker.own);
        push_is_shown(sql, asker.limit(), "d.product_id");
        sql.push(" limit ").push(CAP + 1).push(")");
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
    let mut sql = QueryBuilder::<Postgres>::new("");
    push_hits(&mut sql, asker, asked, known, (wanted.order, parts));
    sql.push(", page as (select product_id from hits d order by ");
    if wanted.order == SearchOrder::Cheapest {
        asker.push_paid(&mut sql);
        sql.push(", ");
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
        .push(" order by place), ");
    // Of what very many have, only the first were looked at.
    let is_begun = asker.is_weighed() && known.is_common();
    match asker.is_weighed() {
        true => sql.push("(select count(*) from met)"),
        false => sql.push("(select count(*) from hits)"),
    };
    let (seen, ids, texts, met): (i64, Vec<Uuid>, Vec<String>, i64) =
        sql.build_query_as().fetch_one(conn).await?;
    Ok(Ranked {
        products: ids.into_iter().map(ProductId).collect(),
        texts: if asker.own.is_empty() {
            texts
        } else {
            Vec::new()
        },
        seen,
        goes_on: is_begun || met > CAP,
    })
}
