//! Changing a door.

use platform::audit::Change;
use platform::db::{DbError, Tx};
use serde_json::{Map, Value};

use super::{DoorFacts, is_theme, listing, name, store};
use crate::ids::ShopId;

/// Why a door was not changed.
#[derive(Debug, thiserror::Error)]
pub enum ChangeDoorError {
    /// There is no such shop.
    #[error("no such shop")]
    Unknown,
    /// Somebody has changed the shop since it was read.
    #[error("the shop has changed meanwhile")]
    ChangedMeanwhile,
    /// This is no name that DNS may know.
    #[error("{0:?} is no host name")]
    NoName(String),
    /// Another shop is called so.
    #[error("the shop {by} is called {name}")]
    Taken {
        /// Which name.
        name: String,
        /// The other shop's code.
        by: String,
    },
    /// This can be no theme's folder.
    #[error("{0:?} is no folder's name")]
    NoTheme(String),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Gives a shop the names and the theme that are wanted, as they were read with `row_version`. The first name is the main one; their order is else of no
/// meaning, and a name that is said twice is said once. Where nothing differs nothing is written; gives whether something was.
///
/// # Errors
/// [`ChangeDoorError`]; the transaction is to be dropped then.
pub async fn change(
    tx: &mut Tx,
    shop: ShopId,
    wanted: &DoorFacts,
    row_version: i32,
) -> Result<bool, ChangeDoorError> {
    let wanted = read(wanted)?;
    if !store::lock(tx, shop).await? {
        return Err(ChangeDoorError::Unknown);
    }
    let (held, version) = listing::held(tx, shop).await?;
    if held == wanted {
        return Ok(false);
    }
    if version != row_version {
        return Err(ChangeDoorError::ChangedMeanwhile);
    }
    if let Some((name, by)) = store::taken(tx, shop, &wanted.names).await? {
        return Err(ChangeDoorError::Taken { name, by });
    }
    store::put_names(tx, shop, &wanted.names).await?;
    store::put_theme(tx, shop, wanted.theme.as_deref()).await?;
    let (before, after) = (told(&held, &wanted), told(&wanted, &held));
    tx.audit(Change {
        action: "shop.changed",
        subject: ("shop", Some(shop.0)),
        before: Some(&before),
        after: Some(&after),
        reason: None,
    })
    .await?;
    Ok(true)
}

/// What is wanted, as it is kept.
fn read(wanted: &DoorFacts) -> Result<DoorFacts, ChangeDoorError> {
    let mut names: Vec<String> = Vec::new();
    for text in &wanted.names {
        let name = name(text).ok_or_else(|| ChangeDoorError::NoName(text.clone()))?;
        if !names.contains(&name) {
            names.push(name);
        }
    }
    if let Some((_, further)) = names.split_first_mut() {
        further.sort();
    }
    let theme = wanted.theme.clone().filter(|theme| !theme.is_empty());
    if let Some(theme) = theme.as_ref().filter(|theme| !is_theme(theme)) {
        return Err(ChangeDoorError::NoTheme(theme.clone()));
    }
    Ok(DoorFacts { names, theme })
}

/// What of `facts` is otherwise in `others`.
fn told(facts: &DoorFacts, others: &DoorFacts) -> Map<String, Value> {
    let mut told = Map::new();
    if facts.names != others.names {
        told.insert("shop.names".to_owned(), facts.names.clone().into());
    }
    if facts.theme != others.theme {
        told.insert("shop.theme".to_owned(), facts.theme.clone().into());
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wanted_is_read_as_it_is_kept() {
        let facts = |names: &[&str], theme: Option<&str>| DoorFacts {
            names: names.iter().map(|name| (*name).to_owned()).collect(),
            theme: theme.map(str::to_owned),
        };
        let read_as = read(&facts(&["WWW.b.se", "c.se", "a.se", "c.se"], Some(""))).unwrap();
        assert_eq!(read_as, facts(&["www.b.se", "a.se", "c.se"], None));
        assert!(matches!(
            read(&facts(&["a"], None)),
            Err(ChangeDoorError::NoName(_))
        ));
        assert!(matches!(
            read(&facts(&[], Some("../x"))),
            Err(ChangeDoorError::NoTheme(_))
        ));
    }
}
