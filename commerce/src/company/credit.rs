//! What a company may **owe**: a limit, its own or its tier's, and what of it is used. Taken by one conditional statement in the transaction of the
//! order, so that orders at once never pass the limit; given back when the order is called off or paid.

use platform::db::{DbError, PgConnection};
use platform::money::Money;

use super::store;
use crate::ids::CompanyId;

/// What a company may owe, as its own terms or its tier's say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreditTerms {
    /// Whether it may pay by invoice at all.
    pub may_invoice: bool,
    /// At most.
    pub limit_minor: i64,
    /// Owed now.
    pub used_minor: i64,
    /// From order to due date.
    pub days: i16,
    /// ISO 4217.
    pub currency: String,
}

impl CreditTerms {
    /// What is left to buy for; nothing when a limit was lowered below what is owed.
    #[must_use]
    pub fn left_minor(&self) -> i64 {
        (self.limit_minor - self.used_minor).max(0)
    }

    /// Whether an order of this sum may go on invoice, as far as can be seen without the lock.
    #[must_use]
    pub fn covers(&self, amount: Money) -> bool {
        self.may_invoice
            && self.currency == amount.currency.code()
            && amount.minor <= self.left_minor()
    }
}

/// A company's terms now; `None` when it is gone or closed.
///
/// # Errors
/// Database errors.
pub async fn terms(
    conn: &mut PgConnection,
    company: CompanyId,
) -> Result<Option<CreditTerms>, DbError> {
    store::credit_terms(conn, company).await
}
