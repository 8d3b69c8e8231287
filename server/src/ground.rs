//! What every command stands on: the settled folders, the secret, and the database, brought up if it is the private one.

use std::path::PathBuf;

use anyhow::Context as _;
use platform::clock::Clock;
use platform::cluster::{self, Cluster, Options};
use platform::config::Config;
use platform::db::Db;
use platform::secret::SecretKey;

use crate::demo;
use crate::install::{self, DataDir, POSTGRES};
use crate::migrate;
use crate::settings::Settings;

/// What every command stands on. Dropping it stops the private PostgreSQL.
pub struct Ground {
    /// What is configured.
    pub config: Config,
    /// The program's key of keys.
    pub secret: SecretKey,
    /// Where the data lie.
    pub data: DataDir,
    /// The private PostgreSQL, unless another is configured.
    pub cluster: Option<Cluster>,
    /// Where the private PostgreSQL of another torg listens that runs on the same folder.
    neighbour: Option<String>,
}

impl Ground {
    /// Settles folders and secret, and brings up the private PostgreSQL. Call it on the main thread: the server ends with the thread that
    /// started it.
    ///
    /// # Errors
    /// Whatever hinders it, with what to do about it.
    pub fn lay(settings: Settings) -> anyhow::Result<Self> {
        Self::settle(settings, false)
    }

    /// The same for a command that may work beside a torg that serves: when one has brought up the private PostgreSQL, it is shared.
    ///
    /// # Errors
    /// See [`Ground::lay`].
    fn lay_beside(settings: Settings) -> anyhow::Result<Self> {
        Self::settle(settings, true)
    }

    fn settle(settings: Settings, may_share: bool) -> anyhow::Result<Self> {
        let Settings {
            config,
            search_path,
        } = settings;
        let data = install::data_dir(&config)?;
        install::make_data_dir(&data.path)?;
        let secret = install::secret_key(&config, &data.path)?;
        let folder = data.path.join(POSTGRES);
        let neighbour = match &config.database_url {
            None if may_share => cluster::url_of_running(&folder)?,
            Some(_) | None => None,
        };
        let cluster = match &config.database_url {
            Some(_) => None,
            None if neighbour.is_some() => None,
            None => {
                let mut options = Options::new(folder, search_path);
                options.connections = config.database_connections.saturating_add(30).max(100);
                // Its message says all; a chain of causes would only repeat it.
                Some(Cluster::start(&options).map_err(|error| anyhow::anyhow!("{error}"))?)
            }
        };
        Ok(Self {
            config,
            secret,
            data,
            cluster,
            neighbour,
        })
    }

    /// The folder of one room in the data folder.
    #[must_use]
    pub fn folder(&self, room: &str) -> PathBuf {
        self.data.path.join(room)
    }

    /// Connects to the database. Every command comes through here, so none works on the demo's data in production.
    ///
    /// # Errors
    /// When it cannot be reached, or is not the one for this installation.
    pub async fn connect(&self) -> anyhow::Result<Db> {
        let configured = self.config.database_url.as_ref().map(|url| url.reveal());
        let url = configured
            .or_else(|| self.cluster.as_ref().map(Cluster::url))
            .or(self.neighbour.as_deref())
            .unwrap_or_default();
        let hint = if configured.is_some() {
            "DATABASE_URL: the database cannot be reached"
        } else {
            "the private database cannot be reached"
        };
        let db = Db::connect(url, self.config.database_connections, Clock::system())
            .await
            .context(hint)?;
        demo::refuse_in_production(&self.config, &db).await?;
        Ok(db)
    }
}

/// Does the work of a command that may run beside a torg that serves: on the database, brought up to date, and cleared away behind it.
///
/// # Errors
/// Whatever hinders the database, and those of `work`.
pub fn beside<T>(
    settings: Settings,
    work: impl AsyncFnOnce(&Ground, &Db) -> anyhow::Result<T>,
) -> anyhow::Result<T> {
    let mut grounds = Ground::lay_beside(settings)?;
    let outcome = block_on(async {
        let db = grounds.connect().await?;
        migrate::bring_up_to_date(&db).await?;
        let outcome = work(&grounds, &db).await;
        db.close().await;
        outcome
    });
    if let Some(cluster) = grounds.cluster.take() {
        cluster.stop();
    }
    outcome
}

/// Runs `work` to its end on this thread, with workers beside it.
///
/// # Errors
/// Those of `work`.
pub fn block_on<T>(work: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("the program's threads")?
        .block_on(work)
}
