//! Writing orders, and reading one whole.

mod facts;

use platform::clock::Date;
use platform::db::{DbError, PgConnection, Tx};
use platform::money::Currency;
use sqlx::types::Json;

pub(crate) use self::facts::placed_at;
pub use self::facts::{
    currency_of, has_left, id_by_number, number_and_total_of, number_in_shop, number_of,
    prepared_at, wanted,
};
use super::adjustment::OrderAdjustment;
use super::reduction::Reduction;
use super::{Address, NewOrder, Order, OrderLine, OrderState, line};
use crate::cart::totals::VatSum;
use crate::checkout::Contact;
use crate::checkout::freight::FreightKind;
use crate::currency::Rate;
use crate::ids::{CartId, CompanyId, CustomerId, LegalDocumentId, OrderId, ShopId};
use crate::pricing::vat::Ground;

/// A cart's order that has not lapsed.
#[derive(Clone, Debug)]
pub struct LivingOrder {
    /// Which.
    pub id: OrderId,
    /// What was confirmed.
    pub confirmed_hash: Vec<u8>,
    /// Whose it is; none for a guest's.
    pub customer_id: Option<CustomerId>,
    /// The company that it is for; none: the person.
    pub company_id: Option<CompanyId>,
}

/// The order that a cart has become, unless it lapsed.
///
/// # Errors
/// Database errors.
pub async fn living_order_of_cart(
    conn: &mut PgConnection,
    cart_id: CartId,
) -> Result<Option<LivingOrder>, DbError> {
    sqlx::query_as!(
        LivingOrder,
        r#"select id, confirmed_hash, customer_id as "customer_id?: CustomerId", company_id as "company_id?: CompanyId" from orders where cart_id = $1 and state in ('prepared', 'placed')"#,
        cart_id.0
    )
    .fetch_optional(conn)
    .await
}

/// Writes a prepared order with its lines, addresses and VAT sums; gives its number.
///
/// # Errors
/// Database errors, among them `orders_cart_key` when the cart has a living order.
pub async fn insert(tx: &mut Tx, order: &NewOrder) -> Result<String, DbError> {
    let now = tx.now();
    let totals = &order.totals;
    let number = sqlx::query_scalar!(
        "insert into orders (id, number, shop_id, cart_id, state, confirmed_hash, tier_code, locale, currency, email, phone, customer_name,
                             items_minor, freight_minor, vat_minor, total_minor, freight_method_id, freight_label, delivery_from, delivery_to,
                             terms_document_id, note, prepared_at, updated_at, freight_kind, customer_id, discount_minor, gift_card_minor,
                             vat_ground, vat_check_id, oss_country, freight_why, exchange_rate_e6, exchange_rate_on, shows_vat)
         values ($1, 'ORD-' || nextval('order_numbers'), $2, $3, 'prepared', $4, $5, $6, $7, $8, $9, $10,
                 $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $21, $22, $23, $24, $25,
                 $26, $27, $28, $29, $30, $31, (select t.shows_vat from tiers t where t.code = $5))
         returning number",
        order.id.0,
        order.shop_id.0,
        order.cart_id.0,
        order.confirmed_hash,
        order.tier_code,
        order.locale,
        order.currency.code(),
        order.contact.email,
        order.contact.phone,
        order.contact.delivery.name,
        totals.items_minor,
        totals.freight_minor,
        totals.vat_minor,
        totals.total_minor,
        order.freight_method_id.map(|id| id.0),
        order.freight_label,
        order.delivery.0,
        order.delivery.1,
        order.terms_document_id.0,
        order.contact.note,
        now,
        order.freight_kind.as_str(),
        order.customer_id.map(|id| id.0),
        totals.discount_minor,
        order.gift_card_minor,
        order.tax.ground.as_str(),
        order.tax.check.map(|id| id.0),
        order
            .tax
            .ground
            .is_distance_sale()
            .then_some(order.tax.destination.as_str()),
        order
            .freight_why
            .as_ref()
            .and_then(|why| serde_json::to_value(why).ok()),
        order.rate.map(|rate| rate.e6),
        order.rate.map(|rate| rate.on) as Option<Date>,
    )
    .fetch_one(&mut **tx)
    .await?;
    line::insert(tx, order).await?;
    write_addresses(tx, order.id, &order.contact).await?;
    let rates: Vec<i32> = totals.vat.iter().map(|sum| sum.rate_bp).collect();
    let nets: Vec<i64> = totals.vat.iter().map(|sum| sum.net_minor).collect();
    let vats: Vec<i64> = totals.vat.iter().map(|sum| sum.vat_minor).collect();
    sqlx::query!(
        "insert into order_vat_totals (order_id, rate_bp, net_minor, vat_minor)
         select $1, r, n, v from unnest((select $2::integer[]), (select $3::bigint[]), (select $4::bigint[])) as s (r, n, v)",
        order.id.0,
        &rates,
        &nets,
        &vats
    )
    .execute(&mut **tx)
    .await?;
    Ok(number)
}

async fn write_addresses(tx: &mut Tx, order_id: OrderId, contact: &Contact) -> Result<(), DbError> {
    let addresses = [
        ("delivery", Some(&contact.delivery)),
        ("invoice", contact.invoice.as_ref()),
    ];
    for (kind, address) in addresses {
        let Some(address) = address else { continue };
        sqlx::query!(
            "insert into order_addresses (order_id, kind, name, company, street, street2, postcode, city, country)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            order_id.0,
            kind,
            address.name,
            address.company,
            address.street,
            address.street2,
            address.postcode,
            address.city,
            address.country
        )
        .execute(&mut **tx)
        .await?;
    }
    Ok(())
}

/// Writes corrected details onto an order that is not paid yet; names what was corrected, nothing when nothing differs. The caller holds the order's lock.
///
/// # Errors
/// Database errors.
pub async fn correct_contact(
    tx: &mut Tx,
    order_id: OrderId,
    contact: &Contact,
) -> Result<Vec<&'static str>, DbError> {
    let held = contact_of(tx, order_id).await?.unwrap_or_default();
    let corrected: Vec<&'static str> = [
        ("email", held.email != contact.email),
        ("phone", held.phone != contact.phone),
        ("delivery", held.delivery != contact.delivery),
        ("invoice", held.invoice != contact.invoice),
        ("note", held.note != contact.note),
    ]
    .into_iter()
    .filter_map(|(part, differs)| differs.then_some(part))
    .collect();
    if corrected.is_empty() {
        return Ok(corrected);
    }
    let now = tx.now();
    sqlx::query!(
        "update orders set email = $2, phone = $3, customer_name = $4, note = $5, updated_at = $6, row_version = row_version + 1 where id = $1",
        order_id.0,
        contact.email,
        contact.phone,
        contact.delivery.name,
        contact.note,
        now,
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "delete from order_addresses where order_id = $1",
        order_id.0
    )
    .execute(&mut **tx)
    .await?;
    write_addresses(tx, order_id, contact).await?;
    Ok(corrected)
}

/// Who an order is for and where it goes; none when there is no such order.
pub(crate) async fn contact_of(
    conn: &mut PgConnection,
    order_id: OrderId,
) -> Result<Option<Contact>, DbError> {
    let row = sqlx::query!(
        r#"select email, phone, note,
                  (select coalesce(json_agg(r), '[]') from (
                       select kind, name, company, street, street2, postcode, city, country::text as country
                       from order_addresses where order_id = orders.id) r) as "addresses!: Json<Vec<OfKind>>"
           from orders where id = $1"#,
        order_id.0
    )
    .fetch_optional(conn)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let (delivery, invoice) = addresses(row.addresses.0);
    Ok(Some(Contact {
        email: row.email,
        phone: row.phone,
        delivery,
        invoice,
        note: row.note,
    }))
}

/// Moves an order to a state that [`OrderState::apply`] gave, with the payment status that goes with it. Nothing is left to send of an
/// order that is over; when it is paid after all, there is again. The caller holds the order's lock.
///
/// # Errors
/// Database errors.
pub async fn set_state(
    tx: &mut Tx,
    id: OrderId,
    state: OrderState,
    payment_status: &str,
) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "update orders set state = $2, payment_status = $3, updated_at = $4, row_version = row_version + 1,
                fulfilment_status = case when $2 in ('lapsed', 'cancelled') and fulfilment_status = 'unfulfilled' then 'void'
                                         when $2 = 'placed' and fulfilment_status = 'void' then 'unfulfilled'
                                         else fulfilment_status end,
                placed_at = case when $2 = 'placed' then coalesce(placed_at, $4) else placed_at end,
                closed_at = case when $2 in ('lapsed', 'cancelled') then $4 else null end
         where id = $1",
        id.0,
        state.as_str(),
        payment_status,
        now,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Stores what the payments' ledger says of an order, for lists. The caller holds the order's lock.
///
/// # Errors
/// Database errors.
pub async fn set_payment_status(tx: &mut Tx, id: OrderId, status: &str) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "update orders set payment_status = $2, updated_at = $3, row_version = row_version + 1 where id = $1 and payment_status <> $2",
        id.0,
        status,
        now,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Counts what has gone back as the state of an order's payment, and tells open pages that the order has changed: what vendors have taken on, what
/// went onto cards, by hand and off the invoice. What a company still owes for stays owed for. What was never placed is refunded when its payment is, however
/// much that was. The caller holds the order's lock.
///
/// # Errors
/// Database errors.
pub async fn count_money_back(tx: &mut Tx, id: OrderId) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "update orders o set updated_at = $2, row_version = row_version + 1,
                payment_status = case when o.placed_at is null and exists (select from payments p where p.order_id = $1 and p.state = 'refunded') then 'refunded'
                                      when o.payment_status not in ('paid', 'partly_refunded', 'refunded', 'invoiced') then o.payment_status
                                      when exists (select from order_invoices i where i.order_id = $1 and i.state = 'open') then 'invoiced'
                                      when back.minor >= o.total_minor - back.reduced_minor then 'refunded'
                                      when back.minor > 0 then 'partly_refunded'
                                      else 'paid' end
         from (select coalesce((select sum(u.refunded_minor) from order_gift_cards u where u.order_id = $1), 0)
                    + coalesce((select sum(r.amount_minor) from refunds r join payments p on p.id = r.payment_id
                                where p.order_id = $1 and not r.is_excess and r.state in ('accepted', 'settled')), 0)
                    + coalesce((select sum(w.amount_minor) from return_refunds w join return_cases c on c.id = w.return_id
                                where c.order_id = $1 and w.way in ('by_hand', 'credit')), 0) as minor,
                      coalesce((select sum(d.expected_minor - d.received_minor) from payment_differences d
                                where d.order_id = $1 and d.deed = 'accept'), 0) as reduced_minor) back
         where o.id = $1",
        id.0,
        now
    )
    .execute(&mut **tx)
    .await?;
    super::credit_note::issue_due(tx, id).await
}

struct Head {
    id: OrderId,
    number: String,
    shop_id: ShopId,
    state: String,
    payment_status: String,
    fulfilment_status: String,
    locale: String,
    currency: Currency,
    home: Currency,
    rate_e6: Option<i64>,
    rate_on: Option<Date>,
    email: String,
    phone: String,
    customer_name: String,
    items_minor: i64,
    discount_minor: i64,
    freight_minor: i64,
    vat_minor: i64,
    total_minor: i64,
    gift_card_minor: i64,
    shows_vat: bool,
    vat_ground: Option<String>,
    vat_number: Option<String>,
    freight_label: String,
    freight_kind: String,
    freight_why: Option<serde_json::Value>,
    delivery_from: Option<platform::clock::Date>,
    delivery_to: Option<platform::clock::Date>,
    terms_document_id: LegalDocumentId,
    note: String,
    prepared_at: platform::clock::Timestamp,
    placed_at: Option<platform::clock::Timestamp>,
    lines: Json<Vec<OrderLine>>,
    vat: Json<Vec<VatSum>>,
    adjustments: Json<Vec<OrderAdjustment>>,
    addresses: Json<Vec<OfKind>>,
    reduced_minor: Option<i64>,
    reduction_note: Option<i64>,
}

#[derive(Debug, serde::Deserialize)]
struct OfKind {
    kind: String,
    #[serde(flatten)]
    address: Address,
}

/// One order, whole, by one statement: it is read some four times while it is placed, and each question more costs both sides more than its answer.
///
/// # Errors
/// Database errors.
pub async fn load(conn: &mut PgConnection, id: OrderId) -> Result<Option<Order>, DbError> {
    // What was taken off since less had come has a credit note that was issued when it was accepted, in the same transaction.
    let head = sqlx::query_as!(
        Head,
        r#"select id, number, shop_id, state, payment_status, fulfilment_status, locale, currency::text as "currency!",
                (select s.currency::text from shops s where s.id = orders.shop_id) as "home!", exchange_rate_e6 as rate_e6, exchange_rate_on as rate_on,
                email, phone, customer_name, items_minor, discount_minor, freight_minor, vat_minor, total_minor, gift_card_minor, freight_label, freight_kind, freight_why, delivery_from, delivery_to,
                terms_document_id, note, prepared_at, placed_at, vat_ground,
                coalesce(shows_vat, (select t.shows_vat from tiers t where t.code = tier_code), true) as "shows_vat!",
                (select c.vat_number from order_companies c where c.order_id = orders.id) as vat_number,
                (select coalesce(json_agg(r order by r.position), '[]') from (
                     select position, id, kind = 'freight' as is_freight, product_id, variant_id, sku, name, options, own_number, media_id, quantity, unit_price_e4,
                            discount_minor, total_minor, vat_rate_bp, vat_reason, vat_minor, price_why
                     from order_lines where order_id = orders.id) r) as "lines!: Json<Vec<OrderLine>>",
                (select coalesce(json_agg(r order by r.rate_bp desc), '[]') from (
                     select rate_bp, net_minor, vat_minor from order_vat_totals where order_id = orders.id) r) as "vat!: Json<Vec<VatSum>>",
                (select coalesce(json_agg(r order by r.position), '[]') from (
                     select position, order_line_id as line_id, promotion_id, label, code, amount_minor, is_capped
                     from order_adjustments where order_id = orders.id) r) as "adjustments!: Json<Vec<OrderAdjustment>>",
                (select coalesce(json_agg(r), '[]') from (
                     select kind, name, company, street, street2, postcode, city, country::text as country
                     from order_addresses where order_id = orders.id) r) as "addresses!: Json<Vec<OfKind>>",
                (select sum(d.expected_minor - d.received_minor)::bigint
                 from payment_differences d where d.order_id = orders.id and d.deed = 'accept') as reduced_minor,
                (select min(c.number) from payment_differences d
                 join credit_notes c on c.order_id = d.order_id and c.return_id is null and c.issued_at = d.settled_at
                 where d.order_id = orders.id and d.deed = 'accept') as reduction_note
         from orders where id = $1"#,
        id.0
    )
    .fetch_optional(conn)
    .await?;
    head.map(whole).transpose()
}

fn whole(head: Head) -> Result<Order, DbError> {
    let (Json(lines), Json(vat), Json(adjustments)) = (head.lines, head.vat, head.adjustments);
    let reduction = head
        .reduced_minor
        .and_then(|minor| Reduction::of(minor, &vat, head.reduction_note));
    let (delivery_address, invoice_address) = addresses(head.addresses.0);
    Ok(Order {
        id: head.id,
        number: head.number,
        shop_id: head.shop_id,
        state: OrderState::from_column(&head.state)
            .ok_or_else(|| DbError::Decode("unknown order state".into()))?,
        payment_status: head.payment_status,
        fulfilment_status: head.fulfilment_status,
        locale: head.locale,
        currency: head.currency,
        rate: Rate::kept(head.currency, head.home, head.rate_e6, head.rate_on),
        email: head.email,
        phone: head.phone,
        customer_name: head.customer_name,
        items_minor: head.items_minor,
        discount_minor: head.discount_minor,
        freight_minor: head.freight_minor,
        vat_minor: head.vat_minor,
        total_minor: head.total_minor,
        gift_card_minor: head.gift_card_minor,
        shows_vat: head.shows_vat,
        // What was sold before this was kept was sold at home.
        vat_ground: head
            .vat_ground
            .as_deref()
            .and_then(Ground::from_column)
            .unwrap_or_default(),
        vat_number: head.vat_number,
        freight_label: head.freight_label,
        freight_kind: FreightKind::from_column(&head.freight_kind)
            .ok_or_else(|| DbError::Decode("unknown kind of freight".into()))?,
        freight_why: head
            .freight_why
            .and_then(|why| serde_json::from_value(why).ok()),
        delivery_from: head.delivery_from,
        delivery_to: head.delivery_to,
        terms_document_id: head.terms_document_id,
        note: head.note,
        prepared_at: head.prepared_at,
        placed_at: head.placed_at,
        lines,
        adjustments,
        vat,
        reduction,
        delivery_address,
        invoice_address,
    })
}

/// Where the goods go, and who is billed where that is someone else.
fn addresses(rows: Vec<OfKind>) -> (Address, Option<Address>) {
    let (mut delivery, mut invoice) = (Address::default(), None);
    for OfKind { kind, address } in rows {
        if kind == "delivery" {
            delivery = address
        } else {
            invoice = Some(address)
        }
    }
    (delivery, invoice)
}
