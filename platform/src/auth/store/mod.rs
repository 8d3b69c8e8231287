//! Staff, their sessions, devices, codes and throttles: all writes, and the reads that log-in rests on.

mod accounts;
mod kept_forms;
mod notices;
mod passkeys;
mod people;
mod presence;
mod sessions;
mod throttles;
mod undo;
mod views;
mod wanted_mails;

pub(super) use self::passkeys::{
    delete_passkey, insert_passkey, lock_passkey, note_passkey_use, passkeys, set_passkey_question,
    take_passkey_question,
};
pub use accounts::{Account, account, account_by_email, recovery_codes_left};
pub(super) use accounts::{
    forget_second_step, lock_second_factor, replace_recovery_codes, set_last_step, set_password,
    set_totp, use_recovery_code,
};
pub use kept_forms::{EndedSession, keep_form, session_of, take_form};
pub(super) use notices::{delete_notice, insert_notice, notice};
pub(super) use people::{
    bump, holds_everything, insert_invitation, insert_staff, is_owner, others_with_everything,
    set_profile, set_roles, set_state, unknown_roles, use_invitation,
};
pub use people::{ensure_standard_roles, invitation, set_look};
pub use presence::{PRESENT_FOR, look_in};
pub use sessions::sweep;
pub(super) use sessions::{
    NewSession, device, forget_devices, insert_device, insert_session, pending_secret,
    permissions_of, renew_session, revoke_other_sessions, revoke_session, rotate_session, session,
    set_confirmed, set_pending_secret, touch_session,
};
pub(crate) use throttles::forgive;
pub(super) use throttles::{lock_throttle, set_throttle};
pub use undo::{Step, UNDO_FOR, keep_step, step};
pub use views::{MOST_VIEWS, NotSaved, delete_view, save_view};
pub(super) use wanted_mails::{mail_readers, set_wanted_mails, wanted_mails};
