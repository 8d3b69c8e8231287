//! Reading doors, and in which shop something was done.

use platform::db::{DbError, PgConnection};

use super::{DoorFacts, ShopDoor};
use crate::ids::{
    CartId, CompanyInvitationId, CustomerFarewellId, CustomerId, CustomerLinkId, GiftCardId,
    ShopId, WithdrawalNoticeId,
};

/// All shops as they are reached, oldest first.
///
/// # Errors
/// Database errors.
pub async fn doors(conn: &mut PgConnection) -> Result<Vec<ShopDoor>, DbError> {
    sqlx::query_as!(
        ShopDoor,
        r#"select s.id as shop_id, s.code, s.name as shop_name, s.theme,
                  (select n.name from shop_names n where n.shop_id = s.id and n.is_main) as main,
                  array(select n.name from shop_names n where n.shop_id = s.id and not n.is_main order by n.name) as "further!"
           from shops s order by s.created_at, s.id"#
    )
    .fetch_all(conn)
    .await
}

/// What may be changed of a shop's door, and the version of the shop, against silent overwrite: by one statement, so that they belong together.
///
/// # Errors
/// Database errors, among them that there is no such shop.
pub async fn held(conn: &mut PgConnection, shop: ShopId) -> Result<(DoorFacts, i32), DbError> {
    let row = sqlx::query!(
        r#"select s.theme, s.row_version,
                  array(select n.name from shop_names n where n.shop_id = s.id order by n.is_main desc, n.name) as "names!"
           from shops s where s.id = $1"#,
        shop.0
    )
    .fetch_one(conn)
    .await?;
    let facts = DoorFacts {
        names: row.names,
        theme: row.theme,
    };
    Ok((facts, row.row_version))
}

/// The shop in which a customer was logged in last: by the log-ins that are kept, else by what is kept with the customer. A former version said neither.
///
/// # Errors
/// Database errors.
pub async fn of_customer(
    conn: &mut PgConnection,
    customer: CustomerId,
) -> Result<Option<ShopId>, DbError> {
    let found = sqlx::query_scalar!(
        r#"select coalesce((select s.shop_id from customer_sessions s
                            where s.customer_id = c.id and s.shop_id is not null order by s.created_at desc limit 1), c.last_shop_id)
               as "shop_id?: ShopId"
           from customers c where c.id = $1"#,
        customer.0
    )
    .fetch_optional(conn)
    .await?;
    Ok(found.flatten())
}

/// The shop in which a link by mail was asked for, where it says that: it is good there alone. Where it does not, it
/// is good in any.
///
/// # Errors
/// Database errors.
pub async fn asked_in(
    conn: &mut PgConnection,
    link: CustomerLinkId,
) -> Result<Option<ShopId>, DbError> {
    let found = sqlx::query_scalar!(
        r#"select shop_id as "shop_id?: ShopId" from customer_links where id = $1"#,
        link.0
    )
    .fetch_optional(conn)
    .await?;
    Ok(found.flatten())
}

/// The shop in which a link by mail was asked for: who writes its letter, and where it leads. Where it does not say, the one where its customer was logged in
/// last.
///
/// # Errors
/// Database errors.
pub async fn of_link(
    conn: &mut PgConnection,
    link: CustomerLinkId,
) -> Result<Option<ShopId>, DbError> {
    let found = sqlx::query_scalar!(
        r#"select coalesce(l.shop_id, (select s.shop_id from customer_sessions s
                                       where s.customer_id = l.customer_id and s.shop_id is not null order by s.created_at desc limit 1),
                           (select c.last_shop_id from customers c where c.id = l.customer_id))
               as "shop_id?: ShopId"
           from customer_links l where l.id = $1"#,
        link.0
    )
    .fetch_optional(conn)
    .await?;
    Ok(found.flatten())
}

/// The shop whose farewell it is.
///
/// # Errors
/// Database errors.
pub async fn of_farewell(
    conn: &mut PgConnection,
    farewell: CustomerFarewellId,
) -> Result<Option<ShopId>, DbError> {
    let found = sqlx::query_scalar!(
        r#"select shop_id as "shop_id?: ShopId" from customer_farewells where id = $1"#,
        farewell.0
    )
    .fetch_optional(conn)
    .await?;
    Ok(found.flatten())
}

/// The shop where whoever invites somebody into a company was logged in last.
///
/// # Errors
/// Database errors.
pub async fn of_invitation(
    conn: &mut PgConnection,
    invitation: CompanyInvitationId,
) -> Result<Option<ShopId>, DbError> {
    let found = sqlx::query_scalar!(
        r#"select coalesce((select s.shop_id from customer_sessions s
                            where s.customer_id = c.id and s.shop_id is not null order by s.created_at desc limit 1), c.last_shop_id)
               as "shop_id?: ShopId"
           from company_invitations i join customers c on c.id = i.invited_by where i.id = $1"#,
        invitation.0
    )
    .fetch_optional(conn)
    .await?;
    Ok(found.flatten())
}

/// The shop in which a cart is filled.
///
/// # Errors
/// Database errors.
pub async fn of_cart(conn: &mut PgConnection, cart: CartId) -> Result<Option<ShopId>, DbError> {
    sqlx::query_scalar!(
        r#"select shop_id as "shop_id!: ShopId" from carts where id = $1"#,
        cart.0
    )
    .fetch_optional(conn)
    .await
}

/// The shop that has issued a gift card.
///
/// # Errors
/// Database errors.
pub async fn of_gift_card(
    conn: &mut PgConnection,
    card: GiftCardId,
) -> Result<Option<ShopId>, DbError> {
    sqlx::query_scalar!(
        r#"select shop_id as "shop_id!: ShopId" from gift_cards where id = $1"#,
        card.0
    )
    .fetch_optional(conn)
    .await
}

/// The shop that a guest's statement is about: its order's, where that is known, else the one in which it was made.
///
/// # Errors
/// Database errors.
pub async fn of_notice(
    conn: &mut PgConnection,
    notice: WithdrawalNoticeId,
) -> Result<Option<ShopId>, DbError> {
    let found = sqlx::query_scalar!(
        r#"select coalesce((select o.shop_id from orders o where o.id = n.order_id), n.shop_id) as "shop_id?: ShopId"
           from withdrawal_notices n where n.id = $1"#,
        notice.0
    )
    .fetch_optional(conn)
    .await?;
    Ok(found.flatten())
}
