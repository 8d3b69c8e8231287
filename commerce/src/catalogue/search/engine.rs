//! The port to a **search engine**: it is told what products are described by, and ranks them for the words of a question. What a visitor may see, and at what price,
//! is never asked of it: whatever it ranks is looked up anew, so an engine that lags, errs or lies can only put things in another order or leave some out.

use std::future::Future;
use std::pin::Pin;

use super::words;
use crate::ids::{ProductId, ShopId};

/// Products that are asked for when a page is searched: as many as PostgreSQL ranks and counts by itself.
pub const MOST_RANKED: usize = 2_000;
/// Products that are asked for while somebody types: some may not be for the visitor.
pub const MOST_SUGGESTED: usize = 40;

/// A boxed answer, so that an engine can stand behind `dyn`.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, EngineError>> + Send + 'a>>;

/// The port to a search engine. A connector in `integrations` implements it; the domain knows no vendor. An answer to [`Self::rank`] comes before the connector's own
/// deadline, or it is [`EngineError::Unavailable`].
///
/// A change is done when its answer comes: what an engine only promises is waited for.
pub trait SearchEngine: Send + Sync {
    /// The engine's name, for the log.
    fn name(&self) -> &'static str;
    /// What tells its indexes from those that another address or other names would lead to; nobody reads it.
    fn identity(&self) -> &str;
    /// Ranks products for a question.
    fn rank<'a>(&'a self, question: &'a Question) -> Answer<'a, Ranking>;
    /// Puts documents in the place of what is known of the same products, and takes others away.
    fn change<'a>(&'a self, edition: &'a Edition, changes: &'a Changes) -> Answer<'a, ()>;
    /// Begins an edition anew: empty, with the words that stand for each other. Of the live one only those words are renewed; it keeps its documents.
    fn begin<'a>(&'a self, edition: &'a Edition, synonyms: &'a [Synonym]) -> Answer<'a, ()>;
    /// Lets the edition beside be the one that is asked, at one stroke, and does away with the former.
    fn publish<'a>(&'a self, shelf: &'a Shelf) -> Answer<'a, ()>;
    /// How many documents the live edition has; `None` where there is none.
    fn count<'a>(&'a self, shelf: &'a Shelf) -> Answer<'a, Option<u64>>;
}

/// What is searched together: a shop's products in one language.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Shelf {
    /// The shop.
    pub shop_id: ShopId,
    /// The language.
    pub locale: String,
}

impl Shelf {
    /// A shop's products in a language.
    #[must_use]
    pub fn new(shop_id: ShopId, locale: &str) -> Self {
        Self {
            shop_id,
            locale: locale.to_owned(),
        }
    }
}

/// Which of a shelf's two editions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edition {
    /// The one that is asked.
    Live(Shelf),
    /// One that is being built beside it.
    Beside(Shelf),
}

/// What an engine is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// Where to look.
    pub shelf: Shelf,
    /// The roots of the words, letters and digits only; at least one and at most [`words::MOST`]. A product must have all of them; of the last, what begins so will do.
    pub words: Vec<String>,
    /// Forgive no typing errors.
    pub is_exact: bool,
    /// It is still being typed: descriptions, in which something begins with any few letters, are not looked through.
    pub is_begun: bool,
    /// Products wanted at most.
    pub limit: usize,
}

impl Question {
    /// The question in what somebody typed: anything, of any length. `None` when nothing in it can be looked for.
    #[must_use]
    pub fn of(shelf: Shelf, text: &str, is_exact: bool, limit: usize) -> Option<Self> {
        let words: Vec<String> = words::asked(text)
            .iter()
            .map(|word| words::root(word, &shelf.locale))
            .collect();
        let is_worth_it = words.iter().any(|word| word.chars().count() >= 2);
        is_worth_it.then_some(Self {
            shelf,
            words,
            is_exact,
            is_begun: false,
            limit,
        })
    }
}

/// What an engine ranked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ranking {
    /// The products, best first.
    pub products: Vec<ProductId>,
    /// Whether more match than these.
    pub goes_on: bool,
}

/// What an engine is told of a product.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SearchDocument {
    /// Which.
    pub product_id: ProductId,
    /// Its name.
    pub name: String,
    /// The name's words in all their forms: roots, and what the synonym table has for them.
    pub name_forms: String,
    /// SKU and GTIN, split as questions are.
    pub numbers: String,
    /// Material, categories, choices.
    pub features: String,
    /// Their words in all their forms.
    pub feature_forms: String,
    /// The text about it.
    pub description: String,
    /// How much is sold of it.
    pub popularity: i32,
    /// Whether it can be bought.
    pub is_in_stock: bool,
}

/// What has changed on a shelf.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// What products are described by now.
    pub documents: Vec<SearchDocument>,
    /// Products that are no longer for sale.
    pub gone: Vec<ProductId>,
}

impl Changes {
    /// Whether there is nothing to tell.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.documents.is_empty() && self.gone.is_empty()
    }
}

/// A word of a question that also finds what has other words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Synonym {
    /// The word, as questions have it.
    pub word: String,
    /// The others.
    pub means: Vec<String>,
}

/// Why an engine did not do what was asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EngineError {
    /// No answer in time, or none that is one.
    #[error("the search engine did not answer: {0}")]
    Unavailable(String),
    /// It answered that it cannot or will not.
    #[error("the search engine refused: {0}")]
    Refused(String),
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question(text: &str) -> Option<Question> {
        let shelf = Shelf::new(ShopId::generate(), "sv");
        Question::of(shelf, text, false, MOST_RANKED)
    }

    #[test]
    fn whatever_is_typed_an_engine_gets_words() {
        let asked = question("\"vaser\" AND (price > 1) \u{0} | shop_id = 'x'").unwrap();
        assert!(asked.words.len() <= words::MOST);
        for word in &asked.words {
            assert!(word.chars().all(char::is_alphanumeric), "{word:?}");
        }
        assert_eq!(question("vaserna").unwrap().words, ["vas"]);
        let long = question(&"å".repeat(10_000)).unwrap();
        assert!(long.words.concat().chars().count() <= 40);
        for nothing in ["", " ", "\u{0}", "&|!():*", "v", "🫖"] {
            assert_eq!(question(nothing), None, "{nothing:?}");
        }
    }
}
