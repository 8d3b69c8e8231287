//! What the product's page says to whoever would like to know when the chosen variant is back.

use commerce::catalogue::product::VariantShown;
use commerce::stock_watch::listing;
use platform::i18n::Locale;
use platform::web::PageError;

use super::views::WatchPart;
use crate::state::ShopState;
use crate::visitor::Desk;

/// Whether none of a variant can be bought, not even to come.
#[must_use]
pub fn is_sold_out(variant: &VariantShown) -> bool {
    variant.free < i64::from(variant.min_quantity)
}

/// The part, where the variant is sold at all and sold out. Gift cards never are, and nobody watches in a rehearsal.
///
/// # Errors
/// Database errors.
pub async fn part(
    state: &ShopState,
    desk: &mut Desk,
    locale: Locale,
    (variant, is_card): (&VariantShown, bool),
) -> Result<Option<WatchPart>, PageError> {
    let is_offered = variant.price.is_some() && is_sold_out(variant);
    if is_card || !is_offered || desk.rehearsal.is_some() {
        return Ok(None);
    }
    let mut watch = None;
    if let Some(session) = &desk.session {
        let shop = desk.facts.shop.id;
        watch = listing::waiting_of(&mut desk.conn, session.customer, shop, variant.id).await?;
    }
    let id = variant.id.to_string();
    Ok(Some(WatchPart {
        action: state.renderer.url(locale, "watch", &[("variant", &id)]),
        asks_email: desk.session.is_none(),
        watch: watch.map(|id| id.to_string()),
    }))
}
