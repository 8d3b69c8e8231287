//! Reading what is there, many products at a time.

use platform::db::{DbError, Tx};
use uuid::Uuid;

use super::{Existing, FactRow, KnownOption, KnownValue, ProductRow, TextRow, VariantRow};
use crate::catalogue::label::Label;
use crate::catalogue::product::draft::ProductDraft;

pub(in crate::catalogue::product) async fn existing(
    tx: &mut Tx,
    drafts: &[ProductDraft],
) -> Result<Existing, DbError> {
    let codes: Vec<String> = drafts.iter().map(|d| d.code.clone()).collect();
    let skus: Vec<String> = drafts
        .iter()
        .flat_map(|d| d.variants.iter().map(|v| v.sku.clone()))
        .collect();
    let products = sqlx::query_as!(
        ProductRow,
        "select id, code, kind, vat_class, manufacturer_id, origin_country, status, is_perishable from products where code = any($1) order by id for no key update",
        &codes
    )
    .fetch_all(&mut **tx)
    .await?;
    let ids: Vec<Uuid> = products.iter().map(|p| p.id).collect();
    let mut existing = Existing {
        vat_classes: sqlx::query_scalar!("select code from vat_classes where code <> 'voucher'")
            .fetch_all(&mut **tx)
            .await?
            .into_iter()
            .collect(),
        products: products.into_iter().map(|p| (p.code.clone(), p)).collect(),
        ..Existing::default()
    };
    load_variants(tx, &ids, &skus, &mut existing).await?;
    // A file of new products asks for nothing more.
    if !ids.is_empty() {
        load_texts(tx, &ids, &mut existing).await?;
        load_options(tx, &ids, &mut existing).await?;
        load_places(tx, &ids, &mut existing).await?;
    }
    Ok(existing)
}

async fn load_variants(
    tx: &mut Tx,
    ids: &[Uuid],
    skus: &[String],
    existing: &mut Existing,
) -> Result<(), DbError> {
    let variants = sqlx::query_as!(
        VariantRow,
        "select id, product_id, sku, gtin, position, is_main, is_active, weight_g, width_mm, depth_mm, height_mm, content_milli, content_unit,
                min_quantity, option_key, cost_e4
         from variants where product_id = any($1) or sku = any($2) order by product_id, position, id",
        ids,
        skus
    )
    .fetch_all(&mut **tx)
    .await?;
    let owners: Vec<Uuid> = variants.iter().map(|v| v.product_id).collect();
    if !owners.is_empty() {
        let rows = sqlx::query!("select id, code from products where id = any($1)", &owners)
            .fetch_all(&mut **tx)
            .await?;
        existing.codes = rows.into_iter().map(|row| (row.id, row.code)).collect();
    }
    for variant in variants {
        existing.put(variant);
    }
    Ok(())
}

async fn load_texts(tx: &mut Tx, ids: &[Uuid], existing: &mut Existing) -> Result<(), DbError> {
    let texts = sqlx::query_as!(
        TextRow,
        "select product_id, locale, name, subtitle, description, safety_warning from product_translations where product_id = any($1)",
        ids
    )
    .fetch_all(&mut **tx)
    .await?;
    existing.texts = texts
        .into_iter()
        .map(|t| ((t.product_id, t.locale.clone()), t))
        .collect();
    let slugs = sqlx::query!(
        "select target_id, locale, slug from slugs where target_id = any($1) and is_current",
        ids
    )
    .fetch_all(&mut **tx)
    .await?;
    existing.slugs = slugs
        .into_iter()
        .map(|row| ((row.target_id, row.locale), row.slug))
        .collect();
    Ok(())
}

async fn load_options(tx: &mut Tx, ids: &[Uuid], existing: &mut Existing) -> Result<(), DbError> {
    let rows = sqlx::query!(
        r#"select o.product_id, o.id as option_id, o.code as option_code, o.label as option_label, v.id as "id?", v.code as "code?",
                  v.label as "label?", v.swatch
           from product_options o left join product_option_values v on v.option_id = o.id
           where o.product_id = any($1) order by o.product_id, o.position, o.id, v.position, v.id"#,
        ids
    )
    .fetch_all(&mut **tx)
    .await?;
    for row in rows {
        let options = existing.options.entry(row.product_id).or_default();
        if options.last().is_none_or(|last| last.id != row.option_id) {
            let mut option = KnownOption::new(
                &row.option_code,
                &Label::from_json(row.option_label),
                options.len(),
            );
            (option.id, option.is_new) = (row.option_id, false);
            options.push(option);
        }
        if let (Some(last), Some(id), Some(code), Some(label)) =
            (options.last_mut(), row.id, row.code, row.label)
        {
            last.values.push(KnownValue {
                id,
                code,
                label: Label::from_json(label),
                swatch: row.swatch,
            });
        }
    }
    Ok(())
}

async fn load_places(tx: &mut Tx, ids: &[Uuid], existing: &mut Existing) -> Result<(), DbError> {
    let categories = sqlx::query!(
        "select product_id, category_id, is_primary from product_categories where product_id = any($1)",
        ids
    )
    .fetch_all(&mut **tx)
    .await?;
    for row in categories {
        existing
            .categories
            .entry(row.product_id)
            .or_default()
            .push((row.category_id, row.is_primary));
    }
    let facts = sqlx::query_as!(
        FactRow,
        "select product_id, attribute_id, position, value_id, text_value, number_milli from product_attributes
         where product_id = any($1) order by product_id, attribute_id, position",
        ids
    )
    .fetch_all(&mut **tx)
    .await?;
    for row in facts {
        existing
            .facts
            .entry((row.product_id, row.attribute_id))
            .or_default()
            .push(row);
    }
    let publications = sqlx::query!(
        "select product_id, shop_id from product_publications where product_id = any($1)",
        ids
    )
    .fetch_all(&mut **tx)
    .await?;
    existing.publications = publications
        .into_iter()
        .map(|row| (row.product_id, row.shop_id))
        .collect();
    Ok(())
}
