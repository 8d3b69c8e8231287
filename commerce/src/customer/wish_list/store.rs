//! A wish list in the database.

use platform::db::{DbError, PgConnection, Tx};

use crate::ids::{CustomerId, MediaId, ProductId, VariantId};

/// Something wished for.
#[derive(Clone, Debug)]
pub struct Wish {
    /// What.
    pub product_id: ProductId,
    /// The variant that was looked at, or the only one that there is.
    pub variant_id: Option<VariantId>,
    /// The variant's part of the product's address; empty for none.
    pub option_key: String,
    /// The chosen options in the reader's language, comma between.
    pub options: String,
    /// What it is called in the reader's language.
    pub name: String,
    /// The variant's own picture, where it has one.
    pub media_id: Option<MediaId>,
    /// Whether the variant can be bought now; says nothing where none is named.
    pub is_buyable: bool,
}

/// What a customer wishes for, the latest first.
///
/// # Errors
/// Database errors.
pub async fn all(
    conn: &mut PgConnection,
    customer: CustomerId,
    locale: &str,
) -> Result<Vec<Wish>, DbError> {
    sqlx::query_as!(
        Wish,
        r#"select w.product_id, v.id as "variant_id?: VariantId", coalesce(v.option_key, '') as "option_key!",
                  coalesce((select string_agg(coalesce(ov.label ->> $2, ov.label ->> 'sv', ov.code), ', ' order by o.position)
                            from variant_option_values vo join product_option_values ov on ov.id = vo.option_value_id
                            join product_options o on o.id = ov.option_id where vo.variant_id = v.id), '') as "options!",
                  coalesce((select t.name from product_translations t where t.product_id = p.id and t.locale = $2),
                           (select t.name from product_translations t where t.product_id = p.id and t.locale = 'sv'), p.code) as "name!",
                  (select m.media_id from product_media m where m.product_id = v.product_id and m.variant_id = v.id
                   order by m.position, m.id limit 1) as "media_id?: MediaId",
                  (p.kind = 'gift_card' or coalesce((
                       select sum(greatest(s.on_hand - s.reserved - s.allocated + s.backorder_limit, 0))
                       from stock_levels s join locations l on l.id = s.location_id and l.is_active
                       where s.variant_id = v.id), 0) >= coalesce(v.min_quantity, 1)) as "is_buyable!"
           from wish_list_items w
           join products p on p.id = w.product_id
           left join variants v on v.is_active and v.product_id = w.product_id
                and (v.id = w.variant_id
                     or (w.variant_id is null and (select count(*) from variants o where o.product_id = w.product_id and o.is_active) = 1))
           where w.customer_id = $1 order by w.added_at desc, w.product_id"#,
        customer.0,
        locale
    )
    .fetch_all(conn)
    .await
}

/// The products on a customer's list, for the hearts on the pages.
///
/// # Errors
/// Database errors.
pub async fn products(
    conn: &mut PgConnection,
    customer: CustomerId,
) -> Result<Vec<ProductId>, DbError> {
    sqlx::query_scalar!(
        r#"select product_id as "product_id: ProductId" from wish_list_items where customer_id = $1"#,
        customer.0
    )
    .fetch_all(conn)
    .await
}

pub(super) async fn is_product(
    tx: &mut Tx,
    product: ProductId,
    variant: Option<VariantId>,
) -> Result<bool, DbError> {
    sqlx::query_scalar!(
        r#"select (exists (select from products where id = $1)
                   and ($2::uuid is null or exists (select from variants where id = $2 and product_id = $1))) as "is_there!""#,
        product.0,
        variant.map(|id| id.0)
    )
    .fetch_one(&mut **tx)
    .await
}

pub(super) async fn count(tx: &mut Tx, customer: CustomerId) -> Result<i64, DbError> {
    sqlx::query_scalar!(
        r#"select count(*) as "count!" from wish_list_items where customer_id = $1"#,
        customer.0
    )
    .fetch_one(&mut **tx)
    .await
}

pub(super) async fn insert(
    tx: &mut Tx,
    customer: CustomerId,
    product: ProductId,
    variant: Option<VariantId>,
) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "insert into wish_list_items (customer_id, product_id, variant_id, added_at) values ($1, $2, $3, $4)
         on conflict (customer_id, product_id) do update set variant_id = coalesce(excluded.variant_id, wish_list_items.variant_id)",
        customer.0,
        product.0,
        variant.map(|id| id.0),
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(super) async fn delete(
    tx: &mut Tx,
    customer: CustomerId,
    product: ProductId,
) -> Result<(), DbError> {
    sqlx::query!(
        "delete from wish_list_items where customer_id = $1 and product_id = $2",
        customer.0,
        product.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
