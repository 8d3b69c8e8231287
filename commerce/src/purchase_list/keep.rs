//! Lists to order from: made, added to, counted anew (A5). A company's are shared: everyone who acts for it may change them.

use jiff::SignedDuration;
use platform::audit::Change;
use platform::db::Tx;

use super::{ListError, ListKind, MAX_LINES, MAX_LISTS, Owner, store};
use crate::cart::fill::Wanted;
use crate::customer::Session;
use crate::ids::{PurchaseListId, VariantId};
use crate::locks;

/// What is ordered from, and shown together.
pub const KINDS: [ListKind; 2] = [ListKind::Requisition, ListKind::Template];

/// A list of the same name by the same person within this time is the same list.
const SENT_TWICE: SignedDuration = SignedDuration::from_mins(1);

/// Makes a list, with goods or without. Sent twice it is one.
///
/// # Errors
/// [`ListError`]; the transaction is to be dropped then.
pub async fn make(
    tx: &mut Tx,
    session: &Session,
    (kind, name): (ListKind, &str),
    lines: &[Wanted],
) -> Result<PurchaseListId, ListError> {
    // Lists are counted under a lock, or two windows would make one too many.
    let owner = Owner::of(session);
    match owner {
        Owner::Customer(customer) => {
            if !locks::lock_customer(tx, customer).await? {
                return Err(ListError::Closed);
            }
        }
        Owner::Company(company) => {
            locks::lock_company(tx, company).await?;
        }
    }
    let since = tx.now().minus(SENT_TWICE);
    let maker = (owner, session.customer);
    if let Some(id) = store::made_since(tx, maker, kind, name, since).await? {
        return Ok(id);
    }
    if store::count(tx, owner, &KINDS).await? >= MAX_LISTS {
        return Err(ListError::Full);
    }
    if lines.len() > MAX_LINES {
        return Err(ListError::TooLong);
    }
    let id = PurchaseListId::generate();
    store::insert(tx, maker, id, kind, name).await?;
    store::put_lines(tx, id, lines).await?;
    // What it is called its owner may erase; the trail is for ever.
    let after = serde_json::json!({ "kind": kind.code(), "articles": lines.len() });
    tx.audit(Change::deed("purchase_list.made", "purchase_list", id).with_after(&after))
        .await?;
    Ok(id)
}

/// Puts goods on a list. Of what is on it already, the number becomes the one given: sent twice it is the same.
///
/// # Errors
/// [`ListError`]; the transaction is to be dropped then.
pub async fn put_on(
    tx: &mut Tx,
    session: &Session,
    id: PurchaseListId,
    lines: &[Wanted],
) -> Result<(), ListError> {
    if !locks::lock_list(tx, Owner::of(session), id).await? {
        return Err(ListError::NotFound);
    }
    if lines.is_empty() {
        return Ok(());
    }
    store::put_lines(tx, id, lines).await?;
    if store::lines(tx, id).await? > i64::try_from(MAX_LINES).unwrap_or(i64::MAX) {
        return Err(ListError::TooLong);
    }
    store::touch(tx, id).await?;
    let after = serde_json::json!({ "articles": lines.len() });
    tx.audit(Change::deed("purchase_list.added_to", "purchase_list", id).with_after(&after))
        .await?;
    Ok(())
}

/// Sets how many are usually ordered; what is set to zero goes off the list.
///
/// # Errors
/// [`ListError`]; the transaction is to be dropped then.
pub async fn set_quantities(
    tx: &mut Tx,
    session: &Session,
    id: PurchaseListId,
    row_version: i32,
    quantities: &[(VariantId, i32)],
) -> Result<(), ListError> {
    let owner = Owner::of(session);
    if !locks::lock_list(tx, owner, id).await? {
        return Err(ListError::NotFound);
    }
    if !store::is_version(tx, id, row_version).await? {
        return Err(ListError::Stale);
    }
    store::set_quantities(tx, id, quantities).await?;
    store::touch(tx, id).await?;
    tx.audit(Change::deed("purchase_list.changed", "purchase_list", id))
        .await?;
    Ok(())
}
