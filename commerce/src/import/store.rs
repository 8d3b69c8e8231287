//! How far imports have come, and what rows name.

use std::collections::HashMap;

use platform::db::{DbError, PgConnection, Tx};
use uuid::Uuid;

use super::references::Destination;
use super::{Problem, Tally};
use crate::ids::{ImportId, LocationId, ManufacturerId, PriceListId, ShopId};
use crate::inventory::store::Balance;

/// Lets the database count anew what an import fills. A table that grows from nothing to thousands of rows within a second is otherwise taken
/// for an empty one, and read from end to end for each row. Only what rows are found by is counted: texts would take ten times as long.
///
/// # Errors
/// Database errors.
pub async fn renew_statistics(conn: &mut PgConnection) -> Result<(), DbError> {
    sqlx::query!(
        "analyze products (id, code), product_translations (product_id), product_publications (product_id), product_categories (product_id),
                 product_options (product_id), product_option_values (option_id), product_attributes (product_id), variants (id, product_id, sku),
                 variant_option_values (variant_id), slugs (kind, locale, slug, target_id, is_current), prices (variant_id), stock_levels (variant_id)"
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Where rows of a shop go; `None` when it has no ordinary Consumer list.
///
/// # Errors
/// Database errors.
pub async fn destination(
    conn: &mut PgConnection,
    shop_id: ShopId,
) -> Result<Option<Destination>, DbError> {
    let lists = sqlx::query!(
        r#"select l.id, l.code, (coalesce(l.tier_code = 'consumer', false) and l.currency = s.currency) as "is_base!" from price_lists l
           join shops s on s.id = l.shop_id where l.shop_id = $1 order by l.priority, l.id"#,
        shop_id.0
    )
    .fetch_all(&mut *conn)
    .await?;
    let locations =
        sqlx::query!("select id, code from locations where is_active order by position, id")
            .fetch_all(conn)
            .await?;
    let Some(base) = lists.iter().find(|list| list.is_base) else {
        return Ok(None);
    };
    Ok(Some(Destination {
        shop_id,
        base_list: PriceListId(base.id),
        lists: lists
            .iter()
            .map(|list| (list.code.clone(), PriceListId(list.id)))
            .collect(),
        base_location: locations.first().map(|location| LocationId(location.id)),
        locations: locations
            .into_iter()
            .map(|row| (row.code, LocationId(row.id)))
            .collect(),
    }))
}

pub(super) async fn manufacturers(
    conn: &mut PgConnection,
    names: &[String],
) -> Result<HashMap<String, ManufacturerId>, DbError> {
    let rows = sqlx::query!(
        "select id, name from manufacturers where name = any($1)",
        names
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.name, ManufacturerId(row.id)))
        .collect())
}

pub(super) async fn balances(
    conn: &mut PgConnection,
    balances: &[Balance],
) -> Result<HashMap<(Uuid, Uuid), i64>, DbError> {
    let variants: Vec<Uuid> = balances.iter().map(|b| b.variant_id.0).collect();
    let rows = sqlx::query!(
        "select variant_id, location_id, on_hand from stock_levels where variant_id = any($1)",
        &variants
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| ((row.variant_id, row.location_id), row.on_hand))
        .collect())
}

/// An import that is under way.
#[derive(Clone, Copy, Debug)]
pub struct Run {
    /// Which.
    pub id: ImportId,
    /// Rows from the file's first on that are applied for good; a restart passes over them.
    pub rows_read: i64,
    /// Rows further on that are applied, too: the first that is, and the first that is not. They were applied beside those before them, which were not
    /// finished.
    pub ahead: Option<(i64, i64)>,
    /// What became of them.
    pub tally: Tally,
}

/// Begins an import of a file into a shop, or takes up one of the same that was interrupted.
///
/// # Errors
/// Database errors.
pub async fn begin_or_resume(
    tx: &mut Tx,
    shop_id: ShopId,
    file_name: &str,
    hash: &[u8; 32],
    is_dry_run: bool,
) -> Result<Run, DbError> {
    let now = tx.now();
    if !is_dry_run {
        // One from before shops were kept with imports is whoever's takes it up first.
        let interrupted = sqlx::query!(
            "update imports set shop_id = $2, updated_at = $3 where id = (
                 select id from imports where kind = 'products' and file_hash = $1 and (shop_id = $2 or shop_id is null)
                    and state = 'running' and not is_dry_run order by shop_id nulls last, started_at limit 1 for update)
             returning id, rows_read, ahead_from, ahead_to, rows_created, rows_changed, rows_unchanged, rows_refused",
            &hash[..],
            shop_id.0,
            now
        )
        .fetch_optional(&mut **tx)
        .await?;
        if let Some(row) = interrupted {
            return Ok(Run {
                id: ImportId(row.id),
                rows_read: row.rows_read,
                ahead: row.ahead_from.zip(row.ahead_to),
                tally: Tally {
                    created: row.rows_created,
                    changed: row.rows_changed,
                    unchanged: row.rows_unchanged,
                    refused: row.rows_refused,
                },
            });
        }
    }
    let id = ImportId::generate();
    sqlx::query!(
        "insert into imports (id, kind, shop_id, file_name, file_hash, is_dry_run, state, started_at, updated_at)
         values ($1, 'products', $2, $3, $4, $5, 'running', $6, $6)",
        id.0,
        shop_id.0,
        file_name,
        &hash[..],
        is_dry_run,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(Run {
        id,
        rows_read: 0,
        ahead: None,
        tally: Tally::default(),
    })
}

/// Ends imports of files of this name that were begun and are not `run`: the file was another then, and nobody will take them up.
///
/// # Errors
/// Database errors.
pub async fn give_up_others(tx: &mut Tx, file_name: &str, run: &Run) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "update imports set state = 'failed', finished_at = $3, updated_at = $3
         where file_name = $1 and id <> $2 and state = 'running' and not is_dry_run",
        file_name,
        run.id.0,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Takes the connection's lock on the import of a file into a shop; `false` when another process has it. It goes with the connection, also when the
/// process is killed.
///
/// # Errors
/// Database errors.
pub async fn try_lock(
    conn: &mut PgConnection,
    shop_id: ShopId,
    hash: &[u8; 32],
) -> Result<bool, DbError> {
    sqlx::query_scalar!(
        r#"select pg_try_advisory_lock(hashtextextended('import/' || $1::uuid::text || encode($2::bytea, 'hex'), 1)) as "is_mine!""#,
        shop_id.0,
        &hash[..]
    )
    .fetch_one(conn)
    .await
}

/// Lets go of what [`try_lock`] took.
///
/// # Errors
/// Database errors.
pub async fn unlock(
    conn: &mut PgConnection,
    shop_id: ShopId,
    hash: &[u8; 32],
) -> Result<(), DbError> {
    sqlx::query_scalar!(
        r#"select pg_advisory_unlock(hashtextextended('import/' || $1::uuid::text || encode($2::bytea, 'hex'), 1)) as "was_mine!""#,
        shop_id.0,
        &hash[..]
    )
    .fetch_one(conn)
    .await?;
    Ok(())
}

/// Why it was not recorded how far an import has come.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    /// Another process has brought it further meanwhile, or ended it.
    #[error("another process goes on with this import")]
    Overtaken,
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Lets the transaction's commit return before it is on the disk: after a crash of the machine the last batches may be gone, with the record of them, and
/// the same command applies them again. The end of the import is waited for, and with it everything before.
///
/// # Errors
/// Database errors.
pub async fn commit_lazily(tx: &mut Tx) -> Result<(), DbError> {
    sqlx::query!("set local synchronous_commit = off")
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Rows that were applied together.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    /// Rows of the file before them.
    pub from: i64,
    /// How many they are.
    pub rows: i64,
    /// Bytes of text up to their end.
    pub position: u64,
    /// What became of them.
    pub tally: Tally,
}

/// Records that rows were applied, in the transaction that applies them. Gives how far the import is then. Of two steps that are taken at once, the
/// later one may be recorded first.
///
/// # Errors
/// See [`RecordError`]; the transaction is then to be dropped.
pub async fn record(
    tx: &mut Tx,
    id: ImportId,
    step: &Step,
    problems: &[Problem],
) -> Result<Run, RecordError> {
    let now = tx.now();
    let recorded = sqlx::query!(
        "update imports set
             rows_read = case when rows_read < $2 then rows_read when ahead_from = $3 then ahead_to else $3 end,
             ahead_from = case when rows_read < $2 then $2 end,
             ahead_to = case when rows_read < $2 then $3::bigint end,
             rows_created = rows_created + $4, rows_changed = rows_changed + $5, rows_unchanged = rows_unchanged + $6,
             rows_refused = rows_refused + $7, committed_offset = greatest(committed_offset, $8),
             committed_line = greatest(committed_line, $3), updated_at = $9
         where id = $1 and state = 'running'
            and (rows_read = $2 and (ahead_from is null or ahead_from = $3) or rows_read < $2 and ahead_from is null)
         returning rows_read, ahead_from, ahead_to, rows_created, rows_changed, rows_unchanged, rows_refused",
        id.0,
        step.from,
        step.from + step.rows,
        step.tally.created,
        step.tally.changed,
        step.tally.unchanged,
        step.tally.refused,
        i64::try_from(step.position).unwrap_or(i64::MAX),
        now,
    )
    .fetch_optional(&mut **tx)
    .await?;
    let run = recorded.map(|row| Run {
        id,
        rows_read: row.rows_read,
        ahead: row.ahead_from.zip(row.ahead_to),
        tally: Tally {
            created: row.rows_created,
            changed: row.rows_changed,
            unchanged: row.rows_unchanged,
            refused: row.rows_refused,
        },
    });
    let run = run.ok_or(RecordError::Overtaken)?;
    keep_problems(tx, id, problems).await?;
    Ok(run)
}

async fn keep_problems(tx: &mut Tx, id: ImportId, problems: &[Problem]) -> Result<(), DbError> {
    if problems.is_empty() {
        return Ok(());
    }
    let lines: Vec<i64> = problems
        .iter()
        .map(|p| i64::try_from(p.line).unwrap_or(i64::MAX))
        .collect();
    let columns: Vec<String> = problems.iter().map(|p| p.column.clone()).collect();
    let values: Vec<String> = problems.iter().map(|p| p.value.clone()).collect();
    let reasons: Vec<String> = problems.iter().map(|p| p.reason.to_string()).collect();
    sqlx::query!(
        "insert into import_errors (import_id, line, column_name, value, reason)
         select $1, l, c, v, r from unnest($2::bigint[], $3::text[], $4::text[], $5::text[]) as e (l, c, v, r) on conflict do nothing",
        id.0,
        &lines,
        &columns,
        &values,
        &reasons
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Ends an import; `is_whole` when the file was read to its end.
///
/// # Errors
/// Database errors.
pub async fn finish(tx: &mut Tx, run: &Run, is_whole: bool) -> Result<(), DbError> {
    let now = tx.now();
    let state = if is_whole { "finished" } else { "failed" };
    sqlx::query!(
        "update imports set state = $2, finished_at = $3, updated_at = $3 where id = $1",
        run.id.0,
        state,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Whether an import of a file of this name was begun and has not ended.
///
/// # Errors
/// Database errors.
pub async fn is_under_way(conn: &mut PgConnection, file_name: &str) -> Result<bool, DbError> {
    sqlx::query_scalar!(
        r#"select exists (select from imports where file_name = $1 and state = 'running' and not is_dry_run) as "is!""#,
        file_name
    )
    .fetch_one(conn)
    .await
}

/// From here on what fails can be undone without losing what was before.
pub(super) async fn set_savepoint(tx: &mut Tx) -> Result<(), DbError> {
    sqlx::query!("savepoint import_rows")
        .execute(&mut **tx)
        .await?;
    Ok(())
}

pub(super) async fn release_savepoint(tx: &mut Tx) -> Result<(), DbError> {
    sqlx::query!("release savepoint import_rows")
        .execute(&mut **tx)
        .await?;
    Ok(())
}

pub(super) async fn roll_back_to_savepoint(tx: &mut Tx) -> Result<(), DbError> {
    sqlx::query!("rollback to savepoint import_rows")
        .execute(&mut **tx)
        .await?;
    release_savepoint(tx).await
}

/// Whether the database refused what stands in some row: wrong data, a constraint, or more than a column or index takes. Everything else (the connection,
/// the disk, a deadlock) is no fault of the file.
pub(super) fn is_about_rows(error: &DbError) -> bool {
    let code = error.as_database_error().and_then(|error| error.code());
    code.is_some_and(|code| {
        ["22", "23", "54"]
            .iter()
            .any(|class| code.starts_with(class))
    })
}
