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
pub(crate) fn push_own(sql: &mut QueryBuilder<Postgres>, own: &[Uuid], category: Uuid) {
    sql.push(
        "select distinct on (product_id) product_id, popularity, published_at, price_minor, name_sort, tags
         from private_listing_entries where price_list_id = any(",
    );
    sql.push_bind(own.to_vec())
        .push(") and category_id = ")
        .push_bind(category);
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
