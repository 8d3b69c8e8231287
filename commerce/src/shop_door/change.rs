//! Changing a door.

use platform::audit::Change;
use platform::db::{DbError, Tx};
use platform::web::names::Host;
use serde_json::{Map, Value};

use super::{Addresses, DoorFacts, is_theme, listing, name, store};
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

/// The same, unless it took the oldest shop off the net: while that one has no name of its own it stands under the installation's, which no younger shop may bear
/// then.
///
/// # Errors
/// [`ChangeDoorError`]; the transaction is to be dropped then.
pub async fn change_at(
    tx: &mut Tx,
    addresses: &Addresses,
    shop: ShopId,
    wanted: &DoorFacts,
    row_version: i32,
) -> Result<bool, ChangeDoorError> {
    if !store::lock(tx, shop).await? {
        return Err(ChangeDoorError::Unknown);
    }
    if let Some(Host::Name(own)) = Host::of_url(addresses.configured()) {
        spare_oldest(tx, &own, shop, wanted).await?;
    }
    change(tx, shop, wanted, row_version).await
}

/// Refuses a younger shop the installation's name while the oldest has none, and refuses the oldest to give up its last one while a younger shop bears that.
async fn spare_oldest(
    tx: &mut Tx,
    own: &str,
    shop: ShopId,
    wanted: &DoorFacts,
) -> Result<(), ChangeDoorError> {
    let doors = listing::doors(tx).await?;
    let Some((oldest, younger)) = doors.split_first() else {
        return Ok(());
    };
    let by = if oldest.shop_id == shop {
        let is_given_up = oldest.main.is_some() && wanted.names.is_empty();
        let mut bearers = younger.iter();
        bearers.find(|door| is_given_up && door.names().any(|name| name == own))
    } else {
        let mut names = wanted.names.iter();
        let bears = names.any(|text| name(text).is_some_and(|name| name == own));
        let bore = younger
            .iter()
            .any(|door| door.shop_id == shop && door.names().any(|name| name == own));
        Some(oldest).filter(|oldest| oldest.main.is_none() && bears && !bore)
    };
    match by {
        Some(door) => Err(ChangeDoorError::Taken {
            name: own.to_owned(),
            by: door.code.clone(),
        }),
        None => Ok(()),
    }
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
