//! Reading quotations: for the buyer and their colleagues, for mails, and for the carts and orders that they led to.

mod carts;

pub use carts::{CartOffer, OrderedOffer, latest_cart, of_order, offer_of_cart};
pub(super) use carts::{cart_of, waiting_request};

use platform::clock::{Date, Timestamp};
use platform::db::{DbError, PgConnection};
use platform::money::UnitPrice;
use sqlx::QueryBuilder;

use super::{
    Quotation, QuotationLine, QuotationMessage, QuotationState, Version, VersionLine, is_valid,
    store,
};
use crate::customer::Session;
use crate::ids::{QuotationId, VariantId};
use crate::order::OrderState;

/// Any quotation, for staff and mails.
///
/// # Errors
/// Database errors.
pub async fn by_id(conn: &mut PgConnection, id: QuotationId) -> Result<Option<Quotation>, DbError> {
    store::quotation(conn, id).await
}

/// The quotation with a number.
///
/// # Errors
/// Database errors.
pub async fn by_number(
    conn: &mut PgConnection,
    number: &str,
) -> Result<Option<Quotation>, DbError> {
    let id = sqlx::query_scalar!(
        r#"select id as "id: QuotationId" from quotations where number = $1"#,
        number
    )
    .fetch_optional(&mut *conn)
    .await?;
    match id {
        Some(id) => store::quotation(conn, id).await,
        None => Ok(None),
    }
}

/// A quotation that whoever is logged in may see.
///
/// # Errors
/// Database errors.
pub async fn seen_by(
    conn: &mut PgConnection,
    session: &Session,
    id: QuotationId,
) -> Result<Option<Quotation>, DbError> {
    let found = store::quotation(conn, id).await?;
    Ok(found.filter(|found| found.is_seen_by(session)))
}

/// A quotation's lines as they are being answered.
///
/// # Errors
/// Database errors.
pub async fn lines(
    conn: &mut PgConnection,
    of: &Quotation,
    now: Timestamp,
) -> Result<Vec<QuotationLine>, DbError> {
    store::lines(conn, of, now).await
}

/// A quotation in a list.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct ListedQuotation {
    /// Which.
    pub id: QuotationId,
    /// `O-1001`.
    pub number: String,
    /// Who asked.
    pub asker: String,
    /// As the table has it.
    pub state: String,
    /// How far the order has come that it became.
    pub order_state: Option<String>,
    /// The last day of the latest version.
    pub valid_until: Option<Date>,
    /// Its sum without VAT.
    pub total_minor: Option<i64>,
    /// ISO 4217.
    pub currency: String,
    /// When it was asked.
    pub created_at: Timestamp,
}

impl ListedQuotation {
    /// How far it has come, with what the order and the calendar say.
    #[must_use]
    pub fn state(&self, now: Timestamp) -> Option<QuotationState> {
        let holds = self.valid_until.is_some_and(|day| is_valid(day.0, now));
        let order = self
            .order_state
            .as_deref()
            .and_then(OrderState::from_column);
        QuotationState::from_column(&self.state).map(|state| state.seen(order, holds))
    }
}

/// The quotations that whoever is logged in may see, the latest first; those before one of them.
///
/// # Errors
/// Database errors.
pub async fn quotations(
    conn: &mut PgConnection,
    session: &Session,
    before: Option<(Timestamp, QuotationId)>,
    limit: i64,
) -> Result<Vec<ListedQuotation>, DbError> {
    let Some(acting) = &session.acting else {
        return Ok(Vec::new());
    };
    let mut query = QueryBuilder::new(
        "select q.id, q.number, a.name as asker, q.state, (select o.state from orders o where o.id = q.order_id) as order_state,
                q.valid_until, q.total_minor, q.currency::text as currency, q.created_at
         from quotations q join customers a on a.id = q.asked_by where q.company_id = ",
    );
    query.push_bind(acting.company.0);
    if !acting.role.may_approve() {
        query
            .push(" and q.asked_by = ")
            .push_bind(session.customer.0);
    }
    if let Some(shop) = session.shop {
        query.push(" and q.shop_id = ").push_bind(shop.0);
    }
    if let Some((at, id)) = before {
        query.push(" and (q.created_at, q.id) < (").push_bind(at);
        query.push(", ").push_bind(id.0).push(")");
    }
    query.push(" order by q.created_at desc, q.id desc limit ");
    query.push_bind(limit);
    query.build_query_as().fetch_all(conn).await
}

struct VersionRow {
    version: i32,
    text: String,
    freight_minor: Option<i64>,
    valid_until: Date,
    total_minor: i64,
    sent_by: String,
    sent_at: Timestamp,
}

struct VersionLineRow {
    version: i32,
    variant_id: VariantId,
    sku: String,
    name: String,
    options: String,
    note: String,
    quantity: i32,
    unit_price_e4: i64,
    vat_class: String,
}

/// Everything that has been offered, the latest first.
///
/// # Errors
/// Database errors.
pub async fn versions(conn: &mut PgConnection, id: QuotationId) -> Result<Vec<Version>, DbError> {
    read_versions(conn, id, None).await
}

/// One version; `None` when it has not been sent.
///
/// # Errors
/// Database errors.
pub async fn version(
    conn: &mut PgConnection,
    id: QuotationId,
    version: i32,
) -> Result<Option<Version>, DbError> {
    Ok(read_versions(conn, id, Some(version)).await?.pop())
}

async fn read_versions(
    conn: &mut PgConnection,
    id: QuotationId,
    only: Option<i32>,
) -> Result<Vec<Version>, DbError> {
    let rows = sqlx::query_as!(
        VersionRow,
        r#"select v.version, v.text, v.freight_minor, v.valid_until as "valid_until: Date", v.total_minor,
                  coalesce((select s.name from staff s where s.id = v.sent_by), '') as "sent_by!", v.sent_at
           from quotation_versions v where v.quotation_id = $1 and ($2::int is null or v.version = $2) order by v.version desc"#,
        id.0,
        only
    )
    .fetch_all(&mut *conn)
    .await?;
    let lines = sqlx::query_as!(
        VersionLineRow,
        "select l.version, l.variant_id, l.sku, l.name, l.options, l.note, l.quantity, l.unit_price_e4, p.vat_class
         from quotation_version_lines l join variants v on v.id = l.variant_id join products p on p.id = v.product_id
         where l.quotation_id = $1 and ($2::int is null or l.version = $2) order by l.version, l.position",
        id.0,
        only
    )
    .fetch_all(conn)
    .await?;
    let of = |version: i32| {
        lines
            .iter()
            .filter(|line| line.version == version)
            .map(|line| VersionLine {
                variant_id: line.variant_id,
                sku: line.sku.clone(),
                name: line.name.clone(),
                options: line.options.clone(),
                note: line.note.clone(),
                quantity: line.quantity,
                unit_price: UnitPrice(line.unit_price_e4),
                vat_class: line.vat_class.clone(),
            })
            .collect()
    };
    Ok(rows
        .into_iter()
        .map(|row| Version {
            lines: of(row.version),
            version: row.version,
            text: row.text,
            freight_minor: row.freight_minor,
            valid_until: row.valid_until.0,
            total_minor: row.total_minor,
            sent_by: row.sent_by,
            sent_at: row.sent_at,
        })
        .collect())
}

/// What the buyer and their colleagues have written, the first first.
///
/// # Errors
/// Database errors.
pub async fn messages(
    conn: &mut PgConnection,
    id: QuotationId,
) -> Result<Vec<QuotationMessage>, DbError> {
    sqlx::query_as!(
        QuotationMessage,
        r#"select m.version, c.name as by, m.body, m.created_at as "at: Timestamp" from quotation_messages m
           join customers c on c.id = m.customer_id where m.quotation_id = $1 and m.body <> '' order by m.created_at, m.id"#,
        id.0
    )
    .fetch_all(conn)
    .await
}

/// What a variant is called.
#[derive(Clone, Debug)]
pub struct Article {
    /// Which.
    pub variant_id: VariantId,
    /// Article number.
    pub sku: String,
    /// The product's name.
    pub name: String,
    /// The chosen options, comma between.
    pub options: String,
}

/// What variants are called in a language, for whoever asks for an offer on them.
///
/// # Errors
/// Database errors.
pub async fn articles(
    conn: &mut PgConnection,
    variants: &[VariantId],
    locale: &str,
) -> Result<Vec<Article>, DbError> {
    let ids: Vec<uuid::Uuid> = variants.iter().map(|id| id.0).collect();
    sqlx::query_as!(
        Article,
        r#"select v.id as "variant_id: VariantId", v.sku,
                  coalesce((select t.name from product_translations t where t.product_id = p.id and t.locale = $2),
                           (select t.name from product_translations t where t.product_id = p.id and t.locale = 'sv'), v.sku) as "name!",
                  coalesce((select string_agg(coalesce(ov.label ->> $2, ov.label ->> 'sv', ov.code), ', ' order by o.position)
                            from variant_option_values vo join product_option_values ov on ov.id = vo.option_value_id
                            join product_options o on o.id = ov.option_id where vo.variant_id = v.id), '') as "options!"
           from variants v join products p on p.id = v.product_id where v.id = any($1)"#,
        &ids,
        locale
    )
    .fetch_all(conn)
    .await
}
