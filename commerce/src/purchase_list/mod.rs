//! A **purchase list**: goods kept for later. A cart that was put aside is one; a company's lists to order from are others.

pub mod keep;
pub mod store;

use platform::audit::Change;
use platform::clock::Timestamp;
use platform::db::{DbError, Tx};

use crate::cart::fill::{Cause, Wanted, fill};
use crate::cart::{self, LineError};
use crate::customer::Session;
use crate::ids::{CartId, CompanyId, CustomerId, PriceListId, PurchaseListId, VariantId};
use crate::locks;

/// Most lists of one kind that a customer has.
pub const MAX_LISTS: i64 = 50;
/// Most articles on a list.
pub const MAX_LINES: usize = 1_000;
/// Longest name in characters.
pub const LONGEST_NAME: usize = 80;

/// What a list is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListKind {
    /// A cart that was put aside.
    SavedCart,
    /// What a company orders from.
    Requisition,
    /// An order that is placed again and again.
    Template,
}

impl ListKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::SavedCart, Self::Requisition, Self::Template];

    /// From the word in the table.
    #[must_use]
    pub fn from_column(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == text)
    }

    /// The word in the table.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::SavedCart => "saved_cart",
            Self::Requisition => "requisition",
            Self::Template => "template",
        }
    }
}

/// Whose a list is. A company's lists are shared by its people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// A person's own.
    Customer(CustomerId),
    /// The company's.
    Company(CompanyId),
}

impl Owner {
    /// Whose lists a log-in sees: the company's that it acts for, or the person's own.
    #[must_use]
    pub fn of(session: &Session) -> Self {
        match session.company() {
            Some(company) => Self::Company(company),
            None => Self::Customer(session.customer),
        }
    }

    /// The columns: the person, the company.
    pub(crate) fn columns(self) -> (Option<uuid::Uuid>, Option<uuid::Uuid>) {
        match self {
            Self::Customer(id) => (Some(id.0), None),
            Self::Company(id) => (None, Some(id.0)),
        }
    }
}

/// A list with what is on it.
#[derive(Clone, Debug)]
pub struct PurchaseList {
    /// Which.
    pub id: PurchaseListId,
    /// What it is for.
    pub kind: ListKind,
    /// The customer's own word for it.
    pub name: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
    /// Who made it.
    pub made_by: String,
    /// Against silent overwrite.
    pub row_version: i32,
    /// What is on it.
    pub lines: Vec<ListLine>,
}

/// A list as it stands among others.
#[derive(Clone, Debug)]
pub struct ListHead {
    /// Which.
    pub id: PurchaseListId,
    /// What it is for.
    pub kind: ListKind,
    /// Their own word for it.
    pub name: String,
    /// When it was last changed.
    pub updated_at: Timestamp,
    /// Who made it.
    pub made_by: String,
    /// Articles on it.
    pub articles: i64,
}

/// An article on a list.
#[derive(Clone, Debug)]
pub struct ListLine {
    /// Which.
    pub variant_id: VariantId,
    /// Its number.
    pub sku: String,
    /// As it was called when it was put on the list.
    pub name: String,
    /// How many are usually ordered.
    pub quantity: i32,
}

impl ListLine {
    /// For a cart.
    #[must_use]
    pub fn wanted(&self) -> Wanted {
        Wanted {
            variant_id: Some(self.variant_id),
            name: self.name.clone(),
            quantity: self.quantity,
            wish: crate::gift_card::Wish::default(),
        }
    }
}

/// Why nothing was done with a list.
#[derive(Debug, thiserror::Error)]
pub enum ListError {
    /// The customer has no such list.
    #[error("no such list")]
    NotFound,
    /// There are [`MAX_LISTS`] already.
    #[error("too many lists")]
    Full,
    /// There is nothing in the cart to put aside.
    #[error("the cart is empty")]
    Empty,
    /// There would be more than [`MAX_LINES`] articles on it.
    #[error("too many articles")]
    TooLong,
    /// It was changed elsewhere meanwhile.
    #[error("the list was changed meanwhile")]
    Stale,
    /// The cart has become an order meanwhile.
    #[error("the cart is closed")]
    Closed,
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// A name as it is kept: without control characters and space around it, cut at [`LONGEST_NAME`]; `None` when nothing is left.
#[must_use]
pub fn clean_name(typed: &str) -> Option<String> {
    let words: String = typed.chars().filter(|c| !c.is_control()).collect();
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let name: String = words.chars().take(LONGEST_NAME).collect();
    (!name.is_empty()).then(|| name.trim_end().to_owned())
}

/// Puts the cart aside under a name: its goods become a list, and the cart is empty.
///
/// # Errors
/// [`ListError`]; the transaction is to be dropped then.
pub async fn put_aside(
    tx: &mut Tx,
    session: &Session,
    cart_id: CartId,
    name: &str,
) -> Result<PurchaseListId, ListError> {
    if !locks::lock_customer(tx, session.customer).await? {
        return Err(ListError::Closed);
    }
    match locks::lock_cart(tx, cart_id).await? {
        Some(cart) if cart.state == "open" => {}
        _ => return Err(ListError::Closed),
    }
    let kind = ListKind::SavedCart;
    let owner = Owner::Customer(session.customer);
    if store::count(tx, owner, &[kind]).await? >= MAX_LISTS {
        return Err(ListError::Full);
    }
    let lines = cart::listing::goods(tx, cart_id).await?;
    if lines.is_empty() {
        return Err(ListError::Empty);
    }
    let id = PurchaseListId::generate();
    store::insert(tx, (owner, session.customer), id, kind, name).await?;
    store::put_lines(tx, id, &lines).await?;
    cart::store::clear(tx, cart_id).await?;
    tx.audit(Change::deed("purchase_list.made", "purchase_list", id))
        .await?;
    Ok(id)
}

/// Puts a list's goods into the cart: of each at least as many as the list has, as far as they can be bought. The list stays, so doing it twice
/// is doing it once.
///
/// # Errors
/// [`ListError`]; the transaction is to be dropped then.
pub async fn take_up(
    tx: &mut Tx,
    session: &Session,
    id: PurchaseListId,
    cart_id: CartId,
    lists: &[PriceListId],
) -> Result<(), ListError> {
    let list = store::find(tx, Owner::Customer(session.customer), id)
        .await?
        .ok_or(ListError::NotFound)?;
    let lines: Vec<Wanted> = list.lines.iter().map(ListLine::wanted).collect();
    match fill(tx, cart_id, &lines, Cause::SavedCart, lists).await {
        Ok(()) => Ok(()),
        Err(LineError::Db(error)) => Err(error.into()),
        Err(_) => Err(ListError::Closed),
    }
}

/// Gives a list another name.
///
/// # Errors
/// [`ListError`]; the transaction is to be dropped then.
pub async fn rename(
    tx: &mut Tx,
    owner: Owner,
    id: PurchaseListId,
    row_version: i32,
    name: &str,
) -> Result<(), ListError> {
    if store::rename(tx, owner, id, row_version, name).await? {
        return Ok(());
    }
    match store::find(tx, owner, id).await? {
        Some(_) => Err(ListError::Stale),
        None => Err(ListError::NotFound),
    }
}

/// Throws a list away.
///
/// # Errors
/// [`ListError`]; the transaction is to be dropped then.
pub async fn remove(tx: &mut Tx, owner: Owner, id: PurchaseListId) -> Result<(), ListError> {
    if !store::delete(tx, owner, id).await? {
        return Err(ListError::NotFound);
    }
    tx.audit(Change::deed("purchase_list.removed", "purchase_list", id))
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_read_as_they_are_written() {
        for kind in ListKind::ALL {
            assert_eq!(ListKind::from_column(kind.code()), Some(kind));
        }
    }

    #[test]
    fn names_are_kept_clean() {
        assert_eq!(clean_name("  Till \u{7} jul "), Some("Till jul".to_owned()));
        assert_eq!(clean_name(" \n"), None);
        let long = clean_name(&"å".repeat(500)).expect("a name");
        assert_eq!(long.chars().count(), LONGEST_NAME);
    }
}
