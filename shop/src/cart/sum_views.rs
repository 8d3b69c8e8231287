//! What a cart or an order costs, as it is shown.

use commerce::checkout::freight_why::FreightWhy;
use commerce::currency::HomeVat;
use commerce::order::Order;
use commerce::pricing::vat::{Ground, Place};
use platform::money::{Currency, Money};
use serde::Serialize;

use super::views::{DiscountView, GiftCardView};

/// The sums of a cart or an order.
#[derive(Clone, Debug, Serialize)]
pub struct SumsView {
    /// How many pieces.
    pub pieces: i64,
    /// Whether goods and freight stand without VAT, which is then added below them.
    pub is_net: bool,
    /// The goods, before anything is taken off.
    pub items: Money,
    /// What each promotion takes off them.
    pub discounts: Vec<DiscountView>,
    /// The promotion by which the freight costs nothing; empty when there is none.
    pub free_freight_by: String,
    /// What the freight is called; empty while none is chosen.
    pub freight_label: String,
    /// Nothing is carried: what was bought comes by mail.
    pub is_by_mail: bool,
    /// The freight.
    pub freight: Money,
    /// Why it costs that; none where nothing travels, and for what was bought before accounts were kept.
    pub freight_why: Option<FreightWhy>,
    /// How much more makes the freight free.
    pub to_free_freight: Option<Money>,
    /// Goods for so much travel free, VAT included, and these do.
    pub free_from: Option<Money>,
    /// What was taken off the price of an order for which less had come, and that was accepted.
    pub reduction: Option<ReductionView>,
    /// All together, VAT included.
    pub total: Money,
    /// What gift cards pay of it.
    pub gift_cards: Vec<GiftCardView>,
    /// What is left to pay.
    pub to_pay: Money,
    /// VAT within the total, by rate.
    pub vat: Vec<VatView>,
    /// The VAT in the shop's own currency, where an order is in another.
    pub home_vat: Option<HomeVat>,
    /// What is to be said of the VAT, when it is not simply the shop's own country's.
    pub tax: Option<TaxView>,
}

/// What was taken off an order's price afterwards.
#[derive(Clone, Debug, Serialize)]
pub struct ReductionView {
    /// Below nought; without VAT where goods stand so.
    pub amount: Money,
    /// The credit note that says so; may be empty.
    pub note: String,
}

/// Why a purchase is not taxed as one at home.
#[derive(Clone, Debug, Serialize)]
pub struct TaxView {
    /// The last part of a text's key: see [`Ground`].
    pub ground: &'static str,
    /// Whether no VAT is charged at all.
    pub is_free: bool,
    /// Whose rates hold, by code.
    pub country: String,
    /// The buyer's VAT number, where it rests on one; else empty.
    pub vat_number: String,
}

impl TaxView {
    /// None for what is sold and delivered at home.
    #[must_use]
    pub fn of(ground: Ground, country: &str, vat_number: Option<&str>) -> Option<Self> {
        (ground != Ground::Home).then(|| Self {
            ground: ground.as_str(),
            is_free: matches!(ground, Ground::IntraCommunity | Ground::Export),
            country: country.to_owned(),
            vat_number: vat_number.unwrap_or_default().to_owned(),
        })
    }

    /// None for what was sold and delivered at home.
    #[must_use]
    pub fn of_order(order: &Order) -> Option<Self> {
        let country = Place::from(&order.delivery_address).vat_country();
        Self::of(order.vat_ground, country, order.vat_number.as_deref())
    }

    /// One of each ground that is told.
    #[must_use]
    pub fn samples() -> Vec<Self> {
        let of = |ground| Self::of(ground, "FI", Some("FI01120389"));
        Ground::ALL.into_iter().filter_map(of).collect()
    }
}

/// VAT of one rate.
#[derive(Clone, Debug, Serialize)]
pub struct VatView {
    /// Basis points: 2 500 is 25 %.
    pub rate_bp: i64,
    /// The VAT.
    pub amount: Money,
}

impl SumsView {
    /// Sums with freight and two rates, and sums without.
    #[must_use]
    pub fn samples() -> Vec<Self> {
        let sek = |kronor: i64| Money::new(kronor * 100, Currency::SEK);
        let vat = |rate_bp, ore| VatView {
            rate_bp,
            amount: Money::new(ore, Currency::SEK),
        };
        let usual = Self {
            pieces: 5,
            is_net: false,
            items: sek(1_175),
            discounts: DiscountView::samples(),
            free_freight_by: String::new(),
            freight_label: "Hem till dörren".into(),
            is_by_mail: false,
            freight: sek(59),
            freight_why: None,
            to_free_freight: Some(sek(25)),
            free_from: None,
            reduction: None,
            total: sek(1_234),
            gift_cards: GiftCardView::samples(),
            to_pay: sek(834),
            vat: vec![vat(2_500, 20_000), vat(600, 1_234)],
            home_vat: None,
            tax: None,
        };
        let free = Self {
            is_net: true,
            home_vat: Some(HomeVat::sample()),
            freight: sek(0),
            gift_cards: Vec::new(),
            to_pay: sek(1_234),
            discounts: Vec::new(),
            free_freight_by: "Fri frakt i helgen".into(),
            to_free_freight: None,
            free_from: Some(sek(799)),
            ..usual.clone()
        };
        let bare = Self {
            vat: Vec::new(),
            is_by_mail: true,
            freight_label: String::new(),
            free_freight_by: String::new(),
            ..free.clone()
        };
        let reached = Self {
            free_freight_by: String::new(),
            ..free.clone()
        };
        let reduced = |of: &Self, note: &str| Self {
            reduction: Some(ReductionView {
                amount: sek(-100),
                note: note.into(),
            }),
            total: sek(1_134),
            to_pay: sek(1_134),
            gift_cards: Vec::new(),
            ..of.clone()
        };
        let (less, less_net) = (reduced(&usual, "KRE-10001"), reduced(&free, ""));
        let mut samples = vec![usual.clone(), free, bare, reached, less, less_net];
        samples.extend(TaxView::samples().into_iter().map(|tax| Self {
            vat: vec![if tax.is_free {
                vat(0, 0)
            } else {
                vat(2_550, 20_000)
            }],
            tax: Some(tax),
            ..usual.clone()
        }));
        let carried = samples.iter_mut().filter(|sums| !sums.is_by_mail);
        for (sums, why) in carried.zip(FreightWhy::samples().into_iter().cycle()) {
            sums.freight_why = Some(why);
        }
        samples
    }
}
