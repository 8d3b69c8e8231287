//! Accounts of prices for the template checks.

use platform::clock::Timestamp;
use platform::money::{Currency, Money};

use super::{NextBreak, OfferWhy, PassedOver, PassedReason, ReductionWhy, VatWhy, Why};
use crate::catalogue::Label;
use crate::pricing::sheet::ListKind;

impl Why {
    /// For the template checks: one with everything in it, and a plain one.
    #[must_use]
    pub fn samples() -> Vec<Self> {
        let Some(at) = Timestamp::from_microsecond(1_790_000_000_000_000) else {
            return Vec::new();
        };
        let passed = |reason| PassedOver {
            list: "Pro".to_owned(),
            kind: ListKind::Tier,
            tier: Some(Label::new("Pro", "Pro")),
            reason,
        };
        let price_e4 = 1_990_000;
        let full = Self {
            at,
            quantity: 12,
            currency: Currency::SEK,
            list: "Höstrea".to_owned(),
            kind: ListKind::Campaign,
            tier: None,
            list_includes_vat: true,
            list_price_e4: 41_200,
            min_quantity: 10,
            valid_from: Some(at),
            valid_to: Some(at),
            passed_over: [
                PassedReason::NotYet { from: at },
                PassedReason::Ended { to: at },
                PassedReason::NoPrice,
                PassedReason::TooFew { min_quantity: 50 },
                PassedReason::AskedLater {
                    price_e4,
                    includes_vat: Some(false),
                },
                PassedReason::NotLower {
                    price_e4,
                    includes_vat: Some(true),
                },
                PassedReason::Reduced {
                    price_e4,
                    includes_vat: None,
                },
            ]
            .map(passed)
            .to_vec(),
            next_break: Some(NextBreak {
                min_quantity: 50,
                price_e4,
                includes_vat: true,
            }),
            vat: VatWhy {
                class: "standard".to_owned(),
                rate_bp: 2_500,
                country: "SE".to_owned(),
                reason: "S".to_owned(),
            },
            gross_e4: 41_200,
            line: Money::new(49, Currency::SEK),
            rounded_e4: -4_400,
            reduction: Some(ReductionWhy {
                began: at,
                lowest_e4: Some(price_e4),
                includes_vat: Some(true),
                is_announced: true,
            }),
            offer: None,
        };
        let of = |lowest_e4, is_announced| {
            Some(ReductionWhy {
                began: at,
                lowest_e4,
                includes_vat: None,
                is_announced,
            })
        };
        let not_lower = Self {
            valid_from: None,
            reduction: of(Some(price_e4), false),
            ..full.clone()
        };
        let new = Self {
            valid_to: None,
            reduction: of(None, false),
            ..full.clone()
        };
        let plain = Self {
            kind: ListKind::Company,
            list_includes_vat: false,
            min_quantity: 1,
            valid_from: None,
            valid_to: None,
            passed_over: Vec::new(),
            next_break: None,
            vat: VatWhy {
                rate_bp: 0,
                country: "XX".to_owned(),
                reason: "Z".to_owned(),
                ..full.vat.clone()
            },
            rounded_e4: 0,
            reduction: None,
            ..full.clone()
        };
        let offered = Self {
            list: "O-1001".to_owned(),
            min_quantity: 12,
            offer: Some(OfferWhy {
                number: "O-1001".to_owned(),
                version: 2,
                valid_until: jiff::civil::date(2026, 12, 24),
                by: Some("Maja Lind".to_owned()),
            }),
            ..plain.clone()
        };
        let of_tier = Self {
            kind: ListKind::Tier,
            tier: Some(Label::new("Konsument", "")),
            ..plain.clone()
        };
        vec![full, not_lower, new, plain, offered, of_tier]
    }
}
