//! The **card**: what a list shows of a product, made when the product changes and read by key.

use platform::clock::Timestamp;
use platform::db::DbError;
use platform::money::{Currency, UnitPrice};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::ids::{MediaId, PriceListId, ProductId, VariantId};
use crate::pricing::UnitPriceShown;
use crate::review::Mean;

/// So few pieces of a product are told apart on its cards. What pages say of a variant follows the merchant's own number, [`crate::setting::Key::FewPieces`].
pub const FEW: i64 = 5;

/// A product in a list.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Card {
    /// Which product.
    pub product_id: ProductId,
    /// Its address in the reader's language.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// The short line under the name: material.
    pub subtitle: String,
    /// What it costs.
    pub price: CardPrice,
    /// The unit price of the variant that the price is of, when the law wants one.
    pub unit_price: Option<UnitPriceShown>,
    /// Whether it can be bought now.
    pub stock: StockState,
    /// Variants of which none can be bought: no price is told of them while another can be.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sold_out: Vec<VariantId>,
    /// When it came into the shop.
    pub published_at: Timestamp,
    /// What the dots choose between (`Färg`); empty without dots.
    pub dots_label: String,
    /// The choices of the first option, main variant's first.
    pub dots: Vec<Dot>,
    /// What buyers think of it; `None` where nobody has said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rating: Option<Mean>,
    /// The main picture and the one that is shown under the pointer; none, one or two.
    pub pictures: Vec<GalleryPicture>,
}

/// A card as it is kept.
pub(crate) fn parsed(text: &str) -> Result<Card, DbError> {
    serde_json::from_str(text).map_err(|e| DbError::Decode(e.into()))
}

/// The articles of a card as it is kept of which none can be bought.
pub(crate) fn sold_out(text: &str) -> Result<Vec<Uuid>, DbError> {
    #[derive(Deserialize)]
    struct SoldOut {
        #[serde(default)]
        sold_out: Vec<Uuid>,
    }
    let card: SoldOut = serde_json::from_str(text).map_err(|e| DbError::Decode(e.into()))?;
    Ok(card.sold_out)
}

/// Cards as they are kept, in their order.
pub(crate) fn all_parsed(texts: &[String]) -> Result<Vec<Card>, DbError> {
    texts.iter().map(|text| parsed(text)).collect()
}

/// A price on a card.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct CardPrice {
    /// Minor units, with or without VAT as the visitor's tier sees them.
    pub minor: i64,
    /// The same with its four more decimals, where it is no whole number of minor units.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exact_e4: Option<i64>,
    /// The lowest price of the 30 days before a reduction, minor units; `None`: there is no reduction to announce.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before_minor: Option<i64>,
    /// Which currency.
    pub currency: Currency,
    /// Whether other variants cost more: "from".
    pub is_from: bool,
    /// Whether VAT is in it.
    pub includes_vat: bool,
    /// For working it out for other contexts.
    pub vat_class: String,
    /// The list that it is from.
    pub price_list_id: PriceListId,
    /// Whether whoever looks has no price in their currency, so that it is not sold to them: what others pay is nothing to show them.
    #[serde(skip)]
    pub is_missing: bool,
}

impl CardPrice {
    /// Puts the price and what a reduction is told from.
    pub(super) fn set(&mut self, price: UnitPrice, prior: Option<UnitPrice>) {
        self.minor = price.rounded_minor();
        self.exact_e4 = price.exact();
        self.before_minor = prior
            .map(UnitPrice::rounded_minor)
            .filter(|before| *before > self.minor);
    }
}

/// A choice of an option, as a dot.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Dot {
    /// The choice's code, as in the address of the variant.
    pub code: String,
    /// Its name.
    pub label: String,
    /// `#rrggbb`, when it has a colour.
    pub swatch: Option<String>,
}

/// What a shopper is told about stock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum StockState {
    /// More than [`FEW`] pieces.
    InStock,
    /// Few are left.
    Few {
        /// How many.
        left: i64,
    },
    /// None is here, and it can be bought all the same: it comes with the next delivery.
    Backorder {
        /// When that is expected, if it is known.
        restock_at: Option<Timestamp>,
    },
    /// None.
    Out {
        /// When more is expected, if that is known.
        restock_at: Option<Timestamp>,
    },
}

impl StockState {
    /// The state for a number of pieces that can be bought, of which so many are here.
    #[must_use]
    pub fn of(free: i64, here: i64, restock_at: Option<Timestamp>) -> Self {
        match (free, here) {
            (..=0, _) => Self::Out { restock_at },
            (_, ..=0) => Self::Backorder { restock_at },
            (_, 1..=FEW) => Self::Few { left: here },
            _ => Self::InStock,
        }
    }

    /// Whether it can be bought now.
    #[must_use]
    pub fn is_buyable(self) -> bool {
        !matches!(self, Self::Out { .. })
    }

    /// Whether a piece is here.
    #[must_use]
    pub fn is_in_stock(self) -> bool {
        matches!(self, Self::InStock | Self::Few { .. })
    }
}

/// A picture in its place in a gallery: what is needed to show it without layout shift.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct GalleryPicture {
    /// Which picture.
    pub media_id: MediaId,
    /// SHA-256 of its bytes, in hexadecimal: part of its immutable address.
    pub hash: String,
    /// Pixels.
    pub width: i32,
    /// Pixels.
    pub height: i32,
    /// Whether it can be seen through.
    pub has_alpha: bool,
    /// What it shows, for who cannot see it.
    pub alt: String,
    /// A tiny blurred picture as a data URI.
    pub placeholder: String,
    /// `#rrggbb`.
    pub dominant_colour: String,
    /// Focal point in thousandths from the left.
    pub focal_x: i16,
    /// Focal point in thousandths from the top.
    pub focal_y: i16,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_how_many_only_when_few_are_left() {
        assert_eq!(StockState::of(6, 6, None), StockState::InStock);
        assert_eq!(StockState::of(5, 5, None), StockState::Few { left: 5 });
        assert_eq!(StockState::of(1, 1, None), StockState::Few { left: 1 });
        assert!(!StockState::of(0, 0, None).is_buyable());
        assert!(!StockState::of(-3, 0, None).is_buyable());
    }

    #[test]
    fn what_is_still_to_come_is_not_in_stock() {
        let waiting = StockState::of(20, 0, None);
        assert_eq!(waiting, StockState::Backorder { restock_at: None });
        assert!(waiting.is_buyable() && !waiting.is_in_stock());
        assert_eq!(StockState::of(20, 2, None), StockState::Few { left: 2 });
    }
}
