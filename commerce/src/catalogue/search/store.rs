//! Writing the synonym table.

use platform::db::{DbError, Tx};

/// Lets `word` stand for `canonical` in a language: the products of either are found by both, once their lists are made anew.
///
/// # Errors
/// Database errors.
pub async fn save_synonym(
    tx: &mut Tx,
    locale: &str,
    word: &str,
    canonical: &str,
) -> Result<(), DbError> {
    sqlx::query!(
        "insert into search_synonyms (locale, word, canonical) values ($1, lower($2), lower($3))
         on conflict (locale, word) do update set canonical = excluded.canonical",
        locale,
        word,
        canonical
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
