//! Staff: who works here, with which roles; invitations, and closing accounts.

mod handlers;
mod list;
mod shops;
mod views;

pub(crate) use handlers::{ask, close, invite, invite_again, set_roles, show, version};
pub(crate) use list::People;
pub(crate) use shops::limit;
pub(crate) use views::{InvitedPage, NewStaffPage, StaffListPage, StaffPage};

use platform::auth::Permission;

use crate::list::{Choice, ColumnSpec, FilterSpec, ListHead, ListSpec, TabSpec};

/// The head of the list of staff.
pub(crate) const HEAD: ListHead = ListHead {
    say: "staff-say",
    href: "/personal/ny",
    label: "staff-invite",
    makes: true,
    may: Permission::StaffManage,
};

/// The list of staff.
pub(crate) const LIST: ListSpec = ListSpec {
    screen: "staff",
    path: "/personal",
    filters: &[FilterSpec::new(
        "konto",
        "staff-account",
        &[
            Choice::new("active", "staff-active"),
            Choice::new("invited", "staff-invited"),
            Choice::new("closed", "staff-closed"),
        ],
    )],
    columns: &[
        ColumnSpec::new("namn", "profile-name"),
        ColumnSpec::new("epost", "log-in-email"),
        ColumnSpec::new("roller", "staff-roles"),
        ColumnSpec::new("konto", "staff-account"),
        ColumnSpec::new("steg", "profile-second-step"),
        ColumnSpec::new("sedd", "session-seen").number(),
        ColumnSpec::new("tillagd", "staff-added").sorts().number(),
    ],
    tabs: &[
        TabSpec::new("staff-tab-all", ""),
        TabSpec::new("staff-tab-active", "konto=active"),
        TabSpec::new("staff-tab-invited", "konto=invited").counted(),
    ],
    sort: "tillagd",
};
