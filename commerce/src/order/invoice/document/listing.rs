//! Reading invoices as they were issued.

use platform::clock::{Date, Timestamp};
use platform::db::{DbError, PgConnection};
use platform::money::Currency;
use uuid::Uuid;

use super::account::Account;
use super::{Buyer, Document, DocumentLine, DocumentPart, Seller, serial, written};
use crate::currency::Rate;
use crate::ids::{InvoiceId, OrderId, ShopId};
use crate::order::Address;
use crate::pricing::vat::Ground;

/// The invoice of an order; none of one that is paid otherwise, or was ordered before invoices had numbers of their own.
///
/// # Errors
/// Database errors.
pub async fn of_order(
    conn: &mut PgConnection,
    order_id: OrderId,
) -> Result<Option<Document>, DbError> {
    let head = sqlx::query!(
        r#"select i.id, i.number, i.order_number, i.ordered_at as "ordered_at: Timestamp", i.issued_at as "issued_at: Timestamp", i.due_on as "due_on: Date",
                  i.payment_reference, i.locale, i.currency::text as "currency!", s.currency::text as "home!", o.exchange_rate_e6 as "rate_e6?",
                  o.exchange_rate_on as "rate_on?: Date", i.vat_ground, i.net_minor, i.vat_minor, i.total_minor, i.prepaid_minor,
                  i.seller_name, i.seller_org_number, i.seller_vat_number, i.seller_street, i.seller_postcode, i.seller_city,
                  i.seller_country::text as "seller_country!", i.seller_email, i.seller_phone, i.seller_bankgiro, i.seller_iban, i.seller_bic,
                  b.name, b.org_number, b.vat_number, b.gln, b.e_invoice_id, b.reference, b.marking, b.cost_place, b.email, b.contact, b.street, b.street2,
                  b.postcode, b.city, b.country::text as "country!", b.to_name, b.to_company, b.to_street, b.to_street2, b.to_postcode, b.to_city,
                  b.to_country::text as "to_country!"
           from invoices i join invoice_buyers b on b.invoice_id = i.id join orders o on o.id = i.order_id join shops s on s.id = i.shop_id
           where i.order_id = $1"#,
        order_id.0
    )
    .fetch_optional(&mut *conn)
    .await?;
    let Some(head) = head else { return Ok(None) };
    let id = InvoiceId(head.id);
    let buyer = Buyer {
        address: Address {
            name: head.name.clone(),
            company: String::new(),
            street: head.street,
            street2: head.street2,
            postcode: head.postcode,
            city: head.city,
            country: head.country,
        },
        delivery: Address {
            name: head.to_name,
            company: head.to_company,
            street: head.to_street,
            street2: head.to_street2,
            postcode: head.to_postcode,
            city: head.to_city,
            country: head.to_country,
        },
        name: head.name,
        org_number: head.org_number,
        vat_number: head.vat_number,
        gln: head.gln,
        e_invoice_id: head.e_invoice_id,
        reference: head.reference,
        marking: head.marking,
        cost_place: head.cost_place,
        email: head.email,
        contact: head.contact,
    };
    Ok(Some(Document {
        id,
        serial: head.number,
        order_id,
        order_number: head.order_number,
        ordered_at: head.ordered_at,
        issued_at: head.issued_at,
        due_on: head.due_on,
        payment_reference: head.payment_reference,
        locale: head.locale,
        rate: Rate::kept(
            Currency::from(head.currency.clone()),
            Currency::from(head.home),
            head.rate_e6,
            head.rate_on,
        ),
        currency: Currency::from(head.currency),
        vat_ground: Ground::from_column(&head.vat_ground).unwrap_or_default(),
        net_minor: head.net_minor,
        vat_minor: head.vat_minor,
        total_minor: head.total_minor,
        prepaid_minor: head.prepaid_minor,
        seller: Seller {
            name: head.seller_name,
            org_number: head.seller_org_number,
            vat_number: head.seller_vat_number,
            street: head.seller_street,
            postcode: head.seller_postcode,
            city: head.seller_city,
            country: head.seller_country,
            email: head.seller_email,
            phone: head.seller_phone,
            account: Account {
                bankgiro: head.seller_bankgiro,
                iban: head.seller_iban,
                bic: head.seller_bic,
            },
        },
        buyer,
        lines: lines(conn, id).await?,
        parts: parts(conn, id).await?,
    }))
}

async fn lines(conn: &mut PgConnection, id: InvoiceId) -> Result<Vec<DocumentLine>, DbError> {
    sqlx::query_as!(
        DocumentLine,
        "select is_freight, sku, own_number, name, options, quantity, unit_net_e4, discount_minor, net_minor, vat_minor, rate_bp, reason
         from invoice_lines where invoice_id = $1 order by position",
        id.0
    )
    .fetch_all(conn)
    .await
}

async fn parts(conn: &mut PgConnection, id: InvoiceId) -> Result<Vec<DocumentPart>, DbError> {
    sqlx::query_as!(
        DocumentPart,
        "select rate_bp, reason, exemption, net_minor, vat_minor from invoice_parts where invoice_id = $1 order by rate_bp, reason, exemption",
        id.0
    )
    .fetch_all(conn)
    .await
}

/// The number of an order's invoice.
///
/// # Errors
/// Database errors.
pub async fn number_of_order(
    conn: &mut PgConnection,
    order_id: OrderId,
) -> Result<Option<String>, DbError> {
    let found = sqlx::query_scalar!(
        "select number from invoices where order_id = $1",
        order_id.0
    )
    .fetch_optional(conn)
    .await?;
    Ok(found.map(written))
}

/// The order that the invoice with a number is of; none when there is no such invoice. Each shop counts for itself: `among` says of which.
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
        r#"select i.order_id as "order_id: OrderId" from shops s join invoices i on i.shop_id = s.id and i.number = $1
           where $2::uuid[] is null or s.id = any($2) order by i.issued_at limit 1"#,
        serial,
        among as _
    )
    .fetch_optional(conn)
    .await
}

/// See [`super::account::account`].
pub(super) async fn account(
    conn: &mut PgConnection,
    shop: ShopId,
) -> Result<(Account, i32), DbError> {
    let found = sqlx::query!(
        "select bankgiro, iban, bic, row_version from invoice_accounts where shop_id = $1",
        shop.0
    )
    .fetch_optional(conn)
    .await?;
    Ok(found.map_or_else(
        || (Account::default(), 0),
        |row| {
            let account = Account {
                bankgiro: row.bankgiro,
                iban: row.iban,
                bic: row.bic,
            };
            (account, row.row_version)
        },
    ))
}
