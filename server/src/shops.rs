//! The shops' doors while the program serves: read anew every few seconds, so that a name or a theme that is changed, or a shop that is made, needs no new
//! start, and no request asks for it.

use std::sync::Arc;
use std::time::Duration;

use commerce::shop_door::{self, Addresses};
use platform::db::{Db, DbError};
use platform::render::Brands;
use shop::ShopDoors;
use tokio_util::sync::CancellationToken;

/// A change is seen after so long at most.
const EVERY: Duration = Duration::from_secs(5);

/// Refuses a start in which a shop would not look as it is to.
///
/// # Errors
/// The first shop whose theme cannot be read, with the way out.
pub async fn check_themes(db: &Db, brands: &Arc<Brands>) -> anyhow::Result<()> {
    let shops = shop_door::doors(&mut *db.read().await?).await?;
    for shop in shops {
        let (reader, theme) = (Arc::clone(brands), shop.theme.clone());
        let read = tokio::task::spawn_blocking(move || reader.read(theme.as_deref())).await?;
        if let Err(error) = read {
            anyhow::bail!(
                "the shop {code} wears the theme {theme:?}, which cannot be read: {error}\n  \
                 Put its folder beside the other themes, or give the shop another: torg shop set {code} --theme NAME",
                code = shop.code,
                theme = shop.theme.unwrap_or_default(),
            );
        }
    }
    Ok(())
}

/// The names and addresses of the shops beside the oldest, as far as they are reached.
///
/// # Errors
/// Database errors.
pub async fn younger(db: &Db, addresses: &Addresses) -> Result<Vec<(String, String)>, DbError> {
    let shops = shop_door::doors(&mut *db.read().await?).await?;
    let told = shops.iter().skip(1).filter_map(|shop| {
        let url = addresses.of(&shops, shop.shop_id)?;
        Some((shop.shop_name.clone(), url))
    });
    Ok(told.collect())
}

/// Lets the doors stand as the shops are now.
///
/// # Errors
/// Database errors.
pub async fn stand(doors: &ShopDoors, db: &Db, brands: &Arc<Brands>) -> Result<(), DbError> {
    let shops = shop_door::doors(&mut *db.read().await?).await?;
    for shop in &shops {
        // Doors are made without waiting for files.
        brands.wear(shop.theme.as_deref()).await;
    }
    doors.stand(&shops);
    Ok(())
}

/// Keeps them so until `stop`.
pub async fn keep_current(doors: ShopDoors, db: Db, brands: Arc<Brands>, stop: CancellationToken) {
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(EVERY) => {}
        }
        if let Err(error) = stand(&doors, &db, &brands).await {
            tracing::warn!(%error, "the shops' names could not be read; they stay as they were");
        }
    }
}
