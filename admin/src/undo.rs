//! One step back after saving: the form as it was, sent again. It is saved as every form is: whoever has saved since is not written over.

use platform::auth::store::{keep_step, step};
use platform::db::{DbError, PgConnection, Tx};
use platform::render::{Form, FormState};
use serde::Serialize;

use crate::guard::Me;
use crate::when::When;

/// The step back that a page offers.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Undo {
    pub(crate) saved: When,
    /// Where the form is sent.
    pub(crate) action: String,
    /// Names and values.
    pub(crate) fields: Vec<(String, String)>,
}

impl Undo {
    /// What the page offers the person.
    pub(crate) async fn offered(
        conn: &mut PgConnection,
        me: &Me,
        page: &str,
    ) -> Result<Option<Self>, DbError> {
        let found = step(conn, me.session.staff, page, me.now()).await?;
        Ok(found.map(|step| Self {
            saved: When::new(me.locale(), step.saved_at, me.now()),
            action: step.action,
            fields: step.fields,
        }))
    }

    /// A step for the checks.
    pub(crate) fn sample() -> Option<Self> {
        let now = platform::clock::Timestamp::from_microsecond(1_790_000_000_000_000)?;
        Some(Self {
            saved: When::new(crate::page::sample_locale(), now, now),
            action: "/foretag/1".to_owned(),
            fields: vec![("name".to_owned(), "Studio <Furu>".to_owned())],
        })
    }
}

/// Keeps the form as it was `before`, in the transaction that saves `after`; `version` is the row's once that is done. Nothing that was changed is nothing
/// to take back.
pub(crate) async fn remember<F: Form>(
    tx: &mut Tx,
    me: &Me,
    (page, action): (&str, &str),
    (before, after): (&FormState<F>, &FormState<F>),
    version: i32,
) -> Result<(), DbError> {
    let mut fields = fields_of(before);
    if fields == fields_of(after) {
        return Ok(());
    }
    fields.push(("row_version".to_owned(), version.to_string()));
    keep_step(tx, me.session.staff, page, action, &fields).await
}

/// What the form would send, apart from the row's version.
fn fields_of<F: Form>(form: &FormState<F>) -> Vec<(String, String)> {
    form.pairs()
        .filter(|(name, value)| *name != "row_version" && !value.is_empty())
        .map(|(name, value)| (name.to_owned(), value.trim().to_owned()))
        .collect()
}
