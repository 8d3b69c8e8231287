//! `torg work`: jobs alone, in a process beside those that serve, for a shop that has outgrown one.

use anyhow::bail;
use platform::config::local_url;
use platform::web::health;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::ground::{self, Ground};
use crate::migrate;
use crate::parts::Parts;
use crate::serve::{Signals, stop, told_too_early};
use crate::settings::Settings;
use crate::wire::{self, Urls};

/// `torg work`.
///
/// # Errors
/// Without `DATABASE_URL`: the private database belongs to the process that serves, which does the jobs itself.
pub fn run(settings: Settings) -> anyhow::Result<()> {
    if settings.config.database_url.is_none() {
        bail!(
            "`torg serve` does the jobs itself, and the private database is its own.\n  For workers beside it, give all of them the same \
             DATABASE_URL, TORG_SECRET_KEY and storage."
        );
    }
    let grounds = Ground::lay(settings)?;
    ground::block_on(work(&grounds))
}

async fn work(grounds: &Ground) -> anyhow::Result<()> {
    let mut signals = Signals::listen()?;
    let config = &grounds.config;
    let urls = Urls {
        shop: config.shop.url_at(config.shop.addr),
        admin: config.admin.url_at(config.admin.addr),
        sandbox: config
            .uses_stand_in_payment()
            .then(|| local_url(config.sandbox_addr)),
    };
    let connected = async {
        let db = grounds.connect().await?;
        migrate::bring_up_to_date(&db).await?;
        Ok::<_, anyhow::Error>(db)
    };
    let db = tokio::select! {
        connected = connected => connected?,
        () = signals.heard() => return told_too_early(),
    };
    let parts = Parts::new(grounds, &db, &urls)?;
    let stopping = CancellationToken::new();
    let (doors, tasks, done) = (
        TaskTracker::new(),
        TaskTracker::new(),
        CancellationToken::new(),
    );
    health::pulse(&db).await?;
    wire::start_work(&tasks, config, &parts, &urls, &done);
    say!("Working: {} jobs at a time. Ctrl-C stops.", config.workers);

    signals.heard().await;
    say!("Stopping: jobs under way are finished first. (Ctrl-C again ends at once.)");
    tokio::select! {
        () = stop(&doors, &tasks, &stopping, &done, &db) => say!("Stopped."),
        () = signals.heard() => say!("Ended at once."),
    }
    Ok(())
}
