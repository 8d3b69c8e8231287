//! **Addresses** that a customer keeps for the checkout. One is the default, as long as there is any.

pub mod store;

use platform::audit::Change;
use platform::db::{DbError, Tx};
use serde_json::json;

use super::Session;
use crate::ids::CustomerAddressId;
use crate::locks;
use crate::order::Address;

/// Most addresses of one customer.
pub const MAX_ADDRESSES: i64 = 30;

/// An address as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedAddress {
    /// Which.
    pub id: CustomerAddressId,
    /// The address.
    pub address: Address,
    /// Telephone for the carrier; may be empty.
    pub phone: String,
    /// Whether the checkout begins with it.
    pub is_default: bool,
    /// Against silent overwrite.
    pub row_version: i32,
}

/// An address as it is to be.
#[derive(Clone, Debug)]
pub struct Draft {
    /// The address, checked.
    pub address: Address,
    /// Checked, or empty.
    pub phone: String,
    /// Whether the checkout is to begin with it.
    pub is_default: bool,
}

/// Why an address was not kept, changed or taken away.
#[derive(Debug, thiserror::Error)]
pub enum AddressError {
    /// The customer has no such address.
    #[error("no such address")]
    NotFound,
    /// It was changed elsewhere meanwhile.
    #[error("the address was changed meanwhile")]
    Stale,
    /// There are [`MAX_ADDRESSES`] already.
    #[error("too many addresses")]
    Full,
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Keeps another address. The first one is the default whatever is wished. One that is kept already, with the same telephone, is kept once, however often
/// it is sent.
///
/// # Errors
/// [`AddressError`]; the transaction is to be dropped then.
pub async fn add(
    tx: &mut Tx,
    session: &Session,
    draft: &Draft,
) -> Result<CustomerAddressId, AddressError> {
    if !locks::lock_customer(tx, session.customer).await? {
        return Err(AddressError::NotFound);
    }
    let kept = store::all(tx, session.customer).await?;
    let equal = |one: &&SavedAddress| one.address == draft.address && one.phone == draft.phone;
    if let Some(same) = kept.iter().find(equal) {
        if draft.is_default && !same.is_default {
            store::clear_default(tx, session.customer).await?;
            store::set_default(tx, same.id).await?;
            trace(tx, session, "customer.address_made_default", same.id).await?;
        }
        return Ok(same.id);
    }
    if i64::try_from(kept.len()).unwrap_or(i64::MAX) >= MAX_ADDRESSES {
        return Err(AddressError::Full);
    }
    let is_default = draft.is_default || kept.is_empty();
    if is_default {
        store::clear_default(tx, session.customer).await?;
    }
    let id = CustomerAddressId::generate();
    store::insert(tx, session.customer, id, draft, is_default).await?;
    trace(tx, session, "customer.address_added", id).await?;
    Ok(id)
}

/// Changes an address that is as the customer saw it.
///
/// # Errors
/// [`AddressError`]; the transaction is to be dropped then.
pub async fn change(
    tx: &mut Tx,
    session: &Session,
    id: CustomerAddressId,
    row_version: i32,
    draft: &Draft,
) -> Result<(), AddressError> {
    if !locks::lock_customer(tx, session.customer).await? {
        return Err(AddressError::NotFound);
    }
    let held = store::find(tx, session.customer, id)
        .await?
        .ok_or(AddressError::NotFound)?;
    if held.row_version != row_version {
        return Err(AddressError::Stale);
    }
    if draft.is_default && !held.is_default {
        store::clear_default(tx, session.customer).await?;
    }
    // The default is taken away from an address by giving it to another.
    store::update(tx, id, draft, draft.is_default || held.is_default).await?;
    trace(tx, session, "customer.address_changed", id).await?;
    Ok(())
}

/// Takes an address away; the default goes to the latest of the others.
///
/// # Errors
/// [`AddressError`]; the transaction is to be dropped then.
pub async fn remove(
    tx: &mut Tx,
    session: &Session,
    id: CustomerAddressId,
) -> Result<(), AddressError> {
    if !locks::lock_customer(tx, session.customer).await? {
        return Err(AddressError::NotFound);
    }
    if !store::delete(tx, session.customer, id).await? {
        return Err(AddressError::NotFound);
    }
    store::see_to_default(tx, session.customer).await?;
    trace(tx, session, "customer.address_removed", id).await?;
    Ok(())
}

/// Makes an address the default.
///
/// # Errors
/// [`AddressError`]; the transaction is to be dropped then.
pub async fn make_default(
    tx: &mut Tx,
    session: &Session,
    id: CustomerAddressId,
) -> Result<(), AddressError> {
    if !locks::lock_customer(tx, session.customer).await? {
        return Err(AddressError::NotFound);
    }
    if store::find(tx, session.customer, id).await?.is_none() {
        return Err(AddressError::NotFound);
    }
    store::clear_default(tx, session.customer).await?;
    store::set_default(tx, id).await?;
    trace(tx, session, "customer.address_made_default", id).await?;
    Ok(())
}

/// Keeps an address from the checkout, unless it is kept already or there is no room: a purchase does not fail for that.
///
/// # Errors
/// Database errors.
pub async fn remember(tx: &mut Tx, session: &Session, draft: &Draft) -> Result<(), DbError> {
    if !locks::lock_customer(tx, session.customer).await? {
        return Ok(());
    }
    let kept = store::all(tx, session.customer).await?;
    if kept.iter().any(|one| one.address == draft.address) {
        return Ok(());
    }
    match add(tx, session, draft).await {
        Err(AddressError::Db(error)) => Err(error),
        _ => Ok(()),
    }
}

/// The trail says which address, never how it reads: nothing is ever taken out of it.
async fn trace(
    tx: &mut Tx,
    session: &Session,
    action: &'static str,
    id: CustomerAddressId,
) -> Result<(), DbError> {
    let after = json!({ "address": id });
    tx.audit(Change::deed(action, "customer", session.customer).with_after(&after))
        .await
}
