//! Promotions as staff see them, and what the shop says of gifts.

use platform::clock::Timestamp;
use platform::db::cut::{Cut, Search};
use platform::db::keyset::{Count, Cursor, PageOf, Slice, SortBy};
use platform::db::{DbError, PgConnection};
use sqlx::QueryBuilder;
use uuid::Uuid;

use crate::ids::{CustomerId, PromotionId, VariantId};
use crate::pricing::list::listing::{CompanyFound, company_for};

/// As many uses as the list counts of a promotion without a limit.
pub const MOST_IN_LIST: i64 = 1_000;
/// As many of its latest orders as the page of a promotion adds up, and as many uses as are counted of a code without a limit.
pub const MOST_COUNTED: i64 = 10_000;

/// A promotion in the list.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct ListedPromotion {
    /// Which.
    pub id: PromotionId,
    /// What staff call it.
    pub name: String,
    /// See [`super::PromotionState`].
    pub state: String,
    /// See [`super::Benefit::KINDS`].
    pub kind: String,
    /// Of a percentage.
    pub percent_bp: Option<i32>,
    /// Of a sum or a fixed price.
    pub amount_minor: Option<i64>,
    /// Of a set.
    pub buy_quantity: Option<i32>,
    /// Of a set.
    pub pay_quantity: Option<i32>,
    /// ISO 4217.
    pub currency: String,
    /// Asks for a code.
    pub needs_code: bool,
    /// Orders that use it. Without a limit no more than one above [`MOST_IN_LIST`] is looked at.
    pub uses: i64,
    /// As many as may.
    pub max_uses: Option<i64>,
    /// From when.
    pub starts_at: Timestamp,
    /// Until just before when.
    pub ends_at: Option<Timestamp>,
    /// When it was made.
    pub created_at: Timestamp,
}

impl ListedPromotion {
    /// Where a page goes on from this row.
    #[must_use]
    pub fn cursor(&self) -> Cursor {
        Cursor::at(self.created_at, self.id.0)
    }
}

/// Which promotions.
#[derive(Clone, Debug, Default)]
pub struct PromotionFilter {
    /// What is looked for: [`look_for`].
    pub search: Search,
    /// Of these shops alone.
    pub shops: Option<Vec<Uuid>>,
    /// See [`super::PromotionState`].
    pub state: Option<String>,
}

/// A text as a search: part of the name.
#[must_use]
pub fn look_for(text: Option<&str>) -> Search {
    text.map_or(Search::Everything, |text| {
        Search::latest(&["lower(r.name)"], text)
    })
}

fn order(is_descending: bool) -> SortBy {
    SortBy::moment("r.created_at", is_descending)
}

fn cut(filter: &PromotionFilter) -> Cut<'_> {
    Cut::of("promotions", &filter.search)
        .narrowed("r.state", filter.state.as_deref())
        .within("r.shop_id", filter.shops.as_deref())
}

/// A page of promotions, the newest first.
///
/// # Errors
/// Database errors.
pub async fn promotions(
    conn: &mut PgConnection,
    filter: &PromotionFilter,
    is_descending: bool,
    page: PageOf,
) -> Result<Slice<ListedPromotion>, DbError> {
    let query = QueryBuilder::new(
        "select r.id, r.name, r.state, r.kind, r.percent_bp, r.amount_minor, r.buy_quantity, r.pay_quantity, r.currency, r.needs_code,
                -- Counted where there is a limit, and looked up elsewhere: one more than [`MOST_IN_LIST`] means more than that.
                case when r.max_uses is not null then r.uses
                     else (select count(*) from (select from promotion_redemptions d where d.promotion_id = r.id and d.state = 'held' limit 1001) x)
                end as uses,
                r.max_uses, r.starts_at, r.ends_at, r.created_at from ",
    );
    cut(filter)
        .page(conn, query, &order(is_descending), page)
        .await
}

/// How many promotions there are, never looking at more than a thousand and one.
///
/// # Errors
/// Database errors.
pub async fn count(conn: &mut PgConnection, filter: &PromotionFilter) -> Result<Count, DbError> {
    cut(filter).count(conn, &order(true)).await
}

/// These promotions as the list has them; uses are those that are counted, of promotions with a limit.
///
/// # Errors
/// Database errors.
pub async fn listed(
    conn: &mut PgConnection,
    ids: &[PromotionId],
) -> Result<Vec<ListedPromotion>, DbError> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
    sqlx::query_as!(
        ListedPromotion,
        r#"select id as "id!: PromotionId", name, state, kind, percent_bp, amount_minor, buy_quantity, pay_quantity, currency::text as "currency!",
                  needs_code, uses, max_uses, starts_at, ends_at, created_at
           from promotions where id = any($1)"#,
        &ids
    )
    .fetch_all(conn)
    .await
}

/// What is said of a promotion beside the rule itself.
#[derive(Clone, Debug)]
pub struct PromotionFacts {
    /// What staff call it.
    pub name: String,
    /// Orders that use it and have not lapsed, where there is a limit.
    pub uses: i64,
    /// As many as may.
    pub max_uses: Option<i64>,
    /// When it was made.
    pub created_at: Timestamp,
    /// For the form.
    pub row_version: i32,
}

/// One promotion's facts.
///
/// # Errors
/// Database errors.
pub async fn facts(
    conn: &mut PgConnection,
    id: PromotionId,
) -> Result<Option<PromotionFacts>, DbError> {
    sqlx::query_as!(
        PromotionFacts,
        "select name, uses, max_uses, created_at, row_version from promotions where id = $1",
        id.0
    )
    .fetch_optional(conn)
    .await
}

/// What a promotion has done, by its [`MOST_COUNTED`] latest orders.
#[derive(Clone, Debug)]
pub struct PromotionFigures {
    /// Orders that use it and have not lapsed.
    pub uses: i64,
    /// What it has taken off those that were placed.
    pub discount_minor: i64,
    /// What they came to.
    pub revenue_minor: i64,
    /// How many of them there are.
    pub placed: i64,
    /// How many codes it has.
    pub codes: i64,
}

impl PromotionFigures {
    /// Whether there are older orders that are not counted.
    #[must_use]
    pub fn is_of_latest(&self) -> bool {
        self.uses >= MOST_COUNTED
    }
}

/// One promotion's figures.
///
/// # Errors
/// Database errors.
pub async fn figures(
    conn: &mut PgConnection,
    id: PromotionId,
) -> Result<PromotionFigures, DbError> {
    sqlx::query_as!(
        PromotionFigures,
        r#"select count(*) as "uses!", coalesce(sum(valued(r.discount_minor, o.exchange_rate_e6)) filter (where o.placed_at is not null), 0)::bigint as "discount_minor!",
                  coalesce(sum(valued((o.total_minor - coalesce((select sum(d.expected_minor - d.received_minor) from payment_differences d
                                                                where d.order_id = o.id and d.deed = 'accept'), 0))::bigint, o.exchange_rate_e6))
                           filter (where o.placed_at is not null), 0)::bigint as "revenue_minor!",
                  count(*) filter (where o.placed_at is not null) as "placed!",
                  (select count(*) from promotion_codes c where c.promotion_id = $1) as "codes!"
           from (select order_id, discount_minor from promotion_redemptions
                 where promotion_id = $1 and state = 'held' order by redeemed_at desc limit $2) r
           join orders o on o.id = r.order_id"#,
        id.0,
        MOST_COUNTED
    )
    .fetch_one(conn)
    .await
}

/// An order that uses a promotion.
#[derive(Clone, Debug)]
pub struct PromotionOrder {
    /// What people call it.
    pub number: String,
    /// State of the order.
    pub state: String,
    /// What the promotion took off it.
    pub discount_minor: i64,
    /// What it came to, less what was taken off it since less had come and that was accepted.
    pub total_minor: i64,
    /// What both are in.
    pub currency: String,
    /// The code that was given.
    pub code: Option<String>,
    /// When.
    pub redeemed_at: Timestamp,
}

/// The latest orders that use a promotion.
///
/// # Errors
/// Database errors.
pub async fn latest_orders(
    conn: &mut PgConnection,
    id: PromotionId,
    limit: i64,
) -> Result<Vec<PromotionOrder>, DbError> {
    sqlx::query_as!(
        PromotionOrder,
        r#"select o.number, o.state, r.discount_minor, o.currency::text as "currency!",
                  (o.total_minor - coalesce((select sum(d.expected_minor - d.received_minor) from payment_differences d
                                             where d.order_id = o.id and d.deed = 'accept'), 0))::bigint as "total_minor!",
                  c.code as "code?", r.redeemed_at
           from promotion_redemptions r join orders o on o.id = r.order_id left join promotion_codes c on c.id = r.code_id
           where r.promotion_id = $1 order by r.redeemed_at desc limit $2"#,
        id.0,
        limit
    )
    .fetch_all(conn)
    .await
}

/// A code as staff see it.
#[derive(Clone, Debug)]
pub struct ListedCode {
    /// Its row.
    pub id: Uuid,
    /// As it is written.
    pub code: String,
    /// Orders that use it. Without a limit no more than one above [`MOST_COUNTED`] is looked at.
    pub uses: i64,
    /// As many as may.
    pub max_uses: Option<i64>,
    /// Whose it is alone, by their number.
    pub customer: Option<String>,
    /// When it was made.
    pub created_at: Timestamp,
}

/// A promotion's codes after one of them, newest first.
///
/// # Errors
/// Database errors.
pub async fn codes(
    conn: &mut PgConnection,
    id: PromotionId,
    after: Option<Cursor>,
    limit: i64,
) -> Result<Vec<ListedCode>, DbError> {
    let at = after.and_then(|cursor| Timestamp::from_microsecond(cursor.value));
    sqlx::query_as!(
        ListedCode,
        r#"select c.id, c.code,
                  case when c.max_uses is not null then c.uses
                       else (select count(*) from (select from promotion_redemptions d where d.code_id = c.id and d.state = 'held' limit $5) x)
                  end as "uses!", c.max_uses, (select k.number from customers k where k.id = c.customer_id) as customer, c.created_at
           from promotion_codes c
           where c.promotion_id = $1 and ($2::timestamptz is null or (c.created_at, c.id) < ($2, $3))
           order by c.created_at desc, c.id desc limit $4"#,
        id.0,
        at,
        after.map(|cursor| cursor.id),
        limit,
        MOST_COUNTED + 1
    )
    .fetch_all(conn)
    .await
}

/// The names of variants that may be given: product and options.
///
/// # Errors
/// Database errors.
pub async fn gift_names(
    conn: &mut PgConnection,
    variants: &[VariantId],
    locale: &str,
) -> Result<Vec<(VariantId, String)>, DbError> {
    let ids: Vec<Uuid> = variants.iter().map(|id| id.0).collect();
    let rows = sqlx::query!(
        r#"select v.id as "id!: VariantId",
                  coalesce((select t.name from product_translations t where t.product_id = v.product_id and t.locale = $2),
                           (select t.name from product_translations t where t.product_id = v.product_id and t.locale = 'sv'), v.sku) as "name!",
                  coalesce((select string_agg(coalesce(ov.label ->> $2, ov.label ->> 'sv', ov.code), ', ' order by o.position)
                            from variant_option_values vo join product_option_values ov on ov.id = vo.option_value_id
                            join product_options o on o.id = ov.option_id where vo.variant_id = v.id), '') as "options!"
           from variants v where v.id = any($1)"#,
        &ids,
        locale
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let name = if row.options.is_empty() {
                row.name
            } else {
                format!("{}, {}", row.name, row.options)
            };
            (row.id, name)
        })
        .collect())
}

/// The customer with a number.
///
/// # Errors
/// Database errors.
pub async fn customer_by_number(
    conn: &mut PgConnection,
    number: &str,
) -> Result<Option<CustomerId>, DbError> {
    Ok(sqlx::query_scalar!(
        "select id from customers where number = $1 and state = 'active'",
        number
    )
    .fetch_optional(conn)
    .await?
    .map(CustomerId))
}

/// Things that a form names by what people call them: article numbers of variants.
///
/// # Errors
/// Database errors.
pub async fn variants_by_sku(
    conn: &mut PgConnection,
    skus: &[String],
) -> Result<Vec<(String, VariantId, Uuid)>, DbError> {
    let rows = sqlx::query!(
        r#"select sku, id as "id!: VariantId", product_id from variants where sku = any($1)"#,
        skus
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.sku, row.id, row.product_id))
        .collect())
}

/// Products by their codes.
///
/// # Errors
/// Database errors.
pub async fn products_by_code(
    conn: &mut PgConnection,
    codes: &[String],
) -> Result<Vec<(String, Uuid)>, DbError> {
    let rows = sqlx::query!("select code, id from products where code = any($1)", codes)
        .fetch_all(conn)
        .await?;
    Ok(rows.into_iter().map(|row| (row.code, row.id)).collect())
}

/// Products' codes and article numbers of variants, for a form that names them.
///
/// # Errors
/// Database errors.
pub async fn codes_of(conn: &mut PgConnection, products: &[Uuid]) -> Result<Vec<String>, DbError> {
    sqlx::query_scalar!(
        "select code from products where id = any($1) order by code",
        products
    )
    .fetch_all(conn)
    .await
}

/// A variant's article number.
///
/// # Errors
/// Database errors.
pub async fn sku_of(conn: &mut PgConnection, id: VariantId) -> Result<Option<String>, DbError> {
    sqlx::query_scalar!("select sku from variants where id = $1", id.0)
        .fetch_optional(conn)
        .await
}

/// A category to choose.
#[derive(Clone, Debug)]
pub struct CategoryChoice {
    /// Which.
    pub id: Uuid,
    /// Its name, with those above it.
    pub name: String,
}

/// All categories, in the order of the tree.
///
/// # Errors
/// Database errors.
pub async fn categories(
    conn: &mut PgConnection,
    locale: &str,
) -> Result<Vec<CategoryChoice>, DbError> {
    sqlx::query_as!(
        CategoryChoice,
        r#"select c.id,
                  (select string_agg(coalesce((select t.name from category_translations t where t.category_id = up.id and t.locale = $1),
                                              (select t.name from category_translations t where t.category_id = up.id and t.locale = 'sv'), a.code),
                                     ' › ' order by up.place)
                   from unnest(c.path) with ordinality as up (id, place) join categories a on a.id = up.id) as "name!"
           from categories c order by 2, c.id limit 2000"#,
        locale
    )
    .fetch_all(conn)
    .await
}

/// A tier to choose.
#[derive(Clone, Debug)]
pub struct TierChoice {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
}

/// All tiers, in their order.
///
/// # Errors
/// Database errors.
pub async fn tiers(conn: &mut PgConnection, locale: &str) -> Result<Vec<TierChoice>, DbError> {
    sqlx::query_as!(
        TierChoice,
        r#"select code, coalesce(name ->> $1, name ->> 'sv', code) as "name!" from tiers order by position, code"#,
        locale
    )
    .fetch_all(conn)
    .await
}

/// Which company somebody means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CompanyMeant {
    /// This one.
    One(Uuid),
    /// None is called so.
    None,
    /// Several are: these, by their customer numbers.
    Several(Vec<String>),
}

/// The company that is meant by a customer number, whatever follows it, an organisation number, or a whole name.
///
/// # Errors
/// Database errors.
pub async fn company_meant(conn: &mut PgConnection, text: &str) -> Result<CompanyMeant, DbError> {
    let first = text.split_whitespace().next().unwrap_or_default();
    for written in [text, first] {
        if let CompanyFound::One(id, _) = company_for(conn, written).await? {
            return Ok(CompanyMeant::One(id.0));
        }
    }
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let rows = sqlx::query!(
        "select id, number from companies where lower(name) = lower($1) or org_number = $1 or ($2 <> '' and org_number = $2) order by number limit 6",
        text,
        digits
    )
    .fetch_all(conn)
    .await?;
    Ok(match rows.as_slice() {
        [] => CompanyMeant::None,
        [row] => CompanyMeant::One(row.id),
        rows => CompanyMeant::Several(rows.iter().map(|row| row.number.clone()).collect()),
    })
}

/// Companies as a form names them: `FTG-1001 Bolaget AB`, by number.
///
/// # Errors
/// Database errors.
pub async fn companies_named(
    conn: &mut PgConnection,
    ids: &[Uuid],
) -> Result<Vec<String>, DbError> {
    sqlx::query_scalar!(
        r#"select number || ' ' || name as "named!" from companies where id = any($1) order by number"#,
        ids
    )
    .fetch_all(conn)
    .await
}
