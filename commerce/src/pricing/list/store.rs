//! Writing price lists.

use platform::clock::Timestamp;
use platform::db::{DbError, Tx};
use uuid::Uuid;

use super::save::{Audience, ListDraft};
use crate::ids::{CompanyId, PriceListId, ShopId, VariantId};
use crate::pricing::GUEST_TIER;
use crate::pricing::sheet::Period;

/// A list as it is, locked.
pub(super) struct Held {
    pub(super) audience: String,
    pub(super) tier_code: Option<String>,
    pub(super) company_id: Option<Uuid>,
    pub(super) for_tiers: Vec<String>,
    pub(super) currency: String,
    pub(super) includes_vat: bool,
    pub(super) valid_from: Option<Timestamp>,
    pub(super) valid_to: Option<Timestamp>,
    pub(super) priority: i32,
    pub(super) has_prices: bool,
    pub(super) row_version: i32,
}

impl Held {
    pub(super) fn period(&self) -> Period {
        Period {
            from: self.valid_from,
            to: self.valid_to,
        }
    }

    pub(super) fn audience(&self) -> Audience {
        match (self.audience.as_str(), &self.tier_code, self.company_id) {
            ("company", _, Some(company)) => Audience::Company(CompanyId(company)),
            ("tier", Some(tier), _) => Audience::Tier(tier.clone()),
            _ => Audience::Campaign(self.for_tiers.clone()),
        }
    }
}

pub(super) async fn lock_list(tx: &mut Tx, id: PriceListId) -> Result<Option<Held>, DbError> {
    sqlx::query_as!(
        Held,
        r#"select audience, tier_code, company_id, for_tiers, currency, includes_vat, valid_from, valid_to, priority, row_version,
                  exists (select from prices p where p.price_list_id = l.id) as "has_prices!"
           from price_lists l where id = $1 for no key update"#,
        id.0
    )
    .fetch_optional(&mut **tx)
    .await
}

/// Whether guests have another list that holds now and without end. All of theirs are locked, in id order: of two that are ended at the same time the
/// second sees what became of the first.
pub(super) async fn has_other_base(
    tx: &mut Tx,
    shop_id: ShopId,
    id: Option<PriceListId>,
) -> Result<bool, DbError> {
    let now = tx.now();
    let others = sqlx::query_scalar!(
        r#"select (id is distinct from $3 and valid_to is null and (valid_from is null or valid_from <= $4)) as "is_other!"
           from price_lists where shop_id = $1 and tier_code = $2 and currency = (select s.currency from shops s where s.id = $1)
           order by id for no key update"#,
        shop_id.0,
        GUEST_TIER,
        id.map(|id| id.0),
        now as _
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(others.contains(&true))
}

/// What a shop sells in.
pub(super) async fn currency_of(tx: &mut Tx, shop_id: ShopId) -> Result<String, DbError> {
    sqlx::query_scalar!(
        r#"select currency::text as "currency!" from shops where id = $1"#,
        shop_id.0
    )
    .fetch_one(&mut **tx)
    .await
}

pub(super) async fn write_list(
    tx: &mut Tx,
    shop_id: ShopId,
    id: PriceListId,
    is_held: bool,
    draft: &ListDraft,
) -> Result<(), DbError> {
    let now = tx.now();
    let (tier, company, tiers): (Option<&str>, Option<Uuid>, &[String]) = match &draft.audience {
        Audience::Tier(tier) => (Some(tier), None, &[]),
        Audience::Company(company) => (None, Some(company.0), &[]),
        Audience::Campaign(tiers) => (None, None, tiers),
    };
    if is_held {
        sqlx::query!(
            "update price_lists set code = $2, name = $3, audience = $4, tier_code = $5, company_id = $6, for_tiers = $7, currency = $8,
                    includes_vat = $9, valid_from = $10, valid_to = $11, priority = $12, updated_at = $13, row_version = row_version + 1
             where id = $1",
            id.0,
            draft.code,
            draft.name,
            draft.audience.kind().as_str(),
            tier,
            company,
            tiers,
            draft.currency.code(),
            draft.includes_vat,
            draft.period.from,
            draft.period.to,
            draft.priority,
            now,
        )
        .execute(&mut **tx)
        .await?;
        return Ok(());
    }
    sqlx::query!(
        "insert into price_lists (id, code, name, shop_id, audience, tier_code, company_id, for_tiers, currency, includes_vat, valid_from, valid_to,
                                  priority, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $14)",
        id.0,
        draft.code,
        draft.name,
        shop_id.0,
        draft.audience.kind().as_str(),
        tier,
        company,
        tiers,
        draft.currency.code(),
        draft.includes_vat,
        draft.period.from,
        draft.period.to,
        draft.priority,
        now,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// A price, locked by its variant as those who set prices lock it.
pub(super) struct HeldPrice {
    pub(super) variant_id: VariantId,
    pub(super) sku: String,
    pub(super) min_quantity: i32,
    pub(super) unit_price_e4: i64,
    pub(super) valid_from: Timestamp,
    pub(super) valid_to: Option<Timestamp>,
}

pub(super) async fn lock_price(
    tx: &mut Tx,
    list: PriceListId,
    price: Uuid,
) -> Result<Option<HeldPrice>, DbError> {
    sqlx::query!(
        "select id from variants where id = (select variant_id from prices where id = $1 and price_list_id = $2) for no key update",
        price,
        list.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    sqlx::query_as!(
        HeldPrice,
        r#"select p.variant_id as "variant_id!: VariantId", v.sku, p.min_quantity, p.unit_price_e4, p.valid_from, p.valid_to
           from prices p join variants v on v.id = p.variant_id where p.id = $1 and p.price_list_id = $2"#,
        price,
        list.0
    )
    .fetch_optional(&mut **tx)
    .await
}

pub(super) async fn end(tx: &mut Tx, price: Uuid, at: Timestamp) -> Result<(), DbError> {
    sqlx::query!("update prices set valid_to = $2 where id = $1", price, at)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Takes away a price that has not begun; the table refuses others. What it was to follow holds on in its place.
pub(super) async fn take_away(
    tx: &mut Tx,
    list: PriceListId,
    price: Uuid,
    held: &HeldPrice,
) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "select set_config('torg.moment', $1::timestamptz::text, true) from (select 1) as one",
        now
    )
    .fetch_one(&mut **tx)
    .await?;
    sqlx::query!(
        "delete from prices where id = $1 and valid_from >= $2",
        price,
        now
    )
    .execute(&mut **tx)
    .await?;
    // Planning it had ended the one before at its beginning.
    sqlx::query!(
        "update prices set valid_to = $5 where price_list_id = $1 and variant_id = $2 and min_quantity = $3 and valid_to = $4",
        list.0,
        held.variant_id.0,
        held.min_quantity,
        held.valid_from,
        held.valid_to
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// The variants with these article numbers.
pub(super) async fn by_sku(
    tx: &mut Tx,
    skus: &[String],
) -> Result<Vec<(String, VariantId)>, DbError> {
    let rows = sqlx::query!("select sku, id from variants where sku = any($1)", skus)
        .fetch_all(&mut **tx)
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.sku, VariantId(row.id)))
        .collect())
}
