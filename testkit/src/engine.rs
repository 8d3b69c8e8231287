//! A search engine that ranks what the test says, and remembers what it was told.

use std::collections::{BTreeMap, HashMap};
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
pub struct Engine(Mutex<State>);

#[derive(Default)]
struct State {
    live: HashMap<Shelf, Documents>,
    beside: HashMap<Shelf, Documents>,
    synonyms: HashMap<Shelf, Vec<Synonym>>,
    ranks: Ranking,
    fault: Option<EngineError>,
    busy: Option<Db>,
    asked: Vec<Question>,
}

impl Engine {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
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

    fn does<T>(&self, work: impl FnOnce(&mut State) -> T) -> Result<T, EngineError> {
        let mut state = self.state();
        match state.fault.clone() {
            Some(fault) => Err(fault),
            None => Ok(work(&mut state)),
        }
    }
}

impl SearchEngine for Engine {
    fn name(&self) -> &'static str {
        "test"
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
        let changed = self.does(|state| {
            let documents = match edition {
                Edition::Live(shelf) => state.live.entry(shelf.clone()),
                Edition::Beside(shelf) => state.beside.entry(shelf.clone()),
            };
            let documents = documents.or_default();
            for document in &changes.documents {
                documents.insert(document.product_id, document.clone());
            }
            for product in &changes.gone {
                documents.remove(product);
            }
        });
        Box::pin(async move { changed })
    }

    fn begin<'a>(&'a self, edition: &'a Edition, synonyms: &'a [Synonym]) -> Answer<'a, ()> {
        let begun = self.does(|state| {
            let (Edition::Live(shelf) | Edition::Beside(shelf)) = edition;
            state.synonyms.insert(shelf.clone(), synonyms.to_vec());
            if matches!(edition, Edition::Beside(_)) {
                state.beside.insert(shelf.clone(), Documents::new());
            }
        });
        Box::pin(async move { begun })
    }

    fn publish<'a>(&'a self, shelf: &'a Shelf) -> Answer<'a, ()> {
        let published = self.does(|state| {
            let built = state.beside.remove(shelf).unwrap_or_default();
            state.live.insert(shelf.clone(), built);
        });
        Box::pin(async move { published })
    }

    fn count<'a>(&'a self, shelf: &'a Shelf) -> Answer<'a, Option<u64>> {
        let many = |documents: &Documents| u64::try_from(documents.len()).unwrap();
        let count = self.does(|state| state.live.get(shelf).map(many));
        Box::pin(async move { count })
    }
}
