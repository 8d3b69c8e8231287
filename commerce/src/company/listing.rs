//! Reading companies, their people and places.

use platform::db::{DbError, PgConnection};

use super::article::OwnNumber;
use super::member::{Acting, Member, MemberRole, covers};
use super::{Application, ApplicationState, Company, Place};
use crate::ids::{CompanyId, CompanyPlaceId, CustomerId, TierApplicationId};
use platform::clock::Timestamp;

/// A company.
///
/// # Errors
/// Database errors.
pub async fn company(conn: &mut PgConnection, id: CompanyId) -> Result<Option<Company>, DbError> {
    sqlx::query_as!(
        Company,
        r#"select id, number, name, country::text as "country!", org_number, vat_number, tier_code, state, payment_days, credit_limit_minor, may_invoice,
                  buys_in::text as buys_in, credit_currency::text as "credit_currency!", credit_used_minor, invoice_email, invoice_street, invoice_street2, invoice_postcode,
                  invoice_city, gln, e_invoice_id, requires_reference, buyers_see_all, cost_places, contact, row_version
           from companies where id = $1"#,
        id.0
    )
    .fetch_optional(conn)
    .await
}

/// The company with an organisation number, whatever its state.
///
/// # Errors
/// Database errors.
pub async fn by_org_number(
    conn: &mut PgConnection,
    country: &str,
    org_number: &str,
) -> Result<Option<CompanyId>, DbError> {
    sqlx::query_scalar!(
        r#"select id as "id: CompanyId" from companies where country = $1 and org_number = $2"#,
        country,
        org_number
    )
    .fetch_optional(conn)
    .await
}

pub(super) struct MemberRow {
    customer_id: CustomerId,
    name: String,
    email: String,
    locale: String,
    role: String,
    approval_limit_minor: Option<i64>,
    cost_place: String,
    approves_for: Vec<String>,
    row_version: i32,
}

impl MemberRow {
    pub(super) fn member(self) -> Option<Member> {
        Some(Member {
            role: MemberRole::from_column(&self.role)?,
            customer_id: self.customer_id,
            name: self.name,
            email: self.email,
            locale: self.locale,
            approval_limit_minor: self.approval_limit_minor,
            cost_place: self.cost_place,
            approves_for: self.approves_for,
            row_version: self.row_version,
        })
    }
}

/// A company's people by name, at most five hundred. Erased and closed accounts do not act for anybody.
///
/// # Errors
/// Database errors.
pub async fn members(conn: &mut PgConnection, company: CompanyId) -> Result<Vec<Member>, DbError> {
    let rows = sqlx::query_as!(
        MemberRow,
        "select m.customer_id, c.name, c.email, c.locale, m.role, m.approval_limit_minor, m.cost_place, m.approves_for, m.row_version
         from company_members m join customers c on c.id = m.customer_id
         where m.company_id = $1 and c.state = 'active' order by lower(c.name), m.customer_id limit 500",
        company.0
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().filter_map(MemberRow::member).collect())
}

/// One of a company's people.
///
/// # Errors
/// Database errors.
pub async fn member(
    conn: &mut PgConnection,
    company: CompanyId,
    customer: CustomerId,
) -> Result<Option<Member>, DbError> {
    let row = sqlx::query_as!(
        MemberRow,
        "select m.customer_id, c.name, c.email, c.locale, m.role, m.approval_limit_minor, m.cost_place, m.approves_for, m.row_version
         from company_members m join customers c on c.id = m.customer_id
         where m.company_id = $1 and m.customer_id = $2 and c.state = 'active'",
        company.0,
        customer.0
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.and_then(MemberRow::member))
}

/// Whether an address is the account's of one of a company's people.
///
/// # Errors
/// Database errors.
pub async fn is_member_by_email(
    conn: &mut PgConnection,
    company: CompanyId,
    email: &str,
) -> Result<bool, DbError> {
    sqlx::query_scalar!(
        r#"select exists (select from company_members m join customers c on c.id = m.customer_id
                          where m.company_id = $1 and lower(c.email) = lower($2) and c.state = 'active') as "is_member!""#,
        company.0,
        email
    )
    .fetch_one(conn)
    .await
}

/// Who of a company may approve so much for this cost place of what somebody else buys, however many the company has.
///
/// # Errors
/// Database errors.
pub async fn approvers(
    conn: &mut PgConnection,
    company: CompanyId,
    buyer: CustomerId,
    total_minor: i64,
    cost_place: &str,
) -> Result<Vec<CustomerId>, DbError> {
    let roles: Vec<String> = MemberRole::ALL
        .into_iter()
        .filter(|role| role.may_approve())
        .map(|role| role.as_str().to_owned())
        .collect();
    let found = sqlx::query!(
        r#"select m.customer_id as "id!: CustomerId", m.approves_for from company_members m join customers c on c.id = m.customer_id and c.state = 'active'
           where m.company_id = $1 and m.customer_id <> $2 and m.role = any($3) and (m.approval_limit_minor is null or m.approval_limit_minor >= $4)"#,
        company.0,
        buyer.0,
        &roles,
        total_minor
    )
    .fetch_all(conn)
    .await?;
    Ok(found
        .into_iter()
        .filter(|row| covers(&row.approves_for, cost_place))
        .map(|row| row.id)
        .collect())
}

struct ActingRow {
    company: CompanyId,
    name: String,
    tier_code: String,
    role: String,
    approval_limit_minor: Option<i64>,
    cost_place: String,
    buyers_see_all: bool,
}

/// The companies that a person may act for, by name.
///
/// # Errors
/// Database errors.
pub async fn companies_of(
    conn: &mut PgConnection,
    customer: CustomerId,
) -> Result<Vec<Acting>, DbError> {
    let rows = sqlx::query_as!(
        ActingRow,
        "select c.id as company, c.name, c.tier_code, m.role, m.approval_limit_minor, m.cost_place, c.buyers_see_all
         from company_members m join companies c on c.id = m.company_id
         where m.customer_id = $1 and c.state = 'active' order by lower(c.name), c.id limit 100",
        customer.0
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            Some(Acting {
                role: MemberRole::from_column(&row.role)?,
                company: row.company,
                name: row.name,
                tier_code: row.tier_code,
                approval_limit_minor: row.approval_limit_minor,
                cost_place: row.cost_place,
                buyers_see_all: row.buyers_see_all,
            })
        })
        .collect())
}

/// A company's places, the one that is chosen beforehand first.
///
/// # Errors
/// Database errors.
pub async fn places(conn: &mut PgConnection, company: CompanyId) -> Result<Vec<Place>, DbError> {
    sqlx::query_as!(
        Place,
        r#"select id, label, name, phone, street, street2, postcode, city, country::text as "country!", gln, marking, is_default, row_version
           from company_places where company_id = $1 order by not is_default, lower(label), id limit 500"#,
        company.0
    )
    .fetch_all(conn)
    .await
}

/// One of a company's places.
///
/// # Errors
/// Database errors.
pub async fn place(
    conn: &mut PgConnection,
    company: CompanyId,
    id: CompanyPlaceId,
) -> Result<Option<Place>, DbError> {
    sqlx::query_as!(
        Place,
        r#"select id, label, name, phone, street, street2, postcode, city, country::text as "country!", gln, marking, is_default, row_version
           from company_places where company_id = $1 and id = $2"#,
        company.0,
        id.0
    )
    .fetch_optional(conn)
    .await
}

pub(super) struct ApplicationRow {
    id: TierApplicationId,
    customer_id: CustomerId,
    tier_code: String,
    given_tier: Option<String>,
    company_name: String,
    country: String,
    org_number: String,
    vat_number: Option<String>,
    invoice_email: String,
    note: String,
    state: String,
    reason: String,
    decided_at: Option<Timestamp>,
    company_id: Option<CompanyId>,
    locale: String,
    created_at: Timestamp,
    row_version: i32,
}

impl ApplicationRow {
    pub(super) fn application(self) -> Option<Application> {
        Some(Application {
            state: ApplicationState::from_column(&self.state)?,
            id: self.id,
            customer_id: self.customer_id,
            tier_code: self.tier_code,
            given_tier: self.given_tier,
            company_name: self.company_name,
            country: self.country,
            org_number: self.org_number,
            vat_number: self.vat_number,
            invoice_email: self.invoice_email,
            note: self.note,
            reason: self.reason,
            decided_at: self.decided_at,
            company_id: self.company_id,
            locale: self.locale,
            created_at: self.created_at,
            row_version: self.row_version,
        })
    }
}

/// An application.
///
/// # Errors
/// Database errors.
pub async fn application(
    conn: &mut PgConnection,
    id: TierApplicationId,
) -> Result<Option<Application>, DbError> {
    let row = sqlx::query_as!(
        ApplicationRow,
        r#"select id, customer_id, tier_code, given_tier, company_name, country::text as "country!", org_number, vat_number, invoice_email, note, state, reason,
                  decided_at as "decided_at?: Timestamp", company_id as "company_id?: CompanyId", locale, created_at, row_version
           from tier_applications where id = $1"#,
        id.0
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.and_then(ApplicationRow::application))
}

/// A person's applications, the latest first.
///
/// # Errors
/// Database errors.
pub async fn applications_of(
    conn: &mut PgConnection,
    customer: CustomerId,
) -> Result<Vec<Application>, DbError> {
    let rows = sqlx::query_as!(
        ApplicationRow,
        r#"select id, customer_id, tier_code, given_tier, company_name, country::text as "country!", org_number, vat_number, invoice_email, note, state, reason,
                  decided_at as "decided_at?: Timestamp", company_id as "company_id?: CompanyId", locale, created_at, row_version
           from tier_applications where customer_id = $1 order by created_at desc limit 20"#,
        customer.0
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .filter_map(ApplicationRow::application)
        .collect())
}

/// A company's own article numbers that begin with `find`, in their order, at most `limit`.
///
/// # Errors
/// Database errors.
pub async fn own_numbers(
    conn: &mut PgConnection,
    company: CompanyId,
    (find, locale): (&str, &str),
    limit: i64,
) -> Result<Vec<OwnNumber>, DbError> {
    let from = find.to_lowercase();
    sqlx::query_as!(
        OwnNumber,
        r#"select a.number, v.sku,
                  coalesce((select t.name from product_translations t where t.product_id = v.product_id and t.locale = $3),
                           (select t.name from product_translations t where t.product_id = v.product_id and t.locale = 'sv'), v.sku) as "name!"
           from company_articles a join variants v on v.id = a.variant_id
           where a.company_id = $1 and starts_with(a.number_key, $2)
           order by a.number_key limit $4"#,
        company.0,
        from,
        locale,
        limit
    )
    .fetch_all(conn)
    .await
}
