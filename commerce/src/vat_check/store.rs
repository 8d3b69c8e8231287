//! Writing checks. A row is never changed: it is evidence.

use platform::db::{DbError, Tx};
use serde_json::json;

use super::{AskError, Found, Outcome, Question, VatCheck};
use crate::ids::VatCheckId;

/// Longest name and address that are kept of a register's answer, in characters; the answer itself is kept whole.
const LONGEST: usize = 500;

pub(super) async fn insert(
    tx: &mut Tx,
    register: &str,
    question: &Question,
    outcome: Outcome,
    answer: &Result<Found, AskError>,
) -> Result<VatCheck, DbError> {
    let cut = |text: &str| text.chars().take(LONGEST).collect::<String>();
    let (name, address, consultation_number, raw) = match answer {
        Ok(found) => (
            cut(&found.name),
            cut(&found.address),
            found.consultation_number.clone(),
            found.raw.clone(),
        ),
        Err(error) => (
            String::new(),
            String::new(),
            None,
            json!({ "error": error.to_string() }),
        ),
    };
    let check = VatCheck {
        id: VatCheckId::generate(),
        vat_number: question.vat_number.clone(),
        outcome,
        name,
        address,
        consultation_number,
        asked_at: tx.now(),
    };
    sqlx::query!(
        "insert into vat_checks (id, vat_number, requester, register, outcome, name, address, consultation_number, raw, asked_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        check.id.0,
        check.vat_number,
        question.requester,
        register,
        check.outcome.as_str(),
        check.name,
        check.address,
        check.consultation_number,
        raw,
        check.asked_at,
    )
    .execute(&mut **tx)
    .await?;
    Ok(check)
}
