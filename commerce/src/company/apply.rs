//! Applying for a tier, and taking the application back.

use platform::audit::Change;
use platform::db::{DbError, Tx, constraint};
use serde_json::json;

use super::application::{ApplicationEvent, ApplicationState};
use super::{listing, store};
use crate::customer::Session;
use crate::ids::TierApplicationId;
use crate::{locks, tier};

/// An application as it is sent, each number checked for its form.
#[derive(Clone, Debug)]
pub struct Wish {
    /// For which tier.
    pub tier_code: String,
    /// Registered name.
    pub company_name: String,
    /// ISO 3166-1 alpha-2.
    pub country: String,
    /// See [`super::number::parse_org_number`].
    pub org_number: String,
    /// With its country's letters.
    pub vat_number: Option<String>,
    /// Where invoices would go.
    pub invoice_email: String,
    /// The applicant's words.
    pub note: String,
    /// `sv` or `en`: what the answer is to be written in.
    pub locale: String,
}

/// Why nothing was applied for.
#[derive(Debug, thiserror::Error)]
pub enum ApplyError {
    /// There is no such tier, or nobody can apply for it.
    #[error("the tier cannot be applied for")]
    NotOffered,
    /// The account has been shut or erased meanwhile.
    #[error("the account is not in use")]
    NoCustomer,
    /// An application of the same person waits.
    #[error("an application waits already")]
    Waits,
    /// The person belongs to the company already: its administrators decide what it applies for.
    #[error("the person belongs to the company")]
    IsMember,
    /// The company has that tier already.
    #[error("the company has the tier")]
    HasTier,
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Applies. Whether the number has a company is not told: that is staff's to see.
///
/// # Errors
/// [`ApplyError`]; the transaction is to be dropped then.
pub async fn apply(
    tx: &mut Tx,
    session: &Session,
    wish: &Wish,
) -> Result<TierApplicationId, ApplyError> {
    if !locks::share_customer(tx, session.customer).await? {
        return Err(ApplyError::NoCustomer);
    }
    let offered = tier::tier(tx, &wish.tier_code).await?;
    if !offered.is_some_and(|tier| tier.can_be_applied_for) {
        return Err(ApplyError::NotOffered);
    }
    if let Some(company) = listing::by_org_number(tx, &wish.country, &wish.org_number).await?
        && let Some(member) = listing::member(tx, company, session.customer).await?
    {
        if !member.role.may_manage() {
            return Err(ApplyError::IsMember);
        }
        let company = listing::company(tx, company).await?;
        if company.is_some_and(|company| company.tier_code == wish.tier_code) {
            return Err(ApplyError::HasTier);
        }
    }
    let id = TierApplicationId::generate();
    match store::insert_application(tx, id, session.customer, wish).await {
        Ok(()) => {}
        Err(error) if constraint::is_violated(&error, "tier_applications_waiting_key") => {
            return Err(ApplyError::Waits);
        }
        Err(error) => return Err(error.into()),
    }
    let after = json!({ "tier": wish.tier_code, "country": wish.country });
    tx.audit(Change::deed("application.made", "tier_application", id).with_after(&after))
        .await?;
    Ok(id)
}

/// Takes back one's own application; false when it is not one's own or has been decided.
///
/// # Errors
/// Database errors.
pub async fn withdraw(
    tx: &mut Tx,
    session: &Session,
    id: TierApplicationId,
) -> Result<bool, DbError> {
    let Some(found) = store::lock_application(tx, id).await? else {
        return Ok(false);
    };
    let next = found.state.apply(ApplicationEvent::Withdraw);
    let (Some(next), true) = (next, found.customer_id == session.customer) else {
        // Sent twice, it has happened.
        return Ok(
            found.customer_id == session.customer && found.state == ApplicationState::Withdrawn
        );
    };
    store::decide_application(tx, id, next, "", None).await?;
    tx.audit(Change::deed(
        "application.withdrawn",
        "tier_application",
        id,
    ))
    .await?;
    Ok(true)
}
