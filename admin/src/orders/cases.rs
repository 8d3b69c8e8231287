//! What an order's page tells of withdrawals and complaints, and whose account the order was made with.

use commerce::ids::{CustomerId, OrderId};
use commerce::returns;
use platform::auth::Permission;
use platform::db::PgConnection;
use platform::money::Money;
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

/// The customer's page, for whom may see it.
pub(crate) fn customer_href(me: &Me, customer: Option<CustomerId>) -> Option<String> {
    customer
        .filter(|_| me.may(Permission::CustomerRead))
        .map(|id| format!("/kunder/{id}"))
}
