//! To a person of staff: what has become of their own account. Whoever did not do it can say so.

use platform::auth::notice::{self, SendStaffNotice, StaffNews, StaffNotice};
use platform::clock::Timestamp;
use platform::db::Origin;
use platform::jobs::runner::{Attempt, JobError};
use platform::mail::NewMail;
use platform::render::{Fault, Renderer, View};
use serde::Serialize;
use uuid::Uuid;

use super::letter::{self, Envelope};
use super::{check_letter, keep_and_send};
use crate::Context;

/// The mail.
#[derive(Clone, Debug, Serialize)]
pub struct StaffNoticeView {
    news: String,
    label: String,
    codes_left: i32,
    by: String,
    at: Timestamp,
    email: String,
    link: String,
    house: String,
}

impl View for StaffNoticeView {
    const TEMPLATE: &'static str = "mail/staff-notice/body.html";

    fn samples() -> Vec<Self> {
        StaffNews::ALL
            .map(|news| Self {
                news: news.code().to_owned(),
                label: "Chrome, Windows".into(),
                codes_left: 4,
                by: "Maja Ek".into(),
                at: jiff::Timestamp::UNIX_EPOCH.into(),
                email: "sara@nordbod.example".into(),
                link: "https://kontor.nordbod.example/profil".into(),
                house: "Nordbod".into(),
            })
            .to_vec()
    }
}

/// The job's body: writes the mail once, and sends it.
///
/// # Errors
/// A busy relay, to be tried again; an address that the relay refuses, for staff.
pub async fn send_staff_notice(
    context: Context,
    job: SendStaffNotice,
    _: Attempt,
) -> Result<(), JobError> {
    let told = notice::notice(&mut *context.db.read().await?, job.notice_id).await?;
    // Told already, or the account has been shut meanwhile.
    let Some(told) = told else {
        return Ok(());
    };
    let mail = write(&context, job.notice_id, told)?;
    keep_and_send(&context, mail).await?;
    let mut tx = context.db.begin(Origin::system("mail")).await?;
    notice::forget(&mut tx, job.notice_id).await?;
    tx.commit().await?;
    Ok(())
}

fn write(context: &Context, id: Uuid, told: StaffNotice) -> Result<NewMail, JobError> {
    let house = context.renderer.settings().name;
    let view = StaffNoticeView {
        news: told.news,
        label: told.label,
        codes_left: told.codes_left,
        by: told.by_name,
        at: told.at,
        email: told.email.clone(),
        link: format!("{}/profil", context.admin_url),
        house: house.unwrap_or_else(|| "Torg".to_owned()),
    };
    let envelope = Envelope {
        kind: "staff-notice",
        about: ("staff_notice", id),
        key: format!("staff-notice/{id}"),
        recipient: told.email,
        reply_to: None,
        locale: told.locale,
    };
    letter::write_of(context, &context.admin_url, &view, envelope)
}

/// Renders every sample in every language, subject and text included.
pub(super) fn check(renderer: &Renderer, faults: &mut Vec<Fault>) {
    check_letter::<StaffNoticeView>(renderer, faults);
}
