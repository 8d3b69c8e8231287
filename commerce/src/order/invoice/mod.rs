//! An **invoice**: an order that a company owes for. What it owes is part of its credit from the moment of the order until it is paid or called off:
//! taken and given back in the same transaction as the order's own change, under the company's row lock, by one conditional statement.

pub mod close;
pub mod credit;
pub mod document;
pub mod listing;
pub mod pay;
pub(crate) mod store;

use platform::clock::{Date, Timestamp};
use platform::db::{DbError, PgConnection};

use crate::company::purchase::OnOrder;
use crate::ids::{CompanyId, OrderId};

/// How far an invoice has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum InvoiceState {
    /// The money is owed.
    Open,
    /// It has come.
    Paid,
    /// The order was called off.
    Void,
    /// All of it was credited before it was paid.
    Credited,
}

impl InvoiceState {
    /// Every state.
    pub const ALL: [Self; 4] = [Self::Open, Self::Paid, Self::Void, Self::Credited];

    /// The word in the table.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Paid => "paid",
            Self::Void => "void",
            Self::Credited => "credited",
        }
    }

    /// From the word in the table.
    #[must_use]
    pub fn from_column(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }
}

/// An invoice as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invoice {
    /// Who owes.
    pub company_id: CompanyId,
    /// How much.
    pub amount_minor: i64,
    /// How much of it was credited while it was owed.
    pub credited_minor: i64,
    /// How much of it was paid, as far as payments were entered.
    pub paid_minor: i64,
    /// ISO 4217.
    pub currency: String,
    /// The day when it must be paid.
    pub due_on: Date,
    /// How far it has come.
    pub state: InvoiceState,
    /// When it was closed.
    pub closed_at: Option<Timestamp>,
}

/// An order's invoice, if it is paid by one.
///
/// # Errors
/// Database errors.
pub async fn of_order(conn: &mut PgConnection, order: OrderId) -> Result<Option<Invoice>, DbError> {
    store::of_order(conn, order).await
}

/// What is still owed of an order's invoice; nothing when it is closed, or the order is paid in another way.
///
/// # Errors
/// Database errors.
pub async fn owed(conn: &mut PgConnection, order: OrderId) -> Result<i64, DbError> {
    let invoice = store::of_order(conn, order).await?;
    Ok(invoice.map_or(0, |invoice| invoice.owed_minor()))
}

/// What an order carries of the company that made it.
///
/// # Errors
/// Database errors.
pub async fn company_of_order(
    conn: &mut PgConnection,
    order: OrderId,
) -> Result<Option<OnOrder>, DbError> {
    store::company_of_order(conn, order).await
}
