//! Meilisearch: an index for each shop and language. Whatever changes an index is only promised at first (202) and becomes a task; it is done when the task has
//! succeeded, so every change waits for that.

mod http;
#[cfg(test)]
mod tests;
mod wire;

use std::time::{Duration, Instant};

use commerce::catalogue::search::engine::{
    Answer, Changes, Edition, EngineError, Question, Ranking, SearchEngine, Shelf, Synonym,
};
use data_encoding::HEXLOWER;
use meilisearch_sdk::client::{Client, SwapIndexes};
use meilisearch_sdk::documents::DocumentDeletionQuery;
use meilisearch_sdk::errors::{Error, ErrorCode, ErrorType, MeilisearchError};
use meilisearch_sdk::search::{MatchingStrategies, SearchQuery, Selectors};
use meilisearch_sdk::task_info::TaskInfo;
use meilisearch_sdk::tasks::Task;
use sha2::{Digest as _, Sha256};

use http::Http;
use wire::{Document, Hit, ID};

/// How long a change may take to be promised.
const PROMISED_WITHIN: Duration = Duration::from_secs(60);
/// How long a promised change may take to be done.
const DONE_WITHIN: Duration = Duration::from_secs(600);
/// A task is looked at so soon after it was promised, and then at twice the distance each time, up to [`LOOKS_APART`].
const FIRST_LOOK: Duration = Duration::from_millis(20);
const LOOKS_APART: Duration = Duration::from_secs(1);

/// Why a connector cannot be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    /// The address is not `http(s)://host[:port][/path]`.
    #[error("the address of Meilisearch is not a web address")]
    NotAnAddress,
    /// The key holds signs that no key has.
    #[error("the key for Meilisearch is not one")]
    NotAKey,
    /// The prefix holds signs that an index's name may not have.
    #[error("the prefix of Meilisearch's indexes may hold a-z, 0-9, - and _ only")]
    NotAPrefix,
    /// The HTTP client could not be made.
    #[error("the HTTP client cannot be built: {0}")]
    Client(String),
}

/// The engine.
pub struct Meilisearch {
    /// For shoppers, who do not wait.
    asks: Client<Http>,
    /// For jobs, which do.
    tells: Client<Http>,
    prefix: String,
    /// A hash of the address and the prefix.
    identity: String,
}

/// Why a call or a task came to nothing.
enum Fault {
    Call(Error),
    Task(MeilisearchError),
    Late,
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        Self::Call(error)
    }
}

impl Fault {
    fn is(&self, code: &ErrorCode) -> bool {
        match self {
            Self::Call(Error::Meilisearch(error)) | Self::Task(error) => error.error_code == *code,
            Self::Call(_) | Self::Late => false,
        }
    }

    fn told(self) -> EngineError {
        match self {
            Self::Task(error) => EngineError::Refused(words(&error)),
            Self::Late => EngineError::Unavailable(format!(
                "a task was not done in {} s",
                DONE_WITHIN.as_secs()
            )),
            Self::Call(Error::Meilisearch(error)) => match error.error_type {
                ErrorType::InvalidRequest | ErrorType::Auth => EngineError::Refused(words(&error)),
                _ => EngineError::Unavailable(words(&error)),
            },
            Self::Call(Error::MeilisearchCommunication(error)) => {
                EngineError::Unavailable(format!("status {}", error.status_code))
            }
            Self::Call(error) => EngineError::Unavailable(short(&error.to_string())),
        }
    }
}

fn words(error: &MeilisearchError) -> String {
    short(&format!("{}: {}", error.error_code, error.error_message))
}

/// Enough to know what is meant; an engine's message may hold a whole document.
fn short(text: &str) -> String {
    text.chars().take(300).collect()
}

impl Meilisearch {
    /// How long a shopper's page waits for an answer at most.
    pub const DEADLINE: Duration = Duration::from_millis(800);

    /// `url` is the engine's address; `prefix` begins the names of its indexes, so that several installations may share it.
    ///
    /// # Errors
    /// See [`ConfigError`].
    pub fn new(
        url: &str,
        key: Option<&str>,
        prefix: &str,
        deadline: Duration,
    ) -> Result<Self, ConfigError> {
        let url = url.trim_end_matches('/');
        let address = reqwest::Url::parse(url).map_err(|_| ConfigError::NotAnAddress)?;
        if !matches!(address.scheme(), "http" | "https")
            || !address.has_host()
            || address.query().is_some()
            || address.fragment().is_some()
        {
            return Err(ConfigError::NotAnAddress);
        }
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        if prefix.is_empty() || !prefix.chars().all(is_name) {
            return Err(ConfigError::NotAPrefix);
        }
        let is_encrypted = address.scheme() == "https";
        let client = |deadline| -> Result<Client<Http>, ConfigError> {
            let http = Http::new(key, deadline, is_encrypted)?;
            Ok(Client::new_with_client(url, None::<String>, http))
        };
        Ok(Self {
            asks: client(deadline)?,
            tells: client(PROMISED_WITHIN)?,
            prefix: prefix.to_owned(),
            identity: HEXLOWER.encode(&Sha256::digest(format!("{url} {prefix}"))),
        })
    }

    /// Whether the engine is up, and the key lets us in.
    ///
    /// # Errors
    /// What it answered.
    pub async fn look(&self) -> Result<(), EngineError> {
        let look = async {
            self.tells.health().await?;
            self.tells.get_stats().await?;
            Ok::<_, Fault>(())
        };
        look.await.map_err(Fault::told)
    }

    async fn ranked(&self, question: &Question) -> Result<Ranking, Fault> {
        let edition = Edition::Live(question.shelf.clone());
        let index = self.asks.index(wire::uid(&self.prefix, &edition));
        let (asked, id) = (wire::asked(question), [ID]);
        let languages: Vec<&str> = wire::language(&question.shelf.locale).into_iter().collect();
        let mut query = SearchQuery::new(&index);
        query
            .with_query(&asked)
            .with_limit(question.limit)
            .with_attributes_to_retrieve(Selectors::Some(&id))
            .with_matching_strategy(MatchingStrategies::ALL);
        if question.is_begun {
            query.with_attributes_to_search_on(&wire::SEARCHED_BEGUN);
        }
        if !languages.is_empty() {
            query.with_locales(&languages);
        }
        let found = index.execute_query::<Hit>(&query).await?;
        let met = found.hits.len();
        Ok(Ranking {
            products: found
                .hits
                .iter()
                .filter_map(|hit| hit.result.product())
                .take(question.limit)
                .collect(),
            goes_on: met >= question.limit && found.estimated_total_hits.is_some_and(|n| n > met),
        })
    }

    async fn changed(&self, edition: &Edition, changes: &Changes) -> Result<(), Fault> {
        let index = self.tells.index(wire::uid(&self.prefix, edition));
        if !changes.documents.is_empty() {
            let documents: Vec<Document<'_>> = changes.documents.iter().map(Document::of).collect();
            self.done(index.add_or_replace(&documents, Some(ID)).await?)
                .await?;
        }
        if !changes.gone.is_empty() {
            let condition = wire::is_of(&changes.gone);
            let mut query = DocumentDeletionQuery::new(&index);
            query.with_filter(&condition);
            self.done(index.delete_documents_with(&query).await?)
                .await?;
        }
        Ok(())
    }

    async fn begun(&self, edition: &Edition, synonyms: &[Synonym]) -> Result<(), Fault> {
        let uid = wire::uid(&self.prefix, edition);
        if matches!(edition, Edition::Beside(_)) {
            self.removed(&uid).await?;
            self.done(self.tells.create_index(&uid, Some(ID)).await?)
                .await?;
        }
        let settings = wire::settings(&wire::shelf(edition).locale, synonyms);
        let index = self.tells.index(uid);
        self.done(index.set_settings(&settings).await?).await
    }

    async fn published(&self, shelf: &Shelf) -> Result<(), Fault> {
        let live = wire::uid(&self.prefix, &Edition::Live(shelf.clone()));
        let beside = wire::uid(&self.prefix, &Edition::Beside(shelf.clone()));
        // Only indexes that are there change places.
        let made = match self.tells.create_index(&live, Some(ID)).await {
            Ok(task) => self.done(task).await,
            Err(error) => Err(error.into()),
        };
        if let Err(fault) = made
            && !fault.is(&ErrorCode::IndexAlreadyExists)
        {
            return Err(fault);
        }
        let places = SwapIndexes {
            indexes: (live, beside.clone()),
            rename: None,
        };
        self.done(self.tells.swap_indexes([&places]).await?).await?;
        self.removed(&beside).await
    }

    /// Does away with an index, if it is there.
    async fn removed(&self, uid: &str) -> Result<(), Fault> {
        let removed = match self.tells.delete_index(uid).await {
            Ok(task) => self.done(task).await,
            Err(error) => Err(error.into()),
        };
        match removed {
            Err(fault) if !fault.is(&ErrorCode::IndexNotFound) => Err(fault),
            _ => Ok(()),
        }
    }

    async fn counted(&self, shelf: &Shelf) -> Result<Option<u64>, Fault> {
        let uid = wire::uid(&self.prefix, &Edition::Live(shelf.clone()));
        let stats = self.tells.index(uid).get_stats().await.map_err(Fault::from);
        match stats {
            Ok(stats) => Ok(u64::try_from(stats.number_of_documents).ok()),
            Err(fault) if fault.is(&ErrorCode::IndexNotFound) => Ok(None),
            Err(fault) => Err(fault),
        }
    }

    /// Waits until a promised change is done.
    async fn done(&self, task: TaskInfo) -> Result<(), Fault> {
        let began = Instant::now();
        let mut pause = FIRST_LOOK;
        loop {
            match self.tells.get_task(&task).await? {
                Task::Succeeded { .. } => return Ok(()),
                Task::Failed { content } => return Err(Fault::Task(content.error)),
                Task::Enqueued { .. } | Task::Processing { .. } => {}
            }
            if began.elapsed() > DONE_WITHIN {
                return Err(Fault::Late);
            }
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(LOOKS_APART);
        }
    }
}

impl SearchEngine for Meilisearch {
    fn name(&self) -> &'static str {
        "meilisearch"
    }

    fn identity(&self) -> &str {
        &self.identity
    }

    fn rank<'a>(&'a self, question: &'a Question) -> Answer<'a, Ranking> {
        Box::pin(async move { self.ranked(question).await.map_err(Fault::told) })
    }

    fn change<'a>(&'a self, edition: &'a Edition, changes: &'a Changes) -> Answer<'a, ()> {
        Box::pin(async move { self.changed(edition, changes).await.map_err(Fault::told) })
    }

    fn begin<'a>(&'a self, edition: &'a Edition, synonyms: &'a [Synonym]) -> Answer<'a, ()> {
        Box::pin(async move { self.begun(edition, synonyms).await.map_err(Fault::told) })
    }

    fn publish<'a>(&'a self, shelf: &'a Shelf) -> Answer<'a, ()> {
        Box::pin(async move { self.published(shelf).await.map_err(Fault::told) })
    }

    fn count<'a>(&'a self, shelf: &'a Shelf) -> Answer<'a, Option<u64>> {
        Box::pin(async move { self.counted(shelf).await.map_err(Fault::told) })
    }
}
