//! A **cart**: what a shopper wishes to buy. It may change at any time; what was agreed is an order.

mod close;
pub mod fill;
pub mod listing;
pub mod owner;
pub mod store;
pub mod totals;

pub use close::close;

use crate::gift_card::Wish;
use crate::ids::{CartId, CartLineId, MediaId, ProductId, ShopId, VariantId};
use crate::pricing::vat::Treatment;

/// Largest quantity of one variant in a cart.
pub const MAX_QUANTITY: i32 = 9_999;
/// Most lines in a cart.
pub const MAX_LINES: i64 = 1_000;
/// How long a removed line can be put back.
pub const UNDO_FOR: jiff::SignedDuration = jiff::SignedDuration::from_mins(30);

/// A cart with what its lines cost and whether they can be had, at one moment.
#[derive(Clone, Debug)]
pub struct Cart {
    /// Which.
    pub id: CartId,
    /// Whose.
    pub shop_id: ShopId,
    /// ISO 4217.
    pub currency: platform::money::Currency,
    /// In which currency its prices were last seen: whoever buys for somebody else may see them in another.
    pub seen_in: platform::money::Currency,
    /// In the order in which they were added.
    pub lines: Vec<CartLine>,
    /// Lines that were taken out a short while ago and can be put back.
    pub removed: Vec<CartLine>,
    /// The offer whose prices hold in it, and nothing else's; none for a cart that somebody has filled.
    pub offer: Option<crate::quotation::listing::CartOffer>,
    /// How it is taxed.
    pub tax: Treatment,
}

impl Cart {
    /// What the goods that can be sold and are carried cost as in the seller's own country, VAT included: what freight's rules go by, wherever they go.
    #[must_use]
    pub fn home_items_minor(&self) -> i64 {
        self.lines
            .iter()
            .filter(|line| line.is_sold && line.card.is_none())
            .filter_map(CartLine::home_total_minor)
            .fold(0, i64::saturating_add)
    }

    /// Whether something in it is to be carried to the buyer. Gift cards alone come by mail.
    #[must_use]
    pub fn is_carried(&self) -> bool {
        self.lines.iter().any(|line| line.card.is_none())
    }

    /// What the gift cards in it cost, in minor units: what no gift card pays for.
    #[must_use]
    pub fn cards_minor(&self) -> i64 {
        self.lines
            .iter()
            .filter(|line| line.is_sold && line.card.is_some())
            .filter_map(CartLine::total_minor)
            .fold(0, i64::saturating_add)
    }
}

/// What makes a line one of gift cards.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CardLine {
    /// What the shopper wishes of each of them.
    pub wish: Wish,
    /// Least and most that one may hold, in minor units, where the shopper may say how much.
    pub range: Option<(i64, i64)>,
}

/// A variant in a cart.
#[derive(Clone, Debug)]
pub struct CartLine {
    /// Which line.
    pub id: CartLineId,
    /// What is wished for.
    pub variant_id: VariantId,
    /// Its product.
    pub product_id: ProductId,
    /// Article number.
    pub sku: String,
    /// The product's name in the shopper's language.
    pub name: String,
    /// The product's address in the shopper's language.
    pub slug: String,
    /// The variant's part of the address.
    pub option_key: String,
    /// The chosen options in the shopper's language, comma between.
    pub options: String,
    /// The picture that shows the variant best.
    pub media_id: Option<MediaId>,
    /// How many.
    pub quantity: i32,
    /// Smallest number that is sold.
    pub min_quantity: i32,
    /// Price of one at this quantity, with the VAT that it bears where the goods go; `None` when it has none and so cannot be bought.
    pub unit_price: Option<platform::money::UnitPrice>,
    /// The same with the VAT of the seller's own country: what the shopper sees before they have said where the goods go.
    pub home_price: Option<platform::money::UnitPrice>,
    /// What a reduction is told from: the lowest price of one in the 30 days before it, VAT included.
    pub before: Option<platform::money::UnitPrice>,
    /// Everything that led to the price.
    pub why: Option<crate::pricing::Why>,
    /// The price when the shopper last saw the line.
    pub seen_price: platform::money::UnitPrice,
    /// Decides the rate.
    pub vat_class: String,
    /// Rate that is charged, in basis points: the delivery's country's, the seller's, or none.
    pub vat_rate_bp: i32,
    /// Rate in the seller's own country, in basis points.
    pub home_rate_bp: i32,
    /// Weight of one in grams.
    pub weight_g: i32,
    /// Pieces that can be had now.
    pub free: i64,
    /// Pieces of them that are in the house; the others come with a later delivery.
    pub here: i64,
    /// Whether the product still is published and the variant sold, to that country.
    pub is_sold: bool,
    /// Whether it is not in the buyer's assortment, and so has no price for them.
    pub is_hidden: bool,
    /// Whether the country has a VAT rate for it; without one it cannot be sold there.
    pub is_taxed: bool,
    /// Contents in thousandths of the unit, for the unit price.
    pub content_milli: Option<i64>,
    /// `kg`, `g`, `l`, `ml`, `m`, `m2`, `st`.
    pub content_unit: Option<String>,
    /// Of gift cards: what is wished. None of goods.
    pub card: Option<CardLine>,
}

impl CartLine {
    /// The line's sum in minor units; `None` when it has no price.
    #[must_use]
    pub fn total_minor(&self) -> Option<i64> {
        match &self.why {
            // The price of one with VAT has been rounded; the line is reckoned from the list's own.
            Some(why) if why.quantity == self.quantity => Some(why.line.minor),
            _ => self
                .unit_price
                .and_then(|price| price.times(i64::from(self.quantity))),
        }
    }

    /// The same with the VAT of the seller's own country.
    #[must_use]
    pub fn home_total_minor(&self) -> Option<i64> {
        let why = self.why.as_ref()?;
        let (price, includes_vat) = (why.list_price_e4, why.list_includes_vat);
        let line = crate::pricing::why::line(price, includes_vat, self.quantity, self.home_rate_bp);
        line.map(|(minor, _)| minor)
    }

    /// The line's sum without VAT, in minor units: what is left of the sum when its VAT is taken out, so that the parts add up.
    #[must_use]
    pub fn net_minor(&self) -> Option<i64> {
        let gross = self.total_minor()?;
        Some(gross - platform::money::vat_in_gross(gross, self.vat_rate_bp))
    }

    /// What one costs as the visitor sees prices.
    #[must_use]
    pub fn shown_price(&self, shows_vat: bool) -> Option<platform::money::UnitPrice> {
        let price = self.unit_price?;
        let shown = match &self.why {
            // The list's own price, not one that went to VAT and back.
            Some(why) if !shows_vat && !why.list_includes_vat => why.list_price_e4,
            _ => crate::pricing::vat::shown(price.0, true, shows_vat, self.vat_rate_bp),
        };
        Some(platform::money::UnitPrice(shown))
    }

    /// Whether the line can be bought as it stands.
    #[must_use]
    pub fn can_be_bought(&self) -> bool {
        self.is_sold && self.unit_price.is_some() && self.free >= i64::from(self.quantity)
    }
}

/// Why a line was not put into the cart as asked.
#[derive(Debug, thiserror::Error)]
pub enum LineError {
    /// The variant does not exist, is not published or has no price.
    #[error("the variant is not for sale")]
    NotForSale,
    /// The quantity is not one that can be ordered.
    #[error("the quantity is outside {min}..={max}")]
    Quantity {
        /// Smallest that is sold.
        min: i32,
        /// Largest that is sold.
        max: i32,
    },
    /// A gift card may not hold so much, or so little.
    #[error("a card holds {least_minor} to {most_minor}")]
    Amount {
        /// Least that it may hold, in minor units.
        least_minor: i64,
        /// Most that it may hold, in minor units.
        most_minor: i64,
    },
    /// The cart holds as many lines as it can.
    #[error("the cart is full")]
    Full,
    /// The cart is gone or has become an order.
    #[error("the cart is closed")]
    Closed,
    /// The database failed.
    #[error(transparent)]
    Db(#[from] platform::db::DbError),
}

/// What became of a change of quantity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Placed {
    /// As asked.
    AsAsked,
    /// There are fewer than asked for: the line holds what can be had.
    Reduced {
        /// What the line holds now.
        to: i32,
    },
    /// None can be had now; the line is unchanged.
    SoldOut,
}
