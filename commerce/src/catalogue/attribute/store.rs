//! Attributes in the database.

use platform::db::{DbError, PgConnection, Tx};
use uuid::Uuid;

use super::{AttributeDirectory, AttributeDraft, AttributeKind, KnownAttribute, RangeDraft};
use crate::catalogue::storefront;

/// Makes or changes an attribute, by its code; choices that are not named stay, as products have them, and a number's ranges are those that are named.
/// Gives the id.
///
/// # Errors
/// Database errors.
pub async fn save_attribute(tx: &mut Tx, draft: &AttributeDraft) -> Result<Uuid, DbError> {
    let id = sqlx::query_scalar!(
        "insert into attributes (id, code, label, kind, unit, is_facet, position) values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (code) do update set label = excluded.label, unit = excluded.unit, is_facet = excluded.is_facet, position = excluded.position
         returning id",
        platform::ids::new_uuid(),
        draft.code,
        draft.label.to_json(),
        draft.kind.code(),
        draft.unit,
        draft.is_facet,
        draft.position,
    )
    .fetch_one(&mut **tx)
    .await?;
    for (position, (code, label, swatch)) in draft.values.iter().enumerate() {
        sqlx::query!(
            "insert into attribute_values (attribute_id, code, label, swatch, position) values ($1, $2, $3, $4, $5)
             on conflict (attribute_id, code) do update set label = excluded.label, swatch = excluded.swatch, position = excluded.position",
            id,
            code,
            label.to_json(),
            *swatch,
            i32::try_from(position).unwrap_or(i32::MAX),
        )
        .execute(&mut **tx)
        .await?;
    }
    if draft.kind == AttributeKind::Number {
        save_ranges(tx, id, &draft.ranges).await?;
    }
    Ok(id)
}

/// Lays down a number's ranges. Where one now holds other numbers, the lists of all products that have the number are made anew.
async fn save_ranges(tx: &mut Tx, attribute: Uuid, ranges: &[RangeDraft]) -> Result<(), DbError> {
    let codes: Vec<String> = ranges.iter().map(|range| range.code.clone()).collect();
    let gone = sqlx::query!(
        "delete from attribute_values where attribute_id = $1 and code <> all($2)",
        attribute,
        &codes
    )
    .execute(&mut **tx)
    .await?;
    let mut changed = gone.rows_affected();
    for (position, range) in ranges.iter().enumerate() {
        let position = i32::try_from(position).unwrap_or(i32::MAX);
        let saved = sqlx::query!(
            "insert into attribute_values (attribute_id, code, label, position, from_milli, below_milli) values ($1, $2, $3, $4, $5, $6)
             on conflict (attribute_id, code) do update set from_milli = excluded.from_milli, below_milli = excluded.below_milli
             where (attribute_values.from_milli, attribute_values.below_milli) is distinct from (excluded.from_milli, excluded.below_milli)",
            attribute,
            range.code,
            range.label.to_json(),
            position,
            range.from_milli,
            range.below_milli
        )
        .execute(&mut **tx)
        .await?;
        changed += saved.rows_affected();
        sqlx::query!(
            "update attribute_values set label = $3, position = $4 where attribute_id = $1 and code = $2",
            attribute,
            range.code,
            range.label.to_json(),
            position
        )
        .execute(&mut **tx)
        .await?;
    }
    if changed > 0 {
        storefront::mark_with_fact(tx, attribute).await?;
    }
    Ok(())
}

/// All attributes with their choices.
///
/// # Errors
/// Database errors.
pub async fn directory(conn: &mut PgConnection) -> Result<AttributeDirectory, DbError> {
    let rows = sqlx::query!(
        r#"select a.id as "id!", a.code as "code!", a.kind as "kind!", v.id as "value_id?", v.code as "value_code?"
           from attributes a left join attribute_values v on v.attribute_id = a.id and num_nonnulls(v.from_milli, v.below_milli) = 0"#
    )
    .fetch_all(conn)
    .await?;
    let mut directory = AttributeDirectory::default();
    for row in rows {
        let known = directory
            .0
            .entry(row.code)
            .or_insert_with(|| KnownAttribute {
                id: row.id,
                kind: match row.kind.as_str() {
                    "choice" => AttributeKind::Choice,
                    "number" => AttributeKind::Number,
                    _ => AttributeKind::Text,
                },
                values: std::collections::HashMap::new(),
            });
        if let (Some(code), Some(id)) = (row.value_code, row.value_id) {
            known.values.insert(code, id);
        }
    }
    Ok(directory)
}
