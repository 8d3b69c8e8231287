//! To the address that an account had: it has another one now. Whoever did not change it can say so.

use commerce::customer::link;
use commerce::jobs::SendEmailChanged;
use commerce::shop_door;
use platform::jobs::runner::{Attempt, JobError};
use platform::render::{Fault, Renderer, View};
use serde::Serialize;

use super::check_letter;
use super::letter::{self, Envelope, Signature, house_near};
use crate::Context;

/// The mail.
#[derive(Clone, Debug, Serialize)]
pub struct EmailChangedView {
    email: String,
    #[serde(flatten)]
    from: Signature,
}

impl View for EmailChangedView {
    const TEMPLATE: &'static str = "mail/email-changed/body.html";

    fn samples() -> Vec<Self> {
        vec![Self {
            email: "elin@exempel.se".into(),
            from: Signature::sample(),
        }]
    }
}

/// The job's body: writes the mail once, and sends it.
///
/// # Errors
/// A busy relay, to be tried again; an address that the relay refuses, for staff.
pub async fn send_email_changed(
    context: Context,
    job: SendEmailChanged,
    _: Attempt,
) -> Result<(), JobError> {
    let mut conn = context.db.read().await?;
    let found = link::find(&mut conn, job.link_id).await?;
    let old_email = link::old_email(&mut conn, job.link_id).await?;
    // Swept away with other old links. Erasing the account does not take it away before it has been told of.
    let (Some(found), Some(old_email)) = (found, old_email) else {
        return Ok(());
    };
    let whose = shop_door::of_link(&mut conn, found.id).await?;
    let (context, shop) = house_near(&context, conn, whose).await?;
    let view = EmailChangedView {
        email: old_email.clone(),
        from: Signature::of(&shop),
    };
    let envelope = Envelope {
        kind: "email-changed",
        about: ("customer_link", found.id.0),
        key: format!("email-changed/{}", found.id),
        recipient: old_email,
        reply_to: Some(shop.email),
        locale: found.locale,
    };
    letter::send(&context, &view, envelope).await
}

/// Renders every sample in every language, subject and text included.
pub(super) fn check(renderer: &Renderer, faults: &mut Vec<Fault>) {
    check_letter::<EmailChangedView>(renderer, faults);
}
