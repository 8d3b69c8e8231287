//! The addresses that need no permission: the ways in, the first page, the search, and what is somebody's own.

use axum::routing::{get, post};

use super::{Endpoint, Needs, at};
use crate::{find, kept, log_in, mailbox, profile, saved_views, shops, today};

pub(super) const OWN: &[Endpoint] = &[
    at("GET", "/logga-in", Needs::Nothing, || {
        get(log_in::ask_password)
    }),
    at("POST", "/logga-in", Needs::Nothing, || {
        post(log_in::give_password)
    }),
    at("GET", "/logga-in/kod", Needs::Halfway, || {
        get(log_in::ask_code)
    }),
    at("POST", "/logga-in/kod", Needs::Halfway, || {
        post(log_in::give_code)
    }),
    at("GET", "/logga-in/reservkod", Needs::Halfway, || {
        get(log_in::ask_recovery)
    }),
    at("POST", "/logga-in/reservkod", Needs::Halfway, || {
        post(log_in::give_recovery)
    }),
    at("GET", "/logga-in/tva-steg", Needs::Halfway, || {
        get(log_in::ask_enrolment)
    }),
    at("POST", "/logga-in/tva-steg", Needs::Halfway, || {
        post(log_in::give_enrolment)
    }),
    at("POST", "/logga-in/passkey", Needs::Halfway, || {
        post(log_in::give_passkey)
    }),
    at("POST", "/logga-in/passkey/borja", Needs::Halfway, || {
        post(log_in::begin_passkey)
    }),
    at("POST", "/logga-ut", Needs::Nothing, || {
        post(log_in::log_out)
    }),
    at("GET", "/inbjudan/{token}", Needs::Nothing, || {
        get(log_in::show_invitation)
    }),
    at("POST", "/inbjudan/{token}", Needs::Nothing, || {
        post(log_in::accept_invitation)
    }),
    at("GET", "/mailbox", Needs::Demo, || get(mailbox::demo_list)),
    at("GET", "/mailbox/{id}", Needs::Demo, || {
        get(mailbox::demo_show)
    }),
    at("GET", "/mailbox/{id}/html", Needs::Demo, || {
        get(mailbox::demo_body)
    }),
    at("GET", "/", Needs::Session, || get(today::show)),
    at("GET", "/fortsatt", Needs::Session, || get(kept::show)),
    at("GET", "/sok", Needs::Session, || get(find::show)),
    at("POST", "/valj-butik", Needs::Session, || {
        post(shops::choose)
    }),
    at("GET", "/profil", Needs::Session, || get(profile::show)),
    at("POST", "/profil", Needs::Session, || post(profile::save)),
    at("POST", "/profil/utseende", Needs::Session, || {
        post(profile::save_look)
    }),
    at("POST", "/profil/mejl", Needs::Session, || {
        post(profile::save_mails)
    }),
    at("POST", "/profil/losenord", Needs::Session, || {
        post(profile::change_password)
    }),
    at("POST", "/profil/reservkoder", Needs::Session, || {
        post(profile::new_recovery_codes)
    }),
    at("POST", "/profil/bekrafta", Needs::Session, || {
        post(log_in::confirm)
    }),
    at("POST", "/profil/bekrafta/borja", Needs::Session, || {
        post(log_in::begin_confirming)
    }),
    at("GET", "/profil/passkeys/ny", Needs::Session, || {
        get(profile::new_passkey)
    }),
    at("POST", "/profil/passkeys/ny", Needs::Session, || {
        post(profile::add_passkey)
    }),
    at("POST", "/profil/passkeys/ny/borja", Needs::Session, || {
        post(profile::begin_passkey)
    }),
    at("GET", "/profil/passkeys/{id}", Needs::Session, || {
        get(profile::show_passkey)
    }),
    at("POST", "/profil/passkeys/{id}", Needs::Session, || {
        post(profile::remove_passkey)
    }),
    at("POST", "/profil/sessioner", Needs::Session, || {
        post(profile::end_other_sessions)
    }),
    at("POST", "/profil/sessioner/{id}", Needs::Session, || {
        post(profile::end_session)
    }),
    at("GET", "/vyer/ny", Needs::Session, || get(saved_views::ask)),
    at("POST", "/vyer", Needs::Session, || post(saved_views::save)),
    at("POST", "/vyer/{id}/ta-bort", Needs::Session, || {
        post(saved_views::forget)
    }),
];
