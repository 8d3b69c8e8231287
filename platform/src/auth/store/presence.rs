//! Who else has a page open.

use jiff::SignedDuration;

use crate::clock::Timestamp;
use crate::db::{DbError, PgConnection, Tx};
use crate::ids::StaffId;

/// A page asks once a minute; whoever has not asked for this long has gone.
pub const PRESENT_FOR: SignedDuration = SignedDuration::from_secs(150);

/// Names that are told of one page.
const MOST_NAMES: i64 = 5;

/// Notes that a person has a page open, and gives the names of the others who do.
///
/// # Errors
/// Database errors.
pub async fn look_in(
    conn: &mut PgConnection,
    page: &str,
    staff: StaffId,
    now: Timestamp,
) -> Result<Vec<String>, DbError> {
    sqlx::query_scalar!(
        r#"with mine as (
             insert into staff_presence (page, staff_id, seen_at) values ($1, $2, $3)
             on conflict (page, staff_id) do update set seen_at = excluded.seen_at where staff_presence.seen_at < excluded.seen_at
         )
         select s.name as "name!" from staff_presence p join staff s on s.id = p.staff_id
         where p.page = $1 and p.staff_id <> $2 and p.seen_at > $4 order by s.name limit $5"#,
        page,
        staff.0,
        now,
        now.minus(PRESENT_FOR),
        MOST_NAMES
    )
    .fetch_all(conn)
    .await
}

/// Forgets who has gone.
pub(super) async fn forget_absent(tx: &mut Tx) -> Result<(), DbError> {
    let before = tx.now().minus(PRESENT_FOR);
    sqlx::query!("delete from staff_presence where seen_at < $1", before)
        .execute(&mut **tx)
        .await?;
    Ok(())
}
