use platform::auth::permission::OWNER_ROLE;
use platform::db::{DbError, PgConnection, Tx};
use platform::ids::StaffId;
use uuid::Uuid;

use crate::ids::ShopId;

/// What is kept of a person and a session. System owners have no limits: somebody is always left who can take a limit back.
pub(super) struct OfSession {
    pub(super) limits: Vec<Uuid>,
    pub(super) chosen: Option<Uuid>,
}

pub(super) async fn of_session(
    conn: &mut PgConnection,
    staff: StaffId,
    session: Uuid,
) -> Result<OfSession, DbError> {
    sqlx::query_as!(
        OfSession,
        r#"select array(select l.shop_id from staff_shops l
                        where l.staff_id = $1
                          and not exists (select from staff_roles sr join roles r on r.id = sr.role_id
                                          where sr.staff_id = l.staff_id and r.code = $3)) as "limits!",
                  (select c.shop_id from staff_shop_choices c where c.session_id = $2) as chosen"#,
        staff.0,
        session,
        OWNER_ROLE
    )
    .fetch_one(conn)
    .await
}

/// A session that has been removed since it was found chooses nothing; one that is removed meanwhile waits for the choice, and takes it along.
pub(super) async fn choose(tx: &mut Tx, session: Uuid, shop: ShopId) -> Result<(), DbError> {
    sqlx::query!(
        "insert into staff_shop_choices (session_id, shop_id)
         select id, $2::uuid from staff_sessions where id = $1 for key share
         on conflict (session_id) do update set shop_id = excluded.shop_id",
        session,
        shop.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(super) async fn choose_all(tx: &mut Tx, session: Uuid) -> Result<(), DbError> {
    sqlx::query!(
        "delete from staff_shop_choices where session_id = $1",
        session
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// The person's row, so that two who limit them take turns.
pub(super) async fn lock(tx: &mut Tx, staff: StaffId) -> Result<(), DbError> {
    sqlx::query!(
        "select id from staff where id = $1 for no key update",
        staff.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(())
}

/// None for system owners, who work for all shops, whatever they were limited to before.
pub(super) async fn limits(conn: &mut PgConnection, staff: StaffId) -> Result<Vec<Uuid>, DbError> {
    sqlx::query_scalar!(
        "select l.shop_id from staff_shops l
         where l.staff_id = $1
           and not exists (select from staff_roles sr join roles r on r.id = sr.role_id where sr.staff_id = l.staff_id and r.code = $2)
         order by l.shop_id",
        staff.0,
        OWNER_ROLE
    )
    .fetch_all(conn)
    .await
}

pub(super) async fn set_limits(tx: &mut Tx, staff: StaffId, shops: &[Uuid]) -> Result<(), DbError> {
    sqlx::query!("delete from staff_shops where staff_id = $1", staff.0)
        .execute(&mut **tx)
        .await?;
    sqlx::query!(
        "insert into staff_shops (staff_id, shop_id) select $1, unnest($2::uuid[])",
        staff.0,
        shops
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
