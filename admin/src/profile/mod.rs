//! One's own profile: name and language, look, password, recovery codes, sessions.

mod handlers;
mod views;

pub(crate) use handlers::{
    browser, change_password, end_other_sessions, end_session, new_recovery_codes, save, save_look,
    show,
};
pub(crate) use views::ProfilePage;
