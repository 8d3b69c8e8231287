//! A **processor**: somebody outside who handles personal data for the shop, as its host or whoever sends its mails (GDPR, articles 13, 28 and 30). Staff
//! keep the list; it is told under the text about personal data as it stands, while the text itself goes by versions.

mod store;

use platform::audit::Change;
use platform::clock::Date;
use platform::db::constraint::is_violated;
use platform::db::{DbError, Tx};
use serde::Serialize;

use crate::ids::{ProcessorId, ShopId};

pub use store::{all, one};

/// Most of them in one shop.
pub const MOST: i64 = 100;
/// Longest name in characters.
pub const LONGEST_NAME: usize = 120;
/// Longest of the other texts.
pub const LONGEST_TEXT: usize = 500;
/// Longest address.
pub const LONGEST_URL: usize = 300;

/// What is said of one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Draft {
    /// As they are called.
    pub name: String,
    /// Where they tell of themselves; may be empty.
    pub url: String,
    /// What they do and which data they get, in Swedish.
    pub task_sv: String,
    /// The same in English; where it is empty the Swedish is shown.
    pub task_en: String,
    /// Where the data are, and what protects them outside the EU, in Swedish.
    pub place_sv: String,
    /// The same in English.
    pub place_en: String,
    /// When the agreement was signed; told to staff alone.
    pub agreed_on: Option<Date>,
}

/// One that is kept.
#[derive(Clone, Debug)]
pub struct Processor {
    /// Which.
    pub id: ProcessorId,
    /// What is said of it.
    pub draft: Draft,
    /// Against silent overwrite.
    pub row_version: i32,
}

/// Why nothing is saved.
#[derive(Debug, thiserror::Error)]
pub enum SaveProcessorError {
    /// There is no such one.
    #[error("there is no such processor")]
    Unknown,
    /// There is one of that name.
    #[error("the name is taken")]
    NameTaken,
    /// There are [`MOST`].
    #[error("there are too many")]
    TooMany,
    /// Somebody else has saved it meanwhile.
    #[error("changed meanwhile")]
    ChangedMeanwhile,
    /// The database failed.
    #[error(transparent)]
    Db(DbError),
}

impl From<DbError> for SaveProcessorError {
    fn from(error: DbError) -> Self {
        if is_violated(&error, "processors_name_key") {
            Self::NameTaken
        } else {
            Self::Db(error)
        }
    }
}

/// Adds one. The draft has been checked for its lengths.
///
/// # Errors
/// [`SaveProcessorError`]; the transaction is to be dropped then.
pub async fn add(
    tx: &mut Tx,
    shop: ShopId,
    draft: &Draft,
) -> Result<ProcessorId, SaveProcessorError> {
    if store::count(tx, shop).await? >= MOST {
        return Err(SaveProcessorError::TooMany);
    }
    let id = ProcessorId::generate();
    store::insert(tx, id, shop, draft).await?;
    record(tx, "processor.added", id, None, Some(draft)).await?;
    Ok(id)
}

/// Says something else of one.
///
/// # Errors
/// [`SaveProcessorError`]; the transaction is to be dropped then.
pub async fn save(
    tx: &mut Tx,
    shop: ShopId,
    id: ProcessorId,
    row_version: i32,
    draft: &Draft,
) -> Result<(), SaveProcessorError> {
    let before = locked(tx, shop, id, row_version).await?;
    if before != *draft {
        store::update(tx, id, draft).await?;
        record(tx, "processor.changed", id, Some(&before), Some(draft)).await?;
    }
    Ok(())
}

/// Takes one off the list; the trail keeps what was said of it.
///
/// # Errors
/// [`SaveProcessorError`]; the transaction is to be dropped then.
pub async fn remove(
    tx: &mut Tx,
    shop: ShopId,
    id: ProcessorId,
    row_version: i32,
) -> Result<(), SaveProcessorError> {
    let before = locked(tx, shop, id, row_version).await?;
    store::delete(tx, id).await?;
    record(tx, "processor.removed", id, Some(&before), None).await?;
    Ok(())
}

async fn locked(
    tx: &mut Tx,
    shop: ShopId,
    id: ProcessorId,
    row_version: i32,
) -> Result<Draft, SaveProcessorError> {
    let found = store::lock(tx, shop, id)
        .await?
        .ok_or(SaveProcessorError::Unknown)?;
    if found.row_version != row_version {
        return Err(SaveProcessorError::ChangedMeanwhile);
    }
    Ok(found.draft)
}

async fn record(
    tx: &mut Tx,
    action: &'static str,
    id: ProcessorId,
    before: Option<&Draft>,
    after: Option<&Draft>,
) -> Result<(), DbError> {
    let change = Change {
        action,
        subject: ("processor", Some(id.0)),
        before,
        after,
        reason: None,
    };
    tx.audit(change).await
}
