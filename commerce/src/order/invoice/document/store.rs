//! Writing invoices as they are issued.

use platform::db::{DbError, Tx};

use super::account::Account;
use crate::ids::{InvoiceId, OrderId, ShopId};

/// The first number of a series, less one.
const BEFORE_FIRST: i64 = 10_000;

/// The next number of the series of the order's seller, which is locked until the end of the transaction. All shops of a seller share the one of their oldest
/// shop, which goes on after the highest number that any of them has.
pub(super) async fn next_serial(tx: &mut Tx, order_id: OrderId) -> Result<i64, DbError> {
    sqlx::query_scalar!(
        "insert into invoice_series as s (shop_id, last)
         select (array_agg(k.id order by k.created_at, k.id))[1], greatest($2::bigint, max(t.last), max(n.number)) + 1
         from orders o join shops own on own.id = o.shop_id join shops k on k.org_number = own.org_number
         left join invoice_series t on t.shop_id = k.id
         left join lateral (select max(number) as number from invoices where shop_id = k.id) n on true
         where o.id = $1 group by o.id
         on conflict (shop_id) do update set last = greatest(s.last + 1, excluded.last) returning last",
        order_id.0,
        BEFORE_FIRST
    )
    .fetch_one(&mut **tx)
    .await
}

/// Writes the head of an invoice, as order and shop are at this moment; gives what is to be paid, and in which currency.
pub(super) async fn insert(
    tx: &mut Tx,
    (id, serial): (InvoiceId, i64),
    order_id: OrderId,
    reference: &str,
) -> Result<(i64, String), DbError> {
    let now = tx.now();
    let row = sqlx::query!(
        r#"insert into invoices (id, shop_id, number, order_id, order_number, ordered_at, issued_at, due_on, payment_reference, locale, currency, vat_ground,
                                net_minor, vat_minor, total_minor, prepaid_minor, seller_name, seller_org_number, seller_vat_number, seller_street,
                                seller_postcode, seller_city, seller_country, seller_email, seller_phone, seller_bankgiro, seller_iban, seller_bic)
           select $1, o.shop_id, $2, o.id, o.number, o.prepared_at, $5::timestamptz, i.due_on, $4, o.locale, o.currency, coalesce(o.vat_ground, 'home'),
                  o.total_minor - o.vat_minor, o.vat_minor, o.total_minor, o.total_minor - i.amount_minor, s.legal_name, s.org_number, s.vat_number,
                  s.street, s.postcode, s.city, s.country, s.email, s.phone, coalesce(a.bankgiro, ''), coalesce(a.iban, ''), coalesce(a.bic, '')
           from orders o join order_invoices i on i.order_id = o.id join shops s on s.id = o.shop_id left join invoice_accounts a on a.shop_id = s.id
           where o.id = $3
           returning total_minor - prepaid_minor as "amount!", currency::text as "currency!""#,
        id.0,
        serial,
        order_id.0,
        reference,
        now as _
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok((row.amount, row.currency))
}

pub(super) async fn copy_buyer(
    tx: &mut Tx,
    id: InvoiceId,
    order_id: OrderId,
) -> Result<(), DbError> {
    sqlx::query!(
        "insert into invoice_buyers (invoice_id, order_id, company_id, name, org_number, vat_number, gln, e_invoice_id, reference, marking, cost_place, email,
                                     contact, street, street2, postcode, city, country, to_name, to_company, to_street, to_street2, to_postcode, to_city,
                                     to_country)
         select $1, o.id, c.company_id, c.name, c.org_number, coalesce(c.vat_number, ''), coalesce(c.gln, ''), coalesce(c.e_invoice_id, ''), c.reference,
                c.marking, c.cost_place, c.invoice_email, o.customer_name, coalesce(b.street, d.street), coalesce(b.street2, d.street2),
                coalesce(b.postcode, d.postcode), coalesce(b.city, d.city), coalesce(b.country, d.country), d.name, d.company, d.street, d.street2,
                d.postcode, d.city, d.country
         from orders o join order_companies c on c.order_id = o.id join order_addresses d on d.order_id = o.id and d.kind = 'delivery'
         left join order_addresses b on b.order_id = o.id and b.kind = 'invoice'
         where o.id = $2",
        id.0,
        order_id.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Prices without VAT, as an invoice tells them; what was taken off is what the pieces would have cost, less what they do.
pub(super) async fn copy_lines(
    tx: &mut Tx,
    id: InvoiceId,
    order_id: OrderId,
) -> Result<(), DbError> {
    sqlx::query!(
        "insert into invoice_lines (invoice_id, position, is_freight, sku, own_number, name, options, quantity, unit_net_e4, discount_minor, net_minor,
                                    vat_minor, rate_bp, reason, exemption)
         select $1, l.position, l.kind = 'freight', l.sku, coalesce(l.own_number, ''), l.name, l.options, l.quantity, u.net_e4,
                case when l.discount_minor > 0
                     then greatest(round(u.net_e4::numeric * l.quantity / 10000)::bigint - (l.total_minor - l.vat_minor), 0) else 0 end,
                l.total_minor - l.vat_minor, l.vat_minor, l.vat_rate_bp, l.vat_reason, coalesce(l.vat_exemption, '')
         from order_lines l
         cross join lateral (select round(l.unit_price_e4::numeric * 10000 / (10000 + l.vat_rate_bp))::bigint as net_e4) u
         where l.order_id = $2",
        id.0,
        order_id.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(super) async fn copy_parts(
    tx: &mut Tx,
    id: InvoiceId,
    order_id: OrderId,
) -> Result<(), DbError> {
    sqlx::query!(
        "insert into invoice_parts (invoice_id, rate_bp, reason, exemption, net_minor, vat_minor)
         select $1, vat_rate_bp, vat_reason, coalesce(vat_exemption, ''), sum(total_minor - vat_minor), sum(vat_minor)
         from order_lines where order_id = $2 group by vat_rate_bp, vat_reason, coalesce(vat_exemption, '')",
        id.0,
        order_id.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Writes an account that still is as it was read; `row_version` 0: there is none yet. False when somebody was faster.
pub(super) async fn save_account(
    tx: &mut Tx,
    shop: ShopId,
    draft: &Account,
    row_version: i32,
) -> Result<bool, DbError> {
    let now = tx.now();
    let written = sqlx::query!(
        "insert into invoice_accounts (shop_id, bankgiro, iban, bic, updated_at) values ($1, $2, $3, $4, $5)
         on conflict (shop_id) do update set bankgiro = excluded.bankgiro, iban = excluded.iban, bic = excluded.bic, updated_at = excluded.updated_at,
             row_version = invoice_accounts.row_version + 1
         where invoice_accounts.row_version = $6",
        shop.0,
        draft.bankgiro,
        draft.iban,
        draft.bic,
        now,
        row_version
    )
    .execute(&mut **tx)
    .await?;
    Ok(written.rows_affected() == 1)
}
