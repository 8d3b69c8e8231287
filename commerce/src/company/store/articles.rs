//! A company's own article numbers.

use std::collections::HashMap;

use platform::db::{DbError, Tx};

use crate::ids::{CompanyId, VariantId};

pub(in crate::company) async fn upsert(
    tx: &mut Tx,
    company: CompanyId,
    numbers: &[(String, VariantId)],
) -> Result<(), DbError> {
    // One statement cannot write a row twice.
    let last: HashMap<String, &(String, VariantId)> = numbers
        .iter()
        .map(|pair| (pair.0.to_lowercase(), pair))
        .collect();
    let (mut keys, mut written, mut variants) = (Vec::new(), Vec::new(), Vec::new());
    for (key, (number, variant)) in last {
        keys.push(key);
        written.push(number.clone());
        variants.push(variant.0);
    }
    let now = tx.now();
    sqlx::query!(
        "insert into company_articles (company_id, number, number_key, variant_id, created_at)
         select $1, n, k, v, $5 from unnest($2::text[], $3::text[], $4::uuid[]) as w (k, n, v)
         on conflict (company_id, number_key) do update set number = excluded.number, variant_id = excluded.variant_id, created_at = excluded.created_at",
        company.0,
        &keys,
        &written,
        &variants,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(in crate::company) async fn count(tx: &mut Tx, company: CompanyId) -> Result<i64, DbError> {
    sqlx::query_scalar!(
        r#"select count(*) as "count!" from company_articles where company_id = $1"#,
        company.0
    )
    .fetch_one(&mut **tx)
    .await
}

pub(in crate::company) async fn delete(
    tx: &mut Tx,
    company: CompanyId,
    number: &str,
) -> Result<bool, DbError> {
    let done = sqlx::query!(
        "delete from company_articles where company_id = $1 and number_key = $2",
        company.0,
        number.to_lowercase()
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}
