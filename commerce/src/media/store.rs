//! Writing pictures.

use std::collections::BTreeMap;

use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection, Tx};
use platform::files::image::{Focal, Ingested};
use serde_json::Value;
use uuid::Uuid;

use super::gallery::Place;
use super::{Recipe, Size};
use crate::ids::{MediaId, ProductId, VariantId};
use crate::jobs::MakeDerivatives;

/// Takes a picture into the catalogue and asks for its sizes; the same bytes a second time are the same picture. The original must be in
/// the file store already. `file_name` is what the uploader called it, for staff to find it by.
///
/// # Errors
/// Database errors.
pub async fn store_media(
    tx: &mut Tx,
    picture: &Ingested,
    file_name: Option<&str>,
) -> Result<MediaId, DbError> {
    let (id, now) = (MediaId::generate(), tx.now());
    let inserted = sqlx::query_scalar!(
        r#"insert into media (id, hash, format, byte_size, width, height, has_alpha, placeholder, dominant_colour, file_name, created_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
           on conflict on constraint media_hash_key do nothing
           returning id as "id: MediaId""#,
        id.0,
        picture.hash.as_bytes().as_slice(),
        picture.format.as_str(),
        i64::try_from(picture.byte_size).unwrap_or(i64::MAX),
        i32::try_from(picture.width).unwrap_or(i32::MAX),
        i32::try_from(picture.height).unwrap_or(i32::MAX),
        picture.has_alpha,
        picture.placeholder,
        picture.dominant_colour.to_string(),
        file_name,
        now as _,
    )
    .fetch_optional(&mut **tx)
    .await?;
    if let Some(id) = inserted {
        tx.enqueue(&MakeDerivatives { media_id: id }).await?;
        return Ok(id);
    }
    sqlx::query_scalar!(
        r#"select id as "id: MediaId" from media where hash = $1"#,
        picture.hash.as_bytes().as_slice()
    )
    .fetch_one(&mut **tx)
    .await
}

/// Where a picture stands in a product's gallery.
#[derive(Clone, Debug)]
pub struct Placement {
    /// The product.
    pub product_id: ProductId,
    /// The picture.
    pub media_id: MediaId,
    /// The variant that it shows; `None` belongs to the product as a whole.
    pub variant_id: Option<VariantId>,
    /// Order in the gallery, from 0.
    pub position: i32,
    /// What it shows, by language.
    pub alt: BTreeMap<String, String>,
    /// What must stay in sight when it is cropped.
    pub focal: Focal,
}

/// Puts a picture into a product's gallery, or moves and describes it anew when it is there.
///
/// # Errors
/// Database errors, among them a product or picture that does not exist.
pub async fn place(tx: &mut Tx, placement: &Placement) -> Result<(), DbError> {
    let alt: serde_json::Map<String, Value> = placement
        .alt
        .iter()
        .map(|(locale, text)| (locale.clone(), Value::String(text.clone())))
        .collect();
    sqlx::query!(
        "insert into product_media (id, product_id, media_id, variant_id, position, alt, focal_x, focal_y)
         values ($1, $2, $3, $4, $5, $6, $7, $8)
         on conflict on constraint product_media_place_key do update
             set position = excluded.position, alt = excluded.alt, focal_x = excluded.focal_x, focal_y = excluded.focal_y",
        platform::ids::new_uuid(),
        placement.product_id.0,
        placement.media_id.0,
        placement.variant_id.map(|id| id.0),
        placement.position,
        Value::Object(alt),
        i16::try_from(placement.focal.x).unwrap_or(500),
        i16::try_from(placement.focal.y).unwrap_or(500),
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Puts `places` in the place of a product's gallery, in their order.
///
/// # Errors
/// Database errors.
pub(super) async fn replace_gallery(
    tx: &mut Tx,
    product_id: ProductId,
    places: &[Place],
) -> Result<(), DbError> {
    sqlx::query!(
        "delete from product_media where product_id = $1",
        product_id.0
    )
    .execute(&mut **tx)
    .await?;
    let ids: Vec<Uuid> = places.iter().map(|place| place.id.0).collect();
    let media: Vec<Uuid> = places.iter().map(|place| place.media_id.0).collect();
    let variants: Vec<Option<Uuid>> = places
        .iter()
        .map(|place| place.variant_id.map(|id| id.0))
        .collect();
    let alts: Vec<Value> = places
        .iter()
        .map(|place| {
            let words = place.alt.iter();
            words.map(|(locale, text)| (locale.clone(), Value::String(text.clone())))
        })
        .map(|words| Value::Object(words.collect()))
        .collect();
    let side = |value: u16| i16::try_from(value).unwrap_or(500);
    let across: Vec<i16> = places.iter().map(|place| side(place.focal.x)).collect();
    let down: Vec<i16> = places.iter().map(|place| side(place.focal.y)).collect();
    sqlx::query!(
        "insert into product_media (id, product_id, media_id, variant_id, position, alt, focal_x, focal_y)
         select p.id, $1, p.media, p.variant, p.position - 1, p.alt, p.x, p.y
         from unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::jsonb[], $6::smallint[], $7::smallint[])
              with ordinality as p (id, media, variant, alt, x, y, position)",
        product_id.0,
        &ids,
        &media,
        &variants as &[Option<Uuid>],
        &alts,
        &across,
        &down,
    )
    .execute(&mut **tx)
    .await?;
    let now = tx.now();
    sqlx::query!(
        "update products set updated_at = $2, row_version = row_version + 1 where id = $1",
        product_id.0,
        now as _,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Takes a picture out of a product's gallery, wherever it stands in it. The picture itself stays: orders and other products may show it.
///
/// # Errors
/// Database errors.
pub async fn remove(
    tx: &mut Tx,
    product_id: ProductId,
    media_id: MediaId,
) -> Result<bool, DbError> {
    let removed = sqlx::query!(
        "delete from product_media where product_id = $1 and media_id = $2",
        product_id.0,
        media_id.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(removed.rows_affected() > 0)
}

/// Notes that sizes have been made by a recipe, with the bytes of each. Twice is no harm.
///
/// # Errors
/// Database errors.
pub async fn record_derivatives(
    tx: &mut Tx,
    media_id: MediaId,
    recipe: Recipe,
    made: &[(Size, u64)],
) -> Result<(), DbError> {
    let widths: Vec<i32> = made
        .iter()
        .map(|(size, _)| i32::try_from(size.width).unwrap_or(i32::MAX))
        .collect();
    let formats: Vec<String> = made
        .iter()
        .map(|(size, _)| size.encoding.as_str().to_owned())
        .collect();
    let bytes: Vec<i64> = made
        .iter()
        .map(|(_, bytes)| i64::try_from(*bytes).unwrap_or(i64::MAX))
        .collect();
    let now = tx.now();
    sqlx::query!(
        "insert into media_derivatives (media_id, width, format, byte_size, created_at, recipe)
         select $1, made.width, made.format, made.byte_size, $5, $6
         from unnest($2::integer[], $3::text[], $4::bigint[]) as made (width, format, byte_size)
         on conflict (media_id, width, format) do update set byte_size = excluded.byte_size, recipe = excluded.recipe",
        media_id.0 as Uuid,
        &widths,
        &formats,
        &bytes,
        now as _,
        recipe.to_string(),
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Pictures that buyers have sent and nothing shows, the oldest first. Buyers' have no file name; the trail says who sent them.
///
/// # Errors
/// Database errors.
pub(crate) async fn buyers_unused(
    conn: &mut PgConnection,
    before: Timestamp,
    limit: i64,
) -> Result<Vec<MediaId>, DbError> {
    sqlx::query_scalar!(
        r#"select m.id as "id: MediaId" from media m
           where m.file_name is null and m.created_at < $1
             and not exists (select from product_media p where p.media_id = m.id)
             and not exists (select from return_pictures p where p.media_id = m.id)
             and exists (select from audit_entries a where a.subject_kind = 'media' and a.subject_id = m.id
                         and a.action = 'picture.upload' and a.actor_kind <> 'staff')
             and not exists (select from audit_entries a where a.subject_kind = 'media' and a.subject_id = m.id
                             and a.action = 'picture.upload' and a.actor_kind = 'staff')
           order by m.created_at limit $2"#,
        before,
        limit
    )
    .fetch_all(conn)
    .await
}

/// Takes a picture's rows away that nothing shows; its files are gone by then.
///
/// # Errors
/// Database errors, among them that something shows it after all.
pub async fn forget(tx: &mut Tx, id: MediaId) -> Result<(), DbError> {
    sqlx::query!("delete from media_derivatives where media_id = $1", id.0)
        .execute(&mut **tx)
        .await?;
    sqlx::query!("delete from media where id = $1", id.0)
        .execute(&mut **tx)
        .await?;
    Ok(())
}
