//! For whom one acts, what one has applied for, and the company's papers.

use axum::extract::State;
use axum::response::Response;
use commerce::approval::listing::waiting_for;
use commerce::company::application::{Application, ApplicationState};
use commerce::company::number::shown_org_number;
use commerce::company::{Acting, Company, ManageError, credit, listing, manage};
use commerce::customer::{Session, session};
use commerce::ids::CompanyId;
use commerce::tier::{self, Tier};
use http::StatusCode;
use platform::db::PgConnection;
use platform::money::{Currency, Money};
use platform::render::FormState;
use platform::web::{FormBody, PageError, QueryFields};

use super::forms::{PapersForm, read_papers};
use super::views::{ActingView, ApplicationRow, CompanyChoice, CompanyView, CreditView};
use super::{administrator, beyond_mending};
use crate::account::forms::next_path;
use crate::account::gate::answer;
use crate::account::views::Aside;
use crate::frame::Head;
use crate::page::{see_other, text};
use crate::state::ShopState;
use crate::visitor::{Desk, Visitor};

/// `GET /konto/foretag`.
///
/// # Errors
/// Whoever is not logged in is led to the log-in.
pub async fn show(
    State(state): State<ShopState>,
    visitor: Visitor,
    QueryFields(query): QueryFields,
) -> Result<Response, PageError> {
    let (desk, session) = Desk::member(&state, &visitor).await?;
    let done = ["papers", "applied", "withdrawn", "left", "joined"];
    let done = done.into_iter().find(|word| *word == query.text("klart"));
    let done = done.unwrap_or_default();
    hub(
        &state,
        &visitor,
        (desk, session),
        None,
        done,
        StatusCode::OK,
    )
    .await
}

/// `POST /konto/foretag`: the company's papers.
///
/// # Errors
/// 404 for whoever does not administer the company that they act for.
pub async fn save_papers(
    State(state): State<ShopState>,
    visitor: Visitor,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let (mut desk, session, acting) = administrator(&state, &visitor).await?;
    let company = listing::company(&mut desk.conn, acting.company)
        .await?
        .ok_or(PageError::NotFound)?;
    drop(desk);
    let mut form: FormState<PapersForm> = FormState::from_pairs(fields.iter());
    if let Some(papers) = read_papers(&mut form, &company.country) {
        let row_version = form.value("row_version").parse().unwrap_or(0);
        let mut tx = state.db.begin(visitor.origin_of(&session)).await?;
        match manage::save_papers(&mut tx, &session, &papers, row_version).await {
            Ok(()) => {
                tx.commit().await?;
                let done = [("klart", "papers")];
                return Ok(see_other(&state.renderer.url(
                    visitor.locale,
                    "company",
                    &done,
                )));
            }
            Err(ManageError::ChangedMeanwhile) => form.refuse_whole("error-changed-meanwhile"),
            Err(error) => return Err(beyond_mending(error)),
        }
    }
    let found = Desk::member(&state, &visitor).await?;
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    hub(&state, &visitor, found, Some(form), "", status).await
}

/// `POST /konto/handla-for`: acts for a company, or without one for oneself.
///
/// # Errors
/// 404 for a company that the person does not belong to.
pub async fn act_for(
    State(state): State<ShopState>,
    visitor: Visitor,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let (desk, found) = Desk::member(&state, &visitor).await?;
    drop(desk);
    let company = match fields.text("company") {
        "" => None,
        id => Some(id.parse::<CompanyId>().map_err(|_| PageError::NotFound)?),
    };
    let mut tx = state.db.begin(visitor.origin_of(&found)).await?;
    if !session::act_for(&mut tx, &found, company).await? {
        return Err(PageError::NotFound);
    }
    tx.commit().await?;
    let next = next_path(fields.text("next"));
    Ok(if next.is_empty() {
        see_other(&state.renderer.url(visitor.locale, "company", &[]))
    } else {
        see_other(next)
    })
}

/// `POST /konto/foretag/lamna`: leaves the company.
///
/// # Errors
/// 404 for whoever acts for none; 409 for its last administrator.
pub async fn leave(
    State(state): State<ShopState>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let (desk, session) = Desk::member(&state, &visitor).await?;
    drop(desk);
    let mut tx = state.db.begin(visitor.origin_of(&session)).await?;
    let removed = manage::remove_member(&mut tx, &session, session.customer).await;
    match tx.end(removed).await? {
        Ok(()) => {}
        Err(ManageError::LastAdministrator) => {
            let found = Desk::member(&state, &visitor).await?;
            return hub(&state, &visitor, found, None, "last", StatusCode::CONFLICT).await;
        }
        Err(error) => return Err(beyond_mending(error)),
    }
    let done = [("klart", "left")];
    Ok(see_other(&state.renderer.url(
        visitor.locale,
        "company",
        &done,
    )))
}

/// An application as its applicant sees it.
pub(super) fn application_row(found: Application, tiers: &[Tier], locale: &str) -> ApplicationRow {
    // What was given once it is decided; whoever was let into a company that was there got none.
    let code = match found.state {
        ApplicationState::Approved => found.given_tier.unwrap_or_default(),
        _ => found.tier_code,
    };
    let tier = tiers.iter().find(|tier| tier.code == code);
    ApplicationRow {
        id: found.id.to_string(),
        company: found.company_name,
        tier: tier.map_or(code.clone(), |tier| tier.name.text(locale).to_owned()),
        state: found.state.as_str(),
        reason: found.reason,
        sent_on: found.created_at.business_time().date(),
    }
}

async fn hub(
    state: &ShopState,
    visitor: &Visitor,
    (mut desk, session): (Desk, Session),
    form: Option<FormState<PapersForm>>,
    done: &'static str,
    status: StatusCode,
) -> Result<Response, PageError> {
    let locale = visitor.locale.code();
    // People's limits are in the shop's own currency.
    let home = desk.facts.shop.currency;
    let conn = &mut desk.conn;
    let companies = listing::companies_of(conn, session.customer).await?;
    let applications = listing::applications_of(conn, session.customer).await?;
    let tiers = tier::tiers(conn).await?;
    let acting = match &session.acting {
        Some(acting) => {
            let to_approve = waiting_for(conn, &session, state.now()).await?;
            let view = acting_view(conn, acting, &tiers, form, (locale, home)).await?;
            view.map(|view| ActingView { to_approve, ..view })
        }
        None => None,
    };
    let view = CompanyView {
        head: Head::private(
            &state.renderer,
            text(state, visitor.locale, "nav-company"),
            "company",
        ),
        aside: Aside { current: "company" },
        companies: companies
            .iter()
            .map(|choice| CompanyChoice {
                id: choice.company.to_string(),
                name: choice.name.clone(),
                role: choice.role.as_str(),
                is_current: session.company() == Some(choice.company),
            })
            .collect(),
        acting,
        applications: applications
            .into_iter()
            .map(|found| application_row(found, &tiers, locale))
            .collect(),
        may_apply: tiers.iter().any(|tier| tier.can_be_applied_for),
        person: session.name,
        done,
    };
    answer(state, visitor, desk, &view, status).await
}

async fn acting_view(
    conn: &mut PgConnection,
    acting: &Acting,
    tiers: &[Tier],
    form: Option<FormState<PapersForm>>,
    (locale, home): (&str, Currency),
) -> Result<Option<ActingView>, PageError> {
    let Some(company) = listing::company(conn, acting.company).await? else {
        return Ok(None);
    };
    let terms = credit::terms(conn, acting.company).await?;
    let currency = Currency::parse(&company.credit_currency).unwrap_or(Currency::SEK);
    let amount = |minor| Money::new(minor, currency);
    let credit = terms
        .filter(|terms| terms.may_invoice && acting.role.may_approve())
        .map(|terms| CreditView {
            limit: amount(terms.limit_minor),
            used: amount(terms.used_minor),
            left: amount(terms.left_minor()),
            days: terms.days.into(),
        });
    let tier = tiers.iter().find(|tier| tier.code == company.tier_code);
    Ok(Some(ActingView {
        name: company.name.clone(),
        number: company.number.clone(),
        org_number: shown_org_number(&company.org_number, &company.country),
        tier: tier.map_or(company.tier_code.clone(), |tier| {
            tier.name.text(locale).to_owned()
        }),
        support: tier.map_or("", |tier| tier.support_level.as_str()),
        contact: company.contact.clone(),
        role: acting.role.as_str(),
        limit: acting
            .approval_limit_minor
            .map(|minor| Money::new(minor, home)),
        cost_place: acting.cost_place.clone(),
        credit,
        to_approve: 0,
        may_manage: acting.role.may_manage(),
        form: form.unwrap_or_else(|| filled(&company)),
        row_version: company.row_version,
    }))
}

fn filled(company: &Company) -> FormState<PapersForm> {
    FormState::blank()
        .with("invoice_email", company.invoice_email.as_str())
        .with("invoice_street", company.invoice_street.as_str())
        .with("invoice_street2", company.invoice_street2.as_str())
        .with("invoice_postcode", company.invoice_postcode.as_str())
        .with("invoice_city", company.invoice_city.as_str())
        .with("gln", company.gln.clone().unwrap_or_default())
        .with(
            "e_invoice_id",
            company.e_invoice_id.clone().unwrap_or_default(),
        )
        .with(
            "requires_reference",
            if company.requires_reference { "1" } else { "" },
        )
        .with(
            "buyers_see_all",
            if company.buyers_see_all { "1" } else { "" },
        )
}
