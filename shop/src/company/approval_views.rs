//! The pages of what was sent for approval.

use jiff::civil::{Date, date};
use platform::money::{Currency, Money};
use platform::render::{Field, Form, FormState, View};
use serde::Serialize;

use crate::account::views::Aside;
use crate::cart::sum_views::SumsView;
use crate::cart::views::ChangeView;
use crate::checkout::views::OrderedLine;
use crate::frame::Head;

/// Why something is refused.
#[derive(Debug)]
pub struct ReasonForm;

impl Form for ReasonForm {
    const FIELDS: &'static [Field] = &[Field::plain("reason", "field-reason")];
}

/// A request in the list.
#[derive(Clone, Debug, Serialize)]
pub struct ApprovalRow {
    /// Its page.
    pub href: String,
    /// `ATT-1001`.
    pub number: String,
    /// Who wants to buy.
    pub buyer: String,
    /// `waiting`, `approved`, `refused`, `withdrawn` or `lapsed`.
    pub state: &'static str,
    /// Whether it can be decided on.
    pub is_waiting: bool,
    /// What it cost when it was sent.
    pub total: Money,
    /// When it was sent.
    pub sent_on: Date,
}

/// What was sent for approval.
#[derive(Clone, Debug, Serialize)]
pub struct ApprovalsView {
    /// For browsers.
    pub head: Head,
    /// The side.
    pub aside: Aside,
    /// Those that wait, the oldest first.
    pub waiting: Vec<ApprovalRow>,
    /// All of them, the latest first.
    pub requests: Vec<ApprovalRow>,
    /// Where the older ones are; empty at the end.
    pub older: String,
}

const STATES: [&str; 5] = ["waiting", "approved", "refused", "withdrawn", "lapsed"];

impl View for ApprovalsView {
    const TEMPLATE: &'static str = "shop/approvals.html";

    fn samples() -> Vec<Self> {
        let view = |requests: Vec<ApprovalRow>| Self {
            head: Head::sample("Attest"),
            aside: Aside { current: "company" },
            waiting: requests.iter().take(1).cloned().collect(),
            older: if requests.is_empty() {
                String::new()
            } else {
                "/konto/attest?fore=1~1".into()
            },
            requests,
        };
        let rows = STATES.map(|state| ApprovalRow {
            href: "/konto/attest/1".into(),
            number: "ATT-1001".into(),
            buyer: "Elin Sandahl".into(),
            state,
            is_waiting: state == "waiting",
            total: Money::new(123_400, Currency::SEK),
            sent_on: date(2026, 11, 24),
        });
        vec![view(rows.into()), view(Vec::new())]
    }
}

/// The goods as they are now.
#[derive(Clone, Debug, Serialize)]
pub struct Now {
    /// Whether anything differs from what the buyer saw.
    pub has_changed: bool,
    /// Whether it can be bought as it is: all of it is sold and there.
    pub can_be_bought: bool,
    /// The tier's smallest order, when it costs less.
    pub minimum: Option<Money>,
    /// What whoever approves confirms.
    pub confirmed: String,
    /// What it costs.
    pub sums: SumsView,
    /// What moved since the buyer looked.
    pub changes: Vec<ChangeView>,
    /// The goods.
    pub lines: Vec<OrderedLine>,
}

/// One request.
#[derive(Clone, Debug, Serialize)]
pub struct ApprovalView {
    /// For browsers.
    pub head: Head,
    /// The side.
    pub aside: Aside,
    /// Which.
    pub id: String,
    /// `ATT-1001`.
    pub number: String,
    /// Who wants to buy.
    pub buyer: String,
    /// `waiting`, `approved`, `refused`, `withdrawn` or `lapsed`.
    pub state: &'static str,
    /// Why it was refused.
    pub reason: String,
    /// Who decided; empty while nobody has.
    pub decided_by: String,
    /// It was approved before, and that order was never paid.
    pub was_unpaid: bool,
    /// When it was sent.
    pub sent_on: Date,
    /// The last day on which it can be approved.
    pub until: Date,
    /// What it cost when it was sent.
    pub was: Money,
    /// How it is to be paid.
    pub method: &'static str,
    /// Whose order it is; may be empty.
    pub reference: String,
    /// Who bears the cost; may be empty.
    pub cost_place: String,
    /// Written on the parcels; may be empty.
    pub marking: String,
    /// The goods, as long as it is open.
    pub now: Option<Now>,
    /// Whether whoever looks may approve or refuse.
    pub may_decide: bool,
    /// Whether they may take it back.
    pub may_withdraw: bool,
    /// Whether they may put the goods into their cart again.
    pub may_refill: bool,
    /// The order that it became; empty while it has not.
    pub order_href: String,
    /// It was sent just now.
    pub is_sent: bool,
    /// The reason that was typed.
    pub form: FormState<ReasonForm>,
}

impl View for ApprovalView {
    const TEMPLATE: &'static str = "shop/approval.html";

    fn samples() -> Vec<Self> {
        let mut form = FormState::blank();
        form.refuse("reason", "error-approval-closed");
        let open = Self {
            head: Head::sample("Attest"),
            aside: Aside { current: "company" },
            id: "1".into(),
            number: "ATT-1001".into(),
            buyer: "Elin Sandahl".into(),
            state: "waiting",
            reason: String::new(),
            decided_by: String::new(),
            was_unpaid: false,
            sent_on: date(2026, 11, 24),
            until: date(2026, 12, 8),
            was: Money::new(123_400, Currency::SEK),
            method: "invoice",
            reference: "Anna".into(),
            cost_place: "4100".into(),
            marking: "Port B".into(),
            now: Some(Now {
                has_changed: true,
                can_be_bought: true,
                minimum: None,
                confirmed: "abc".into(),
                sums: SumsView::samples().remove(0),
                changes: ChangeView::samples(),
                lines: OrderedLine::samples(),
            }),
            may_decide: true,
            may_withdraw: false,
            may_refill: false,
            order_href: String::new(),
            is_sent: false,
            form,
        };
        let mut views: Vec<Self> = STATES
            .into_iter()
            .map(|state| Self {
                state,
                may_decide: false,
                may_withdraw: state == "waiting",
                may_refill: state != "approved",
                is_sent: state == "waiting",
                reason: if state == "refused" {
                    "För dyrt.".into()
                } else {
                    String::new()
                },
                decided_by: if state == "waiting" {
                    String::new()
                } else {
                    "Karin".into()
                },
                order_href: if state == "approved" {
                    "/order/x/y".into()
                } else {
                    String::new()
                },
                method: if state == "waiting" { "card" } else { "swish" },
                reference: String::new(),
                cost_place: String::new(),
                marking: String::new(),
                now: None,
                form: FormState::blank(),
                ..open.clone()
            })
            .collect();
        let mut short = open.clone();
        short.was_unpaid = true;
        if let Some(now) = &mut short.now {
            now.has_changed = false;
            now.can_be_bought = false;
            now.minimum = Some(Money::new(50_000, Currency::SEK));
        }
        views.extend([open, short]);
        views
    }
}
