//! What staff are still to be told by mail.

use uuid::Uuid;

use crate::auth::notice::StaffNotice;
use crate::db::{DbError, PgConnection, Tx};
use crate::ids::StaffId;

pub(in crate::auth) async fn insert_notice(
    tx: &mut Tx,
    id: Uuid,
    staff: StaffId,
    news: &str,
    (label, codes_left, by_name): (&str, i32, &str),
) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "insert into staff_notices (id, staff_id, news, label, codes_left, by_name, at) values ($1, $2, $3, $4, $5, $6, $7)",
        id,
        staff.0,
        news,
        label,
        codes_left,
        by_name,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(in crate::auth) async fn notice(
    conn: &mut PgConnection,
    id: Uuid,
) -> Result<Option<StaffNotice>, DbError> {
    sqlx::query_as!(
        StaffNotice,
        "select s.name, s.email, s.locale, n.news, n.label, n.codes_left, n.by_name, n.at
         from staff_notices n join staff s on s.id = n.staff_id where n.id = $1 and s.state <> 'closed'",
        id
    )
    .fetch_optional(conn)
    .await
}

pub(in crate::auth) async fn delete_notice(tx: &mut Tx, id: Uuid) -> Result<(), DbError> {
    sqlx::query!("delete from staff_notices where id = $1", id)
        .execute(&mut **tx)
        .await?;
    Ok(())
}
