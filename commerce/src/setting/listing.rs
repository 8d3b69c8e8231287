//! What is laid down at a level, for whoever changes it: each value with where it comes from.

use platform::db::{DbError, PgConnection};

use super::store::{self, Row};
use super::{Group, Key, Level, Value};

/// Where a value comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// It is the shop's own.
    Own,
    /// It is laid down for all shops.
    Shared,
    /// Nobody has laid it down.
    Usual,
}

/// One setting as it stands at a level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Which.
    pub key: Key,
    /// What holds.
    pub value: Value,
    /// Where that comes from.
    pub source: Source,
    /// Whether it is laid down at this very level, so that it can be taken back.
    pub is_here: bool,
    /// What holds once it is taken back.
    pub behind: Value,
}

/// Settings that belong together as they stand at a level.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupStanding {
    /// Which.
    pub group: Group,
    /// Against silent overwrite; 0 while nothing was ever laid down here or behind it. What holds for all shops counts at a shop too: what somebody saw there
    /// has changed with it.
    pub row_version: i32,
    /// Each of them, in order.
    pub settings: Vec<Standing>,
}

impl GroupStanding {
    /// How a setting of the group stands.
    #[must_use]
    pub fn of(&self, key: Key) -> Option<&Standing> {
        self.settings.iter().find(|standing| standing.key == key)
    }

    /// What a setting of the group says.
    #[must_use]
    pub fn value(&self, key: Key) -> Value {
        self.of(key)
            .map_or_else(|| key.usual(), |standing| standing.value)
    }
}

/// All settings as they stand at a level.
///
/// # Errors
/// Database errors.
pub async fn standing(
    conn: &mut PgConnection,
    level: Level,
) -> Result<Vec<GroupStanding>, DbError> {
    let rows = store::rows(conn, level).await?;
    Ok(Group::ALL
        .into_iter()
        .map(|group| put_together(level, group, &rows))
        .collect())
}

/// The settings of a group as they stand at a level.
///
/// # Errors
/// Database errors.
pub async fn group(
    conn: &mut PgConnection,
    level: Level,
    group: Group,
) -> Result<GroupStanding, DbError> {
    let rows = store::rows(conn, level).await?;
    Ok(put_together(level, group, &rows))
}

pub(super) fn put_together(level: Level, group: Group, rows: &[Row]) -> GroupStanding {
    let settings = group.keys().map(|key| {
        let said = |is_shared: bool| {
            rows.iter()
                .find(|row| row.is_shared == is_shared && row.key == key.name())
                .and_then(|row| key.understood(&row.value))
        };
        let (own, shared) = match level {
            Level::System => (None, said(true)),
            Level::Shop(_) => (said(false), said(true)),
        };
        let (value, source) = match (own, shared) {
            (Some(own), _) => (own, Source::Own),
            (None, Some(shared)) => (shared, Source::Shared),
            (None, None) => (key.usual(), Source::Usual),
        };
        let (is_here, behind) = match level {
            Level::System => (shared.is_some(), key.usual()),
            Level::Shop(_) => (own.is_some(), shared.unwrap_or_else(|| key.usual())),
        };
        Standing {
            key,
            value,
            source,
            is_here,
            behind,
        }
    });
    let shared = version(group, rows, true);
    // Neither ever goes down, so that no two states have the same sum.
    let row_version = match level {
        Level::System => shared,
        Level::Shop(_) => shared.saturating_add(version(group, rows, false)),
    };
    GroupStanding {
        group,
        row_version,
        settings: settings.collect(),
    }
}

/// The version of what is laid down for all shops, or for one: of what belongs together the highest counts.
pub(super) fn version(group: Group, rows: &[Row], is_shared: bool) -> i32 {
    let versions = rows
        .iter()
        .filter(|row| row.is_shared == is_shared)
        .filter(|row| Key::from_name(&row.key).is_some_and(|key| key.group() == group))
        .map(|row| row.row_version);
    versions.max().unwrap_or(0)
}
