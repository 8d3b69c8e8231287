//! Slugs in the database.

use std::collections::{HashMap, HashSet};

use platform::db::{DbError, PgConnection, Tx};
use uuid::Uuid;

use super::{Kind, Resolved};

pub(super) async fn resolve(
    conn: &mut PgConnection,
    kind: Kind,
    locale: &str,
    slug: &str,
) -> Result<Resolved, DbError> {
    let row = sqlx::query!(
        r#"select s.target_id, s.is_current, c.slug as "current?"
           from slugs s left join slugs c on c.target_id = s.target_id and c.locale = s.locale and c.is_current
           where s.kind = $1 and s.locale = $2 and s.slug = $3"#,
        kind.code(),
        locale,
        slug
    )
    .fetch_optional(conn)
    .await?;
    Ok(match row {
        Some(row) if row.is_current => Resolved::Current(row.target_id),
        Some(row) => row.current.map_or(Resolved::Unknown, Resolved::Moved),
        None => Resolved::Unknown,
    })
}

pub(super) async fn slugs_of(
    conn: &mut PgConnection,
    target_id: Uuid,
) -> Result<Vec<(String, String)>, DbError> {
    let rows = sqlx::query!(
        "select locale, slug from slugs where target_id = $1 and is_current order by locale",
        target_id
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.locale, row.slug)).collect())
}

pub(super) async fn set_free_slugs(
    tx: &mut Tx,
    kind: Kind,
    locale: &str,
    wanted: &[(Uuid, String)],
) -> Result<Vec<(Uuid, String)>, DbError> {
    let bases: Vec<String> = wanted.iter().map(|(_, slug)| slug.clone()).collect();
    let targets: Vec<Uuid> = wanted.iter().map(|(id, _)| *id).collect();
    // Two that reach for the same address wait for each other here.
    sqlx::query!(
        "select pg_advisory_xact_lock(hashtextextended($1, 1)) from (select 1) as one",
        format!("slugs/{}/{locale}", kind.code())
    )
    .fetch_one(&mut **tx)
    .await?;
    let rows = sqlx::query!(
        "select s.slug, s.target_id, s.is_current from slugs s where s.kind = $1 and s.locale = $2 and s.slug = any($3)
         union select s.slug, s.target_id, s.is_current from slugs s where s.kind = $1 and s.locale = $2 and s.target_id = any($4) and s.is_current",
        kind.code(),
        locale,
        &bases,
        &targets
    )
    .fetch_all(&mut **tx)
    .await?;
    let owners: HashMap<String, Uuid> = rows
        .iter()
        .filter_map(|row| Some((row.slug.clone()?, row.target_id?)))
        .collect();
    let current: HashMap<Uuid, String> = rows
        .iter()
        .filter(|row| row.is_current == Some(true))
        .filter_map(|row| Some((row.target_id?, row.slug.clone()?)))
        .collect();
    let mut taken: HashSet<String> = HashSet::new();
    let mut given = Vec::with_capacity(wanted.len());
    let mut changed: Vec<(Uuid, String)> = Vec::new();
    for (target, base) in wanted {
        if let Some(has) = current.get(target).filter(|has| is_numbered(has, base)) {
            given.push((*target, has.clone()));
            continue;
        }
        let is_free = owners.get(base).is_none_or(|owner| owner == target) && !taken.contains(base);
        let slug = if is_free {
            base.clone()
        } else {
            next_number(tx, kind, locale, *target, base, &taken).await?
        };
        taken.insert(slug.clone());
        changed.push((*target, slug.clone()));
        given.push((*target, slug));
    }
    write(tx, kind, locale, &changed).await?;
    Ok(given)
}

/// Whether `slug` is `base` or `base` with a number.
fn is_numbered(slug: &str, base: &str) -> bool {
    slug == base
        || slug
            .strip_prefix(base)
            .and_then(|rest| rest.strip_prefix('-'))
            .is_some_and(|number| {
                number
                    .parse::<u32>()
                    .is_ok_and(|n| n >= 2 && number.len() <= 9)
            })
}

async fn next_number(
    tx: &mut Tx,
    kind: Kind,
    locale: &str,
    target: Uuid,
    base: &str,
    taken: &HashSet<String>,
) -> Result<String, DbError> {
    let others: HashSet<String> = sqlx::query_scalar!(
        "select slug from slugs where kind = $1 and locale = $2 and slug >= $3 and slug < $4 and target_id <> $5",
        kind.code(),
        locale,
        format!("{base}-"),
        format!("{base}."),
        target
    )
    .fetch_all(&mut **tx)
    .await?
    .into_iter()
    .collect();
    let free = (2_u32..)
        .map(|n| format!("{base}-{n}"))
        .find(|slug| !others.contains(slug) && !taken.contains(slug));
    Ok(free.unwrap_or_else(|| target.to_string()))
}

async fn write(
    tx: &mut Tx,
    kind: Kind,
    locale: &str,
    changed: &[(Uuid, String)],
) -> Result<(), DbError> {
    if changed.is_empty() {
        return Ok(());
    }
    let targets: Vec<Uuid> = changed.iter().map(|(id, _)| *id).collect();
    let slugs: Vec<String> = changed.iter().map(|(_, slug)| slug.clone()).collect();
    let now = tx.now();
    sqlx::query!(
        "update slugs set is_current = false where locale = $1 and target_id = any($2) and is_current",
        locale,
        &targets
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "insert into slugs (kind, locale, slug, target_id, is_current, created_at)
         select $1, $2, s.slug, s.target_id, true, $5 from unnest($3::text[], $4::uuid[]) as s (slug, target_id)
         on conflict (kind, locale, slug) do update set is_current = true where slugs.target_id = excluded.target_id",
        kind.code(),
        locale,
        &slugs,
        &targets,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
