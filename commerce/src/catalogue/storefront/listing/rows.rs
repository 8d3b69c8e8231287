//! The rows of a list: which they are, in which order, and the cards that they stand for.

use std::collections::HashMap;

use platform::db::{DbError, PgConnection};
use sqlx::{Postgres, QueryBuilder};
use uuid::Uuid;

use super::{Place, Slice};
use crate::catalogue::storefront::assortment::listing::push_is_shown;
use crate::catalogue::storefront::card::{Card, all_parsed, parsed};
use crate::catalogue::storefront::facets::{Counts, Total};
use crate::catalogue::storefront::filter::{Conditions, Sort};
use crate::catalogue::storefront::private::listing::{push_own, push_own_end};
use crate::pricing::Limit;

/// What the refresh keeps of a list without conditions, with one slice of its cards: always true, and so not cached.
pub(super) async fn whole_list(
    conn: &mut PgConnection,
    place: Place<'_>,
    slice: Slice,
    locale: &str,
) -> Result<(Counts, Vec<Card>), DbError> {
    let order = order(slice.sort);
    // Where a tier's prices stand in rows of its own, those are the price, and the rest is everybody's.
    let prices = match place.order.listing {
        None => "listing_entries where shop_id = p.shop".to_owned(),
        Some(listing) => format!("tier_entries where listing_id = {listing}"),
    };
    let mut sql = QueryBuilder::<Postgres>::new("with place as (select ");
    sql.push_bind(place.shop_id.0)
        .push("::uuid as shop, ")
        .push_bind(place.category)
        .push(
            "::uuid as category)
         select (select json_object_agg(tag, products)::text from listing_counts where shop_id = p.shop and category_id = p.category and products > 0),
                (select price_minor from ",
        )
        .push(&prices)
        .push(" and category_id = p.category order by price_minor limit 1), (select price_minor from ")
        .push(&prices)
        .push(" and category_id = p.category order by price_minor desc limit 1), array(select card from (");
    if place.order.has_say(&Conditions::default(), slice.sort) {
        sql.push("select product_id, price_minor from ")
            .push(&prices);
    } else {
        sql.push(COLUMNS)
            .push("listing_entries where shop_id = p.shop");
    }
    sql.push(" and category_id = p.category order by ")
        .push(order);
    slice.push(&mut sql);
    sql.push(
        ") page join listing_cards c using (product_id) where c.shop_id = p.shop and c.locale = ",
    )
    .push_bind(locale)
    .push(" order by ")
    .push(order)
    .push(") from place p");
    type Row = (Option<String>, Option<i64>, Option<i64>, Vec<String>);
    let (kept, lowest, highest, texts): Row = sql.build_query_as().fetch_one(conn).await?;
    let by_tag: HashMap<i32, i64> = match kept {
        Some(kept) => serde_json::from_str(&kept).map_err(|e| DbError::Decode(e.into()))?,
        None => HashMap::new(),
    };
    let counts = Counts::exact(by_tag, lowest.zip(highest));
    Ok((counts, all_parsed(&texts)?))
}

/// Adds the conditions. By tags: among the whole shop's rows, whose index knows tags; else among the category's own.
pub(super) fn push_conditions(
    sql: &mut QueryBuilder<Postgres>,
    place: Place<'_>,
    conditions: &Conditions,
    by_tags: bool,
) {
    sql.push(" where shop_id = ").push_bind(place.shop_id.0);
    if let Some(id) = place.limit.and_then(Limit::listed) {
        sql.push(" and assortment_id = ").push_bind(id.0);
    }
    if by_tags {
        // Written out, so that the partial index is seen to fit.
        sql.push(" and category_id = '00000000-0000-0000-0000-000000000000'");
    } else {
        sql.push(" and category_id = ").push_bind(place.category);
    }
    push_wishes(sql, conditions, place.ordinal.filter(|_| by_tags));
}

/// Adds what the shopper asks of the products, and that they are in a category when that is looked for by its tag.
pub(super) fn push_wishes(
    sql: &mut QueryBuilder<Postgres>,
    conditions: &Conditions,
    ordinal: Option<i32>,
) {
    let required = conditions.required(ordinal);
    if !required.is_empty() {
        sql.push(" and tags @> ").push_bind(required);
    }
    for (_, tags) in &conditions.groups {
        sql.push(" and tags && ").push_bind(tags.clone());
    }
    if let Some(from) = conditions.price_from {
        sql.push(" and price_minor >= ").push_bind(from);
    }
    if let Some(to) = conditions.price_to {
        sql.push(" and price_minor <= ").push_bind(to);
    }
    if conditions.is_sold {
        sql.push(" and popularity > 0");
    }
}

/// `select ...` of the products that the reader's company pays another price for, as rows of the list, at those prices.
pub(super) fn push_companys(
    sql: &mut QueryBuilder<Postgres>,
    place: Place<'_>,
    conditions: &Conditions,
) {
    sql.push("select * from (select e.product_id, e.popularity, e.published_at, o.price_minor, e.name_sort, e.tags from ");
    place.order.push_own(sql);
    sql.push(" join ")
        .push(place.table())
        .push(" e on e.product_id = o.product_id and e.shop_id = ")
        .push_bind(place.shop_id.0)
        .push(" and e.category_id = ")
        .push_bind(place.category);
    if let Some(id) = place.limit.and_then(Limit::listed) {
        sql.push(" and e.assortment_id = ").push_bind(id.0);
    }
    sql.push(") agreed where true");
    push_wishes(sql, conditions, None);
}

fn order(sort: Sort) -> &'static str {
    match sort {
        Sort::Popular => "popularity desc, product_id",
        Sort::Newest => "published_at desc, product_id",
        Sort::PriceUp => "price_minor, product_id",
        Sort::PriceDown => "price_minor desc, product_id desc",
        Sort::Name => "name_sort, product_id",
    }
}

/// What a row of a list is put in order by.
const COLUMNS: &str = "select product_id, popularity, published_at, price_minor, name_sort from ";

/// The cards of one slice, private ones of the visitor's lists among them. Few matches are found by their tags and then put in order; many are met soon
/// by walking the list in its order.
pub(super) async fn page_of_cards(
    conn: &mut PgConnection,
    place: Place<'_>,
    conditions: &Conditions,
    total: Total,
    slice: Slice,
    (locale, own): (&str, &[Uuid]),
) -> Result<Vec<Card>, DbError> {
    let by_tags = !conditions.groups.is_empty() && !total.is_capped;
    let by_price = place.order.has_say(conditions, slice.sort);
    let has_companys = by_price && place.order.has_own();
    let order = order(slice.sort);
    let mut sql = QueryBuilder::<Postgres>::new("with ");
    if !own.is_empty() {
        sql.push("own as materialized (");
        push_own(&mut sql, own, place.category, place.order.is_net);
        push_is_shown(&mut sql, place.limit, "product_id");
        push_wishes(&mut sql, conditions, None);
        push_own_end(&mut sql);
        sql.push("), ");
    }
    sql.push(if by_tags {
        "hits as materialized ("
    } else {
        "hits as not materialized ("
    });
    if own.is_empty() && !has_companys {
        sql.push(COLUMNS);
        place.push_rows(&mut sql, by_price);
        push_conditions(&mut sql, place, conditions, by_tags);
    } else {
        // Each side along its own order as far as the page goes: nothing further can come into it.
        let furthest = slice.offset + slice.limit;
        sql.push("(").push(COLUMNS);
        place.push_rows(&mut sql, by_price);
        push_conditions(&mut sql, place, conditions, by_tags);
        if has_companys {
            place.order.push_is_not_own(&mut sql, "product_id");
        }
        sql.push(" order by ").push(order);
        sql.push(" limit ").push_bind(furthest).push(")");
        if !own.is_empty() {
            sql.push(" union all (").push(COLUMNS).push("own order by ");
            sql.push(order)
                .push(" limit ")
                .push_bind(furthest)
                .push(")");
        }
        if has_companys {
            sql.push(" union all (").push(COLUMNS).push("(");
            push_companys(&mut sql, place, conditions);
            sql.push(") companys order by ").push(order);
            sql.push(" limit ").push_bind(furthest).push(")");
        }
    }
    sql.push("), page as (select * from hits order by ")
        .push(order);
    slice.push(&mut sql);
    if own.is_empty() {
        sql.push(") select card from page join listing_cards using (product_id) where shop_id = ");
    } else {
        sql.push(
            ") select card from page join (select * from listing_cards union all select * from private_listing_cards) c using (product_id)
             where shop_id = ",
        );
    }
    sql.push_bind(place.shop_id.0)
        .push(" and locale = ")
        .push_bind(locale);
    sql.push(" order by ").push(order);
    let rows: Vec<(String,)> = sql.build_query_as().fetch_all(conn).await?;
    rows.iter().map(|(text,)| parsed(text)).collect()
}
