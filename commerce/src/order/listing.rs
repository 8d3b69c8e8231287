//! Orders as staff see them in lists that stay fast at ten million rows; what the page of one shows is read in `page_listing.rs`.

use jiff::civil::Date;
use platform::clock::Timestamp;
use platform::db::cut::{Cut, MOST_HITS, Search, has_trigram};
use platform::db::keyset::{Count, Cursor, PageOf, Slice, SortBy, SortValue, contains_pattern};
use platform::db::{DbError, PgConnection};
use sqlx::QueryBuilder;
use uuid::Uuid;

use crate::fulfilment::{OWED_FULFILMENTS, OWED_PAYMENTS};
use crate::ids::OrderId;

pub use super::page_listing::{
    Extras, OrderAddress, OrderFacts, OrderPayment, OrderRow, VatRow, addresses, customer_of,
    extras, number_of, order_by_number, payments, rows, vat,
};

/// An order in the list.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct ListedOrder {
    /// Which.
    pub id: OrderId,
    /// What people call it.
    pub number: String,
    /// `prepared`, `placed`, `lapsed` or `cancelled`.
    pub state: String,
    /// State of the money.
    pub payment_status: String,
    /// State of the goods.
    pub fulfilment_status: String,
    /// Who bought.
    pub customer_name: String,
    /// The buyer's address.
    pub email: String,
    /// Customer tier.
    pub tier_code: String,
    /// Total with VAT in minor units, as it was agreed: what the list is sorted by.
    pub total_minor: i64,
    /// What was taken off it since less had come and that was accepted: see [`ListedOrder::due_minor`].
    pub reduction_minor: i64,
    /// Currency of the total.
    pub currency: String,
    /// How many article rows.
    pub line_count: i64,
    /// When it was agreed.
    pub prepared_at: Timestamp,
    /// When it was paid or promised.
    pub placed_at: Option<Timestamp>,
}

/// By what the list is sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OrderSort {
    /// When it was agreed.
    #[default]
    Prepared,
    /// The total.
    Total,
}

impl ListedOrder {
    /// What is to be paid, or was.
    #[must_use]
    pub fn due_minor(&self) -> i64 {
        self.total_minor - self.reduction_minor
    }

    /// Where a page goes on from this row.
    #[must_use]
    pub fn cursor(&self, sort: OrderSort) -> Cursor {
        let value = match sort {
            OrderSort::Prepared => self.prepared_at.as_microsecond(),
            OrderSort::Total => self.total_minor,
        };
        Cursor {
            value,
            id: self.id.0,
        }
    }
}

/// Which orders.
#[derive(Clone, Debug, Default)]
pub struct OrderFilter {
    /// What is looked for: [`look_for`].
    pub search: Search,
    /// Of these shops alone.
    pub shops: Option<Vec<Uuid>>,
    /// State of the order.
    pub state: Option<String>,
    /// State of the money.
    pub payment: Option<String>,
    /// State of the goods.
    pub fulfilment: Option<String>,
    /// Only orders of which goods are owed: what [`crate::fulfilment::send`] sends.
    pub is_owed: bool,
    /// Only those of the owed whose promised last day was before this one.
    pub late_on: Option<Date>,
    /// Agreed at or after this.
    pub since: Option<Timestamp>,
}

fn sort_by(sort: OrderSort, is_descending: bool) -> SortBy {
    let (column, value) = match sort {
        OrderSort::Prepared => ("r.prepared_at", SortValue::Moment),
        OrderSort::Total => ("r.total_minor", SortValue::Number),
    };
    SortBy {
        column,
        id: "r.id",
        value,
        is_descending,
    }
}

const STATES: &[&str] = &["prepared", "placed", "lapsed", "cancelled"];
const PAYMENTS: &[&str] = &[
    "pending",
    "processing",
    "refused",
    "invoiced",
    "paid",
    "partly_refunded",
    "refunded",
    "void",
];
const FULFILMENTS: &[&str] = &[
    "unfulfilled",
    "partly_shipped",
    "shipped",
    "delivered",
    "returned",
    "void",
];

/// Owed goods, spelt out: [`OWED_PAYMENTS`] and [`OWED_FULFILMENTS`].
const LATE: &str = "r.state = 'placed' and r.payment_status in ('paid', 'invoiced', 'partly_refunded') and r.fulfilment_status in ('unfulfilled', 'partly_shipped') and r.freight_kind <> 'email'";

/// What of these is asked for; when none is, a word that no row has.
fn of_owed(value: Option<&str>, owed: &[&str]) -> Vec<String> {
    match value {
        None => owed.iter().map(|&s| s.to_owned()).collect(),
        Some(value) if owed.contains(&value) => vec![value.to_owned()],
        Some(_) => vec!["none".to_owned()],
    }
}

/// Gift cards that wait for their day are nothing to pack, whether they were bought alone or with goods that have been called off since. Asked row by
/// row, of the few orders with cards alone: an `exists` might be answered by going through every line that was ever sold.
const HAS_GOODS: &str = "(r.freight_kind <> 'email'
    and (not coalesce((select true from order_lines c where c.order_id = r.id and c.is_card limit 1), false)
         or coalesce((select true from order_lines g where g.order_id = r.id and g.kind = 'item' and not g.is_card
                      and g.called_off + g.shipped < g.quantity limit 1), false)))";

fn cut(filter: &OrderFilter, sort: OrderSort) -> Cut<'_> {
    let mut cut = Cut::of("orders", &filter.search).within("r.shop_id", filter.shops.as_deref());
    cut.since = filter.since.map(|since| ("r.prepared_at", since));
    let wanted = [
        ("r.state", &filter.state, STATES),
        ("r.payment_status", &filter.payment, PAYMENTS),
        ("r.fulfilment_status", &filter.fulfilment, FULFILMENTS),
    ];
    if let Some(today) = filter.late_on {
        // Word for word what the index of owed orders by their promise rests on; what else is asked for is looked at row by row, of few.
        cut.fixed = Some(LATE);
        cut.before = Some(("r.delivery_to", platform::clock::Date(today)));
        let narrowed = wanted.into_iter().filter_map(|(column, value, _)| {
            let value = value.clone()?;
            Some((column, vec![value]))
        });
        cut.keys = narrowed.collect();
        return cut;
    }
    if filter.is_owed {
        let owed: [&[&str]; 3] = [&["placed"], &OWED_PAYMENTS, &OWED_FULFILMENTS];
        let narrowed = wanted.into_iter().zip(owed);
        cut.keys = narrowed
            .map(|((column, value, _), owed)| (column, of_owed(value.as_deref(), owed)))
            .collect();
        cut.fixed = Some(HAS_GOODS);
        return cut;
    }
    let set = wanted.iter().filter(|(_, value, _)| value.is_some());
    let has_own_index = set.clone().count() == 1 && sort == OrderSort::Prepared;
    if has_own_index || !matches!(filter.search, Search::Everything | Search::Latest(_)) {
        cut.keys = set
            .map(|(column, value, _)| (*column, value.iter().cloned().collect()))
            .collect();
    } else if set.count() > 0 {
        // What is not asked for is spelt out: every combination is a stretch of the same index.
        let all = |all: &[&str]| all.iter().map(|&s| s.to_owned()).collect();
        cut.keys = wanted
            .into_iter()
            .map(|(column, value, known)| {
                let values = value.clone().map_or_else(|| all(known), |v| vec![v]);
                (column, values)
            })
            .collect();
    }
    cut
}

/// A page of orders.
///
/// # Errors
/// Database errors.
pub async fn orders(
    conn: &mut PgConnection,
    filter: &OrderFilter,
    sort: OrderSort,
    is_descending: bool,
    page: PageOf,
) -> Result<Slice<ListedOrder>, DbError> {
    let query = QueryBuilder::new(
        "select r.id, r.number, r.state, r.payment_status, r.fulfilment_status, r.customer_name, r.email, r.tier_code, r.total_minor,
                (select coalesce(sum(d.expected_minor - d.received_minor), 0)::bigint from payment_differences d
                 where d.order_id = r.id and d.deed = 'accept') as reduction_minor,
                r.currency, r.prepared_at, r.placed_at,
                (select count(*) from order_lines l where l.order_id = r.id and l.kind = 'item') as line_count
         from ",
    );
    let by = sort_by(sort, is_descending);
    cut(filter, sort).page(conn, query, &by, page).await
}

/// How many orders there are, never looking at more than a thousand and one.
///
/// # Errors
/// Database errors.
pub async fn count(conn: &mut PgConnection, filter: &OrderFilter) -> Result<Count, DbError> {
    let sort = OrderSort::Prepared;
    cut(filter, sort).count(conn, &sort_by(sort, true)).await
}

/// A text as a search. One way to look for each kind of text, so that each has its index: an address, a number, else part of a name.
///
/// # Errors
/// Database errors.
pub async fn look_for(conn: &mut PgConnection, text: Option<&str>) -> Result<Search, DbError> {
    let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else {
        return Ok(Search::Everything);
    };
    let is_number = text.chars().any(|c| c.is_ascii_digit())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    if text.contains('@') {
        return Ok(Search::Equals("lower(r.email)", vec![text.to_lowercase()]));
    }
    if is_number {
        return Ok(Search::Equals("r.number", possible_numbers(text)));
    }
    if !has_trigram(text) {
        return Ok(Search::TooShort);
    }
    // The hits are made ready one by one, so that the limit ends the work; planned for all of them, the index of trigrams serves.
    let hits = sqlx::query_scalar!(
        "with hits as materialized (select id from orders where lower(customer_name) like $1)
         select id from hits limit $2",
        contains_pattern(text),
        MOST_HITS + 1
    )
    .fetch_all(conn)
    .await?;
    Ok(Search::by_name(hits, &["lower(r.customer_name)"], text))
}

/// The numbers that someone may mean who types `100042`, `nb-100042` or `NB100042`.
fn possible_numbers(text: &str) -> Vec<String> {
    let upper = text.to_ascii_uppercase();
    let digits: String = upper.chars().filter(char::is_ascii_digit).collect();
    vec![
        format!("ORD-{digits}"),
        format!("NB-{digits}"),
        digits,
        upper,
    ]
}

/// Takings of a day, counted from the index of placed orders.
#[derive(Clone, Debug, Default)]
pub struct DaySum {
    /// Orders placed.
    pub orders: i64,
    /// What was paid or is to be paid for them, in minor units of `currency`.
    pub total_minor: i64,
}

/// Orders placed from `from` until before `to`, in these shops; in all, where none is said. Of them in the shops whose own currency it is: what was placed in another
/// counts by the rate that the order keeps.
///
/// # Errors
/// Database errors.
pub async fn placed_between(
    conn: &mut PgConnection,
    shops: Option<&[Uuid]>,
    currency: &str,
    from: Timestamp,
    to: Timestamp,
) -> Result<DaySum, DbError> {
    sqlx::query_as!(
        DaySum,
        r#"select count(*) as "orders!",
                  (coalesce(sum(valued(o.total_minor, o.exchange_rate_e6)), 0)
                   - coalesce((select sum(valued(d.expected_minor - d.received_minor, p.exchange_rate_e6)) from payment_differences d
                               join orders p on p.id = d.order_id join shops h on h.id = p.shop_id and h.currency = $3
                               where d.deed = 'accept' and p.placed_at >= $1 and p.placed_at < $2 and (p.currency = h.currency or p.exchange_rate_e6 is not null)
                                 and ($4::uuid[] is null or p.shop_id = any($4))), 0))::bigint as "total_minor!"
           from orders o join shops s on s.id = o.shop_id and s.currency = $3
           where o.placed_at >= $1 and o.placed_at < $2 and (o.currency = s.currency or o.exchange_rate_e6 is not null)
             and ($4::uuid[] is null or o.shop_id = any($4))"#,
        from,
        to,
        currency,
        shops as _
    )
    .fetch_one(conn)
    .await
}

/// When the oldest order of a filter was agreed.
///
/// # Errors
/// Database errors.
pub async fn oldest(
    conn: &mut PgConnection,
    filter: &OrderFilter,
) -> Result<Option<Timestamp>, DbError> {
    let page = orders(conn, filter, OrderSort::Prepared, false, PageOf::first(1)).await?;
    Ok(page.rows.first().map(|o| o.prepared_at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn late_are_those_whose_goods_are_owed() {
        let listed = |words: &[&str]| format!("in ('{}')", words.join("', '"));
        assert!(LATE.contains(&format!("payment_status {}", listed(&OWED_PAYMENTS))));
        assert!(LATE.contains(&format!("fulfilment_status {}", listed(&OWED_FULFILMENTS))));
    }

    #[test]
    fn a_number_is_found_however_it_is_typed() {
        for typed in ["100042", "nb-100042", "NB100042", "NB-100042"] {
            assert!(
                possible_numbers(typed).contains(&"NB-100042".to_owned()),
                "{typed}"
            );
        }
    }
}
