//! Which **shops** somebody of the staff works for, and at which of them a session of theirs looks.

mod store;
mod thing;

use platform::db::{DbError, PgConnection, Tx};
use platform::ids::StaffId;
use uuid::Uuid;

use crate::catalogue::shop::{Shop, shops};
use crate::ids::ShopId;

pub use thing::{Belongs, Thing, shop_of, shops_of};

/// What somebody reaches of the shops that there are.
#[derive(Clone, Debug, Default)]
pub struct Reach {
    /// The shops that they work for, oldest first.
    pub shops: Vec<Shop>,
    /// The one that their session looks at; none: all of them.
    pub chosen: Option<ShopId>,
    /// Whether there are shops that they do not work for.
    pub is_limited: bool,
}

/// The shops of a person, as their session looks at them. A choice that is no longer theirs is none.
///
/// # Errors
/// Database errors.
pub async fn reach(
    conn: &mut PgConnection,
    staff: StaffId,
    session: Uuid,
) -> Result<Reach, DbError> {
    let all = shops(conn).await?;
    if all.len() < 2 {
        return Ok(Reach {
            shops: all,
            ..Reach::default()
        });
    }
    let of = store::of_session(conn, staff, session).await?;
    let there_are = all.len();
    let shops: Vec<Shop> = all
        .into_iter()
        .filter(|shop| of.limits.is_empty() || of.limits.contains(&shop.id.0))
        .collect();
    Ok(Reach {
        chosen: of
            .chosen
            .map(ShopId)
            .filter(|chosen| shops.iter().any(|shop| shop.id == *chosen)),
        is_limited: shops.len() < there_are,
        shops,
    })
}

/// What a session looks at from now on; none: all shops of its person. That they are theirs is seen at each look.
///
/// # Errors
/// Database errors.
pub async fn choose(
    conn: &mut PgConnection,
    session: Uuid,
    shop: Option<ShopId>,
) -> Result<(), DbError> {
    match shop {
        Some(shop) => store::choose(conn, session, shop).await,
        None => store::choose_all(conn, session).await,
    }
}

/// The shops that a person is limited to; none: they work for all.
///
/// # Errors
/// Database errors.
pub async fn limits(conn: &mut PgConnection, staff: StaffId) -> Result<Vec<ShopId>, DbError> {
    let ids = store::limits(conn, staff).await?;
    Ok(ids.into_iter().map(ShopId).collect())
}

/// Limits a person to some shops; none: they work for all. Tells whether that is other than it was.
///
/// # Errors
/// Database errors.
pub async fn limit(tx: &mut Tx, staff: StaffId, to: &[ShopId]) -> Result<bool, DbError> {
    let mut wanted: Vec<Uuid> = to.iter().map(|shop| shop.0).collect();
    wanted.sort_unstable();
    wanted.dedup();
    store::lock(tx, staff).await?;
    let before = store::limits(tx, staff).await?;
    if before == wanted {
        return Ok(false);
    }
    store::set_limits(tx, staff, &wanted).await?;
    let told = |ids: &[Uuid]| serde_json::json!({ "shops": ids });
    let (was, is) = (told(&before), told(&wanted));
    tx.audit(platform::audit::Change {
        action: "staff.shops_changed",
        subject: ("staff", Some(staff.0)),
        before: Some(&was),
        after: Some(&is),
        reason: None,
    })
    .await?;
    Ok(true)
}
