//! What one wants to be told of by mail.

use axum::extract::State;
use axum::response::Response;
use platform::auth::wanted_mail::{self, StaffMail};
use platform::db::{DbError, PgConnection};
use platform::web::{FormBody, PageError};
use serde::Serialize;

use crate::admin::Admin;
use crate::guard::Me;
use crate::page::see;

/// Something to be told of.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct MailChoice {
    /// The word in the form, and the last part of the text's key.
    pub(crate) code: &'static str,
    pub(crate) is_chosen: bool,
}

/// What whoever looks can choose: what they may act on.
pub(super) async fn choices(conn: &mut PgConnection, me: &Me) -> Result<Vec<MailChoice>, DbError> {
    let chosen = wanted_mail::chosen(conn, me.session.staff).await?;
    Ok(StaffMail::ALL
        .into_iter()
        .filter(|mail| me.may(mail.permission()))
        .map(|mail| MailChoice {
            code: mail.code(),
            is_chosen: chosen.contains(&mail),
        })
        .collect())
}

/// `POST /profil/mejl`: what is ticked is told from now on, and what is not ticked no more.
pub(crate) async fn save_mails(
    State(admin): State<Admin>,
    me: Me,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let mails: Vec<StaffMail> = fields
        .all("mail")
        .filter_map(StaffMail::from_code)
        .filter(|mail| me.may(mail.permission()))
        .collect();
    let mut tx = admin.db.begin(me.origin()).await?;
    wanted_mail::choose(&mut tx, &me.session, &mails).await?;
    tx.commit().await?;
    Ok(see("/profil?klart=profile-mails-saved#mejl"))
}
