//! Reading private articles.

use platform::db::{DbError, PgConnection};
use sqlx::{Postgres, QueryBuilder};
use uuid::Uuid;

use crate::catalogue::storefront::{COUNT_CAP, WHOLE_SHOP};
use crate::ids::{PriceListId, ProductId, ShopId};

/// Those of a visitor's lists that have private articles: most have none, and then nothing else is asked.
pub(crate) async fn lists_with_own(
    conn: &mut PgConnection,
    lists: &[PriceListId],
) -> Result<Vec<Uuid>, DbError> {
    let lists: Vec<Uuid> = lists.iter().map(|id| id.0).collect();
    sqlx::query_scalar!(
        r#"select u.id as "id!" from unnest((select $1::uuid[])) as u (id)
           where exists (select from private_listing_entries e where e.price_list_id = u.id and e.category_id = $2) order by 1"#,
        &lists,
        WHOLE_SHOP
    )
    .fetch_all(conn)
    .await
}

/// Whether a product is private in a shop.
///
/// # Errors
/// Database errors.
pub(crate) async fn is_private(
    conn: &mut PgConnection,
    shop: ShopId,
    product: ProductId,
) -> Result<bool, DbError> {
    sqlx::query_scalar!(
        r#"select exists (select from private_listing_cards where shop_id = $1 and product_id = $2) as "is_private!""#,
        shop.0,
        product.0
    )
    .fetch_one(conn)
    .await
}

/// The cards of given products, private ones of some lists among them.
pub(crate) async fn cards(
    conn: &mut PgConnection,
    (shop, locale): (ShopId, &str),
    own: &[Uuid],
    products: &[Uuid],
) -> Result<Vec<String>, DbError> {
    sqlx::query_scalar!(
        r#"select coalesce(c.card, o.card) as "card!" from unnest($1::uuid[]) with ordinality as p (id, n)
           left join listing_cards c on c.shop_id = $2 and c.product_id = p.id and c.locale = $3
           left join private_listing_cards o on o.shop_id = $2 and o.product_id = p.id and o.locale = $3
                and exists (select from private_listing_entries e where e.product_id = p.id and e.shop_id = $2 and e.price_list_id = any($4))
           where coalesce(c.card, o.card) is not null order by p.n"#,
        products,
        shop.0,
        locale,
        own
    )
    .fetch_all(conn)
    .await
}

/// `select ...` of the articles of some lists in a category, once each, as the other rows of lists are; at most one above [`COUNT_CAP`]. Conditions
/// are to follow.
pub(crate) fn push_own(
    sql: &mut QueryBuilder<Postgres>,
    own: &[Uuid],
    category: Uuid,
    is_net: bool,
) {
    sql.push(
        "select distinct on (product_id) product_id, popularity, published_at, price_minor, name_sort, tags from (
             select price_list_id, category_id, product_id, popularity, published_at, ",
    );
    sql.push(price(is_net));
    sql.push(
        " as price_minor, name_sort, tags from private_listing_entries) e where price_list_id = any(",
    );
    sql.push_bind(own.to_vec())
        .push(") and category_id = ")
        .push_bind(category);
}

/// What a row's article costs, as the reader sees prices. Rows of a former version know it with VAT alone.
fn price(is_net: bool) -> &'static str {
    match is_net {
        true => "coalesce(net_minor, price_minor)",
        false => "price_minor",
    }
}

/// The lowest price by some lists of an article of which `d` is the document, as the reader sees prices; null of what everybody may see.
pub(crate) fn push_lowest(sql: &mut QueryBuilder<Postgres>, own: &[Uuid], is_net: bool) {
    sql.push("(select min(")
        .push(price(is_net))
        .push(") from private_listing_entries e where e.product_id = d.product_id and e.category_id = ")
        .push_bind(WHOLE_SHOP)
        .push(" and e.price_list_id = any(")
        .push_bind(own.to_vec())
        .push("))");
}

/// The end of what [`push_own`] begins.
pub(crate) fn push_own_end(sql: &mut QueryBuilder<Postgres>) {
    sql.push(" order by product_id, price_minor limit ")
        .push_bind(COUNT_CAP + 1);
}

/// That a document `d` is of an article of some lists.
pub(crate) fn push_is_own(sql: &mut QueryBuilder<Postgres>, own: &[Uuid]) {
    sql.push(" and exists (select from private_listing_entries e where e.product_id = d.product_id and e.shop_id = d.shop_id and e.price_list_id = any(");
    sql.push_bind(own.to_vec()).push("))");
}
