//! **Filling** a cart from elsewhere: another cart at log-in, an earlier order, a list. The cart ends up with the larger of the two numbers of
//! each variant, as far as it can be bought, so filling twice is filling once. What came of each line is kept for the cart's page to tell.

mod store;

use jiff::SignedDuration;
use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection, Tx};

use super::store::Filling;
use super::{LineError, Placed};
use crate::gift_card::Wish;
use crate::ids::{CartId, PriceListId, VariantId};

/// How long the cart's page tells of it.
pub const TOLD_FOR: SignedDuration = SignedDuration::from_hours(1);

/// Why a cart was filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// A guest's cart met the customer's own at log-in.
    LogIn,
    /// An earlier order is bought again.
    Reorder,
    /// A cart that was put aside is taken up again.
    SavedCart,
    /// Many articles were ordered at once.
    QuickOrder,
    /// A list is ordered from.
    List,
}

impl Cause {
    /// Every cause.
    pub const ALL: [Self; 5] = [
        Self::LogIn,
        Self::Reorder,
        Self::SavedCart,
        Self::QuickOrder,
        Self::List,
    ];

    /// The word in the table.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::LogIn => "log_in",
            Self::Reorder => "reorder",
            Self::SavedCart => "saved_cart",
            Self::QuickOrder => "quick_order",
            Self::List => "list",
        }
    }
}

/// What came of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was put in as wanted.
    Joined,
    /// Both had it; the larger number counts.
    Larger,
    /// There are fewer than wanted.
    Short,
    /// None can be had now.
    Out,
    /// It is not sold any more.
    Gone,
    /// The cart holds as many lines as it can.
    Full,
}

impl Outcome {
    /// Every outcome.
    pub const ALL: [Self; 6] = [
        Self::Joined,
        Self::Larger,
        Self::Short,
        Self::Out,
        Self::Gone,
        Self::Full,
    ];

    /// The word in the table.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Joined => "joined",
            Self::Larger => "larger",
            Self::Short => "short",
            Self::Out => "out",
            Self::Gone => "gone",
            Self::Full => "full",
        }
    }

    /// Whether the line is not as it was wanted.
    #[must_use]
    pub fn is_trouble(self) -> bool {
        !matches!(self, Self::Joined | Self::Larger)
    }
}

/// Something that is to be in the cart.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// Which; none for what was sold before it had a name of its own here.
    pub variant_id: Option<VariantId>,
    /// What to call it if it cannot be had.
    pub name: String,
    /// How many.
    pub quantity: i32,
    /// Of gift cards: what is wished of each. Nothing of goods.
    pub wish: Wish,
}

/// What came of a line, as the cart's page tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// See [`Cause`].
    pub cause: String,
    /// See [`Outcome`].
    pub outcome: String,
    /// What it is called.
    pub name: String,
    /// How many were wanted.
    pub wanted: i32,
    /// How many the cart holds.
    pub got: i32,
}

/// Fills the cart. Earlier notes give way to these; what went as wanted is only worth telling of a cart that was merged.
///
/// # Errors
/// [`LineError::Closed`] when the cart has become an order meanwhile; database errors.
pub async fn fill(
    tx: &mut Tx,
    cart_id: CartId,
    wanted: &[Wanted],
    cause: Cause,
    lists: &[PriceListId],
) -> Result<(), LineError> {
    let named: Vec<(VariantId, &Wish)> = wanted
        .iter()
        .filter_map(|line| Some((line.variant_id?, &line.wish)))
        .collect();
    let mut filling = Filling::begin(tx, cart_id, &named, lists).await?;
    store::forget_notes(tx, cart_id).await?;
    let mut notes = Vec::new();
    for line in wanted {
        let (outcome, got) = one(&mut filling, line)?;
        if cause != Cause::LogIn && !outcome.is_trouble() {
            continue;
        }
        notes.push(Note {
            cause: cause.code().to_owned(),
            outcome: outcome.code().to_owned(),
            name: line.name.clone(),
            wanted: line.quantity,
            got,
        });
    }
    filling.write(tx).await?;
    store::insert_notes(tx, cart_id, &notes).await?;
    Ok(())
}

fn one(filling: &mut Filling, line: &Wanted) -> Result<(Outcome, i32), LineError> {
    let Some(variant_id) = line.variant_id else {
        return Ok((Outcome::Gone, 0));
    };
    match filling.raise((variant_id, &line.wish), line.quantity) {
        Ok((0, Placed::AsAsked)) => Ok((Outcome::Joined, line.quantity)),
        Ok((held, Placed::AsAsked)) => Ok((Outcome::Larger, held.max(line.quantity))),
        Ok((_, Placed::Reduced { to })) => Ok((Outcome::Short, to)),
        Ok((held, Placed::SoldOut)) => Ok((Outcome::Out, held)),
        Err(LineError::NotForSale | LineError::Quantity { .. } | LineError::Amount { .. }) => {
            Ok((Outcome::Gone, 0))
        }
        Err(LineError::Full) => Ok((Outcome::Full, 0)),
        Err(error) => Err(error),
    }
}

/// What the cart's page tells.
///
/// # Errors
/// Database errors.
pub async fn notes(
    conn: &mut PgConnection,
    cart_id: CartId,
    now: Timestamp,
) -> Result<Vec<Note>, DbError> {
    store::notes(conn, cart_id, now.minus(TOLD_FOR)).await
}
