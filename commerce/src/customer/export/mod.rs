//! Everything that is held about a customer, for themselves (GDPR, articles 15 and 20): what they gave, what they did, what they were sent. What opens
//! doors is left out: the password's hash, the hashes of sessions and devices, passkeys' keys, the keys in links.

mod listing;

use jiff::SignedDuration;
use platform::audit::Change;
use platform::clock::Timestamp;
use platform::db::{DbError, Tx};
use serde_json::{Value, json};

use crate::ids::CustomerId;
use crate::locks;

/// Version of the form, so that programs can tell.
pub const VERSION: i32 = 1;

/// How many files of one customer are made in [`PER`]: each reads a good deal.
pub const MOST: i64 = 5;
/// See [`MOST`].
pub const PER: SignedDuration = SignedDuration::from_hours(1);

/// Why no file is made.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// There is no such account, or its person has been erased.
    #[error("there is no such account")]
    NoCustomer,
    /// There have been [`MOST`] lately; the next one is made from then on.
    #[error("too many files lately")]
    TooMany(Timestamp),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Notes that a file is handed out, and counts it. Commit it before [`gather`].
///
/// # Errors
/// [`ExportError`]; the transaction is to be dropped then.
pub async fn begin(tx: &mut Tx, id: CustomerId) -> Result<(), ExportError> {
    let state = locks::lock_customer_in_any_state(tx, id).await?;
    if state.is_none_or(|state| state == "erased") {
        return Err(ExportError::NoCustomer);
    }
    let since = tx.now().minus(PER);
    // The customer's own are not used up by staff's.
    let by = tx.actor().kind();
    let lately = listing::made_since(tx, id, since, by).await?;
    if let (Some(first), true) = (lately.first, lately.count >= MOST) {
        return Err(ExportError::TooMany(first.plus(PER)));
    }
    tx.audit(Change::deed("customer.exported", "customer", id))
        .await?;
    Ok(())
}

/// Gathers it all, of one moment. Nothing has been read in the transaction before.
///
/// # Errors
/// Database errors.
pub async fn gather(tx: &mut Tx, id: CustomerId) -> Result<Value, DbError> {
    listing::of_one_moment(tx).await?;
    Ok(json!({
        "version": VERSION,
        "exported_at": tx.now().to_string(),
        "about": "Sums are in minor units of the currency beside them (24900 is 249.00), unit prices in ten-thousandths of those; moments are in UTC.",
        "account": listing::account(tx, id).await?,
        "former_email_addresses": listing::former_emails(tx, id).await?,
        "addresses": listing::addresses(tx, id).await?,
        "companies": listing::companies(tx, id).await?,
        "invitations": listing::invitations(tx, id).await?,
        "applications": listing::applications(tx, id).await?,
        "purchase_requests": listing::requests(tx, id).await?,
        "quotations": listing::quotations(tx, id).await?,
        "orders": listing::orders(tx, id).await?,
        "carts": listing::carts(tx, id).await?,
        "wish_list": listing::wishes(tx, id).await?,
        "saved_carts": listing::lists(tx, id).await?,
        "gift_cards": listing::gift_cards(tx, id).await?,
        "gift_cards_bought": listing::gift_cards_bought(tx, id).await?,
        "promotion_codes": listing::promotion_codes(tx, id).await?,
        "reviews": listing::reviews(tx, id).await?,
        "consents": listing::consents(tx, id).await?,
        "sessions": listing::sessions(tx, id).await?,
        "passkeys": listing::passkeys(tx, id).await?,
        "known_browsers": listing::devices(tx, id).await?,
        "links_by_mail": listing::links(tx, id).await?,
        "mails": listing::mails(tx, id).await?,
        "notes_of_staff": listing::notes(tx, id).await?,
        "trail": listing::trail(tx, id).await?,
    }))
}
