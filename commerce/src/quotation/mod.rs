//! A **quotation**: what a company's buyer asks a price for, what staff offer, and what becomes of it. An offer that has been sent is a *version*, which
//! never changes; another offer is another version, and only the latest can be ordered. Its prices hold in a cart of their own ([`accept`]) and nowhere else.

pub mod accept;
pub mod admin_listing;
mod alert;
pub mod answer;
pub mod ask;
pub mod decide;
pub mod listing;
pub(crate) mod order;
pub mod state;
pub mod store;
pub mod sums;
pub mod tax;
pub mod why;

pub use state::{QuotationEvent, QuotationState};

use jiff::civil::Date;
use platform::clock::Timestamp;
use platform::money::{Currency, UnitPrice};

use crate::company;
use crate::customer::Session;
use crate::ids::{
    CompanyId, CompanyPlaceId, CustomerId, OrderId, QuotationId, QuotationLineId, ShopId, VariantId,
};
use crate::order::OrderState;

/// Most lines of a quotation.
pub const MAX_LINES: usize = 500;
/// Longest free text in characters: the buyer's message, the offer's text.
pub const LONGEST_TEXT: usize = 2_000;
/// Longest note on a line, in characters.
pub const LONGEST_NOTE: usize = 200;
/// Longest reason in characters.
pub const LONGEST_REASON: usize = 500;
/// As many days as an offer may hold.
pub const MOST_DAYS: i64 = 366;

/// A quotation as it is kept.
#[derive(Clone, Debug)]
pub struct Quotation {
    /// Which.
    pub id: QuotationId,
    /// `O-1001`.
    pub number: String,
    /// For which company.
    pub company_id: CompanyId,
    /// Its name.
    pub company: String,
    /// Who asked.
    pub asked_by: CustomerId,
    /// Their name; empty once they have been erased.
    pub asker: String,
    /// In which shop.
    pub shop_id: ShopId,
    /// `sv` or `en`: the asker's.
    pub locale: String,
    /// What the prices are in.
    pub currency: Currency,
    /// As the table has it; see [`Self::state`].
    pub stored: QuotationState,
    /// In the buyer's words.
    pub message: String,
    /// Whose it is, in the company's words.
    pub reference: String,
    /// When the buyer wants the goods.
    pub wished_on: Option<Date>,
    /// Where they are to go; none: that is said in the checkout.
    pub delivery: Option<Delivery>,
    /// What staff are writing.
    pub draft: DraftHead,
    /// The latest version that was sent; 0: none.
    pub version: i32,
    /// Its last day.
    pub valid_until: Option<Date>,
    /// Its sum without VAT, in minor units.
    pub total_minor: Option<i64>,
    /// Why it was declined or withdrawn.
    pub reason: String,
    /// Which side closed it: `customer` or `staff`.
    pub closed_by: Option<String>,
    /// What it became.
    pub order_id: Option<OrderId>,
    /// How far that has come.
    pub order_state: Option<OrderState>,
    /// When it was asked.
    pub asked_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// Against answering something else than what was read.
    pub row_version: i32,
}

/// Where an offer's goods are to go, as the company's place was when it was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// The company's place, if it is still there.
    pub place: Option<CompanyPlaceId>,
    /// What it is called and where it lies, in a line.
    pub to: String,
    /// ISO 3166-1 alpha-2.
    pub country: String,
    /// As the country writes it, normalised.
    pub postcode: String,
}

impl Delivery {
    /// What is kept of a place.
    #[must_use]
    pub fn of(place: &company::Place) -> Self {
        let town = format!(
            "{} {}",
            platform::i18n::postcode(&place.postcode, &place.country),
            place.city
        );
        let parts = [&place.label, &place.street, &place.street2, &town];
        let parts: Vec<&str> = parts
            .into_iter()
            .map(String::as_str)
            .filter(|part| !part.is_empty())
            .collect();
        Self {
            place: Some(place.id),
            to: parts.join(", "),
            country: place.country.clone(),
            postcode: place.postcode.clone(),
        }
    }
}

/// What staff are writing, but for the lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DraftHead {
    /// To the buyer.
    pub text: String,
    /// The agreed freight without VAT, in minor units; none: as the checkout reckons it.
    pub freight_minor: Option<i64>,
    /// The last day.
    pub valid_until: Option<Date>,
}

/// A line as it was asked for, and as staff are answering it.
#[derive(Clone, Debug)]
pub struct QuotationLine {
    /// Which.
    pub id: QuotationLineId,
    /// What.
    pub variant_id: VariantId,
    /// Article number.
    pub sku: String,
    /// The product's name in the asker's language.
    pub name: String,
    /// The chosen options in the asker's language.
    pub options: String,
    /// How many were asked for; 0: staff have added it.
    pub asked: i32,
    /// The buyer's wish.
    pub note: String,
    /// How many are offered; 0: it is struck.
    pub quantity: i32,
    /// What one costs without VAT, when staff have said.
    pub unit_price: Option<UnitPrice>,
    /// Decides the VAT rate.
    pub vat_class: String,
    /// What one costs the merchant, when that is known.
    pub cost: Option<UnitPrice>,
    /// Whether it is sold in the shop now: only then can it be ordered.
    pub is_sold: bool,
}

/// An offer as it was sent.
#[derive(Clone, Debug)]
pub struct Version {
    /// The first is 1.
    pub version: i32,
    /// To the buyer.
    pub text: String,
    /// The agreed freight without VAT, in minor units; none: as the checkout reckons it.
    pub freight_minor: Option<i64>,
    /// The last day.
    pub valid_until: Date,
    /// Its sum without VAT.
    pub total_minor: i64,
    /// Who sent it.
    pub sent_by: String,
    /// When.
    pub sent_at: Timestamp,
    /// What it offers.
    pub lines: Vec<VersionLine>,
}

/// A line of an offer.
#[derive(Clone, Debug)]
pub struct VersionLine {
    /// What.
    pub variant_id: VariantId,
    /// Article number, as it was then.
    pub sku: String,
    /// Name, as it was then.
    pub name: String,
    /// Options, as they were then.
    pub options: String,
    /// The buyer's wish.
    pub note: String,
    /// How many.
    pub quantity: i32,
    /// What one costs without VAT.
    pub unit_price: UnitPrice,
    /// Decides the VAT rate.
    pub vat_class: String,
}

/// What the buyer wrote about a version.
#[derive(Clone, Debug)]
pub struct QuotationMessage {
    /// About which version.
    pub version: i32,
    /// Who.
    pub by: String,
    /// Their words.
    pub body: String,
    /// When.
    pub at: Timestamp,
}

/// Whether an offer with this last day holds at a moment: the day is Stockholm's, and counts to its end.
#[must_use]
pub fn is_valid(valid_until: Date, now: Timestamp) -> bool {
    now.business_time().date() <= valid_until
}

impl Quotation {
    /// How far it has come, with what the order and the calendar say.
    #[must_use]
    pub fn state(&self, now: Timestamp) -> QuotationState {
        let holds = self.valid_until.is_some_and(|day| is_valid(day, now));
        self.stored.seen(self.order_state, holds)
    }

    /// Whether whoever is logged in, in its shop, may see it: whoever asked, and those who approve for the company.
    #[must_use]
    pub fn is_seen_by(&self, session: &Session) -> bool {
        session.acting.as_ref().is_some_and(|acting| {
            session.sees(self.shop_id)
                && acting.company == self.company_id
                && (acting.role.may_approve() || self.asked_by == session.customer)
        })
    }
}
