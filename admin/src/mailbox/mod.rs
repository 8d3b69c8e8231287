//! The mailbox: every mail that the shop has sent or tried to send. In the demo a newcomer reads it without logging in.

mod handlers;
mod list;
mod views;

pub(crate) use handlers::{body, demo_body, demo_list, demo_show, show};
pub(crate) use list::Mails;
pub(crate) use views::{DemoBoxPage, DemoMailPage, MailPage};

use crate::list::{Choice, ColumnSpec, FilterSpec, ListSpec, Status, TabSpec};

/// The list of mails.
pub(crate) const LIST: ListSpec = ListSpec {
    screen: "mailbox",
    path: "/utskick",
    filters: &[FilterSpec::new(
        "lage",
        "mails-state",
        &[
            Choice::new("pending", "mail-pending"),
            Choice::new("sent", "mail-sent"),
            Choice::new("failed", "mail-failed"),
        ],
    )],
    columns: &[
        ColumnSpec::new("amne", "mails-subject"),
        ColumnSpec::new("till", "mails-recipient"),
        ColumnSpec::new("lage", "mails-state"),
        ColumnSpec::new("nar", "mails-when").number(),
    ],
    tabs: &[
        TabSpec::new("mails-tab-all", "").counted(),
        TabSpec::new("mails-tab-failed", "lage=failed").counted(),
        TabSpec::new("mails-tab-pending", "lage=pending").counted(),
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
