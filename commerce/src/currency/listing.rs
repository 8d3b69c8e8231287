//! Reading rates: how a currency stands with a shop, and what was entered.

use platform::clock::{Date, Timestamp};
use platform::db::{DbError, PgConnection};
use platform::money::Currency;

use super::{Rate, Standing, judge, store};
use crate::ids::{CompanyId, ShopId};
use crate::setting::{Key, Settings};

/// Rows of the past that are shown.
const SHOWN: i64 = 60;

/// How a currency stands with a shop at a moment.
///
/// # Errors
/// Database errors.
pub async fn standing(
    conn: &mut PgConnection,
    shop: ShopId,
    currency: Currency,
    at: Timestamp,
) -> Result<Standing, DbError> {
    let home = home(conn, shop).await?;
    if home == currency {
        return Ok(Standing::Own);
    }
    let today = at.business_time().date();
    let latest = store::latest(conn, shop, currency, Date(today)).await?;
    let days = Settings::number_of(conn, shop, Key::RateDays).await?;
    let latest = latest.map(|held| Rate {
        currency,
        home,
        e6: held.e6,
        on: held.on,
    });
    Ok(judge(latest, today, days))
}

/// What a shop sells in by itself.
///
/// # Errors
/// Database errors.
pub(crate) async fn home(conn: &mut PgConnection, shop: ShopId) -> Result<Currency, DbError> {
    let code = sqlx::query_scalar!(
        r#"select currency::text as "currency!" from shops where id = $1"#,
        shop.0
    )
    .fetch_one(conn)
    .await?;
    Ok(Currency::from(code))
}

/// In what somebody buys: a company, or people of a tier for themselves. The company's own currency, else its tier's, else the shop's.
///
/// # Errors
/// Database errors.
pub(crate) async fn buys_in(
    conn: &mut PgConnection,
    shop: ShopId,
    (company, tier): (Option<CompanyId>, &str),
) -> Result<Currency, DbError> {
    let code = sqlx::query_scalar!(
        r#"select coalesce(c.buys_in, t.buys_in, s.currency)::text as "currency!"
           from shops s left join companies c on c.id = $2 and c.state = 'active'
           left join tiers t on t.code = coalesce(c.tier_code, $3) where s.id = $1"#,
        shop.0,
        company.map(|id| id.0),
        tier
    )
    .fetch_one(conn)
    .await?;
    Ok(Currency::from(code))
}

/// Whether anything can be sold in a currency: it is a shop's own, or somebody has told what it costs there; in one shop, or in any.
///
/// # Errors
/// Database errors.
pub(crate) async fn is_known(
    conn: &mut PgConnection,
    shop: Option<ShopId>,
    currency: Currency,
) -> Result<bool, DbError> {
    sqlx::query_scalar!(
        r#"select (exists (select from shops where currency = $1 and ($2::uuid is null or id = $2))
                   or exists (select from exchange_rates where currency = $1 and ($2::uuid is null or shop_id = $2))) as "is_known!""#,
        currency.code(),
        shop.map(|id| id.0)
    )
    .fetch_one(conn)
    .await
}

/// A currency that has rates, or that prices are in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Held {
    /// Which.
    pub currency: Currency,
    /// How it stands.
    pub standing: Standing,
    /// Whether a price list that has not ended is in it.
    pub is_used: bool,
}

/// The currencies of a shop besides its own, by code.
///
/// # Errors
/// Database errors.
pub async fn held(
    conn: &mut PgConnection,
    shop: ShopId,
    at: Timestamp,
) -> Result<Vec<Held>, DbError> {
    let home = home(conn, shop).await?;
    let days = Settings::number_of(conn, shop, Key::RateDays).await?;
    let today = at.business_time().date();
    let rows = sqlx::query!(
        r#"select c.currency::text as "currency!", c.is_used as "is_used!", r.rate_e6 as "rate_e6?", r.on_day as "on_day?: Date"
           from (select a.currency, bool_or(a.is_used) as is_used
                 from (select currency, false as is_used from exchange_rates where shop_id = $1
                       union all
                       select currency, true from price_lists where shop_id = $1 and (valid_to is null or valid_to > $3)) a
                 where a.currency <> $4 group by a.currency) c
           left join lateral (select e.rate_e6, e.on_day from exchange_rates e
                              where e.shop_id = $1 and e.currency = c.currency and e.on_day <= $2
                              order by e.on_day desc, e.entered_at desc, e.id desc limit 1) r on true
           order by c.currency"#,
        shop.0,
        Date(today) as Date,
        at,
        home.code()
    )
    .fetch_all(conn)
    .await?;
    let rows = rows.into_iter().map(|row| {
        let currency = Currency::from(row.currency);
        let latest = row.rate_e6.zip(row.on_day).map(|(e6, on)| Rate {
            currency,
            home,
            e6,
            on,
        });
        Held {
            currency,
            standing: judge(latest, today, days),
            is_used: row.is_used,
        }
    });
    Ok(rows.collect())
}

/// A rate as it was entered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entered {
    /// Of what.
    pub currency: String,
    /// For which day.
    pub on: Date,
    /// Millionths of a unit of the shop's currency.
    pub e6: i64,
    /// Who has published it.
    pub source: String,
    /// When it was entered.
    pub at: Timestamp,
    /// By whom, where staff did.
    pub by: Option<String>,
    /// Whether it counts for its day: it was entered last.
    pub counts: bool,
}

/// What was entered of late, the latest day first.
///
/// # Errors
/// Database errors.
pub async fn entered(conn: &mut PgConnection, shop: ShopId) -> Result<Vec<Entered>, DbError> {
    sqlx::query_as!(
        Entered,
        r#"select e.currency::text as "currency!", e.on_day as "on: Date", e.rate_e6 as e6, e.source, e.entered_at as "at: Timestamp", s.name as "by?",
                  not exists (select from exchange_rates l where l.shop_id = e.shop_id and l.currency = e.currency and l.on_day = e.on_day
                              and (l.entered_at, l.id) > (e.entered_at, e.id)) as "counts!"
           from exchange_rates e left join staff s on s.id = e.entered_by
           where e.shop_id = $1 order by e.on_day desc, e.currency, e.entered_at desc, e.id desc limit $2"#,
        shop.0,
        SHOWN
    )
    .fetch_all(conn)
    .await
}
