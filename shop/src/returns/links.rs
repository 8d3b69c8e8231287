//! What an order's page says of withdrawals and complaints.

use commerce::fulfilment;
use commerce::ids::OrderId;
use commerce::order::listing::Extras;
use commerce::order::{Access, Order, OrderState};
use commerce::returns;
use platform::db::{DbError, PgConnection};
use platform::i18n::Locale;
use serde::Serialize;

use crate::order::link;
use crate::state::ShopState;

/// The way to statements, and what became of earlier ones.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ReturnLinks {
    /// Where the buyer withdraws; empty when they have no such right, the order was never placed, or it is a colleague's.
    pub withdraw: String,
    /// Where the buyer complains; empty before anything was sent, and where it is a colleague's.
    pub complain: String,
    /// Earlier statements.
    pub cases: Vec<CaseLink>,
}

/// A case in short.
#[derive(Clone, Debug, Serialize)]
pub struct CaseLink {
    /// `RET-10001`.
    pub number: String,
    /// `withdrawal` or `complaint`.
    pub kind: &'static str,
    /// See `commerce::returns::ReturnState`.
    pub state: &'static str,
    /// Its page.
    pub href: String,
}

impl ReturnLinks {
    /// Links for the template checks.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            withdraw: "/order/ORD-100001/x/angra".into(),
            complain: "/order/ORD-100001/x/reklamera".into(),
            cases: ["open", "refunded"]
                .map(|state| CaseLink {
                    number: "RET-10001".into(),
                    kind: "withdrawal",
                    state,
                    href: "/order/ORD-100001/x/arende/RET-10001".into(),
                })
                .into(),
        }
    }
}

/// The path of a page below an order's, for whoever may act.
#[must_use]
pub fn path(
    state: &ShopState,
    locale: Locale,
    name: &str,
    (number, id): (&str, OrderId),
    case: Option<&str>,
) -> String {
    path_to(state, locale, name, (number, id, Access::Act), case)
}

/// The path of a page below an order's.
#[must_use]
pub fn path_to(
    state: &ShopState,
    locale: Locale,
    name: &str,
    (number, id, access): (&str, OrderId, Access),
    case: Option<&str>,
) -> String {
    let key = link::key_to(state, id, access);
    let mut values = vec![("number", number), ("key", key.as_str())];
    values.extend(case.map(|case| ("case", case)));
    state.renderer.url(locale, name, &values)
}

/// What the order's page shows: nothing to do to whoever only sees it. `is_company`: companies have no right of withdrawal. `has`: what there is to be asked for.
///
/// # Errors
/// Database errors.
pub async fn of_order(
    state: &ShopState,
    conn: &mut PgConnection,
    locale: Locale,
    (order, access): (&Order, Access),
    (is_company, has): (bool, &Extras),
) -> Result<ReturnLinks, DbError> {
    if order.state != OrderState::Placed {
        return Ok(ReturnLinks::default());
    }
    let mut cases = Vec::new();
    if has.cases {
        cases = returns::of_order(conn, order.id).await?;
    }
    let lines = fulfilment::lines_of(conn, order.id).await?;
    let is_sent = lines.iter().any(|line| line.shipped > 0);
    let at = (order.number.as_str(), order.id, access);
    let to = |name, case| path_to(state, locale, name, at, case);
    Ok(ReturnLinks {
        withdraw: if access.may_act() && !is_company {
            to("order_withdraw", None)
        } else {
            String::new()
        },
        complain: if access.may_act() && is_sent {
            to("order_complain", None)
        } else {
            String::new()
        },
        cases: cases
            .iter()
            .map(|case| CaseLink {
                number: case.number.clone(),
                kind: case.kind.as_str(),
                state: case.state.as_str(),
                href: to("order_case", Some(&case.number)),
            })
            .collect(),
    })
}
