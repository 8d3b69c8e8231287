//! An order's cases on its page: what is asked about most when a buyer rings.

use commerce::ids::OrderId;
use commerce::returns;
use platform::auth::Permission;
use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection};
use serde::Serialize;

use super::list::{Dues, status};
use crate::guard::Me;
use crate::list::{Amount, Status};
use crate::when::When;

/// The order's cases, and the way to another.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct CasePanel {
    pub(crate) cases: Vec<CaseRow>,
    /// Where what the buyer has said is taken down; none for who may not.
    pub(crate) new_href: Option<String>,
}

/// A case in short.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct CaseRow {
    pub(crate) number: String,
    pub(crate) kind: &'static str,
    pub(crate) status: Status,
    pub(crate) is_late: bool,
    pub(crate) made: When,
    pub(crate) amount: Amount,
}

impl CasePanel {
    /// For the checks of templates.
    pub(crate) fn sample(now: Timestamp) -> Self {
        let row = |kind, is_late| CaseRow {
            number: "RET-10001".to_owned(),
            kind,
            status: Status::new("warn", "case-to-refund"),
            is_late,
            made: When::new(crate::page::sample_locale(), now, now),
            amount: Amount {
                digits: "249,00".to_owned(),
                ..Amount::default()
            },
        };
        Self {
            cases: vec![row("withdrawal", true), row("complaint", false)],
            new_href: Some("/ordrar/ORD-100001/arende".to_owned()),
        }
    }
}

/// What the page of an order says of its cases; none when there are none and none can be, or the person may not see them.
pub(crate) async fn of_order(
    conn: &mut PgConnection,
    me: &Me,
    (id, number, is_placed): (OrderId, &str, bool),
) -> Result<Option<CasePanel>, DbError> {
    if !me.may(Permission::ReturnRead) {
        return Ok(None);
    }
    let cases = returns::of_order(conn, id).await?;
    let new_href =
        (is_placed && me.may(Permission::ReturnManage)).then(|| format!("/ordrar/{number}/arende"));
    if cases.is_empty() && new_href.is_none() {
        return Ok(None);
    }
    let rows = cases.iter().map(|case| {
        let dues = Dues {
            kind: case.kind,
            state: case.state,
            due_at: case.due_at,
            updated_at: case.updated_at,
        };
        let minor = case
            .refund_minor
            .unwrap_or(case.goods_minor + case.freight_minor);
        CaseRow {
            number: case.number.clone(),
            kind: case.kind.as_str(),
            status: status(case.state),
            is_late: dues.is_late(me.now()),
            made: When::new(me.locale(), case.made_at, me.now()),
            amount: Amount::new(me.locale(), minor, case.currency.code()),
        }
    });
    Ok(Some(CasePanel {
        cases: rows.collect(),
        new_href,
    }))
}
