//! Staff: who works here, with which roles; invitations, and closing accounts.

mod handlers;
mod views;

pub(crate) use handlers::{ask, close, invite, invite_again, list, set_roles, show};
pub(crate) use views::{InvitedPage, NewStaffPage, StaffListPage, StaffPage};
