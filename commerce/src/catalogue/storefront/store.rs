//! The rows behind the lists: reading what they are made of, and writing them, in batches.

use std::collections::{BTreeMap, HashMap};

use platform::clock::Timestamp;
use platform::db::{DbError, Tx};
use uuid::Uuid;

use super::card::GalleryPicture;
use crate::catalogue::label::Label;
use crate::catalogue::search::words::Synonyms;
use crate::gift_card::wish::MOST_PIECES;
use crate::ids::{PriceListId, ProductId, ShopId};
use crate::pricing::listing::{price_context, sheets};
use crate::pricing::{Audience, GUEST_TIER, Of, RatesOf, Reach, Sheet, VatRates, vat};
use crate::review::Rating;

/// Takes the oldest marks that nobody else is taking, with all others of the same products. Whoever wrote them is done, so that what is read after this
/// holds what they changed.
pub(super) async fn take_marked(tx: &mut Tx, limit: i64) -> Result<Vec<ProductId>, DbError> {
    let ids = sqlx::query_scalar!(
        r#"with oldest as materialized (select product_id from listing_marks order by id limit $1 for update skip locked),
        same as materialized (
            select m.id from listing_marks m where m.product_id in (select product_id from oldest) for update of m skip locked),
        taken as (delete from listing_marks m using same s where m.id = s.id returning m.product_id),
        -- Where a former version still marks.
        former as (
            delete from listing_dirty where product_id in (select product_id from listing_dirty order by product_id limit $1 for update skip locked)
            returning product_id)
        select product_id as "product_id!" from taken union select product_id from former"#,
        limit
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(ids.into_iter().map(ProductId).collect())
}

pub(super) async fn lock_listing(tx: &mut Tx) -> Result<(), DbError> {
    sqlx::query!(
        "select pg_advisory_xact_lock(hashtextextended('listing', 1)) from (select 1) as one"
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(())
}

/// Has each statement of this transaction planned once for all calls. A short array that is seen as a constant would have it planned at every call, and
/// that takes longer than reading what one order has changed.
pub(super) async fn plan_once(tx: &mut Tx) -> Result<(), DbError> {
    sqlx::query!("set local plan_cache_mode = force_generic_plan")
        .execute(&mut **tx)
        .await?;
    Ok(())
}

pub(super) async fn synonyms(tx: &mut Tx) -> Result<Synonyms, DbError> {
    crate::catalogue::search::listing::synonyms(tx).await
}

/// A shop as far as lists need it.
pub(super) struct Place {
    pub shop_id: Uuid,
    pub currency: String,
    pub country: String,
    pub default_locale: String,
    /// A guest's lists, in order.
    pub lists: Vec<PriceListId>,
    pub includes_vat: bool,
}

/// All shops with a guest's prices; a shop without an ordinary Consumer list sells nothing yet.
pub(super) async fn places(tx: &mut Tx) -> Result<Vec<Place>, DbError> {
    let rows = sqlx::query!("select id, currency, country, default_locale from shops order by id")
        .fetch_all(&mut **tx)
        .await?;
    let now = tx.now();
    let mut places = Vec::with_capacity(rows.len());
    for row in rows {
        let guests = Audience::Tier(GUEST_TIER);
        let Some(context) = price_context(tx, ShopId(row.id), guests, now).await? else {
            continue;
        };
        places.push(Place {
            shop_id: row.id,
            currency: row.currency,
            country: row.country,
            default_locale: row.default_locale,
            // What something costs, also where guests do not see it: their assortment has rows of its own.
            lists: context.unlimited(),
            includes_vat: context.shows_vat,
        });
    }
    Ok(places)
}

pub(super) struct ProductRow {
    pub id: Uuid,
    pub vat_class: String,
    pub popularity: i32,
    pub published_at: Timestamp,
    pub name_sort: String,
}

pub(super) struct VariantRow {
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

pub(super) struct Texts {
    pub locale: String,
    pub name: String,
    pub subtitle: String,
    pub description: String,
}

pub(super) struct OptionRow {
    pub label: Label,
    pub values: Vec<ValueRow>,
}

pub(super) struct ValueRow {
    pub code: String,
    pub label: Label,
    pub swatch: Option<String>,
}

pub(super) struct PictureRow {
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
pub(super) struct Loaded {
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

pub(super) async fn load(
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
        r#"select product_id, value_id as "value_id!" from product_attributes where product_id = any($1) and value_id is not null"#,
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

/// A product's place in lists.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Entry {
    pub product_id: Uuid,
    pub price_minor: i64,
    pub popularity: i32,
    pub published_at: Timestamp,
    pub name_sort: String,
    pub is_in_stock: bool,
    pub tags: Vec<i32>,
}

pub(super) async fn whole_shop_entries(
    tx: &mut Tx,
    place: &Place,
    ids: &[Uuid],
) -> Result<Vec<Entry>, DbError> {
    sqlx::query_as!(
        Entry,
        // Each is looked up by itself: with figures from before a large import, the planner reads a whole list's index for one product instead.
        "select e.product_id, e.price_minor, e.popularity, e.published_at, e.name_sort, e.is_in_stock, e.tags
         from unnest($3::uuid[]) as wanted (id) cross join lateral (
             select * from listing_entries e where e.shop_id = $1 and e.category_id = $2 and e.product_id = wanted.id limit 1) e",
        place.shop_id,
        Uuid::nil(),
        ids
    )
    .fetch_all(&mut **tx)
    .await
}

pub(super) async fn category_ordinals(tx: &mut Tx) -> Result<HashMap<i32, Uuid>, DbError> {
    let rows = sqlx::query!("select ordinal, id from categories")
        .fetch_all(&mut **tx)
        .await?;
    Ok(rows.into_iter().map(|row| (row.ordinal, row.id)).collect())
}

pub(super) async fn delete_entries(
    tx: &mut Tx,
    place: &Place,
    entries: &[(Uuid, Uuid)],
) -> Result<(), DbError> {
    if entries.is_empty() {
        return Ok(());
    }
    let categories: Vec<Uuid> = entries.iter().map(|(category, _)| *category).collect();
    let products: Vec<Uuid> = entries.iter().map(|(_, product)| *product).collect();
    sqlx::query!(
        "delete from listing_entries e using unnest($2::uuid[], $3::uuid[]) as g (category_id, product_id)
         where e.shop_id = $1 and e.category_id = g.category_id and e.product_id = g.product_id",
        place.shop_id,
        &categories,
        &products
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(super) async fn insert_entries(
    tx: &mut Tx,
    place: &Place,
    entries: &[(Uuid, &Entry)],
) -> Result<(), DbError> {
    if entries.is_empty() {
        return Ok(());
    }
    let categories: Vec<Uuid> = entries.iter().map(|(category, _)| *category).collect();
    let products: Vec<Uuid> = entries.iter().map(|(_, e)| e.product_id).collect();
    let prices: Vec<i64> = entries.iter().map(|(_, e)| e.price_minor).collect();
    let popularity: Vec<i32> = entries.iter().map(|(_, e)| e.popularity).collect();
    let published: Vec<Timestamp> = entries.iter().map(|(_, e)| e.published_at).collect();
    let names: Vec<String> = entries.iter().map(|(_, e)| e.name_sort.clone()).collect();
    let in_stock: Vec<bool> = entries.iter().map(|(_, e)| e.is_in_stock).collect();
    // Lists of lists do not travel; each is sent as PostgreSQL writes an array.
    let tags: Vec<String> = entries
        .iter()
        .map(|(_, e)| {
            let tags: Vec<String> = e.tags.iter().map(ToString::to_string).collect();
            format!("{{{}}}", tags.join(","))
        })
        .collect();
    sqlx::query!(
        "insert into listing_entries (shop_id, category_id, product_id, price_minor, popularity, published_at, name_sort, is_in_stock, tags)
         select $1, e.c, e.p, e.price, e.pop, e.pub, e.name, e.stock, e.tags::integer[]
         from unnest($2::uuid[], $3::uuid[], $4::bigint[], $5::integer[], $6::timestamptz[], $7::text[], $8::boolean[], $9::text[])
              as e (c, p, price, pop, pub, name, stock, tags)",
        place.shop_id,
        &categories,
        &products,
        &prices,
        &popularity,
        &published as &[Timestamp],
        &names,
        &in_stock,
        &tags
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(super) async fn change_counts(
    tx: &mut Tx,
    place: &Place,
    changes: &BTreeMap<(Uuid, i32), i64>,
) -> Result<(), DbError> {
    let categories: Vec<Uuid> = changes.keys().map(|(category, _)| *category).collect();
    let tags: Vec<i32> = changes.keys().map(|(_, tag)| *tag).collect();
    let by: Vec<i64> = changes.values().copied().collect();
    sqlx::query!(
        "insert into listing_counts (shop_id, category_id, tag, products)
         select $1, c, t, n from unnest($2::uuid[], $3::integer[], $4::bigint[]) as d (c, t, n)
         on conflict (shop_id, category_id, tag) do update set products = listing_counts.products + excluded.products",
        place.shop_id,
        &categories,
        &tags,
        &by
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(super) async fn replace_cards(
    tx: &mut Tx,
    place: &Place,
    ids: &[Uuid],
    cards: &[(Uuid, &str, String)],
) -> Result<(), DbError> {
    let products: Vec<Uuid> = cards.iter().map(|(id, _, _)| *id).collect();
    let locales: Vec<String> = cards
        .iter()
        .map(|(_, locale, _)| (*locale).to_owned())
        .collect();
    let texts: Vec<String> = cards.iter().map(|(_, _, text)| text.clone()).collect();
    sqlx::query!(
        "delete from listing_cards where shop_id = $1 and product_id = any($2) and product_id <> all($3)",
        place.shop_id,
        ids,
        &products
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "insert into listing_cards (shop_id, product_id, locale, card)
         select $1, p, l, c from unnest($2::uuid[], $3::text[], $4::text[]) as n (p, l, c)
         on conflict (shop_id, product_id, locale) do update set card = excluded.card where listing_cards.card <> excluded.card",
        place.shop_id,
        &products,
        &locales,
        &texts
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// What is searched of a product in one language.
pub(super) struct Document {
    pub product_id: Uuid,
    pub name: String,
    pub popularity: i32,
    pub price_minor: i64,
    pub is_in_stock: bool,
    /// Further forms of the name's words.
    pub first_forms: String,
    /// Material, categories, choices.
    pub second: String,
    pub second_forms: String,
    /// SKU and GTIN.
    pub numbers: String,
    pub body: String,
    pub words: String,
}

pub(super) async fn document_words(
    tx: &mut Tx,
    place: &Place,
    ids: &[Uuid],
    locale: &str,
) -> Result<Vec<String>, DbError> {
    sqlx::query_scalar!(
        "select words from search_documents where shop_id = $1 and locale = $2 and product_id = any($3)",
        place.shop_id,
        locale,
        ids
    )
    .fetch_all(&mut **tx)
    .await
}

pub(super) async fn replace_documents(
    tx: &mut Tx,
    place: &Place,
    ids: &[Uuid],
    locale: &str,
    documents: &[Document],
) -> Result<(), DbError> {
    fn all<T>(documents: &[Document], part: impl Fn(&Document) -> T) -> Vec<T> {
        documents.iter().map(part).collect()
    }
    let products = all(documents, |d| d.product_id);
    sqlx::query!(
        "delete from search_documents where shop_id = $1 and locale = $2 and product_id = any($3) and product_id <> all($4)",
        place.shop_id,
        locale,
        ids,
        &products
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "insert into search_documents (shop_id, product_id, locale, name, popularity, price_minor, is_in_stock, document, words)
         select $1, d.id, $2, d.name, d.popularity, d.price, d.stock,
                setweight(to_tsvector(($3::text)::regconfig, d.name), 'A') || setweight(to_tsvector('simple', d.forms), 'A')
                || setweight(to_tsvector('simple', d.numbers), 'A')
                || setweight(to_tsvector(($3::text)::regconfig, d.second), 'B') || setweight(to_tsvector('simple', d.second_forms), 'B')
                || setweight(to_tsvector(($3::text)::regconfig, left(d.body, 20000)), 'D'),
                d.words
         from unnest($4::uuid[], $5::text[], $6::integer[], $7::bigint[], $8::boolean[], $9::text[], $10::text[], $11::text[], $12::text[],
                     $13::text[], $14::text[])
              as d (id, name, popularity, price, stock, forms, second, second_forms, numbers, body, words)
         on conflict (shop_id, product_id, locale) do update set name = excluded.name, popularity = excluded.popularity,
             price_minor = excluded.price_minor, is_in_stock = excluded.is_in_stock, document = excluded.document, words = excluded.words
         where (search_documents.name, search_documents.popularity, search_documents.price_minor, search_documents.is_in_stock,
                search_documents.document, search_documents.words)
               is distinct from (excluded.name, excluded.popularity, excluded.price_minor, excluded.is_in_stock, excluded.document, excluded.words)",
        place.shop_id,
        locale,
        crate::catalogue::search::configuration(locale),
        &products,
        &all(documents, |d| d.name.clone()),
        &all(documents, |d| d.popularity),
        &all(documents, |d| d.price_minor),
        &all(documents, |d| d.is_in_stock),
        &all(documents, |d| d.first_forms.clone()),
        &all(documents, |d| d.second.clone()),
        &all(documents, |d| d.second_forms.clone()),
        &all(documents, |d| d.numbers.clone()),
        &all(documents, |d| d.body.clone()),
        &all(documents, |d| d.words.clone()),
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(super) async fn change_words(
    tx: &mut Tx,
    place: &Place,
    locale: &str,
    changes: &BTreeMap<String, i64>,
) -> Result<(), DbError> {
    let words: Vec<String> = changes.keys().cloned().collect();
    let by: Vec<i32> = changes
        .values()
        .map(|change| i32::try_from(*change).unwrap_or(0))
        .collect();
    sqlx::query!(
        "insert into search_words (shop_id, locale, word, uses) select $1, $2, w, n from unnest($3::text[], $4::integer[]) as d (w, n)
         on conflict (shop_id, locale, word) do update set uses = search_words.uses + excluded.uses",
        place.shop_id,
        locale,
        &words,
        &by
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
