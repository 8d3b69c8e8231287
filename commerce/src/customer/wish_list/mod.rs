//! A customer's **wish list**: products that they may want one day, each with the variant that they looked at.

pub mod store;

use platform::db::{DbError, Tx};

use super::Session;
use crate::ids::{ProductId, VariantId};
use crate::locks;

/// Most products on a list.
pub const MAX_WISHES: i64 = 200;

/// Why a product was not put on the list.
#[derive(Debug, thiserror::Error)]
pub enum WishError {
    /// There is no such product, or the variant is not one of its.
    #[error("no such product")]
    NotFound,
    /// There are [`MAX_WISHES`] already.
    #[error("the list is full")]
    Full,
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Puts a product on the list; once, however often it is asked.
///
/// # Errors
/// [`WishError`]; the transaction is to be dropped then.
pub async fn add(
    tx: &mut Tx,
    session: &Session,
    product: ProductId,
    variant: Option<VariantId>,
) -> Result<(), WishError> {
    if !locks::lock_customer(tx, session.customer).await? {
        return Err(WishError::NotFound);
    }
    if !store::is_product(tx, product, variant).await? {
        return Err(WishError::NotFound);
    }
    if store::count(tx, session.customer).await? >= MAX_WISHES {
        return Err(WishError::Full);
    }
    Ok(store::insert(tx, session.customer, product, variant).await?)
}

/// Takes a product off the list; nothing happens when it is not on it.
///
/// # Errors
/// Database errors.
pub async fn remove(tx: &mut Tx, session: &Session, product: ProductId) -> Result<(), DbError> {
    store::delete(tx, session.customer, product).await
}
