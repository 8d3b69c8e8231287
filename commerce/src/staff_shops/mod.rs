//! Which **shops** somebody of the staff works for, and at which of them a session of theirs looks.

mod listing;
mod store;

use platform::audit::Change;
use platform::db::{DbError, PgConnection, Tx};
use platform::ids::StaffId;
use uuid::Uuid;

use crate::catalogue::shop::{Shop, shops};
use crate::ids::ShopId;

pub use listing::{Belongs, Thing, shop_of, shops_of};

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
pub async fn choose(tx: &mut Tx, session: Uuid, shop: Option<ShopId>) -> Result<(), DbError> {
    match shop {
        Some(shop) => store::choose(tx, session, shop).await,
        None => store::choose_all(tx, session).await,
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

/// Why a person's shops are not changed.
#[derive(Debug, thiserror::Error)]
pub enum LimitError {
    /// They are others than were seen; nothing was changed.
    #[error("changed meanwhile")]
    ChangedMeanwhile,
    /// There is no such shop.
    #[error("no such shop")]
    UnknownShop,
    /// The database did not answer.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Limits a person to some shops, by their codes; none: they work for all. `seen`: what they were when it was decided. Their sessions feel it at the next request.
///
/// # Errors
/// See [`LimitError`].
pub async fn limit(
    tx: &mut Tx,
    staff: StaffId,
    seen: &[String],
    wanted: &[String],
) -> Result<(), LimitError> {
    store::lock(tx, staff).await?;
    let all = shops(tx).await?;
    let held = store::limits(tx, staff).await?;
    let code = |id: &Uuid| all.iter().find(|shop| shop.id.0 == *id);
    let mut before: Vec<String> = held
        .iter()
        .filter_map(|id| code(id).map(|shop| shop.code.clone()))
        .collect();
    before.sort();
    let (seen, wanted) = (in_order(seen), in_order(wanted));
    if before != seen {
        return Err(LimitError::ChangedMeanwhile);
    }
    if before == wanted {
        return Ok(());
    }
    let ids: Vec<Uuid> = all
        .iter()
        .filter(|shop| wanted.contains(&shop.code))
        .map(|shop| shop.id.0)
        .collect();
    if ids.len() != wanted.len() {
        return Err(LimitError::UnknownShop);
    }
    store::set_limits(tx, staff, &ids).await?;
    let told = |codes: &[String]| serde_json::json!({ "shops": codes });
    let (was, is) = (told(&before), told(&wanted));
    tx.audit(Change {
        action: "staff.shops_changed",
        subject: ("staff", Some(staff.0)),
        before: Some(&was),
        after: Some(&is),
        reason: None,
    })
    .await?;
    Ok(())
}

fn in_order(codes: &[String]) -> Vec<String> {
    let mut codes = codes.to_vec();
    codes.sort();
    codes.dedup();
    codes
}
