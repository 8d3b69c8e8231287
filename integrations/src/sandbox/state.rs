//! The stand-in's one shared thing: the book behind a lock, the journal under it, and the clock.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use platform::clock::Clock;
use tokio::sync::Notify;

use super::book::{Book, Change, Entry};
use super::calls::Scene;
use super::error::ApiError;
use super::journal::{Journal, JournalError};

/// How long an answer is kept under its idempotency key: a day, as at Stripe. Older ones are forgotten at the next start.
const KEPT_ANSWERS_SECONDS: i64 = 24 * 60 * 60;

/// How the stand-in is set up.
#[derive(Clone)]
pub struct SandboxConfig {
    /// What callers must show: `Authorization: Bearer <key>`.
    pub secret_key: String,
    /// What messages to the shop are signed with.
    pub webhook_secret: String,
    /// Where the shop takes messages (`http://127.0.0.1:8080/webhooks/stripe`). `None`: nobody listens.
    pub webhook_url: Option<String>,
    /// Where browsers reach the stand-in, without a slash at the end.
    pub public_url: String,
    /// The shop's name on the payment page.
    pub shop_name: String,
    /// The folder that is the stand-in's own.
    pub data_dir: PathBuf,
    /// How long the slow outcomes take, in seconds.
    pub slow_seconds: i64,
}

impl std::fmt::Debug for SandboxConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SandboxConfig")
            .field("public_url", &self.public_url)
            .finish_non_exhaustive()
    }
}

/// The stand-in provider. Clones share everything.
#[derive(Clone)]
pub struct SandboxState(pub(super) Arc<Inner>);

pub(super) struct Inner {
    pub(super) config: SandboxConfig,
    pub(super) clock: Clock,
    pub(super) http: reqwest::Client,
    /// Rung when something may have become due.
    pub(super) wake: Notify,
    kept: Mutex<Kept>,
    /// The last change that is on the disk. Held while flushing, so that many callers share one flush.
    flushed: tokio::sync::Mutex<u64>,
}

struct Kept {
    book: Book,
    journal: Journal,
    /// Changes since the start.
    written: u64,
}

/// Why the stand-in did not start.
#[derive(Debug, thiserror::Error)]
pub enum SandboxError {
    /// Its memory.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// Its way to the shop.
    #[error("the HTTP client cannot be built: {0}")]
    Client(reqwest::Error),
}

impl SandboxState {
    /// Opens the journal in `config.data_dir` and stands where it stood.
    ///
    /// # Errors
    /// See [`SandboxError`].
    pub fn open(mut config: SandboxConfig, clock: Clock) -> Result<Self, SandboxError> {
        config
            .public_url
            .truncate(config.public_url.trim_end_matches('/').len());
        let mut book = Book::default();
        let long_ago = clock.now().as_second().saturating_sub(KEPT_ANSWERS_SECONDS);
        let journal = Journal::open(
            &config.data_dir.join("journal.jsonl"),
            |mut change: Change| {
                if change.at < long_ago {
                    change
                        .entries
                        .retain(|entry| !matches!(entry, Entry::Answered(_)));
                }
                book.apply(change);
            },
        )?;
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder()
            .user_agent("Stripe/1.0 (+https://stripe.com/docs/webhooks)")
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .tls_certs_only(std::iter::empty())
            .timeout(Duration::from_secs(10))
            .build()
            .map_err(SandboxError::Client)?;
        Ok(Self(Arc::new(Inner {
            config,
            clock,
            http,
            wake: Notify::new(),
            kept: Mutex::new(Kept {
                book,
                journal,
                written: 0,
            }),
            flushed: tokio::sync::Mutex::new(0),
        })))
    }

    /// Seconds since 1970, now.
    pub(super) fn now(&self) -> i64 {
        self.0.clock.now().as_second()
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Looks at the book.
    pub(super) fn read<T>(&self, look: impl FnOnce(&Book) -> T) -> T {
        look(&self.kept().book)
    }

    /// Marks what is not kept (deliveries on their way).
    pub(super) fn mark<T>(&self, mark: impl FnOnce(&mut Book) -> T) -> T {
        mark(&mut self.kept().book)
    }

    /// Lets `act` write a change, keeps it, and returns when it is on the disk. Nothing else happens meanwhile: every call is one step.
    ///
    /// # Errors
    /// [`ApiError::not_kept`] when the disk refuses; then nothing was done.
    pub(super) async fn write<T>(
        &self,
        act: impl FnOnce(&Scene<'_>, &mut Change) -> T,
    ) -> Result<T, ApiError> {
        let (result, upto) = {
            let kept = &mut *self.kept();
            let mut change = Change {
                at: self.now(),
                entries: Vec::new(),
            };
            let scene = Scene {
                book: &kept.book,
                now: change.at,
                public_url: &self.0.config.public_url,
                slow_seconds: self.0.config.slow_seconds,
                has_listener: self.0.config.webhook_url.is_some(),
            };
            let result = act(&scene, &mut change);
            if change.entries.is_empty() {
                return Ok(result);
            }
            kept.journal.append(&change).map_err(|error| {
                tracing::error!(%error, "the stand-in's journal cannot be written");
                ApiError::not_kept()
            })?;
            kept.book.apply(change);
            kept.written += 1;
            (result, kept.written)
        };
        self.flush(upto).await?;
        self.0.wake.notify_one();
        Ok(result)
    }

    async fn flush(&self, upto: u64) -> Result<(), ApiError> {
        let mut flushed = self.0.flushed.lock().await;
        if *flushed >= upto {
            return Ok(());
        }
        let (written, file) = {
            let kept = self.kept();
            (kept.written, kept.journal.file())
        };
        let done = tokio::task::spawn_blocking(move || file.sync_data()).await;
        if !matches!(done, Ok(Ok(()))) {
            tracing::error!("the stand-in's journal cannot be flushed");
            return Err(ApiError::not_kept());
        }
        *flushed = written;
        Ok(())
    }
}
