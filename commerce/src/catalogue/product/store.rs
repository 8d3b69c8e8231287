//! Products in the database: what is there, and the differences, many at a time.

use std::collections::{HashMap, HashSet};

use platform::clock::Timestamp;
use platform::db::{DbError, Tx};
use serde_json::Value;
use uuid::Uuid;

use super::draft::{OptionValueDraft, ProductDraft};
use crate::catalogue::label::Label;
use crate::ids::{OptionId, OptionValueId};

#[derive(Clone, Debug, PartialEq)]
pub(super) struct ProductRow {
    pub id: Uuid,
    pub code: String,
    pub vat_class: String,
    pub manufacturer_id: Option<Uuid>,
    pub origin_country: Option<String>,
    pub status: String,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct TextRow {
    pub product_id: Uuid,
    pub locale: String,
    pub name: String,
    pub subtitle: String,
    pub description: String,
    pub safety_warning: String,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct VariantRow {
    pub id: Uuid,
    pub product_id: Uuid,
    pub sku: String,
    pub gtin: Option<String>,
    pub position: i32,
    pub is_main: bool,
    pub is_active: bool,
    pub weight_g: Option<i32>,
    pub width_mm: Option<i32>,
    pub depth_mm: Option<i32>,
    pub height_mm: Option<i32>,
    pub content_milli: Option<i64>,
    pub content_unit: Option<String>,
    pub min_quantity: i32,
    pub option_key: String,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct FactRow {
    pub product_id: Uuid,
    pub attribute_id: Uuid,
    pub position: i32,
    pub value_id: Option<i32>,
    pub text_value: Option<Value>,
    pub number_milli: Option<i64>,
}

pub(super) struct NewOption {
    id: Uuid,
    product_id: Uuid,
    code: String,
    position: i16,
    label: Value,
}

pub(super) struct NewValue {
    id: Uuid,
    option_id: Uuid,
    code: String,
    position: i16,
    label: Value,
    swatch: Option<String>,
}

/// An option of a product, as it is or is going to be.
pub(super) struct KnownOption {
    id: Uuid,
    pub code: String,
    pub label: Label,
    pub is_new: bool,
    position: usize,
    values: Vec<KnownValue>,
}

struct KnownValue {
    id: Uuid,
    code: String,
    label: Label,
    swatch: Option<String>,
}

impl KnownOption {
    pub fn new(code: &str, label: &Label, position: usize) -> Self {
        Self {
            id: OptionId::generate().0,
            code: code.to_owned(),
            label: label.clone(),
            is_new: true,
            position,
            values: Vec::new(),
        }
    }

    pub fn row(&self, product_id: Uuid) -> NewOption {
        NewOption {
            id: self.id,
            product_id,
            code: self.code.clone(),
            position: small(self.position),
            label: self.label.to_json(),
        }
    }

    pub fn value_id(&self, code: &str) -> Option<Uuid> {
        self.values
            .iter()
            .find(|value| value.code == code)
            .map(|value| value.id)
    }

    /// Takes a choice up; `true` when it is new or different.
    pub fn take_up(&mut self, wanted: &OptionValueDraft, rows: &mut Vec<NewValue>) -> bool {
        let place = self
            .values
            .iter()
            .position(|known| known.code == wanted.code);
        if let Some(place) = place {
            let known = &mut self.values[place];
            let label = if wanted.label.0.is_empty() {
                known.label.clone()
            } else {
                wanted.label.clone()
            };
            let swatch = wanted.swatch.clone().or_else(|| known.swatch.clone());
            if known.label == label && known.swatch == swatch {
                return false;
            }
            (known.label, known.swatch) = (label, swatch);
        } else {
            let label = if wanted.label.0.is_empty() {
                Label::new(&wanted.code, "")
            } else {
                wanted.label.clone()
            };
            self.values.push(KnownValue {
                id: OptionValueId::generate().0,
                code: wanted.code.clone(),
                label,
                swatch: wanted.swatch.clone(),
            });
        }
        let place = place.unwrap_or(self.values.len() - 1);
        let value = &self.values[place];
        rows.push(NewValue {
            id: value.id,
            option_id: self.id,
            code: value.code.clone(),
            position: small(place),
            label: value.label.to_json(),
            swatch: value.swatch.clone(),
        });
        true
    }
}

fn small(n: usize) -> i16 {
    i16::try_from(n).unwrap_or(i16::MAX)
}

/// What is there of the products and variants that drafts name.
#[derive(Default)]
pub(super) struct Existing {
    pub vat_classes: HashSet<String>,
    pub products: HashMap<String, ProductRow>,
    codes: HashMap<Uuid, String>,
    pub texts: HashMap<(Uuid, String), TextRow>,
    pub slugs: HashMap<(Uuid, String), String>,
    pub categories: HashMap<Uuid, Vec<(Uuid, bool)>>,
    pub options: HashMap<Uuid, Vec<KnownOption>>,
    /// By SKU: those of the products, and those of other products that drafts name.
    pub variants: HashMap<String, VariantRow>,
    pub facts: HashMap<(Uuid, Uuid), Vec<FactRow>>,
    pub publications: HashSet<(Uuid, Uuid)>,
}

impl Existing {
    pub fn code_of(&self, product_id: Uuid) -> String {
        self.codes.get(&product_id).cloned().unwrap_or_default()
    }
}

pub(super) async fn existing(tx: &mut Tx, drafts: &[ProductDraft]) -> Result<Existing, DbError> {
    let codes: Vec<String> = drafts.iter().map(|d| d.code.clone()).collect();
    let skus: Vec<String> = drafts
        .iter()
        .flat_map(|d| d.variants.iter().map(|v| v.sku.clone()))
        .collect();
    let products = sqlx::query_as!(
        ProductRow,
        "select id, code, vat_class, manufacturer_id, origin_country, status from products where code = any($1) order by id for no key update",
        &codes
    )
    .fetch_all(&mut **tx)
    .await?;
    let ids: Vec<Uuid> = products.iter().map(|p| p.id).collect();
    let mut existing = Existing {
        vat_classes: sqlx::query_scalar!("select code from vat_classes")
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
                min_quantity, option_key
         from variants where product_id = any($1) or sku = any($2)",
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
    existing.variants = variants.into_iter().map(|v| (v.sku.clone(), v)).collect();
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

/// One column of many rows.
fn all<R, T>(rows: &[R], part: impl Fn(&R) -> T) -> Vec<T> {
    rows.iter().map(part).collect()
}

pub(super) async fn insert_products(tx: &mut Tx, rows: &[ProductRow]) -> Result<(), DbError> {
    if rows.is_empty() {
        return Ok(());
    }
    let now = tx.now();
    sqlx::query!(
        "insert into products (id, code, vat_class, manufacturer_id, origin_country, status, created_at, updated_at)
         select id, code, vat, maker, origin, status, $7, $7
         from unnest($1::uuid[], $2::text[], $3::text[], $4::uuid[], $5::text[], $6::text[]) as p (id, code, vat, maker, origin, status)",
        &all(rows, |r| r.id),
        &all(rows, |r| r.code.clone()),
        &all(rows, |r| r.vat_class.clone()),
        &all(rows, |r| r.manufacturer_id) as &[Option<Uuid>],
        &all(rows, |r| r.origin_country.clone()) as &[Option<String>],
        &all(rows, |r| r.status.clone()),
        now,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(super) async fn update_products(tx: &mut Tx, rows: &[ProductRow]) -> Result<(), DbError> {
    if rows.is_empty() {
        return Ok(());
    }
    let now = tx.now();
    sqlx::query!(
        "update products set vat_class = p.vat, manufacturer_id = p.maker, origin_country = p.origin, status = p.status, updated_at = $6,
                row_version = row_version + 1
         from unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[], $5::text[]) as p (id, vat, maker, origin, status)
         where products.id = p.id",
        &all(rows, |r| r.id),
        &all(rows, |r| r.vat_class.clone()),
        &all(rows, |r| r.manufacturer_id) as &[Option<Uuid>],
        &all(rows, |r| r.origin_country.clone()) as &[Option<String>],
        &all(rows, |r| r.status.clone()),
        now,
    )
    .execute(&mut **tx)
    .await?;
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
    if cleared.is_empty() {
        return Ok(());
    }
    sqlx::query!(
        "delete from product_categories where product_id = any($1)",
        cleared
    )
    .execute(&mut **tx)
    .await?;
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

pub(super) async fn insert_variants(tx: &mut Tx, rows: &[VariantRow]) -> Result<(), DbError> {
    if rows.is_empty() {
        return Ok(());
    }
    let now = tx.now();
    sqlx::query!(
        "insert into variants (id, product_id, sku, gtin, position, is_main, is_active, weight_g, width_mm, depth_mm, height_mm, content_milli,
                               content_unit, min_quantity, option_key, created_at, updated_at)
         select v.*, $16::timestamptz, $16::timestamptz
         from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::integer[], $6::boolean[], $7::boolean[], $8::integer[], $9::integer[],
                     $10::integer[], $11::integer[], $12::bigint[], $13::text[], $14::integer[], $15::text[]) as v",
        &all(rows, |r| r.id),
        &all(rows, |r| r.product_id),
        &all(rows, |r| r.sku.clone()),
        &all(rows, |r| r.gtin.clone()) as &[Option<String>],
        &all(rows, |r| r.position),
        &all(rows, |r| r.is_main),
        &all(rows, |r| r.is_active),
        &all(rows, |r| r.weight_g) as &[Option<i32>],
        &all(rows, |r| r.width_mm) as &[Option<i32>],
        &all(rows, |r| r.depth_mm) as &[Option<i32>],
        &all(rows, |r| r.height_mm) as &[Option<i32>],
        &all(rows, |r| r.content_milli) as &[Option<i64>],
        &all(rows, |r| r.content_unit.clone()) as &[Option<String>],
        &all(rows, |r| r.min_quantity),
        &all(rows, |r| r.option_key.clone()),
        now as _,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(super) async fn update_variants(tx: &mut Tx, rows: &[VariantRow]) -> Result<(), DbError> {
    if rows.is_empty() {
        return Ok(());
    }
    let now = tx.now();
    sqlx::query!(
        "update variants set gtin = v.gtin, is_main = v.is_main, is_active = v.is_active, weight_g = v.weight_g, width_mm = v.width_mm,
                depth_mm = v.depth_mm, height_mm = v.height_mm, content_milli = v.content_milli, content_unit = v.content_unit,
                min_quantity = v.min_quantity, option_key = v.option_key, updated_at = $13, row_version = row_version + 1
         from unnest($1::uuid[], $2::text[], $3::boolean[], $4::boolean[], $5::integer[], $6::integer[], $7::integer[], $8::integer[],
                     $9::bigint[], $10::text[], $11::integer[], $12::text[])
              as v (id, gtin, is_main, is_active, weight_g, width_mm, depth_mm, height_mm, content_milli, content_unit, min_quantity, option_key)
         where variants.id = v.id",
        &all(rows, |r| r.id),
        &all(rows, |r| r.gtin.clone()) as &[Option<String>],
        &all(rows, |r| r.is_main),
        &all(rows, |r| r.is_active),
        &all(rows, |r| r.weight_g) as &[Option<i32>],
        &all(rows, |r| r.width_mm) as &[Option<i32>],
        &all(rows, |r| r.depth_mm) as &[Option<i32>],
        &all(rows, |r| r.height_mm) as &[Option<i32>],
        &all(rows, |r| r.content_milli) as &[Option<i64>],
        &all(rows, |r| r.content_unit.clone()) as &[Option<String>],
        &all(rows, |r| r.min_quantity),
        &all(rows, |r| r.option_key.clone()),
        now,
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
    if cleared.is_empty() {
        return Ok(());
    }
    sqlx::query!(
        "delete from variant_option_values where variant_id = any($1)",
        cleared
    )
    .execute(&mut **tx)
    .await?;
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
    if cleared.is_empty() {
        return Ok(());
    }
    sqlx::query!(
        "delete from product_attributes a using unnest($1::uuid[], $2::uuid[]) as c (product_id, attribute_id)
         where a.product_id = c.product_id and a.attribute_id = c.attribute_id",
        &all(cleared, |c| c.0),
        &all(cleared, |c| c.1),
    )
    .execute(&mut **tx)
    .await?;
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
