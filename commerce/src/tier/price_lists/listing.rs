//! Reading the order of a tier's price lists.

use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection};
use uuid::Uuid;

use crate::catalogue::Label;
use crate::ids::{PriceListId, ShopId, VariantId};
use crate::tier::GUESTS;

/// Prices of one list that are looked through for what another order may change.
const MOST_PRICES: i64 = 25_000;

/// A price list that a tier's people are asked the prices of.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Which.
    pub id: PriceListId,
    /// What it is called.
    pub name: String,
    /// The code of the tier whose list it is; none: a campaign's, which only ever lowers.
    pub tier: Option<String>,
    /// What that tier is called.
    pub tier_name: Label,
    /// From when it holds; none: always has.
    pub valid_from: Option<Timestamp>,
    /// Until when; none: until further notice.
    pub valid_to: Option<Timestamp>,
}

impl Asked {
    /// Whether it is guests', which stands in every order.
    #[must_use]
    pub fn is_guests(&self) -> bool {
        self.tier.as_deref() == Some(GUESTS)
    }
}

/// The order of a tier's price lists as it is.
#[derive(Clone, Debug)]
pub struct TierOrder {
    /// The lists that have not ended, campaigns left out.
    pub lists: Vec<Asked>,
    /// Against silent overwrite; 0: the merchant has given none.
    pub row_version: i32,
}

/// The lists of a tier that have not ended, in the order in which they are asked (as `pricing::listing::price_context` has it); of campaigns and lists to
/// come as many as fit. With campaigns it is what the tier is asked in what it buys in; without, what the merchant's order is made of, which is one of lists in the
/// shop's own currency.
///
/// # Errors
/// Database errors.
pub async fn asked(
    conn: &mut PgConnection,
    shop: ShopId,
    code: &str,
    at: Timestamp,
    with_campaigns: bool,
) -> Result<Vec<Asked>, DbError> {
    let rows = sqlx::query!(
        r#"select l.id as "id!: PriceListId", l.name as "name!", l.tier_code as "tier?", t.name as "tier_name?",
                  l.valid_from as "valid_from?: Timestamp", l.valid_to as "valid_to?: Timestamp"
           from shops s join tiers w on w.code = $2
           cross join lateral (select case when $5 then coalesce(w.buys_in, s.currency) else s.currency end as currency) b
           left join tier_price_orders o on o.tier_code = $2 and o.shop_id = s.id and b.currency = s.currency
           cross join lateral (
               select f.id, f.name, f.tier_code, f.currency, f.priority, false as is_campaign, (f.tier_code = $3 and $2 <> $3) as is_fallback,
                      f.valid_from, f.valid_to
               from price_lists f where f.shop_id = s.id and f.tier_code in ($2, $3) and f.audience = 'tier' and (o.id is null or f.tier_code = $3)
                   and not exists (select from tier_price_lists e where e.order_id = o.id and e.price_list_id = f.id and e.asked_to is null)
               union all
               select p.id, p.name, p.tier_code, p.currency, e.place, false, false, p.valid_from, p.valid_to
               from tier_price_lists e join price_lists p on p.id = e.price_list_id
               where e.order_id = o.id and e.asked_to is null and p.shop_id = s.id and p.audience = 'tier'
               union all
               select id, name, null, currency, priority, true, false, valid_from, valid_to from price_lists
               where $5 and shop_id = s.id and audience = 'campaign' and (for_tiers = '{}' or $2 = any(for_tiers))) l
           left join tiers t on t.code = l.tier_code
           where s.id = $1 and l.currency = b.currency and (l.valid_to is null or l.valid_to > $4)
           order by l.is_fallback, l.is_campaign desc, l.priority, l.id limit 100"#,
        shop.0,
        code,
        GUESTS,
        at as _,
        with_campaigns
    )
    .fetch_all(conn)
    .await?;
    let rows = rows.into_iter().map(|row| Asked {
        id: row.id,
        name: row.name,
        tier: row.tier,
        tier_name: row.tier_name.map(Label::from_json).unwrap_or_default(),
        valid_from: row.valid_from,
        valid_to: row.valid_to,
    });
    Ok(rows.collect())
}

/// The order of a tier's price lists.
///
/// # Errors
/// Database errors.
pub async fn order(
    conn: &mut PgConnection,
    shop: ShopId,
    code: &str,
    at: Timestamp,
) -> Result<TierOrder, DbError> {
    let row_version = sqlx::query_scalar!(
        "select row_version from tier_price_orders where tier_code = $1 and shop_id = $2",
        code,
        shop.0
    )
    .fetch_optional(&mut *conn)
    .await?;
    Ok(TierOrder {
        lists: asked(conn, shop, code, at, false).await?,
        row_version: row_version.unwrap_or(0),
    })
}

/// All lists of a shop's tiers that have not ended and can stand in an order, tier by tier.
///
/// # Errors
/// Database errors.
pub async fn choices(
    conn: &mut PgConnection,
    shop: ShopId,
    at: Timestamp,
) -> Result<Vec<Asked>, DbError> {
    let rows = sqlx::query!(
        r#"select l.id as "id: PriceListId", l.name, l.tier_code, t.name as tier_name, l.valid_from as "valid_from?: Timestamp",
                  l.valid_to as "valid_to?: Timestamp"
           from shops s join price_lists l on l.shop_id = s.id and l.currency = s.currency and l.tier_code is not null
           join tiers t on t.code = l.tier_code
           where s.id = $1 and l.audience = 'tier' and (l.valid_to is null or l.valid_to > $2)
           order by t.position desc, t.code, l.priority, l.id limit 200"#,
        shop.0,
        at as _
    )
    .fetch_all(conn)
    .await?;
    let rows = rows.into_iter().map(|row| Asked {
        id: row.id,
        name: row.name,
        tier: row.tier_code,
        tier_name: Label::from_json(row.tier_name),
        valid_from: row.valid_from,
        valid_to: row.valid_to,
    });
    Ok(rows.collect())
}

/// The lists of a tier and of guests that are in another currency than the shop's, each with what it is in: by currency, and within one as they are asked. No
/// order has any of them.
///
/// # Errors
/// Database errors.
pub async fn in_other_currencies(
    conn: &mut PgConnection,
    shop: ShopId,
    code: &str,
    at: Timestamp,
) -> Result<Vec<(String, Asked)>, DbError> {
    let rows = sqlx::query!(
        r#"select l.currency::text as "currency!", l.id as "id: PriceListId", l.name, l.tier_code, t.name as tier_name,
                  l.valid_from as "valid_from?: Timestamp", l.valid_to as "valid_to?: Timestamp"
           from shops s join price_lists l on l.shop_id = s.id and l.currency <> s.currency and l.tier_code in ($2, $3)
           join tiers t on t.code = l.tier_code
           where s.id = $1 and l.audience = 'tier' and (l.valid_to is null or l.valid_to > $4)
           order by l.currency, (l.tier_code = $3 and $2 <> $3), l.priority, l.id limit 200"#,
        shop.0,
        code,
        GUESTS,
        at as _
    )
    .fetch_all(conn)
    .await?;
    let rows = rows.into_iter().map(|row| {
        let list = Asked {
            id: row.id,
            name: row.name,
            tier: row.tier_code,
            tier_name: Label::from_json(row.tier_name),
            valid_from: row.valid_from,
            valid_to: row.valid_to,
        };
        (row.currency, list)
    });
    Ok(rows.collect())
}

/// What the tiers are called that are asked the prices of a tier's list; everybody is asked guests'.
///
/// # Errors
/// Database errors.
pub async fn askers(
    conn: &mut PgConnection,
    list: PriceListId,
    locale: &str,
) -> Result<Vec<String>, DbError> {
    sqlx::query_scalar!(
        r#"select coalesce(t.name ->> $2, t.name ->> 'sv', t.code) as "name!" from price_lists l cross join tiers t
           where l.id = $1 and l.audience = 'tier' and (l.tier_code = $3 or tier_asks(t.code, l.shop_id, l.id)) order by t.position, t.code"#,
        list.0,
        locale,
        GUESTS
    )
    .fetch_all(conn)
    .await
}

/// Whether any of some lists has a price that holds at a moment. Looks no further than the first of each.
///
/// # Errors
/// Database errors.
pub async fn has_a_price(
    conn: &mut PgConnection,
    lists: &[PriceListId],
    at: Timestamp,
) -> Result<bool, DbError> {
    let lists: Vec<Uuid> = lists.iter().map(|id| id.0).collect();
    sqlx::query_scalar!(
        r#"select exists (select from price_lists l where l.id = any($1) and (l.valid_from is null or l.valid_from <= $2)
                          and (l.valid_to is null or l.valid_to > $2)
                          and exists (select from prices p where p.price_list_id = l.id and p.valid_from <= $2
                                      and (p.valid_to is null or p.valid_to > $2))) as "has!""#,
        &lists,
        at as _
    )
    .fetch_one(conn)
    .await
}

/// Articles that some lists have a price of now, so many at most, and whether there are more.
pub(super) async fn touched(
    conn: &mut PgConnection,
    lists: &[PriceListId],
    most: usize,
    at: Timestamp,
) -> Result<(Vec<VariantId>, bool), DbError> {
    let lists: Vec<Uuid> = lists.iter().map(|id| id.0).collect();
    let limit = i64::try_from(most).unwrap_or(i64::MAX).saturating_add(1);
    let rows = sqlx::query!(
        r#"with found as materialized (
               select l.id as list, p.variant_id from unnest($1::uuid[]) as l (id)
               cross join lateral (select variant_id from prices where price_list_id = l.id and valid_from <= $2 and (valid_to is null or valid_to > $2)
                                   limit $3) p)
           select variant_id as "id!", (select max(n) from (select count(*) as n from found group by list) c) as "of_one_list!"
           from (select distinct variant_id from found limit $4) ids"#,
        &lists,
        at as _,
        MOST_PRICES,
        limit
    )
    .fetch_all(conn)
    .await?;
    let is_capped = rows.len() > most || rows.iter().any(|row| row.of_one_list >= MOST_PRICES);
    let ids = rows.into_iter().take(most).map(|row| VariantId(row.id));
    Ok((ids.collect(), is_capped))
}
