//! Reading a month's papers, so many at a time, each with its rows by rate and reason.

use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection};
use uuid::Uuid;

use super::Month;
use crate::ids::ShopId;

/// What a row belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A sale that a company owes for, or did.
    Invoice,
    /// A sale that was paid at once.
    Receipt,
    /// What corrects one of them.
    CreditNote,
}

impl Kind {
    /// The last part of text keys.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Invoice => "invoice",
            Self::Receipt => "receipt",
            Self::CreditNote => "credit-note",
        }
    }
}

/// What a paper says of one rate and reason.
#[derive(Clone, Debug)]
pub struct PaperRow {
    /// What it belongs to.
    pub kind: Kind,
    /// The order or note; settles the order of papers of one moment.
    pub id: Uuid,
    /// When it was sold, or credited.
    pub at: Timestamp,
    /// The paper's number.
    pub number: String,
    /// The order's.
    pub order_number: String,
    /// The case by which money went back.
    pub case_number: Option<String>,
    /// Whose VAT it is, or whose it is free of.
    pub country: String,
    /// Basis points.
    pub rate_bp: i32,
    /// In the codes of EN 16931.
    pub reason: String,
    /// In the Union's codes.
    pub exemption: Option<String>,
    /// Without VAT; negative on credit notes.
    pub net_minor: i64,
    /// VAT; negative on credit notes.
    pub vat_minor: i64,
    /// ISO 4217.
    pub currency: String,
    /// What the order was valued at, in millionths, where that is not the shop's own currency.
    pub rate_e6: Option<i64>,
    /// Without VAT, in the shop's own currency.
    pub home_net_minor: i64,
    /// VAT, in the shop's own currency.
    pub home_vat_minor: i64,
}

/// Which papers are wanted.
#[derive(Clone, Copy, Debug)]
pub struct Papers {
    /// Sold or credited by which shop.
    pub shop: ShopId,
    /// In which month.
    pub month: Month,
    /// After which one; none: from the first.
    pub after: Option<(Timestamp, Uuid)>,
    /// How many papers.
    pub limit: i64,
}

impl Papers {
    /// Where to begin, and the moment before which it ends.
    fn bounds(&self) -> Option<(Timestamp, Uuid, Timestamp)> {
        let (from, to) = self.month.span()?;
        let (at, id) = self.after.unwrap_or((from, Uuid::nil()));
        Some((at, id, to))
    }
}

struct Row {
    id: Uuid,
    at: Timestamp,
    is_invoice: bool,
    number: String,
    order_number: String,
    case_number: Option<String>,
    country: String,
    rate_bp: i32,
    reason: String,
    exemption: Option<String>,
    net_minor: i64,
    vat_minor: i64,
    currency: String,
    rate_e6: Option<i64>,
    home_net_minor: i64,
    home_vat_minor: i64,
}

impl Row {
    fn of(self, kind: Kind) -> PaperRow {
        PaperRow {
            kind,
            id: self.id,
            at: self.at,
            number: self.number,
            order_number: self.order_number,
            case_number: self.case_number,
            country: self.country,
            rate_bp: self.rate_bp,
            reason: self.reason,
            exemption: self.exemption,
            net_minor: self.net_minor,
            vat_minor: self.vat_minor,
            currency: self.currency,
            rate_e6: self.rate_e6,
            home_net_minor: self.home_net_minor,
            home_vat_minor: self.home_vat_minor,
        }
    }
}

/// The sales of a month, the first first. What was called off later was sold, too: its credit note takes it back.
///
/// # Errors
/// Database errors.
pub async fn sales(conn: &mut PgConnection, wanted: &Papers) -> Result<Vec<PaperRow>, DbError> {
    let Some((at, id, to)) = wanted.bounds() else {
        return Ok(Vec::new());
    };
    let rows = sqlx::query_as!(
        Row,
        r#"with papers as (
               select o.id, o.number, o.placed_at, o.currency, o.exchange_rate_e6, o.shop_id, exists (select from order_invoices i where i.order_id = o.id) as is_invoice,
                      coalesce('FAK-' || f.number, o.number) as paper
               from orders o left join invoices f on f.order_id = o.id
               where o.placed_at is not null and o.shop_id = $1 and (o.placed_at, o.id) > ($2, $3) and o.placed_at < $4
               order by o.placed_at, o.id limit $5)
           select p.id as "id!", p.placed_at as "at!: Timestamp", p.is_invoice as "is_invoice!", p.paper as "number!", p.number as "order_number!",
                  null::text as "case_number?", coalesce(l.vat_country, s.country)::text as "country!", l.vat_rate_bp as "rate_bp!", l.vat_reason as "reason!",
                  l.vat_exemption as "exemption?", sum(l.total_minor - l.vat_minor)::bigint as "net_minor!", sum(l.vat_minor)::bigint as "vat_minor!",
                  p.currency::text as "currency!", p.exchange_rate_e6 as "rate_e6?",
                  valued(sum(l.total_minor - l.vat_minor)::bigint, p.exchange_rate_e6) as "home_net_minor!",
                  valued(sum(l.vat_minor)::bigint, p.exchange_rate_e6) as "home_vat_minor!"
           from papers p join shops s on s.id = p.shop_id join order_lines l on l.order_id = p.id
           group by p.id, p.placed_at, p.is_invoice, p.paper, p.number, p.currency, p.exchange_rate_e6, coalesce(l.vat_country, s.country), l.vat_rate_bp, l.vat_reason, l.vat_exemption
           order by p.placed_at, p.id, l.vat_rate_bp"#,
        wanted.shop.0,
        at,
        id,
        to,
        wanted.limit
    )
    .fetch_all(conn)
    .await?;
    let kind = |row: &Row| {
        if row.is_invoice {
            Kind::Invoice
        } else {
            Kind::Receipt
        }
    };
    Ok(rows
        .into_iter()
        .map(|row| {
            let kind = kind(&row);
            row.of(kind)
        })
        .collect())
}

/// The credit notes of a month, the first first, at the rates and for the reasons of their sales.
///
/// # Errors
/// Database errors.
pub async fn credit_notes(
    conn: &mut PgConnection,
    wanted: &Papers,
) -> Result<Vec<PaperRow>, DbError> {
    let Some((at, id, to)) = wanted.bounds() else {
        return Ok(Vec::new());
    };
    let rows = sqlx::query_as!(
        Row,
        r#"with papers as (
               select n.id, n.number, n.issued_at, n.currency, n.order_id, n.return_id, n.shop_id from credit_notes n
               where n.shop_id = $1 and (n.issued_at, n.id) > ($2, $3) and n.issued_at < $4
               order by n.issued_at, n.id limit $5)
           select p.id as "id!", p.issued_at as "at!: Timestamp", false as "is_invoice!", 'KRE-' || p.number as "number!", o.number as "order_number!",
                  c.number as "case_number?", coalesce(l.vat_country, s.country)::text as "country!", q.rate_bp as "rate_bp!",
                  coalesce(l.vat_reason, case when q.rate_bp > 0 then 'S' else 'Z' end) as "reason!", l.vat_exemption as "exemption?",
                  -(q.amount_minor - q.vat_minor) as "net_minor!", -q.vat_minor as "vat_minor!", p.currency::text as "currency!",
                  o.exchange_rate_e6 as "rate_e6?", -valued(q.amount_minor - q.vat_minor, o.exchange_rate_e6) as "home_net_minor!",
                  -valued(q.vat_minor, o.exchange_rate_e6) as "home_vat_minor!"
           from papers p join shops s on s.id = p.shop_id join orders o on o.id = p.order_id join credit_note_parts q on q.credit_note_id = p.id
           left join return_cases c on c.id = p.return_id
           left join lateral (select vat_country, vat_reason, vat_exemption from order_lines where order_id = p.order_id and vat_rate_bp = q.rate_bp
                              order by is_card, position limit 1) l on true
           order by p.issued_at, p.id, q.rate_bp"#,
        wanted.shop.0,
        at,
        id,
        to,
        wanted.limit
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| row.of(Kind::CreditNote))
        .collect())
}
