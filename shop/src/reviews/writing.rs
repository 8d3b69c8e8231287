//! Writing a review: by the link to an order, which only its buyer has.

use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Response};
use commerce::ids::ProductId;
use commerce::order::{Order, OrderState};
use commerce::review::listing::{Purchase, own_of_order, purchase};
use commerce::review::{
    self, Breach, Draft, DraftFault, LONGEST_BODY, Review, WriteError, proposed_name,
};
use http::StatusCode;
use platform::db::Origin;
use platform::i18n::Message;
use platform::render::FormState;
use platform::web::{FormBody, PageError, QueryFields};

use super::views::{ReviewForm, WriteView};
use super::{links, shown};
use crate::frame::Head;
use crate::order::link;
use crate::page::{Keeping, frame, page, see_other, text};
use crate::state::ShopState;
use crate::visitor::{Desk, Visitor};

/// What a page about a product of an order rests on.
struct Ground {
    order: Order,
    purchase: Purchase,
    own: Option<Review>,
}

impl Ground {
    async fn find(
        state: &ShopState,
        desk: &mut Desk,
        (number, key, product): (&str, &str, &str),
    ) -> Result<Self, PageError> {
        let order = link::resolve(state, &mut desk.conn, number, key).await?;
        let product: ProductId = product.parse().map_err(|_| PageError::NotFound)?;
        if order.state != OrderState::Placed {
            return Err(PageError::NotFound);
        }
        let purchase = purchase(&mut desk.conn, order.id, product, state.now())
            .await?
            .ok_or(PageError::NotFound)?;
        let own = own_of_order(&mut desk.conn, order.id, product).await?;
        Ok(Self {
            order,
            purchase,
            own,
        })
    }

    fn path(&self, state: &ShopState, visitor: &Visitor, name: &str) -> String {
        let order = (self.order.number.as_str(), self.order.id);
        links::path(state, visitor.locale, name, order, self.purchase.product_id)
    }
}

/// Who acts: whoever is logged in, or whoever has the link.
fn origin(desk: &Desk, visitor: &Visitor) -> Origin {
    match &desk.session {
        Some(session) => visitor.origin_of(session),
        None => visitor.origin(),
    }
}

/// `GET /order/{number}/{key}/omdome/{product}`.
///
/// # Errors
/// 404 for a wrong number, key or product alike.
pub async fn show(
    State(state): State<ShopState>,
    visitor: Visitor,
    Path((number, key, product)): Path<(String, String, String)>,
    QueryFields(query): QueryFields,
) -> Result<Response, PageError> {
    let mut desk = Desk::open(&state, &visitor).await?;
    let ground = Ground::find(&state, &mut desk, (&number, &key, &product)).await?;
    let done = ["saved", "removed"]
        .into_iter()
        .find(|done| query.text("done") == *done);
    let form = filled(&ground);
    answer(
        &state,
        &visitor,
        desk,
        &ground,
        StatusCode::OK,
        (form, done),
    )
    .await
}

/// `POST /order/{number}/{key}/omdome/{product}`.
///
/// # Errors
/// 404 for a wrong number, key or product alike.
pub async fn save(
    State(state): State<ShopState>,
    visitor: Visitor,
    Path((number, key, product)): Path<(String, String, String)>,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let mut desk = Desk::open(&state, &visitor).await?;
    let ground = Ground::find(&state, &mut desk, (&number, &key, &product)).await?;
    let mut form = FormState::<ReviewForm>::from_pairs(fields.iter());
    // Cut where the form cuts what it keeps: what is longer is refused by its length.
    let draft = read(&form, &visitor);
    for fault in draft.faults() {
        complain(&mut form, fault);
    }
    if form.is_valid() {
        let row_version = form.value("row_version").parse().unwrap_or(0);
        let of = (ground.order.id, ground.purchase.product_id);
        let mut tx = state.db.begin(origin(&desk, &visitor)).await?;
        match review::write(&mut tx, of, &draft, row_version).await {
            Ok(_) => {
                tx.commit().await?;
                let here = ground.path(&state, &visitor, "order_review");
                return Ok(see_other(&format!("{here}?done=saved")));
            }
            Err(WriteError::Unknown) => return Err(PageError::NotFound),
            Err(WriteError::Taken) => form.refuse_whole("review-taken"),
            Err(WriteError::NotReceived) => form.refuse_whole("review-not-received"),
            Err(WriteError::Faulty(faults)) => {
                for fault in faults {
                    complain(&mut form, fault);
                }
            }
            Err(WriteError::ChangedMeanwhile) => form.refuse_whole("review-changed-meanwhile"),
            Err(WriteError::Db(error)) => return Err(error.into()),
        }
    }
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    // What was typed, over what is kept now: saving again is meant.
    let version = ground.own.as_ref().map_or(0, |own| own.row_version);
    let form = form.with("row_version", version.to_string());
    answer(&state, &visitor, desk, &ground, status, (form, None)).await
}

/// `POST /order/{number}/{key}/omdome/{product}/ta-bort`.
///
/// # Errors
/// 404 for a wrong number, key or product alike.
pub async fn remove(
    State(state): State<ShopState>,
    visitor: Visitor,
    Path((number, key, product)): Path<(String, String, String)>,
) -> Result<Response, PageError> {
    let mut desk = Desk::open(&state, &visitor).await?;
    let ground = Ground::find(&state, &mut desk, (&number, &key, &product)).await?;
    let origin = origin(&desk, &visitor);
    drop(desk);
    let mut tx = state.db.begin(origin).await?;
    // Twice is once: it is gone.
    review::remove::remove(&mut tx, ground.order.id, ground.purchase.product_id).await?;
    tx.commit().await?;
    let here = ground.path(&state, &visitor, "order_review");
    Ok(see_other(&format!("{here}?done=removed")))
}

fn filled(ground: &Ground) -> FormState<ReviewForm> {
    let form = FormState::blank();
    match &ground.own {
        Some(own) => form
            .with("stars", own.stars.to_string())
            .with("heading", own.heading.as_str())
            .with("body", own.body.as_str())
            .with("name", own.shown_name.as_str())
            .with("row_version", own.row_version.to_string()),
        None => form
            .with("name", proposed_name(&ground.order.customer_name))
            .with("row_version", "0"),
    }
}

fn read(form: &FormState<ReviewForm>, visitor: &Visitor) -> Draft {
    Draft {
        stars: form.trimmed("stars").parse().unwrap_or(0),
        heading: form.trimmed("heading").to_owned(),
        body: form.trimmed("body").to_owned(),
        shown_name: form.trimmed("name").to_owned(),
        locale: visitor.locale.code().to_owned(),
    }
}

fn complain(form: &mut FormState<ReviewForm>, fault: DraftFault) {
    match fault {
        DraftFault::Stars => form.refuse("stars", "review-stars-missing"),
        DraftFault::Heading => form.refuse("heading", "review-heading-wrong"),
        DraftFault::Body => {
            form.refuse(
                "body",
                Message::new("review-body-wrong").with("most", LONGEST_BODY),
            );
        }
        DraftFault::Name => form.refuse("name", "review-name-wrong"),
    }
}

async fn answer(
    state: &ShopState,
    visitor: &Visitor,
    mut desk: Desk,
    ground: &Ground,
    status: StatusCode,
    (form, done): (FormState<ReviewForm>, Option<&'static str>),
) -> Result<Response, PageError> {
    let title = text(state, visitor.locale, "review-write");
    let mut head = Head::private(&state.renderer, title, "home");
    head.alternates.clear();
    let own = ground.own.as_ref();
    let view = WriteView {
        head,
        number: ground.order.number.clone(),
        order_href: link::path(state, visitor.locale, &ground.order.number, ground.order.id),
        product: ground.purchase.name.clone(),
        action: ground.path(state, visitor, "order_review"),
        remove: own.map_or_else(String::new, |_| {
            ground.path(state, visitor, "order_review_remove")
        }),
        is_received: ground.purchase.is_received,
        is_taken: ground.purchase.is_taken,
        state: own.map(|own| own.state.as_str()),
        refusal: own.and_then(|own| own.refusal).map(Breach::as_str),
        refusal_words: own.map_or_else(String::new, |own| own.refusal_words.clone()),
        done,
        policy_href: shown::policy(state, &desk.facts, visitor.locale),
        form,
    };
    let frame = frame(state, visitor, &mut desk, None).await?;
    drop(desk);
    let page = page(state, visitor, frame, &view, Keeping::Private)?;
    Ok((status, page).into_response())
}
