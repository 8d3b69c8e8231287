//! Writing products: the differences, many at a time.

use std::collections::HashSet;

use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection, Tx};
use serde_json::Value;
use uuid::Uuid;

use super::draft::ProductKind;
use super::existing::{FactRow, NewOption, NewValue, ProductRow, TextRow, VariantRow};
use super::publish::Publication;
use crate::ids::{ProductId, ShopId, VariantId};

/// One column of many rows.
fn all<R, T>(rows: &[R], part: impl Fn(&R) -> T) -> Vec<T> {
    rows.iter().map(part).collect()
}

/// A statement that writes rows of products: what comes before their columns, between them and the values, after those, and at the end. `$9` is the moment.
macro_rules! write_products {
    (($tx:ident, $rows:ident), $before:literal, $between:literal, $after:literal, $end:literal) => {{
        let now = $tx.now();
        sqlx::query!(
            $before
                + "vat_class, manufacturer_id, origin_country, status, is_perishable, kind"
                + $between
                + "p.vat, p.maker, p.origin, p.status, p.spoils, p.kind"
                + $after
                + " from unnest($1::uuid[], $2::text[], $3::text[], $4::uuid[], $5::text[], $6::text[], $7::boolean[], $8::text[])
                         as p (id, code, vat, maker, origin, status, spoils, kind)"
                + $end,
            &all($rows, |r| r.id),
            &all($rows, |r| r.code.clone()),
            &all($rows, |r| r.vat_class.clone()),
            &all($rows, |r| r.manufacturer_id) as &[Option<Uuid>],
            &all($rows, |r| r.origin_country.clone()) as &[Option<String>],
            &all($rows, |r| r.status.clone()),
            &all($rows, |r| r.is_perishable),
            &all($rows, |r| r.kind.clone()),
            now,
        )
        .execute(&mut **$tx)
        .await
    }};
}

pub(super) async fn insert_products(tx: &mut Tx, rows: &[ProductRow]) -> Result<(), DbError> {
    if rows.is_empty() {
        return Ok(());
    }
    write_products!(
        (tx, rows),
        "insert into products (id, code, created_at, updated_at, ",
        ") select p.id, p.code, $9, $9, ",
        "",
        ""
    )?;
    Ok(())
}

pub(super) async fn update_products(tx: &mut Tx, rows: &[ProductRow]) -> Result<(), DbError> {
    if rows.is_empty() {
        return Ok(());
    }
    write_products!(
        (tx, rows),
        "update products set (",
        ") = (",
        "), updated_at = $9, row_version = row_version + 1",
        " where products.id = p.id"
    )?;
    Ok(())
}

pub(super) async fn upsert_texts(tx: &mut Tx, rows: &[TextRow]) -> Result<(), DbError> {
    if rows.is_empty() {
        return Ok(());
    }
    sqlx::query!(
        "insert into product_translations (product_id, locale, name, subtitle, description, safety_warning)
         select * from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[])
         on conflict (product_id, locale) do update set name = excluded.name, subtitle = excluded.subtitle,
             description = excluded.description, safety_warning = excluded.safety_warning",
        &all(rows, |r| r.product_id),
        &all(rows, |r| r.locale.clone()),
        &all(rows, |r| r.name.clone()),
        &all(rows, |r| r.subtitle.clone()),
        &all(rows, |r| r.description.clone()),
        &all(rows, |r| r.safety_warning.clone()),
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(super) async fn replace_categories(
    tx: &mut Tx,
    cleared: &[Uuid],
    rows: &[(Uuid, Uuid, bool)],
) -> Result<(), DbError> {
    if !cleared.is_empty() {
        sqlx::query!(
            "delete from product_categories where product_id = any($1)",
            cleared
        )
        .execute(&mut **tx)
        .await?;
    }
    if rows.is_empty() {
        return Ok(());
    }
    sqlx::query!(
        "insert into product_categories (product_id, category_id, is_primary) select * from unnest($1::uuid[], $2::uuid[], $3::boolean[])",
        &all(rows, |r| r.0),
        &all(rows, |r| r.1),
        &all(rows, |r| r.2),
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(super) async fn upsert_options(tx: &mut Tx, rows: &[NewOption]) -> Result<(), DbError> {
    if rows.is_empty() {
        return Ok(());
    }
    sqlx::query!(
        "insert into product_options (id, product_id, code, position, label)
         select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::smallint[], $5::jsonb[])
         on conflict (product_id, code) do update set label = excluded.label",
        &all(rows, |r| r.id),
        &all(rows, |r| r.product_id),
        &all(rows, |r| r.code.clone()),
        &all(rows, |r| r.position),
        &all(rows, |r| r.label.clone()),
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(super) async fn upsert_values(tx: &mut Tx, rows: &[NewValue]) -> Result<(), DbError> {
    if rows.is_empty() {
        return Ok(());
    }
    // The last word about a choice counts; one statement may touch a row only once.
    let mut seen = HashSet::new();
    let mut rows: Vec<&NewValue> = rows
        .iter()
        .rev()
        .filter(|row| seen.insert(row.id))
        .collect();
    rows.reverse();
    sqlx::query!(
        "insert into product_option_values (id, option_id, code, position, label, swatch)
         select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::smallint[], $5::jsonb[], $6::text[])
         on conflict (option_id, code) do update set label = excluded.label, swatch = excluded.swatch",
        &all(&rows, |r| r.id),
        &all(&rows, |r| r.option_id),
        &all(&rows, |r| r.code.clone()),
        &all(&rows, |r| r.position),
        &all(&rows, |r| r.label.clone()),
        &all(&rows, |r| r.swatch.clone()) as &[Option<String>],
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// A statement that writes rows of variants, as [`write_products`]. `$17` is the moment.
macro_rules! write_variants {
    (($tx:ident, $rows:ident), $before:literal, $between:literal, $after:literal, $end:literal) => {{
        let now = $tx.now();
        sqlx::query!(
            $before
                + "gtin, is_main, is_active, weight_g, width_mm, depth_mm, height_mm, content_milli, content_unit, min_quantity, option_key, cost_e4"
                + $between
                + "v.gtin, v.is_main, v.is_active, v.weight_g, v.width_mm, v.depth_mm, v.height_mm, v.content_milli, v.content_unit, v.min_quantity,
                   v.option_key, v.cost_e4"
                + $after
                + " from unnest($1::uuid[], $2::uuid[], $3::text[], $4::integer[], $5::text[], $6::boolean[], $7::boolean[], $8::integer[], $9::integer[],
                                $10::integer[], $11::integer[], $12::bigint[], $13::text[], $14::integer[], $15::text[], $16::bigint[])
                         as v (id, product_id, sku, position, gtin, is_main, is_active, weight_g, width_mm, depth_mm, height_mm, content_milli,
                               content_unit, min_quantity, option_key, cost_e4)"
                + $end,
            &all($rows, |r| r.id),
            &all($rows, |r| r.product_id),
            &all($rows, |r| r.sku.clone()),
            &all($rows, |r| r.position),
            &all($rows, |r| r.gtin.clone()) as &[Option<String>],
            &all($rows, |r| r.is_main),
            &all($rows, |r| r.is_active),
            &all($rows, |r| r.weight_g) as &[Option<i32>],
            &all($rows, |r| r.width_mm) as &[Option<i32>],
            &all($rows, |r| r.depth_mm) as &[Option<i32>],
            &all($rows, |r| r.height_mm) as &[Option<i32>],
            &all($rows, |r| r.content_milli) as &[Option<i64>],
            &all($rows, |r| r.content_unit.clone()) as &[Option<String>],
            &all($rows, |r| r.min_quantity),
            &all($rows, |r| r.option_key.clone()),
            &all($rows, |r| r.cost_e4) as &[Option<i64>],
            now,
        )
        .execute(&mut **$tx)
        .await
    }};
}

pub(super) async fn insert_variants(tx: &mut Tx, rows: &[VariantRow]) -> Result<(), DbError> {
    if rows.is_empty() {
        return Ok(());
    }
    write_variants!(
        (tx, rows),
        "insert into variants (id, product_id, sku, position, created_at, updated_at, ",
        ") select v.id, v.product_id, v.sku, v.position, $17, $17, ",
        "",
        ""
    )?;
    Ok(())
}

pub(super) async fn update_variants(tx: &mut Tx, rows: &[VariantRow]) -> Result<(), DbError> {
    if rows.is_empty() {
        return Ok(());
    }
    write_variants!(
        (tx, rows),
        "update variants set (",
        ") = (",
        "), updated_at = $17, row_version = row_version + 1",
        " where variants.id = v.id"
    )?;
    Ok(())
}

/// Lets variants step aside that are to change their choices or to be the main one no longer: two that change places would stand on each other's for a
/// moment, and the indexes on choices and main variant look at every row by itself.
pub(super) async fn step_aside(tx: &mut Tx, variants: &[Uuid]) -> Result<(), DbError> {
    if variants.is_empty() {
        return Ok(());
    }
    sqlx::query!(
        "update variants set option_key = id::text, is_main = false where id = any($1)",
        variants
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(super) async fn replace_choices(
    tx: &mut Tx,
    cleared: &[Uuid],
    rows: &[(Uuid, Uuid)],
) -> Result<(), DbError> {
    if !cleared.is_empty() {
        sqlx::query!(
            "delete from variant_option_values where variant_id = any($1)",
            cleared
        )
        .execute(&mut **tx)
        .await?;
    }
    if rows.is_empty() {
        return Ok(());
    }
    sqlx::query!(
        "insert into variant_option_values (variant_id, option_value_id) select * from unnest($1::uuid[], $2::uuid[])",
        &all(rows, |r| r.0),
        &all(rows, |r| r.1),
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(super) async fn replace_facts(
    tx: &mut Tx,
    cleared: &[(Uuid, Uuid)],
    rows: &[FactRow],
) -> Result<(), DbError> {
    if !cleared.is_empty() {
        sqlx::query!(
            "delete from product_attributes a using unnest($1::uuid[], $2::uuid[]) as c (product_id, attribute_id)
             where a.product_id = c.product_id and a.attribute_id = c.attribute_id",
            &all(cleared, |c| c.0),
            &all(cleared, |c| c.1),
        )
        .execute(&mut **tx)
        .await?;
    }
    if rows.is_empty() {
        return Ok(());
    }
    sqlx::query!(
        "insert into product_attributes (product_id, attribute_id, position, value_id, text_value, number_milli)
         select * from unnest($1::uuid[], $2::uuid[], $3::integer[], $4::integer[], $5::jsonb[], $6::bigint[])",
        &all(rows, |r| r.product_id),
        &all(rows, |r| r.attribute_id),
        &all(rows, |r| r.position),
        &all(rows, |r| r.value_id) as &[Option<i32>],
        &all(rows, |r| r.text_value.clone()) as &[Option<Value>],
        &all(rows, |r| r.number_milli) as &[Option<i64>],
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(super) async fn insert_publications(
    tx: &mut Tx,
    rows: &[(Uuid, Uuid, Timestamp)],
) -> Result<(), DbError> {
    if rows.is_empty() {
        return Ok(());
    }
    sqlx::query!(
        "insert into product_publications (product_id, shop_id, published_from)
         select * from unnest($1::uuid[], $2::uuid[], $3::timestamptz[]) on conflict do nothing",
        &all(rows, |r| r.0),
        &all(rows, |r| r.1),
        &all(rows, |r| r.2) as &[Timestamp],
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// A product's publication in a shop.
///
/// # Errors
/// Database errors.
pub async fn publication(
    conn: &mut PgConnection,
    shop: ShopId,
    product: ProductId,
) -> Result<Option<Publication>, DbError> {
    sqlx::query_as!(
        Publication,
        r#"select published_from as "from", published_to as "to" from product_publications where shop_id = $1 and product_id = $2"#,
        shop.0,
        product.0
    )
    .fetch_optional(conn)
    .await
}

pub(super) async fn set_publication(
    tx: &mut Tx,
    shop: ShopId,
    product: ProductId,
    publication: Publication,
) -> Result<(), DbError> {
    sqlx::query!(
        "insert into product_publications (shop_id, product_id, published_from, published_to) values ($1, $2, $3, $4)
         on conflict (shop_id, product_id) do update set published_from = excluded.published_from, published_to = excluded.published_to",
        shop.0,
        product.0,
        publication.from,
        publication.to
    )
    .execute(&mut **tx)
    .await?;
    let now = tx.now();
    sqlx::query!(
        "update products set updated_at = $2, row_version = row_version + 1 where id = $1",
        product.0,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Keeps a publication that is over, for what was charged in it.
pub(super) async fn keep_publication(
    tx: &mut Tx,
    shop: ShopId,
    product: ProductId,
    past: Publication,
) -> Result<(), DbError> {
    // One that was ended before it began showed nothing.
    sqlx::query!(
        "insert into past_publications (id, shop_id, product_id, published_from, published_to)
         select $1, $2, $3, $4, $5::timestamptz where $5::timestamptz > $4",
        platform::ids::new_uuid(),
        shop.0,
        product.0,
        past.from as _,
        past.to
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Lets products go together, in the given order. What went with the product before goes no longer.
///
/// # Errors
/// Database errors.
pub async fn relate(
    tx: &mut Tx,
    product_id: crate::ids::ProductId,
    related: &[crate::ids::ProductId],
) -> Result<(), DbError> {
    let ids: Vec<Uuid> = related
        .iter()
        .filter(|id| **id != product_id)
        .map(|id| id.0)
        .collect();
    sqlx::query!(
        "delete from related_products where product_id = $1 and related_id <> all($2)",
        product_id.0,
        &ids
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "insert into related_products (product_id, related_id, position)
         select $1, id, n::integer from unnest($2::uuid[]) with ordinality as r (id, n)
         on conflict (product_id, related_id) do update set position = excluded.position",
        product_id.0,
        &ids
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Makes a manufacturer, or changes the one of this name. Gives the id.
///
/// # Errors
/// Database errors.
pub async fn save_manufacturer(
    tx: &mut Tx,
    maker: &super::Manufacturer,
) -> Result<crate::ids::ManufacturerId, DbError> {
    let (name, post, mail) = maker
        .responsible
        .clone()
        .map_or((None, None, None), |(name, post, mail)| {
            (Some(name), Some(post), Some(mail))
        });
    let id = sqlx::query_scalar!(
        "insert into manufacturers (id, name, postal_address, electronic_address, country, responsible_name, responsible_postal_address,
                                    responsible_electronic_address)
         values ($1, $2, $3, $4, $5, $6, $7, $8)
         on conflict (name) do update set postal_address = excluded.postal_address, electronic_address = excluded.electronic_address,
             country = excluded.country, responsible_name = excluded.responsible_name,
             responsible_postal_address = excluded.responsible_postal_address,
             responsible_electronic_address = excluded.responsible_electronic_address
         returning id",
        platform::ids::new_uuid(),
        maker.name,
        maker.postal_address,
        maker.electronic_address,
        maker.country,
        name,
        post,
        mail,
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(id.into())
}

/// What a product is. The caller has locked it.
pub(super) async fn kind_of(
    conn: &mut PgConnection,
    product: ProductId,
) -> Result<ProductKind, DbError> {
    let kind = sqlx::query_scalar!("select kind from products where id = $1", product.0)
        .fetch_one(conn)
        .await?;
    ProductKind::parse(&kind).ok_or_else(|| DbError::Decode("unknown kind of product".into()))
}

pub(super) async fn set_kind(
    tx: &mut Tx,
    product: ProductId,
    kind: ProductKind,
) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "update products set kind = $2,
                vat_class = case when $2 = 'gift_card' then 'voucher' when vat_class = 'voucher' then 'standard' else vat_class end,
                updated_at = $3, row_version = row_version + 1
         where id = $1",
        product.0,
        kind.as_str(),
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// The bounds of a product's variants that have any.
pub(super) async fn ranges(
    conn: &mut PgConnection,
    product: ProductId,
) -> Result<Vec<(VariantId, (i64, i64))>, DbError> {
    let rows = sqlx::query!(
        "select g.variant_id, g.least_minor, g.most_minor from gift_card_ranges g join variants v on v.id = g.variant_id
         where v.product_id = $1 order by g.variant_id",
        product.0
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (VariantId(row.variant_id), (row.least_minor, row.most_minor)))
        .collect())
}

/// Lays down exactly these bounds for a product's variants. Those of another product are passed over.
pub(super) async fn set_ranges(
    tx: &mut Tx,
    product: ProductId,
    ranges: &[(VariantId, (i64, i64))],
) -> Result<(), DbError> {
    sqlx::query!(
        "delete from gift_card_ranges where variant_id in (select id from variants where product_id = $1)",
        product.0
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "insert into gift_card_ranges (variant_id, least_minor, most_minor)
         select v.id, r.least, r.most from unnest($2::uuid[], $3::bigint[], $4::bigint[]) as r (id, least, most)
         join variants v on v.id = r.id and v.product_id = $1",
        product.0,
        &all(ranges, |r| r.0.0),
        &all(ranges, |r| r.1.0),
        &all(ranges, |r| r.1.1),
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Notes of changes that every page may have to look through.
const MOST_NOTES: i64 = 100;

/// Writes one note in the place of all that are there, once they are too many for every page to look through. What is kept of products gives way to it once, as to any note.
/// Gives how many there were.
///
/// # Errors
/// Database errors.
pub async fn forget_changes(tx: &mut Tx) -> Result<i64, DbError> {
    sqlx::query_scalar!(
        r#"with gone as (delete from catalogue_changes where (select count(*) from catalogue_changes) > $1 returning id),
                one as (insert into catalogue_changes (changed_at) select clock_timestamp() from gone limit 1)
           select count(*) as "gone!" from gone"#,
        MOST_NOTES,
    )
    .fetch_one(&mut **tx)
    .await
}
