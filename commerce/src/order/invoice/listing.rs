//! What is owed by invoice, as staff see it: every invoice, also those that were issued before they had numbers of their own.

use jiff::civil;
use platform::clock::{Date, Timestamp};
use platform::db::cut::{Cut, Search};
use platform::db::keyset::{Count, Cursor, PageOf, Slice, SortBy, SortValue};
use platform::db::{DbError, PgConnection};
use sqlx::QueryBuilder;
use uuid::Uuid;

use super::document::{reference, serial, written};
use crate::ids::OrderId;

/// An invoice in the list.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct ListedInvoice {
    /// Of which order.
    pub order_id: OrderId,
    /// See [`ListedInvoice::number`].
    pub serial: Option<i64>,
    /// `ORD-100001`.
    pub order_number: String,
    /// The company as it was then.
    pub company: String,
    /// See [`super::InvoiceState`].
    pub state: String,
    /// What was billed.
    pub amount_minor: i64,
    /// What is owed of it.
    pub owed_minor: i64,
    /// ISO 4217.
    pub currency: String,
    /// The day when it must be paid.
    pub due_on: Date,
    /// When it was issued.
    pub created_at: Timestamp,
    /// What the list is sorted by.
    pub sorted_by: Timestamp,
}

impl ListedInvoice {
    /// Its own number; of an older one its order's.
    #[must_use]
    pub fn number(&self) -> String {
        self.serial
            .map_or_else(|| self.order_number.clone(), written)
    }

    /// Where a page goes on from this row.
    #[must_use]
    pub fn cursor(&self) -> Cursor {
        Cursor::at(self.sorted_by, self.order_id.0)
    }

    /// Whether it should have been paid before this day.
    #[must_use]
    pub fn is_late(&self, today: civil::Date) -> bool {
        self.state == "open" && self.due_on.0 < today
    }
}

/// Which invoices.
#[derive(Clone, Debug, Default)]
pub struct InvoiceFilter {
    /// What is looked for: [`look_for`].
    pub search: Search,
    /// Of these shops alone.
    pub shops: Option<Vec<Uuid>>,
    /// A word of [`super::InvoiceState`]; none: any.
    pub state: Option<String>,
    /// Those that are late at this moment, the latest due first or last instead of the latest issued.
    pub late_at: Option<Timestamp>,
    /// Issued at this moment or later; not beside `late_at`.
    pub since: Option<Timestamp>,
}

/// Most companies of a name that are looked through.
const MOST_COMPANIES: i64 = 100;
/// Most invoices that a search finds.
const MOST_FOUND: i64 = 1000;

/// A text as a search: the number of an invoice, of an order or of a company, a payment's reference, or a part of a company's name.
///
/// # Errors
/// Database errors.
pub async fn look_for(conn: &mut PgConnection, text: Option<&str>) -> Result<Search, DbError> {
    let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else {
        return Ok(Search::Everything);
    };
    let upper = text.to_uppercase();
    let digits: String = upper.chars().filter(char::is_ascii_digit).collect();
    let is_written = |rest: &str| rest.chars().all(|c| c.is_ascii_digit() || "- ".contains(c));
    let is_number = is_written(&upper)
        || ["FAK", "ORD", "FTG"]
            .into_iter()
            .filter_map(|of| upper.strip_prefix(of))
            .any(is_written);
    if is_number && digits.is_empty() {
        return Ok(Search::TooShort);
    }
    if !is_number {
        return by_company_name(conn, text).await;
    }
    // A number alone may be an invoice's, its reference's, an order's or a company's.
    let is =
        |prefix: &str| upper.starts_with(prefix) || upper.starts_with(|c: char| !c.is_alphabetic());
    let invoice = is("FAK")
        .then(|| serial(&format!("FAK-{digits}")))
        .flatten();
    let referred = reference::serial(&upper);
    let order = is("ORD").then(|| format!("ORD-{digits}"));
    let company = is("FTG").then(|| format!("FTG-{digits}"));
    let org_number = (!upper.starts_with(char::is_alphabetic)).then_some(digits);
    let ids = sqlx::query_scalar!(
        r#"select i.order_id as "id!" from shops s join invoices i on i.shop_id = s.id and i.number = any(array[$1::bigint, $2::bigint])
           union select o.id from orders o join order_invoices d on d.order_id = o.id where o.number = $3
           union select b.order_id from (
               select d.order_id from companies c join order_invoices d on d.company_id = c.id
               where c.number = $4 or c.org_number = $5 order by d.created_at desc limit $6) b"#,
        invoice,
        referred,
        order,
        company,
        org_number,
        MOST_FOUND
    )
    .fetch_all(conn)
    .await?;
    Ok(Search::Ids(ids))
}

async fn by_company_name(conn: &mut PgConnection, text: &str) -> Result<Search, DbError> {
    if !platform::db::cut::has_trigram(text) {
        return Ok(Search::TooShort);
    }
    let pattern = platform::db::keyset::contains_pattern(text);
    let ids = sqlx::query_scalar!(
        r#"select d.order_id as "id!" from (select id from companies where lower(name) like $1 limit $2) c join order_invoices d on d.company_id = c.id
           order by d.created_at desc limit $3"#,
        pattern,
        MOST_COMPANIES,
        MOST_FOUND
    )
    .fetch_all(conn)
    .await?;
    Ok(Search::Ids(ids))
}

/// The table with the name of its key that lists go by.
const TABLE: &str = "(select i.*, i.order_id as id from order_invoices i)";
/// The moment after which an invoice is late, as its index has it.
const DUE_AT: &str = "timezone('Europe/Stockholm', (r.due_on + 1)::timestamp)";
const ISSUED_AT: &str = "r.created_at";

fn order(filter: &InvoiceFilter, is_descending: bool) -> SortBy {
    SortBy {
        column: if filter.late_at.is_some() {
            DUE_AT
        } else {
            ISSUED_AT
        },
        id: "r.order_id",
        value: SortValue::Moment,
        is_descending,
    }
}

/// The shop that a row belongs to.
const SHOP: &str = "(select s.shop_id from orders s where s.id = r.order_id)";

fn cut(filter: &InvoiceFilter) -> Cut<'_> {
    let mut cut = Cut::of(TABLE, &filter.search).within(SHOP, filter.shops.as_deref());
    if let Some(at) = filter.late_at {
        cut.fixed = Some("r.state = 'open'");
        cut.until = Some((DUE_AT, at));
        return cut;
    }
    if let Some(state) = &filter.state {
        cut.keys.push(("r.state", vec![state.clone()]));
    }
    cut.since = filter.since.map(|since| (ISSUED_AT, since));
    cut
}

/// A page of invoices.
///
/// # Errors
/// Database errors.
pub async fn page(
    conn: &mut PgConnection,
    filter: &InvoiceFilter,
    is_descending: bool,
    page: PageOf,
) -> Result<Slice<ListedInvoice>, DbError> {
    let order = order(filter, is_descending);
    let query = QueryBuilder::new(format!(
        "select r.order_id, (select f.number from invoices f where f.order_id = r.order_id) as serial,
                (select o.number from orders o where o.id = r.order_id) as order_number,
                coalesce((select c.name from order_companies c where c.order_id = r.order_id), '') as company, r.state, r.amount_minor,
                case when r.state = 'open' then r.amount_minor - r.credited_minor - r.paid_minor else 0 end as owed_minor,
                r.currency::text as currency, r.due_on, r.created_at, {} as sorted_by from ",
        order.column
    ));
    cut(filter).page(conn, query, &order, page).await
}

/// How many invoices there are, never looking at more than a thousand and one.
///
/// # Errors
/// Database errors.
pub async fn count(conn: &mut PgConnection, filter: &InvoiceFilter) -> Result<Count, DbError> {
    cut(filter).count(conn, &order(filter, true)).await
}
