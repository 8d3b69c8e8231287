//! VAT numbers: what their registers have said of them, and asking anew.

use axum::extract::{Path, State};
use axum::response::Response;
use commerce::company::listing;
use commerce::ids::{CompanyId, TierApplicationId};
use commerce::vat_check::ask::{ask, needed_of};
use commerce::vat_check::{Outcome, Question, VatCheck, country_of};
use platform::db::PgConnection;
use platform::web::PageError;
use serde::Serialize;
use uuid::Uuid;

use crate::admin::Admin;
use crate::guard::Me;
use crate::list::Status;
use crate::page::see;
use crate::when::When;

/// A check as pages show it.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct CheckFacts {
    pub(crate) status: Status,
    pub(crate) name: String,
    pub(crate) address: String,
    pub(crate) proof: String,
    pub(crate) when: When,
}

impl CheckFacts {
    pub(crate) fn of(me: &Me, check: VatCheck) -> Self {
        Self {
            status: status(check.outcome),
            name: check.name,
            address: check.address,
            proof: check.consultation_number.unwrap_or_default(),
            when: When::new(me.locale(), check.asked_at, me.now()),
        }
    }

    /// For the template checks: one of each outcome.
    pub(crate) fn samples(when: &When) -> Vec<Self> {
        let of = |outcome| Self {
            status: status(outcome),
            name: "Beispiel <GmbH>".to_owned(),
            address: "Musterstraße 1".to_owned(),
            proof: "WAPIAAAAXYZ1234".to_owned(),
            when: when.clone(),
        };
        Outcome::ALL.into_iter().map(of).collect()
    }
}

fn status(outcome: Outcome) -> Status {
    match outcome {
        Outcome::Valid => Status::new("ok", "vat-check-valid"),
        Outcome::Invalid => Status::new("bad", "vat-check-invalid"),
        Outcome::Unanswered => Status::new("warn", "vat-check-unanswered"),
    }
}

/// Whether some register of the Union knows such numbers, so that asking makes sense.
pub(crate) fn can_be_checked(vat_number: Option<&str>) -> bool {
    vat_number.and_then(country_of).is_some()
}

/// The latest check of a number.
///
/// # Errors
/// Database errors.
pub(crate) async fn latest(
    conn: &mut PgConnection,
    me: &Me,
    vat_number: Option<&str>,
) -> Result<Option<CheckFacts>, PageError> {
    let Some(number) = vat_number else {
        return Ok(None);
    };
    let found = commerce::vat_check::listing::latest(conn, number).await?;
    Ok(found.map(|check| CheckFacts::of(me, check)))
}

/// Asks of a number, unless a young answer is at hand; `is_anew`: also then. The caller holds no connection.
///
/// # Errors
/// Database errors. A register that does not answer is no error.
pub(crate) async fn look(
    admin: &Admin,
    me: &Me,
    vat_number: Option<&str>,
    is_anew: bool,
) -> Result<(), PageError> {
    let Some(number) = vat_number.filter(|number| country_of(number).is_some()) else {
        return Ok(());
    };
    // In the name of the shop that is looked at; of the first where several are.
    let Some(shop) = me.shops().looked_upon().first() else {
        return Ok(());
    };
    let mut conn = admin.db.read().await?;
    let question = if is_anew {
        Some(Question {
            vat_number: number.to_owned(),
            requester: shop.vat_number.clone(),
        })
    } else {
        needed_of(&mut conn, shop.id, number, me.now()).await?
    };
    drop(conn);
    if let Some(question) = question {
        ask(&admin.db, &*admin.register, &question, me.origin()).await?;
    }
    Ok(())
}

/// `POST /foretag/{id}/momsnummer`
pub(crate) async fn check(
    State(admin): State<Admin>,
    me: Me,
    Path(id): Path<Uuid>,
) -> Result<Response, PageError> {
    let found = listing::company(&mut *admin.db.read().await?, CompanyId(id)).await?;
    let found = found.ok_or(PageError::NotFound)?;
    look(&admin, &me, found.vat_number.as_deref(), true).await?;
    Ok(see(&format!("/foretag/{id}#h-moms")))
}

/// `POST /ansokningar/{id}/momsnummer`
pub(crate) async fn check_applicant(
    State(admin): State<Admin>,
    me: Me,
    Path(id): Path<Uuid>,
) -> Result<Response, PageError> {
    let id = TierApplicationId(id);
    let found = listing::application(&mut *admin.db.read().await?, id).await?;
    let found = found.ok_or(PageError::NotFound)?;
    look(&admin, &me, found.vat_number.as_deref(), true).await?;
    Ok(see(&format!("/ansokningar/{id}#h-moms")))
}
