//! Forms that were sent after their session had ended, for their writers alone.

use uuid::Uuid;

use crate::clock::Timestamp;
use crate::db::{DbError, PgConnection};
use crate::ids::StaffId;

/// A session that a browser still carries, whether it has ended or not.
#[derive(Clone, Copy, Debug)]
pub struct EndedSession {
    /// Which.
    pub id: Uuid,
    /// Whose.
    pub staff: StaffId,
}

/// Whose session a token was, however long ago it ended. It opens nothing any more, and says whom a form that comes with it may be kept for.
///
/// # Errors
/// Database errors.
pub async fn session_of(
    conn: &mut PgConnection,
    token_hash: &[u8],
) -> Result<Option<EndedSession>, DbError> {
    sqlx::query_as!(
        EndedSession,
        r#"select s.id, s.staff_id as "staff: StaffId" from staff_sessions s join staff p on p.id = s.staff_id
           where s.token_hash = $1 and p.state = 'active'"#,
        token_hash
    )
    .fetch_optional(conn)
    .await
}

/// Keeps a sealed form until a moment; it takes the place of what was kept of the same session.
///
/// # Errors
/// Database errors.
pub async fn keep_form(
    conn: &mut PgConnection,
    session: EndedSession,
    token_hash: &[u8],
    sealed: &[u8],
    until: Timestamp,
) -> Result<(), DbError> {
    sqlx::query!(
        "insert into staff_kept_forms (session_id, staff_id, token_hash, sealed, kept_until) values ($1, $2, $3, $4, $5)
         on conflict (session_id) do update set token_hash = excluded.token_hash, sealed = excluded.sealed, kept_until = excluded.kept_until",
        session.id,
        session.staff.0,
        token_hash,
        sealed,
        until
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Takes what is kept for a person: it is given once, and to nobody else.
///
/// # Errors
/// Database errors.
pub async fn take_form(
    conn: &mut PgConnection,
    staff: StaffId,
    token_hash: &[u8],
    now: Timestamp,
) -> Result<Option<Vec<u8>>, DbError> {
    sqlx::query_scalar!(
        "delete from staff_kept_forms where token_hash = $1 and staff_id = $2 and kept_until > $3 returning sealed",
        token_hash,
        staff.0,
        now
    )
    .fetch_optional(conn)
    .await
}

/// Forgets what nobody came back for.
pub(super) async fn forget_forms(conn: &mut PgConnection, now: Timestamp) -> Result<(), DbError> {
    sqlx::query!("delete from staff_kept_forms where kept_until < $1", now)
        .execute(conn)
        .await?;
    Ok(())
}
