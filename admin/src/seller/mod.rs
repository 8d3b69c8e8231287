//! The shop itself: the seller's facts, which pages, mails and papers tell.

mod form;
mod handlers;
mod views;

use commerce::catalogue::shop::{Shop, shops};
use commerce::setting::Settings;
use platform::db::{DbError, PgConnection};
use platform::web::PageError;

pub(crate) use handlers::{save, show};
pub(crate) use views::ShopPage;

/// Where the page is.
pub(crate) const PAGE: &str = "/butiken";

/// The shop that is served.
///
/// # Errors
/// 404 while none has been set up; database errors.
pub(crate) async fn shop(conn: &mut PgConnection) -> Result<Shop, PageError> {
    let found = shops(conn).await?.into_iter().next();
    found.ok_or(PageError::NotFound)
}

/// What the merchant has decided for it; what is usual while there is none.
///
/// # Errors
/// Database errors.
pub(crate) async fn settings(conn: &mut PgConnection) -> Result<Settings, DbError> {
    match shops(conn).await?.first() {
        Some(shop) => Settings::of(conn, shop.id).await,
        None => Ok(Settings::default()),
    }
}
