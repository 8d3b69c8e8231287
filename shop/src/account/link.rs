//! What happens behind a link from a mail. Looking at it does nothing; its button does.

use axum::extract::{Path, State};
use axum::response::Response;
use commerce::customer::details::email::{self, ConfirmError};
use commerce::customer::register::RegisterError;
use commerce::customer::{CUSTOMER_LINK, Link, LinkPurpose, link, log_in, password, register};
use commerce::ids::CustomerLinkId;
use commerce::shop_door;
use http::StatusCode;
use platform::auth::attempt::Attempt;
use platform::render::FormState;
use platform::web::{FormBody, PageError};

use super::entry::let_in;
use super::forms::{ChoiceForm, read_name, read_new_password};
use super::gate::answer;
use super::views::LinkView;
use crate::frame::Head;
use crate::page::{see_other, text};
use crate::state::ShopState;
use crate::visitor::{Desk, Visitor};

/// `GET /konto/lank/{id}/{key}`.
///
/// # Errors
/// 404 for a wrong key; a link that is used or too old says so.
pub async fn show(
    State(state): State<ShopState>,
    visitor: Visitor,
    Path((id, key)): Path<(String, String)>,
) -> Result<Response, PageError> {
    let found = resolve(&state, &id, &key).await?;
    let form = FormState::blank().with("name", found.name.clone());
    page(&state, &visitor, &found, form, StatusCode::OK).await
}

/// `POST /konto/lank/{id}/{key}`.
///
/// # Errors
/// 404 for a wrong key; a link that is used or too old says so.
pub async fn open(
    State(state): State<ShopState>,
    visitor: Visitor,
    Path((id, key)): Path<(String, String)>,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let found = resolve(&state, &id, &key).await?;
    let mut form: FormState<ChoiceForm> = FormState::from_pairs(fields.iter());
    if !found.is_good(state.now()) {
        return over(&state, &visitor, &found).await;
    }
    match found.purpose {
        LinkPurpose::LogIn | LinkPurpose::Known => enter(&state, &visitor, &found).await,
        LinkPurpose::Register => {
            let name = read_name(&mut form);
            let wants_password = !fields
                .get_untrimmed("password")
                .unwrap_or_default()
                .is_empty();
            let typed = if wants_password {
                let own = [found.email.as_str(), name.as_deref().unwrap_or_default()];
                read_new_password(&mut form, &fields, &own)
            } else {
                None
            };
            let (Some(name), true) = (name, form.is_valid()) else {
                return page(
                    &state,
                    &visitor,
                    &found,
                    form,
                    StatusCode::UNPROCESSABLE_ENTITY,
                )
                .await;
            };
            create(&state, &visitor, &found, &name, typed).await
        }
        LinkPurpose::Reset => {
            let typed = read_new_password(&mut form, &fields, &[&found.email]);
            let Some(typed) = typed else {
                return page(
                    &state,
                    &visitor,
                    &found,
                    form,
                    StatusCode::UNPROCESSABLE_ENTITY,
                )
                .await;
            };
            reset(&state, &visitor, &found, typed).await
        }
        LinkPurpose::ChangeEmail => move_account(&state, &visitor, &found).await,
        LinkPurpose::Shut => over(&state, &visitor, &found).await,
    }
}

/// The link of an address, if its key is right and it was asked for here.
async fn resolve(state: &ShopState, id: &str, key: &str) -> Result<Link, PageError> {
    let id: CustomerLinkId = id.parse().map_err(|_| PageError::NotFound)?;
    if !state
        .secret
        .is_link_key(CUSTOMER_LINK, id.0.as_bytes(), key)
    {
        return Err(PageError::NotFound);
    }
    let mut conn = state.db.read().await?;
    let found = link::find(&mut conn, id).await?;
    // It is good in the shop where it was asked for, whose cookies it brings; one that does not say where, in any.
    let shop = shop_door::asked_in(&mut conn, id).await?;
    found
        .filter(|_| shop.is_none_or(|shop| state.serves(shop)))
        .ok_or(PageError::NotFound)
}

async fn enter(state: &ShopState, visitor: &Visitor, found: &Link) -> Result<Response, PageError> {
    let mut tx = state.db.begin(visitor.origin()).await?;
    let Some((customer, logged_in)) = log_in::by_link(&mut tx, found, &visitor.client()).await?
    else {
        drop(tx);
        return over(state, visitor, found).await;
    };
    let came = (customer.id, &logged_in);
    let_in(state, visitor, tx, came, &found.next_path).await
}

async fn create(
    state: &ShopState,
    visitor: &Visitor,
    found: &Link,
    name: &str,
    typed: Option<String>,
) -> Result<Response, PageError> {
    let hash = match typed {
        Some(typed) => Some(
            state
                .passwords
                .hash(typed)
                .await
                .map_err(PageError::internal)?,
        ),
        None => None,
    };
    let mut tx = state.db.begin(visitor.origin()).await?;
    let customer = match register::register(&mut tx, found, name, hash).await {
        Ok(customer) => customer,
        Err(RegisterError::LinkNotGood | RegisterError::HasAccount) => {
            drop(tx);
            return over(state, visitor, found).await;
        }
        Err(RegisterError::Db(error)) => return Err(error.into()),
    };
    let logged_in = log_in::begin(&mut tx, &customer, "link", &visitor.client()).await?;
    let came = (customer.id, &logged_in);
    let_in(state, visitor, tx, came, &found.next_path).await
}

async fn reset(
    state: &ShopState,
    visitor: &Visitor,
    found: &Link,
    typed: String,
) -> Result<Response, PageError> {
    let hash = state
        .passwords
        .hash(typed)
        .await
        .map_err(PageError::internal)?;
    let mut tx = state.db.begin(visitor.origin()).await?;
    let Some(customer) = password::reset(&mut tx, found, &hash).await? else {
        drop(tx);
        return over(state, visitor, found).await;
    };
    let logged_in = log_in::begin(&mut tx, &customer, "link", &visitor.client()).await?;
    let came = (customer.id, &logged_in);
    let_in(state, visitor, tx, came, &found.next_path).await
}

/// The account gets the address that the link proves, once its owner is logged in here; everywhere else it is logged out.
async fn move_account(
    state: &ShopState,
    visitor: &Visitor,
    found: &Link,
) -> Result<Response, PageError> {
    let session = Desk::open(state, visitor).await?.session.clone();
    let Some(session) = session else {
        // And back to the link, which the log-in must not lose.
        let values = [("next", visitor.path.as_str())];
        return Ok(see_other(&state.renderer.url(
            visitor.locale,
            "log_in",
            &values,
        )));
    };
    let mut tx = state.db.begin(visitor.origin_of(&session)).await?;
    match email::confirm(&mut tx, found, &session).await {
        Ok(_) => {}
        Err(ConfirmError::NotGood) => return over(state, visitor, found).await,
        Err(ConfirmError::NotTheirs) => {
            return told(state, visitor, found, "another", StatusCode::CONFLICT).await;
        }
        Err(ConfirmError::Taken) => {
            return told(state, visitor, found, "taken", StatusCode::CONFLICT).await;
        }
        Err(ConfirmError::Db(error)) => return Err(error.into()),
    }
    // Whoever reads the mail wanted it.
    Attempt::at_link(&found.email, visitor.address, None).succeeded(&mut tx);
    tx.commit().await?;
    let done = [("klart", "moved")];
    Ok(see_other(&state.renderer.url(
        visitor.locale,
        "details",
        &done,
    )))
}

/// The link is not good any more.
async fn over(state: &ShopState, visitor: &Visitor, found: &Link) -> Result<Response, PageError> {
    let purpose = match found.purpose {
        LinkPurpose::ChangeEmail => "over_change",
        _ => "over",
    };
    told(state, visitor, found, purpose, StatusCode::GONE).await
}

/// Nothing is to be done here, for a reason that the page tells.
async fn told(
    state: &ShopState,
    visitor: &Visitor,
    found: &Link,
    purpose: &'static str,
    status: StatusCode,
) -> Result<Response, PageError> {
    let desk = Desk::open(state, visitor).await?;
    let view = view(state, visitor, found, FormState::blank(), purpose);
    answer(state, visitor, desk, &view, status).await
}

async fn page(
    state: &ShopState,
    visitor: &Visitor,
    found: &Link,
    form: FormState<ChoiceForm>,
    status: StatusCode,
) -> Result<Response, PageError> {
    if !found.is_good(state.now()) {
        return over(state, visitor, found).await;
    }
    let desk = Desk::open(state, visitor).await?;
    let view = view(state, visitor, found, form, found.purpose.code());
    answer(state, visitor, desk, &view, status).await
}

fn view(
    state: &ShopState,
    visitor: &Visitor,
    found: &Link,
    form: FormState<ChoiceForm>,
    purpose: &'static str,
) -> LinkView {
    let key = format!("account-link-{purpose}");
    let mut head = Head::private(&state.renderer, text(state, visitor.locale, &key), "log_in");
    // The address is a key: it is not to be found again under another language's link.
    head.alternates.clear();
    LinkView {
        head,
        purpose,
        email: found.email.clone(),
        form,
        shortest: i64::try_from(platform::auth::password::SHORTEST).unwrap_or(i64::MAX),
        here: visitor.path.clone(),
    }
}
