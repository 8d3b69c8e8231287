//! Writing companies, their people and places.

pub(in crate::company) mod articles;
mod credit;
mod invitations;
mod managed;

use platform::db::{Actor, DbError, Tx};

use super::apply::Wish;
use super::{Application, ApplicationState, Company, MemberRole};
use crate::ids::{CompanyId, CustomerId, TierApplicationId};

pub(super) use credit::*;
pub(super) use invitations::*;
pub(super) use managed::*;

/// The next company's number.
pub(super) async fn next_number(tx: &mut Tx) -> Result<String, DbError> {
    sqlx::query_scalar!(r#"select 'FTG-' || nextval('company_numbers') as "number!""#)
        .fetch_one(&mut **tx)
        .await
}

/// Writes a company.
///
/// # Errors
/// Database errors, among them `companies_org_number_key` when the number has a company.
pub(super) async fn insert(tx: &mut Tx, company: &Company) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "insert into companies (id, number, name, country, org_number, vat_number, tier_code, state, payment_days, credit_limit_minor, may_invoice,
                                credit_currency, invoice_email, invoice_street, invoice_street2, invoice_postcode, invoice_city, gln, e_invoice_id,
                                requires_reference, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $21)",
        company.id.0,
        company.number,
        company.name,
        company.country,
        company.org_number,
        company.vat_number,
        company.tier_code,
        company.state,
        company.payment_days,
        company.credit_limit_minor,
        company.may_invoice,
        company.credit_currency,
        company.invoice_email,
        company.invoice_street,
        company.invoice_street2,
        company.invoice_postcode,
        company.invoice_city,
        company.gln,
        company.e_invoice_id,
        company.requires_reference,
        now,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Makes a person one of a company's; false when they already are.
pub(super) async fn insert_member(
    tx: &mut Tx,
    company: CompanyId,
    customer: CustomerId,
    role: MemberRole,
    approval_limit_minor: Option<i64>,
    cost_place: &str,
) -> Result<bool, DbError> {
    let now = tx.now();
    let done = sqlx::query!(
        "insert into company_members (company_id, customer_id, role, approval_limit_minor, cost_place, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $6) on conflict (company_id, customer_id) do nothing",
        company.0,
        customer.0,
        role.as_str(),
        approval_limit_minor,
        cost_place,
        now,
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Gives a company a tier, with a limit of its own or none, and what its credit is in.
pub(super) async fn set_tier(
    tx: &mut Tx,
    id: CompanyId,
    tier_code: &str,
    credit_limit_minor: Option<i64>,
    credit_currency: &str,
) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "update companies set tier_code = $2, credit_limit_minor = $3, updated_at = $4, credit_currency = $5, row_version = row_version + 1
         where id = $1",
        id.0,
        tier_code,
        credit_limit_minor,
        now,
        credit_currency
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(super) async fn insert_application(
    tx: &mut Tx,
    id: TierApplicationId,
    customer: CustomerId,
    wish: &Wish,
) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "insert into tier_applications (id, customer_id, tier_code, company_name, country, org_number, vat_number, invoice_email, note, locale,
                                        created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11)",
        id.0,
        customer.0,
        wish.tier_code,
        wish.company_name,
        wish.country,
        wish.org_number,
        wish.vat_number,
        wish.invoice_email,
        wish.note,
        wish.locale,
        now,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// An application under its lock: whoever decides comes after whoever decided.
pub(super) async fn lock_application(
    tx: &mut Tx,
    id: TierApplicationId,
) -> Result<Option<Application>, DbError> {
    if crate::locks::lock_application(tx, id).await? {
        super::listing::application(tx, id).await
    } else {
        Ok(None)
    }
}

/// Records what became of an application: which company, and which tier that was given by it. The caller holds the lock.
pub(super) async fn decide_application(
    tx: &mut Tx,
    id: TierApplicationId,
    state: ApplicationState,
    reason: &str,
    became: Option<(CompanyId, Option<&str>)>,
) -> Result<(), DbError> {
    let now = tx.now();
    let staff = match tx.actor() {
        Actor::Staff { id, .. } => Some(id.0),
        _ => None,
    };
    sqlx::query!(
        "update tier_applications set state = $2, reason = $3, company_id = $4, given_tier = $7, decided_by = $5, decided_at = $6, updated_at = $6,
                row_version = row_version + 1
         where id = $1",
        id.0,
        state.as_str(),
        reason,
        became.map(|(company, _)| company.0),
        staff,
        now,
        became.and_then(|(_, tier)| tier)
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
