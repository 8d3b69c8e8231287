//! **Search** among the products that are for sale: stemming, prefixes, a table of synonyms, parts of compounds, and correction of typing errors
//! when little is found. [`Search`] is what the shop's pages hold; another engine would be a second [`Engine`].

pub mod listing;
pub mod store;
pub mod words;

use platform::db::{DbError, PgConnection};

use super::storefront::{Card, Storefront, Total, Visit};
use crate::ids::CategoryId;

/// Which engine answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Engine {
    /// PostgreSQL's full text and trigrams.
    #[default]
    Postgres,
}

/// Finds products by words. Cheap to clone.
#[derive(Clone)]
pub struct Search {
    engine: Engine,
    storefront: Storefront,
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
            engine: Engine::default(),
            storefront,
        }
    }

    /// Finds products. Nothing that is typed is an error.
    ///
    /// # Errors
    /// Database errors.
    pub async fn find(
        &self,
        conn: &mut PgConnection,
        visit: &Visit<'_>,
        query: &SearchQuery,
    ) -> Result<SearchPage, DbError> {
        match self.engine {
            Engine::Postgres => listing::find(&self.storefront, conn, visit, query).await,
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
        match self.engine {
            Engine::Postgres => listing::suggest(&self.storefront, conn, visit, text).await,
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
