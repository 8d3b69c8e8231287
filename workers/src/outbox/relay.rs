//! From fact to deliveries.

use commerce::jobs::{Deliver, RelayFacts};
use platform::db::{Db, DbError, Origin};
use platform::jobs::runner::{Attempt, JobError};
use platform::outbox::store;

use super::destinations_of;
use crate::Context;

const BATCH: i64 = 200;

/// The job's body.
///
/// # Errors
/// Database errors, to be tried again.
pub async fn relay_facts(context: Context, _: RelayFacts, _: Attempt) -> Result<(), JobError> {
    relay_all(&context.db).await?;
    Ok(())
}

/// Relays everything that waits, batch by batch; gives how many facts that was.
///
/// # Errors
/// Database errors.
pub async fn relay_all(db: &Db) -> Result<usize, DbError> {
    let mut count = 0;
    loop {
        let relayed = relay_batch(db).await?;
        count += relayed;
        if relayed < usize::try_from(BATCH).unwrap_or(0) {
            return Ok(count);
        }
    }
}

async fn relay_batch(db: &Db) -> Result<usize, DbError> {
    let mut tx = db.begin(Origin::system("relay")).await?;
    let facts = store::lock_waiting(&mut tx, BATCH).await?;
    let wanted: Vec<(i64, &str)> = facts
        .iter()
        .flat_map(|fact| destinations_of(&fact.name).iter().map(|to| (fact.id, *to)))
        .collect();
    let made = store::add_deliveries(&mut tx, &wanted).await?;
    let jobs: Vec<Deliver> = made
        .into_iter()
        .map(|delivery_id| Deliver { delivery_id })
        .collect();
    tx.enqueue_all(&jobs).await?;
    let ids: Vec<i64> = facts.iter().map(|fact| fact.id).collect();
    if !ids.is_empty() {
        store::mark_relayed(&mut tx, &ids).await?;
    }
    tx.commit().await?;
    Ok(ids.len())
}
