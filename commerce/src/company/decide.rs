//! Deciding an application: the company comes to be, or is the one that was there.

use platform::audit::Change;
use platform::db::{DbError, Tx, constraint};
use serde_json::json;

use super::application::{Application, ApplicationEvent, ApplicationState};
use super::by_staff::{CreditInOther, check_credit};
use super::{Company, CompanyState, Member, MemberRole, MemberTerms, listing, store};
use crate::ids::{CompanyId, TierApplicationId};
use crate::{jobs, locks, tier};

/// Longest reason in characters.
pub const LONGEST_REASON: usize = 1_000;

/// An approval as staff give it.
#[derive(Clone, Debug)]
pub struct Approval {
    /// Which application.
    pub id: TierApplicationId,
    /// As it was when they read it.
    pub row_version: i32,
    /// The tier that they give; mostly the one that was asked for. Nothing is given where the applicant is let into a company that is there.
    pub tier_code: String,
    /// What the company may owe; none: as the tier says. As the tier, it is not given to a company that is there.
    pub credit_limit_minor: Option<i64>,
    /// Where the company exists already and the applicant does not administer it: as what staff let them in. None: they are not let in.
    pub join_as: Option<MemberRole>,
}

/// Why nothing was decided.
#[derive(Debug, thiserror::Error)]
pub enum DecideError {
    /// There is no such application.
    #[error("no such application")]
    Unknown,
    /// It has been decided, or changed, since it was read.
    #[error("the application has changed meanwhile")]
    ChangedMeanwhile,
    /// There is no such tier.
    #[error("no such tier")]
    NoTier,
    /// The applicant's account is gone.
    #[error("the applicant has no account")]
    ApplicantGone,
    /// The company exists, and the applicant does not administer it: staff must say as what they are let in, or refuse.
    #[error("the company exists")]
    CompanyExists,
    /// The company exists and is shut.
    #[error("the company is closed")]
    CompanyClosed,
    /// A refusal without a reason, or with one that is too long.
    #[error("the reason is missing or too long")]
    NoReason,
    /// A sum below nought.
    #[error("a number is out of range")]
    OutOfRange,
    /// It would buy in another currency in the tier, and its credit does not follow.
    #[error(transparent)]
    Credit(#[from] CreditInOther),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Approves. A company that is new has the applicant as its administrator.
///
/// # Errors
/// [`DecideError`]; the transaction is to be dropped then.
pub async fn approve(tx: &mut Tx, approval: &Approval) -> Result<CompanyId, DecideError> {
    let (found, next) = waiting(
        tx,
        approval.id,
        approval.row_version,
        ApplicationEvent::Approve,
    )
    .await?;
    if approval.credit_limit_minor.is_some_and(|limit| limit < 0) {
        return Err(DecideError::OutOfRange);
    }
    locks::hold_tier(tx, &approval.tier_code).await?;
    let given = tier::tier(tx, &approval.tier_code).await?;
    if !locks::share_customer(tx, found.customer_id).await? {
        return Err(DecideError::ApplicantGone);
    }
    let known = listing::by_org_number(tx, &found.country, &found.org_number).await?;
    let (company, given) = match known {
        Some(company) => join(tx, &found, company, given, approval).await?,
        None => {
            let given = given.ok_or(DecideError::NoTier)?;
            (create(tx, &found, &given, approval).await?, Some(given))
        }
    };
    let tier = given.as_ref().map(|tier| tier.code.as_str());
    store::decide_application(tx, approval.id, next, "", Some((company, tier))).await?;
    let after = json!({ "company": company, "tier": tier, "is_new_company": known.is_none() });
    tx.audit(
        Change::deed("application.approved", "tier_application", approval.id).with_after(&after),
    )
    .await?;
    let answer = jobs::SendApplicationAnswer {
        application_id: approval.id,
    };
    tx.enqueue(&answer).await?;
    Ok(company)
}

/// Refuses, with a reason that the applicant is told.
///
/// # Errors
/// [`DecideError`]; the transaction is to be dropped then.
pub async fn refuse(
    tx: &mut Tx,
    id: TierApplicationId,
    row_version: i32,
    reason: &str,
) -> Result<(), DecideError> {
    let reason = reason.trim();
    if reason.is_empty() || reason.chars().count() > LONGEST_REASON {
        return Err(DecideError::NoReason);
    }
    let (_, next) = waiting(tx, id, row_version, ApplicationEvent::Refuse).await?;
    store::decide_application(tx, id, next, reason, None).await?;
    // What the applicant is told stands with the application, and goes with them: the trail keeps its rows for ever.
    let after = json!({ "has_words": true });
    tx.audit(Change::deed("application.refused", "tier_application", id).with_after(&after))
        .await?;
    let answer = jobs::SendApplicationAnswer { application_id: id };
    Ok(tx.enqueue(&answer).await?)
}

/// The application under its lock, if it still waits as it was read.
async fn waiting(
    tx: &mut Tx,
    id: TierApplicationId,
    row_version: i32,
    event: ApplicationEvent,
) -> Result<(Application, ApplicationState), DecideError> {
    let found = store::lock_application(tx, id)
        .await?
        .ok_or(DecideError::Unknown)?;
    match found.state.apply(event) {
        Some(next) if found.row_version == row_version => Ok((found, next)),
        _ => Err(DecideError::ChangedMeanwhile),
    }
}

async fn create(
    tx: &mut Tx,
    found: &Application,
    given: &tier::Tier,
    approval: &Approval,
) -> Result<CompanyId, DecideError> {
    let company = Company {
        id: CompanyId::generate(),
        number: store::next_number(tx).await?,
        name: found.company_name.clone(),
        country: found.country.clone(),
        org_number: found.org_number.clone(),
        vat_number: found.vat_number.clone(),
        tier_code: given.code.clone(),
        state: CompanyState::Active.as_str().to_owned(),
        payment_days: None,
        credit_limit_minor: approval.credit_limit_minor,
        may_invoice: None,
        buys_in: None,
        credit_currency: given.currency.clone(),
        credit_used_minor: 0,
        invoice_email: found.invoice_email.clone(),
        invoice_street: String::new(),
        invoice_street2: String::new(),
        invoice_postcode: String::new(),
        invoice_city: String::new(),
        gln: None,
        e_invoice_id: None,
        requires_reference: false,
        buyers_see_all: false,
        cost_places: Vec::new(),
        contact: String::new(),
        row_version: 1,
    };
    match store::insert(tx, &company).await {
        Ok(()) => {}
        // Two applications of the same company, approved at the same moment.
        Err(error) if constraint::is_violated(&error, "companies_org_number_key") => {
            return Err(DecideError::ChangedMeanwhile);
        }
        Err(error) => return Err(error.into()),
    }
    let role = MemberRole::Administrator;
    store::insert_member(tx, company.id, found.customer_id, role, None, "").await?;
    let after = json!({ "number": company.number, "tier": company.tier_code, "administrator": found.customer_id });
    tx.audit(Change::deed("company.created", "company", company.id).with_after(&after))
        .await?;
    Ok(company.id)
}

/// The company is there. Its administrator applies for another tier; anybody else is let in as staff say, or not at all. Gives the tier, where one is given.
async fn join(
    tx: &mut Tx,
    found: &Application,
    id: CompanyId,
    given: Option<tier::Tier>,
    approval: &Approval,
) -> Result<(CompanyId, Option<tier::Tier>), DecideError> {
    let company = locks::lock_company(tx, id)
        .await?
        .ok_or(DecideError::Unknown)?;
    if company.state != CompanyState::Active.as_str() {
        return Err(DecideError::CompanyClosed);
    }
    let member = listing::member(tx, id, found.customer_id).await?;
    if !member
        .as_ref()
        .is_some_and(|member| member.role.may_manage())
    {
        let role = approval.join_as.ok_or(DecideError::CompanyExists)?;
        let_in(tx, found, id, member, role).await?;
        return Ok((id, None));
    }
    let given = given.ok_or(DecideError::NoTier)?;
    let held = listing::company(tx, id)
        .await?
        .ok_or(DecideError::Unknown)?;
    let limit = approval.credit_limit_minor.or(held.credit_limit_minor);
    let credit_in = held.buys_in.as_ref().unwrap_or(&given.currency);
    check_credit(&held, limit, credit_in)?;
    store::set_tier(tx, id, &given.code, limit, credit_in).await?;
    let before = json!({ "tier": company.tier_code });
    let after = json!({ "tier": given.code });
    tx.audit(Change {
        action: "company.changed",
        subject: ("company", Some(id.0)),
        before: Some(&before),
        after: Some(&after),
        reason: None,
    })
    .await?;
    Ok((id, Some(given)))
}

/// The applicant becomes one of the company's people, or gets another role there.
async fn let_in(
    tx: &mut Tx,
    found: &Application,
    id: CompanyId,
    member: Option<Member>,
    role: MemberRole,
) -> Result<(), DecideError> {
    let after = json!({ "customer": found.customer_id, "role": role.as_str() });
    let Some(member) = member else {
        store::insert_member(tx, id, found.customer_id, role, None, "").await?;
        tx.audit(Change::deed("company.member_added", "company", id).with_after(&after))
            .await?;
        return Ok(());
    };
    if member.role == role {
        return Ok(());
    }
    let before = json!({ "customer": found.customer_id, "role": member.role.as_str() });
    let terms = MemberTerms {
        role,
        approval_limit_minor: member.approval_limit_minor,
        cost_place: member.cost_place,
        approves_for: member.approves_for,
    };
    if !store::update_member(tx, id, found.customer_id, &terms, member.row_version).await? {
        return Err(DecideError::ChangedMeanwhile);
    }
    tx.audit(Change {
        action: "company.member_changed",
        subject: ("company", Some(id.0)),
        before: Some(&before),
        after: Some(&after),
        reason: None,
    })
    .await?;
    Ok(())
}
