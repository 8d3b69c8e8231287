//! What a company's administrator changes: who belongs to it, where its goods go, and what its papers say.

use platform::audit::Change;
use platform::db::{DbError, Tx, constraint};
use serde_json::json;

use super::{CompanyState, MemberRole, Place, listing, store};
use crate::customer::Session;
use crate::ids::{CompanyId, CompanyPlaceId, CustomerId};
use crate::locks;

/// Most places of a company.
pub const MOST_PLACES: i64 = 500;

/// Why nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum ManageError {
    /// Whoever asks is not an administrator of a company in use, or what they name is not the company's: there is no such thing for them.
    #[error("nothing of theirs")]
    NotTheirs,
    /// A company always has an administrator.
    #[error("the last administrator stays")]
    LastAdministrator,
    /// Somebody has changed it since it was read.
    #[error("changed meanwhile")]
    ChangedMeanwhile,
    /// A place of that name is there already.
    #[error("the label is taken")]
    LabelTaken,
    /// The company has as many as it can have.
    #[error("there are too many")]
    TooMany,
    /// The address belongs to one of the company's people.
    #[error("the person belongs to the company")]
    IsMember,
    /// A sum below nought.
    #[error("a number is out of range")]
    OutOfRange,
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Most cost places that one person approves for.
pub const MOST_COST_PLACES: usize = 50;

/// What a person may do for the company, as it is to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberTerms {
    /// As what.
    pub role: MemberRole,
    /// An order up to this sum needs nobody's approval; none: no limit.
    pub approval_limit_minor: Option<i64>,
    /// Given with their orders; may be empty.
    pub cost_place: String,
    /// The cost places whose purchases they approve, where their role does; empty: all.
    pub approves_for: Vec<String>,
}

impl MemberTerms {
    pub(super) fn recorded(&self) -> serde_json::Value {
        json!({
            "role": self.role.as_str(),
            "approval_limit_minor": self.approval_limit_minor,
            "cost_place": self.cost_place,
            "approves_for": self.approves_for,
        })
    }
}

/// The company that a session acts for, locked, if its person administers it at this moment and not only when the page was shown.
pub(super) async fn administered(tx: &mut Tx, session: &Session) -> Result<CompanyId, ManageError> {
    let company = session.company().ok_or(ManageError::NotTheirs)?;
    let locked = locks::lock_company(tx, company)
        .await?
        .filter(|locked| locked.state == CompanyState::Active.as_str());
    let member = listing::member(tx, company, session.customer).await?;
    match (locked, member) {
        (Some(_), Some(member)) if member.role.may_manage() => Ok(company),
        _ => Err(ManageError::NotTheirs),
    }
}

/// Changes what a person may do for the company.
///
/// # Errors
/// [`ManageError`]; the transaction is to be dropped then.
pub async fn set_member(
    tx: &mut Tx,
    session: &Session,
    customer: CustomerId,
    terms: &MemberTerms,
    row_version: i32,
) -> Result<(), ManageError> {
    let company = administered(tx, session).await?;
    if terms.approval_limit_minor.is_some_and(|limit| limit < 0)
        || terms.approves_for.len() > MOST_COST_PLACES
    {
        return Err(ManageError::OutOfRange);
    }
    let before = listing::member(tx, company, customer)
        .await?
        .ok_or(ManageError::NotTheirs)?;
    if before.role.may_manage() && !terms.role.may_manage() {
        leaves_an_administrator(tx, company, customer).await?;
    }
    if !store::update_member(tx, company, customer, terms, row_version).await? {
        return Err(ManageError::ChangedMeanwhile);
    }
    if before.role.may_manage() && !terms.role.may_manage() {
        store::end_invitations_by(tx, company, customer).await?;
    }
    let old = MemberTerms {
        role: before.role,
        approval_limit_minor: before.approval_limit_minor,
        cost_place: before.cost_place,
        approves_for: before.approves_for,
    };
    let before = json!({ "customer": customer, "terms": old.recorded() });
    let after = json!({ "customer": customer, "terms": terms.recorded() });
    record(
        tx,
        "company.member_changed",
        company,
        Some(&before),
        Some(&after),
    )
    .await
}

/// Takes a person out of the company, or oneself: what they bought for it stays the company's.
///
/// # Errors
/// [`ManageError`]; the transaction is to be dropped then.
pub async fn remove_member(
    tx: &mut Tx,
    session: &Session,
    customer: CustomerId,
) -> Result<(), ManageError> {
    let company = if customer == session.customer {
        // Whoever wants to leave needs nobody's leave.
        let company = session.company().ok_or(ManageError::NotTheirs)?;
        locks::lock_company(tx, company)
            .await?
            .ok_or(ManageError::NotTheirs)?;
        company
    } else {
        administered(tx, session).await?
    };
    let member = listing::member(tx, company, customer)
        .await?
        .ok_or(ManageError::NotTheirs)?;
    if member.role.may_manage() {
        leaves_an_administrator(tx, company, customer).await?;
    }
    store::delete_member(tx, company, customer).await?;
    // Nor does anybody come in by what they have sent, they themselves at another address least of all.
    store::end_invitations_by(tx, company, customer).await?;
    let before = json!({ "customer": customer, "role": member.role.as_str() });
    record(
        tx,
        "company.member_removed",
        company,
        Some(&before),
        None::<&()>,
    )
    .await
}

async fn leaves_an_administrator(
    tx: &mut Tx,
    company: CompanyId,
    without: CustomerId,
) -> Result<(), ManageError> {
    if store::other_administrators(tx, company, without).await? == 0 {
        return Err(ManageError::LastAdministrator);
    }
    Ok(())
}

/// Adds a place, or changes one that still is as it was read (`place.row_version`).
///
/// # Errors
/// [`ManageError`]; the transaction is to be dropped then.
pub async fn save_place(
    tx: &mut Tx,
    session: &Session,
    place: &Place,
    is_new: bool,
) -> Result<(), ManageError> {
    let company = administered(tx, session).await?;
    let known = store::count_places(tx, company).await?;
    if is_new && known >= MOST_PLACES {
        return Err(ManageError::TooMany);
    }
    let before = listing::place(tx, company, place.id).await?;
    if !is_new && before.is_none() {
        return Err(ManageError::NotTheirs);
    }
    // The first place is the one that is chosen beforehand, until another is.
    let is_default =
        place.is_default || known == 0 || before.as_ref().is_some_and(|b| b.is_default);
    if is_default {
        store::clear_default_place(tx, company, place.id).await?;
    }
    let place = Place {
        is_default,
        ..place.clone()
    };
    let written = if is_new {
        store::insert_place(tx, company, &place)
            .await
            .map(|()| true)
    } else {
        store::update_place(tx, company, &place).await
    };
    match written {
        Ok(true) => {}
        Ok(false) => return Err(ManageError::ChangedMeanwhile),
        Err(error) if constraint::is_violated(&error, "company_places_label_key") => {
            return Err(ManageError::LabelTaken);
        }
        Err(error) => return Err(error.into()),
    }
    let after = json!({ "place": place.id, "label": place.label, "is_new": is_new });
    record(
        tx,
        "company.place_saved",
        company,
        None::<&()>,
        Some(&after),
    )
    .await
}

/// Takes a place away. Orders keep the address that they were given.
///
/// # Errors
/// [`ManageError`]; the transaction is to be dropped then.
pub async fn remove_place(
    tx: &mut Tx,
    session: &Session,
    id: CompanyPlaceId,
) -> Result<(), ManageError> {
    let company = administered(tx, session).await?;
    let place = listing::place(tx, company, id)
        .await?
        .ok_or(ManageError::NotTheirs)?;
    store::delete_place(tx, company, id).await?;
    let before = json!({ "place": id, "label": place.label });
    record(
        tx,
        "company.place_removed",
        company,
        Some(&before),
        None::<&()>,
    )
    .await
}

/// What a company's administrator says of it: where invoices go and what must stand on them.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Papers {
    /// Where invoices go by mail.
    pub invoice_email: String,
    /// Street; empty: as the goods.
    pub invoice_street: String,
    /// c/o, box.
    pub invoice_street2: String,
    /// Postcode.
    pub invoice_postcode: String,
    /// Town.
    pub invoice_city: String,
    /// Global location number.
    pub gln: Option<String>,
    /// Peppol's scheme and number.
    pub e_invoice_id: Option<String>,
    /// Whether each order must name whose it is.
    pub requires_reference: bool,
    /// Whether buyers see all the company's orders.
    pub buyers_see_all: bool,
}

impl Papers {
    /// Names of what reads otherwise.
    fn differs_from(&self, before: &Self) -> Vec<&'static str> {
        let place = |of: &Self| {
            [
                of.invoice_street.clone(),
                of.invoice_street2.clone(),
                of.invoice_postcode.clone(),
                of.invoice_city.clone(),
            ]
        };
        let fields = [
            ("invoice_email", self.invoice_email != before.invoice_email),
            ("invoice_address", place(self) != place(before)),
            ("gln", self.gln != before.gln),
            ("e_invoice_id", self.e_invoice_id != before.e_invoice_id),
            (
                "requires_reference",
                self.requires_reference != before.requires_reference,
            ),
            (
                "buyers_see_all",
                self.buyers_see_all != before.buyers_see_all,
            ),
        ];
        let changed = fields.into_iter().filter(|(_, is_other)| *is_other);
        changed.map(|(name, _)| name).collect()
    }
}

impl From<&super::Company> for Papers {
    fn from(company: &super::Company) -> Self {
        Self {
            invoice_email: company.invoice_email.clone(),
            invoice_street: company.invoice_street.clone(),
            invoice_street2: company.invoice_street2.clone(),
            invoice_postcode: company.invoice_postcode.clone(),
            invoice_city: company.invoice_city.clone(),
            gln: company.gln.clone(),
            e_invoice_id: company.e_invoice_id.clone(),
            requires_reference: company.requires_reference,
            buyers_see_all: company.buyers_see_all,
        }
    }
}

/// Changes a company's papers.
///
/// # Errors
/// [`ManageError`]; the transaction is to be dropped then.
pub async fn save_papers(
    tx: &mut Tx,
    session: &Session,
    papers: &Papers,
    row_version: i32,
) -> Result<(), ManageError> {
    let company = administered(tx, session).await?;
    let before = listing::company(tx, company)
        .await?
        .ok_or(ManageError::NotTheirs)?;
    if !store::update_papers(tx, company, papers, row_version).await? {
        return Err(ManageError::ChangedMeanwhile);
    }
    // A sole trader's address is a person's: the trail says which papers, and not how they read.
    let after = serde_json::json!({ "changed": papers.differs_from(&Papers::from(&before)) });
    record(
        tx,
        "company.papers_changed",
        company,
        None::<&()>,
        Some(&after),
    )
    .await
}

pub(super) async fn record<B: serde::Serialize + Sync, A: serde::Serialize + Sync>(
    tx: &mut Tx,
    action: &'static str,
    company: CompanyId,
    before: Option<&B>,
    after: Option<&A>,
) -> Result<(), ManageError> {
    let change = Change {
        action,
        subject: ("company", Some(company.0)),
        before,
        after,
        reason: None,
    };
    Ok(tx.audit(change).await?)
}
