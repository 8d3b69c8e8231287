//! Turning a violated constraint into a refusal, by the constraint's name.

use super::DbError;

/// The name of the constraint or unique index that the statement violated, if that is why it failed.
#[must_use]
pub fn violated(error: &DbError) -> Option<&str> {
    error
        .as_database_error()
        .and_then(sqlx::error::DatabaseError::constraint)
}

/// Whether the statement failed on the constraint `name`.
#[must_use]
pub fn is_violated(error: &DbError, name: &str) -> bool {
    violated(error) == Some(name)
}

/// Whether the whole transaction may succeed when it is run again: a deadlock or a serialisation failure.
#[must_use]
pub fn is_transient(error: &DbError) -> bool {
    error
        .as_database_error()
        .and_then(sqlx::error::DatabaseError::code)
        .is_some_and(|code| matches!(code.as_ref(), "40001" | "40P01"))
}
