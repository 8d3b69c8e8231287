//! Goods without a right of withdrawal, each with its lawful reason (distansavtalslagen 2005:59, 2 kap. 11 §).

use platform::audit::Change;
use platform::db::{DbError, Tx};
use serde_json::json;

use super::{listing, store};
use crate::ids::ProductId;
use crate::locks;

/// Why a product cannot be withdrawn from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WithdrawalException {
    /// Made to the buyer's measure or clearly personal.
    MadeToMeasure,
    /// Soon too old.
    Perishable,
    /// Sealed for health or hygiene, once the seal is broken.
    SealedHygiene,
    /// Sealed sound, film or software, once the seal is broken.
    SealedMedia,
    /// Inseparably mixed with other goods after delivery.
    Mixed,
    /// A single newspaper or magazine.
    Periodical,
    /// For a certain day: lodging, transport, meals, an event.
    Dated,
}

impl WithdrawalException {
    /// Every reason, in the order of the form.
    pub const ALL: [Self; 7] = [
        Self::MadeToMeasure,
        Self::SealedHygiene,
        Self::SealedMedia,
        Self::Perishable,
        Self::Mixed,
        Self::Periodical,
        Self::Dated,
    ];

    /// As the table names it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::MadeToMeasure => "made_to_measure",
            Self::Perishable => "perishable",
            Self::SealedHygiene => "sealed_hygiene",
            Self::SealedMedia => "sealed_media",
            Self::Mixed => "mixed",
            Self::Periodical => "periodical",
            Self::Dated => "dated",
        }
    }

    /// From the table's or the form's name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == text)
    }

    /// Whether the right is lost only when the seal is broken: what has not been sent, or is still sealed, can be withdrawn from.
    #[must_use]
    pub fn is_of_seal(self) -> bool {
        matches!(self, Self::SealedHygiene | Self::SealedMedia)
    }
}

/// Says why a product cannot be withdrawn from, or that it can. Orders keep what was told when they were made. `false`: no such product.
///
/// # Errors
/// Database errors.
pub async fn set(
    tx: &mut Tx,
    product: ProductId,
    reason: Option<WithdrawalException>,
) -> Result<bool, DbError> {
    if !locks::lock_product(tx, product).await? {
        return Ok(false);
    }
    let held = listing::exceptions_of(tx, &[product]).await?;
    let held = held.first().map(|(_, reason)| *reason);
    if held == reason {
        return Ok(true);
    }
    store::set_exception(tx, product, reason.map(WithdrawalException::as_str)).await?;
    let value = |reason: Option<WithdrawalException>| json!({ "withdrawal_exception": reason.map(WithdrawalException::as_str) });
    let (before, after) = (value(held), value(reason));
    tx.audit(Change {
        action: "product.withdrawal_exception",
        subject: ("product", Some(product.0)),
        before: Some(&before),
        after: Some(&after),
        reason: None,
    })
    .await?;
    Ok(true)
}
