//! A **watch**: somebody's wish to be told once, by mail, when a variant that is sold out can be bought again. It is a service that they have asked for, and
//! the mail says nothing else. A guest proves their address first, so that nobody signs up somebody else; whatever address is given, the page says the same.
//! Those who have waited longest are told first, and no more at a time than the pieces that there are may be enough for ([`tell`]).

pub mod begin;
pub mod end;
pub mod listing;
pub mod state;
mod store;
pub mod tell;

use jiff::SignedDuration;

use crate::ids::{CustomerId, ShopId, StockWatchId, VariantId};

pub use state::{WatchEvent, WatchState};
pub use store::find;

/// What the keys in the links to a watch are derived for; the mails write them, the shop's door checks them.
pub const STOCK_WATCH: &str = "stock-watch";
/// Most watches that wait for one person.
pub const MOST: i64 = 100;
/// How long a guest may wait with proving their address.
pub const PROVED_WITHIN: SignedDuration = SignedDuration::from_hours(24 * 7);
/// How long a watch waits; then it goes without a word.
pub const KEPT_FOR: SignedDuration = SignedDuration::from_hours(24 * 365);
/// How long what is left of one that was never proved, has been told or was ended is kept, with its mails.
pub const OVER_KEPT_FOR: SignedDuration = SignedDuration::from_hours(24 * 30);

/// A watch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StockWatch {
    /// Which.
    pub id: StockWatchId,
    /// In which shop.
    pub shop_id: ShopId,
    /// For what.
    pub variant_id: VariantId,
    /// Whose; none for a guest.
    pub customer_id: Option<CustomerId>,
    /// A guest's address; empty for a customer, whose account has it.
    pub email: String,
    /// Where mails about it go: a guest's address, or the account's as it is now.
    pub address: String,
    /// `sv` or `en`.
    pub locale: String,
    /// How far it has come.
    pub state: WatchState,
    /// When it was last asked for.
    pub asked_at: platform::clock::Timestamp,
}

impl StockWatch {
    /// What the key in its link is derived for: the watch, and the address that the mail went to. So no link outlives a change of the account's address.
    #[must_use]
    pub fn link_subject(&self) -> Vec<u8> {
        let address = self.address.to_lowercase();
        [self.id.0.as_bytes().as_slice(), address.as_bytes()].concat()
    }
}
