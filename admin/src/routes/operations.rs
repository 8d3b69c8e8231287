//! The addresses about how the shop runs: mails, jobs and deliveries.

use axum::routing::{get, post};
use platform::auth::Permission as P;

use super::{Endpoint, Needs, at};
use crate::{deliveries, jobs, list, mailbox};

pub(super) const OPERATIONS: &[Endpoint] = &[
    at("GET", "/utskick", Needs::May(P::MailboxRead), || {
        get(list::show::<mailbox::Mails>)
    }),
    at(
        "GET",
        "/utskick/export",
        Needs::May(P::MailboxExport),
        || get(list::export::<mailbox::Mails>),
    ),
    at("GET", "/utskick/{id}", Needs::May(P::MailboxRead), || {
        get(mailbox::show)
    }),
    at(
        "GET",
        "/utskick/{id}/html",
        Needs::May(P::MailboxRead),
        || get(mailbox::body),
    ),
    at("GET", "/jobb", Needs::May(P::OperationsRead), || {
        get(list::show::<jobs::Jobs>)
    }),
    at(
        "GET",
        "/jobb/export",
        Needs::May(P::OperationsExport),
        || get(list::export::<jobs::Jobs>),
    ),
    at("GET", "/jobb/{id}", Needs::May(P::OperationsRead), || {
        get(jobs::show)
    }),
    at(
        "GET",
        "/jobb/{id}/version",
        Needs::May(P::OperationsRead),
        || get(jobs::version),
    ),
    at("POST", "/jobb/igen", Needs::May(P::OperationsRetry), || {
        post(jobs::retry_many)
    }),
    at(
        "POST",
        "/jobb/{id}/igen",
        Needs::May(P::OperationsRetry),
        || post(jobs::retry),
    ),
    at("GET", "/leveranser", Needs::May(P::OperationsRead), || {
        get(list::show::<deliveries::Deliveries>)
    }),
    at(
        "GET",
        "/leveranser/export",
        Needs::May(P::OperationsExport),
        || get(list::export::<deliveries::Deliveries>),
    ),
    at(
        "GET",
        "/leveranser/{id}",
        Needs::May(P::OperationsRead),
        || get(deliveries::show),
    ),
    at(
        "GET",
        "/leveranser/{id}/version",
        Needs::May(P::OperationsRead),
        || get(deliveries::version),
    ),
    at(
        "POST",
        "/leveranser/igen",
        Needs::May(P::OperationsRetry),
        || post(deliveries::retry_many),
    ),
    at(
        "POST",
        "/leveranser/{id}/igen",
        Needs::May(P::OperationsRetry),
        || post(deliveries::retry),
    ),
];
