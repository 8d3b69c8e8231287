//! Writing quotations, and reading one whole.

mod read;

use platform::clock::Date;
use platform::db::{Actor, DbError, PgConnection, Tx};
use platform::ids::new_uuid;

pub(super) use read::{lines, quotation};

use super::answer::{DraftLine, Offer, OfferLine};
use super::ask::{AskedLine, Asking};
use super::{Delivery, DraftHead, Quotation, QuotationState};
use crate::ids::{CartId, CompanyId, CustomerId, OrderId, QuotationId, VariantId};

/// Writes what was asked; false when that form has been sent before.
pub(super) async fn insert(
    tx: &mut Tx,
    asking: &Asking,
    (company, by): (CompanyId, CustomerId),
    delivery: Option<&Delivery>,
) -> Result<bool, DbError> {
    let now = tx.now();
    let made = sqlx::query!(
        "insert into quotations (id, number, company_id, asked_by, shop_id, locale, currency, message, reference, wished_on, created_at, updated_at,
                                 place_id, delivery_to, delivery_country, delivery_postcode)
         values ($1, 'O-' || nextval('quotation_numbers'), $2, $3, $4, $5, $6, $7, $8, $9, $10, $10, $11, $12, $13, $14)
         on conflict (id) do nothing",
        asking.id.0,
        company.0,
        by.0,
        asking.shop_id.0,
        asking.locale,
        asking.currency.code(),
        asking.message,
        asking.reference,
        asking.wished_on.map(Date) as _,
        now,
        delivery.and_then(|to| to.place).map(|id| id.0),
        delivery.map_or("", |to| to.to.as_str()),
        delivery.map(|to| to.country.as_str()),
        delivery.map_or("", |to| to.postcode.as_str())
    )
    .execute(&mut **tx)
    .await?;
    Ok(made.rows_affected() == 1)
}

pub(super) async fn insert_lines(
    tx: &mut Tx,
    id: QuotationId,
    lines: &[AskedLine],
) -> Result<(), DbError> {
    let ids: Vec<uuid::Uuid> = lines.iter().map(|_| new_uuid()).collect();
    let variants: Vec<uuid::Uuid> = lines.iter().map(|line| line.variant_id.0).collect();
    let quantities: Vec<i32> = lines.iter().map(|line| line.quantity).collect();
    let notes: Vec<String> = lines.iter().map(|line| line.note.clone()).collect();
    sqlx::query!(
        "insert into quotation_lines (id, quotation_id, variant_id, position, asked, note, quantity)
         select l.id, $1, l.variant_id, l.place::int, l.quantity, l.note, l.quantity
         from unnest($2::uuid[], $3::uuid[], $4::int[], $5::text[]) with ordinality as l (id, variant_id, quantity, note, place)",
        id.0,
        &ids,
        &variants,
        &quantities,
        &notes
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Adds a line that nobody asked for; false when the quotation has one of the variant.
pub(super) async fn add_line(
    tx: &mut Tx,
    id: QuotationId,
    variant: VariantId,
    quantity: i32,
) -> Result<bool, DbError> {
    let made = sqlx::query!(
        "insert into quotation_lines (id, quotation_id, variant_id, position, asked, quantity)
         select $1, $2, $3, coalesce(max(position), 0) + 1, 0, $4 from quotation_lines where quotation_id = $2
         on conflict on constraint quotation_lines_variant_key do nothing",
        new_uuid(),
        id.0,
        variant.0,
        quantity
    )
    .execute(&mut **tx)
    .await?;
    Ok(made.rows_affected() == 1)
}

/// Which of these variants are sold in a shop now.
pub(super) async fn sold(
    tx: &mut Tx,
    shop: crate::ids::ShopId,
    variants: &[VariantId],
) -> Result<Vec<VariantId>, DbError> {
    let now = tx.now();
    let ids: Vec<uuid::Uuid> = variants.iter().map(|id| id.0).collect();
    sqlx::query_scalar!(
        r#"select v.id as "id: VariantId" from variants v join products p on p.id = v.product_id and p.status = 'active'
           where v.id = any($1) and v.is_active
             and exists (select from product_publications pub where pub.product_id = p.id and pub.shop_id = $2
                         and pub.published_from <= $3 and (pub.published_to is null or pub.published_to > $3))"#,
        &ids,
        shop.0,
        now
    )
    .fetch_all(&mut **tx)
    .await
}

/// A quotation under its lock: whoever decides comes after whoever decided.
pub(super) async fn lock(tx: &mut Tx, id: QuotationId) -> Result<Option<Quotation>, DbError> {
    if crate::locks::lock_quotation(tx, id).await? {
        quotation(tx, id).await
    } else {
        Ok(None)
    }
}

/// Keeps what staff are writing. The caller holds the quotation's lock.
pub(super) async fn save_draft(
    tx: &mut Tx,
    id: QuotationId,
    head: &DraftHead,
    lines: &[DraftLine],
) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "update quotations set draft_text = $2, draft_freight_minor = $3, draft_valid_until = $4, updated_at = $5, row_version = row_version + 1
         where id = $1",
        id.0,
        head.text,
        head.freight_minor,
        head.valid_until.map(Date) as _,
        now
    )
    .execute(&mut **tx)
    .await?;
    let ids: Vec<uuid::Uuid> = lines.iter().map(|line| line.id.0).collect();
    let quantities: Vec<i32> = lines.iter().map(|line| line.quantity).collect();
    // An array has no room for what is not known: a negative price stands for it.
    let prices: Vec<i64> = lines
        .iter()
        .map(|line| line.unit_price.map_or(-1, |price| price.0))
        .collect();
    sqlx::query!(
        "update quotation_lines l set quantity = t.quantity, unit_price_e4 = nullif(t.price, -1)
         from unnest($2::uuid[], $3::int[], $4::bigint[]) as t (id, quantity, price) where l.id = t.id and l.quotation_id = $1",
        id.0,
        &ids,
        &quantities,
        &prices
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Writes a version, for ever, and makes it the one that holds. The caller holds the quotation's lock.
pub(super) async fn insert_version(
    tx: &mut Tx,
    id: QuotationId,
    version: i32,
    offer: &Offer<'_>,
) -> Result<(), DbError> {
    let now = tx.now();
    let staff = match tx.actor() {
        Actor::Staff { id, .. } => Some(id.0),
        _ => None,
    };
    sqlx::query!(
        "insert into quotation_versions (quotation_id, version, text, freight_minor, valid_until, total_minor, sent_by, sent_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        id.0,
        version,
        offer.text,
        offer.freight_minor,
        Date(offer.valid_until) as _,
        offer.total_minor,
        staff,
        now
    )
    .execute(&mut **tx)
    .await?;
    insert_version_lines(tx, id, version, &offer.lines).await?;
    sqlx::query!(
        "update quotations set state = 'offered', version = $2, valid_until = $3, total_minor = $4, order_id = null, reason = '', closed_by = null,
                updated_at = $5, row_version = row_version + 1
         where id = $1",
        id.0,
        version,
        Date(offer.valid_until) as _,
        offer.total_minor,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

async fn insert_version_lines(
    tx: &mut Tx,
    id: QuotationId,
    version: i32,
    lines: &[OfferLine<'_>],
) -> Result<(), DbError> {
    let variants: Vec<uuid::Uuid> = lines.iter().map(|line| line.of.variant_id.0).collect();
    let skus: Vec<String> = lines.iter().map(|line| line.of.sku.clone()).collect();
    let names: Vec<String> = lines.iter().map(|line| line.of.name.clone()).collect();
    let options: Vec<String> = lines.iter().map(|line| line.of.options.clone()).collect();
    let notes: Vec<String> = lines.iter().map(|line| line.of.note.clone()).collect();
    let quantities: Vec<i32> = lines.iter().map(|line| line.quantity).collect();
    let prices: Vec<i64> = lines.iter().map(|line| line.unit_price.0).collect();
    sqlx::query!(
        "insert into quotation_version_lines (quotation_id, version, position, variant_id, sku, name, options, note, quantity, unit_price_e4)
         select $1, $2, l.place::int, l.variant_id, l.sku, l.name, l.options, l.note, l.quantity, l.price
         from unnest($3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[], $8::int[], $9::bigint[])
              with ordinality as l (variant_id, sku, name, options, note, quantity, price, place)",
        id.0,
        version,
        &variants,
        &skus,
        &names,
        &options,
        &notes,
        &quantities,
        &prices
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// How a quotation moves.
pub(super) struct Move<'a> {
    pub state: QuotationState,
    pub order: Option<OrderId>,
    pub reason: &'a str,
    /// Which side, when it is closed.
    pub closed_by: Option<&'static str>,
}

impl Move<'_> {
    /// To a state that says nothing more.
    pub fn to(state: QuotationState) -> Self {
        Self {
            state,
            order: None,
            reason: "",
            closed_by: None,
        }
    }
}

/// Records what became of a quotation. The caller holds its lock.
pub(super) async fn set_state(tx: &mut Tx, id: QuotationId, to: &Move<'_>) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "update quotations set state = $2, order_id = $3, reason = $4, closed_by = $5, updated_at = $6, row_version = row_version + 1 where id = $1",
        id.0,
        to.state.as_str(),
        to.order.map(|id| id.0),
        to.reason,
        to.closed_by,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Keeps what a buyer wrote about a version.
pub(super) async fn insert_message(
    tx: &mut Tx,
    id: QuotationId,
    version: i32,
    by: CustomerId,
    body: &str,
) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "insert into quotation_messages (id, quotation_id, version, customer_id, body, created_at) values ($1, $2, $3, $4, $5, $6)",
        new_uuid(),
        id.0,
        version,
        by.0,
        body,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Ties a cart to a version.
pub(super) async fn tie_cart(
    tx: &mut Tx,
    cart: CartId,
    id: QuotationId,
    version: i32,
) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "insert into quotation_carts (cart_id, quotation_id, version, created_at) values ($1, $2, $3, $4)",
        cart.0,
        id.0,
        version,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// The quotation that a cart orders; it never changes, so that it can be read before anything is locked.
pub(super) async fn of_cart(
    conn: &mut PgConnection,
    cart: CartId,
) -> Result<Option<(QuotationId, i32)>, DbError> {
    let row = sqlx::query!(
        r#"select quotation_id as "quotation_id: QuotationId", version from quotation_carts where cart_id = $1"#,
        cart.0
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| (row.quotation_id, row.version)))
}

/// Makes true what lists say of offers whose last day has passed, at most `limit`. Gives how many there were.
///
/// # Errors
/// Database errors.
pub async fn expire_due(tx: &mut Tx, today: jiff::civil::Date, limit: i64) -> Result<u64, DbError> {
    let now = tx.now();
    let done = sqlx::query!(
        "update quotations set state = 'expired', updated_at = $2, row_version = row_version + 1 where id in (
             select id from quotations where state = 'offered' and valid_until < $1 order by valid_until limit $3 for no key update skip locked)",
        Date(today) as _,
        now,
        limit
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected())
}

/// Takes back what somebody who is erased still waits for, and what they wrote. What was offered stays the company's.
pub(crate) async fn forget_asker(tx: &mut Tx, customer: CustomerId) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "update quotations set message = '', reference = '', reason = case when closed_by = 'customer' then '' else reason end, updated_at = $2,
                row_version = row_version + 1,
                closed_by = case when state = 'asked' then 'customer' else closed_by end,
                state = case when state = 'asked' then 'withdrawn' else state end
         where asked_by = $1",
        customer.0,
        now
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "update quotation_lines set note = '' where note <> '' and quotation_id in (select id from quotations where asked_by = $1)",
        customer.0
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "update quotation_messages set body = '' where customer_id = $1",
        customer.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
