//! The step back that a person has after saving.

use jiff::SignedDuration;

use crate::clock::Timestamp;
use crate::db::{DbError, PgConnection, Tx};
use crate::ids::StaffId;

/// How long it is offered.
pub const UNDO_FOR: SignedDuration = SignedDuration::from_mins(15);

/// A form as it was before it was saved.
#[derive(Clone, Debug)]
pub struct Step {
    /// Where the form is sent.
    pub action: String,
    /// Names and values as the form sends them.
    pub fields: Vec<(String, String)>,
    /// When the other values were saved.
    pub saved_at: Timestamp,
}

/// Keeps a form as it was, in the transaction that saves another; it takes the place of the person's earlier step.
///
/// # Errors
/// Database errors.
pub async fn keep_step(
    tx: &mut Tx,
    staff: StaffId,
    page: &str,
    action: &str,
    fields: &[(String, String)],
) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "insert into staff_undo (staff_id, page, action, fields, saved_at) values ($1, $2, $3, $4, $5)
         on conflict (staff_id) do update set page = excluded.page, action = excluded.action, fields = excluded.fields, saved_at = excluded.saved_at",
        staff.0,
        page,
        action,
        serde_json::json!(fields),
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// The step back that a person has on a page.
///
/// # Errors
/// Database errors.
pub async fn step(
    conn: &mut PgConnection,
    staff: StaffId,
    page: &str,
    now: Timestamp,
) -> Result<Option<Step>, DbError> {
    let row = sqlx::query!(
        "select action, fields, saved_at from staff_undo where staff_id = $1 and page = $2 and saved_at > $3",
        staff.0,
        page,
        now.minus(UNDO_FOR)
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| Step {
        action: row.action,
        fields: serde_json::from_value(row.fields).unwrap_or_default(),
        saved_at: row.saved_at,
    }))
}

/// Forgets steps that are not offered any more.
pub(super) async fn forget_steps(tx: &mut Tx) -> Result<(), DbError> {
    let before = tx.now().minus(UNDO_FOR);
    sqlx::query!("delete from staff_undo where saved_at < $1", before)
        .execute(&mut **tx)
        .await?;
    Ok(())
}
