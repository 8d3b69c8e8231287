//! Asking a register, with no transaction open and no connection held, and keeping what it said.

use platform::audit::Change;
use platform::clock::Timestamp;
use platform::db::{Db, DbError, Origin, PgConnection};
use serde_json::json;

use super::{Outcome, Question, VatCheck, VatRegister, country_of, listing, store};
use crate::checkout::tax::is_abroad;
use crate::company;
use crate::ids::{CompanyId, ShopId};
use crate::pricing::vat::Place;

/// What must be asked before a company's purchase can be taxed; none when its number decides nothing, or a young answer is at hand.
///
/// # Errors
/// Database errors.
pub async fn needed(
    conn: &mut PgConnection,
    shop: ShopId,
    company: CompanyId,
    destination: Place<'_>,
    now: Timestamp,
) -> Result<Option<Question>, DbError> {
    let terms = listing::terms(conn, shop).await?;
    if !is_abroad(destination, &terms.country) {
        return Ok(None);
    }
    let found = company::listing::company(conn, company).await?;
    let Some(vat_number) = found.and_then(|found| found.vat_number) else {
        return Ok(None);
    };
    if country_of(&vat_number).is_none_or(|country| country == terms.country) {
        return Ok(None);
    }
    question_of(conn, &terms, vat_number, now).await
}

/// What must be asked of a number, whoever gave it; none when a young answer is at hand, or no register of the Union knows such numbers.
///
/// # Errors
/// Database errors.
pub async fn needed_of(
    conn: &mut PgConnection,
    shop: ShopId,
    vat_number: &str,
    now: Timestamp,
) -> Result<Option<Question>, DbError> {
    if country_of(vat_number).is_none() {
        return Ok(None);
    }
    let terms = listing::terms(conn, shop).await?;
    question_of(conn, &terms, vat_number.to_owned(), now).await
}

async fn question_of(
    conn: &mut PgConnection,
    terms: &listing::VatTerms,
    vat_number: String,
    now: Timestamp,
) -> Result<Option<Question>, DbError> {
    let latest = listing::latest(conn, &vat_number).await?;
    let is_young = latest.is_some_and(|check| check.asked_at > now.minus(terms.kept_for(&check)));
    Ok((!is_young).then(|| Question {
        vat_number,
        requester: terms.vat_number.clone(),
    }))
}

/// Asks, and keeps the answer: no answer, too, is one. The caller holds no connection.
///
/// # Errors
/// Database errors.
pub async fn ask(
    db: &Db,
    register: &dyn VatRegister,
    question: &Question,
    origin: Origin,
) -> Result<VatCheck, DbError> {
    let answer = register.ask(question).await;
    if let Err(error) = &answer {
        tracing::warn!(%error, register = register.name(), "a VAT number could not be checked");
    }
    let mut tx = db.begin(origin).await?;
    let outcome = match &answer {
        Ok(found) if found.is_valid => Outcome::Valid,
        Ok(_) => Outcome::Invalid,
        Err(_) => Outcome::Unanswered,
    };
    let check = store::insert(&mut tx, register.name(), question, outcome, &answer).await?;
    let after = json!({ "vat_number": check.vat_number, "outcome": outcome.as_str() });
    tx.audit(Change::deed("vat_number.checked", "vat_check", check.id).with_after(&after))
        .await?;
    tx.commit().await?;
    Ok(check)
}
