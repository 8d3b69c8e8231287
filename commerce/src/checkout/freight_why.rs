//! **Why this freight?** What led to what the freight costs, told so that it can be shown at once and kept on an order for ever.

use platform::clock::Timestamp;
use platform::money::{Currency, Money};
use serde::{Deserialize, Serialize};

use super::freight::{FreightKind, FreightOffer, Parcel};
use crate::cart::Cart;
use crate::cart::totals::FreightShare;

/// The whole account of what a freight costs. Sums have VAT in them, but where none is charged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FreightWhy {
    /// When it was reckoned.
    pub at: Timestamp,
    /// Where the goods go: ISO 3166-1 alpha-2.
    pub country: String,
    /// What all of them weigh, in grams.
    pub weight_g: i64,
    /// From which weight on the rate holds, in grams.
    pub min_weight_g: i32,
    /// Up to which weight.
    pub max_weight_g: Option<i32>,
    /// What the rate says, VAT of the seller's country included.
    pub rate: Money,
    /// What the goods that are carried cost before anything is taken off, as in the seller's country: what the rules go by.
    pub goods: Money,
    /// From which sum on they travel free.
    pub free_from: Option<FreeFrom>,
    /// What was agreed in an offer, which goes before the rate.
    pub agreed: Option<Agreed>,
    /// What it costs by all this, before promotions.
    pub price: Money,
    /// The VAT in what is paid for it, by rate: it follows what it carries.
    pub vat: Vec<FreightVat>,
}

/// From which sum on goods travel free.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FreeFrom {
    /// The sum.
    pub from: Money,
    /// Whether it is the buyer's tier that says so, rather than the way.
    pub is_by_tier: bool,
    /// Whether these goods reach it.
    pub is_reached: bool,
}

/// What was agreed in an offer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agreed {
    /// `O-1001`.
    pub number: String,
    /// Which version of it.
    pub version: i32,
    /// What was agreed: for the first way in which goods are sent; no other costs less.
    pub price: Money,
}

/// A part of the freight at one rate of VAT.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FreightVat {
    /// Basis points.
    pub rate_bp: i32,
    /// EN 16931: `S`, `Z` ...
    pub reason: String,
    /// The part that bears it.
    pub amount: Money,
    /// The VAT in that.
    pub vat: Money,
}

impl FreightWhy {
    /// The account of one way for what is in a cart; none where nothing travels.
    #[must_use]
    pub fn of(
        cart: &Cart,
        parcel: &Parcel<'_>,
        offer: &FreightOffer,
        agreed_minor: Option<i64>,
        shares: &[FreightShare],
        at: Timestamp,
    ) -> Option<Self> {
        let rated = offer.rated?;
        let money = |minor| Money::new(minor, cart.currency);
        let is_sent = offer.kind == FreightKind::Delivery;
        let agreed = cart
            .offer
            .as_ref()
            .zip(agreed_minor.filter(|_| is_sent))
            .map(|(offer, minor)| Agreed {
                number: offer.number.clone(),
                version: offer.version,
                price: money(minor),
            });
        let free_from = rated
            .free_from_minor
            .filter(|_| agreed.is_none())
            .map(|from| FreeFrom {
                from: money(from),
                is_by_tier: rated.is_free_by_tier,
                is_reached: parcel.items_minor >= from,
            });
        let vat = shares.iter().map(|share| FreightVat {
            rate_bp: share.vat_rate_bp,
            reason: cart
                .tax
                .category("freight", share.vat_rate_bp)
                .as_str()
                .to_owned(),
            amount: money(share.gross_minor),
            vat: money(share.vat_minor),
        });
        Some(Self {
            at,
            country: parcel.country.to_owned(),
            weight_g: parcel.weight_g,
            min_weight_g: rated.min_weight_g,
            max_weight_g: rated.max_weight_g,
            rate: money(rated.price_minor),
            goods: money(parcel.items_minor),
            free_from,
            agreed,
            price: money(offer.price_minor),
            vat: vat.collect(),
        })
    }

    /// For the template checks: by the rate, free by the tier, and as agreed.
    #[must_use]
    pub fn samples() -> Vec<Self> {
        let Some(at) = Timestamp::from_microsecond(1_790_000_000_000_000) else {
            return Vec::new();
        };
        let sek = |kronor: i64| Money::new(kronor * 100, Currency::SEK);
        let vat = |reason: &str, rate_bp| FreightVat {
            rate_bp,
            reason: reason.to_owned(),
            amount: sek(59),
            vat: sek(11),
        };
        let rated = Self {
            at,
            country: "SE".to_owned(),
            weight_g: 1_850,
            min_weight_g: 1_000,
            max_weight_g: Some(20_000),
            rate: sek(59),
            goods: sek(1_234),
            free_from: Some(FreeFrom {
                from: sek(1_500),
                is_by_tier: false,
                is_reached: false,
            }),
            agreed: None,
            price: sek(59),
            vat: vec![vat("S", 2_500), vat("S", 600)],
        };
        let free = Self {
            min_weight_g: 0,
            max_weight_g: None,
            free_from: Some(FreeFrom {
                from: sek(1_000),
                is_by_tier: true,
                is_reached: true,
            }),
            price: sek(0),
            vat: Vec::new(),
            ..rated.clone()
        };
        let agreed = Self {
            country: "NO".to_owned(),
            free_from: None,
            agreed: Some(Agreed {
                number: "O-1001".to_owned(),
                version: 2,
                price: sek(250),
            }),
            price: sek(250),
            vat: vec![vat("G", 0)],
            ..rated.clone()
        };
        vec![rated, free, agreed]
    }
}
