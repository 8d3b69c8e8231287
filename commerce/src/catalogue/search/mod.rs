//! **Search** among the products that are for sale: stemming, prefixes, a table of synonyms, parts of compounds, and correction of typing errors
//! when little is found. [`Search`] is what the shop's pages hold. PostgreSQL answers by itself; where a [`SearchEngine`] is configured, that one ranks, and
//! PostgreSQL says of what it ranked what the visitor may see, in what order it is shown, and at what price.

mod breaker;
pub mod engine;
pub mod feed;
pub mod listing;
pub mod store;
pub mod words;

use std::sync::Arc;
use std::time::Instant;

use platform::db::{DbError, PgConnection};

use super::storefront::{Card, Storefront, Total, Visit};
use crate::ids::{CategoryId, ShopId};
use breaker::Breaker;
use engine::{Question, Ranking, SearchEngine, Shelf};

/// Finds products by words. Cheap to clone.
#[derive(Clone)]
pub struct Search {
    engine: Option<Arc<Hired>>,
    storefront: Storefront,
}

/// A search engine that ranks, as long as it answers.
struct Hired {
    engine: Arc<dyn SearchEngine>,
    breaker: Breaker,
}

/// What someone looks for.
#[derive(Clone, Debug)]
pub struct SearchQuery {
    /// As it was typed: anything, of any length.
    pub text: String,
    /// From 1; what is out of range becomes the nearest page.
    pub page: i64,
    /// Cards on a page, 1-100.
    pub page_size: i64,
    /// Look for exactly this: correct nothing.
    pub as_typed: bool,
    /// What comes first.
    pub order: SearchOrder,
}

/// In which order products that were found are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SearchOrder {
    /// How well the words match, and how much is sold.
    #[default]
    Best,
    /// The lowest price.
    Cheapest,
}

/// What was found.
#[derive(Clone, Debug)]
pub struct SearchPage {
    /// What was asked for, tidied: at most [`words::MOST`] words.
    pub text: String,
    /// The words that were looked for instead, when those asked for gave nothing.
    pub corrected: Option<String>,
    /// Words that might have been meant, when those asked for gave little.
    pub did_you_mean: Option<String>,
    /// The products, best first.
    pub cards: Vec<Card>,
    /// How many; of words that very many products have, more than those up to the end of this page.
    pub total: Total,
    /// The page that this is, from 1.
    pub page: i64,
    /// How many pages there are for certain; at least 1.
    pub pages: i64,
    /// Whether the cheapest are found by what the reader pays; else by what guests pay.
    pub is_readers: bool,
}

/// What is offered while someone types. Eight lines in all at most.
#[derive(Clone, Debug, Default)]
pub struct Suggestions {
    /// Words that begin so, most used first.
    pub words: Vec<String>,
    /// Categories with a word that begins so.
    pub categories: Vec<CategoryId>,
    /// Products.
    pub products: Vec<Card>,
}

impl Search {
    /// Search by PostgreSQL.
    #[must_use]
    pub fn new(storefront: Storefront) -> Self {
        Self {
            engine: None,
            storefront,
        }
    }

    /// Search in which an engine ranks, where there is one.
    #[must_use]
    pub fn with_engine(storefront: Storefront, engine: Option<Arc<dyn SearchEngine>>) -> Self {
        let hired = |engine| {
            Arc::new(Hired {
                engine,
                breaker: Breaker::default(),
            })
        };
        Self {
            engine: engine.map(hired),
            storefront,
        }
    }

    /// Whether an engine is to be asked before PostgreSQL is.
    #[must_use]
    pub fn has_engine(&self) -> bool {
        self.engine.is_some()
    }

    /// Asks the engine what it ranks for a question, for [`Self::find_ranked`]. `None` where there is no engine, nothing to ask, or no answer: then PostgreSQL finds
    /// by itself. The caller holds no connection.
    pub async fn rank(
        &self,
        shop_id: ShopId,
        locale: &str,
        query: &SearchQuery,
    ) -> Option<Ranking> {
        let shelf = Shelf::new(shop_id, locale);
        let question = Question::of(shelf, &query.text, query.as_typed, engine::MOST_RANKED)?;
        self.engine.as_ref()?.rank(&question).await
    }

    /// The same for what has been typed so far, for [`Self::suggest_ranked`].
    pub async fn rank_begun(&self, shop_id: ShopId, locale: &str, text: &str) -> Option<Ranking> {
        let shelf = Shelf::new(shop_id, locale);
        let mut question = Question::of(shelf, text, false, engine::MOST_SUGGESTED)?;
        question.is_begun = true;
        self.engine.as_ref()?.rank(&question).await
    }

    /// Finds products by PostgreSQL. Nothing that is typed is an error.
    ///
    /// # Errors
    /// Database errors.
    pub async fn find(
        &self,
        conn: &mut PgConnection,
        visit: &Visit<'_>,
        query: &SearchQuery,
    ) -> Result<SearchPage, DbError> {
        listing::find(&self.storefront, conn, visit, query).await
    }

    /// Finds products as an engine ranked them, and by PostgreSQL where no engine did, or where it found little and PostgreSQL finds more.
    ///
    /// # Errors
    /// Database errors.
    pub async fn find_ranked(
        &self,
        conn: &mut PgConnection,
        visit: &Visit<'_>,
        query: &SearchQuery,
        ranking: Option<&Ranking>,
    ) -> Result<SearchPage, DbError> {
        match ranking {
            None => self.find(conn, visit, query).await,
            Some(ranking) => {
                listing::find_ranked(&self.storefront, conn, visit, query, ranking).await
            }
        }
    }

    /// Offers words, categories and products for what has been typed so far; nothing for less than two letters.
    ///
    /// # Errors
    /// Database errors.
    pub async fn suggest(
        &self,
        conn: &mut PgConnection,
        visit: &Visit<'_>,
        text: &str,
    ) -> Result<Suggestions, DbError> {
        self.suggest_ranked(conn, visit, text, None).await
    }

    /// The same with the products that an engine ranked, where one did.
    ///
    /// # Errors
    /// Database errors.
    pub async fn suggest_ranked(
        &self,
        conn: &mut PgConnection,
        visit: &Visit<'_>,
        text: &str,
        ranking: Option<&Ranking>,
    ) -> Result<Suggestions, DbError> {
        listing::suggest(&self.storefront, conn, visit, text, ranking).await
    }
}

impl Hired {
    /// What the engine ranks. A fault is told in one line of the log and counted; after some in a row the engine is left alone for a while.
    async fn rank(&self, question: &Question) -> Option<Ranking> {
        let count = |outcome: &'static str| {
            metrics::counter!("torg_search_engine_questions_total", "outcome" => outcome)
                .increment(1);
        };
        if !self.breaker.lets_through(Instant::now()) {
            count("spared");
            return None;
        }
        match self.engine.rank(question).await {
            Ok(ranking) => {
                self.breaker.answered();
                count("answered");
                Some(ranking)
            }
            Err(error) => {
                self.breaker.failed(Instant::now());
                count("failed");
                tracing::warn!(%error, engine = self.engine.name(), "the search engine did not answer; PostgreSQL does");
                None
            }
        }
    }
}

/// PostgreSQL's text search configuration for a language.
#[must_use]
pub fn configuration(locale: &str) -> &'static str {
    match locale {
        "sv" => "swedish",
        "en" => "english",
        _ => "simple",
    }
}
