//! Telling a search engine what there is to find. One at a time: two at once could tell it of the older state last. No transaction is open while it is told.

use std::sync::Arc;
use std::time::Duration;

use commerce::catalogue::search::engine::{Changes, Edition, EngineError, SearchEngine, Shelf};
use commerce::catalogue::search::feed;
use commerce::jobs::{CompareSearch, RebuildSearch, TellSearch};
use jiff::SignedDuration;
use platform::db::{Db, DbError, Origin, Tx};
use platform::ids::new_uuid;
use platform::jobs::Job;
use platform::jobs::runner::{Attempt, JobError};
use uuid::Uuid;

use crate::Context;

/// For how long a turn is taken; one that lasts is prolonged at every [`HEARTBEAT`].
const TURN: SignedDuration = SignedDuration::from_secs(60);
const HEARTBEAT: Duration = Duration::from_secs(20);
/// When somebody else has the turn, the job comes again after so long.
const COMES_AGAIN: SignedDuration = SignedDuration::from_secs(10);

/// How often both sides are counted before they are held to differ.
const COUNTED_AGAIN: usize = 3;

type Engine = Arc<dyn SearchEngine>;

/// The job's body: tells the engine of all marked products, batch by batch.
///
/// # Errors
/// Database errors and an engine that does not answer, to be tried again; what the engine refuses, for staff.
pub async fn tell_search(context: Context, job: TellSearch, _: Attempt) -> Result<(), JobError> {
    let Some(engine) = &context.engine else {
        return Ok(());
    };
    in_turn(&context.db, &job, tell_all(&context.db, engine)).await
}

/// The job's body: builds what the engine knows beside what it is asked, and lets the new take the place of the old.
///
/// # Errors
/// As [`tell_search`].
pub async fn rebuild_search(
    context: Context,
    job: RebuildSearch,
    _: Attempt,
) -> Result<(), JobError> {
    let Some(engine) = &context.engine else {
        return Ok(());
    };
    in_turn(&context.db, &job, rebuild(&context.db, engine)).await
}

/// The job's body: counts on both sides, and asks for a build where they differ.
///
/// # Errors
/// As [`tell_search`].
pub async fn compare_search(
    context: Context,
    job: CompareSearch,
    _: Attempt,
) -> Result<(), JobError> {
    let Some(engine) = &context.engine else {
        return Ok(());
    };
    in_turn(&context.db, &job, compare(&context.db, engine)).await
}

/// Asks for what the engine lacks; where none is configured, forgets that there was one.
///
/// # Errors
/// Database errors.
pub async fn ask_again(context: &Context) -> Result<(), DbError> {
    let mut tx = begin(&context.db).await?;
    match &context.engine {
        Some(engine) => feed::ask_again(&mut tx, engine.identity()).await?,
        None => feed::forget(&mut tx).await?,
    }
    tx.commit().await
}

/// Asks for a comparison, where there is an engine.
///
/// # Errors
/// Database errors.
pub async fn ask_to_compare(context: &Context) -> Result<(), DbError> {
    if context.engine.is_none() {
        return Ok(());
    }
    let mut tx = begin(&context.db).await?;
    tx.enqueue(&CompareSearch {}).await?;
    tx.commit().await
}

async fn begin(db: &Db) -> Result<Tx, DbError> {
    db.begin(Origin::system("search")).await
}

async fn take(db: &Db, holder: Uuid) -> Result<bool, DbError> {
    let now = db.clock().now();
    feed::take_turn(&mut *db.read().await?, holder, now, now.plus(TURN)).await
}

/// Does the work while nobody else tells the engine anything; where somebody does, the job comes again a little later.
async fn in_turn<J: Job>(
    db: &Db,
    job: &J,
    work: impl Future<Output = Result<(), JobError>>,
) -> Result<(), JobError> {
    let holder = new_uuid();
    if !take(db, holder).await? {
        let mut tx = begin(db).await?;
        let then = tx.now().plus(COMES_AGAIN);
        tx.enqueue_at(job, then).await?;
        return Ok(tx.commit().await?);
    }
    tokio::pin!(work);
    let outcome = loop {
        tokio::select! {
            outcome = &mut work => break outcome,
            () = tokio::time::sleep(HEARTBEAT) => {
                if matches!(take(db, holder).await, Ok(false)) {
                    return Err(JobError::retry("somebody else has taken the turn"));
                }
            }
        }
    };
    let now = db.clock().now();
    feed::end_turn(&mut *db.read().await?, holder, now).await?;
    outcome
}

/// What the engine refuses will not be better the next time.
fn fault(error: EngineError) -> JobError {
    match error {
        EngineError::Unavailable(_) => JobError::retry(error),
        EngineError::Refused(_) => JobError::fail(error),
    }
}

/// Tells the engine of all marked products. What it has lost is not told, but built anew: the first change would make the index, with default settings, and a handful
/// of products would be all that is found.
async fn tell_all(db: &Db, engine: &Engine) -> Result<(), JobError> {
    loop {
        let mut tx = begin(db).await?;
        let waiting = feed::waiting(&mut tx, engine.identity()).await?;
        tx.commit().await?;
        if waiting.marks.is_empty() {
            return Ok(());
        }
        for (shelf, changes) in waiting.changes {
            if engine.count(&shelf).await.map_err(fault)?.is_none() {
                return lost(db, &shelf).await;
            }
            let edition = Edition::Live(shelf);
            engine.change(&edition, &changes).await.map_err(fault)?;
        }
        let mut tx = begin(db).await?;
        feed::done(&mut tx, &waiting.marks).await?;
        tx.commit().await?;
    }
}

async fn lost(db: &Db, shelf: &Shelf) -> Result<(), JobError> {
    tracing::warn!(shop = %shelf.shop_id.0, locale = shelf.locale, "the search engine has lost an index; it is built anew");
    let mut tx = begin(db).await?;
    feed::lost(&mut tx, shelf).await?;
    Ok(tx.commit().await?)
}

async fn rebuild(db: &Db, engine: &Engine) -> Result<(), JobError> {
    let mut tx = begin(db).await?;
    let shelves = feed::begin_building(&mut tx).await?;
    tx.commit().await?;
    for shelf in shelves {
        let documents = build(db, engine, &shelf).await?;
        tracing::info!(shop = %shelf.shop_id.0, locale = shelf.locale, documents, "the search engine has been given everything anew");
    }
    // What has changed meanwhile.
    tell_all(db, engine).await
}

/// Builds one shelf; gives how many documents it has.
async fn build(db: &Db, engine: &Engine, shelf: &Shelf) -> Result<usize, JobError> {
    let edition = Edition::Beside(shelf.clone());
    let synonyms = feed::synonyms(&mut *db.read().await?, &shelf.locale).await?;
    engine.begin(&edition, &synonyms).await.map_err(fault)?;
    let (mut after, mut count) = (None, 0);
    loop {
        let mut tx = begin(db).await?;
        let part = feed::part(&mut tx, shelf, after).await?;
        tx.commit().await?;
        let changes = Changes {
            documents: part.documents,
            gone: Vec::new(),
        };
        if !changes.is_empty() {
            engine.change(&edition, &changes).await.map_err(fault)?;
            count += changes.documents.len();
        }
        match part.next {
            Some(next) => after = Some(next),
            None => break,
        }
    }
    engine.publish(shelf).await.map_err(fault)?;
    let mut tx = begin(db).await?;
    feed::built(&mut tx, shelf, engine.identity()).await?;
    tx.commit().await?;
    Ok(count)
}

/// Counts each shelf on both sides once everything that waits has been told; where they agree, the words that stand for each other are told anew.
async fn compare(db: &Db, engine: &Engine) -> Result<(), JobError> {
    let mut tx = begin(db).await?;
    let shelves = feed::shelves(&mut tx).await?;
    tx.commit().await?;
    for shelf in shelves {
        if !agrees(db, engine, &shelf).await? {
            let mut tx = begin(db).await?;
            tx.enqueue(&RebuildSearch {}).await?;
            return Ok(tx.commit().await?);
        }
        let synonyms = feed::synonyms(&mut *db.read().await?, &shelf.locale).await?;
        let edition = Edition::Live(shelf);
        engine.begin(&edition, &synonyms).await.map_err(fault)?;
    }
    Ok(())
}

/// Whether both sides have as many. In a shop where much changes, more may have come between being told and being counted: then both is done again. An index that is
/// not there, or that will not be told, is another than was built.
async fn agrees(db: &Db, engine: &Engine, shelf: &Shelf) -> Result<bool, JobError> {
    let (mut here, mut there) = (0, None);
    for _ in 0..COUNTED_AGAIN {
        there = engine.count(shelf).await.map_err(fault)?;
        if there.is_none() {
            break;
        }
        match tell_all(db, engine).await {
            Err(JobError::Fail(error)) => {
                tracing::warn!(%error, "the search engine refused what it was told");
                break;
            }
            told => told?,
        }
        there = engine.count(shelf).await.map_err(fault)?;
        here = feed::count(&mut *db.read().await?, shelf).await?;
        if there.and_then(|count| i64::try_from(count).ok()) == Some(here) {
            return Ok(true);
        }
    }
    tracing::warn!(shop = %shelf.shop_id.0, locale = shelf.locale, here, ?there, "the search engine has another index than was built; it is built anew");
    Ok(false)
}
