//! The demo shop Nordbod: made at the first start of an empty installation, from the theme's `demo` folder. Every step may be repeated: a seed that was
//! interrupted is completed at the next start.

mod catalogue;
mod gift_card;
mod legal;
mod pictures;
mod prices;
mod shop;

use std::path::Path;
use std::time::Instant;

use anyhow::Context as _;
use commerce::catalogue::storefront::{make_tiers_some, reconcile_popularity, refresh_some};
use commerce::import::store::{finish, is_under_way};
use platform::auth::sealed::Vault;
use platform::auth::{demo, password::Passwords, staff};
use platform::clock::Clock;
use platform::db::{Db, Origin, Tx};
use platform::files::image::Darkroom;

/// What the seed's import is called; while it is under way, the seed is not complete.
const IMPORT: &str = "demo/products.csv";

/// Who acts.
fn origin() -> Origin {
    Origin::system("seed")
}

/// How long the demo's goods have cost what they cost: longer than the 30 days that a reduction is told from.
const PRICED_FOR: jiff::SignedDuration = jiff::SignedDuration::from_hours(60 * 24);

/// The same database when the demo's shop opened.
fn earlier(db: &Db) -> Db {
    let then = db.clock().now().minus(PRICED_FOR);
    Db::new(db.pool().clone(), Clock::fixed(then))
}

async fn begin(db: &Db) -> anyhow::Result<Tx> {
    db.begin(origin()).await.context("the database")
}

/// Whether there is nothing in the database yet, or a demo that was not completed.
///
/// # Errors
/// Database errors.
pub async fn is_needed(db: &Db) -> anyhow::Result<bool> {
    let mut conn = db.read().await.context("the database")?;
    Ok(!commerce::catalogue::shop::has_any(&mut conn).await?
        || is_under_way(&mut conn, IMPORT).await?)
}

/// Makes the demo shop from the folder `demo` of a theme, telling on the terminal how it goes.
///
/// # Errors
/// Whatever hinders the files or the database. The next start goes on.
pub async fn run(db: &Db, darkroom: &Darkroom, vault: &Vault, folder: &Path) -> anyhow::Result<()> {
    let begun = Instant::now();
    say!("This is the first start: the demo shop Nordbod is being made.");
    let file = folder.join("products.csv");
    let bytes = std::fs::read(&file).with_context(|| file.display().to_string())?;

    // The mark that a seed is under way comes in the same transaction as the shop: from here on an interruption is seen.
    let mut tx = begin(db).await?;
    crate::demo::mark(&mut tx).await?;
    let shop_id = shop::save(&mut tx).await?;
    let mut run = catalogue::mark_begun(&mut tx, shop_id, &bytes).await?;
    legal::publish(&mut tx, shop_id, &folder.join("legal")).await?;
    catalogue::save_ground(&mut tx).await?;
    tx.commit().await?;
    say!("  shop, prices, VAT, freight and terms");

    let hash = Passwords::new(1)
        .hash(demo::PASSWORD.to_owned())
        .await
        .context("the demo owner's password")?;
    let mut tx = begin(db).await?;
    staff::ensure_demo_owner(&mut tx, vault, &hash).await?;
    tx.commit().await?;

    let (products, goods) = catalogue::import(db, shop_id, &bytes, &mut run).await?;
    prices::make(db, shop_id, &goods).await?;
    gift_card::make(db, shop_id).await?;
    say!(
        "  {} products in {} variants",
        products.len(),
        run.tally.rows()
    );
    refresh(db).await?;

    let pictures = pictures::take_in(db, darkroom, folder, &products).await?;
    say!("  {pictures} pictures");
    refresh(db).await?;

    let mut tx = begin(db).await?;
    reconcile_popularity(&mut tx).await?;
    finish(&mut tx, &run, true).await?;
    tx.commit().await?;
    say!(
        "Nordbod is ready after {:.1} s.",
        begun.elapsed().as_secs_f32()
    );
    Ok(())
}

/// Makes the lists anew, so that the first visitor sees everything.
async fn refresh(db: &Db) -> anyhow::Result<()> {
    loop {
        let mut tx = begin(db).await?;
        let made = refresh_some(&mut tx).await?;
        tx.commit().await?;
        if made == 0 {
            break;
        }
    }
    loop {
        let mut tx = begin(db).await?;
        let goes_on = make_tiers_some(&mut tx).await?;
        tx.commit().await?;
        if !goes_on {
            return Ok(());
        }
    }
}
