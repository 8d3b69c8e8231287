//! The addresses of the audit trail.

use axum::routing::get;
use platform::auth::Permission as P;

use super::{Endpoint, Needs, at};
use crate::{audit_trail, list};

pub(super) const TRAIL: &[Endpoint] = &[
    at("GET", "/granskning", Needs::May(P::AuditRead), || {
        get(list::show::<audit_trail::Entries>)
    }),
    at(
        "GET",
        "/granskning/export",
        Needs::May(P::AuditExport),
        || get(list::export::<audit_trail::Entries>),
    ),
    at("GET", "/granskning/{id}", Needs::May(P::AuditRead), || {
        get(audit_trail::show)
    }),
];
