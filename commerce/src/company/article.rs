//! A company's **own article numbers** (A5): what its people type in quick orders, and what stands on its orders.

use platform::db::Tx;
use serde_json::json;

use super::manage::{ManageError, administered, record};
use super::store;
use crate::customer::Session;
use crate::ids::VariantId;

/// Most numbers of a company.
pub const MOST: i64 = 100_000;
/// Longest number in characters.
pub const LONGEST: usize = 60;

/// One of a company's own numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnNumber {
    /// As the company writes it.
    pub number: String,
    /// Our number for the article.
    pub sku: String,
    /// What the article is called, in the reader's language.
    pub name: String,
}

/// A number as it is kept: without control characters and space around it; `None` when nothing is left, or it is longer than [`LONGEST`].
#[must_use]
pub fn clean_number(typed: &str) -> Option<String> {
    let words: String = typed.chars().filter(|c| !c.is_control()).collect();
    let number = words.trim();
    (1..=LONGEST)
        .contains(&number.chars().count())
        .then(|| number.to_owned())
}

/// Keeps numbers for articles. One that the company has already means the new article from now on; of the same number twice the last counts.
///
/// # Errors
/// [`ManageError::TooMany`] beyond [`MOST`]; the transaction is to be dropped then.
pub async fn save(
    tx: &mut Tx,
    session: &Session,
    numbers: &[(String, VariantId)],
) -> Result<(), ManageError> {
    let company = administered(tx, session).await?;
    store::articles::upsert(tx, company, numbers).await?;
    if store::articles::count(tx, company).await? > MOST {
        return Err(ManageError::TooMany);
    }
    let after = json!({ "numbers": numbers.len() });
    record(
        tx,
        "company.articles_saved",
        company,
        None::<&()>,
        Some(&after),
    )
    .await
}

/// Forgets a number. Orders keep what they were made with.
///
/// # Errors
/// [`ManageError::NotTheirs`] when the company has no such number; the transaction is to be dropped then.
pub async fn remove(tx: &mut Tx, session: &Session, number: &str) -> Result<(), ManageError> {
    let company = administered(tx, session).await?;
    if !store::articles::delete(tx, company, number).await? {
        return Err(ManageError::NotTheirs);
    }
    let before = json!({ "number": number });
    record(
        tx,
        "company.article_removed",
        company,
        Some(&before),
        None::<&()>,
    )
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_kept_clean() {
        assert_eq!(clean_number(" K-17\u{7} "), Some("K-17".to_owned()));
        assert_eq!(clean_number("\t"), None);
        assert_eq!(clean_number(&"x".repeat(LONGEST + 1)), None);
    }
}
