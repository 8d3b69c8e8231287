//! Purchase lists in the database.

use std::collections::HashSet;

use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection, Tx};

use super::{ListHead, ListKind, ListLine, Owner, PurchaseList};
use crate::cart::fill::Wanted;
use crate::ids::{CustomerId, PurchaseListId, VariantId};

struct Row {
    id: PurchaseListId,
    kind: String,
    name: String,
    created_at: Timestamp,
    updated_at: Timestamp,
    made_by: String,
    row_version: i32,
}

struct LineRow {
    list_id: PurchaseListId,
    variant_id: VariantId,
    sku: String,
    name: String,
    quantity: i32,
}

fn words(kinds: &[ListKind]) -> Vec<String> {
    kinds.iter().map(|kind| kind.code().to_owned()).collect()
}

/// Somebody's lists of some kinds, the latest first, without what is on them.
///
/// # Errors
/// Database errors.
pub async fn heads(
    conn: &mut PgConnection,
    owner: Owner,
    kinds: &[ListKind],
) -> Result<Vec<ListHead>, DbError> {
    let (customer, company) = owner.columns();
    let rows = sqlx::query!(
        r#"select l.id as "id!: PurchaseListId", l.kind as "kind!", l.name as "name!", l.updated_at as "updated_at!: Timestamp", c.name as "made_by!",
                  (select count(*) from purchase_list_lines p where p.list_id = l.id) as "articles!"
           from (select * from purchase_lists where company_id = $2 and kind = any($3)
                 union all select * from purchase_lists where customer_id = $1 and company_id is null and kind = any($3)) l
           join customers c on c.id = l.customer_id order by l.created_at desc, l.id desc"#,
        customer,
        company,
        &words(kinds)
    )
    .fetch_all(conn)
    .await?;
    let heads = rows.into_iter().map(|row| ListHead {
        id: row.id,
        // The table's CHECK knows no other.
        kind: ListKind::from_column(&row.kind).unwrap_or(ListKind::Requisition),
        name: row.name,
        updated_at: row.updated_at,
        made_by: row.made_by,
        articles: row.articles,
    });
    Ok(heads.collect())
}

/// Somebody's lists of some kinds with what is on them, the latest first.
///
/// # Errors
/// Database errors.
pub async fn all(
    conn: &mut PgConnection,
    owner: Owner,
    kinds: &[ListKind],
) -> Result<Vec<PurchaseList>, DbError> {
    let (customer, company) = owner.columns();
    // Two ways in, each by its own index.
    let rows = sqlx::query_as!(
        Row,
        r#"select l.id as "id!: PurchaseListId", l.kind as "kind!", l.name as "name!", l.created_at as "created_at!: Timestamp",
                  l.updated_at as "updated_at!: Timestamp", c.name as "made_by!", l.row_version as "row_version!"
           from (select * from purchase_lists where company_id = $2 and kind = any($3)
                 union all select * from purchase_lists where customer_id = $1 and company_id is null and kind = any($3)) l
           join customers c on c.id = l.customer_id order by l.created_at desc, l.id desc"#,
        customer,
        company,
        &words(kinds)
    )
    .fetch_all(&mut *conn)
    .await?;
    with_lines(conn, rows).await
}

/// One of somebody's lists, of any kind.
///
/// # Errors
/// Database errors.
pub async fn find(
    conn: &mut PgConnection,
    owner: Owner,
    id: PurchaseListId,
) -> Result<Option<PurchaseList>, DbError> {
    let (customer, company) = owner.columns();
    let rows = sqlx::query_as!(
        Row,
        "select l.id, l.kind, l.name, l.created_at, l.updated_at, c.name as made_by, l.row_version
         from purchase_lists l join customers c on c.id = l.customer_id
         where l.id = $3 and (l.company_id = $2 or l.company_id is null and l.customer_id = $1)",
        customer,
        company,
        id.0
    )
    .fetch_all(&mut *conn)
    .await?;
    Ok(with_lines(conn, rows).await?.pop())
}

async fn with_lines(conn: &mut PgConnection, rows: Vec<Row>) -> Result<Vec<PurchaseList>, DbError> {
    let ids: Vec<uuid::Uuid> = rows.iter().map(|row| row.id.0).collect();
    let lines = sqlx::query_as!(
        LineRow,
        "select l.list_id, l.variant_id, v.sku, l.name, l.quantity from purchase_list_lines l join variants v on v.id = l.variant_id
         where l.list_id = any($1) order by l.list_id, l.position, l.name",
        &ids
    )
    .fetch_all(conn)
    .await?;
    let of = |id: PurchaseListId| {
        let from = lines.partition_point(|line| line.list_id.0 < id.0);
        lines[from..]
            .iter()
            .take_while(|line| line.list_id == id)
            .map(|line| ListLine {
                variant_id: line.variant_id,
                sku: line.sku.clone(),
                name: line.name.clone(),
                quantity: line.quantity,
            })
            .collect()
    };
    let list = |row: Row| {
        Some(PurchaseList {
            lines: of(row.id),
            id: row.id,
            // The table's CHECK knows no other.
            kind: ListKind::from_column(&row.kind)?,
            name: row.name,
            created_at: row.created_at,
            updated_at: row.updated_at,
            made_by: row.made_by,
            row_version: row.row_version,
        })
    };
    Ok(rows.into_iter().filter_map(list).collect())
}

pub(super) async fn count(tx: &mut Tx, owner: Owner, kinds: &[ListKind]) -> Result<i64, DbError> {
    let (customer, company) = owner.columns();
    sqlx::query_scalar!(
        r#"select (select count(*) from purchase_lists where company_id = $2 and kind = any($3))
                + (select count(*) from purchase_lists where customer_id = $1 and company_id is null and kind = any($3)) as "count!""#,
        customer,
        company,
        &words(kinds)
    )
    .fetch_one(&mut **tx)
    .await
}

/// The list of that name that the same person has just made: the form was sent twice.
pub(super) async fn made_since(
    tx: &mut Tx,
    (owner, maker): (Owner, CustomerId),
    kind: ListKind,
    name: &str,
    since: Timestamp,
) -> Result<Option<PurchaseListId>, DbError> {
    let (_, company) = owner.columns();
    let found = sqlx::query_scalar!(
        "select id from purchase_lists where customer_id = $1 and company_id is not distinct from $2 and kind = $3 and name = $4 and created_at > $5
         order by created_at desc limit 1",
        maker.0,
        company,
        kind.code(),
        name,
        since
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(found.map(PurchaseListId))
}

pub(super) async fn insert(
    tx: &mut Tx,
    (owner, maker): (Owner, CustomerId),
    id: PurchaseListId,
    kind: ListKind,
    name: &str,
) -> Result<(), DbError> {
    let (now, (_, company)) = (tx.now(), owner.columns());
    sqlx::query!(
        "insert into purchase_lists (id, kind, customer_id, company_id, name, created_at, updated_at) values ($1, $2, $3, $4, $5, $6, $6)",
        id.0,
        kind.code(),
        maker.0,
        company,
        name,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Puts goods on a list, in one statement; of what is on it already the number becomes the one given.
pub(super) async fn put_lines(
    tx: &mut Tx,
    id: PurchaseListId,
    lines: &[Wanted],
) -> Result<(), DbError> {
    // One statement cannot write a row twice; of a variant that comes twice the last counts.
    let mut seen = HashSet::new();
    let last = lines.iter().rev();
    let mut known: Vec<_> = last
        .filter_map(|line| Some((line.variant_id?.0, line)))
        .filter(|(variant, _)| seen.insert(*variant))
        .collect();
    known.reverse();
    let (mut variants, mut names, mut quantities) = (Vec::new(), Vec::new(), Vec::new());
    for (variant, line) in known {
        variants.push(variant);
        names.push(line.name.clone());
        quantities.push(line.quantity);
    }
    sqlx::query!(
        "insert into purchase_list_lines (list_id, variant_id, name, quantity, position)
         select $1, v, n, q, (select coalesce(max(position), 0) from purchase_list_lines where list_id = $1) + place
         from unnest($2::uuid[], $3::text[], $4::int[]) with ordinality as w (v, n, q, place)
         on conflict (list_id, variant_id) do update set quantity = excluded.quantity, name = excluded.name",
        id.0,
        &variants,
        &names,
        &quantities
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(super) async fn lines(tx: &mut Tx, id: PurchaseListId) -> Result<i64, DbError> {
    sqlx::query_scalar!(
        r#"select count(*) as "count!" from purchase_list_lines where list_id = $1"#,
        id.0
    )
    .fetch_one(&mut **tx)
    .await
}

pub(super) async fn is_version(
    tx: &mut Tx,
    id: PurchaseListId,
    row_version: i32,
) -> Result<bool, DbError> {
    sqlx::query_scalar!(
        r#"select exists (select from purchase_lists where id = $1 and row_version = $2) as "is!""#,
        id.0,
        row_version
    )
    .fetch_one(&mut **tx)
    .await
}

pub(super) async fn set_quantities(
    tx: &mut Tx,
    id: PurchaseListId,
    quantities: &[(VariantId, i32)],
) -> Result<(), DbError> {
    let (variants, quantities): (Vec<uuid::Uuid>, Vec<i32>) =
        quantities.iter().map(|(id, many)| (id.0, *many)).unzip();
    sqlx::query!(
        "delete from purchase_list_lines l using unnest($2::uuid[], $3::int[]) as w (v, q)
         where l.list_id = $1 and l.variant_id = w.v and w.q = 0",
        id.0,
        &variants,
        &quantities
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "update purchase_list_lines l set quantity = w.q from unnest($2::uuid[], $3::int[]) as w (v, q)
         where l.list_id = $1 and l.variant_id = w.v and w.q > 0 and l.quantity <> w.q",
        id.0,
        &variants,
        &quantities
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(super) async fn touch(tx: &mut Tx, id: PurchaseListId) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "update purchase_lists set updated_at = $2, row_version = row_version + 1 where id = $1",
        id.0,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(super) async fn rename(
    tx: &mut Tx,
    owner: Owner,
    id: PurchaseListId,
    row_version: i32,
    name: &str,
) -> Result<bool, DbError> {
    let (now, (customer, company)) = (tx.now(), owner.columns());
    let done = sqlx::query!(
        "update purchase_lists set name = $5, updated_at = $6, row_version = row_version + 1
         where id = $3 and row_version = $4 and (company_id = $2 or company_id is null and customer_id = $1)",
        customer,
        company,
        id.0,
        row_version,
        name,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub(super) async fn delete(tx: &mut Tx, owner: Owner, id: PurchaseListId) -> Result<bool, DbError> {
    let (customer, company) = owner.columns();
    let done = sqlx::query!(
        "delete from purchase_lists where id = $3 and (company_id = $2 or company_id is null and customer_id = $1)",
        customer,
        company,
        id.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}
