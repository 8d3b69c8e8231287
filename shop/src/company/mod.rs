//! Buying for a company: applying, choosing for whom one acts, and what the company's administrator decides.
//!
//! Everything here is of the company that the session acts for, and of no other: no address names a company.

pub mod apply;
pub mod approval_views;
pub mod approvals;
pub mod article_views;
pub mod articles;
pub mod cost_place_views;
pub mod cost_places;
pub mod forms;
pub mod hub;
pub mod invitation;
pub mod people;
pub mod places;
pub mod views;

use commerce::company::{Acting, ManageError};
use commerce::customer::Session;
use platform::web::PageError;

use crate::state::ShopState;
use crate::visitor::{Desk, Visitor};

/// The page of whoever administers the company that they act for; for everybody else there is no such page.
async fn administrator(
    state: &ShopState,
    visitor: &Visitor,
) -> Result<(Desk, Session, Acting), PageError> {
    let (desk, session) = Desk::member(state, visitor).await?;
    let acting = session.acting.clone();
    let acting = acting
        .filter(|acting| acting.role.may_manage())
        .ok_or(PageError::NotFound)?;
    Ok((desk, session, acting))
}

/// What no form can mend.
fn beyond_mending(error: ManageError) -> PageError {
    match error {
        ManageError::NotTheirs => PageError::NotFound,
        ManageError::Db(error) => error.into(),
        other => PageError::internal(other),
    }
}
