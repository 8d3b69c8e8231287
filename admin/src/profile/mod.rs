//! One's own profile: name and language, look, password, recovery codes, sessions.

mod handlers;
mod mails;
mod passkeys;
mod views;

pub(crate) use handlers::{
    browser, change_password, end_other_sessions, end_session, new_recovery_codes, save, save_look,
    show,
};
pub(crate) use mails::save_mails;
pub(crate) use passkeys::{add_passkey, begin_passkey, new_passkey, remove_passkey, show_passkey};
pub(crate) use views::{PasskeyNewPage, PasskeyPage, ProfilePage};
