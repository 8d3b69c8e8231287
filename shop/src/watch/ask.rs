//! Asking to be told when a variant is back: with one press for whoever is logged in, with an address that is proved by mail for a guest.

use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Response};
use commerce::catalogue::product::{ProductPage, VariantShown};
use commerce::checkout::parse_email;
use commerce::customer::Session;
use commerce::ids::{ShopId, VariantId};
use commerce::stock_watch::begin::{WatchError, ask, begin};
use commerce::stock_watch::listing::product_of;
use http::StatusCode;
use platform::auth::attempt::{Attempt, NotHeard};
use platform::i18n::{Locale, Message};
use platform::render::FormState;
use platform::web::{FormBody, PageError, QueryFields};

use super::part::is_sold_out;
use super::views::{WatchAskView, WatchForm};
use crate::account::gate::wait_message;
use crate::frame::Head;
use crate::page::{Keeping, frame, page, see_other};
use crate::state::ShopState;
use crate::visitor::{Desk, Visitor};

/// A variant that is looked at.
struct Goods {
    shop: ShopId,
    id: VariantId,
    name: String,
    options: String,
    href: String,
    is_sold_out: bool,
}

type Typed = FormState<WatchForm>;

/// `GET /bevaka/{variant}`.
///
/// # Errors
/// 404 for what the visitor does not see in the shop.
pub async fn show(
    State(state): State<ShopState>,
    visitor: Visitor,
    Path(variant): Path<String>,
    QueryFields(query): QueryFields,
) -> Result<Response, PageError> {
    let mut desk = Desk::open(&state, &visitor).await?;
    let goods = goods(&state, &mut desk, visitor.locale, &variant).await?;
    let standing = if query.has("skickat") {
        "sent"
    } else if goods.is_sold_out {
        "ask"
    } else {
        "buyable"
    };
    let said = (StatusCode::OK, standing, Typed::blank());
    answer(&state, &visitor, desk, &goods, said).await
}

/// `POST /bevaka/{variant}`.
///
/// # Errors
/// 404 for what the visitor does not see in the shop.
pub async fn create(
    State(state): State<ShopState>,
    visitor: Visitor,
    Path(variant): Path<String>,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let mut desk = Desk::open(&state, &visitor).await?;
    let goods = goods(&state, &mut desk, visitor.locale, &variant).await?;
    let session = desk.session.clone();
    // One connection at a time.
    drop(desk);
    let mut form = Typed::from_pairs(fields.iter());
    let outcome = match &session {
        Some(session) => at_once(&state, &visitor, session, &goods).await?,
        None => by_mail(&state, &visitor, &form, &goods).await?,
    };
    let (status, standing) = match outcome {
        Outcome::Done(response) => return Ok(response),
        Outcome::Buyable => (StatusCode::CONFLICT, "buyable"),
        Outcome::Wrong(field, message) => {
            form.refuse(field, message);
            (StatusCode::UNPROCESSABLE_ENTITY, "ask")
        }
        Outcome::Refused(status, message) => {
            form.refuse_whole(message);
            (status, "ask")
        }
    };
    let desk = Desk::open(&state, &visitor).await?;
    answer(&state, &visitor, desk, &goods, (status, standing, form)).await
}

/// What came of asking.
enum Outcome {
    Done(Response),
    Buyable,
    Wrong(&'static str, Message),
    Refused(StatusCode, Message),
}

async fn at_once(
    state: &ShopState,
    visitor: &Visitor,
    session: &Session,
    goods: &Goods,
) -> Result<Outcome, PageError> {
    let mut tx = state.db.begin(visitor.origin_of(session)).await?;
    let locale = visitor.locale.code();
    match begin(&mut tx, session, goods.shop, goods.id, locale).await {
        Ok(_) => {
            tx.commit().await?;
            let there = format!("{}#bevakning", goods.href);
            Ok(Outcome::Done(see_other(&there)))
        }
        Err(error) => refusal(error),
    }
}

async fn by_mail(
    state: &ShopState,
    visitor: &Visitor,
    form: &Typed,
    goods: &Goods,
) -> Result<Outcome, PageError> {
    let Ok(email) = parse_email(form.value("email")) else {
        return Ok(Outcome::Wrong("email", Message::new("watch-email-wrong")));
    };
    let mut tx = state.db.begin(visitor.origin()).await?;
    match Attempt::at_watch(&email, visitor.address)
        .begin(&mut tx)
        .await
    {
        Ok(()) => {}
        Err(NotHeard::Wait(wait)) => {
            let late = StatusCode::TOO_MANY_REQUESTS;
            return Ok(Outcome::Refused(late, wait_message(wait)));
        }
        Err(NotHeard::Db(error)) => return Err(error.into()),
    }
    let locale = visitor.locale.code();
    match ask(&mut tx, &email, goods.shop, goods.id, locale).await {
        Ok(()) => {
            tx.commit().await?;
            let id = goods.id.to_string();
            let values = [("variant", id.as_str()), ("skickat", "1")];
            let there = state.renderer.url(visitor.locale, "watch", &values);
            Ok(Outcome::Done(see_other(&there)))
        }
        Err(error) => refusal(error),
    }
}

fn refusal(error: WatchError) -> Result<Outcome, PageError> {
    match error {
        WatchError::Buyable => Ok(Outcome::Buyable),
        WatchError::Full => Ok(Outcome::Refused(
            StatusCode::UNPROCESSABLE_ENTITY,
            Message::new("watch-full"),
        )),
        WatchError::NotFound | WatchError::TooLate => Err(PageError::NotFound),
        WatchError::Db(error) => Err(error.into()),
    }
}

/// The variant, where the visitor sees it in the shop with a price.
async fn goods(
    state: &ShopState,
    desk: &mut Desk,
    locale: Locale,
    variant: &str,
) -> Result<Goods, PageError> {
    let id: VariantId = variant.parse().map_err(|_| PageError::NotFound)?;
    let product = product_of(&mut desk.conn, id).await?;
    let product = product.ok_or(PageError::NotFound)?;
    let seen = desk.seen.clone();
    let visit = seen.visit(locale);
    let found = state
        .storefront
        .product(&mut desk.conn, &visit, product)
        .await?
        .filter(|found| !found.is_card)
        .ok_or(PageError::NotFound)?;
    let shown = found.variants.iter().find(|of| of.id == id);
    let shown = shown
        .filter(|of| of.price.is_some())
        .ok_or(PageError::NotFound)?;
    let mut slugs = found.slugs.iter();
    let slug = slugs.find(|(code, _)| code == locale.code());
    let (_, slug) = slug.ok_or(PageError::NotFound)?;
    let mut values = vec![("slug", slug.as_str())];
    values.extend((!shown.key.is_empty()).then_some(("variant", shown.key.as_str())));
    Ok(Goods {
        shop: desk.facts.shop.id,
        id,
        options: options(&found, shown),
        href: state.renderer.url(locale, "product", &values),
        is_sold_out: is_sold_out(shown),
        name: found.name.clone(),
    })
}

/// What was chosen, in words.
fn options(found: &ProductPage, shown: &VariantShown) -> String {
    let words = shown.choices.iter().filter_map(|(option, value)| {
        let option = found.options.iter().find(|of| of.code == *option)?;
        let value = option.values.iter().find(|of| of.code == *value)?;
        Some(value.label.as_str())
    });
    words.collect::<Vec<_>>().join(", ")
}

async fn answer(
    state: &ShopState,
    visitor: &Visitor,
    mut desk: Desk,
    goods: &Goods,
    (status, standing, form): (StatusCode, &'static str, Typed),
) -> Result<Response, PageError> {
    let id = goods.id.to_string();
    let title = Message::new("watch-title").with("name", goods.name.clone());
    let title = state.renderer.text(visitor.locale, &title);
    let renderer = &state.renderer;
    let here = |_| Some(("watch", vec![("variant", id.as_str())]));
    let view = WatchAskView {
        head: Head {
            alternates: Head::alternates(renderer, here),
            ..Head::private(renderer, title, "home")
        },
        name: goods.name.clone(),
        options: goods.options.clone(),
        action: renderer.url(visitor.locale, "watch", &[("variant", &id)]),
        product_href: goods.href.clone(),
        standing,
        asks_email: desk.session.is_none(),
        form,
    };
    let frame = frame(state, visitor, &mut desk, None).await?;
    drop(desk);
    let page = page(state, visitor, frame, &view, Keeping::Private)?;
    Ok((status, page).into_response())
}
