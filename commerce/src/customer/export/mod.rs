//! Everything that is held about a customer, for themselves (GDPR, articles 15 and 20): what they gave, what they did, what they were sent. What opens
//! doors is left out: the password's hash, the hashes of sessions and devices, the keys in links.

mod listing;

use platform::audit::Change;
use platform::db::{DbError, Tx};
use serde_json::{Value, json};

use super::Session;

/// Version of the form, so that programs can tell.
pub const VERSION: i32 = 1;

/// Gathers it all, of one moment, and notes that it was handed out.
///
/// # Errors
/// Database errors.
pub async fn export(tx: &mut Tx, session: &Session) -> Result<Value, DbError> {
    let id = session.customer;
    let gathered = json!({
        "version": VERSION,
        "exported_at": tx.now().to_string(),
        "about": "Sums are in minor units of the currency beside them (24900 is 249.00), unit prices in ten-thousandths of those; moments are in UTC.",
        "account": listing::account(tx, id).await?,
        "addresses": listing::addresses(tx, id).await?,
        "companies": listing::companies(tx, id).await?,
        "applications": listing::applications(tx, id).await?,
        "orders": listing::orders(tx, id).await?,
        "carts": listing::carts(tx, id).await?,
        "wish_list": listing::wishes(tx, id).await?,
        "saved_carts": listing::lists(tx, id).await?,
        "consents": listing::consents(tx, id).await?,
        "sessions": listing::sessions(tx, id).await?,
        "known_browsers": listing::devices(tx, id).await?,
        "links_by_mail": listing::links(tx, id).await?,
        "mails": listing::mails(tx, id).await?,
        "trail": listing::trail(tx, id).await?,
    });
    tx.audit(Change::deed("customer.exported", "customer", id))
        .await?;
    Ok(gathered)
}
