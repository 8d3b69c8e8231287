//! A Meilisearch of our own, as far as the connector uses it. As the real one it only promises a change (202): a task is carried out when it is looked at for the
//! second time, so whoever does not wait for it finds nothing changed.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse as _, Response};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use super::rank::{Index, rank};

pub const KEY: &str = "a key of sixteen letters";
const THEN: &str = "2026-11-26T09:00:00.000000Z";

/// What went over the wire.
#[derive(Clone, Debug)]
pub struct Exchange {
    pub method: String,
    pub path: String,
    pub body: Option<Value>,
    pub status: u16,
    pub answer: Value,
}

/// What goes wrong from now on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// Every call is answered so.
    Status(u16),
    /// No call is answered.
    Silence,
    /// Every call is answered with a page.
    Babble,
    /// Every search finds so many products that there are not, too long a list to be read.
    Flood,
    /// Tasks are promised and fail.
    Tasks,
}

struct Task {
    kind: &'static str,
    index: Option<String>,
    effect: Effect,
    looks: u8,
    fault: Option<Value>,
}

enum Effect {
    Create(String),
    Delete(String),
    Set(String, Value),
    Put(String, Vec<Value>),
    Take(String, Vec<String>),
    Swap(String, String),
}

#[derive(Default)]
struct Inside {
    indexes: BTreeMap<String, Index>,
    tasks: Vec<Task>,
    exchanges: Vec<Exchange>,
    trouble: Option<Trouble>,
}

/// The engine on a real socket; it ends when this is dropped.
pub struct Fake {
    pub url: String,
    inside: Arc<Mutex<Inside>>,
    _server: JoinSet<()>,
}

impl Fake {
    pub async fn up() -> Self {
        let inside = Arc::new(Mutex::new(Inside::default()));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let router = axum::Router::new()
            .fallback(answer)
            .with_state(Arc::clone(&inside));
        let mut server = JoinSet::new();
        server.spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self {
            url,
            inside,
            _server: server,
        }
    }

    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap()
    }

    pub fn has(&self, trouble: Option<Trouble>) {
        self.inside().trouble = trouble;
    }

    pub fn exchanges(&self) -> Vec<Exchange> {
        self.inside().exchanges.clone()
    }

    /// How many searches there were.
    pub fn searches(&self) -> usize {
        let inside = self.inside();
        let searches = inside.exchanges.iter();
        searches.filter(|one| one.path.ends_with("/search")).count()
    }

    /// The names of the indexes, with how many documents each has.
    pub fn indexes(&self) -> BTreeMap<String, usize> {
        let inside = self.inside();
        let indexes = inside.indexes.iter();
        indexes
            .map(|(uid, index)| (uid.clone(), index.documents.len()))
            .collect()
    }

    /// Does away with an index, as whoever looks after the engine may.
    pub fn loses(&self, uid: &str) {
        self.inside().indexes.remove(uid);
    }
}

async fn answer(
    State(inside): State<Arc<Mutex<Inside>>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let trouble = inside.lock().unwrap().trouble;
    match trouble {
        Some(Trouble::Silence) => std::future::pending::<()>().await,
        Some(Trouble::Babble) => return "<html>nginx</html>".into_response(),
        Some(Trouble::Status(status)) => {
            let status = StatusCode::from_u16(status).unwrap();
            return (status, "no").into_response();
        }
        Some(Trouble::Flood | Trouble::Tasks) | None => {}
    }
    let body: Option<Value> = (!body.is_empty()).then(|| serde_json::from_slice(&body).unwrap());
    let mut inside = inside.lock().unwrap();
    let is_known = headers
        .get("authorization")
        .is_some_and(|value| value == format!("Bearer {KEY}").as_str());
    let (status, answer) = if is_known || uri.path() == "/health" {
        inside.answer(&method, uri.path(), body.as_ref())
    } else {
        (401, error("missing_authorization_header", "auth"))
    };
    inside.exchanges.push(Exchange {
        method: method.to_string(),
        path: uri.path().to_owned(),
        body,
        status,
        answer: answer.clone(),
    });
    let status = StatusCode::from_u16(status).unwrap();
    (status, axum::Json(answer)).into_response()
}

fn error(code: &str, kind: &str) -> Value {
    json!({
        "message": format!("{code}."), "code": code, "type": kind,
        "link": format!("https://docs.meilisearch.com/errors#{code}"),
    })
}

impl Inside {
    fn answer(&mut self, method: &Method, path: &str, body: Option<&Value>) -> (u16, Value) {
        let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
        let given = || body.cloned().unwrap();
        let uid = parts
            .get(1)
            .map_or_else(String::new, |uid| (*uid).to_owned());
        match (method.as_str(), parts.as_slice()) {
            ("GET", ["health"]) => (200, json!({ "status": "available" })),
            ("GET", ["stats"]) => (200, self.stats()),
            ("GET", ["tasks", number]) => self.look_at(number.parse().unwrap()),
            ("POST", ["indexes"]) => {
                let uid = given()["uid"].as_str().unwrap().to_owned();
                self.promise("indexCreation", Effect::Create(uid))
            }
            ("DELETE", ["indexes", _]) => self.promise("indexDeletion", Effect::Delete(uid)),
            ("PATCH", ["indexes", _, "settings"]) => {
                self.promise("settingsUpdate", Effect::Set(uid, given()))
            }
            ("POST", ["indexes", _, "documents"]) => {
                let documents = given().as_array().unwrap().clone();
                self.promise("documentAdditionOrUpdate", Effect::Put(uid, documents))
            }
            ("POST", ["indexes", _, "documents", "delete"]) => {
                let ids = ids(given()["filter"].as_str().unwrap());
                self.promise("documentDeletion", Effect::Take(uid, ids))
            }
            ("POST", ["swap-indexes"]) => {
                let pair = given()[0]["indexes"].clone();
                let name = |n: usize| pair[n].as_str().unwrap().to_owned();
                self.promise("indexSwap", Effect::Swap(name(0), name(1)))
            }
            ("POST", ["indexes", _, "search"]) => self.search(&uid, &given()),
            ("GET", ["indexes", _, "stats"]) => match self.indexes.get(&uid) {
                Some(index) => (200, stats_of(index)),
                None => (404, error("index_not_found", "invalid_request")),
            },
            _ => panic!("{method} {path}: the connector has no such call"),
        }
    }

    fn promise(&mut self, kind: &'static str, effect: Effect) -> (u16, Value) {
        let number = self.tasks.len();
        let index = match &effect {
            Effect::Create(uid)
            | Effect::Delete(uid)
            | Effect::Set(uid, _)
            | Effect::Put(uid, _)
            | Effect::Take(uid, _) => Some(uid.clone()),
            Effect::Swap(..) => None,
        };
        let promised = json!({
            "taskUid": number, "indexUid": index, "status": "enqueued", "type": kind, "enqueuedAt": THEN,
        });
        self.tasks.push(Task {
            kind,
            index,
            effect,
            looks: 0,
            fault: None,
        });
        (202, promised)
    }

    fn look_at(&mut self, number: usize) -> (u16, Value) {
        let task = &mut self.tasks[number];
        task.looks += 1;
        if task.looks == 2 {
            let fault = match self.trouble {
                Some(Trouble::Tasks) => Some(error("no_space_left_on_device", "system")),
                _ => carry_out(&mut self.indexes, &task.effect),
            };
            task.fault = fault;
        }
        let status = match (task.looks, &task.fault) {
            (1, _) => "processing",
            (_, None) => "succeeded",
            (_, Some(_)) => "failed",
        };
        let is_done = task.looks > 1;
        let seen = json!({
            "uid": number, "batchUid": number, "indexUid": task.index, "status": status, "type": task.kind, "canceledBy": null,
            "details": details(&task.effect, is_done), "error": task.fault, "enqueuedAt": THEN, "startedAt": THEN,
            "duration": is_done.then_some("PT0.002318S"), "finishedAt": is_done.then_some(THEN),
        });
        (200, seen)
    }

    fn stats(&self) -> Value {
        let indexes: BTreeMap<&String, Value> = self
            .indexes
            .iter()
            .map(|(uid, index)| (uid, stats_of(index)))
            .collect();
        json!({ "databaseSize": 4096, "usedDatabaseSize": 1024, "lastUpdate": null, "indexes": indexes })
    }

    fn search(&self, uid: &str, query: &Value) -> (u16, Value) {
        let Some(index) = self.indexes.get(uid) else {
            return (404, error("index_not_found", "invalid_request"));
        };
        let mut found: Vec<String> = match self.trouble {
            Some(Trouble::Flood) => (0..100_000).map(|n| format!("no product {n}")).collect(),
            _ => rank(
                index,
                query["q"].as_str().unwrap(),
                &query["attributesToSearchOn"],
            ),
        };
        // No more are counted than may be fetched.
        let most = index.settings["pagination"]["maxTotalHits"]
            .as_u64()
            .unwrap();
        let total = found.len().min(usize::try_from(most).unwrap());
        let limit = query["limit"].as_u64().unwrap();
        if self.trouble != Some(Trouble::Flood) {
            found.truncate(usize::try_from(limit).unwrap());
        }
        let hits: Vec<Value> = found.into_iter().map(|id| json!({ "id": id })).collect();
        let answer = json!({
            "hits": hits, "query": query["q"], "processingTimeMs": 1, "limit": limit, "offset": 0, "estimatedTotalHits": total,
        });
        (200, answer)
    }
}

/// The ids of a condition `id IN ["...", "..."]`.
fn ids(condition: &str) -> Vec<String> {
    let list = condition.strip_prefix("id IN ").unwrap();
    serde_json::from_str(list).unwrap()
}

fn details(effect: &Effect, is_done: bool) -> Value {
    match effect {
        Effect::Create(_) => json!({ "primaryKey": "id" }),
        Effect::Delete(_) => json!({ "deletedDocuments": is_done.then_some(0) }),
        Effect::Set(_, settings) => settings.clone(),
        Effect::Put(_, documents) => json!({
            "receivedDocuments": documents.len(), "indexedDocuments": is_done.then_some(documents.len()),
        }),
        Effect::Take(_, ids) => json!({
            "providedIds": 0, "originalFilter": format!("{ids:?}"), "deletedDocuments": is_done.then_some(ids.len()),
        }),
        Effect::Swap(one, other) => json!({ "swaps": [{ "indexes": [one, other] }] }),
    }
}

fn stats_of(index: &Index) -> Value {
    json!({
        "numberOfDocuments": index.documents.len(), "rawDocumentDbSize": 4096, "avgDocumentSize": 100, "isIndexing": false,
        "numberOfEmbeddings": 0, "numberOfEmbeddedDocuments": 0, "fieldDistribution": { "id": index.documents.len() },
    })
}

/// Does what a task promised; gives what hinders it.
fn carry_out(indexes: &mut BTreeMap<String, Index>, effect: &Effect) -> Option<Value> {
    let missing = || Some(error("index_not_found", "invalid_request"));
    match effect {
        Effect::Create(uid) if indexes.contains_key(uid) => {
            return Some(error("index_already_exists", "invalid_request"));
        }
        Effect::Create(uid) => {
            indexes.insert(uid.clone(), Index::default());
        }
        Effect::Delete(uid) => return indexes.remove(uid).map_or_else(missing, |_| None),
        Effect::Set(uid, settings) => {
            indexes.entry(uid.clone()).or_default().settings = settings.clone();
        }
        Effect::Put(uid, documents) => {
            let index = indexes.entry(uid.clone()).or_default();
            for document in documents {
                let id = document["id"].as_str().unwrap().to_owned();
                index.documents.insert(id, document.clone());
            }
        }
        Effect::Take(uid, ids) => {
            let Some(index) = indexes.get_mut(uid) else {
                return missing();
            };
            if index.settings["filterableAttributes"] != json!(["id"]) {
                return Some(error("invalid_document_filter", "invalid_request"));
            }
            index.documents.retain(|id, _| !ids.contains(id));
        }
        Effect::Swap(one, other) => {
            let (Some(first), Some(second)) = (indexes.remove(one), indexes.remove(other)) else {
                return missing();
            };
            indexes.insert(one.clone(), second);
            indexes.insert(other.clone(), first);
        }
    }
    None
}
