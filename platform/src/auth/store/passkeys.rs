//! Passkeys of staff, and the question to a session's browser that waits for its answer.

use serde_json::Value;
use uuid::Uuid;

use crate::auth::passkey::StaffPasskey;
use crate::clock::Timestamp;
use crate::db::{DbError, PgConnection, Tx};
use crate::ids::StaffId;

pub(in crate::auth) async fn passkeys(
    conn: &mut PgConnection,
    staff: StaffId,
) -> Result<Vec<StaffPasskey>, DbError> {
    sqlx::query_as!(
        StaffPasskey,
        r#"select id, credential_id, label, created_at, last_used_at as "last_used_at?: Timestamp"
           from staff_passkeys where staff_id = $1 order by created_at, id"#,
        staff.0
    )
    .fetch_all(conn)
    .await
}

/// False when the passkey is somebody's already.
pub(in crate::auth) async fn insert_passkey(
    tx: &mut Tx,
    id: Uuid,
    staff: StaffId,
    made: &::passkeys::Made,
    label: &str,
) -> Result<bool, DbError> {
    let now = tx.now();
    let done = sqlx::query!(
        "insert into staff_passkeys (id, staff_id, credential_id, credential, label, created_at)
         values ($1, $2, $3, $4, $5, $6) on conflict (credential_id) do nothing",
        id,
        staff.0,
        made.id,
        made.kept,
        label,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Gives what it was called.
pub(in crate::auth) async fn delete_passkey(
    tx: &mut Tx,
    staff: StaffId,
    id: Uuid,
) -> Result<Option<String>, DbError> {
    sqlx::query_scalar!(
        "delete from staff_passkeys where id = $1 and staff_id = $2 returning label",
        id,
        staff.0
    )
    .fetch_optional(&mut **tx)
    .await
}

/// One of a person's passkeys by what browsers name it, with its row locked.
pub(in crate::auth) async fn lock_passkey(
    tx: &mut Tx,
    staff: StaffId,
    credential_id: &[u8],
) -> Result<Option<(Uuid, Value)>, DbError> {
    let row = sqlx::query!(
        "select id, credential from staff_passkeys where credential_id = $1 and staff_id = $2 for update",
        credential_id,
        staff.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|row| (row.id, row.credential)))
}

pub(in crate::auth) async fn note_passkey_use(
    tx: &mut Tx,
    id: Uuid,
    credential: &Value,
) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "update staff_passkeys set credential = $2, last_used_at = $3 where id = $1",
        id,
        credential,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(in crate::auth) async fn set_passkey_question(
    tx: &mut Tx,
    session: Uuid,
    question: &Value,
) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "update staff_sessions set passkey_question = $2, passkey_asked_at = $3 where id = $1",
        session,
        question,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Uses a session's question up and gives what it was; `None` when none waits, it was asked before `since`, or the session has been ended meanwhile.
pub(in crate::auth) async fn take_passkey_question(
    tx: &mut Tx,
    session: Uuid,
    since: Timestamp,
) -> Result<Option<Value>, DbError> {
    let row = sqlx::query!(
        r#"with asked as (select id, passkey_question, passkey_asked_at from staff_sessions
                         where id = $1 and passkey_question is not null and revoked_at is null for update)
           update staff_sessions s set passkey_question = null, passkey_asked_at = null from asked where s.id = asked.id
           returning asked.passkey_question as "question!", asked.passkey_asked_at as "asked_at!: Timestamp""#,
        session
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row
        .filter(|row| row.asked_at > since)
        .map(|row| row.question))
}
