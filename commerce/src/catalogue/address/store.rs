//! Slugs in the database.

use std::collections::{BTreeMap, HashMap, HashSet};

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

/// Others may take an address between the look and the writing so many times before a thing is addressed by its id.
const TRIES: usize = 8;

pub(super) async fn set_free_slugs(
    tx: &mut Tx,
    kind: Kind,
    locale: &str,
    wanted: &[(Uuid, String)],
) -> Result<Vec<(Uuid, String)>, DbError> {
    let mut given: HashMap<Uuid, String> = HashMap::with_capacity(wanted.len());
    let mut waiting = wanted.to_vec();
    for _ in 0..TRIES {
        let (kept, changed) = choose(tx, kind, locale, &waiting).await?;
        given.extend(kept);
        given.extend(write(tx, kind, locale, &changed).await?);
        waiting.retain(|(target, _)| !given.contains_key(target));
        if waiting.is_empty() {
            break;
        }
    }
    let left: Vec<(Uuid, String)> = waiting
        .iter()
        .map(|(target, _)| (*target, target.to_string()))
        .collect();
    given.extend(write(tx, kind, locale, &left).await?);
    Ok(wanted
        .iter()
        .filter_map(|(target, _)| Some((*target, given.get(target)?.clone())))
        .collect())
}

/// An address for each thing.
type Addresses = Vec<(Uuid, String)>;

/// What things keep, and what is free for the others as far as can be seen now.
async fn choose(
    tx: &mut Tx,
    kind: Kind,
    locale: &str,
    wanted: &[(Uuid, String)],
) -> Result<(Addresses, Addresses), DbError> {
    let bases: Vec<String> = wanted.iter().map(|(_, slug)| slug.clone()).collect();
    let targets: Vec<Uuid> = wanted.iter().map(|(id, _)| *id).collect();
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
    let mut taken: HashSet<&str> = HashSet::new();
    let mut kept = Vec::new();
    let mut changed = Vec::with_capacity(wanted.len());
    let mut crowded: BTreeMap<&str, Vec<Uuid>> = BTreeMap::new();
    for (target, base) in wanted {
        if let Some(has) = current.get(target).filter(|has| is_numbered(has, base)) {
            kept.push((*target, has.clone()));
        } else if owners.get(base).is_none_or(|owner| owner == target)
            && taken.insert(base.as_str())
        {
            changed.push((*target, base.clone()));
        } else {
            crowded.entry(base).or_default().push(*target);
        }
    }
    let taken: HashSet<&str> = wanted.iter().map(|(_, base)| base.as_str()).collect();
    for (base, targets) in crowded {
        changed.extend(number(tx, kind, locale, base, &targets, &taken).await?);
    }
    Ok((kept, changed))
}

/// Whether `slug` is `base` or `base` with a number.
pub(crate) fn is_numbered(slug: &str, base: &str) -> bool {
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

/// Addresses `base-2`, `base-3` ... for things that share a base. How far the numbers go is found by doubling and halving, so that the ten thousandth
/// thing of a name costs no more than a few look-ups.
async fn number(
    tx: &mut Tx,
    kind: Kind,
    locale: &str,
    base: &str,
    targets: &[Uuid],
    taken: &HashSet<&str>,
) -> Result<Vec<(Uuid, String)>, DbError> {
    let slug = |n: u32| format!("{base}-{n}");
    let doubled =
        std::iter::successors(Some(2_u32), |n| n.checked_mul(2).filter(|n| *n <= 1 << 29));
    let probes: Vec<u32> = doubled.collect();
    let known = existing(tx, kind, locale, probes.iter().map(|n| slug(*n)).collect()).await?;
    let free = probes.iter().position(|n| !known.contains(&slug(*n)));
    let (mut low, mut high) = match free {
        Some(0) => (1, 2),
        Some(at) => (probes[at - 1], probes[at]),
        None => return Ok(targets.iter().map(|id| (*id, id.to_string())).collect()),
    };
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        let known = existing(tx, kind, locale, vec![slug(middle)]).await?;
        if known.is_empty() {
            high = middle;
        } else {
            low = middle;
        }
    }
    // A few more than are needed: further up, numbers may stand alone.
    let more = u32::try_from(targets.len())
        .unwrap_or(u32::MAX)
        .saturating_add(16);
    let candidates: Vec<String> = (high..high.saturating_add(more)).map(slug).collect();
    let known = existing(tx, kind, locale, candidates.clone()).await?;
    let mut free = candidates
        .into_iter()
        .filter(|slug| !known.contains(slug) && !taken.contains(slug.as_str()));
    Ok(targets
        .iter()
        .map(|id| (*id, free.next().unwrap_or_else(|| id.to_string())))
        .collect())
}

async fn existing(
    tx: &mut Tx,
    kind: Kind,
    locale: &str,
    slugs: Vec<String>,
) -> Result<HashSet<String>, DbError> {
    let rows = sqlx::query_scalar!(
        "select slug from slugs where kind = $1 and locale = $2 and slug = any($3)",
        kind.code(),
        locale,
        &slugs
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().collect())
}

/// Gives those that got their address. Another transaction that takes the same one at the same time is waited for; the index on addresses knows who was
/// first. All go in one order, so that two never wait for each other.
async fn write(
    tx: &mut Tx,
    kind: Kind,
    locale: &str,
    changed: &[(Uuid, String)],
) -> Result<Addresses, DbError> {
    if changed.is_empty() {
        return Ok(Vec::new());
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
    let written = sqlx::query!(
        r#"insert into slugs (kind, locale, slug, target_id, is_current, created_at)
           select $1, $2, s.slug, s.target_id, true, $5 from unnest($3::text[], $4::uuid[]) as s (slug, target_id) order by s.slug collate "C"
           on conflict (kind, locale, slug) do update set is_current = true where slugs.target_id = excluded.target_id
           returning target_id, slug"#,
        kind.code(),
        locale,
        &slugs,
        &targets,
        now
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(written
        .into_iter()
        .map(|row| (row.target_id, row.slug))
        .collect())
}
