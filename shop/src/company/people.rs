//! Who belongs to the company.

use axum::extract::{Path, State};
use axum::response::Response;
use commerce::company::{Acting, ManageError, Member, invite, listing, manage};
use commerce::customer::Session;
use commerce::ids::{CompanyInvitationId, CustomerId};
use http::StatusCode;
use platform::auth::attempt::{Attempt, NotHeard};
use platform::money::{Currency, Money};
use platform::render::FormState;
use platform::sums;
use platform::web::{FormBody, PageError, QueryFields};

use super::forms::{PersonForm, read_terms};
use super::views::{InvitedRow, PeopleView, PersonRow, PersonView};
use super::{administrator, beyond_mending};
use crate::account::forms::read_email;
use crate::account::gate::{answer, wait_message};
use crate::account::views::Aside;
use crate::frame::Head;
use crate::page::{see_other, text};
use crate::state::ShopState;
use crate::visitor::{Desk, Visitor};

/// `GET /konto/foretag/personer`.
///
/// # Errors
/// 404 for whoever does not administer the company that they act for.
pub async fn index(
    State(state): State<ShopState>,
    visitor: Visitor,
    QueryFields(query): QueryFields,
) -> Result<Response, PageError> {
    let found = administrator(&state, &visitor).await?;
    let done = ["invited", "withdrawn", "changed", "removed"];
    let done = done.into_iter().find(|word| *word == query.text("klart"));
    let form = FormState::blank().with("role", "buyer");
    let done = done.unwrap_or_default();
    list(&state, &visitor, found, form, done, StatusCode::OK).await
}

/// `POST /konto/foretag/personer`: invites somebody by mail.
///
/// # Errors
/// 404 for whoever does not administer the company that they act for.
pub async fn invite(
    State(state): State<ShopState>,
    visitor: Visitor,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let (mut desk, session, acting) = administrator(&state, &visitor).await?;
    let listed = listed(&mut desk, &acting).await?;
    drop(desk);
    let mut form: FormState<PersonForm> = FormState::from_pairs(fields.iter());
    let email = read_email(&mut form);
    let terms = read_terms(&mut form, &listed);
    let mut status = StatusCode::UNPROCESSABLE_ENTITY;
    if let (Some(email), Some(terms), true) = (email, terms, form.is_valid()) {
        // Counted like every mail that somebody can have sent, so that nobody's mailbox is filled from here.
        let mut tx = state.db.begin(visitor.origin_of(&session)).await?;
        match Attempt::at_invitation(&email, visitor.address)
            .begin(&mut tx)
            .await
        {
            Ok(()) => {
                let locale = visitor.locale.code();
                match invite::invite(&mut tx, &session, &email, &terms, locale).await {
                    Ok(_) => {
                        tx.commit().await?;
                        return Ok(done(&state, &visitor, "invited"));
                    }
                    Err(ManageError::IsMember) => form.refuse("email", "error-is-member"),
                    Err(ManageError::TooMany) => form.refuse_whole("error-too-many-invited"),
                    Err(ManageError::OutOfRange) => form.refuse("limit", "error-sum"),
                    Err(error) => return Err(beyond_mending(error)),
                }
            }
            Err(NotHeard::Wait(wait)) => {
                form.refuse_whole(wait_message(wait));
                status = StatusCode::TOO_MANY_REQUESTS;
            }
            Err(NotHeard::Db(error)) => return Err(error.into()),
        }
    }
    let found = administrator(&state, &visitor).await?;
    list(&state, &visitor, found, form, "", status).await
}

/// `POST /konto/foretag/inbjudan/{id}/aterta`.
///
/// # Errors
/// 404 for an invitation of another company.
pub async fn withdraw(
    State(state): State<ShopState>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let (desk, session, _) = administrator(&state, &visitor).await?;
    drop(desk);
    let id: CompanyInvitationId = id.parse().map_err(|_| PageError::NotFound)?;
    let mut tx = state.db.begin(visitor.origin_of(&session)).await?;
    invite::withdraw(&mut tx, &session, id)
        .await
        .map_err(beyond_mending)?;
    tx.commit().await?;
    Ok(done(&state, &visitor, "withdrawn"))
}

/// `GET /konto/foretag/personer/{customer}`.
///
/// # Errors
/// 404 for a person of another company.
pub async fn show(
    State(state): State<ShopState>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let (mut desk, session, acting) = administrator(&state, &visitor).await?;
    let member = one(&mut desk, &acting, &id).await?;
    let limit = member.approval_limit_minor.map(sums::write);
    let form = FormState::blank()
        .with("role", member.role.as_str())
        .with("limit", limit.unwrap_or_default())
        .with("cost_place", member.cost_place.as_str())
        .with("approves_for", member.approves_for.join(", "));
    person(
        &state,
        &visitor,
        (desk, session),
        member,
        form,
        StatusCode::OK,
    )
    .await
}

/// `POST /konto/foretag/personer/{customer}`: what the person may do.
///
/// # Errors
/// 404 for a person of another company.
pub async fn save(
    State(state): State<ShopState>,
    visitor: Visitor,
    Path(id): Path<String>,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let (mut desk, session, acting) = administrator(&state, &visitor).await?;
    let member = one(&mut desk, &acting, &id).await?;
    let listed = listed(&mut desk, &acting).await?;
    drop(desk);
    let mut form: FormState<PersonForm> = FormState::from_pairs(fields.iter());
    let terms = read_terms(&mut form, &listed);
    if let Some(terms) = terms.filter(|_| form.is_valid()) {
        let row_version = form.value("row_version").parse().unwrap_or(0);
        let mut tx = state.db.begin(visitor.origin_of(&session)).await?;
        let set = manage::set_member(&mut tx, &session, member.customer_id, &terms, row_version);
        match set.await {
            Ok(()) => {
                tx.commit().await?;
                return Ok(done(&state, &visitor, "changed"));
            }
            Err(ManageError::LastAdministrator) => {
                form.refuse("role", "error-last-administrator");
            }
            Err(ManageError::ChangedMeanwhile) => form.refuse_whole("error-changed-meanwhile"),
            Err(ManageError::OutOfRange) => form.refuse("limit", "error-sum"),
            Err(error) => return Err(beyond_mending(error)),
        }
    }
    refused(&state, &visitor, &id, form).await
}

/// `POST /konto/foretag/personer/{customer}/ta-bort`.
///
/// # Errors
/// 404 for a person of another company.
pub async fn remove(
    State(state): State<ShopState>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let (mut desk, session, acting) = administrator(&state, &visitor).await?;
    let member = one(&mut desk, &acting, &id).await?;
    drop(desk);
    let mut tx = state.db.begin(visitor.origin_of(&session)).await?;
    let removed = manage::remove_member(&mut tx, &session, member.customer_id).await;
    match tx.end(removed).await? {
        Ok(()) => {
            let page = if member.customer_id == session.customer {
                let left = [("klart", "left")];
                see_other(&state.renderer.url(visitor.locale, "company", &left))
            } else {
                done(&state, &visitor, "removed")
            };
            Ok(page)
        }
        Err(ManageError::LastAdministrator) => {
            let mut form = FormState::blank().with("role", member.role.as_str());
            form.refuse("role", "error-last-administrator");
            refused(&state, &visitor, &id, form).await
        }
        Err(error) => Err(beyond_mending(error)),
    }
}

async fn refused(
    state: &ShopState,
    visitor: &Visitor,
    id: &str,
    form: FormState<PersonForm>,
) -> Result<Response, PageError> {
    let (mut desk, session, acting) = administrator(state, visitor).await?;
    let member = one(&mut desk, &acting, id).await?;
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    person(state, visitor, (desk, session), member, form, status).await
}

async fn one(desk: &mut Desk, acting: &Acting, id: &str) -> Result<Member, PageError> {
    let id: CustomerId = id.parse().map_err(|_| PageError::NotFound)?;
    listing::member(&mut desk.conn, acting.company, id)
        .await?
        .ok_or(PageError::NotFound)
}

/// The cost places that the company keeps a list of.
async fn listed(desk: &mut Desk, acting: &Acting) -> Result<Vec<String>, PageError> {
    let company = listing::company(&mut desk.conn, acting.company).await?;
    Ok(company.map_or_else(Vec::new, |company| company.cost_places))
}

fn done(state: &ShopState, visitor: &Visitor, what: &str) -> Response {
    let values = [("klart", what)];
    see_other(
        &state
            .renderer
            .url(visitor.locale, "company_people", &values),
    )
}

fn row(member: Member, session: &Session, currency: Currency) -> PersonRow {
    PersonRow {
        is_me: member.customer_id == session.customer,
        id: member.customer_id.to_string(),
        role: member.role.as_str(),
        limit: member
            .approval_limit_minor
            .map(|minor| Money::new(minor, currency)),
        name: member.name,
        email: member.email,
        cost_place: member.cost_place,
    }
}

async fn list(
    state: &ShopState,
    visitor: &Visitor,
    (mut desk, session, acting): (Desk, Session, Acting),
    form: FormState<PersonForm>,
    done: &'static str,
    status: StatusCode,
) -> Result<Response, PageError> {
    let members = listing::members(&mut desk.conn, acting.company).await?;
    let invited = invite::waiting(&mut desk.conn, acting.company, state.now()).await?;
    let currency = desk.facts.shop.currency;
    let view = PeopleView {
        head: Head::private(
            &state.renderer,
            text(state, visitor.locale, "firm-people"),
            "company_people",
        ),
        aside: Aside { current: "company" },
        people: members
            .into_iter()
            .map(|member| row(member, &session, currency))
            .collect(),
        invited: invited
            .into_iter()
            .map(|found| InvitedRow {
                id: found.id.to_string(),
                role: found.role.as_str(),
                until: found.expires_at.business_time().date(),
                email: found.email,
            })
            .collect(),
        company: acting.name,
        currency,
        form,
        done,
    };
    answer(state, visitor, desk, &view, status).await
}

async fn person(
    state: &ShopState,
    visitor: &Visitor,
    (desk, session): (Desk, Session),
    member: Member,
    form: FormState<PersonForm>,
    status: StatusCode,
) -> Result<Response, PageError> {
    let mut head = Head::private(&state.renderer, member.name.clone(), "company_people");
    head.alternates.clear();
    let currency = desk.facts.shop.currency;
    let view = PersonView {
        head,
        aside: Aside { current: "company" },
        row_version: member.row_version,
        person: row(member, &session, currency),
        currency,
        form,
    };
    answer(state, visitor, desk, &view, status).await
}
