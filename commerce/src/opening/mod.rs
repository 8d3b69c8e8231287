//! **Opening** a shop: what its owner has written down becomes the shop's facts, its ways of freight, VAT and first texts, all at once or not at all. The same
//! words again change nothing, and others change what differs. What they do not name stays as it is: a country that was opened in the back office, another
//! location, rates of VAT that staff have laid down, texts that are published.

mod differ;
pub mod facts;
mod like;
mod listing;
mod save;
mod store;

use platform::db::DbError;

pub use differ::Difference;
pub use like::{is_code, like};
pub use save::{add, is_free, open};

use crate::catalogue::Label;
use crate::catalogue::attribute::AttributeDraft;
use crate::catalogue::product::Manufacturer;
use crate::catalogue::shop::Shop;
use crate::checkout::for_tiers::Need;
use crate::checkout::store::FreightMethodDraft;
use crate::ids::ShopId;
use crate::legal::publish_version::{PublishError, Text};
use crate::order::invoice::document::account::{Account, SaveAccountError};
use crate::pricing::vat::known;
use crate::pricing::vat::rates::{LayDownError, RateDraft};

/// A shop as its owner has written it down.
#[derive(Clone, Debug)]
pub struct Opening {
    /// Its facts. The id is taken where there is no shop yet.
    pub shop: Shop,
    /// Where invoices are paid to; `None`: nothing is said of it.
    pub account: Option<Account>,
    /// Where goods lie: code and name, the first one first.
    pub locations: Vec<(String, String)>,
    /// Classes of VAT with their rates.
    pub vat_classes: Vec<VatClassDraft>,
    /// The ways in which goods travel, and whether each is offered.
    pub freight: Vec<(FreightMethodDraft, bool)>,
    /// Who makes what is sold.
    pub manufacturers: Vec<Manufacturer>,
    /// What products can be compared by.
    pub attributes: Vec<AttributeDraft>,
    /// Texts of the law to begin with; a kind that has a version already keeps it.
    pub texts: Vec<FirstText>,
}

/// A class of VAT as it is to be.
#[derive(Clone, Debug)]
pub struct VatClassDraft {
    /// `standard`, `food` ...
    pub code: String,
    /// What staff read.
    pub name: Label,
    /// Rates, each from its day on.
    pub rates: Vec<RateDraft>,
    /// Whether they are the known ones, which give way to whatever is laid down already.
    pub is_known: bool,
}

/// The classes that every Swedish shop has, with their known rates.
#[must_use]
pub fn known_classes() -> Vec<VatClassDraft> {
    known::SWEDISH
        .iter()
        .map(|(code, sv, en, rates)| VatClassDraft {
            code: (*code).to_owned(),
            name: Label::new(sv, en),
            rates: rates
                .iter()
                .filter_map(|(year, month, day, rate_bp)| {
                    Some(RateDraft {
                        vat_class: (*code).to_owned(),
                        country: "SE".to_owned(),
                        rate_bp: *rate_bp,
                        from: jiff::civil::Date::new(*year, *month, *day).ok()?,
                    })
                })
                .collect(),
            is_known: true,
        })
        .collect()
}

/// A text of the law that a shop begins with.
#[derive(Clone, Debug)]
pub struct FirstText {
    /// One of [`crate::legal::KINDS`].
    pub kind: &'static str,
    /// In Swedish.
    pub sv: Text,
    /// In English.
    pub en: Text,
}

/// What became of it.
#[derive(Clone, Debug)]
pub struct Opened {
    /// Which shop.
    pub shop_id: ShopId,
    /// Whether there was none before.
    pub is_new: bool,
    /// What is otherwise than it was; nothing: the words were the same.
    pub differences: Vec<Difference>,
    /// What is there and was not named, so that it stays: `shop.countries: NO`.
    pub left: Vec<String>,
}

/// Why no shop was opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The database holds shops, and none with this code; and nobody has said that it is another one ([`add`]).
    #[error("the database holds the shop {0}")]
    Other(String),
    /// A shop's currency is for ever: its prices, orders and papers are in it.
    #[error("the shop sells in {0}")]
    Currency(String),
    /// An attribute's kind is for ever: products have facts of it.
    #[error("the attribute {0} is of another kind")]
    AttributeKind(String),
    /// A rate of VAT cannot be laid down: class, country and day.
    #[error("VAT of {0}: {1}")]
    Rate(String, LayDownError),
    /// These tiers would have no way of freight, or none to pay, though others have.
    #[error("the tiers {} would be left without a way", .1.join(", "))]
    LeavesNone(Need, Vec<String>),
    /// The account was changed by somebody else meanwhile.
    #[error(transparent)]
    Account(#[from] SaveAccountError),
    /// A text cannot be published.
    #[error(transparent)]
    Text(#[from] PublishError),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}
