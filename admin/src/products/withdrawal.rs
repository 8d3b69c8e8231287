//! Why a product cannot be withdrawn from.

use axum::extract::{Path, State};
use axum::response::Response;
use commerce::ids::ProductId;
use commerce::returns::{WithdrawalException, exception, listing};
use platform::auth::Permission;
use platform::db::PgConnection;
use platform::web::{FormBody, PageError};
use serde::Serialize;
use uuid::Uuid;

use crate::admin::Admin;
use crate::guard::Me;
use crate::page::see;

/// The right of withdrawal, on the product's page.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct WithdrawalPart {
    /// The reason that holds; none: it can be withdrawn from.
    pub(crate) reason: Option<&'static str>,
    /// Reasons to choose; none when the person may not.
    pub(crate) reasons: Vec<&'static str>,
}

impl WithdrawalPart {
    pub(super) fn sample() -> Self {
        Self {
            reason: Some("made_to_measure"),
            reasons: vec!["made_to_measure", "sealed_hygiene"],
        }
    }
}

pub(super) async fn part(
    conn: &mut PgConnection,
    me: &Me,
    id: ProductId,
) -> Result<WithdrawalPart, PageError> {
    let held = listing::exceptions_of(conn, &[id]).await?;
    let reasons = WithdrawalException::ALL.iter().map(|r| r.as_str());
    Ok(WithdrawalPart {
        reason: held.first().map(|(_, reason)| reason.as_str()),
        reasons: if me.may(Permission::ProductWrite) {
            reasons.collect()
        } else {
            Vec::new()
        },
    })
}

/// `POST /produkter/{id}/angerratt`: whether the product can be withdrawn from.
pub(crate) async fn set_withdrawal(
    State(admin): State<Admin>,
    me: Me,
    Path(id): Path<Uuid>,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let reason = match fields.text("reason") {
        "" => None,
        text => {
            let unknown = || PageError::BadRequest("no such reason".to_owned());
            Some(WithdrawalException::parse(text).ok_or_else(unknown)?)
        }
    };
    let mut tx = admin.db.begin(me.origin()).await?;
    if !exception::set(&mut tx, ProductId(id), reason).await? {
        return Err(PageError::NotFound);
    }
    tx.commit().await?;
    Ok(see(&format!("/produkter/{id}#h-anger")))
}
