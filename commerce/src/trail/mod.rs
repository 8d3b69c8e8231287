//! The **trail's things**: what people call what the audit trail names by noun and id, and which of them a number names.

pub mod listing;

use uuid::Uuid;

/// What a thing is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Called {
    /// Which.
    pub id: Uuid,
    /// Its number, code or name; never a customer's name or address.
    pub name: String,
    /// What its page's address ends with.
    pub place: String,
    /// A customer whose data are gone: what was noted about them is gone, too.
    pub is_erased: bool,
}
