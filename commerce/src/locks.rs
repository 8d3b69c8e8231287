//! The row locks that several nouns take together, so that their order can be seen in one place: application or purchase
//! request, quotation, the tier that a company is moved to, customer, the links by mail to the account, cart, the threshold of sales across borders, order, notice of withdrawal, review by id, payment, company, then stock by variant and location, then promotions by id, each before its code (the conditional statements of
//! `promotion/redeem/store.rs`), then gift cards by id (`gift_card/store.rs`). A watch is locked after its customer; several of one person are all locked, by variant,
//! shop and id, before the counted rows of what is watched, which go by variant and shop (`stock_watch/store`).
//! Counts of tries (`platform::auth::throttle`) are begun in transactions of their own, and taken back as the last thing before the commit.
//! A transaction that takes several takes them in this order; two can then never wait for each other. A product's lock is taken alone, by
//! whoever arranges what belongs to it. Whoever arranges price lists locks the shop's orders of them first, then the lists.

use platform::db::{DbError, Tx};

use crate::cart::listing::CartHead;
use crate::ids::{
    CartId, CompanyId, CustomerId, OrderId, PaymentId, PriceListId, ProductId, PurchaseListId,
    PurchaseRequestId, QuotationId, ReviewId, ShopId, StockWatchId, TierApplicationId,
    WithdrawalNoticeId,
};
use crate::purchase_list::Owner;

/// Locks a customer's account, so that what they do in two browsers at once is done one after the other; false when it is not in use. Rows that
/// refer to the account can still be written meanwhile, by whoever does not ask whether it is in use ([`share_customer`]).
///
/// # Errors
/// Database errors.
pub async fn lock_customer(tx: &mut Tx, id: CustomerId) -> Result<bool, DbError> {
    let found = sqlx::query_scalar!(
        "select id from customers where id = $1 and state = 'active' for no key update",
        id.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(found.is_some())
}

/// Keeps an account from being shut or erased until the end of the transaction, for whoever writes something of its owner's; false when it is not in use.
/// Many can do so at once.
///
/// # Errors
/// Database errors.
pub async fn share_customer(tx: &mut Tx, id: CustomerId) -> Result<bool, DbError> {
    let found = sqlx::query_scalar!(
        "select id from customers where id = $1 and state = 'active' for share",
        id.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(found.is_some())
}

/// Locks a customer's row as [`lock_customer`] does, however the account stands, and gives its state; `None` when there is none.
///
/// # Errors
/// Database errors.
pub async fn lock_customer_in_any_state(
    tx: &mut Tx,
    id: CustomerId,
) -> Result<Option<String>, DbError> {
    sqlx::query_scalar!(
        "select state from customers where id = $1 for no key update",
        id.0
    )
    .fetch_optional(&mut **tx)
    .await
}

/// Locks a product; false when there is none. Rows that refer to it can still be written meanwhile: nobody's cart or order waits.
///
/// # Errors
/// Database errors.
pub async fn lock_product(tx: &mut Tx, id: ProductId) -> Result<bool, DbError> {
    let found = sqlx::query_scalar!(
        "select id from products where id = $1 for no key update",
        id.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(found.is_some())
}

/// A cart's state, read under its lock.
#[derive(Debug, Clone)]
pub struct LockedCart {
    /// `open` or `ordered`.
    pub state: String,
    /// Which shop it is in.
    pub shop_id: crate::ids::ShopId,
    /// When it is swept away. One whose goods have moved to another has no time left.
    pub expires_at: platform::clock::Timestamp,
    /// ISO 4217.
    pub currency: String,
}

impl LockedCart {
    /// What is known of it before its lines are read.
    #[must_use]
    pub fn head(self, id: CartId) -> CartHead {
        CartHead {
            id,
            shop_id: self.shop_id,
            currency: self.currency,
            pieces: 0,
        }
    }
}

/// Locks a cart; `None` when there is none.
///
/// # Errors
/// Database errors.
pub async fn lock_cart(tx: &mut Tx, id: CartId) -> Result<Option<LockedCart>, DbError> {
    sqlx::query_as!(
        LockedCart,
        "select state, shop_id, currency, expires_at from carts where id = $1 for update",
        id.0
    )
    .fetch_optional(&mut **tx)
    .await
}

/// Lets one sale at a time ask whether it is the one by which a seller passes the threshold of sales across borders: all the seller's shops are locked, by id.
/// Only such sales wait here, and only while the seller is below it; what refers to the shops can still be written.
///
/// # Errors
/// Database errors, among them that there is no such shop.
pub async fn lock_threshold(tx: &mut Tx, shop: ShopId) -> Result<(), DbError> {
    let locked = sqlx::query_scalar!(
        "select s.id from shops s where s.org_number = (select own.org_number from shops own where own.id = $1) order by s.id for no key update",
        shop.0
    )
    .fetch_all(&mut **tx)
    .await?;
    if locked.is_empty() {
        return Err(DbError::RowNotFound);
    }
    Ok(())
}

/// Locks what a guest has stated without a link. An order's lock comes first.
///
/// # Errors
/// Database errors.
pub async fn lock_withdrawal_notice(tx: &mut Tx, id: WithdrawalNoticeId) -> Result<(), DbError> {
    sqlx::query!(
        "select id from withdrawal_notices where id = $1 for update",
        id.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(())
}

/// Locks an order and gives its state and cart; `None` when there is none.
///
/// # Errors
/// Database errors.
pub async fn lock_order(tx: &mut Tx, id: OrderId) -> Result<Option<LockedOrder>, DbError> {
    sqlx::query_as!(
        LockedOrder,
        "select state, payment_status, cart_id from orders where id = $1 for update",
        id.0
    )
    .fetch_optional(&mut **tx)
    .await
}

/// An order's state, read under its lock.
#[derive(Debug, Clone)]
pub struct LockedOrder {
    /// `prepared`, `placed`, `lapsed` or `cancelled`.
    pub state: String,
    /// As shown in lists.
    pub payment_status: String,
    /// The cart that it came from.
    pub cart_id: CartId,
}

/// The order that a payment pays; read without a lock, since it never changes.
///
/// # Errors
/// Database errors.
pub async fn order_of_payment(tx: &mut Tx, id: PaymentId) -> Result<Option<OrderId>, DbError> {
    Ok(
        sqlx::query_scalar!("select order_id from payments where id = $1", id.0)
            .fetch_optional(&mut **tx)
            .await?
            .map(OrderId),
    )
}

/// The same order, and the cart that it came from, which never changes either.
///
/// # Errors
/// Database errors.
pub async fn order_and_cart_of_payment(
    tx: &mut Tx,
    id: PaymentId,
) -> Result<Option<(OrderId, CartId)>, DbError> {
    let row = sqlx::query!(
        "select p.order_id, o.cart_id from payments p join orders o on o.id = p.order_id where p.id = $1",
        id.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|row| (OrderId(row.order_id), CartId(row.cart_id))))
}

/// Locks a payment. Its order is locked before.
///
/// # Errors
/// Database errors.
pub async fn lock_payment(tx: &mut Tx, id: PaymentId) -> Result<Option<LockedPayment>, DbError> {
    sqlx::query_as!(
        LockedPayment,
        "select order_id, state, amount_minor, currency, reference, last_refusal, refusals, expires_at, created_at
         from payments where id = $1 for update",
        id.0
    )
    .fetch_optional(&mut **tx)
    .await
}

/// A payment, read under its lock.
#[derive(Debug, Clone)]
pub struct LockedPayment {
    /// What it pays.
    pub order_id: OrderId,
    /// See [`crate::payment::PaymentState`].
    pub state: String,
    /// Sum to pay.
    pub amount_minor: i64,
    /// ISO 4217.
    pub currency: String,
    /// The vendor's name for the session.
    pub reference: Option<String>,
    /// The vendor's words for the last refusal.
    pub last_refusal: Option<String>,
    /// How many refusals there were.
    pub refusals: i32,
    /// When it is ended.
    pub expires_at: platform::clock::Timestamp,
    /// When it was begun.
    pub created_at: platform::clock::Timestamp,
}

/// Locks a company's application; false when there is none.
///
/// # Errors
/// Database errors.
pub async fn lock_application(tx: &mut Tx, id: TierApplicationId) -> Result<bool, DbError> {
    let found = sqlx::query_scalar!(
        "select id from tier_applications where id = $1 for update",
        id.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(found.is_some())
}

/// A company, read under its lock: who belongs to it and what it owes change one after the other.
#[derive(Debug, Clone)]
pub struct LockedCompany {
    /// `active` or `closed`.
    pub state: String,
    /// Its tier.
    pub tier_code: String,
    /// As it is now.
    pub row_version: i32,
}

/// Locks a company; `None` when there is none.
///
/// # Errors
/// Database errors.
pub async fn lock_company(tx: &mut Tx, id: CompanyId) -> Result<Option<LockedCompany>, DbError> {
    sqlx::query_as!(
        LockedCompany,
        "select state, tier_code, row_version from companies where id = $1 for no key update",
        id.0
    )
    .fetch_optional(&mut **tx)
    .await
}

/// Holds a tier as it is, so that its currency cannot change while a company is moved to it: what companies owe and may owe follows the currency of those that
/// are there. Taken before the company, as whoever changes a tier takes it.
///
/// # Errors
/// Database errors.
pub async fn hold_tier(tx: &mut Tx, code: &str) -> Result<(), DbError> {
    sqlx::query_scalar!("select code from tiers where code = $1 for share", code)
        .fetch_optional(&mut **tx)
        .await?;
    Ok(())
}

/// Holds a price list as it is, so that its VAT and audience cannot change while prices are set in it; prices may be set at the same time. Taken before
/// the variants.
///
/// # Errors
/// Database errors.
pub async fn hold_price_list(tx: &mut Tx, id: PriceListId) -> Result<(), DbError> {
    sqlx::query_scalar!("select id from price_lists where id = $1 for share", id.0)
        .fetch_optional(&mut **tx)
        .await?;
    Ok(())
}

/// Lets the orders in which a shop's tiers are asked their price lists change one after the other, with the lists that stand in them: an order that is made
/// while a list is would not know of it. Taken before the lists, by whoever saves one or the other; nobody who buys waits here.
///
/// # Errors
/// Database errors.
pub async fn lock_price_orders(tx: &mut Tx, shop: ShopId) -> Result<(), DbError> {
    sqlx::query!(
        "select pg_advisory_xact_lock(hashtextextended('price-orders/' || $1::uuid::text, 1)) from (select 1) as one",
        shop.0
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(())
}

/// Locks a list of goods; false when it is not theirs. Nothing else is locked after it.
///
/// # Errors
/// Database errors.
pub async fn lock_list(tx: &mut Tx, owner: Owner, id: PurchaseListId) -> Result<bool, DbError> {
    let (customer, company) = owner.columns();
    let found = sqlx::query_scalar!(
        "select id from purchase_lists where id = $3 and (company_id = $2 or company_id is null and customer_id = $1) for no key update",
        customer,
        company,
        id.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(found.is_some())
}

/// Locks what was sent for approval; false when there is none.
///
/// # Errors
/// Database errors.
pub async fn lock_request(tx: &mut Tx, id: PurchaseRequestId) -> Result<bool, DbError> {
    let found = sqlx::query_scalar!(
        "select id from purchase_requests where id = $1 for update",
        id.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(found.is_some())
}

/// Locks a review and gives its product; `None` when there is none. Its order, where that is locked too, is locked before; the product's counts after.
///
/// # Errors
/// Database errors.
pub async fn lock_review(tx: &mut Tx, id: ReviewId) -> Result<Option<ProductId>, DbError> {
    let found = sqlx::query_scalar!(
        "select product_id from reviews where id = $1 for update",
        id.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(found.map(ProductId))
}

/// Locks a watch; false when there is none. Whose it becomes is locked before, the counted row of its variant after it.
///
/// # Errors
/// Database errors.
pub async fn lock_watch(tx: &mut Tx, id: StockWatchId) -> Result<bool, DbError> {
    let found = sqlx::query_scalar!(
        "select id from stock_watches where id = $1 for update",
        id.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(found.is_some())
}

/// Locks a quotation; false when there is none. Rows that refer to it can still be written meanwhile, by whoever holds no offer.
///
/// # Errors
/// Database errors.
pub async fn lock_quotation(tx: &mut Tx, id: QuotationId) -> Result<bool, DbError> {
    let found = sqlx::query_scalar!(
        "select id from quotations where id = $1 for no key update",
        id.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(found.is_some())
}

/// Lets the versions of consents' wordings be counted one after the other. Taken after the customer's lock, for a wording that nobody has answered to before;
/// nothing is locked after it.
///
/// # Errors
/// Database errors.
pub async fn lock_wordings(tx: &mut Tx) -> Result<(), DbError> {
    sqlx::query!("lock table consent_wordings in share row exclusive mode")
        .execute(&mut **tx)
        .await?;
    Ok(())
}
