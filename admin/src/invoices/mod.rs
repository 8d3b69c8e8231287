//! Invoices: the list, each one's page, where they are paid to, and money that comes for them.

mod account;
mod handlers;
mod list;
mod payments;
mod views;

pub(crate) use account::{AccountPage, account, save_account};
pub(crate) use handlers::show;
pub(crate) use list::{Invoices, status};
pub(crate) use payments::{
    EnterPaymentPage, PaymentRow, ask_payment, enter_payment, rows as payment_rows, undo_payment,
};
pub(crate) use views::InvoicePage;

use platform::auth::Permission;

use crate::list::{Choice, ColumnSpec, FilterSpec, ListHead, ListSpec, TabSpec};

/// The choice for invoices that should have been paid.
const LATE: &str = "forfallna";

/// The head of the list of invoices.
pub(crate) const HEAD: ListHead = ListHead {
    say: "invoices-say",
    href: "/fakturor/konto",
    label: "invoice-account",
    makes: false,
    may: Permission::InvoiceManage,
};

/// The list of invoices.
pub(crate) const LIST: ListSpec = ListSpec {
    screen: "invoices",
    path: "/fakturor",
    filters: &[
        FilterSpec::new(
            "lage",
            "invoice-state",
            &[
                Choice::new(LATE, "invoice-overdue"),
                Choice::new("open", "invoice-open"),
                Choice::new("paid", "payment-paid"),
                Choice::new("credited", "invoice-credited"),
                Choice::new("void", "payment-void"),
            ],
        ),
        FilterSpec::new(
            "utfardad",
            "credit-note-issued-on",
            &[
                Choice::new("idag", "orders-since-today"),
                Choice::new("7", "orders-since-7"),
                Choice::new("30", "orders-since-30"),
            ],
        ),
    ],
    columns: &[
        ColumnSpec::new("faktura", "invoice-number"),
        ColumnSpec::new("foretag", "company-name"),
        ColumnSpec::new("order", "orders-number"),
        ColumnSpec::new("lage", "invoice-state"),
        ColumnSpec::new("belopp", "payment-amount").amount(),
        ColumnSpec::new("kvar", "invoice-left").amount(),
        ColumnSpec::new("forfaller", "invoice-due").number(),
        ColumnSpec::new("utfardad", "credit-note-issued-on")
            .sorts()
            .number(),
    ],
    tabs: &[
        TabSpec::new("invoices-tab-all", ""),
        TabSpec::new("invoices-tab-late", "lage=forfallna").counted(),
        TabSpec::new("invoices-tab-open", "lage=open"),
        TabSpec::new("invoices-tab-paid", "lage=paid"),
    ],
    sort: "utfardad",
};
