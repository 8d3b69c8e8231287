//! Making an account of an opened link.

use platform::audit::Change;
use platform::db::{DbError, Tx};
use serde_json::json;

use super::link::{Link, LinkPurpose};
use super::{Customer, store};
use crate::ids::CustomerId;
use crate::stock_watch;

/// Why no account was made.
#[derive(Debug, thiserror::Error)]
pub enum RegisterError {
    /// The link is no invitation to register, or was used or is too old.
    #[error("the link is not good")]
    LinkNotGood,
    /// The address has got an account since the link was sent.
    #[error("the address has an account")]
    HasAccount,
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Makes the account that an opened link proves. Without a password the customer logs in by link.
///
/// # Errors
/// [`RegisterError`]; the transaction is to be dropped then.
pub async fn register(
    tx: &mut Tx,
    link: &Link,
    name: &str,
    password_hash: Option<String>,
) -> Result<Customer, RegisterError> {
    let taken = store::take_link(tx, link.id)
        .await?
        .ok_or(RegisterError::LinkNotGood)?;
    if taken.purpose != LinkPurpose::Register {
        return Err(RegisterError::LinkNotGood);
    }
    make(tx, &taken.email, name, &taken.locale, password_hash).await
}

/// Makes an account with an address that its reader has just proved.
pub(crate) async fn make(
    tx: &mut Tx,
    email: &str,
    name: &str,
    locale: &str,
    password_hash: Option<String>,
) -> Result<Customer, RegisterError> {
    if store::account_by_email(tx, email).await?.is_some() {
        return Err(RegisterError::HasAccount);
    }
    let customer = Customer {
        id: CustomerId::generate(),
        number: store::next_number(tx).await?,
        email: email.to_owned(),
        name: name.to_owned(),
        phone: String::new(),
        password_hash,
        locale: locale.to_owned(),
        tier_code: super::REGISTERED_TIER.to_owned(),
        row_version: 1,
    };
    match store::insert_customer(tx, &customer).await {
        Ok(()) => {}
        // Two links to the same address, opened at the same moment.
        Err(error) if platform::db::constraint::is_violated(&error, "customers_email_key") => {
            return Err(RegisterError::HasAccount);
        }
        Err(error) => return Err(error.into()),
    }
    // What the address watches as a guest's is the account's from now on.
    stock_watch::begin::adopt(tx, customer.id).await?;
    let after = json!({ "number": customer.number, "tier": customer.tier_code });
    tx.audit(Change::deed("customer.registered", "customer", customer.id).with_after(&after))
        .await?;
    Ok(customer)
}
