//! Writing invitations, and reading them.

use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection, Tx};

use crate::company::invite::{Invitation, LIVES_FOR};
use crate::company::{MemberRole, MemberTerms};
use crate::ids::{CompanyId, CompanyInvitationId, CustomerId};

pub(in crate::company) async fn insert_invitation(
    tx: &mut Tx,
    id: CompanyInvitationId,
    company: CompanyId,
    invited_by: CustomerId,
    email: &str,
    terms: &MemberTerms,
    locale: &str,
) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "insert into company_invitations (id, company_id, email, role, approval_limit_minor, cost_place, locale, invited_by, created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        id.0,
        company.0,
        email,
        terms.role.as_str(),
        terms.approval_limit_minor,
        terms.cost_place,
        locale,
        invited_by.0,
        now,
        now.plus(LIVES_FOR)
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Takes back what waits for an address: it is invited anew.
pub(in crate::company) async fn end_invitations_of(
    tx: &mut Tx,
    company: CompanyId,
    email: &str,
) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "update company_invitations set withdrawn_at = $3
         where company_id = $1 and lower(email) = lower($2) and accepted_at is null and withdrawn_at is null",
        company.0,
        email,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Takes back what somebody has sent who may invite no more.
pub(in crate::company) async fn end_invitations_by(
    tx: &mut Tx,
    company: CompanyId,
    inviter: CustomerId,
) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "update company_invitations set withdrawn_at = $3
         where company_id = $1 and invited_by = $2 and accepted_at is null and withdrawn_at is null",
        company.0,
        inviter.0,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(in crate::company) async fn end_invitation(
    tx: &mut Tx,
    id: CompanyInvitationId,
    is_accepted: bool,
) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "update company_invitations set accepted_at = case when $2 then $3::timestamptz end, withdrawn_at = case when $2 then null else $3::timestamptz end
         where id = $1",
        id.0,
        is_accepted,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(in crate::company) async fn count_invitations(
    tx: &mut Tx,
    company: CompanyId,
) -> Result<i64, DbError> {
    let now = tx.now();
    sqlx::query_scalar!(
        r#"select count(*) as "count!" from company_invitations
           where company_id = $1 and accepted_at is null and withdrawn_at is null and expires_at > $2"#,
        company.0,
        now
    )
    .fetch_one(&mut **tx)
    .await
}

struct InvitationRow {
    id: CompanyInvitationId,
    company_id: CompanyId,
    company_name: String,
    is_company_active: bool,
    email: String,
    role: String,
    approval_limit_minor: Option<i64>,
    cost_place: String,
    locale: String,
    invited_by: String,
    created_at: Timestamp,
    expires_at: Timestamp,
    is_over: bool,
}

impl InvitationRow {
    fn invitation(self) -> Option<Invitation> {
        Some(Invitation {
            role: MemberRole::from_column(&self.role)?,
            id: self.id,
            company_id: self.company_id,
            company_name: self.company_name,
            is_company_active: self.is_company_active,
            email: self.email,
            approval_limit_minor: self.approval_limit_minor,
            cost_place: self.cost_place,
            locale: self.locale,
            invited_by: self.invited_by,
            created_at: self.created_at,
            expires_at: self.expires_at,
            is_over: self.is_over,
        })
    }
}

pub(in crate::company) async fn invitation(
    conn: &mut PgConnection,
    id: CompanyInvitationId,
) -> Result<Option<Invitation>, DbError> {
    let row = sqlx::query_as!(
        InvitationRow,
        r#"select i.id, i.company_id, c.name as company_name, (c.state = 'active') as "is_company_active!", i.email, i.role, i.approval_limit_minor,
                  i.cost_place, i.locale, coalesce(p.name, '') as "invited_by!", i.created_at, i.expires_at,
                  (i.accepted_at is not null or i.withdrawn_at is not null
                   -- Nobody is let in by somebody who could not let them in now.
                   or (i.invited_by is not null and not exists (
                       select from company_members m join customers a on a.id = m.customer_id and a.state = 'active'
                       where m.company_id = i.company_id and m.customer_id = i.invited_by and m.role = 'administrator'))) as "is_over!"
           from company_invitations i join companies c on c.id = i.company_id left join customers p on p.id = i.invited_by
           where i.id = $1"#,
        id.0
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.and_then(InvitationRow::invitation))
}

pub(in crate::company) async fn waiting_invitations(
    conn: &mut PgConnection,
    company: CompanyId,
    now: Timestamp,
) -> Result<Vec<Invitation>, DbError> {
    let rows = sqlx::query_as!(
        InvitationRow,
        r#"select i.id, i.company_id, c.name as company_name, (c.state = 'active') as "is_company_active!", i.email, i.role, i.approval_limit_minor,
                  i.cost_place, i.locale, coalesce(p.name, '') as "invited_by!", i.created_at, i.expires_at, false as "is_over!"
           from company_invitations i join companies c on c.id = i.company_id left join customers p on p.id = i.invited_by
           where i.company_id = $1 and i.accepted_at is null and i.withdrawn_at is null and i.expires_at > $2
             and (i.invited_by is null or exists (
                 select from company_members m join customers a on a.id = m.customer_id and a.state = 'active'
                 where m.company_id = i.company_id and m.customer_id = i.invited_by and m.role = 'administrator'))
           order by i.created_at desc limit 200"#,
        company.0,
        now
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .filter_map(InvitationRow::invitation)
        .collect())
}
