//! The database's structure. The migrations travel in the binary.

use anyhow::Context as _;
use platform::db::Db;
use sqlx::migrate::{MigrateError, Migrator};

use crate::ground::{self, Ground};
use crate::settings::Settings;

static MIGRATOR: Migrator = sqlx::migrate!("../migrations");

/// The versions that this build carries, oldest first.
pub fn versions() -> Vec<i64> {
    MIGRATOR.iter().map(|migration| migration.version).collect()
}

/// Applies what is missing. Several processes may do so at once: one does it, the others wait.
///
/// # Errors
/// When the database was made by a newer program, or a migration fails (it is then rolled back).
pub async fn bring_up_to_date(db: &Db) -> anyhow::Result<()> {
    let mut conn = db.read().await.context("the database")?;
    // A migration of a big shop may build an index for longer than a page may take.
    sqlx::query("set statement_timeout = 0")
        .execute(&mut *conn)
        .await?;
    let outcome = MIGRATOR.run_direct(None, &mut *conn, false).await;
    sqlx::query("reset statement_timeout")
        .execute(&mut *conn)
        .await?;
    outcome.map_err(|error| match error {
        MigrateError::VersionMissing(version) => {
            anyhow::anyhow!("the database was made by a newer torg (it knows migration {version}); start that one, or restore a backup")
        }
        MigrateError::VersionMismatch(version) => {
            anyhow::anyhow!("migration {version} is not the one that this database was made with; start the torg that made it, or begin with an empty database")
        }
        other => anyhow::Error::from(other).context("the database's structure could not be brought up to date"),
    })
}

/// `torg migrate`.
///
/// # Errors
/// Whatever hinders the database or a migration.
pub fn run(settings: Settings) -> anyhow::Result<()> {
    let grounds = Ground::lay(settings)?;
    ground::block_on(async {
        let db = grounds.connect().await?;
        bring_up_to_date(&db).await?;
        say!(
            "The database is up to date: {} migrations.",
            versions().len()
        );
        db.close().await;
        Ok(())
    })
}
