//! The demo shop must never meet a real customer.

use anyhow::{Context as _, bail};
use platform::auth::log_in::VAULT_PURPOSE;
use platform::auth::sealed::Vault;
use platform::auth::{demo, store};
use platform::config::{Config, Mode};
use platform::db::{Db, DbError, PgConnection};

use crate::parts::Parts;
use crate::{install, seed};

/// Whether the database holds the demo: its owner, whose password everybody knows, is the mark.
///
/// # Errors
/// Database errors.
pub async fn is_there(conn: &mut PgConnection) -> Result<bool, DbError> {
    Ok(store::account_by_email(conn, demo::EMAIL).await?.is_some())
}

/// Fills an empty installation that nobody has configured with the demo shop, or completes one that was interrupted.
///
/// # Errors
/// Whatever hinders the files or the database; the next start goes on.
pub async fn make_if_empty(config: &Config, parts: &Parts) -> anyhow::Result<()> {
    if config.mode != Mode::Demo || !seed::is_needed(&parts.db).await? {
        return Ok(());
    }
    let folder = install::themes_dir(config)?
        .join(&config.theme)
        .join("demo");
    let vault = Vault::new(&parts.secret, VAULT_PURPOSE);
    seed::run(&parts.db, &parts.darkroom, &vault, &folder).await
}

/// Stops a production start on demo data.
///
/// # Errors
/// When the demo is there, with the way out.
pub async fn refuse_in_production(config: &Config, db: &Db) -> anyhow::Result<()> {
    if config.mode != Mode::Production {
        return Ok(());
    }
    let mut conn = db.read().await.context("the database")?;
    if is_there(&mut conn).await? {
        bail!(
            "the database holds the demo shop, whose owner's password everybody knows, and this is a production installation.\n  \
             Begin with an empty database: another DATABASE_URL, or another TORG_DATA_DIR."
        );
    }
    Ok(())
}
