//! Making and changing categories.

use platform::db::{DbError, Tx};

use super::store;
use crate::catalogue::address::{self, Kind};
use crate::ids::{CategoryId, MediaId};

/// A category as it is to be.
#[derive(Clone, Debug)]
pub struct CategoryDraft {
    /// The merchant's own key; a category with this code is changed, else one is made.
    pub code: String,
    /// The branch that it grows from; it must exist.
    pub parent_id: Option<CategoryId>,
    /// Place among its siblings.
    pub position: i32,
    /// Whether the storefront shows it.
    pub is_published: bool,
    /// Its picture.
    pub hero_media_id: Option<MediaId>,
    /// Texts by locale.
    pub texts: Vec<CategoryTexts>,
}

/// A category's words in one language.
#[derive(Clone, Debug)]
pub struct CategoryTexts {
    /// Which language.
    pub locale: String,
    /// Name.
    pub name: String,
    /// May be empty.
    pub description: String,
    /// The wanted address; `None`: made of the name. One that another category has gets a number.
    pub slug: Option<String>,
}

/// Why a category was not saved.
#[derive(Debug, thiserror::Error)]
pub enum SaveCategoryError {
    /// No such parent, or it lies below the category itself.
    #[error("the parent does not exist or lies below the category")]
    WrongParent,
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Makes or changes a category, by its code. Moving it takes along what is below; the lists of all products in it are made anew afterwards.
///
/// # Errors
/// See [`SaveCategoryError`].
pub async fn save_category(
    tx: &mut Tx,
    draft: &CategoryDraft,
) -> Result<CategoryId, SaveCategoryError> {
    let known = store::lock_by_code(tx, &draft.code).await?;
    let id = known.unwrap_or_else(CategoryId::generate);
    let mut path = match draft.parent_id {
        None => Vec::new(),
        Some(parent) => store::path_of(tx, parent)
            .await?
            .ok_or(SaveCategoryError::WrongParent)?,
    };
    if path.contains(&id.0) {
        return Err(SaveCategoryError::WrongParent);
    }
    path.push(id.0);
    store::upsert(tx, id, &path, draft).await?;
    for texts in &draft.texts {
        store::upsert_texts(tx, id, texts).await?;
        let wanted = texts
            .slug
            .clone()
            .unwrap_or_else(|| address::slugify(&texts.name));
        address::set_free_slug(tx, Kind::Category, id.0, &texts.locale, &wanted).await?;
    }
    if known.is_some() {
        store::mark_branch_dirty(tx, id).await?;
        tx.enqueue(&crate::jobs::RefreshListing {}).await?;
    }
    Ok(id)
}
