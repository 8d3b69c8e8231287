//! What the buyer says in a case: more words, more pictures, an answer; and that they take it back.

use axum::extract::{Multipart, Path, State};
use axum::response::Response;
use commerce::ids::{CaseFileId, ReturnMessageId};
use commerce::order::{Access, Order};
use commerce::returns::decide::DecideError;
use commerce::returns::dialogue::{self, SayError};
use commerce::returns::files::Part;
use commerce::returns::{Case, LONGEST_DESCRIPTION, MOST_PICTURES, ReturnEvent};
use http::StatusCode;
use platform::i18n::{Locale, Message};
use platform::render::FormState;
use platform::web::PageError;
use uuid::Uuid;

use super::case::{Sheet, find, page_of};
use super::views::{KeptPicture, MessageForm, TalkView};
use super::{intake, links, pictures};
use crate::page::see_other;
use crate::state::ShopState;
use crate::visitor::{Desk, Visitor};

/// What was typed, and the pictures of earlier tries.
pub(super) struct Typed {
    form: FormState<MessageForm>,
    pictures: Vec<CaseFileId>,
    lost: Vec<Message>,
}

impl Typed {
    /// Whether something was not taken.
    pub(super) fn is_refused(&self) -> bool {
        !self.form.is_valid() || !self.lost.is_empty()
    }
}

/// Nothing yet.
pub(super) fn blank() -> Typed {
    Typed {
        form: FormState::blank().with("message", platform::ids::new_uuid().to_string()),
        pictures: Vec::new(),
        lost: Vec::new(),
    }
}

/// What can be said about a case.
pub(super) fn view(
    state: &ShopState,
    locale: Locale,
    (order, case): (&Order, &Case),
    typed: Typed,
) -> TalkView {
    let to = |name| {
        let order = (order.number.as_str(), order.id);
        links::path(state, locale, name, order, Some(&case.number))
    };
    TalkView {
        is_asked: case.asked_at.is_some(),
        form: typed.form,
        kept: typed
            .pictures
            .iter()
            .map(|id| KeptPicture {
                value: intake::named(state, order.id, *id),
                src: pictures::path(
                    state,
                    locale,
                    (&order.number, order.id, Access::Act),
                    (*id, Part::Small),
                ),
            })
            .collect(),
        lost: typed.lost,
        most_pictures: MOST_PICTURES,
        action: to("order_case_say"),
        take_back: if case.next(ReturnEvent::TakeBack).is_some() {
            to("order_case_take_back")
        } else {
            String::new()
        },
    }
}

/// `POST /order/{number}/{key}/arende/{case}/skriv`.
///
/// # Errors
/// 404 for a wrong number, key or case alike.
pub async fn say(
    State(state): State<ShopState>,
    visitor: Visitor,
    Path((number, key, case)): Path<(String, String, String)>,
    form: Multipart,
) -> Result<Response, PageError> {
    let at = (number.as_str(), key.as_str(), case.as_str());
    let (order, case) = {
        let mut desk = Desk::open(&state, &visitor).await?;
        find(&state, &mut desk, at).await?
    };
    let taken = intake::read(&state, &visitor, order.id, form).await?;
    let mut form = FormState::<MessageForm>::from_pairs(taken.fields.iter());
    if taken.lost.is_empty() {
        let message: Option<Uuid> = form.value("message").parse().ok();
        let message = ReturnMessageId(message.unwrap_or_else(platform::ids::new_uuid));
        let said = (form.trimmed("words"), taken.pictures.as_slice());
        let mut tx = state.db.begin(visitor.origin()).await?;
        let done = dialogue::say(&mut tx, (order.id, case.id), message, said).await;
        match tx.end(done).await? {
            Ok(()) => return Ok(there(&state, &visitor, &order, &case, "skickat")),
            Err(error) => refuse(&mut form, error)?,
        }
    }
    let typed = Typed {
        form,
        pictures: taken.pictures,
        lost: taken.lost,
    };
    again(&state, &visitor, at, typed).await
}

fn refuse(form: &mut FormState<MessageForm>, error: SayError) -> Result<(), PageError> {
    match error {
        SayError::Case(DecideError::Db(error)) => return Err(error.into()),
        SayError::Case(DecideError::Unknown) => return Err(PageError::NotFound),
        SayError::Case(_) => form.refuse_whole("return-say-over"),
        SayError::Words => {
            let words = form.trimmed("words").chars().count();
            let message = if words > LONGEST_DESCRIPTION {
                Message::new("return-description-long").with("most", LONGEST_DESCRIPTION)
            } else {
                Message::new("return-say-empty")
            };
            form.refuse("words", message);
        }
        SayError::TooMany => form.refuse_whole("return-say-many"),
    }
    Ok(())
}

/// `POST /order/{number}/{key}/arende/{case}/aterta`.
///
/// # Errors
/// 404 for a wrong number, key or case alike.
pub async fn take_back(
    State(state): State<ShopState>,
    visitor: Visitor,
    Path((number, key, case)): Path<(String, String, String)>,
) -> Result<Response, PageError> {
    let at = (number.as_str(), key.as_str(), case.as_str());
    let (order, case) = {
        let mut desk = Desk::open(&state, &visitor).await?;
        find(&state, &mut desk, at).await?
    };
    let mut tx = state.db.begin(visitor.origin()).await?;
    let done = dialogue::take_back(&mut tx, (order.id, case.id)).await;
    match tx.end(done).await? {
        Ok(()) => Ok(there(&state, &visitor, &order, &case, "atertaget")),
        Err(error) => {
            let mut typed = blank();
            refuse(&mut typed.form, error)?;
            again(&state, &visitor, at, typed).await
        }
    }
}

fn there(state: &ShopState, visitor: &Visitor, order: &Order, case: &Case, told: &str) -> Response {
    let to = (order.number.as_str(), order.id);
    let path = links::path(state, visitor.locale, "order_case", to, Some(&case.number));
    see_other(&format!("{path}?{told}=1"))
}

/// The case as it is now, with what was typed.
async fn again(
    state: &ShopState,
    visitor: &Visitor,
    at: (&str, &str, &str),
    typed: Typed,
) -> Result<Response, PageError> {
    let mut desk = Desk::open(state, visitor).await?;
    let (order, case) = find(state, &mut desk, at).await?;
    let sheet = Sheet {
        access: Access::Act,
        is_new: false,
        is_said: false,
        talk: typed,
    };
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    page_of(state, visitor, desk, (&order, &case), status, sheet).await
}
