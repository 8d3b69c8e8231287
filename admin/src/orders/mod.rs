//! Orders: the list and the page with the whole history.

mod handlers;
mod views;

pub(crate) use handlers::{day_start, export, list, payment_status, show, waited};
pub(crate) use views::OrderPage;

use crate::list::{Choice, ColumnSpec, FilterSpec, ListSpec, TabSpec};

/// The list of orders.
pub(crate) const LIST: ListSpec = ListSpec {
    screen: "orders",
    path: "/ordrar",
    filters: &[
        FilterSpec {
            name: "lage",
            label: "orders-state",
            choices: &[
                Choice {
                    value: "placed",
                    label: "order-state-placed",
                },
                Choice {
                    value: "prepared",
                    label: "order-state-prepared",
                },
                Choice {
                    value: "lapsed",
                    label: "order-state-lapsed",
                },
                Choice {
                    value: "cancelled",
                    label: "order-state-cancelled",
                },
            ],
        },
        FilterSpec {
            name: "betalning",
            label: "orders-payment",
            choices: &[
                Choice {
                    value: "paid",
                    label: "payment-paid",
                },
                Choice {
                    value: "pending",
                    label: "payment-pending",
                },
                Choice {
                    value: "processing",
                    label: "payment-processing",
                },
                Choice {
                    value: "refused",
                    label: "payment-refused",
                },
                Choice {
                    value: "partly_refunded",
                    label: "payment-partly-refunded",
                },
                Choice {
                    value: "refunded",
                    label: "payment-refunded",
                },
            ],
        },
        FilterSpec {
            name: "leverans",
            label: "orders-fulfilment",
            choices: &[
                Choice {
                    value: "unfulfilled",
                    label: "fulfilment-unfulfilled",
                },
                Choice {
                    value: "partly_shipped",
                    label: "fulfilment-partly-shipped",
                },
                Choice {
                    value: "shipped",
                    label: "fulfilment-shipped",
                },
                Choice {
                    value: "delivered",
                    label: "fulfilment-delivered",
                },
                Choice {
                    value: "returned",
                    label: "fulfilment-returned",
                },
            ],
        },
        FilterSpec {
            name: "lagd",
            label: "orders-placed",
            choices: &[
                Choice {
                    value: "idag",
                    label: "orders-since-today",
                },
                Choice {
                    value: "7",
                    label: "orders-since-7",
                },
                Choice {
                    value: "30",
                    label: "orders-since-30",
                },
            ],
        },
    ],
    columns: &[
        ColumnSpec {
            name: "order",
            label: "orders-number",
            is_sortable: false,
            is_number: false,
            is_default: true,
        },
        ColumnSpec {
            name: "lagd",
            label: "orders-placed",
            is_sortable: true,
            is_number: false,
            is_default: true,
        },
        ColumnSpec {
            name: "kund",
            label: "orders-customer",
            is_sortable: false,
            is_number: false,
            is_default: true,
        },
        ColumnSpec {
            name: "epost",
            label: "orders-email",
            is_sortable: false,
            is_number: false,
            is_default: false,
        },
        ColumnSpec {
            name: "lage",
            label: "orders-state",
            is_sortable: false,
            is_number: false,
            is_default: true,
        },
        ColumnSpec {
            name: "betalning",
            label: "orders-payment",
            is_sortable: false,
            is_number: false,
            is_default: true,
        },
        ColumnSpec {
            name: "leverans",
            label: "orders-fulfilment",
            is_sortable: false,
            is_number: false,
            is_default: true,
        },
        ColumnSpec {
            name: "rader",
            label: "orders-lines",
            is_sortable: false,
            is_number: true,
            is_default: true,
        },
        ColumnSpec {
            name: "summa",
            label: "orders-total",
            is_sortable: true,
            is_number: true,
            is_default: true,
        },
    ],
    tabs: &[
        TabSpec {
            label: "orders-tab-all",
            query: "",
            is_counted: false,
        },
        TabSpec {
            label: "orders-tab-to-ship",
            query: "lage=placed&betalning=paid&leverans=unfulfilled",
            is_counted: true,
        },
        TabSpec {
            label: "orders-tab-unpaid",
            query: "lage=prepared",
            is_counted: true,
        },
        TabSpec {
            label: "orders-tab-refused",
            query: "lage=prepared&betalning=refused",
            is_counted: true,
        },
        TabSpec {
            label: "orders-tab-lapsed",
            query: "lage=lapsed",
            is_counted: false,
        },
    ],
    sort: "lagd",
};
