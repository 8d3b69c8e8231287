//! What staff note about an order, among what happened to it.

use axum::extract::{Path, State};
use axum::response::Response;
use commerce::order::listing;
use commerce::order::note::{self, LONGEST, Note, NoteError};
use platform::auth::Permission;
use platform::clock::Timestamp;
use platform::i18n::Message;
use platform::web::{FormBody, PageError};
use serde::Serialize;

use super::acts::back;
use super::handlers::page_with;
use crate::admin::Admin;
use crate::guard::Me;
use crate::kept;
use crate::object::Event;
use crate::page::see;

/// The field for a new note, for whoever may write one.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct NoteField {
    pub(crate) value: String,
    pub(crate) error: Option<Message>,
    /// For the error under the field.
    pub(crate) name: &'static str,
}

impl NoteField {
    pub(super) fn blank(me: &Me) -> Option<Self> {
        me.may(Permission::CustomerHelp)
            .then(|| Self::with(String::new(), None))
    }

    pub(super) fn with(value: String, error: Option<Message>) -> Self {
        Self {
            value,
            error,
            name: "anteckning",
        }
    }
}

/// Notes as lines of the history.
pub(super) fn events(notes: Vec<Note>) -> impl Iterator<Item = (Timestamp, Event)> {
    notes.into_iter().map(|note| {
        let text = Message::new("list-value").with("text", note.text);
        let by = Message::new("order-note-by").with("name", note.by);
        (
            note.at,
            Event::new(note.at, "edit", "noted", text).with_small(by),
        )
    })
}

/// `POST /ordrar/{number}/anteckning`
pub(crate) async fn add_note(
    State(admin): State<Admin>,
    me: Me,
    Path(number): Path<String>,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let order = listing::order_by_number(&mut *admin.db.read().await?, &number).await?;
    let order = order.ok_or(PageError::NotFound)?;
    let typed = fields.text("anteckning");
    let mut refusal = fields.has(kept::SHOW).then(|| Message::new("form-kept"));
    if refusal.is_none() {
        let mut tx = admin.db.begin(me.origin()).await?;
        match note::add(&mut tx, order.id, typed).await {
            Ok(()) => {
                tx.commit().await?;
                let there = back(&number, &fields);
                return Ok(see(&format!("{there}#h-tid")));
            }
            Err(NoteError::NoWords) => {
                refusal = Some(Message::new("order-note-wrong").with("most", LONGEST));
            }
            Err(NoteError::Unknown) => return Err(PageError::NotFound),
            Err(NoteError::Db(error)) => return Err(error.into()),
        }
    }
    let typed = typed.to_owned();
    page_with(&admin, &me, (number.as_str(), &fields), |view| {
        view.note_field = Some(NoteField::with(typed, refusal));
    })
    .await
}
