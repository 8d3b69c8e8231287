//! One quotation as it stands, and its lines.

use platform::clock::{Date, Timestamp};
use platform::db::{DbError, PgConnection};
use platform::money::{Currency, UnitPrice};

use crate::ids::{
    CompanyId, CompanyPlaceId, CustomerId, OrderId, QuotationId, QuotationLineId, ShopId, VariantId,
};
use crate::order::OrderState;
use crate::quotation::{Delivery, DraftHead, Quotation, QuotationLine, QuotationState};

struct Row {
    id: QuotationId,
    number: String,
    company_id: CompanyId,
    company: String,
    asked_by: CustomerId,
    asker: String,
    shop_id: ShopId,
    locale: String,
    currency: String,
    state: String,
    message: String,
    reference: String,
    wished_on: Option<Date>,
    place_id: Option<CompanyPlaceId>,
    delivery_to: String,
    delivery_country: Option<String>,
    delivery_postcode: String,
    draft_text: String,
    draft_freight_minor: Option<i64>,
    draft_valid_until: Option<Date>,
    version: i32,
    valid_until: Option<Date>,
    total_minor: Option<i64>,
    reason: String,
    closed_by: Option<String>,
    order_id: Option<OrderId>,
    order_state: Option<String>,
    created_at: Timestamp,
    updated_at: Timestamp,
    row_version: i32,
}

/// One quotation.
pub(in crate::quotation) async fn quotation(
    conn: &mut PgConnection,
    id: QuotationId,
) -> Result<Option<Quotation>, DbError> {
    let row = sqlx::query_as!(
        Row,
        r#"select q.id, q.number, q.company_id, c.name as company, q.asked_by, a.name as asker, q.shop_id, q.locale,
                  q.currency::text as "currency!", q.state, q.message, q.reference, q.wished_on as "wished_on?: Date",
                  q.place_id as "place_id?: CompanyPlaceId", q.delivery_to, q.delivery_country::text as "delivery_country?", q.delivery_postcode,
                  q.draft_text, q.draft_freight_minor, q.draft_valid_until as "draft_valid_until?: Date", q.version,
                  q.valid_until as "valid_until?: Date", q.total_minor, q.reason, q.closed_by, q.order_id as "order_id?: OrderId",
                  (select o.state from orders o where o.id = q.order_id) as "order_state?", q.created_at, q.updated_at, q.row_version
           from quotations q join companies c on c.id = q.company_id join customers a on a.id = q.asked_by where q.id = $1"#,
        id.0
    )
    .fetch_optional(conn)
    .await?;
    row.map(told).transpose()
}

fn told(row: Row) -> Result<Quotation, DbError> {
    let unknown = || DbError::Decode("unknown state of a quotation".into());
    Ok(Quotation {
        stored: QuotationState::from_column(&row.state).ok_or_else(unknown)?,
        order_state: row.order_state.as_deref().and_then(OrderState::from_column),
        id: row.id,
        number: row.number,
        company_id: row.company_id,
        company: row.company,
        asked_by: row.asked_by,
        asker: row.asker,
        shop_id: row.shop_id,
        locale: row.locale,
        currency: Currency::from(row.currency),
        message: row.message,
        reference: row.reference,
        wished_on: row.wished_on.map(|day| day.0),
        delivery: row.delivery_country.map(|country| Delivery {
            place: row.place_id,
            to: row.delivery_to,
            country,
            postcode: row.delivery_postcode,
        }),
        draft: DraftHead {
            text: row.draft_text,
            freight_minor: row.draft_freight_minor,
            valid_until: row.draft_valid_until.map(|day| day.0),
        },
        version: row.version,
        valid_until: row.valid_until.map(|day| day.0),
        total_minor: row.total_minor,
        reason: row.reason,
        closed_by: row.closed_by,
        order_id: row.order_id,
        asked_at: row.created_at,
        updated_at: row.updated_at,
        row_version: row.row_version,
    })
}

struct LineRow {
    id: QuotationLineId,
    variant_id: VariantId,
    sku: String,
    name: String,
    options: String,
    asked: i32,
    note: String,
    quantity: i32,
    unit_price_e4: Option<i64>,
    vat_class: String,
    cost_e4: Option<i64>,
    is_sold: bool,
}

/// A quotation's lines as they are being answered, in the asker's language.
pub(in crate::quotation) async fn lines(
    conn: &mut PgConnection,
    of: &Quotation,
    now: Timestamp,
) -> Result<Vec<QuotationLine>, DbError> {
    let rows = sqlx::query_as!(
        LineRow,
        r#"select l.id, l.variant_id, v.sku,
                  coalesce((select t.name from product_translations t where t.product_id = p.id and t.locale = $2),
                           (select t.name from product_translations t where t.product_id = p.id and t.locale = 'sv'), v.sku) as "name!",
                  coalesce((select string_agg(coalesce(ov.label ->> $2, ov.label ->> 'sv', ov.code), ', ' order by o.position)
                            from variant_option_values vo join product_option_values ov on ov.id = vo.option_value_id
                            join product_options o on o.id = ov.option_id where vo.variant_id = v.id), '') as "options!",
                  l.asked, l.note, l.quantity, l.unit_price_e4, p.vat_class, v.cost_e4,
                  (v.is_active and p.status = 'active'
                   and exists (select from product_publications pub where pub.product_id = p.id and pub.shop_id = $3
                               and pub.published_from <= $4 and (pub.published_to is null or pub.published_to > $4))) as "is_sold!"
           from quotation_lines l join variants v on v.id = l.variant_id join products p on p.id = v.product_id
           where l.quotation_id = $1 order by l.position, l.id"#,
        of.id.0,
        of.locale,
        of.shop_id.0,
        now
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| QuotationLine {
            id: row.id,
            variant_id: row.variant_id,
            sku: row.sku,
            name: row.name,
            options: row.options,
            asked: row.asked,
            note: row.note,
            quantity: row.quantity,
            unit_price: row.unit_price_e4.map(UnitPrice),
            vat_class: row.vat_class,
            cost: row.cost_e4.map(UnitPrice),
            is_sold: row.is_sold,
        })
        .collect())
}
