//! The demo shop must never meet a real customer.

use anyhow::{Context as _, bail};
use platform::auth::demo;
use platform::auth::log_in::VAULT_PURPOSE;
use platform::auth::sealed::Vault;
use platform::config::{Config, Mode};
use platform::db::{Db, DbError, PgConnection, Tx};

use crate::parts::Parts;
use crate::{install, seed};

/// The setting that says that the database was made as a demo. It stays, whatever becomes of the demo's owner.
const MARK: &str = "demo.seed";

/// Marks the database as the demo's, with the first that is written into it.
///
/// # Errors
/// Database errors.
pub async fn mark(tx: &mut Tx) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query(
        "insert into settings (key, value, updated_at, updated_by) values ($1, 'true', $2, 'seed')
         on conflict on constraint settings_key do nothing",
    )
    .bind(MARK)
    .bind(now)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Whether the database holds the demo: by its mark or, where an older torg has made it, by its owner, whose password everybody knows.
/// May be asked of a database whose structure is older, or that has none yet.
///
/// # Errors
/// Database errors.
pub async fn is_there(conn: &mut PgConnection) -> Result<bool, DbError> {
    for (table, question, sign) in [
        (
            "settings",
            "select exists (select from settings where key = $1)",
            MARK,
        ),
        (
            "staff",
            "select exists (select from staff where email = $1)",
            demo::EMAIL,
        ),
    ] {
        let has_table: bool = sqlx::query_scalar("select to_regclass($1) is not null")
            .bind(table)
            .fetch_one(&mut *conn)
            .await?;
        if has_table
            && sqlx::query_scalar(question)
                .bind(sign)
                .fetch_one(&mut *conn)
                .await?
        {
            return Ok(true);
        }
    }
    Ok(false)
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

/// Stops whatever production would do on demo data.
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

#[cfg(test)]
mod tests {
    use platform::clock::Clock;
    use platform::db::Origin;
    use testkit::Database;

    use super::*;

    #[tokio::test]
    async fn the_demo_is_known_by_its_mark_whatever_becomes_of_its_owner() {
        let database = Database::create().await;
        let db = database.db(Clock::system());
        let mut conn = db.read().await.unwrap();
        assert!(!is_there(&mut conn).await.unwrap());
        for _ in 0..2 {
            let mut tx = db.begin(Origin::system("test")).await.unwrap();
            mark(&mut tx).await.unwrap();
            tx.commit().await.unwrap();
        }
        assert!(is_there(&mut conn).await.unwrap());
        drop(conn);

        database.execute("drop schema public cascade").await;
        database.execute("create schema public").await;
        let mut conn = db.read().await.unwrap();
        assert!(
            !is_there(&mut conn).await.unwrap(),
            "an empty database is nobody's"
        );
    }
}
