//! Customers as staff see them: the list, and what the page of one shows.

use platform::clock::Timestamp;
use platform::db::cut::{Cut, MOST_HITS, Search, has_trigram};
use platform::db::keyset::{Count, Cursor, PageOf, Slice, SortBy, contains_pattern};
use platform::db::{DbError, PgConnection};
use sqlx::QueryBuilder;
use uuid::Uuid;

use crate::ids::{CustomerId, GiftCardId};

/// A customer in the list.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct ListedCustomer {
    /// Which.
    pub id: Uuid,
    /// `KND-10001`.
    pub number: String,
    /// Name; empty when erased.
    pub name: String,
    /// The address that logs in; empty when erased.
    pub email: String,
    /// Telephone in international form; may be empty.
    pub phone: String,
    /// Their tier's name in the reader's language.
    pub tier_name: String,
    /// See [`super::CustomerState`].
    pub state: String,
    /// When they last logged in.
    pub last_log_in_at: Option<Timestamp>,
    /// When the account was made.
    pub created_at: Timestamp,
}

impl ListedCustomer {
    /// Where a page goes on from this row.
    #[must_use]
    pub fn cursor(&self) -> Cursor {
        Cursor::at(self.created_at, self.id)
    }
}

/// Which customers.
#[derive(Clone, Debug, Default)]
pub struct CustomerFilter {
    /// What is looked for.
    pub search: Search,
    /// The state.
    pub state: Option<String>,
    /// The tier's code.
    pub tier: Option<String>,
}

fn order(is_descending: bool) -> SortBy {
    SortBy::moment("r.created_at", is_descending)
}

fn cut(filter: &CustomerFilter) -> Cut<'_> {
    let mut cut = Cut::of("customers", &filter.search);
    if let Some(state) = &filter.state {
        cut.keys.push(("r.state", vec![state.clone()]));
    }
    if let Some(tier) = &filter.tier {
        cut.keys.push(("r.tier_code", vec![tier.clone()]));
    }
    cut
}

/// A page of customers, the latest first.
///
/// # Errors
/// Database errors.
pub async fn customers(
    conn: &mut PgConnection,
    filter: &CustomerFilter,
    locale: &str,
    is_descending: bool,
    page: PageOf,
) -> Result<Slice<ListedCustomer>, DbError> {
    let mut query = QueryBuilder::new(
        "select r.id, r.number, r.name, r.email, r.phone, r.state, r.last_log_in_at, r.created_at, (select coalesce(t.name ->> ",
    );
    query.push_bind(locale.to_owned()).push(
        ", t.name ->> 'sv', t.code) from tiers t where t.code = r.tier_code) as tier_name from ",
    );
    cut(filter)
        .page(conn, query, &order(is_descending), page)
        .await
}

/// How many customers there are, never looking at more than a thousand and one.
///
/// # Errors
/// Database errors.
pub async fn count(conn: &mut PgConnection, filter: &CustomerFilter) -> Result<Count, DbError> {
    cut(filter).count(conn, &order(true)).await
}

/// The codes of all tiers, in their order.
///
/// # Errors
/// Database errors.
pub async fn tier_codes(conn: &mut PgConnection) -> Result<Vec<String>, DbError> {
    sqlx::query_scalar!("select code from tiers order by position, code limit 200")
        .fetch_all(conn)
        .await
}

/// A text as a search: a number, a whole e-mail address (also one that was given up), a telephone number, else part of a name or an address.
///
/// # Errors
/// Database errors.
pub async fn look_for(conn: &mut PgConnection, text: Option<&str>) -> Result<Search, DbError> {
    let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else {
        return Ok(Search::Everything);
    };
    let bare = text.to_ascii_uppercase().replace(['-', ' '], "");
    if let Some(digits) = bare.strip_prefix("KND") {
        return Ok(Search::Equals("r.number", vec![format!("KND-{digits}")]));
    }
    let digits = bare.trim_start_matches('+');
    if !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit()) {
        return Ok(Search::Ids(by_digits(conn, digits).await?));
    }
    if !has_trigram(text) {
        return Ok(Search::TooShort);
    }
    let hits = sqlx::query_scalar!(
        r#"with hits as materialized (
               select id from customers where lower(name) like $1 or lower(email) like $1 limit $3)
           select id as "id!" from hits
           union select customer_id from customer_former_emails where lower(email) = $2"#,
        contains_pattern(text),
        text.to_lowercase(),
        MOST_HITS + 1
    )
    .fetch_all(conn)
    .await?;
    let parts = &["lower(r.name)", "lower(r.email)"];
    Ok(Search::by_name(hits, parts, text))
}

/// Digits alone: a customer's number, or a telephone number with or without its country.
async fn by_digits(conn: &mut PgConnection, digits: &str) -> Result<Vec<Uuid>, DbError> {
    let swedish = digits.strip_prefix('0').unwrap_or(digits);
    sqlx::query_scalar!(
        "select id from customers where number = $1 or (phone <> '' and phone = any($2)) limit 1000",
        format!("KND-{digits}"),
        &[format!("+{digits}"), format!("+46{swedish}")]
    )
    .fetch_all(conn)
    .await
}

/// A customer on their page.
#[derive(Clone, Debug)]
pub struct Shown {
    /// Which.
    pub id: CustomerId,
    /// `KND-10001`.
    pub number: String,
    /// Name; empty when erased.
    pub name: String,
    /// The address that logs in.
    pub email: String,
    /// Telephone in international form.
    pub phone: String,
    /// `sv` or `en`.
    pub locale: String,
    /// See [`super::CustomerState`].
    pub state: String,
    /// Their tier's code.
    pub tier_code: String,
    /// Whether they log in with a password.
    pub has_password: bool,
    /// When the account was made.
    pub created_at: Timestamp,
    /// When they last logged in.
    pub last_log_in_at: Option<Timestamp>,
    /// When they were erased.
    pub erased_at: Option<Timestamp>,
    /// Against silent overwrite.
    pub row_version: i32,
}

/// A customer, however the account stands.
///
/// # Errors
/// Database errors.
pub async fn customer(conn: &mut PgConnection, id: CustomerId) -> Result<Option<Shown>, DbError> {
    sqlx::query_as!(
        Shown,
        r#"select id, number, name, email, phone, locale, state, tier_code, password_hash is not null as "has_password!", created_at,
                  last_log_in_at as "last_log_in_at?: Timestamp", erased_at as "erased_at?: Timestamp", row_version
           from customers where id = $1"#,
        id.0
    )
    .fetch_optional(conn)
    .await
}

/// An order on its buyer's page.
#[derive(Clone, Debug)]
pub struct OrderOf {
    /// `ORD-100001`.
    pub number: String,
    /// See [`crate::order`].
    pub state: String,
    /// See [`crate::order`].
    pub payment_status: String,
    /// See [`crate::order`].
    pub fulfilment_status: String,
    /// When it was agreed.
    pub prepared_at: Timestamp,
    /// Whether it ever became a purchase.
    pub is_placed: bool,
    /// What is to be paid, or was.
    pub total_minor: i64,
    /// ISO 4217.
    pub currency: String,
    /// The company that it was bought for.
    pub company: Option<String>,
}

/// The customer's latest orders, at most `limit`; in these shops, where any are said.
///
/// # Errors
/// Database errors.
pub async fn orders(
    conn: &mut PgConnection,
    id: CustomerId,
    shops: Option<&[Uuid]>,
    limit: i64,
) -> Result<Vec<OrderOf>, DbError> {
    sqlx::query_as!(
        OrderOf,
        r#"select o.number, o.state, o.payment_status, o.fulfilment_status, o.prepared_at, o.placed_at is not null as "is_placed!",
                  o.total_minor - coalesce((select sum(d.expected_minor - d.received_minor) from payment_differences d
                                                where d.order_id = o.id and d.deed = 'accept'), 0)::bigint as "total_minor!",
                  o.currency::text as "currency!",
                  (select c.name from companies c where c.id = o.company_id) as company
           from orders o where o.customer_id = $1 and ($3::uuid[] is null or o.shop_id = any($3))
           order by o.prepared_at desc, o.id desc limit $2"#,
        id.0,
        limit,
        shops as _
    )
    .fetch_all(conn)
    .await
}

/// How many orders are the customer's, never counting more than a thousand and one.
///
/// # Errors
/// Database errors.
pub async fn order_count(
    conn: &mut PgConnection,
    id: CustomerId,
    shops: Option<&[Uuid]>,
) -> Result<Count, DbError> {
    sqlx::query_scalar!(
        r#"select count(*) as "count!" from (
               select from orders where customer_id = $1 and placed_at is not null and ($2::uuid[] is null or shop_id = any($2)) limit 1001) found"#,
        id.0,
        shops as _
    )
    .fetch_one(conn)
    .await
    .map(Count::capped)
}

/// A company that the customer acts for.
#[derive(Clone, Debug)]
pub struct CompanyOf {
    /// Which.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// As what they act.
    pub role: String,
    /// Its tier's code.
    pub tier_code: String,
    /// Whether it is in use.
    pub is_active: bool,
}

/// The companies that the customer belongs to.
///
/// # Errors
/// Database errors.
pub async fn companies(conn: &mut PgConnection, id: CustomerId) -> Result<Vec<CompanyOf>, DbError> {
    sqlx::query_as!(
        CompanyOf,
        r#"select c.id as "id!", c.name as "name!", m.role as "role!", c.tier_code as "tier_code!", c.state = 'active' as "is_active!"
           from company_members m join companies c on c.id = m.company_id where m.customer_id = $1 order by c.name limit 100"#,
        id.0
    )
    .fetch_all(conn)
    .await
}

/// Store credit of the customer's.
#[derive(Clone, Debug)]
pub struct CreditOf {
    /// Which.
    pub id: GiftCardId,
    /// What is left.
    pub balance_minor: i64,
    /// ISO 4217.
    pub currency: String,
    /// `active` or `blocked`.
    pub state: String,
    /// Until when.
    pub expires_at: Timestamp,
}

/// The customer's store credit, the latest first.
///
/// # Errors
/// Database errors.
pub async fn credits(
    conn: &mut PgConnection,
    id: CustomerId,
    shops: Option<&[Uuid]>,
) -> Result<Vec<CreditOf>, DbError> {
    sqlx::query_as!(
        CreditOf,
        r#"select id, balance_minor, currency::text as "currency!", state, expires_at from gift_cards
           where customer_id = $1 and ($2::uuid[] is null or shop_id = any($2)) order by created_at desc limit 50"#,
        id.0,
        shops as _
    )
    .fetch_all(conn)
    .await
}

/// A note of staff's.
#[derive(Clone, Debug)]
pub struct Note {
    /// What was noted.
    pub text: String,
    /// Who did.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// What staff have noted, the latest first.
///
/// # Errors
/// Database errors.
pub async fn notes(conn: &mut PgConnection, id: CustomerId) -> Result<Vec<Note>, DbError> {
    sqlx::query_as!(
        Note,
        r#"select n.text as "text!", s.name as "by!", n.created_at as "at!: Timestamp"
           from customer_notes n join staff s on s.id = n.staff_id where n.customer_id = $1 order by n.created_at desc, n.id desc limit 200"#,
        id.0
    )
    .fetch_all(conn)
    .await
}

/// Something that was done to an account, or by it.
#[derive(Clone, Debug)]
pub struct Deed {
    /// `customer.log_in`.
    pub action: String,
    /// See [`platform::db::Actor::kind`].
    pub actor_kind: String,
    /// Who it was.
    pub actor_name: String,
    /// Why, where it was said.
    pub reason: Option<String>,
    /// How many tries of the day it stands for at least, where many were refused.
    pub tries: Option<i64>,
    /// When.
    pub at: Timestamp,
}

/// The trail of an account, the latest first, at most `limit`; without who has looked at it, which the file of what is held tells.
///
/// # Errors
/// Database errors.
pub async fn trail(
    conn: &mut PgConnection,
    id: CustomerId,
    limit: i64,
) -> Result<Vec<Deed>, DbError> {
    sqlx::query_as!(
        Deed,
        "select action, actor_kind, actor_name, reason, (after ->> 'tries')::bigint as tries, at from audit_entries
         where subject_kind = 'customer' and subject_id = $1 and action <> 'customer.viewed' order by at desc, id desc limit $2",
        id.0,
        limit
    )
    .fetch_all(conn)
    .await
}
