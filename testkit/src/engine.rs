//! A search engine that ranks what the test says, and remembers what it was told.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use commerce::catalogue::search::engine::{
    Answer, Changes, Edition, EngineError, Question, Ranking, SearchDocument, SearchEngine, Shelf,
    Synonym,
};
use commerce::ids::ProductId;
use platform::db::Db;

/// How long somebody waits for a connection.
const PATIENCE: Duration = Duration::from_secs(2);

/// What one edition of a shelf has.
type Documents = BTreeMap<ProductId, SearchDocument>;

/// An engine. It knows nothing until it is told.
#[derive(Default)]
pub struct Engine {
    identity: &'static str,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    live: HashMap<Shelf, Documents>,
    beside: HashMap<Shelf, Documents>,
    synonyms: HashMap<Shelf, Vec<Synonym>>,
    /// Whose live edition has settings.
    set: HashSet<Shelf>,
    ranks: Ranking,
    fault: Option<EngineError>,
    busy: Option<Db>,
    asked: Vec<Question>,
}

impl Engine {
    /// An engine at another place.
    #[must_use]
    pub fn at(identity: &'static str) -> Self {
        Self {
            identity,
            ..Self::default()
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// From now on it ranks these, whatever is asked.
    pub fn ranks(&self, products: &[ProductId]) {
        self.state().ranks = Ranking {
            products: products.to_vec(),
            goes_on: false,
        };
    }

    /// From now on everything comes to nothing, or nothing does.
    pub fn fails(&self, fault: Option<EngineError>) {
        self.state().fault = fault;
    }

    /// From now on somebody else takes a connection while it thinks: whoever held the last one meanwhile gets no answer.
    pub fn thinks_beside(&self, db: Db) {
        self.state().busy = Some(db);
    }

    /// What it was asked, in order.
    #[must_use]
    pub fn asked(&self) -> Vec<Question> {
        self.state().asked.clone()
    }

    /// The names on a shelf, in the order of the products' ids.
    #[must_use]
    pub fn names(&self, shelf: &Shelf) -> Vec<String> {
        let state = self.state();
        let documents = state
            .live
            .get(shelf)
            .into_iter()
            .flat_map(Documents::values);
        documents.map(|document| document.name.clone()).collect()
    }

    /// What it knows of a product.
    #[must_use]
    pub fn document(&self, shelf: &Shelf, product: ProductId) -> Option<SearchDocument> {
        self.state().live.get(shelf)?.get(&product).cloned()
    }

    /// The words that stand for each other on a shelf.
    #[must_use]
    pub fn synonyms(&self, shelf: &Shelf) -> Vec<Synonym> {
        self.state()
            .synonyms
            .get(shelf)
            .cloned()
            .unwrap_or_default()
    }

    /// Loses a product, as an engine may that was put back to an older state.
    pub fn loses(&self, product: ProductId) {
        for documents in self.state().live.values_mut() {
            documents.remove(&product);
        }
    }

    /// Loses all that it was ever told, as an engine does whose disk was emptied.
    pub fn loses_all(&self) {
        let mut state = self.state();
        state.live.clear();
        state.beside.clear();
        state.synonyms.clear();
        state.set.clear();
    }

    /// Keeps what it was told in indexes without settings, as those are that were made by what was added to them.
    pub fn forgets_its_settings(&self) {
        self.state().set.clear();
    }

    fn does<T>(&self, work: impl FnOnce(&mut State) -> T) -> Result<T, EngineError> {
        let mut state = self.state();
        match state.fault.clone() {
            Some(fault) => Err(fault),
            None => Ok(work(&mut state)),
        }
    }
}

impl State {
    /// As Meilisearch does it: what is added makes an index that is not there, without settings; nothing is taken from one without them.
    fn change(&mut self, edition: &Edition, changes: &Changes) -> Result<(), EngineError> {
        let (editions, is_set, shelf) = match edition {
            Edition::Live(shelf) => (&mut self.live, self.set.contains(shelf), shelf),
            Edition::Beside(shelf) => (&mut self.beside, true, shelf),
        };
        if !changes.documents.is_empty() {
            let documents = editions.entry(shelf.clone()).or_default();
            for document in &changes.documents {
                documents.insert(document.product_id, document.clone());
            }
        }
        if changes.gone.is_empty() {
            return Ok(());
        }
        let refused = |why: &str| EngineError::Refused(why.to_owned());
        let documents = editions
            .get_mut(shelf)
            .ok_or_else(|| refused("index_not_found"))?;
        if !is_set {
            return Err(refused("invalid_document_filter"));
        }
        for product in &changes.gone {
            documents.remove(product);
        }
        Ok(())
    }
}

impl SearchEngine for Engine {
    fn name(&self) -> &'static str {
        "test"
    }

    fn identity(&self) -> &str {
        self.identity
    }

    fn rank<'a>(&'a self, question: &'a Question) -> Answer<'a, Ranking> {
        self.state().asked.push(question.clone());
        let ranked = self.does(|state| state.ranks.clone());
        let busy = self.state().busy.clone();
        Box::pin(async move {
            if let Some(db) = busy {
                let taken = tokio::time::timeout(PATIENCE, db.read()).await;
                let late = |_| EngineError::Unavailable("no connection was free".to_owned());
                taken.map_err(late)?.unwrap();
            }
            ranked
        })
    }

    fn change<'a>(&'a self, edition: &'a Edition, changes: &'a Changes) -> Answer<'a, ()> {
        let changed = self.does(|state| state.change(edition, changes));
        Box::pin(async move { changed.flatten() })
    }

    fn begin<'a>(&'a self, edition: &'a Edition, synonyms: &'a [Synonym]) -> Answer<'a, ()> {
        let begun = self.does(|state| {
            let (Edition::Live(shelf) | Edition::Beside(shelf)) = edition;
            state.synonyms.insert(shelf.clone(), synonyms.to_vec());
            match edition {
                Edition::Beside(_) => {
                    state.beside.insert(shelf.clone(), Documents::new());
                }
                Edition::Live(_) => {
                    state.live.entry(shelf.clone()).or_default();
                    state.set.insert(shelf.clone());
                }
            }
        });
        Box::pin(async move { begun })
    }

    fn publish<'a>(&'a self, shelf: &'a Shelf) -> Answer<'a, ()> {
        let published = self.does(|state| {
            let built = state.beside.remove(shelf).unwrap_or_default();
            state.live.insert(shelf.clone(), built);
            state.set.insert(shelf.clone());
        });
        Box::pin(async move { published })
    }

    fn count<'a>(&'a self, shelf: &'a Shelf) -> Answer<'a, Option<u64>> {
        let many = |documents: &Documents| u64::try_from(documents.len()).unwrap();
        let count = self.does(|state| state.live.get(shelf).map(many));
        Box::pin(async move { count })
    }
}
