//! What happens behind an invitation from a mail. Looking at it does nothing; its button does.

use axum::extract::{Path, State};
use axum::response::Response;
use commerce::company::invite::{self, AcceptError, COMPANY_INVITATION, Invitation, NewAccount};
use commerce::customer::{log_in, session};
use commerce::ids::CompanyInvitationId;
use http::StatusCode;
use platform::auth::attempt::Attempt;
use platform::render::FormState;
use platform::web::{FormBody, PageError};

use super::views::InvitationView;
use crate::account::forms::{ChoiceForm, read_name, read_new_password};
use crate::account::gate::answer;
use crate::account::{bring_cart, note_shop};
use crate::frame::Head;
use crate::page::{see_other, text};
use crate::state::ShopState;
use crate::visitor::{Desk, Visitor};

/// `GET /konto/inbjudan/{id}/{key}`.
///
/// # Errors
/// 404 for a wrong key; an invitation that is used or too old says so.
pub async fn show(
    State(state): State<ShopState>,
    visitor: Visitor,
    Path((id, key)): Path<(String, String)>,
) -> Result<Response, PageError> {
    let found = resolve(&state, &id, &key).await?;
    page(&state, &visitor, &found, FormState::blank(), StatusCode::OK).await
}

/// `POST /konto/inbjudan/{id}/{key}`: accepts. Whoever has an account logs in to it as always; the link opens none that is there.
///
/// # Errors
/// 404 for a wrong key; an invitation that is used or too old says so.
pub async fn accept(
    State(state): State<ShopState>,
    visitor: Visitor,
    Path((id, key)): Path<(String, String)>,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let found = resolve(&state, &id, &key).await?;
    if !found.is_good(state.now()) {
        return page(
            &state,
            &visitor,
            &found,
            FormState::blank(),
            StatusCode::GONE,
        )
        .await;
    }
    let mut form: FormState<ChoiceForm> = FormState::from_pairs(fields.iter());
    let account = if has_account(&state, &found).await? {
        None
    } else {
        match new_account(&state, &found, &mut form, &fields).await? {
            Some(account) => Some(account),
            None => {
                let status = StatusCode::UNPROCESSABLE_ENTITY;
                return page(&state, &visitor, &found, form, status).await;
            }
        }
    };
    let mut tx = state.db.begin(visitor.origin()).await?;
    let (customer, company, is_new) = match invite::accept(&mut tx, found.id, account).await {
        Ok(accepted) => accepted,
        Err(AcceptError::NotGood | AcceptError::NoAccount) => {
            drop(tx);
            let found = resolve(&state, &id, &key).await?;
            return page(&state, &visitor, &found, form, StatusCode::GONE).await;
        }
        Err(AcceptError::Db(error)) => return Err(error.into()),
    };
    // Whoever reads the mail wanted it.
    Attempt::at_invitation(&found.email, visitor.address).succeeded(&mut tx);
    let logged_in = if is_new {
        bring_cart(&state, &visitor, &mut tx, customer.id).await?;
        let begun = log_in::begin(&mut tx, &customer, "link", &visitor.client()).await?;
        note_shop(&state, &mut tx, &begun).await?;
        Some(begun)
    } else {
        // The browser may be logged in as the same person: then it acts for the company at once.
        let desk_session = visitor.session(&mut tx, &state).await?;
        if let Some(own) = desk_session.filter(|own| own.customer == customer.id) {
            session::act_for(&mut tx, &own, Some(company)).await?;
        }
        None
    };
    tx.commit().await?;
    let joined = [("klart", "joined")];
    let onward = see_other(&state.renderer.url(visitor.locale, "company", &joined));
    match logged_in {
        Some(logged_in) => crate::account::log_in_with(onward, &logged_in, state.is_secure()),
        None => Ok(onward),
    }
}

async fn resolve(state: &ShopState, id: &str, key: &str) -> Result<Invitation, PageError> {
    let id: CompanyInvitationId = id.parse().map_err(|_| PageError::NotFound)?;
    if !state
        .secret
        .is_link_key(COMPANY_INVITATION, id.0.as_bytes(), key)
    {
        return Err(PageError::NotFound);
    }
    invite::find(&mut *state.db.read().await?, id)
        .await?
        .ok_or(PageError::NotFound)
}

async fn has_account(state: &ShopState, found: &Invitation) -> Result<bool, PageError> {
    let mut conn = state.db.read().await?;
    Ok(log_in::account(&mut conn, &found.email).await?.is_some())
}

async fn new_account(
    state: &ShopState,
    found: &Invitation,
    form: &mut FormState<ChoiceForm>,
    fields: &platform::web::Fields,
) -> Result<Option<NewAccount>, PageError> {
    let name = read_name(form);
    let typed = fields.get_untrimmed("password").unwrap_or_default();
    let password = if typed.is_empty() {
        None
    } else {
        let own = [found.email.as_str(), name.as_deref().unwrap_or_default()];
        read_new_password(form, fields, &own)
    };
    let (Some(name), true) = (name, form.is_valid()) else {
        return Ok(None);
    };
    let password_hash = match password {
        Some(typed) => Some(
            state
                .passwords
                .hash(typed)
                .await
                .map_err(PageError::internal)?,
        ),
        None => None,
    };
    Ok(Some(NewAccount {
        name,
        password_hash,
    }))
}

async fn page(
    state: &ShopState,
    visitor: &Visitor,
    found: &Invitation,
    form: FormState<ChoiceForm>,
    status: StatusCode,
) -> Result<Response, PageError> {
    let is_good = found.is_good(state.now());
    let what = if !is_good {
        "over"
    } else if has_account(state, found).await? {
        "account"
    } else {
        "new"
    };
    let desk = Desk::open(state, visitor).await?;
    let title = text(state, visitor.locale, &format!("invitation-{what}"));
    let mut head = Head::private(&state.renderer, title, "company");
    // The address is a key: it is not to be found again under another language's link.
    head.alternates.clear();
    let view = InvitationView {
        head,
        what,
        company: found.company_name.clone(),
        invited_by: found.invited_by.clone(),
        email: found.email.clone(),
        role: found.role.as_str(),
        form,
        shortest: i64::try_from(platform::auth::password::SHORTEST).unwrap_or(i64::MAX),
        here: visitor.path.clone(),
    };
    let status = if is_good { status } else { StatusCode::GONE };
    answer(state, visitor, desk, &view, status).await
}
