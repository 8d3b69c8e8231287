//! Reading one product for its page: each part by key.

use std::collections::{BTreeMap, HashMap};

use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection};
use uuid::Uuid;

use super::page::{self, Fact, Manufacturer, OptionShown, OptionValueShown, ProductPicture};
use crate::catalogue::label::Label;
use crate::catalogue::storefront::{GalleryPicture, Visit};
use crate::gift_card::wish::MOST_PIECES;
use crate::ids::{AssortmentId, CategoryId, ProductId, VariantId};

pub(super) struct Head {
    pub code: String,
    pub locale: String,
    pub name: String,
    pub subtitle: String,
    pub description: String,
    pub safety_warning: String,
    pub seo_title: Option<String>,
    pub seo_description: Option<String>,
    pub origin_country: Option<String>,
    pub manufacturer: Option<Manufacturer>,
    pub category: Option<CategoryId>,
    pub published_at: Timestamp,
    pub is_card: bool,
}

/// The product itself, when it is for sale in the visitor's shop at the visitor's moment.
pub(super) async fn head(
    conn: &mut PgConnection,
    visit: &Visit<'_>,
    id: ProductId,
) -> Result<Option<Head>, DbError> {
    let row = sqlx::query!(
        r#"select p.code, (p.kind = 'gift_card') as "is_card!", p.origin_country, u.published_from, t.locale, t.name, t.subtitle, t.description, t.safety_warning, t.seo_title,
                  t.seo_description, pc.category_id as "category_id?", m.name as "maker?", m.postal_address as "maker_post?",
                  m.electronic_address as "maker_mail?", m.country as "maker_country?", m.responsible_name, m.responsible_postal_address,
                  m.responsible_electronic_address
           from products p
           join product_publications u on u.product_id = p.id and u.shop_id = $2 and u.published_from <= $3
                and (u.published_to is null or u.published_to > $3)
           join shops s on s.id = u.shop_id
           join lateral (select * from product_translations t where t.product_id = p.id
                         order by (t.locale = $4) desc, (t.locale = s.default_locale) desc, t.locale limit 1) t on true
           left join product_categories pc on pc.product_id = p.id and pc.is_primary
           left join manufacturers m on m.id = p.manufacturer_id
           where p.id = $1 and p.status = 'active'"#,
        id.0,
        visit.shop_id.0,
        visit.at,
        visit.locale,
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| Head {
        code: row.code,
        locale: row.locale,
        name: row.name,
        subtitle: row.subtitle,
        description: row.description,
        safety_warning: row.safety_warning,
        seo_title: row.seo_title,
        seo_description: row.seo_description,
        origin_country: row.origin_country,
        category: row.category_id.map(CategoryId),
        published_at: row.published_from,
        is_card: row.is_card,
        manufacturer: row.maker.map(|name| Manufacturer {
            name,
            postal_address: row.maker_post.unwrap_or_default(),
            electronic_address: row.maker_mail.unwrap_or_default(),
            country: row.maker_country.unwrap_or_default(),
            responsible: row.responsible_name.map(|name| {
                (
                    name,
                    row.responsible_postal_address.unwrap_or_default(),
                    row.responsible_electronic_address.unwrap_or_default(),
                )
            }),
        }),
    }))
}

/// A product whatever its state, with whether the shop shows it now. What it is called may be empty.
pub(super) async fn any_head(
    conn: &mut PgConnection,
    visit: &Visit<'_>,
    id: ProductId,
) -> Result<Option<(Head, bool)>, DbError> {
    if let Some(head) = head(conn, visit, id).await? {
        return Ok(Some((head, true)));
    }
    let row = sqlx::query!(
        r#"select p.code, (p.kind = 'gift_card') as "is_card!", p.origin_country, t.locale as "locale?", t.name as "name?", t.subtitle as "subtitle?",
                  t.description as "description?", t.safety_warning as "safety_warning?", t.seo_title as "seo_title?",
                  t.seo_description as "seo_description?", pc.category_id as "category_id?", m.name as "maker?", m.postal_address as "maker_post?",
                  m.electronic_address as "maker_mail?", m.country as "maker_country?", m.responsible_name, m.responsible_postal_address,
                  m.responsible_electronic_address
           from products p join shops s on s.id = $2
           left join lateral (select * from product_translations t where t.product_id = p.id
                              order by (t.locale = $3) desc, (t.locale = s.default_locale) desc, t.locale limit 1) t on true
           left join product_categories pc on pc.product_id = p.id and pc.is_primary
           left join manufacturers m on m.id = p.manufacturer_id
           where p.id = $1"#,
        id.0,
        visit.shop_id.0,
        visit.locale,
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| {
        let head = Head {
            code: row.code,
            locale: row.locale.unwrap_or_else(|| visit.locale.to_owned()),
            name: row.name.unwrap_or_default(),
            subtitle: row.subtitle.unwrap_or_default(),
            description: row.description.unwrap_or_default(),
            safety_warning: row.safety_warning.unwrap_or_default(),
            seo_title: row.seo_title,
            seo_description: row.seo_description,
            origin_country: row.origin_country,
            category: row.category_id.map(CategoryId),
            published_at: visit.at,
            is_card: row.is_card,
            manufacturer: row.maker.map(|name| Manufacturer {
                name,
                postal_address: row.maker_post.unwrap_or_default(),
                electronic_address: row.maker_mail.unwrap_or_default(),
                country: row.maker_country.unwrap_or_default(),
                responsible: row.responsible_name.map(|name| {
                    (
                        name,
                        row.responsible_postal_address.unwrap_or_default(),
                        row.responsible_electronic_address.unwrap_or_default(),
                    )
                }),
            }),
        };
        (head, false)
    }))
}

pub(super) struct VariantRow {
    pub id: VariantId,
    pub sku: String,
    pub gtin: Option<String>,
    pub is_main: bool,
    pub option_key: String,
    pub weight_g: Option<i32>,
    pub width_mm: Option<i32>,
    pub depth_mm: Option<i32>,
    pub height_mm: Option<i32>,
    pub min_quantity: i32,
    pub free: i64,
    pub here: i64,
    pub restock_at: Option<Timestamp>,
    pub least_minor: Option<i64>,
    pub most_minor: Option<i64>,
}

/// The variants that can be bought, with their stock.
pub(super) async fn variants(
    conn: &mut PgConnection,
    id: ProductId,
) -> Result<Vec<VariantRow>, DbError> {
    sqlx::query_as!(
        VariantRow,
        r#"select v.id, v.sku, v.gtin, v.is_main, v.option_key, v.weight_g, v.width_mm, v.depth_mm, v.height_mm, v.min_quantity,
                  case when p.kind = 'gift_card' then $2::bigint else s.free end as "free!",
                  case when p.kind = 'gift_card' then $2::bigint else s.here end as "here!", s.restock_at as "restock_at?: Timestamp",
                  g.least_minor as "least_minor?", g.most_minor as "most_minor?"
           from variants v join products p on p.id = v.product_id left join gift_card_ranges g on g.variant_id = v.id cross join lateral (
               select coalesce(sum(greatest(s.on_hand - s.reserved - s.allocated + s.backorder_limit, 0)), 0)::bigint as free,
                      coalesce(sum(greatest(s.on_hand - s.reserved - s.allocated, 0)), 0)::bigint as here,
                      min(s.restock_at) as restock_at
               from stock_levels s join locations l on l.id = s.location_id and l.is_active where s.variant_id = v.id) s
           where v.product_id = $1 and v.is_active order by v.position, v.sku"#,
        id.0,
        i64::from(MOST_PIECES)
    )
    .fetch_all(conn)
    .await
}

pub(super) async fn options(
    conn: &mut PgConnection,
    id: ProductId,
    locale: &str,
) -> Result<Vec<OptionShown>, DbError> {
    let rows = sqlx::query!(
        "select o.code as option_code, o.label as option_label, v.code, v.label, v.swatch
         from product_options o join product_option_values v on v.option_id = o.id
         where o.product_id = $1
           and exists (select from variant_option_values x join variants a on a.id = x.variant_id and a.is_active where x.option_value_id = v.id)
         order by o.position, o.id, v.position, v.id",
        id.0
    )
    .fetch_all(conn)
    .await?;
    let mut options: Vec<OptionShown> = Vec::new();
    for row in rows {
        if options
            .last()
            .is_none_or(|last| last.code != row.option_code)
        {
            options.push(OptionShown {
                code: row.option_code,
                label: page::text(row.option_label, locale),
                values: Vec::new(),
            });
        }
        if let Some(last) = options.last_mut() {
            last.values.push(OptionValueShown {
                code: row.code,
                label: page::text(row.label, locale),
                swatch: row.swatch,
            });
        }
    }
    Ok(options)
}

pub(super) async fn pictures(
    conn: &mut PgConnection,
    id: ProductId,
    locale: &str,
) -> Result<Vec<ProductPicture>, DbError> {
    let rows = sqlx::query!(
        r#"select p.variant_id, p.alt, p.focal_x, p.focal_y, m.id, encode(m.hash, 'hex') as "hash!", m.width, m.height, m.has_alpha,
                  m.placeholder, m.dominant_colour
           from product_media p join media m on m.id = p.media_id where p.product_id = $1 order by p.position, p.id"#,
        id.0
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| ProductPicture {
            variant_id: row.variant_id.map(VariantId),
            picture: GalleryPicture {
                media_id: row.id.into(),
                hash: row.hash,
                width: row.width,
                height: row.height,
                has_alpha: row.has_alpha,
                alt: page::text(row.alt, locale),
                placeholder: row.placeholder,
                dominant_colour: row.dominant_colour,
                focal_x: row.focal_x,
                focal_y: row.focal_y,
            },
        })
        .collect())
}

pub(super) async fn facts(
    conn: &mut PgConnection,
    id: ProductId,
    locale: &str,
) -> Result<Vec<Fact>, DbError> {
    let rows = sqlx::query!(
        r#"select a.code, a.label, a.unit, v.label as "choice?", p.text_value, p.number_milli
           from product_attributes p join attributes a on a.id = p.attribute_id left join attribute_values v on v.id = p.value_id
           where p.product_id = $1 order by a.position, a.code, p.position, v.position"#,
        id.0
    )
    .fetch_all(conn)
    .await?;
    let mut facts: Vec<Fact> = Vec::new();
    for row in rows {
        let unit = row
            .unit
            .map(|unit| format!("\u{a0}{unit}"))
            .unwrap_or_default();
        let value = match (row.choice.or(row.text_value), row.number_milli) {
            (Some(words), _) => Label::from_json(words).text(locale).to_owned(),
            (None, Some(milli)) => format!("{}{unit}", page::number_text(milli, locale)),
            (None, None) => continue,
        };
        match facts.last_mut().filter(|last| last.code == row.code) {
            Some(last) => {
                last.value.push_str(", ");
                last.value.push_str(&value);
            }
            None => facts.push(Fact {
                label: page::text(row.label, locale),
                code: row.code,
                value,
            }),
        }
    }
    Ok(facts)
}

/// Up to eight products that go with one: those that the merchant chose, then the most sold of its category; of an assortment's lists, where one limits.
pub(super) async fn related_ids(
    conn: &mut PgConnection,
    id: ProductId,
    category: Option<CategoryId>,
    assortment: Option<AssortmentId>,
) -> Result<Vec<ProductId>, DbError> {
    let ids = sqlx::query_scalar!(
        r#"select id as "id!" from (
             (select related_id as id, 0 as rank, position::bigint as n from related_products where product_id = $1 order by position limit 8)
             union all
             (select product_id, 1, row_number() over (order by popularity desc, product_id) from (
                 (select product_id, popularity from listing_entries where $3::uuid is null and category_id = $2 and shop_id = (
                      select shop_id from product_publications where product_id = $1 limit 1)
                  order by popularity desc, product_id limit 9)
                 union all
                 (select product_id, popularity from assortment_entries where assortment_id = $3 and category_id = $2 and shop_id = (
                      select shop_id from product_publications where product_id = $1 limit 1)
                  order by popularity desc, product_id limit 9)) as neighbours)) as both_kinds
           where id <> $1 group by id order by min(rank), min(n) limit 8"#,
        id.0,
        category.map_or(Uuid::nil(), |id| id.0),
        assortment.map(|id| id.0)
    )
    .fetch_all(conn)
    .await?;
    Ok(ids.into_iter().map(ProductId).collect())
}

/// Product and variant of each SKU that exists.
///
/// # Errors
/// Database errors.
pub async fn identities(
    conn: &mut PgConnection,
    skus: &[String],
) -> Result<HashMap<String, (ProductId, VariantId)>, DbError> {
    let rows = sqlx::query!(
        "select sku, product_id, id from variants where sku = any($1)",
        skus
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.sku, (ProductId(row.product_id), VariantId(row.id))))
        .collect())
}

/// What products are called, by language.
///
/// # Errors
/// Database errors.
pub async fn names(
    conn: &mut PgConnection,
    products: &[ProductId],
) -> Result<HashMap<ProductId, BTreeMap<String, String>>, DbError> {
    let ids: Vec<Uuid> = products.iter().map(|id| id.0).collect();
    let rows = sqlx::query!(
        "select product_id, locale, name from product_translations where product_id = any($1) and name <> ''",
        &ids
    )
    .fetch_all(conn)
    .await?;
    let mut names: HashMap<ProductId, BTreeMap<String, String>> = HashMap::new();
    for row in rows {
        names
            .entry(ProductId(row.product_id))
            .or_default()
            .insert(row.locale, row.name);
    }
    Ok(names)
}
