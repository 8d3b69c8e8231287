//! Lists' addresses under names of one's own.

use uuid::Uuid;

use crate::db::constraint::is_violated;
use crate::db::{DbError, Tx};
use crate::ids::{StaffId, new_uuid};

/// Most views that one person has of one screen.
pub const MOST_VIEWS: i64 = 30;

/// Why a view was not saved.
#[derive(Debug, thiserror::Error)]
pub enum NotSaved {
    /// There is a view of that name already.
    #[error("a view has that name")]
    NameTaken,
    /// There are [`MOST_VIEWS`] already.
    #[error("too many views")]
    TooMany,
    /// The database did not answer.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Keeps a list's address under a name.
///
/// # Errors
/// [`NotSaved`].
pub async fn save_view(
    tx: &mut Tx,
    staff: StaffId,
    screen: &str,
    name: &str,
    query: &str,
) -> Result<(), NotSaved> {
    let now = tx.now();
    // The person's row is the lock that two saves at once go through one after the other.
    let count = sqlx::query_scalar!(
        r#"with owner as materialized (select id from staff where id = $1 for update)
           select (select count(*) from saved_views v where v.staff_id = owner.id and v.screen = $2) as "count!" from owner"#,
        staff.0,
        screen
    )
    .fetch_one(&mut **tx)
    .await?;
    if count >= MOST_VIEWS {
        return Err(NotSaved::TooMany);
    }
    sqlx::query!(
        "insert into saved_views (id, staff_id, screen, name, query, position, created_at) values ($1, $2, $3, $4, $5, $6::bigint::int, $7)",
        new_uuid(),
        staff.0,
        screen,
        name,
        query,
        count,
        now
    )
    .execute(&mut **tx)
    .await
    .map_err(|error| {
        if is_violated(&error, "saved_views_name_key") {
            NotSaved::NameTaken
        } else {
            NotSaved::Db(error)
        }
    })?;
    Ok(())
}

/// Forgets one of a person's views; false when it is not theirs.
///
/// # Errors
/// Database errors.
pub async fn delete_view(tx: &mut Tx, staff: StaffId, id: Uuid) -> Result<bool, DbError> {
    let done = sqlx::query!(
        "delete from saved_views where id = $1 and staff_id = $2",
        id,
        staff.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}
