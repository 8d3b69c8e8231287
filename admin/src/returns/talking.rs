//! What staff and buyer say to each other in a case, and the label that the buyer is given.

use axum::extract::multipart::MultipartRejection;
use axum::extract::{Multipart, Path, State};
use axum::response::Response;
use commerce::returns::LONGEST_DESCRIPTION;
use commerce::returns::dialogue::{self, Said, SayError};
use commerce::returns::files::{self, Part};
use commerce::returns::label::{self, LARGEST, LabelError};
use platform::i18n::Message;
use platform::web::{Fields, FormBody, PageError};

use super::decisions::{Sent, refuse_case, refused, sent, there};
use super::views::{SaidRow, ShotRow};
use crate::admin::Admin;
use crate::guard::Me;
use crate::when::When;

/// Largest upload: a label, and what a browser writes around it.
pub(crate) const LARGEST_LABEL: usize = LARGEST + (64 << 10);

/// The field with the label.
const FILE: &str = "fil";

/// What was said, for the page.
pub(super) fn rows(me: &Me, number: &str, said: Vec<Said>) -> Vec<SaidRow> {
    let shot = |id, part| format!("/returer/{number}/bild/{}", files::name(id, part));
    said.into_iter()
        .map(|said| SaidRow {
            is_by_staff: said.is_by_staff,
            words: said.words,
            at: When::new(me.locale(), said.at, me.now()),
            pictures: said
                .pictures
                .iter()
                .map(|id| ShotRow {
                    src: shot(*id, Part::Small),
                    href: shot(*id, Part::Large),
                })
                .collect(),
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
    let mut sent = sent(&admin, &number, &fields).await?;
    if !sent.is_to_show {
        let mut tx = admin.db.begin(me.origin()).await?;
        let words = sent.form.trimmed("question");
        match dialogue::ask(&mut tx, sent.case.id, sent.row_version, words).await {
            Ok(()) => {
                tx.commit().await?;
                return Ok(there(&sent.case));
            }
            Err(error) => {
                drop(tx);
                refuse(&mut sent, error)?;
            }
        }
    }
    refused(&admin, &me, &sent.case, "ask", sent.form).await
}

fn refuse(sent: &mut Sent, error: SayError) -> Result<(), PageError> {
    match error {
        SayError::Case(error) => refuse_case(&mut sent.form, error),
        SayError::Words | SayError::TooMany => {
            let most = i64::try_from(LONGEST_DESCRIPTION).unwrap_or(i64::MAX);
            let message = Message::new("case-words-missing").with("most", most);
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
    let mut sent = sent(&admin, &number, &fields).await?;
    if !sent.is_to_show {
        let mut tx = admin.db.begin(me.origin()).await?;
        match dialogue::seen(&mut tx, sent.case.id, sent.row_version).await {
            Ok(()) => {
                tx.commit().await?;
                return Ok(there(&sent.case));
            }
            Err(error) => {
                drop(tx);
                refuse_case(&mut sent.form, error)?;
            }
        }
    }
    refused(&admin, &me, &sent.case, "seen", sent.form).await
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
    if sent.is_to_show {
        return refused(&admin, &me, &sent.case, "label", sent.form).await;
    }
    let (id, row_version) = (sent.case.id, sent.row_version);
    let mut tx = admin.db.begin(me.origin()).await?;
    let begun = label::begin(&mut tx, id, row_version, &content).await;
    let file = match begun {
        Ok(file) => file,
        Err(error) => {
            drop(tx);
            refuse_label(&mut sent, error)?;
            return refused(&admin, &me, &sent.case, "label", sent.form).await;
        }
    };
    tx.commit().await?;
    // The row first: what breaks off in between is found by its row, and taken away.
    let key = files::label_key(file);
    let kept = admin.darkroom.store().put(&key, content.into()).await;
    if let Err(error) = kept {
        tracing::error!(%error, "a label could not be kept");
        sent.form.refuse("label", "picture-not-kept");
        return refused(&admin, &me, &sent.case, "label", sent.form).await;
    }
    let mut tx = admin.db.begin(me.origin()).await?;
    match label::hand_over(&mut tx, id, row_version, file).await {
        Ok(()) => {
            tx.commit().await?;
            Ok(there(&sent.case))
        }
        Err(error) => {
            drop(tx);
            refuse_label(&mut sent, error)?;
            refused(&admin, &me, &sent.case, "label", sent.form).await
        }
    }
}

fn refuse_label(sent: &mut Sent, error: LabelError) -> Result<(), PageError> {
    match error {
        LabelError::Case(error) => refuse_case(&mut sent.form, error),
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
