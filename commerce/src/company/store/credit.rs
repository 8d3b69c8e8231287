//! Reading and taking credit.

use platform::db::{DbError, PgConnection};

use crate::company::credit::CreditTerms;
use crate::ids::CompanyId;

pub(in crate::company) async fn credit_terms(
    conn: &mut PgConnection,
    company: CompanyId,
) -> Result<Option<CreditTerms>, DbError> {
    sqlx::query_as!(
        CreditTerms,
        r#"select coalesce(c.may_invoice, 'invoice' = any(t.functions)) as "may_invoice!",
                  coalesce(c.credit_limit_minor, case when t.currency = c.credit_currency then t.credit_limit_minor end, 0) as "limit_minor!", c.credit_used_minor as used_minor,
                  coalesce(c.payment_days, t.payment_days) as "days!", c.credit_currency::text as "currency!"
           from companies c join tiers t on t.code = c.tier_code where c.id = $1 and c.state = 'active'"#,
        company.0
    )
    .fetch_optional(conn)
    .await
}
