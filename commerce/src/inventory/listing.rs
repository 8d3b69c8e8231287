//! Reading stock.

use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection};
use uuid::Uuid;

use crate::ids::VariantId;

/// What a shopper may be told about a variant's stock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Availability {
    /// Which.
    pub variant_id: VariantId,
    /// Pieces that can be bought now, over all active locations, those on back order included.
    pub free: i64,
    /// When more is expected, if that is known.
    pub restock_at: Option<Timestamp>,
}

/// Availability of variants; one without any stock row is not in the answer.
///
/// # Errors
/// Database errors.
pub async fn availability(
    conn: &mut PgConnection,
    variants: &[VariantId],
) -> Result<Vec<Availability>, DbError> {
    let variants: Vec<Uuid> = variants.iter().map(|id| id.0).collect();
    sqlx::query_as!(
        Availability,
        r#"select s.variant_id, sum(greatest(s.on_hand - s.reserved - s.allocated + s.backorder_limit, 0))::bigint as "free!",
                  min(s.restock_at) as restock_at
           from stock_levels s join locations l on l.id = s.location_id and l.is_active
           where s.variant_id = any($1) group by s.variant_id"#,
        &variants
    )
    .fetch_all(conn)
    .await
}

/// Levels whose counters differ from their ledger: none, unless something is badly wrong.
///
/// # Errors
/// Database errors.
pub async fn levels_off_ledger(conn: &mut PgConnection) -> Result<Vec<VariantId>, DbError> {
    sqlx::query_scalar!(
        r#"select s.variant_id as "variant_id: VariantId" from stock_levels s
           left join (select variant_id, location_id, sum(on_hand_delta) as on_hand, sum(reserved_delta) as reserved, sum(allocated_delta) as allocated
                      from stock_movements group by 1, 2) m
             on m.variant_id = s.variant_id and m.location_id = s.location_id
           where (s.on_hand, s.reserved, s.allocated) is distinct from
                 (coalesce(m.on_hand, 0)::bigint, coalesce(m.reserved, 0)::bigint, coalesce(m.allocated, 0)::bigint)"#
    )
    .fetch_all(conn)
    .await
}
