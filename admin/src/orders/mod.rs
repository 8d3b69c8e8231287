//! Orders: the list and the page with the whole history.

mod acts;
mod bought;
mod cards;
mod cases;
mod closing;
mod corrections;
mod facts;
mod handlers;
mod history;
mod list;
mod notes;
pub(crate) mod promotions;
mod samples;
mod shipments;
mod status;
mod views;

pub(crate) use cards::refund_cards;
pub(crate) use cases::{customer_cases, customer_href};
pub(crate) use closing::{cancel, mark_paid, reopen};
pub(crate) use corrections::correct as correct_shipment;
pub(crate) use handlers::{day_start, show, version, waited};
pub(crate) use history::case_events;
pub(crate) use list::Orders;
pub(crate) use notes::add_note;
pub(crate) use shipments::{CarrierPick, parcel, picks as carrier_picks, send as send_goods};
pub(crate) use status::{paid_status, state_status};
pub(crate) use views::{CaseRow, OrderPage};

use crate::list::{Choice, ColumnSpec, FilterSpec, ListSpec, TabSpec};

/// The choice for orders of which goods are owed, however their money came and whatever of them has been sent.
const OWED: &str = "att-skicka";
/// The choice for those of them whose promised day has passed.
const LATE: &str = "forsenad";

/// The list of orders.
pub(crate) const LIST: ListSpec = ListSpec {
    screen: "orders",
    path: "/ordrar",
    filters: &[
        FilterSpec::new(
            "lage",
            "orders-state",
            &[
                Choice::new("placed", "order-state-placed"),
                Choice::new("prepared", "order-state-prepared"),
                Choice::new("lapsed", "order-state-lapsed"),
                Choice::new("cancelled", "order-state-cancelled"),
            ],
        ),
        FilterSpec::new(
            "betalning",
            "orders-payment",
            &[
                Choice::new("paid", "payment-paid"),
                Choice::new("invoiced", "payment-invoiced"),
                Choice::new("pending", "payment-pending"),
                Choice::new("processing", "payment-processing"),
                Choice::new("refused", "payment-refused"),
                Choice::new("partly_refunded", "payment-partly-refunded"),
                Choice::new("refunded", "payment-refunded"),
            ],
        ),
        FilterSpec::new(
            "leverans",
            "orders-fulfilment",
            &[
                Choice::new(OWED, "fulfilment-owed"),
                Choice::new(LATE, "fulfilment-late"),
                Choice::new("unfulfilled", "fulfilment-unfulfilled"),
                Choice::new("partly_shipped", "fulfilment-partly-shipped"),
                Choice::new("shipped", "fulfilment-shipped"),
                Choice::new("delivered", "fulfilment-delivered"),
                Choice::new("returned", "fulfilment-returned"),
            ],
        ),
        FilterSpec::new(
            "lagd",
            "orders-placed",
            &[
                Choice::new("idag", "orders-since-today"),
                Choice::new("7", "orders-since-7"),
                Choice::new("30", "orders-since-30"),
            ],
        ),
    ],
    columns: &[
        ColumnSpec::new("order", "orders-number"),
        ColumnSpec::new("lagd", "orders-placed").sorts(),
        ColumnSpec::new("kund", "orders-customer"),
        ColumnSpec::new("epost", "orders-email").hidden(),
        ColumnSpec::new("lage", "orders-state"),
        ColumnSpec::new("betalning", "orders-payment"),
        ColumnSpec::new("leverans", "orders-fulfilment"),
        ColumnSpec::new("rader", "orders-lines").number(),
        ColumnSpec::new("summa", "orders-total")
            .sorts_without(&["q", "lagd", "leverans=forsenad"])
            .amount(),
    ],
    tabs: &[
        TabSpec::new("orders-tab-all", ""),
        TabSpec::new("orders-tab-to-ship", "leverans=att-skicka").counted(),
        TabSpec::new("orders-tab-late", "leverans=forsenad").counted(),
        TabSpec::new(
            "orders-tab-invoiced",
            "lage=placed&betalning=invoiced&leverans=unfulfilled",
        )
        .counted(),
        TabSpec::new("orders-tab-unpaid", "lage=prepared").counted(),
        TabSpec::new("orders-tab-refused", "lage=prepared&betalning=refused").counted(),
        TabSpec::new("orders-tab-lapsed", "lage=lapsed"),
    ],
    sort: "lagd",
};
