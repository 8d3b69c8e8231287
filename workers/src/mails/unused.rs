//! To a customer who has not logged in for years: the account goes unless they do.

use commerce::customer::unused;
use commerce::jobs::SendUnusedNotice;
use commerce::shop_door;
use jiff::civil::Date;
use platform::jobs::runner::{Attempt, JobError};
use platform::render::{Fault, Renderer, View};
use serde::Serialize;

use super::check_letter;
use super::letter::{self, Envelope, Signature, house_near, language};
use crate::Context;

/// The mail.
#[derive(Clone, Debug, Serialize)]
pub struct UnusedNoticeView {
    email: String,
    /// The last day on which logging in keeps the account.
    until: Date,
    link: String,
    #[serde(flatten)]
    from: Signature,
}

impl View for UnusedNoticeView {
    const TEMPLATE: &'static str = "mail/account-unused/body.html";

    fn samples() -> Vec<Self> {
        vec![Self {
            email: "elin@exempel.se".into(),
            until: jiff::civil::date(2029, 12, 24),
            link: "https://nordbod.example/konto/logga-in".into(),
            from: Signature::sample(),
        }]
    }
}

/// The job's body: writes the mail once, and sends it.
///
/// # Errors
/// A busy relay, to be tried again; an address that the relay refuses, for staff.
pub async fn send_unused_notice(
    context: Context,
    job: SendUnusedNotice,
    _: Attempt,
) -> Result<(), JobError> {
    let mut conn = context.db.read().await?;
    // They have been here since, or are gone.
    let Some(told) = unused::told(&mut conn, job.customer_id).await? else {
        return Ok(());
    };
    let whose = shop_door::of_customer(&mut conn, job.customer_id).await?;
    let (context, shop) = house_near(&context, conn, whose).await?;
    let path = context.renderer.url(language(&told.locale), "log_in", &[]);
    let (customer, until) = (job.customer_id, told.until());
    let view = UnusedNoticeView {
        email: told.email.clone(),
        until,
        link: context.shop_link(&path),
        from: Signature::of(&shop),
    };
    let envelope = Envelope {
        kind: "account-unused",
        about: ("customer", customer.0),
        key: format!("account-unused/{customer}/{until}"),
        recipient: told.email,
        reply_to: Some(shop.email),
        locale: told.locale,
    };
    letter::send(&context, &view, envelope).await
}

/// Renders every sample in every language, subject and text included.
pub(super) fn check(renderer: &Renderer, faults: &mut Vec<Fault>) {
    check_letter::<UnusedNoticeView>(renderer, faults);
}
