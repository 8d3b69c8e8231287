//! Reading doors.

use platform::db::{DbError, PgConnection};

use super::{DoorFacts, ShopDoor};
use crate::ids::ShopId;

/// All shops as they are reached, oldest first.
///
/// # Errors
/// Database errors.
pub async fn doors(conn: &mut PgConnection) -> Result<Vec<ShopDoor>, DbError> {
    sqlx::query_as!(
        ShopDoor,
        r#"select s.id as shop_id, s.code, s.name as shop_name, s.theme,
                  (select n.name from shop_names n where n.shop_id = s.id and n.is_main) as main,
                  array(select n.name from shop_names n where n.shop_id = s.id and not n.is_main order by n.name) as "further!"
           from shops s order by s.created_at, s.id"#
    )
    .fetch_all(conn)
    .await
}

/// What may be changed of a shop's door, and the version of the shop, against silent overwrite: by one statement, so that they belong together.
///
/// # Errors
/// Database errors, among them that there is no such shop.
pub async fn held(conn: &mut PgConnection, shop: ShopId) -> Result<(DoorFacts, i32), DbError> {
    let row = sqlx::query!(
        r#"select s.theme, s.row_version,
                  array(select n.name from shop_names n where n.shop_id = s.id order by n.is_main desc, n.name) as "names!"
           from shops s where s.id = $1"#,
        shop.0
    )
    .fetch_one(conn)
    .await?;
    let facts = DoorFacts {
        names: row.names,
        theme: row.theme,
    };
    Ok((facts, row.row_version))
}
