//! A form about a case, from how it was sent to how what it asks for ended.

use axum::response::Response;
use commerce::ids::OrderLineId;
use commerce::returns::decide::DecideError;
use commerce::returns::{self, Case, LONGEST_ANSWER};
use http::StatusCode;
use platform::db::Tx;
use platform::i18n::Message;
use platform::render::FormState;
use platform::web::{Fields, PageError};

use super::handlers::answer;
use super::views::CaseForm;
use crate::admin::Admin;
use crate::guard::Me;
use crate::kept;
use crate::page::see;

/// A form about a case, as it was sent.
pub(super) struct Sent {
    pub(super) case: Case,
    /// Refused already when the log-in ran out meanwhile: it is shown again, to be sent again.
    pub(super) form: FormState<CaseForm>,
    pub(super) row_version: i32,
}

/// The case that the form is about, with the form.
pub(super) async fn sent(admin: &Admin, number: &str, fields: &Fields) -> Result<Sent, PageError> {
    let case = returns::by_number(&mut *admin.db.read().await?, number)
        .await?
        .ok_or(PageError::NotFound)?;
    Ok(Sent {
        case,
        form: kept::form(fields),
        row_version: fields.text("row_version").parse().unwrap_or(0),
    })
}

impl Sent {
    /// The numbers that stand in `columns` of the form for each line of the case. What is no number is refused at `field`.
    pub(super) fn counts<const N: usize>(
        &mut self,
        columns: [&str; N],
        field: &'static str,
    ) -> Vec<(OrderLineId, [i32; N])> {
        let number = |text: Option<&String>| match text.map(|text| text.trim()) {
            None | Some("") => Some(0),
            Some(digits) => digits.parse::<i32>().ok().filter(|n| *n >= 0),
        };
        let mut lines = Vec::new();
        let mut is_wrong = false;
        for (at, id) in self.form.values("line").iter().enumerate() {
            let mut held = self.case.lines.iter();
            let line = held.find(|line| line.line_id.to_string() == *id);
            let counts = columns.map(|column| number(self.form.values(column).get(at)));
            match line {
                Some(line) if counts.iter().all(Option::is_some) => {
                    lines.push((line.line_id, counts.map(Option::unwrap_or_default)));
                }
                _ => is_wrong = true,
            }
        }
        if is_wrong {
            self.form.refuse(field, "shipment-quantity");
        }
        lines
    }

    /// What the buyer bought by this line; empty when it is none of the case.
    pub(super) fn name_of(&self, line: OrderLineId) -> String {
        let mut lines = self.case.lines.iter();
        let line = lines.find(|held| held.line_id == line);
        line.map(|line| line.name.clone()).unwrap_or_default()
    }
}

/// What stands in the way of everything that is done with a case.
pub(super) fn refuse_case(sent: &mut Sent, error: DecideError) -> Result<(), PageError> {
    match error {
        DecideError::Unknown => return Err(PageError::NotFound),
        DecideError::ChangedMeanwhile => sent.form.refuse_whole("form-changed-meanwhile"),
        DecideError::NoWords => {
            let message = Message::new("case-words-missing").with("most", LONGEST_ANSWER);
            sent.form.refuse("words", message);
        }
        DecideError::NoGround => sent.form.refuse("ground", "case-ground-missing"),
        DecideError::Db(error) => return Err(error.into()),
    }
    Ok(())
}

/// On to the case's page when it is done; otherwise the page again, where `refuse` says in the form `which` what stood in the way.
pub(super) async fn end<T, E>(
    (admin, me): (&Admin, &Me),
    mut sent: Sent,
    (which, refuse): (
        &'static str,
        impl FnOnce(&mut Sent, E) -> Result<(), PageError>,
    ),
    (tx, done): (Tx, Result<T, E>),
) -> Result<Response, PageError> {
    if let Err(error) = tx.end(done).await? {
        refuse(&mut sent, error)?;
        return refused((admin, me), sent, which).await;
    }
    Ok(see(&format!("/returer/{}", sent.case.number)))
}

/// The page with the form `which` as it was sent, and what is wrong with it.
pub(super) async fn refused(
    (admin, me): (&Admin, &Me),
    sent: Sent,
    which: &'static str,
) -> Result<Response, PageError> {
    let code = StatusCode::UNPROCESSABLE_ENTITY;
    answer(admin, me, &sent.case.number, code, Some((which, sent.form))).await
}
