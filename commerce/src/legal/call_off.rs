//! **Calling off** a version that does not hold yet. One that has held is never taken away.

use platform::audit::Change;
use platform::db::{DbError, Tx};
use serde_json::json;

use super::{listing, store};
use crate::ids::ShopId;

/// Calls off a version that is to hold from a later moment; false where there is none, or it holds already.
///
/// # Errors
/// Database errors.
pub async fn call_off(
    tx: &mut Tx,
    shop_id: ShopId,
    kind: &str,
    version: i32,
) -> Result<bool, DbError> {
    let texts = listing::texts(tx, shop_id, kind, version).await?;
    let Some(first) = texts.first().cloned() else {
        return Ok(false);
    };
    if store::delete_to_come(tx, shop_id, kind, version).await? == 0 {
        return Ok(false);
    }
    // What nobody has read stays in the trail.
    let before = json!({ "kind": kind, "version": version, "from": first.published_at,
                         "texts": texts.iter().map(|text| json!({ "language": text.locale, "title": text.title, "body": text.body })).collect::<Vec<_>>() });
    tx.audit(Change {
        action: "document.called_off",
        subject: ("document", Some(first.id.0)),
        before: Some(&before),
        after: None::<&()>,
        reason: None,
    })
    .await?;
    Ok(true)
}
