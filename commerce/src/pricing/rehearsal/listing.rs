//! Answers of rehearsals as staff see them: how far one has come, which promotions begin and end, and the list of prices that will be others.

use platform::clock::Timestamp;
use platform::db::cut::{Cut, Search};
use platform::db::keyset::{Count, Cursor, PageOf, Slice, SortBy, SortValue};
use platform::db::{DbError, PgConnection};
use platform::money::{Currency, UnitPrice};
use sqlx::QueryBuilder;
use uuid::Uuid;

use super::As;
use crate::ids::{CompanyId, ProductId, PromotionId, VariantId};
use crate::promotion::per_piece::{Beyond, Turn};

/// An answer, as far as it has come.
#[derive(Clone, Debug)]
pub struct Answer {
    /// What people call it.
    pub number: String,
    tier_code: Option<String>,
    company_id: Option<Uuid>,
    /// What they are called that the shop is seen as.
    pub name: String,
    /// A company's customer number.
    pub company_number: Option<String>,
    /// In which currency prices are.
    pub currency: Currency,
    /// Whether with VAT.
    pub shows_vat: bool,
    /// Below what is warned; `None`: nothing is said of margins.
    pub margin_bp: Option<i64>,
    /// The moment from which is looked.
    pub asked_at: Timestamp,
    /// The moment to come.
    pub at: Timestamp,
    /// Whether all has been compared.
    pub is_done: bool,
    /// Articles that have been passed.
    pub looked_at: i64,
    /// Of so many.
    pub articles: i64,
    /// Prices that will be others.
    pub changed: i64,
    /// Those of them that promotions alone make others.
    pub by_promotion: i64,
    /// How many are below the margin.
    pub below_margin: i64,
    /// How many lack a prior price.
    pub lacking_prior: i64,
    /// Products that come into the shop.
    pub coming: i64,
    /// Products that leave it.
    pub going: i64,
}

/// A variant as people name it.
pub(crate) struct Named {
    pub(crate) id: VariantId,
    pub(crate) sku: String,
    pub(crate) name: String,
}

/// What these variants are called.
pub(crate) async fn named(
    conn: &mut PgConnection,
    ids: &[VariantId],
    locale: &str,
) -> Result<Vec<Named>, DbError> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
    sqlx::query_as!(
        Named,
        r#"select v.id as "id!: VariantId", v.sku,
                  coalesce((select t.name from product_translations t where t.product_id = v.product_id
                            order by t.locale = $2 desc, t.locale desc limit 1), '') as "name!"
           from variants v where v.id = any($1)"#,
        &ids,
        locale
    )
    .fetch_all(conn)
    .await
}

impl Answer {
    /// Whom the shop is seen as.
    #[must_use]
    pub fn seen_as(&self) -> Option<As> {
        As::from_columns(self.tier_code.clone(), self.company_id.map(CompanyId))
    }
}

/// One answer.
///
/// # Errors
/// Database errors.
pub async fn answer(conn: &mut PgConnection, number: &str) -> Result<Option<Answer>, DbError> {
    sqlx::query_as!(
        Answer,
        r#"select r.number, r.tier_code, r.company_id, r.name, (select c.number from companies c where c.id = r.company_id) as company_number,
                  r.currency as "currency!", r.shows_vat, r.margin_bp, r.asked_at, r.at, r.state = 'done' as "is_done!", r.looked_at, r.articles,
                  r.changed, r.by_promotion, r.below_margin, r.lacking_prior, r.coming, r.going
           from rehearsals r where r.number = $1"#,
        number
    )
    .fetch_optional(conn)
    .await
}

/// A promotion that begins or ends.
#[derive(Clone, Debug)]
pub struct ToldPromotion {
    /// Which.
    pub id: PromotionId,
    turn: String,
    beyond: Option<String>,
    /// From when it holds.
    pub starts_at: Timestamp,
    /// Until just before when.
    pub ends_at: Option<Timestamp>,
    /// The tiers that it is for, by name; none: all.
    pub tiers: Vec<String>,
    /// The first companies that it is for, by name; none: all.
    pub companies: Vec<String>,
}

impl ToldPromotion {
    /// What it does; the table's CHECK knows no other.
    #[must_use]
    pub fn turn(&self) -> Turn {
        Turn::parse(&self.turn).unwrap_or(Turn::Passes)
    }

    /// Why it has not been reckoned with, or not all of it.
    #[must_use]
    pub fn beyond(&self) -> Option<Beyond> {
        Beyond::parse(self.beyond.as_deref()?)
    }
}

/// The first promotions that begin or end, by when they begin, and how many there are.
///
/// # Errors
/// Database errors.
pub async fn promotions(
    conn: &mut PgConnection,
    number: &str,
    locale: &str,
    most: i64,
) -> Result<(Vec<ToldPromotion>, i64), DbError> {
    let told = sqlx::query_as!(
        ToldPromotion,
        r#"select p.id as "id!: PromotionId", d.turn, d.beyond, p.starts_at, p.ends_at,
                  array(select coalesce(t.name ->> $2, t.name ->> 'sv', t.code) from promotion_tiers x join tiers t on t.code = x.tier_code
                        where x.promotion_id = p.id order by t.position, t.code) as "tiers!",
                  array(select c.name from promotion_companies x join companies c on c.id = x.company_id
                        where x.promotion_id = p.id order by c.name, c.id limit 3) as "companies!"
           from rehearsal_promotions d join promotions p on p.id = d.promotion_id
           where d.rehearsal = $1 order by p.starts_at, p.id limit $3"#,
        number,
        locale,
        most
    )
    .fetch_all(&mut *conn)
    .await?;
    let many = sqlx::query_scalar!(
        r#"select count(*) as "many!" from rehearsal_promotions where rehearsal = $1"#,
        number
    )
    .fetch_one(conn)
    .await?;
    Ok((told, many))
}

/// What is to be seen of an answer's differences.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mind {
    /// What is below the margin.
    BelowMargin,
    /// What lacks a prior price.
    LacksPrior,
    /// What promotions alone make another.
    ByPromotion,
}

impl Mind {
    /// The condition that an index of the table rests on.
    fn condition(self) -> &'static str {
        match self {
            Self::BelowMargin => "r.is_below_margin",
            Self::LacksPrior => "r.lacks_prior",
            Self::ByPromotion => "r.is_by_promotion",
        }
    }
}

/// Which differences.
#[derive(Clone, Debug, Default)]
pub struct DifferenceFilter {
    /// Of which answer, by its number; empty: of none.
    pub rehearsal: String,
    /// Part of the article number.
    pub search: Search,
    /// Which of them.
    pub mind: Option<Mind>,
}

/// A text as a search: part of the article number.
#[must_use]
pub fn look_for(text: Option<&str>) -> Search {
    text.map_or(Search::Everything, |text| {
        Search::latest(&["lower(r.sku)"], text)
    })
}

/// A price that will be another, in the list.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct ListedDifference {
    rank: i64,
    /// Which variant.
    pub variant_id: VariantId,
    /// Its product.
    pub product_id: ProductId,
    /// Article number.
    pub sku: String,
    /// The product's name.
    pub name: String,
    /// From so many pieces.
    pub quantity: i32,
    now_e4: Option<i64>,
    then_e4: Option<i64>,
    promoted_now_e4: Option<i64>,
    promoted_then_e4: Option<i64>,
    /// The list that will decide; `None`: none will.
    pub list_name: Option<String>,
    /// What will be left of what is paid without VAT, promotions taken off, when the cost is paid, in basis points.
    pub margin_bp: Option<i64>,
    /// Whether that is below the limit.
    pub is_below_margin: bool,
    /// A campaign will decide, and there is no prior price to tell it from.
    pub lacks_prior: bool,
    /// Promotions alone make it another.
    pub is_by_promotion: bool,
    /// In which currency.
    pub currency: String,
}

impl ListedDifference {
    /// Where a page goes on from this row.
    #[must_use]
    pub fn cursor(&self) -> Cursor {
        Cursor {
            value: self.rank,
            id: self.variant_id.0,
        }
    }

    /// What one costs now: by the lists, and with promotions where they take something off.
    #[must_use]
    pub fn now(&self) -> (Option<UnitPrice>, Option<UnitPrice>) {
        (
            self.now_e4.map(UnitPrice),
            self.promoted_now_e4.map(UnitPrice),
        )
    }

    /// What one will cost: by the lists, and with promotions where they take something off.
    #[must_use]
    pub fn then(&self) -> (Option<UnitPrice>, Option<UnitPrice>) {
        (
            self.then_e4.map(UnitPrice),
            self.promoted_then_e4.map(UnitPrice),
        )
    }
}

fn order(is_descending: bool) -> SortBy {
    SortBy {
        column: "r.rank",
        id: "r.variant_id",
        value: SortValue::Number,
        is_descending,
    }
}

fn cut(filter: &DifferenceFilter) -> Cut<'_> {
    let mut cut = Cut::of("rehearsal_differences", &filter.search);
    cut.keys
        .push(("r.rehearsal", vec![filter.rehearsal.clone()]));
    cut.fixed = filter.mind.map(Mind::condition);
    cut
}

/// A page of differences: those to look at first, then by article number and quantity.
///
/// # Errors
/// Database errors.
pub async fn differences(
    conn: &mut PgConnection,
    filter: &DifferenceFilter,
    locale: &str,
    is_descending: bool,
    page: PageOf,
) -> Result<Slice<ListedDifference>, DbError> {
    let order = order(is_descending);
    let mut query = QueryBuilder::new(
        "select r.rank, r.variant_id, r.product_id, r.sku, r.quantity, r.now_e4, r.then_e4, r.promoted_now_e4, r.promoted_then_e4, r.margin_bp,
                r.is_below_margin, r.lacks_prior, r.is_by_promotion,
                (select l.name from price_lists l where l.id = r.price_list_id) as list_name,
                (select h.currency from rehearsals h where h.number = r.rehearsal) as currency,
                coalesce((select t.name from product_translations t where t.product_id = r.product_id and t.locale = ",
    );
    query.push_bind(locale.to_owned()).push(
        "), (select t.name from product_translations t where t.product_id = r.product_id and t.locale = 'sv'), '') as name from ",
    );
    cut(filter).push_page(&mut query, &order, page);
    page.push_order(&mut query, &order, page.fetched());
    let rows = query.build_query_as().fetch_all(conn).await?;
    Ok(page.slice(rows))
}

/// How many differences there are, never looking at more than a thousand and one.
///
/// # Errors
/// Database errors.
pub async fn count(conn: &mut PgConnection, filter: &DifferenceFilter) -> Result<Count, DbError> {
    cut(filter).count(conn, &order(true)).await
}
