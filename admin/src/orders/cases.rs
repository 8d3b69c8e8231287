//! What an order's page tells of withdrawals and complaints, and whose account the order was made with.

use commerce::ids::{CustomerId, OrderId};
use commerce::returns;
use platform::auth::Permission;
use platform::db::PgConnection;
use platform::money::{Currency, Money};
use platform::web::PageError;

use super::views::CaseRow;
use crate::guard::Me;
use crate::returns::status;
use crate::when::When;

/// The order's cases, the first first.
pub(super) async fn cases(
    conn: &mut PgConnection,
    me: &Me,
    order: OrderId,
) -> Result<Vec<CaseRow>, PageError> {
    if !me.may(Permission::ReturnRead) {
        return Ok(Vec::new());
    }
    let found = returns::listing::of_order(conn, order).await?;
    let row = |case: &returns::Case| CaseRow {
        href: format!("/returer/{}", case.number),
        number: case.number.clone(),
        kind: case.kind.as_str(),
        status: status(case.state),
        made: When::new(me.locale(), case.made_at, me.now()),
        refund: case
            .refund_minor
            .map(|minor| Money::new(minor, case.currency)),
    };
    Ok(found.iter().map(row).collect())
}

/// Cases on a customer's page.
const MOST_CASES: i64 = 10;

/// A customer's cases, the latest first.
pub(crate) async fn customer_cases(
    conn: &mut PgConnection,
    me: &Me,
    customer: CustomerId,
) -> Result<Vec<CaseRow>, PageError> {
    if !me.may(Permission::ReturnRead) {
        return Ok(Vec::new());
    }
    let shops = me.shops().narrowing(None);
    let shops = shops.as_deref();
    let found = returns::admin_listing::of_customer(conn, customer, shops, MOST_CASES).await?;
    let row = |case: returns::admin_listing::ListedCase| {
        let kind = returns::ReturnKind::from_column(&case.kind)?;
        let state = returns::ReturnState::from_column(&case.state)?;
        Some(CaseRow {
            href: format!("/returer/{}", case.number),
            kind: kind.as_str(),
            status: status(state),
            made: When::new(me.locale(), case.made_at, me.now()),
            refund: case
                .refund_minor
                .map(|minor| Money::new(minor, Currency::from(case.currency))),
            number: case.number,
        })
    };
    Ok(found.into_iter().filter_map(row).collect())
}

/// The customer's page, for whom may see it.
pub(crate) fn customer_href(me: &Me, customer: Option<CustomerId>) -> Option<String> {
    customer
        .filter(|_| me.may(Permission::CustomerRead))
        .map(|id| format!("/kunder/{id}"))
}
