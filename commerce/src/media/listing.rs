//! Reading pictures.

use std::collections::{BTreeMap, HashMap, HashSet};

use platform::db::{DbError, PgConnection};
use platform::files::image::{Encoding, Focal, Format};
use platform::files::{ContentHash, FileKey};

use super::{Media, Picture, PictureSettings, Recipe, Size};
use crate::ids::{MediaId, PlacementId, ProductId, VariantId};

struct MediaRow {
    id: MediaId,
    hash: Vec<u8>,
    format: String,
    width: i32,
    height: i32,
    has_alpha: bool,
    placeholder: String,
    dominant_colour: String,
}

impl TryFrom<MediaRow> for Media {
    type Error = DbError;

    fn try_from(row: MediaRow) -> Result<Self, DbError> {
        let unreadable = |column: &str| DbError::ColumnDecode {
            index: column.to_owned(),
            source: format!("media {}", row.id).into(),
        };
        Ok(Self {
            id: row.id,
            hash: ContentHash::from_slice(&row.hash).ok_or_else(|| unreadable("hash"))?,
            format: Format::parse(&row.format).ok_or_else(|| unreadable("format"))?,
            width: u32::try_from(row.width).map_err(|_| unreadable("width"))?,
            height: u32::try_from(row.height).map_err(|_| unreadable("height"))?,
            has_alpha: row.has_alpha,
            placeholder: row.placeholder,
            dominant_colour: row.dominant_colour,
        })
    }
}

/// One picture.
///
/// # Errors
/// Database errors.
pub async fn media(conn: &mut PgConnection, id: MediaId) -> Result<Option<Media>, DbError> {
    let found = media_by_id(conn, &[id]).await?;
    Ok(found.into_values().next())
}

/// Several pictures at once (the lines of a cart, the cards of a page).
///
/// # Errors
/// Database errors.
pub async fn media_by_id(
    conn: &mut PgConnection,
    ids: &[MediaId],
) -> Result<HashMap<MediaId, Media>, DbError> {
    let ids: Vec<uuid::Uuid> = ids.iter().map(|id| id.0).collect();
    let rows = sqlx::query_as!(
        MediaRow,
        r#"select id as "id: MediaId", hash, format, width, height, has_alpha, placeholder, dominant_colour from media where id = any($1)"#,
        &ids
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| Ok((row.id, row.try_into()?)))
        .collect()
}

/// The picture whose upload had this hash.
///
/// # Errors
/// Database errors.
pub async fn media_by_hash(
    conn: &mut PgConnection,
    hash: &ContentHash,
) -> Result<Option<Media>, DbError> {
    let row = sqlx::query_as!(
        MediaRow,
        r#"select id as "id: MediaId", hash, format, width, height, has_alpha, placeholder, dominant_colour from media where hash = $1"#,
        hash.as_bytes().as_slice()
    )
    .fetch_optional(conn)
    .await?;
    row.map(Media::try_from).transpose()
}

/// A picture in a product's gallery.
#[derive(Clone, Debug)]
pub struct Placed {
    /// Its place.
    pub id: PlacementId,
    /// The product.
    pub product_id: ProductId,
    /// The variant that it shows; `None` belongs to the product as a whole.
    pub variant_id: Option<VariantId>,
    /// The picture.
    pub media: Media,
    /// What it shows, by language.
    pub alt: BTreeMap<String, String>,
    /// What must stay in sight.
    pub focal: Focal,
}

impl Placed {
    /// For a template, in `locale`.
    #[must_use]
    pub fn picture(&self, settings: &PictureSettings, locale: &str) -> Picture {
        Picture::new(&self.media, settings, &self.alt, locale, self.focal)
    }
}

/// The galleries of several products in one question, each in its order.
///
/// # Errors
/// Database errors.
pub async fn galleries(
    conn: &mut PgConnection,
    products: &[ProductId],
) -> Result<HashMap<ProductId, Vec<Placed>>, DbError> {
    let ids: Vec<uuid::Uuid> = products.iter().map(|id| id.0).collect();
    let rows = sqlx::query!(
        r#"select p.id as "place_id: PlacementId", p.product_id as "product_id: ProductId", p.variant_id as "variant_id?: VariantId", p.alt, p.focal_x, p.focal_y,
                  m.id as "id: MediaId", m.hash, m.format, m.width, m.height, m.has_alpha, m.placeholder, m.dominant_colour
           from product_media p join media m on m.id = p.media_id
           where p.product_id = any($1)
           order by p.product_id, p.position, p.id"#,
        &ids
    )
    .fetch_all(conn)
    .await?;
    let mut galleries: HashMap<ProductId, Vec<Placed>> = HashMap::new();
    for row in rows {
        let media = MediaRow {
            id: row.id,
            hash: row.hash,
            format: row.format,
            width: row.width,
            height: row.height,
            has_alpha: row.has_alpha,
            placeholder: row.placeholder,
            dominant_colour: row.dominant_colour,
        };
        let thousandths = |value: i16| u16::try_from(value).unwrap_or(500);
        let placed = Placed {
            id: row.place_id,
            product_id: row.product_id,
            variant_id: row.variant_id,
            media: media.try_into()?,
            alt: serde_json::from_value(row.alt).unwrap_or_default(),
            focal: Focal::new(thousandths(row.focal_x), thousandths(row.focal_y))
                .unwrap_or(Focal::CENTRE),
        };
        galleries.entry(placed.product_id).or_default().push(placed);
    }
    Ok(galleries)
}

/// Which of `ids` are variants of the product.
///
/// # Errors
/// Database errors.
pub async fn variants_of(
    conn: &mut PgConnection,
    product: ProductId,
    ids: &[VariantId],
) -> Result<HashSet<VariantId>, DbError> {
    let ids: Vec<uuid::Uuid> = ids.iter().map(|id| id.0).collect();
    let known = sqlx::query_scalar!(
        r#"select id as "id: VariantId" from variants where product_id = $1 and id = any($2)"#,
        product.0,
        &ids
    )
    .fetch_all(conn)
    .await?;
    Ok(known.into_iter().collect())
}

/// The sizes of a picture that are recorded as made by a recipe.
///
/// # Errors
/// Database errors.
pub async fn made(
    conn: &mut PgConnection,
    id: MediaId,
    recipe: Recipe,
) -> Result<Vec<Size>, DbError> {
    let rows = sqlx::query!(
        "select width, format from media_derivatives where media_id = $1 and recipe = $2",
        id.0,
        recipe.to_string()
    )
    .fetch_all(conn)
    .await?;
    let sizes = rows.into_iter().filter_map(|row| {
        Some(Size {
            width: u32::try_from(row.width).ok()?,
            encoding: Encoding::parse(&row.format)?,
        })
    });
    Ok(sizes.collect())
}

/// How far the making of sizes has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Files that all pictures are wanted in.
    pub wanted: i64,
    /// Those that are made.
    pub made: i64,
}

/// Progress over all pictures, or over those of `only`. Without `only` it reads the whole table: for the terminal, not for a page.
///
/// # Errors
/// Database errors.
pub async fn progress(
    conn: &mut PgConnection,
    settings: &PictureSettings,
    only: Option<&[MediaId]>,
) -> Result<Progress, DbError> {
    let widths: Vec<i32> = settings
        .widths()
        .iter()
        .map(|width| i32::try_from(*width).unwrap_or(i32::MAX))
        .collect();
    let formats: Vec<String> = settings
        .encodings()
        .iter()
        .map(|encoding| encoding.as_str().to_owned())
        .collect();
    let only: Option<Vec<uuid::Uuid>> = only.map(|ids| ids.iter().map(|id| id.0).collect());
    sqlx::query_as!(
        Progress,
        // The steps of a picture: those narrower than it, and the next.
        r#"with wanted as (
               select m.id, step.width from media m
               cross join lateral (
                   select w.width from unnest($1::integer[]) as w (width)
                   where w.width <= coalesce((select min(n) from unnest($1::integer[]) as n where n >= m.width), 2147483647)) step
               where $3::uuid[] is null or m.id = any($3))
           select (select count(*) from wanted) * cardinality($2::text[]) as "wanted!",
                  (select count(*) from media_derivatives d join wanted w on w.id = d.media_id and w.width = d.width
                   where d.format = any($2) and d.recipe = $4) as "made!""#,
        &widths,
        &formats,
        only.as_deref(),
        settings.recipe().to_string(),
    )
    .fetch_one(conn)
    .await
}

/// The original of a picture and every file that is recorded of it.
///
/// # Errors
/// Database errors.
pub async fn files(conn: &mut PgConnection, media: &Media) -> Result<Vec<FileKey>, DbError> {
    let rows = sqlx::query!(
        "select width, format, recipe from media_derivatives where media_id = $1",
        media.id.0
    )
    .fetch_all(conn)
    .await?;
    let mut keys = vec![super::original_key(&media.hash, media.format)];
    for row in rows {
        let width = u32::try_from(row.width).ok();
        let Some((width, encoding)) = width.zip(Encoding::parse(&row.format)) else {
            continue;
        };
        keys.push(FileKey::derived(&media.hash, width, &row.recipe, encoding));
        // As files were called before recipes had names.
        let (hash, ending) = (media.hash.to_string(), encoding.extension());
        let former = format!(
            "derived/{}/{}/{hash}-{width}.{ending}",
            &hash[..2],
            &hash[2..4]
        );
        keys.extend(FileKey::parse(&former));
    }
    Ok(keys)
}
