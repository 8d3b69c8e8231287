//! A complaint as a browser sends it: part by part, one picture in memory at a time. What is taken is kept at once, so that a picture that is refused
//! takes no other with it, and none has to be sent twice.

use axum::extract::Multipart;
use bytes::Bytes;
use commerce::ids::{CaseFileId, OrderId};
use commerce::returns::MOST_PICTURES;
use commerce::returns::files::{self, Part, TakeError};
use platform::clock::Timestamp;
use platform::files::image::{DarkroomError, Refusal};
use platform::i18n::Message;
use platform::web::{Fields, PageError, Parts};
use uuid::Uuid;

use crate::state::ShopState;
use crate::visitor::Visitor;

/// What a kept picture's key is derived for: nobody names a picture that they have not sent for this order.
const PICTURE: &str = "return-picture";
/// What the moment at which a page was opened is sealed for.
const MOMENT: &str = "return-begun";
/// The field with the files.
const FILES: &str = "file";
const MB: u64 = 1 << 20;

/// What came.
pub(super) struct Intake {
    /// Everything that is no file.
    pub(super) fields: Fields,
    /// Pictures, those of earlier tries first.
    pub(super) pictures: Vec<CaseFileId>,
    /// Why others are not there.
    pub(super) lost: Vec<Message>,
}

/// A kept picture as the form's hidden field has it.
pub(super) fn named(state: &ShopState, order: OrderId, id: CaseFileId) -> String {
    let key = state.secret.link_key(PICTURE, &both(order, id));
    format!("{id}.{key}")
}

/// The picture that a hidden field names.
pub(super) fn of_name(state: &ShopState, order: OrderId, name: &str) -> Option<CaseFileId> {
    let (id, key) = name.split_once('.')?;
    let id = CaseFileId(id.parse::<Uuid>().ok()?);
    let is_ours = state.secret.is_link_key(PICTURE, &both(order, id), key);
    is_ours.then_some(id)
}

/// A moment as a page's hidden field has it, so that whoever opened it in time can prove that they did.
pub(super) fn sealed(state: &ShopState, order: OrderId, at: Timestamp) -> String {
    let key = state.secret.link_key(MOMENT, &moment(order, at));
    format!("{}.{key}", at.as_microsecond())
}

/// The moment that a hidden field proves.
pub(super) fn moment_of(state: &ShopState, order: OrderId, sealed: &str) -> Option<Timestamp> {
    let (at, key) = sealed.split_once('.')?;
    let at = Timestamp::from_microsecond(at.parse().ok()?)?;
    let is_ours = state.secret.is_link_key(MOMENT, &moment(order, at), key);
    is_ours.then_some(at)
}

fn moment(order: OrderId, at: Timestamp) -> Vec<u8> {
    let at = at.as_microsecond().to_be_bytes();
    [order.0.as_bytes().as_slice(), at.as_slice()].concat()
}

fn both(order: OrderId, id: CaseFileId) -> Vec<u8> {
    [order.0.as_bytes().as_slice(), id.0.as_bytes().as_slice()].concat()
}

/// Reads a complaint and keeps its pictures.
///
/// # Errors
/// [`PageError::TooLarge`] and [`PageError::BadRequest`] for what is no such form.
pub(super) async fn read(
    state: &ShopState,
    visitor: &Visitor,
    order: OrderId,
    form: Multipart,
) -> Result<Intake, PageError> {
    let (mut parts, mut pairs) = (Parts::of(form), Vec::new());
    let (mut pictures, mut lost) = (Vec::<CaseFileId>::new(), Vec::new());
    while let Some(mut part) = parts.next_part().await? {
        let name = part.name().to_owned();
        if name == FILES {
            let is_named = !part.file_name().is_empty();
            let has_room = pictures.len() < MOST_PICTURES;
            let most = if has_room {
                state.darkroom.limits().max_bytes
            } else {
                0
            };
            let content = part.content(most).await?;
            // A field without a choice is sent as a file without name and content.
            if matches!(&content, Ok(content) if content.is_empty()) && !is_named {
                continue;
            }
            if !has_room {
                lost.push(Message::new("return-pictures-too-many").with("most", MOST_PICTURES));
                continue;
            }
            match keep(state, visitor, order, content).await? {
                Ok(id) => pictures.push(id),
                Err(reason) => lost.push(reason),
            }
        } else {
            let value = part.text().await?;
            if name == "picture" {
                let known = of_name(state, order, &value);
                let is_new = |id: &CaseFileId| !pictures.contains(id);
                let known = known.filter(is_new);
                pictures.extend(known.filter(|_| pictures.len() < MOST_PICTURES));
            }
            pairs.push((name, value));
        }
    }
    Ok(Intake {
        fields: Fields::of(pairs)?,
        pictures,
        lost,
    })
}

async fn keep(
    state: &ShopState,
    visitor: &Visitor,
    order: OrderId,
    content: Result<Bytes, u64>,
) -> Result<Result<CaseFileId, Message>, PageError> {
    let limit = state.darkroom.limits().max_bytes;
    let has_room = {
        let mut conn = state.db.read().await?;
        files::has_room(&mut conn, order, state.now()).await?
    };
    if !has_room {
        return Ok(Err(Message::new("return-pictures-wait")));
    }
    let taken = match content {
        Ok(content) => state.darkroom.ingest(content).await,
        Err(bytes) => Err(Refusal::TooLarge { bytes, limit }),
    };
    let picture = match taken {
        Ok(picture) => picture,
        Err(Refusal::TooLarge { bytes, limit }) => {
            return Ok(Err(Message::new("picture-refused-too-large")
                .with("size", bytes.div_ceil(MB))
                .with("limit", limit / MB)));
        }
        Err(_) => return Ok(Err(Message::new("return-picture-refused"))),
    };
    let (settings, byte_size) = (state.pictures.clone(), picture.byte_size);
    let making = state
        .darkroom
        .at_a_bench(move || files::make(&picture.master, &settings));
    let made = match making.await {
        Ok(Ok(made)) => made,
        Ok(Err(error)) => return Ok(Err(not_kept(&error.into()))),
        Err(error) => return Ok(Err(not_kept(&error))),
    };
    // The row first: what breaks off in between is found by its row, and taken away.
    let mut tx = state.db.begin(visitor.origin()).await?;
    let id = match files::take(&mut tx, order, byte_size).await {
        Ok(id) => id,
        Err(TakeError::TooMany) => return Ok(Err(Message::new("return-pictures-wait"))),
        Err(TakeError::Db(error)) => return Err(error.into()),
    };
    tx.commit().await?;
    Ok(match write(state, id, made).await {
        Ok(()) => Ok(id),
        Err(error) => Err(not_kept(&error)),
    })
}

async fn write(
    state: &ShopState,
    id: CaseFileId,
    made: Vec<(Part, Vec<u8>)>,
) -> Result<(), DarkroomError> {
    for (part, content) in made {
        let key = files::key(id, part);
        state.darkroom.store().put(&key, content.into()).await?;
    }
    Ok(())
}

fn not_kept(error: &DarkroomError) -> Message {
    tracing::error!(%error, "a picture of a complaint could not be kept");
    Message::new("picture-not-kept")
}
