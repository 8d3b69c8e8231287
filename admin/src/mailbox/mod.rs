//! The mailbox: every mail that the shop has sent or tried to send. In the demo a newcomer reads it without logging in.

mod handlers;
mod views;

pub(crate) use handlers::{body, demo_body, demo_list, demo_show, list, show};
pub(crate) use views::{DemoBoxPage, DemoMailPage, MailPage};

use crate::list::{Choice, ColumnSpec, FilterSpec, ListSpec, Status, TabSpec};

/// The list of mails.
pub(crate) const LIST: ListSpec = ListSpec {
    screen: "mailbox",
    path: "/utskick",
    filters: &[FilterSpec {
        name: "lage",
        label: "mails-state",
        choices: &[
            Choice {
                value: "pending",
                label: "mail-pending",
            },
            Choice {
                value: "sent",
                label: "mail-sent",
            },
            Choice {
                value: "failed",
                label: "mail-failed",
            },
        ],
    }],
    columns: &[
        ColumnSpec {
            name: "amne",
            label: "mails-subject",
            is_sortable: false,
            is_number: false,
            is_default: true,
        },
        ColumnSpec {
            name: "till",
            label: "mails-recipient",
            is_sortable: false,
            is_number: false,
            is_default: true,
        },
        ColumnSpec {
            name: "lage",
            label: "mails-state",
            is_sortable: false,
            is_number: false,
            is_default: true,
        },
        ColumnSpec {
            name: "nar",
            label: "mails-when",
            is_sortable: false,
            is_number: true,
            is_default: true,
        },
    ],
    tabs: &[
        TabSpec {
            label: "mails-tab-all",
            query: "",
            is_counted: true,
        },
        TabSpec {
            label: "mails-tab-failed",
            query: "lage=failed",
            is_counted: true,
        },
        TabSpec {
            label: "mails-tab-pending",
            query: "lage=pending",
            is_counted: true,
        },
    ],
    sort: "nar",
};

/// The state of a mail in the words of the status vocabulary.
pub(crate) fn status(state: &str) -> Status {
    match state {
        "sent" => Status::new("ok", "mail-sent"),
        "failed" => Status::new("bad", "mail-failed"),
        _ => Status::new("idle", "mail-pending"),
    }
}
