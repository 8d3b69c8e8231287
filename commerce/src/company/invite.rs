//! Inviting people by mail to act for a company. The mail's link carries a key that follows from the invitation's id and the program's secret; opening
//! it proves the address, as every link by mail does.

use jiff::SignedDuration;
use platform::audit::Change;
use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection, Tx};
use serde_json::json;

use super::manage::{ManageError, MemberTerms, administered, record};
use super::{CompanyState, MemberRole, listing, store};
use crate::customer::register::{self, RegisterError};
use crate::customer::{self, Customer, Session};
use crate::ids::{CompanyId, CompanyInvitationId, CustomerId};
use crate::{jobs, locks};

/// What the keys of invitations are derived for.
pub const COMPANY_INVITATION: &str = "company-invitation";
/// How long an invitation is good. It opens no account that is there: whoever has one logs in to it as always.
pub const LIVES_FOR: SignedDuration = SignedDuration::from_hours(24 * 7);
/// Most invitations of a company that wait at once.
pub const MOST_WAITING: i64 = 100;

/// An invitation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// Which.
    pub id: CompanyInvitationId,
    /// To which company.
    pub company_id: CompanyId,
    /// Its name.
    pub company_name: String,
    /// Whether the company is in use.
    pub is_company_active: bool,
    /// Whose address it was sent to.
    pub email: String,
    /// As what.
    pub role: MemberRole,
    /// The person's limit.
    pub approval_limit_minor: Option<i64>,
    /// Given with the person's orders.
    pub cost_place: String,
    /// `sv` or `en`.
    pub locale: String,
    /// Who invites; empty when staff do.
    pub invited_by: String,
    /// When it was sent.
    pub created_at: Timestamp,
    /// Until when it is good.
    pub expires_at: Timestamp,
    /// Whether it has been accepted or taken back, or whoever sent it administers the company no more.
    pub is_over: bool,
}

impl Invitation {
    /// Whether it can still be accepted.
    #[must_use]
    pub fn is_good(&self, now: Timestamp) -> bool {
        !self.is_over && self.expires_at > now && self.is_company_active
    }

    fn terms(&self) -> MemberTerms {
        MemberTerms {
            role: self.role,
            approval_limit_minor: self.approval_limit_minor,
            cost_place: self.cost_place.clone(),
            // Laid down once the person is there.
            approves_for: Vec::new(),
        }
    }
}

/// Invites. Who is invited again gets a new mail, and the old one is good no more.
///
/// # Errors
/// [`ManageError`]; the transaction is to be dropped then.
pub async fn invite(
    tx: &mut Tx,
    session: &Session,
    email: &str,
    terms: &MemberTerms,
    locale: &str,
) -> Result<CompanyInvitationId, ManageError> {
    let company = administered(tx, session).await?;
    if terms.approval_limit_minor.is_some_and(|limit| limit < 0) {
        return Err(ManageError::OutOfRange);
    }
    // One question whatever the answer: the time that it takes must not tell which addresses have an account.
    if listing::is_member_by_email(tx, company, email).await? {
        return Err(ManageError::IsMember);
    }
    store::end_invitations_of(tx, company, email).await?;
    if store::count_invitations(tx, company).await? >= MOST_WAITING {
        return Err(ManageError::TooMany);
    }
    let id = CompanyInvitationId::generate();
    store::insert_invitation(tx, id, company, session.customer, email, terms, locale).await?;
    // The trail keeps its rows for ever: it says as what somebody was invited, not who.
    let after = json!({ "invitation": id, "terms": terms.recorded() });
    record(tx, "company.invited", company, None::<&()>, Some(&after)).await?;
    tx.enqueue(&jobs::SendCompanyInvitation { invitation_id: id })
        .await?;
    Ok(id)
}

/// Takes an invitation back.
///
/// # Errors
/// [`ManageError`]; the transaction is to be dropped then.
pub async fn withdraw(
    tx: &mut Tx,
    session: &Session,
    id: CompanyInvitationId,
) -> Result<(), ManageError> {
    let company = administered(tx, session).await?;
    let Some(found) = find(tx, id).await?.filter(|i| i.company_id == company) else {
        return Err(ManageError::NotTheirs);
    };
    if !found.is_over {
        store::end_invitation(tx, id, false).await?;
        let after = json!({ "invitation": id });
        record(
            tx,
            "company.invitation_withdrawn",
            company,
            None::<&()>,
            Some(&after),
        )
        .await?;
    }
    Ok(())
}

/// The invitation with this id, good or not.
///
/// # Errors
/// Database errors.
pub async fn find(
    conn: &mut PgConnection,
    id: CompanyInvitationId,
) -> Result<Option<Invitation>, DbError> {
    store::invitation(conn, id).await
}

/// A company's invitations that wait, the latest first.
///
/// # Errors
/// Database errors.
pub async fn waiting(
    conn: &mut PgConnection,
    company: CompanyId,
    now: Timestamp,
) -> Result<Vec<Invitation>, DbError> {
    store::waiting_invitations(conn, company, now).await
}

/// Why an invitation was not accepted.
#[derive(Debug, thiserror::Error)]
pub enum AcceptError {
    /// It was used, taken back, or is too old.
    #[error("the invitation is not good")]
    NotGood,
    /// The address has no account: a name is wanted to make one.
    #[error("the address has no account")]
    NoAccount,
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// A new account for whoever accepts without one.
#[derive(Clone, Debug)]
pub struct NewAccount {
    /// The person's name.
    pub name: String,
    /// PHC string; none for whoever logs in by link alone.
    pub password_hash: Option<String>,
}

/// Accepts: the account of the address belongs to the company. Gives the account, and whether it was made here.
///
/// # Errors
/// [`AcceptError`]; the transaction is to be dropped then.
pub async fn accept(
    tx: &mut Tx,
    id: CompanyInvitationId,
    account: Option<NewAccount>,
) -> Result<(Customer, CompanyId, bool), AcceptError> {
    let found = find(tx, id).await?.ok_or(AcceptError::NotGood)?;
    // The customer before the company, as everywhere.
    if let Some(known) = customer::log_in::account(tx, &found.email).await?
        && !locks::lock_customer(tx, known.id).await?
    {
        return Err(AcceptError::NotGood);
    }
    let state = locks::lock_company(tx, found.company_id).await?;
    // Read again: whoever had the lock may have used it or taken it back.
    let found = find(tx, id)
        .await?
        .filter(|found| found.is_good(tx.now()))
        .ok_or(AcceptError::NotGood)?;
    if state.is_none_or(|locked| locked.state != CompanyState::Active.as_str()) {
        return Err(AcceptError::NotGood);
    }
    let (customer, is_new) = match customer::log_in::account(tx, &found.email).await? {
        Some(customer) => (customer, false),
        None => {
            let account = account.ok_or(AcceptError::NoAccount)?;
            let made = register::make(
                tx,
                &found.email,
                &account.name,
                &found.locale,
                account.password_hash,
            );
            match made.await {
                Ok(customer) => (customer, true),
                Err(RegisterError::Db(error)) => return Err(error.into()),
                Err(RegisterError::HasAccount | RegisterError::LinkNotGood) => {
                    return Err(AcceptError::NotGood);
                }
            }
        }
    };
    store::end_invitation(tx, id, true).await?;
    let terms = found.terms();
    let is_added = store::insert_member(
        tx,
        found.company_id,
        customer.id,
        terms.role,
        terms.approval_limit_minor,
        &terms.cost_place,
    )
    .await?;
    if is_added {
        let after = json!({ "customer": customer.id, "terms": terms.recorded(), "invitation": id });
        let change = Change::deed("company.member_added", "company", found.company_id);
        tx.audit(change.with_after(&after)).await?;
    }
    Ok((customer, found.company_id, is_new))
}

/// Whether the person may act for the company at this moment.
pub(crate) async fn belongs(
    conn: &mut PgConnection,
    company: CompanyId,
    customer: CustomerId,
) -> Result<bool, DbError> {
    let companies = listing::companies_of(conn, customer).await?;
    Ok(companies.iter().any(|acting| acting.company == company))
}
