//! What staff want to be told of by mail.

use crate::auth::wanted_mail::Reader;
use crate::db::{DbError, PgConnection, Tx};
use crate::ids::StaffId;

pub(in crate::auth) async fn wanted_mails(
    conn: &mut PgConnection,
    staff: StaffId,
) -> Result<Vec<String>, DbError> {
    sqlx::query_scalar!(
        "select mail from staff_wanted_mails where staff_id = $1 order by mail",
        staff.0
    )
    .fetch_all(conn)
    .await
}

/// Makes a person's choice these.
pub(in crate::auth) async fn set_wanted_mails(
    tx: &mut Tx,
    staff: StaffId,
    mails: &[String],
) -> Result<(), DbError> {
    sqlx::query!(
        "delete from staff_wanted_mails where staff_id = $1 and mail <> all($2)",
        staff.0,
        mails
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "insert into staff_wanted_mails (staff_id, mail) select $1, m from unnest($2::text[]) as w (m) on conflict do nothing",
        staff.0,
        mails
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Those who have chosen a mail, are in use and hold the permission: all, or one of them.
pub(in crate::auth) async fn mail_readers(
    conn: &mut PgConnection,
    mail: &str,
    permission: &str,
    only: Option<StaffId>,
) -> Result<Vec<Reader>, DbError> {
    sqlx::query_as!(
        Reader,
        r#"select p.id as "id: StaffId", p.email, p.locale
           from staff_wanted_mails w join staff p on p.id = w.staff_id and p.state = 'active'
           where w.mail = $1 and ($3::uuid is null or p.id = $3)
             and exists (select from staff_roles sr join roles r on r.id = sr.role_id
                         where sr.staff_id = p.id and ($2 = any(r.permissions) or '*' = any(r.permissions)))
           order by p.id"#,
        mail,
        permission,
        only.map(|id| id.0)
    )
    .fetch_all(conn)
    .await
}
