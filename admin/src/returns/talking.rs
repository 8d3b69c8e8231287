//! What staff and buyer say to each other in a case, and the label that the buyer is given.

use axum::extract::multipart::MultipartRejection;
use axum::extract::{Multipart, Path, State};
use axum::response::Response;
use commerce::returns::LONGEST_DESCRIPTION;
use commerce::returns::dialogue::{self, Said, SayError};
use commerce::returns::files;
use commerce::returns::label::{self, LARGEST, LabelError};
use platform::i18n::Message;
use platform::web::{Fields, FormBody, PageError};

use super::deed::{Sent, end, refuse_case, refused, sent};
use super::handlers::shots;
use super::views::SaidRow;
use crate::admin::Admin;
use crate::guard::Me;
use crate::when::When;

/// Largest upload: a label, and what a browser writes around it.
pub(crate) const LARGEST_LABEL: usize = LARGEST + (64 << 10);

/// The field with the label.
const FILE: &str = "fil";

/// What was said, for the page.
pub(super) fn rows(me: &Me, number: &str, said: Vec<Said>) -> Vec<SaidRow> {
    said.into_iter()
        .map(|said| SaidRow {
            is_by_staff: said.is_by_staff,
            words: said.words,
            at: When::new(me.locale(), said.at, me.now()),
            pictures: shots(number, &said.pictures),
        })
        .collect()
}

/// `POST /returer/{number}/fraga`: the buyer is asked.
pub(crate) async fn ask(
    State(admin): State<Admin>,
    me: Me,
    Path(number): Path<String>,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let sent = sent(&admin, &number, &fields).await?;
    if !sent.form.is_valid() {
        return refused((&admin, &me), sent, "ask").await;
    }
    let mut tx = admin.db.begin(me.origin()).await?;
    let words = sent.form.trimmed("question");
    let done = dialogue::ask(&mut tx, sent.case.id, sent.row_version, words).await;
    end((&admin, &me), sent, ("ask", refuse), (tx, done)).await
}

fn refuse(sent: &mut Sent, error: SayError) -> Result<(), PageError> {
    match error {
        SayError::Case(error) => refuse_case(sent, error),
        SayError::Words | SayError::TooMany => {
            let message = Message::new("case-words-missing").with("most", LONGEST_DESCRIPTION);
            sent.form.refuse("question", message);
            Ok(())
        }
    }
}

/// `POST /returer/{number}/last`: what the buyer has said has been seen to.
pub(crate) async fn seen(
    State(admin): State<Admin>,
    me: Me,
    Path(number): Path<String>,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let sent = sent(&admin, &number, &fields).await?;
    if !sent.form.is_valid() {
        return refused((&admin, &me), sent, "seen").await;
    }
    let mut tx = admin.db.begin(me.origin()).await?;
    let done = dialogue::seen(&mut tx, sent.case.id, sent.row_version).await;
    end((&admin, &me), sent, ("seen", refuse_case), (tx, done)).await
}

/// `POST /returer/{number}/fraktsedel`: the label for sending the goods back.
pub(crate) async fn add_label(
    State(admin): State<Admin>,
    me: Me,
    Path(number): Path<String>,
    body: Result<Multipart, MultipartRejection>,
) -> Result<Response, PageError> {
    let (content, fields) = match body {
        Ok(body) => read(body).await,
        Err(_) => (Vec::new(), Fields::default()),
    };
    let mut sent = sent(&admin, &number, &fields).await?;
    let by = (&admin, &me);
    if !sent.form.is_valid() {
        return refused(by, sent, "label").await;
    }
    let (id, row_version) = (sent.case.id, sent.row_version);
    let mut tx = admin.db.begin(me.origin()).await?;
    let begun = label::begin(&mut tx, id, row_version, &content).await;
    let file = match tx.end(begun).await? {
        Ok(file) => file,
        Err(error) => {
            refuse_label(&mut sent, error)?;
            return refused(by, sent, "label").await;
        }
    };
    // The row first: what breaks off in between is found by its row, and taken away.
    let key = files::label_key(file);
    let kept = admin.darkroom.store().put(&key, content.into()).await;
    if let Err(error) = kept {
        tracing::error!(%error, "a label could not be kept");
        sent.form.refuse("label", "picture-not-kept");
        return refused(by, sent, "label").await;
    }
    let mut tx = admin.db.begin(me.origin()).await?;
    let done = label::hand_over(&mut tx, id, row_version, file).await;
    end(by, sent, ("label", refuse_label), (tx, done)).await
}

fn refuse_label(sent: &mut Sent, error: LabelError) -> Result<(), PageError> {
    match error {
        LabelError::Case(error) => refuse_case(sent, error),
        LabelError::NoPdf => {
            sent.form.refuse("label", "case-label-wrong");
            Ok(())
        }
    }
}

/// The file, and what else was sent. What breaks off is no label.
async fn read(mut body: Multipart) -> (Vec<u8>, Fields) {
    let (mut content, mut pairs) = (Vec::new(), Vec::new());
    while let Ok(Some(field)) = body.next_field().await {
        let name = field.name().unwrap_or_default().to_owned();
        if name == FILE {
            content = field
                .bytes()
                .await
                .map(|bytes| bytes.to_vec())
                .unwrap_or_default();
        } else if let Ok(value) = field.text().await {
            pairs.push((name, value));
        }
    }
    (content, Fields::of(pairs).unwrap_or_default())
}
