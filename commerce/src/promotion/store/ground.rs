//! What rules look at beside the cart: categories, costs, and what a buyer has ordered.

use platform::db::{DbError, PgConnection};
use uuid::Uuid;

use crate::ids::{CartId, CategoryId, CustomerId, ProductId, PromotionId, VariantId};

/// The categories of products, with those above them.
pub(in crate::promotion) async fn categories_of(
    conn: &mut PgConnection,
    products: &[Uuid],
) -> Result<Vec<(ProductId, CategoryId)>, DbError> {
    let rows = sqlx::query!(
        r#"select distinct pc.product_id as "product!: ProductId", up.id as "category!: CategoryId"
           from product_categories pc join categories c on c.id = pc.category_id cross join lateral unnest(c.path) as up (id)
           where pc.product_id = any($1)"#,
        products
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.product, row.category))
        .collect())
}

/// What variants cost us, in ten-thousandths of a minor unit.
pub(in crate::promotion) async fn costs_of(
    conn: &mut PgConnection,
    variants: &[Uuid],
) -> Result<Vec<(VariantId, i64)>, DbError> {
    let rows = sqlx::query!(
        r#"select id as "id!: VariantId", cost_e4 as "cost_e4!" from variants where id = any($1) and cost_e4 is not null"#,
        variants
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.cost_e4)).collect())
}

/// Whether a customer has an order that was placed; as a guest with the same address counts.
pub(in crate::promotion) async fn has_ordered(
    conn: &mut PgConnection,
    customer_id: CustomerId,
) -> Result<bool, DbError> {
    sqlx::query_scalar!(
        r#"select exists (select from orders o where o.customer_id = $1 and o.placed_at is not null)
               or exists (select from orders o join customers c on lower(o.email) = lower(c.email) where c.id = $1 and o.placed_at is not null) as "has!""#,
        customer_id.0
    )
    .fetch_one(conn)
    .await
}

/// How often a buyer's orders use these rules, but for those of this cart. A guest is known by the address.
pub(in crate::promotion) async fn uses_by(
    conn: &mut PgConnection,
    (customer_id, email): (Option<CustomerId>, Option<&str>),
    cart_id: CartId,
    promotions: &[Uuid],
) -> Result<Vec<(PromotionId, i64)>, DbError> {
    let rows = sqlx::query!(
        r#"select r.promotion_id as "promotion!: PromotionId", count(*) as "uses!"
           from orders o join promotion_redemptions r on r.order_id = o.id and r.state = 'held'
           where (o.customer_id = $1 or lower(o.email) = $2) and o.cart_id <> $3 and r.promotion_id = any($4) group by r.promotion_id"#,
        customer_id.map(|id| id.0),
        email.map(str::to_lowercase),
        cart_id.0,
        promotions
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.promotion, row.uses))
        .collect())
}
