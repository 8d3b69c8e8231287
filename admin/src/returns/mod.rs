//! Withdrawals and complaints: the list, by the day when the money or the answer is due, and each case's page.

mod acts;
mod decisions;
mod deed;
mod handlers;
mod list;
mod notices;
mod paying;
mod sending;
mod take_down;
mod talking;
mod views;

pub(crate) use decisions::{approve, receive, refuse, settle, sort_out};
pub(crate) use handlers::{picture, show, version};
pub(crate) use list::{Returns, status};
pub(crate) use notices::{NoticesPage, dismiss as dismiss_notice, find_order, notices};
pub(crate) use paying::{ask_again, pay_postage, refund};
pub(crate) use sending::send;
pub(crate) use take_down::{TakeDownPage, blank, can_have_cases, take_down};
pub(crate) use talking::{LARGEST_LABEL, add_label, ask, seen};
pub(crate) use views::ReturnPage;

use crate::list::{Choice, ColumnSpec, FilterSpec, ListSpec, TabSpec};

/// The list of cases.
pub(crate) const LIST: ListSpec = ListSpec {
    screen: "returns",
    path: "/returer",
    filters: &[
        FilterSpec::new(
            "lage",
            "orders-state",
            &[
                Choice::new("open", "case-open"),
                Choice::new("awaiting_goods", "case-awaiting-goods"),
                Choice::new("to_send", "case-to-send"),
                Choice::new("to_refund", "case-to-refund"),
                Choice::new("refunding", "case-refunding"),
                Choice::new("refunded", "case-refunded"),
                Choice::new("settled", "case-settled"),
                Choice::new("refused", "case-refused"),
                Choice::new("taken_back", "case-taken-back"),
            ],
        ),
        FilterSpec::new(
            "slag",
            "case-kind",
            &[
                Choice::new("withdrawal", "case-kind-withdrawal"),
                Choice::new("complaint", "case-kind-complaint"),
                Choice::new("cancellation", "case-kind-cancellation"),
            ],
        ),
    ],
    columns: &[
        ColumnSpec::new("arende", "case-number"),
        ColumnSpec::new("slag", "case-kind"),
        ColumnSpec::new("lage", "orders-state"),
        ColumnSpec::new("forfaller", "case-due").sorts().number(),
        ColumnSpec::new("order", "orders-number"),
        ColumnSpec::new("kund", "orders-customer"),
        ColumnSpec::new("support", "tier-support").sorts(),
        ColumnSpec::new("belopp", "case-amount").amount(),
        ColumnSpec::new("inkom", "case-made").sorts().number(),
    ],
    tabs: &[
        TabSpec::new("case-tab-all", ""),
        TabSpec::new("case-tab-open", "lage=open&sort=forfaller").counted(),
        TabSpec::new("case-tab-awaiting", "lage=awaiting_goods&sort=forfaller").counted(),
        TabSpec::new("case-tab-to-send", "lage=to_send&sort=forfaller").counted(),
        TabSpec::new("case-tab-to-refund", "lage=to_refund&sort=forfaller").counted(),
    ],
    sort: "inkom",
};
