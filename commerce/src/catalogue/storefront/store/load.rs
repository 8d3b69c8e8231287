//! What a batch of products is made of, read from the catalogue's own tables.

use std::collections::HashMap;

use platform::clock::Timestamp;
use platform::db::{DbError, Tx};
use uuid::Uuid;

use super::Place;
use crate::catalogue::label::Label;
use crate::catalogue::storefront::card::GalleryPicture;
use crate::gift_card::wish::MOST_PIECES;
use crate::ids::ProductId;
use crate::pricing::listing::sheets;
use crate::pricing::{Of, RatesOf, Reach, Sheet, VatRates, vat};
use crate::review::Rating;

pub(in crate::catalogue::storefront) struct ProductRow {
    pub id: Uuid,
    pub vat_class: String,
    pub popularity: i32,
    pub published_at: Timestamp,
    pub name_sort: String,
}

pub(in crate::catalogue::storefront) struct VariantRow {
    pub id: Uuid,
    pub product_id: Uuid,
    pub sku: String,
    pub gtin: Option<String>,
    pub is_main: bool,
    pub content_milli: Option<i64>,
    pub content_unit: Option<String>,
    /// As guests see it.
    pub price_e4: Option<i64>,
    /// The list that it is from.
    pub list: Option<Uuid>,
    /// What a reduction is told from.
    pub before_e4: Option<i64>,
    pub free: i64,
    pub here: i64,
    pub restock_at: Option<Timestamp>,
}

pub(in crate::catalogue::storefront) struct Texts {
    pub locale: String,
    pub name: String,
    pub subtitle: String,
    pub description: String,
}

pub(in crate::catalogue::storefront) struct OptionRow {
    pub label: Label,
    pub values: Vec<ValueRow>,
}

pub(in crate::catalogue::storefront) struct ValueRow {
    pub code: String,
    pub label: Label,
    pub swatch: Option<String>,
}

pub(in crate::catalogue::storefront) struct PictureRow {
    alt: Label,
    picture: GalleryPicture,
}

impl PictureRow {
    pub fn shown(&self, locale: &str) -> GalleryPicture {
        GalleryPicture {
            alt: self.alt.text(locale).to_owned(),
            ..self.picture.clone()
        }
    }
}

/// What a batch of products is made of.
#[derive(Default)]
pub(in crate::catalogue::storefront) struct Loaded {
    pub products: Vec<ProductRow>,
    pub texts: HashMap<Uuid, Vec<Texts>>,
    slugs: HashMap<(Uuid, String), String>,
    pub variants: HashMap<Uuid, Vec<VariantRow>>,
    pub categories: HashMap<Uuid, Vec<(Uuid, i32)>>,
    pub category_names: HashMap<(Uuid, String), String>,
    pub values: HashMap<Uuid, Vec<i32>>,
    pub first_options: HashMap<Uuid, OptionRow>,
    pub pictures: HashMap<Uuid, Vec<PictureRow>>,
    pub ratings: HashMap<Uuid, Rating>,
}

impl Loaded {
    pub fn text(&self, id: Uuid, locale: &str, fallback: &str) -> Option<&Texts> {
        let texts = self.texts.get(&id)?;
        texts
            .iter()
            .find(|t| t.locale == locale)
            .or_else(|| texts.iter().find(|t| t.locale == fallback))
            .or_else(|| texts.first())
    }

    pub fn slug(&self, id: Uuid, locale: &str, fallback: &str) -> String {
        self.slugs
            .get(&(id, locale.to_owned()))
            .or_else(|| self.slugs.get(&(id, fallback.to_owned())))
            .cloned()
            .unwrap_or_default()
    }
}

pub(in crate::catalogue::storefront) async fn load(
    tx: &mut Tx,
    place: &Place,
    ids: &[Uuid],
    rates: &VatRates,
) -> Result<Loaded, DbError> {
    let mut loaded = Loaded {
        products: products(tx, place, ids).await?,
        ..Loaded::default()
    };
    load_texts(tx, ids, &mut loaded).await?;
    load_variants(tx, ids, &mut loaded).await?;
    load_prices(tx, place, ids, rates, &mut loaded).await?;
    load_categories(tx, ids, &mut loaded).await?;
    load_options(tx, ids, &mut loaded).await?;
    load_pictures(tx, ids, &mut loaded).await?;
    loaded.ratings = ratings(tx, ids).await?;
    Ok(loaded)
}

async fn products(tx: &mut Tx, place: &Place, ids: &[Uuid]) -> Result<Vec<ProductRow>, DbError> {
    let now = tx.now();
    sqlx::query_as!(
        ProductRow,
        r#"select p.id, p.vat_class, p.popularity, u.published_from as published_at, lower(coalesce(t.name, '')) as "name_sort!"
           from products p join product_publications u on u.product_id = p.id and u.shop_id = $2 and u.published_from <= $3
                and (u.published_to is null or u.published_to > $3)
           left join product_translations t on t.product_id = p.id and t.locale = $4
           where p.id = any($1) and p.status = 'active'"#,
        ids,
        place.shop_id,
        now,
        place.default_locale
    )
    .fetch_all(&mut **tx)
    .await
}

async fn load_texts(tx: &mut Tx, ids: &[Uuid], loaded: &mut Loaded) -> Result<(), DbError> {
    let texts = sqlx::query!(
        "select product_id, locale, name, subtitle, description from product_translations where product_id = any($1) and name <> '' order by locale",
        ids
    )
    .fetch_all(&mut **tx)
    .await?;
    for row in texts {
        loaded.texts.entry(row.product_id).or_default().push(Texts {
            locale: row.locale,
            name: row.name,
            subtitle: row.subtitle,
            description: row.description,
        });
    }
    let slugs = sqlx::query!(
        "select target_id, locale, slug from slugs where target_id = any($1) and is_current",
        ids
    )
    .fetch_all(&mut **tx)
    .await?;
    loaded.slugs = slugs
        .into_iter()
        .map(|row| ((row.target_id, row.locale), row.slug))
        .collect();
    Ok(())
}

async fn load_variants(tx: &mut Tx, ids: &[Uuid], loaded: &mut Loaded) -> Result<(), DbError> {
    let rows = sqlx::query_as!(
        VariantRow,
        r#"select v.id, v.product_id, v.sku, v.gtin, v.is_main, v.content_milli, v.content_unit, null::bigint as price_e4,
                  null::uuid as list, null::bigint as before_e4,
                  case when p.kind = 'gift_card' then $2::bigint else coalesce(s.free, 0)::bigint end as "free!",
                  case when p.kind = 'gift_card' then $2::bigint else coalesce(s.here, 0)::bigint end as "here!",
                  s.restock_at as "restock_at?: Timestamp"
           from variants v join products p on p.id = v.product_id
           left join lateral (
                select sum(greatest(s.on_hand - s.reserved - s.allocated + s.backorder_limit, 0)) as free,
                       sum(greatest(s.on_hand - s.reserved - s.allocated, 0)) as here, min(s.restock_at) as restock_at
                from stock_levels s join locations l on l.id = s.location_id and l.is_active where s.variant_id = v.id) s on true
           where v.product_id = any($1) and v.is_active order by v.product_id, v.position, v.sku"#,
        ids,
        i64::from(MOST_PIECES)
    )
    .fetch_all(&mut **tx)
    .await?;
    for row in rows {
        loaded.variants.entry(row.product_id).or_default().push(row);
    }
    Ok(())
}

/// What guests pay for each variant, and what a reduction is told from.
async fn load_prices(
    tx: &mut Tx,
    place: &Place,
    ids: &[Uuid],
    rates: &VatRates,
    loaded: &mut Loaded,
) -> Result<(), DbError> {
    let now = tx.now();
    let ids: Vec<ProductId> = ids.iter().copied().map(ProductId).collect();
    let sheets = sheets(tx, &place.lists, Of::Products(&ids), Reach::Until(now)).await?;
    let of: HashMap<Uuid, &Sheet> = sheets.iter().map(|of| (of.variant_id.0, of)).collect();
    for variant in loaded.variants.values_mut().flatten() {
        let Some(sheet) = of.get(&variant.id) else {
            continue;
        };
        let rates = RatesOf {
            rates,
            class: &sheet.vat_class,
            country: &place.country,
        };
        let rate = rates.at(now);
        let Some(chosen) = sheet.at(sheet.min_quantity, now, rate) else {
            continue;
        };
        let price = chosen.price.unit_price.0;
        let shows_vat = place.includes_vat;
        variant.list = Some(chosen.list.id.0);
        variant.price_e4 = Some(vat::shown(price, chosen.list.includes_vat, shows_vat, rate));
        variant.before_e4 = sheet
            .reduction(sheet.min_quantity, now, shows_vat, rates)
            .prior()
            .map(|prior| prior.0);
    }
    Ok(())
}

async fn load_categories(tx: &mut Tx, ids: &[Uuid], loaded: &mut Loaded) -> Result<(), DbError> {
    let rows = sqlx::query!(
        r#"select distinct pc.product_id, a.id, a.ordinal from product_categories pc join categories c on c.id = pc.category_id
           join categories a on a.id = any(c.path) where pc.product_id = any($1)
             and not exists (select from categories h where h.id = any(a.path) and not h.is_published)"#,
        ids
    )
    .fetch_all(&mut **tx)
    .await?;
    for row in rows {
        loaded
            .categories
            .entry(row.product_id)
            .or_default()
            .push((row.id, row.ordinal));
    }
    let names = sqlx::query!(
        "select t.category_id, t.locale, t.name from category_translations t
         where t.category_id in (select unnest(c.path) from product_categories pc join categories c on c.id = pc.category_id
                                 where pc.product_id = any($1))",
        ids
    )
    .fetch_all(&mut **tx)
    .await?;
    loaded.category_names = names
        .into_iter()
        .map(|row| ((row.category_id, row.locale), row.name))
        .collect();
    let values = sqlx::query!(
        r#"select product_id as "product_id!", value_id as "value_id!" from product_attributes where product_id = any($1) and value_id is not null
           union all
           select a.product_id, v.id from product_attributes a join attribute_values v on v.attribute_id = a.attribute_id
           where a.product_id = any($1) and num_nonnulls(v.from_milli, v.below_milli) > 0
             and a.number_milli >= coalesce(v.from_milli, a.number_milli) and (v.below_milli is null or a.number_milli < v.below_milli)"#,
        ids
    )
    .fetch_all(&mut **tx)
    .await?;
    for row in values {
        loaded
            .values
            .entry(row.product_id)
            .or_default()
            .push(row.value_id);
    }
    Ok(())
}

/// The first option of each product with the choices that active variants have.
async fn load_options(tx: &mut Tx, ids: &[Uuid], loaded: &mut Loaded) -> Result<(), DbError> {
    let rows = sqlx::query!(
        "select o.product_id, o.label as option_label, v.code, v.label, v.swatch
         from (select distinct on (product_id) * from product_options where product_id = any($1) order by product_id, position, id) o
         join product_option_values v on v.option_id = o.id
         where exists (select from variant_option_values x join variants a on a.id = x.variant_id and a.is_active where x.option_value_id = v.id)
         order by o.product_id, v.position, v.id",
        ids
    )
    .fetch_all(&mut **tx)
    .await?;
    for row in rows {
        let option = loaded
            .first_options
            .entry(row.product_id)
            .or_insert_with(|| OptionRow {
                label: Label::from_json(row.option_label),
                values: Vec::new(),
            });
        option.values.push(ValueRow {
            code: row.code,
            label: Label::from_json(row.label),
            swatch: row.swatch,
        });
    }
    Ok(())
}

/// The first two pictures of each product: the main variant's, or the product's own.
async fn load_pictures(tx: &mut Tx, ids: &[Uuid], loaded: &mut Loaded) -> Result<(), DbError> {
    let rows = sqlx::query!(
        r#"select p.product_id, p.alt, p.focal_x, p.focal_y, m.id, encode(m.hash, 'hex') as "hash!", m.width, m.height, m.has_alpha,
                  m.placeholder, m.dominant_colour
           from (select *, row_number() over (partition by product_id order by position, id) as n
                 from product_media where product_id = any($1)) p
           join media m on m.id = p.media_id where p.n <= 2 order by p.product_id, p.n"#,
        ids
    )
    .fetch_all(&mut **tx)
    .await?;
    for row in rows {
        loaded
            .pictures
            .entry(row.product_id)
            .or_default()
            .push(PictureRow {
                alt: Label::from_json(row.alt),
                picture: GalleryPicture {
                    media_id: row.id.into(),
                    hash: row.hash,
                    width: row.width,
                    height: row.height,
                    has_alpha: row.has_alpha,
                    alt: String::new(),
                    placeholder: row.placeholder,
                    dominant_colour: row.dominant_colour,
                    focal_x: row.focal_x,
                    focal_y: row.focal_y,
                },
            });
    }
    Ok(())
}

async fn ratings(tx: &mut Tx, ids: &[Uuid]) -> Result<HashMap<Uuid, Rating>, DbError> {
    let rows = sqlx::query!(
        "select product_id, one, two, three, four, five from product_ratings where product_id = any($1)",
        ids
    )
    .fetch_all(&mut **tx)
    .await?;
    let counts = |row: &[i32; 5]| Rating(row.map(i64::from));
    Ok(rows
        .into_iter()
        .map(|row| {
            let rating = counts(&[row.one, row.two, row.three, row.four, row.five]);
            (row.product_id, rating)
        })
        .collect())
}
