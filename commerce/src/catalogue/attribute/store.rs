//! Attributes in the database.

use platform::db::{DbError, PgConnection, Tx};
use uuid::Uuid;

use super::{AttributeDirectory, AttributeDraft, AttributeKind, KnownAttribute};

/// Makes or changes an attribute, by its code; choices that are not named stay. Gives the id.
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
    Ok(id)
}

/// All attributes with their choices.
///
/// # Errors
/// Database errors.
pub async fn directory(conn: &mut PgConnection) -> Result<AttributeDirectory, DbError> {
    let rows = sqlx::query!(
        r#"select a.id as "id!", a.code as "code!", a.kind as "kind!", v.id as "value_id?", v.code as "value_code?"
           from attributes a left join attribute_values v on v.attribute_id = a.id"#
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
