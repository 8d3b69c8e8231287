//! **Issuing** cards, and stopping them.

use platform::audit::Change;
use platform::clock::Timestamp;
use platform::db::{DbError, Tx};
use platform::money::Money;
use platform::secret::SecretKey;
use serde_json::json;

use super::{CardKind, code_of, hash_of, store};
use crate::ids::{CustomerId, GiftCardId, ShopId};
use crate::jobs::SendGiftCard;

/// Most that one card holds, in minor units.
pub const MOST_MINOR: i64 = 1_000_000;

/// A card that is to be.
#[derive(Clone, Debug)]
pub struct NewCard {
    /// In which shop.
    pub shop_id: ShopId,
    /// What it holds.
    pub amount: Money,
    /// Whose it is; `None`: whoever has the code.
    pub customer: Option<CustomerId>,
    /// When it can no longer be used.
    pub expires_at: Timestamp,
    /// Why, in the words of staff.
    pub note: String,
    /// Where the code is sent; empty: nowhere.
    pub recipient: String,
    /// In which language.
    pub locale: String,
}

/// What became of a form that issues a card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Issued {
    /// The card, with its code where it has one.
    New(Option<String>),
    /// The same was sent before.
    Before,
}

/// Why a card was not issued.
#[derive(Debug, thiserror::Error)]
pub enum IssueError {
    /// It would hold nothing, or more than a card may.
    #[error("the amount is outside what a card may hold")]
    Amount,
    /// It could not be used.
    #[error("the card would have expired")]
    Expired,
    /// By this id another card has been issued: with another sum, time or owner.
    #[error("another card has been issued by this id")]
    IssuedOtherwise,
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Issues a card by an id that whoever asks has made up beforehand: sent twice, it is one card. Its code, where it has one, is told here and by mail to
/// its recipient.
///
/// # Errors
/// [`IssueError`].
pub async fn issue(
    tx: &mut Tx,
    secret: &SecretKey,
    id: GiftCardId,
    card: &NewCard,
) -> Result<Issued, IssueError> {
    if !(1..=MOST_MINOR).contains(&card.amount.minor) {
        return Err(IssueError::Amount);
    }
    if card.expires_at <= tx.now() {
        return Err(IssueError::Expired);
    }
    let code = card.customer.is_none().then(|| code_of(secret, id));
    let hash = code.as_deref().and_then(hash_of);
    let hint: String = code
        .as_deref()
        .map(|code| code.chars().rev().take(4).collect::<Vec<_>>())
        .map(|letters| letters.into_iter().rev().collect())
        .unwrap_or_default();
    if !store::insert(tx, id, card, hash.as_deref(), &hint).await? {
        let before = store::issued(tx, id).await?;
        let same = (
            card.amount.minor,
            card.customer,
            card.recipient.clone(),
            card.expires_at,
        );
        return if before == Some(same) {
            Ok(Issued::Before)
        } else {
            Err(IssueError::IssuedOtherwise)
        };
    }
    let kind = match card.customer {
        Some(_) => CardKind::StoreCredit,
        None => CardKind::GiftCard,
    };
    let after = json!({ "kind": kind.as_str(), "amount_minor": card.amount.minor, "currency": card.amount.currency,
                        "customer": card.customer, "has_note": !card.note.is_empty(), "mailed": !card.recipient.is_empty() });
    tx.audit(Change::deed("gift_card.issued", "gift_card", id).with_after(&after))
        .await?;
    if !card.recipient.is_empty() && code.is_some() {
        tx.enqueue(&SendGiftCard { gift_card_id: id }).await?;
    }
    Ok(Issued::New(code))
}

/// Stops a card, or lets it be used again; `false` when somebody else changed it meanwhile.
///
/// # Errors
/// Database errors.
pub async fn block(
    tx: &mut Tx,
    id: GiftCardId,
    row_version: i32,
    is_blocked: bool,
) -> Result<bool, DbError> {
    if !store::set_blocked(tx, id, row_version, is_blocked).await? {
        return Ok(false);
    }
    let action = if is_blocked {
        "gift_card.blocked"
    } else {
        "gift_card.unblocked"
    };
    tx.audit(Change::deed(action, "gift_card", id)).await?;
    Ok(true)
}
