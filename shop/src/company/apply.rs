//! Applying for a tier.

use axum::extract::{Path, State};
use axum::response::Response;
use commerce::company::apply::{self, ApplyError};
use commerce::company::{ApplicationState, listing};
use commerce::customer::Session;
use commerce::ids::TierApplicationId;
use commerce::tier::{self, Tier};
use http::StatusCode;
use platform::render::FormState;
use platform::web::{FormBody, PageError};

use super::forms::{ApplyForm, read_wish};
use super::hub::application_row;
use super::views::{ApplyView, TierChoice};
use crate::account::gate::answer;
use crate::account::views::Aside;
use crate::frame::Head;
use crate::page::{see_other, text};
use crate::state::ShopState;
use crate::visitor::{Desk, Visitor};

/// `GET /konto/ansok`.
///
/// # Errors
/// Whoever is not logged in is led to the log-in.
pub async fn show(State(state): State<ShopState>, visitor: Visitor) -> Result<Response, PageError> {
    let found = Desk::member(&state, &visitor).await?;
    let form = FormState::blank()
        .with("country", found.0.facts.shop.country.clone())
        .with("invoice_email", found.1.email.clone());
    page(&state, &visitor, found, form, StatusCode::OK).await
}

/// `POST /konto/ansok`.
///
/// # Errors
/// Whoever is not logged in is led to the log-in.
pub async fn send(
    State(state): State<ShopState>,
    visitor: Visitor,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let (desk, session) = Desk::member(&state, &visitor).await?;
    let countries = countries(&desk);
    drop(desk);
    let mut form: FormState<ApplyForm> = FormState::from_pairs(fields.iter());
    if !countries.iter().any(|code| code == form.trimmed("country")) {
        form.refuse("country", "error-country");
    }
    let wish = read_wish(&mut form, visitor.locale.code());
    if let Some(wish) = wish.filter(|_| form.is_valid()) {
        let mut tx = state.db.begin(visitor.origin_of(&session)).await?;
        match apply::apply(&mut tx, &session, &wish).await {
            Ok(_) => {
                tx.commit().await?;
                let done = [("klart", "applied")];
                return Ok(see_other(&state.renderer.url(
                    visitor.locale,
                    "company",
                    &done,
                )));
            }
            Err(ApplyError::NotOffered) => form.refuse("tier", "error-required"),
            Err(ApplyError::Waits) => form.refuse_whole("error-application-waits"),
            Err(ApplyError::IsMember) => form.refuse("org_number", "error-application-member"),
            Err(ApplyError::HasTier) => form.refuse("tier", "error-application-has-tier"),
            Err(ApplyError::NoCustomer) => return Err(PageError::SignIn),
            Err(ApplyError::Db(error)) => return Err(error.into()),
        }
    }
    let found = Desk::member(&state, &visitor).await?;
    page(
        &state,
        &visitor,
        found,
        form,
        StatusCode::UNPROCESSABLE_ENTITY,
    )
    .await
}

/// `POST /konto/ansok/{id}/aterta`: takes an application back.
///
/// # Errors
/// 404 for one that is not theirs, or is decided.
pub async fn withdraw(
    State(state): State<ShopState>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let (desk, session) = Desk::member(&state, &visitor).await?;
    drop(desk);
    let id: TierApplicationId = id.parse().map_err(|_| PageError::NotFound)?;
    let mut tx = state.db.begin(visitor.origin_of(&session)).await?;
    if !apply::withdraw(&mut tx, &session, id).await? {
        return Err(PageError::NotFound);
    }
    tx.commit().await?;
    let done = [("klart", "withdrawn")];
    Ok(see_other(&state.renderer.url(
        visitor.locale,
        "company",
        &done,
    )))
}

/// Countries that companies may be from: where the shop delivers to, its own first.
fn countries(desk: &Desk) -> Vec<String> {
    let shop = &desk.facts.shop;
    let others = shop.countries.iter().filter(|code| **code != shop.country);
    std::iter::once(&shop.country)
        .chain(others)
        .cloned()
        .collect()
}

async fn page(
    state: &ShopState,
    visitor: &Visitor,
    (mut desk, session): (Desk, Session),
    form: FormState<ApplyForm>,
    status: StatusCode,
) -> Result<Response, PageError> {
    let locale = visitor.locale.code();
    let tiers = tier::tiers(&mut desk.conn).await?;
    let applications = listing::applications_of(&mut desk.conn, session.customer).await?;
    let is_waiting = applications
        .iter()
        .any(|found| found.state == ApplicationState::Waiting);
    let offered: Vec<&Tier> = tiers.iter().filter(|t| t.can_be_applied_for).collect();
    let chosen = match form.trimmed("tier") {
        "" => offered.first().map_or("", |tier| tier.code.as_str()),
        typed => typed,
    };
    let home = desk.facts.shop.currency;
    let view = ApplyView {
        head: Head::private(
            &state.renderer,
            text(state, visitor.locale, "nav-apply"),
            "apply",
        ),
        aside: Aside { current: "company" },
        tiers: offered
            .iter()
            .map(|tier| TierChoice {
                code: tier.code.clone(),
                name: tier.name.text(locale).to_owned(),
                shows_vat: tier.shows_vat,
                buys_in: tier.buys_in.clone().filter(|code| code != home.code()),
                days: tier.payment_days.into(),
                functions: tier.functions.iter().map(|f| f.as_str()).collect(),
                support: tier.support_level.as_str(),
                is_chosen: tier.code == chosen,
            })
            .collect(),
        countries: countries(&desk),
        applications: applications
            .into_iter()
            .map(|found| application_row(found, &tiers, locale))
            .collect(),
        is_waiting,
        form,
    };
    answer(state, visitor, desk, &view, status).await
}
