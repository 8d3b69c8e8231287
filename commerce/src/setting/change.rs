//! Laying settings down, and taking them back: then what lies behind holds again.

use platform::audit::Change;
use platform::db::{DbError, Tx};
use serde_json::{Map, Value as Json};

use super::{Group, GroupStanding, Key, Level, Value, listing, store};

/// Why nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    /// A setting cannot say this.
    #[error("{0:?} is out of range")]
    OutOfRange(Key),
    /// Somebody has changed settings of the group since they were read.
    #[error("the settings have changed meanwhile")]
    ChangedMeanwhile,
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Lays down settings of one group at a level, as they were read with `row_version`. What holds already is not laid down: it goes on following what lies
/// behind it; so does what is to be again as it is there, also where an own value stood. Where nothing differs nothing is written; gives whether something was.
///
/// # Errors
/// [`ChangeError`]; the transaction is to be dropped then.
pub async fn save(
    tx: &mut Tx,
    level: Level,
    group: Group,
    wanted: &[(Key, Value)],
    row_version: i32,
) -> Result<bool, ChangeError> {
    if let Some((key, _)) = wanted
        .iter()
        .find(|(key, value)| key.group() != group || !key.allows(*value))
    {
        return Err(ChangeError::OutOfRange(*key));
    }
    let (held, laid) = held(tx, level, group).await?;
    let differs = |(key, value): &&(Key, Value)| held.value(*key) != *value;
    let changed: Vec<(Key, Value)> = wanted.iter().filter(differs).copied().collect();
    if changed.is_empty() {
        return Ok(false);
    }
    let next = next_version(&held, laid, row_version)?;
    for (key, value) in &changed {
        let is_behind = held
            .of(*key)
            .is_some_and(|standing| standing.behind == *value);
        let kept = if is_behind {
            Json::Null
        } else {
            value.to_json()
        };
        store::put(tx, level, *key, kept, next).await?;
    }
    let before: Map<String, Json> = changed
        .iter()
        .map(|(key, _)| (key.told().to_owned(), held.value(*key).to_json()))
        .collect();
    let after: Map<String, Json> = changed
        .iter()
        .map(|(key, value)| (key.told().to_owned(), value.to_json()))
        .collect();
    record(tx, level, "setting.changed", &before, &after).await?;
    Ok(true)
}

/// Takes back what is laid down at a level of one setting. What is not laid down there is taken back already; gives whether something was changed.
///
/// # Errors
/// [`ChangeError`]; the transaction is to be dropped then.
pub async fn take_back(
    tx: &mut Tx,
    level: Level,
    key: Key,
    row_version: i32,
) -> Result<bool, ChangeError> {
    let (held, laid) = held(tx, level, key.group()).await?;
    let Some(standing) = held.of(key).filter(|standing| standing.is_here).copied() else {
        return Ok(false);
    };
    let next = next_version(&held, laid, row_version)?;
    store::put(tx, level, key, Json::Null, next).await?;
    let told = |value: Value| Map::from_iter([(key.told().to_owned(), value.to_json())]);
    let (before, after) = (told(standing.value), told(standing.behind));
    record(tx, level, "setting.taken_back", &before, &after).await?;
    Ok(true)
}

/// A group as it stands, and the version of what is laid down at this very level.
async fn held(tx: &mut Tx, level: Level, group: Group) -> Result<(GroupStanding, i32), DbError> {
    store::lock(tx).await?;
    let rows = store::rows(tx, level).await?;
    let laid = listing::version(group, &rows, level == Level::System);
    Ok((listing::put_together(level, group, &rows), laid))
}

/// What is written at a level comes after what is `laid` down there; what was `seen` counts what lies behind it too.
fn next_version(held: &GroupStanding, laid: i32, seen: i32) -> Result<i32, ChangeError> {
    if held.row_version != seen {
        return Err(ChangeError::ChangedMeanwhile);
    }
    Ok(laid.saturating_add(1))
}

/// What holds for all shops belongs to none of them.
async fn record(
    tx: &mut Tx,
    level: Level,
    action: &'static str,
    before: &Map<String, Json>,
    after: &Map<String, Json>,
) -> Result<(), DbError> {
    tx.audit(Change {
        action,
        subject: match level {
            Level::System => ("setting", None),
            Level::Shop(id) => ("shop", Some(id.0)),
        },
        before: Some(before),
        after: Some(after),
        reason: None,
    })
    .await
}
