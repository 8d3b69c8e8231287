//! Everything that is held about a customer, for themselves (GDPR, articles 15 and 20): what they gave, what they did, what they were sent. What opens
//! doors is left out: the password's hash, the hashes of sessions and devices, passkeys' keys, the keys in links.

mod listing;

use futures_util::TryStreamExt as _;
use jiff::SignedDuration;
use platform::audit::Change;
use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection, Tx};
use platform::files::spool::{Spool, SpoolError};
use serde_json::json;

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

/// Notes that a file is handed out, and counts it. Commit it before [`write`].
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

/// Why a file that was begun is not finished.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
    /// The file could not be written.
    #[error(transparent)]
    Spool(#[from] SpoolError),
    /// What the database gave is no JSON.
    #[error(transparent)]
    Json(#[from] serde_json::Error),
}

/// Rows of one kind.
type Section = for<'a> fn(&'a mut PgConnection, CustomerId) -> listing::Rows<'a>;

/// What a file says of itself.
const ABOUT: &str = "Sums are in minor units of the currency beside them (24900 is 249.00), unit prices in ten-thousandths of those; moments are in UTC.";

/// Writes it all, of one moment, row by row: whoever buys for a company has tens of thousands of orders. Nothing has been read in the transaction before.
///
/// # Errors
/// [`WriteError`].
pub async fn write(tx: &mut Tx, id: CustomerId, out: &mut Spool) -> Result<(), WriteError> {
    listing::of_one_moment(tx).await?;
    let account = listing::account(tx, id).await?;
    let head = [
        ("version", json!(VERSION)),
        ("exported_at", json!(tx.now().to_string())),
        ("about", json!(ABOUT)),
        ("account", account),
    ];
    for (at, (name, value)) in head.iter().enumerate() {
        let before = if at == 0 { "{" } else { "," };
        out.put(&format!("{before}\n\"{name}\": {value}")).await?;
    }
    let sections: [(&str, Section); 24] = [
        ("former_email_addresses", listing::former_emails),
        ("addresses", listing::addresses),
        ("companies", listing::companies),
        ("invitations", listing::invitations),
        ("applications", listing::applications),
        ("purchase_requests", listing::requests),
        ("quotations", listing::quotations),
        ("orders", listing::orders),
        ("carts", listing::carts),
        ("wish_list", listing::wishes),
        ("watched", listing::watches),
        ("saved_carts", listing::lists),
        ("gift_cards", listing::gift_cards),
        ("gift_cards_bought", listing::gift_cards_bought),
        ("promotion_codes", listing::promotion_codes),
        ("reviews", listing::reviews),
        ("consents", listing::consents),
        ("sessions", listing::sessions),
        ("passkeys", listing::passkeys),
        ("known_browsers", listing::devices),
        ("links_by_mail", listing::links),
        ("mails", listing::mails),
        ("notes_of_staff", listing::notes),
        ("trail", listing::trail),
    ];
    for (name, section) in sections {
        write_section(out, name, section(tx, id)).await?;
    }
    Ok(out.put("\n}\n").await?)
}

async fn write_section(
    out: &mut Spool,
    name: &str,
    mut rows: listing::Rows<'_>,
) -> Result<(), WriteError> {
    out.put(&format!(",\n\"{name}\": [")).await?;
    let mut before = "\n";
    while let Some(row) = rows.try_next().await? {
        out.put(before).await?;
        out.put(&serde_json::to_string(&row)?).await?;
        before = ",\n";
    }
    Ok(out.put("]").await?)
}
