//! A variant as its product's page shows it.

use commerce::catalogue::product::{BreakShown, VariantShown};
use commerce::catalogue::storefront::StockState;
use commerce::checkout::freight::FreightOffer;
use commerce::setting::{Key, Settings};
use platform::calendar::is_working_day;
use platform::money::Money;

use super::views::{BreakView, DeliveryView, VariantView};
use crate::card::PriceView;
use crate::mapping::{is_few, per_unit, restock_on};
use crate::state::ShopState;

/// A variant's price as shown.
pub(super) fn price_view(variant: &VariantShown) -> Option<PriceView> {
    let price = variant.price.as_ref()?;
    Some(PriceView {
        per_unit: variant
            .unit_price
            .map(|unit| per_unit(unit, price.currency)),
        ..PriceView::new(
            Money::new(price.minor, price.currency),
            price.unit.exact(),
            price.includes_vat,
            price
                .before_minor
                .map(|minor| Money::new(minor, price.currency)),
        )
    })
}

/// The quantity breaks, where there are any.
fn break_views(variant: &VariantShown) -> Vec<BreakView> {
    let Some(currency) = variant.price.as_ref().map(|price| price.currency) else {
        return Vec::new();
    };
    if variant.breaks.len() < 2 {
        return Vec::new();
    }
    let view = |of: &BreakShown| BreakView {
        min_quantity: of.min_quantity.into(),
        price: Money::new(of.price.rounded_minor(), currency),
        exact: of.price.exact(),
    };
    variant.breaks.iter().map(view).collect()
}

/// The variant, with the way in which it would come.
pub(super) fn variant_view(
    state: &ShopState,
    settings: &Settings,
    variant: &VariantShown,
    offer: Option<&FreightOffer>,
) -> VariantView {
    let (stock, free) = match variant.stock {
        StockState::Out { .. } => ("out", 0),
        StockState::Backorder { .. } => ("backorder", 0),
        StockState::Few { .. } | StockState::InStock if is_few(variant, settings) => {
            ("few", variant.here)
        }
        StockState::Few { .. } | StockState::InStock => ("in_stock", variant.here),
    };
    let until_hour = settings.number(Key::SameDayHour);
    let currency = variant.price.as_ref().map(|price| price.currency);
    VariantView {
        id: variant.id.to_string(),
        sku: variant.sku.clone(),
        price: price_view(variant),
        missing_in: None,
        breaks: break_views(variant),
        why: None,
        min_quantity: variant.min_quantity.into(),
        max_quantity: if variant.free >= i64::from(variant.min_quantity) {
            variant.free
        } else {
            0
        },
        stock,
        free,
        restock_on: restock_on(variant.stock),
        delivery: offer
            .zip(currency)
            // What is not here yet has no day on which it arrives, only one on which it comes to us.
            .filter(|_| variant.stock.is_in_stock())
            .map(|(offer, currency)| {
                let local = state.now().business_time();
                DeliveryView {
                    from: offer.from.0,
                    to: offer.to.0,
                    leaves_today: is_working_day(local.date())
                        && i64::from(local.hour()) < until_hour,
                    cut_off_hour: until_hour,
                    freight_label: offer.label.clone(),
                    freight_price: Money::new(offer.price_minor, currency),
                    // Where it is free already, from when it is free is no news.
                    free_from: offer
                        .free_from_minor
                        .filter(|_| offer.price_minor > 0)
                        .map(|minor| Money::new(minor, currency)),
                }
            }),
    }
}
