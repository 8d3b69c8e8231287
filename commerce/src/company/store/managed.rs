//! Writing what a company's administrators and staff change.

use platform::db::{DbError, Tx};

use crate::company::by_staff::Terms;
use crate::company::{CompanyState, MemberTerms, Papers, Place};
use crate::ids::{CompanyId, CompanyPlaceId, CustomerId};

/// How many administrators in use a company has besides one.
pub(in crate::company) async fn other_administrators(
    tx: &mut Tx,
    company: CompanyId,
    without: CustomerId,
) -> Result<i64, DbError> {
    sqlx::query_scalar!(
        r#"select count(*) as "count!" from company_members m join customers c on c.id = m.customer_id and c.state = 'active'
           where m.company_id = $1 and m.customer_id <> $2 and m.role = 'administrator'"#,
        company.0,
        without.0
    )
    .fetch_one(&mut **tx)
    .await
}

pub(in crate::company) async fn update_member(
    tx: &mut Tx,
    company: CompanyId,
    customer: CustomerId,
    terms: &MemberTerms,
    row_version: i32,
) -> Result<bool, DbError> {
    let now = tx.now();
    let done = sqlx::query!(
        "update company_members set role = $3, approval_limit_minor = $4, cost_place = $5, updated_at = $6, approves_for = $8,
                row_version = row_version + 1
         where company_id = $1 and customer_id = $2 and row_version = $7",
        company.0,
        customer.0,
        terms.role.as_str(),
        terms.approval_limit_minor,
        terms.cost_place,
        now,
        row_version,
        &terms.approves_for
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub(in crate::company) async fn delete_member(
    tx: &mut Tx,
    company: CompanyId,
    customer: CustomerId,
) -> Result<(), DbError> {
    sqlx::query!(
        "delete from company_members where company_id = $1 and customer_id = $2",
        company.0,
        customer.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(in crate::company) async fn count_places(
    tx: &mut Tx,
    company: CompanyId,
) -> Result<i64, DbError> {
    sqlx::query_scalar!(
        r#"select count(*) as "count!" from company_places where company_id = $1"#,
        company.0
    )
    .fetch_one(&mut **tx)
    .await
}

pub(in crate::company) async fn clear_default_place(
    tx: &mut Tx,
    company: CompanyId,
    but: CompanyPlaceId,
) -> Result<(), DbError> {
    sqlx::query!(
        "update company_places set is_default = false where company_id = $1 and id <> $2 and is_default",
        company.0,
        but.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(in crate::company) async fn insert_place(
    tx: &mut Tx,
    company: CompanyId,
    place: &Place,
) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "insert into company_places (id, company_id, label, name, phone, street, street2, postcode, city, country, gln, marking, is_default,
                                     created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $14)",
        place.id.0,
        company.0,
        place.label,
        place.name,
        place.phone,
        place.street,
        place.street2,
        place.postcode,
        place.city,
        place.country,
        place.gln,
        place.marking,
        place.is_default,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(in crate::company) async fn update_place(
    tx: &mut Tx,
    company: CompanyId,
    place: &Place,
) -> Result<bool, DbError> {
    let now = tx.now();
    let done = sqlx::query!(
        "update company_places set label = $3, name = $4, phone = $5, street = $6, street2 = $7, postcode = $8, city = $9, country = $10, gln = $11,
                marking = $12, is_default = $13, updated_at = $14, row_version = row_version + 1
         where company_id = $1 and id = $2 and row_version = $15",
        company.0,
        place.id.0,
        place.label,
        place.name,
        place.phone,
        place.street,
        place.street2,
        place.postcode,
        place.city,
        place.country,
        place.gln,
        place.marking,
        place.is_default,
        now,
        place.row_version
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub(in crate::company) async fn delete_place(
    tx: &mut Tx,
    company: CompanyId,
    id: CompanyPlaceId,
) -> Result<(), DbError> {
    sqlx::query!(
        "delete from company_places where company_id = $1 and id = $2",
        company.0,
        id.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(in crate::company) async fn update_papers(
    tx: &mut Tx,
    id: CompanyId,
    papers: &Papers,
    row_version: i32,
) -> Result<bool, DbError> {
    let now = tx.now();
    let done = sqlx::query!(
        "update companies set invoice_email = $2, invoice_street = $3, invoice_street2 = $4, invoice_postcode = $5, invoice_city = $6, gln = $7,
                e_invoice_id = $8, requires_reference = $9, buyers_see_all = $12, updated_at = $10, row_version = row_version + 1
         where id = $1 and row_version = $11",
        id.0,
        papers.invoice_email,
        papers.invoice_street,
        papers.invoice_street2,
        papers.invoice_postcode,
        papers.invoice_city,
        papers.gln,
        papers.e_invoice_id,
        papers.requires_reference,
        now,
        row_version,
        papers.buyers_see_all
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub(in crate::company) async fn update_cost_places(
    tx: &mut Tx,
    id: CompanyId,
    places: &[String],
    row_version: i32,
) -> Result<bool, DbError> {
    let now = tx.now();
    let done = sqlx::query!(
        "update companies set cost_places = $2, updated_at = $3, row_version = row_version + 1 where id = $1 and row_version = $4",
        id.0,
        places,
        now,
        row_version
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Writes what staff decide. The caller holds the company's lock.
pub(in crate::company) async fn update_terms(
    tx: &mut Tx,
    id: CompanyId,
    terms: &Terms,
    credit_in: &str,
) -> Result<(), DbError> {
    let now = tx.now();
    let state = if terms.is_active {
        CompanyState::Active
    } else {
        CompanyState::Closed
    };
    sqlx::query!(
        "update companies set name = $2, vat_number = $3, tier_code = $4, payment_days = $5, credit_limit_minor = $6, may_invoice = $7, state = $8,
                updated_at = $9, contact = $10, buys_in = $11, credit_currency = $12, row_version = row_version + 1
         where id = $1",
        id.0,
        terms.name,
        terms.vat_number,
        terms.tier_code,
        terms.payment_days,
        terms.credit_limit_minor,
        terms.may_invoice,
        state.as_str(),
        now,
        terms.contact,
        terms.buys_in,
        credit_in
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
