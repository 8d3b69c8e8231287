//! Reading credit notes.

use platform::clock::{Date, Timestamp};
use platform::db::cut::{Cut, Search};
use platform::db::keyset::{Count, Cursor, PageOf, Slice, SortBy};
use platform::db::{DbError, PgConnection};
use platform::money::Currency;
use sqlx::QueryBuilder;
use uuid::Uuid;

use super::{CreditNote, CreditedLine, NotePart, serial};
use crate::currency::Rate;
use crate::ids::{CreditNoteId, OrderId};

/// An order's credit notes, the first first.
///
/// # Errors
/// Database errors.
pub async fn of_order(
    conn: &mut PgConnection,
    order_id: OrderId,
) -> Result<Vec<CreditNote>, DbError> {
    let rows = sqlx::query!(
        r#"select n.id, n.number, (select 'FAK-' || i.number from invoices i where i.order_id = n.order_id) as "invoice_number?", c.number as "case_number?", n.amount_minor, n.vat_minor, n.currency::text as "currency!",
                  n.issued_at as "issued_at: Timestamp", s.currency::text as "home!", o.exchange_rate_e6 as "rate_e6?", o.exchange_rate_on as "rate_on?: Date"
           from credit_notes n join orders o on o.id = n.order_id join shops s on s.id = n.shop_id left join return_cases c on c.id = n.return_id
           where n.order_id = $1 order by n.number"#,
        order_id.0
    )
    .fetch_all(&mut *conn)
    .await?;
    // Most orders have none.
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<uuid::Uuid> = rows.iter().map(|row| row.id).collect();
    // A sale bears one reason at each of its rates.
    let parts = sqlx::query!(
        r#"select p.credit_note_id, p.rate_bp, p.amount_minor, p.vat_minor,
                  coalesce(l.vat_reason, case when p.rate_bp > 0 then 'S' else 'Z' end) as "reason!", l.vat_exemption as "exemption?"
           from credit_note_parts p
           left join lateral (select vat_reason, vat_exemption from order_lines where order_id = $2 and vat_rate_bp = p.rate_bp
                              order by is_card, position limit 1) l on true
           where p.credit_note_id = any($1) order by p.rate_bp"#,
        &ids,
        order_id.0
    )
    .fetch_all(&mut *conn)
    .await?;
    let lines = sqlx::query!(
        "select credit_note_id, sku, name, options, quantity from credit_note_lines where credit_note_id = any($1) order by position",
        &ids
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| CreditNote {
            id: CreditNoteId(row.id),
            serial: row.number,
            invoice_number: row.invoice_number,
            case_number: row.case_number,
            amount_minor: row.amount_minor,
            vat_minor: row.vat_minor,
            rate: Rate::kept(
                Currency::from(row.currency.clone()),
                Currency::from(row.home),
                row.rate_e6,
                row.rate_on,
            ),
            currency: Currency::from(row.currency),
            issued_at: row.issued_at,
            parts: parts
                .iter()
                .filter(|part| part.credit_note_id == row.id)
                .map(|part| NotePart {
                    rate_bp: part.rate_bp,
                    amount_minor: part.amount_minor,
                    vat_minor: part.vat_minor,
                    reason: part.reason.clone(),
                    exemption: part.exemption.clone(),
                })
                .collect(),
            lines: lines
                .iter()
                .filter(|line| line.credit_note_id == row.id)
                .map(|line| CreditedLine {
                    sku: line.sku.clone(),
                    name: line.name.clone(),
                    options: line.options.clone(),
                    quantity: line.quantity,
                })
                .collect(),
        })
        .collect())
}

/// The order's credit note with a number.
///
/// # Errors
/// Database errors.
pub async fn of_order_by_number(
    conn: &mut PgConnection,
    order_id: OrderId,
    number: &str,
) -> Result<Option<CreditNote>, DbError> {
    let Some(serial) = serial(number) else {
        return Ok(None);
    };
    let all = of_order(conn, order_id).await?;
    Ok(all.into_iter().find(|note| note.serial == serial))
}

/// The order that the credit note with a number corrects; none when there is no such note. Each shop counts for itself: `among` says of which.
///
/// # Errors
/// Database errors.
pub async fn order_of(
    conn: &mut PgConnection,
    number: &str,
    among: Option<&[Uuid]>,
) -> Result<Option<OrderId>, DbError> {
    let Some(serial) = serial(number) else {
        return Ok(None);
    };
    // By seller, as the numbers are.
    sqlx::query_scalar!(
        r#"select n.order_id as "order_id: OrderId" from shops s join credit_notes n on n.shop_id = s.id and n.number = $1
           where $2::uuid[] is null or s.id = any($2) order by n.issued_at limit 1"#,
        serial,
        among as _
    )
    .fetch_optional(conn)
    .await
}

/// A credit note in the list.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct ListedNote {
    /// Which.
    pub id: CreditNoteId,
    /// See [`CreditNote::number`].
    pub serial: i64,
    /// What it corrects.
    pub order_number: String,
    /// The case by which the money went back.
    pub case_number: Option<String>,
    /// What goes back, VAT included.
    pub amount_minor: i64,
    /// VAT in it.
    pub vat_minor: i64,
    /// ISO 4217.
    pub currency: String,
    /// When it was issued.
    pub issued_at: Timestamp,
}

impl ListedNote {
    /// `KRE-10001`.
    #[must_use]
    pub fn number(&self) -> String {
        super::written(self.serial)
    }

    /// Where a page goes on from this row.
    #[must_use]
    pub fn cursor(&self) -> Cursor {
        Cursor::at(self.issued_at, self.id.0)
    }
}

/// Which notes.
#[derive(Clone, Debug, Default)]
pub struct NoteFilter {
    /// What is looked for: [`look_for`].
    pub search: Search,
    /// Of these shops alone.
    pub shops: Option<Vec<Uuid>>,
    /// Issued at this moment or later.
    pub since: Option<Timestamp>,
}

/// A text as a search: the number of a note, of an order or of a case.
///
/// # Errors
/// Database errors.
pub async fn look_for(conn: &mut PgConnection, text: Option<&str>) -> Result<Search, DbError> {
    let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else {
        return Ok(Search::Everything);
    };
    let upper = text.to_uppercase();
    let digits = upper.trim_start_matches(|c: char| !c.is_ascii_digit());
    if digits.is_empty() {
        return Ok(Search::TooShort);
    }
    let named = ["KRE", "ORD", "RET"]
        .into_iter()
        .find(|of| upper.starts_with(of));
    // A number alone may be a note's or an order's.
    let is = |prefix: &str| named.is_none_or(|named| named == prefix);
    let note = serial(&format!("KRE-{digits}")).filter(|_| is("KRE"));
    let order = is("ORD").then(|| format!("ORD-{digits}"));
    let case = (named == Some("RET")).then(|| format!("RET-{digits}"));
    let ids = sqlx::query_scalar!(
        r#"select n.id as "id!" from shops s join credit_notes n on n.shop_id = s.id and n.number = $1
           union select n.id from orders o join credit_notes n on n.order_id = o.id where o.number = $2
           union select n.id from return_cases c join credit_notes n on n.return_id = c.id where c.number = $3"#,
        note,
        order,
        case
    )
    .fetch_all(conn)
    .await?;
    Ok(Search::Ids(ids))
}

const COLUMNS: &str = "select r.id, r.number as serial, (select o.number from orders o where o.id = r.order_id) as order_number,
        (select c.number from return_cases c where c.id = r.return_id) as case_number, r.amount_minor, r.vat_minor, r.currency::text as currency,
        r.issued_at from ";

fn order(is_descending: bool) -> SortBy {
    SortBy::moment("r.issued_at", is_descending)
}

fn cut(filter: &NoteFilter) -> Cut<'_> {
    let mut cut =
        Cut::of("credit_notes", &filter.search).within("r.shop_id", filter.shops.as_deref());
    cut.since = filter.since.map(|since| ("r.issued_at", since));
    cut
}

/// A page of notes.
///
/// # Errors
/// Database errors.
pub async fn page(
    conn: &mut PgConnection,
    filter: &NoteFilter,
    is_descending: bool,
    page: PageOf,
) -> Result<Slice<ListedNote>, DbError> {
    let query = QueryBuilder::new(COLUMNS);
    cut(filter)
        .page(conn, query, &order(is_descending), page)
        .await
}

/// How many notes there are, never looking at more than a thousand and one.
///
/// # Errors
/// Database errors.
pub async fn count(conn: &mut PgConnection, filter: &NoteFilter) -> Result<Count, DbError> {
    cut(filter).count(conn, &order(true)).await
}
