//! Many products at once: their status is set as it was looked at, and the whole is taken back in one step.

mod store;

use platform::audit::Change;
use platform::db::{DbError, PgConnection, Tx};
use serde_json::json;
use uuid::Uuid;

use crate::catalogue::storefront::mark_dirty;
use crate::ids::ProductId;

/// The most products that one change takes: as many as a list shows on some pages.
pub const MOST: usize = 500;

/// How a product stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProductStatus {
    /// Not for sale yet.
    Draft,
    /// For sale where it is published.
    Active,
    /// Not for sale any more.
    Archived,
}

impl ProductStatus {
    /// Every status.
    pub const ALL: [Self; 3] = [Self::Draft, Self::Active, Self::Archived];

    /// As it is kept.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Active => "active",
            Self::Archived => "archived",
        }
    }

    /// Reads what [`Self::as_str`] wrote.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == text)
    }
}

/// A product that is looked at before it is changed.
#[derive(Clone, Debug)]
pub struct Looked {
    /// Which.
    pub id: ProductId,
    /// Its name in the reader's language, else in any, else its code.
    pub name: String,
    /// `draft`, `active` or `archived`.
    pub status: String,
}

/// What became of a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Done {
    /// By which it can be taken back; nothing when nothing was changed.
    pub id: Option<Uuid>,
    /// Products that are changed.
    pub changed: usize,
    /// Products that are not as they were looked at, and stay as they are.
    pub left: usize,
}

/// Products as they are, for looking at what would happen to them.
///
/// # Errors
/// Database errors.
pub async fn look(
    conn: &mut PgConnection,
    products: &[ProductId],
    locale: &str,
) -> Result<Vec<Looked>, DbError> {
    store::look(conn, &ids(products), locale).await
}

/// Gives products another status. Each comes with the status that was looked at; those that have another by now stay.
///
/// # Errors
/// Database errors.
pub async fn set_status(
    tx: &mut Tx,
    looked_at: &[(ProductId, ProductStatus)],
    status: ProductStatus,
) -> Result<Done, DbError> {
    let wanted: Vec<ProductId> = looked_at.iter().map(|(id, _)| *id).collect();
    let held = store::lock(tx, &ids(&wanted)).await?;
    let is_as_seen = |(id, is): &(Uuid, String)| {
        let mut seen = looked_at.iter().filter(|(seen, _)| seen.0 == *id);
        seen.any(|(_, seen)| seen.as_str() == is)
    };
    let changed: Vec<(Uuid, String)> = held
        .into_iter()
        .filter(|row| is_as_seen(row) && row.1 != status.as_str())
        .collect();
    let is_wanted = |(_, seen): &&(ProductId, ProductStatus)| *seen != status;
    let left = looked_at.iter().filter(is_wanted).count() - changed.len();
    if changed.is_empty() {
        return Ok(Done {
            id: None,
            changed: 0,
            left,
        });
    }
    let id = platform::ids::new_uuid();
    store::keep(tx, id, status.as_str(), &changed).await?;
    let rows: Vec<(Uuid, String, &str)> = changed
        .iter()
        .map(|(id, was)| (*id, was.clone(), status.as_str()))
        .collect();
    write(tx, &rows).await?;
    Ok(Done {
        id: Some(id),
        changed: changed.len(),
        left,
    })
}

/// Takes a change back: products that are still what it made of them get what they had. `None` when there is no such change, or it was taken back already.
///
/// # Errors
/// Database errors.
pub async fn take_back(tx: &mut Tx, change: Uuid) -> Result<Option<Done>, DbError> {
    let Some((status, before)) = store::take(tx, change).await? else {
        return Ok(None);
    };
    let products: Vec<Uuid> = before.iter().map(|(id, _)| *id).collect();
    let held = store::lock(tx, &products).await?;
    let rows: Vec<(Uuid, String, &str)> = before
        .iter()
        .filter(|(id, _)| held.iter().any(|(held, is)| held == id && *is == status))
        .map(|(id, was)| (*id, status.clone(), was.as_str()))
        .collect();
    write(tx, &rows).await?;
    Ok(Some(Done {
        id: None,
        changed: rows.len(),
        left: before.len() - rows.len(),
    }))
}

/// Each with what it was and what it is to be.
async fn write(tx: &mut Tx, rows: &[(Uuid, String, &str)]) -> Result<(), DbError> {
    store::write(tx, rows).await?;
    for (id, was, is) in rows {
        tx.audit(Change {
            action: "product.status_set",
            subject: ("product", Some(*id)),
            before: Some(&json!({ "status": was })),
            after: Some(&json!({ "status": is })),
            reason: None,
        })
        .await?;
    }
    let products: Vec<ProductId> = rows.iter().map(|(id, ..)| ProductId(*id)).collect();
    mark_dirty(tx, &products).await
}

fn ids(products: &[ProductId]) -> Vec<Uuid> {
    products.iter().map(|id| id.0).collect()
}
