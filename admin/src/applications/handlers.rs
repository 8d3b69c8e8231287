use axum::extract::{Path, State};
use axum::response::Response;
use commerce::company::application::Application;
use commerce::company::by_staff::CreditInOther;
use commerce::company::decide::{self, Approval, DecideError, LONGEST_REASON};
use commerce::company::number::shown_org_number;
use commerce::company::{ApplicationState, CompanyState, MemberRole, listing};
use commerce::customer;
use commerce::ids::TierApplicationId;
use commerce::tier;
use http::StatusCode;
use platform::auth::Permission;
use platform::db::PgConnection;
use platform::i18n::Message;
use platform::money::{Currency, Money};
use platform::render::FormState;
use platform::sums;
use platform::web::{FormBody, PageError};
use uuid::Uuid;

use super::views::{ApplicationPage, ApproveForm, Known, Pick};
use crate::admin::Admin;
use crate::audit_trail::href_of;
use crate::companies::vat;
use crate::frame::Room;
use crate::guard::Me;
use crate::kept;
use crate::list::Status;
use crate::page::{self, see};
use crate::when::When;

pub(super) fn status(state: &str) -> Status {
    match state {
        "waiting" => Status::new("idle", "application-waiting"),
        "approved" => Status::new("ok", "application-approved"),
        "refused" => Status::new("bad", "application-refused"),
        _ => Status::new("idle", "application-withdrawn"),
    }
}

async fn one(conn: &mut PgConnection, id: Uuid) -> Result<Application, PageError> {
    listing::application(conn, TierApplicationId(id))
        .await?
        .ok_or(PageError::NotFound)
}

/// `GET /ansokningar/{id}`
pub(crate) async fn show(
    State(admin): State<Admin>,
    me: Me,
    Path(id): Path<Uuid>,
) -> Result<Response, PageError> {
    answer(&admin, &me, id, StatusCode::OK, FormState::blank()).await
}

/// `POST /ansokningar/{id}/godkann`
pub(crate) async fn approve(
    State(admin): State<Admin>,
    me: Me,
    Path(id): Path<Uuid>,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let found = one(&mut *admin.db.read().await?, id).await?;
    let mut form = kept::form::<ApproveForm>(&fields);
    let credit_limit_minor = match form.trimmed("credit") {
        "" => None,
        typed => {
            let read = sums::read(typed);
            if read.is_none() {
                form.refuse("credit", "sum-wrong");
            }
            read
        }
    };
    if form.is_valid() {
        let approval = Approval {
            id: TierApplicationId(id),
            row_version: form.value("row_version").parse().unwrap_or(0),
            tier_code: form.trimmed("tier").to_owned(),
            credit_limit_minor,
            join_as: MemberRole::from_column(form.value("join")),
        };
        // What the register says does not decide: without a number in use a company pays VAT, that is all.
        vat::look(&admin, &me, found.vat_number.as_deref(), false).await?;
        let mut tx = admin.db.begin(me.origin()).await?;
        let done = decide::approve(&mut tx, &approval).await;
        match tx.end(done).await? {
            Ok(company) => return Ok(see(&format!("/foretag/{company}"))),
            Err(error) => refused(&mut form, error)?,
        }
    }
    answer(&admin, &me, id, StatusCode::UNPROCESSABLE_ENTITY, form).await
}

/// `POST /ansokningar/{id}/avsla`
pub(crate) async fn refuse(
    State(admin): State<Admin>,
    me: Me,
    Path(id): Path<Uuid>,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    one(&mut *admin.db.read().await?, id).await?;
    let mut form = FormState::<ApproveForm>::from_pairs(fields.iter());
    if fields.has(kept::SHOW) {
        form.refuse_whole("form-kept");
    } else {
        let row_version = form.value("row_version").parse().unwrap_or(0);
        let mut tx = admin.db.begin(me.origin()).await?;
        let done = decide::refuse(
            &mut tx,
            TierApplicationId(id),
            row_version,
            form.value("reason"),
        )
        .await;
        match tx.end(done).await? {
            Ok(()) => return Ok(see(&format!("/ansokningar/{id}"))),
            Err(error) => refused(&mut form, error)?,
        }
    }
    answer(&admin, &me, id, StatusCode::UNPROCESSABLE_ENTITY, form).await
}

fn refused(form: &mut FormState<ApproveForm>, error: DecideError) -> Result<(), PageError> {
    match error {
        DecideError::Unknown => return Err(PageError::NotFound),
        DecideError::ChangedMeanwhile => form.refuse_whole("application-decided-meanwhile"),
        DecideError::NoTier => form.refuse("tier", "form-missing"),
        DecideError::ApplicantGone => form.refuse_whole("application-applicant-gone"),
        DecideError::CompanyExists => form.refuse("join", "application-join-missing"),
        DecideError::CompanyClosed => form.refuse_whole("application-company-closed"),
        DecideError::NoReason => {
            form.refuse(
                "reason",
                Message::new("application-reason-missing").with("max", LONGEST_REASON),
            );
        }
        DecideError::OutOfRange => form.refuse("credit", "sum-wrong"),
        DecideError::Credit(CreditInOther::Owes(currency)) => {
            let message = Message::new("company-owes-in").with("currency", currency);
            form.refuse("tier", message);
        }
        DecideError::Credit(CreditInOther::Limit(currency)) => {
            let message = Message::new("application-limit-in").with("currency", currency);
            form.refuse("credit", message);
        }
        DecideError::Db(error) => return Err(error.into()),
    }
    Ok(())
}

async fn answer(
    admin: &Admin,
    me: &Me,
    id: Uuid,
    status_code: StatusCode,
    form: FormState<ApproveForm>,
) -> Result<Response, PageError> {
    let mut conn = admin.db.read().await?;
    let found = one(&mut conn, id).await?;
    let locale = me.locale().code();
    let tiers = tier::tiers(&mut conn).await?;
    let wished = tiers.iter().find(|tier| tier.code == found.tier_code);
    let chosen = match form.trimmed("tier") {
        "" => found.tier_code.as_str(),
        typed => typed,
    };
    let applicant = customer::listing::customer(&mut conn, found.customer_id).await?;
    let when = |at| When::new(me.locale(), at, me.now());
    let view = ApplicationPage {
        audit_href: href_of(me, "tier_application", found.id.0),
        id: id.to_string(),
        status: status(found.state.as_str()),
        came: when(found.created_at),
        decided: found.decided_at.map(when),
        is_waiting: found.state == ApplicationState::Waiting,
        tier: wished.map_or(found.tier_code.clone(), |tier| {
            tier.name.text(locale).to_owned()
        }),
        given: found.given_tier.as_ref().map(|code| {
            let tier = tiers.iter().find(|tier| tier.code == *code);
            tier.map_or(code.clone(), |tier| tier.name.text(locale).to_owned())
        }),
        org_number: shown_org_number(&found.org_number, &found.country),
        applicant: applicant.map(|c| (c.name, c.email, c.number)),
        applicant_href: me
            .may(Permission::CustomerRead)
            .then(|| format!("/kunder/{}", found.customer_id)),
        known: known(&mut conn, &found).await?,
        company_href: found.company_id.map(|id| format!("/foretag/{id}")),
        tiers: tiers
            .iter()
            .filter(|tier| tier.can_be_applied_for || tier.code == found.tier_code)
            .map(|tier| Pick {
                value: tier.code.clone(),
                label: tier.name.text(locale).to_owned(),
                is_chosen: tier.code == chosen,
            })
            .collect(),
        credit_of_tier: wished.and_then(|tier| {
            let currency = Currency::from(tier.currency.clone());
            let limit = tier.credit_limit_minor?;
            Some(Money::new(limit, currency))
        }),
        row_version: found.row_version,
        can_manage: me.may(Permission::CompanyManage),
        check: vat::latest(&mut conn, me, found.vat_number.as_deref()).await?,
        can_check: me.may(Permission::CompanyManage)
            && vat::can_be_checked(found.vat_number.as_deref()),
        company_name: found.company_name,
        country: found.country,
        vat_number: found.vat_number.unwrap_or_default(),
        invoice_email: found.invoice_email,
        note: found.note,
        reason: found.reason,
        form,
    };
    page::show_as(admin, &mut conn, me, Room::Applications, status_code, &view).await
}

/// The company that has the number already, while the application waits.
async fn known(conn: &mut PgConnection, found: &Application) -> Result<Option<Known>, PageError> {
    if found.state != ApplicationState::Waiting {
        return Ok(None);
    }
    let Some(id) = listing::by_org_number(conn, &found.country, &found.org_number).await? else {
        return Ok(None);
    };
    let Some(company) = listing::company(conn, id).await? else {
        return Ok(None);
    };
    let members = listing::members(conn, id).await?;
    let administrators = members.iter().filter(|member| member.role.may_manage());
    Ok(Some(Known {
        href: format!("/foretag/{id}"),
        is_own: administrators
            .clone()
            .any(|member| member.customer_id == found.customer_id),
        role: members
            .iter()
            .find(|member| member.customer_id == found.customer_id)
            .map(|member| member.role.as_str()),
        administrators: administrators.map(|member| member.name.clone()).collect(),
        is_closed: company.state != CompanyState::Active.as_str(),
        number: company.number,
        name: company.name,
    }))
}
