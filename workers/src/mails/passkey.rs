//! To a customer: their account has got a passkey, or has one less. Whoever did not do it can say so.

use commerce::customer::{listing, passkey};
use commerce::jobs::{PasskeyNews, SendPasskeyNotice};
use commerce::shop_door;
use platform::clock::Timestamp;
use platform::jobs::runner::{Attempt, JobError};
use platform::render::{Fault, Renderer, View};
use serde::Serialize;

use super::check_letter;
use super::letter::{self, Envelope, Signature, house_near, language};
use crate::Context;

/// The mail.
#[derive(Clone, Debug, Serialize)]
pub struct PasskeyNoticeView {
    news: &'static str,
    label: String,
    at: Timestamp,
    email: String,
    link: String,
    #[serde(flatten)]
    from: Signature,
}

impl View for PasskeyNoticeView {
    const TEMPLATE: &'static str = "mail/passkey-notice/body.html";

    fn samples() -> Vec<Self> {
        [PasskeyNews::Added, PasskeyNews::Removed]
            .into_iter()
            .map(|news| Self {
                news: news.as_str(),
                label: "Chrome, Windows".into(),
                at: jiff::Timestamp::UNIX_EPOCH.into(),
                email: "elin@exempel.se".into(),
                link: "https://nordbod.example/konto/inloggning".into(),
                from: Signature::sample(),
            })
            .collect()
    }
}

/// The job's body: writes the mail once, and sends it.
///
/// # Errors
/// A busy relay, to be tried again; an address that the relay refuses, for staff.
pub async fn send_passkey_notice(
    context: Context,
    job: SendPasskeyNotice,
    _: Attempt,
) -> Result<(), JobError> {
    let mut conn = context.db.read().await?;
    let told = passkey::told(&mut conn, job.passkey_id).await?;
    let customer = match &told {
        Some(told) => listing::customer(&mut conn, told.customer).await?,
        None => None,
    };
    // The account has been erased or shut meanwhile.
    let (Some(told), Some(customer)) = (told, customer) else {
        return Ok(());
    };
    let whose = shop_door::of_customer(&mut conn, customer.id).await?;
    let (context, shop) = house_near(&context, conn, whose).await?;
    let path = context
        .renderer
        .url(language(&customer.locale), "log_ins", &[]);
    let view = PasskeyNoticeView {
        news: job.news.as_str(),
        at: match job.news {
            PasskeyNews::Added => told.created_at,
            PasskeyNews::Removed => told.removed_at.unwrap_or(told.created_at),
        },
        label: told.label,
        email: customer.email.clone(),
        link: context.shop_link(&path),
        from: Signature::of(&shop),
    };
    let envelope = Envelope {
        kind: "passkey-notice",
        about: ("customer", customer.id.0),
        key: format!("passkey-notice/{}/{}", job.passkey_id, job.news.as_str()),
        recipient: customer.email,
        reply_to: Some(shop.email),
        locale: customer.locale,
    };
    letter::send(&context, &view, envelope).await
}

/// Renders every sample in every language, subject and text included.
pub(super) fn check(renderer: &Renderer, faults: &mut Vec<Fault>) {
    check_letter::<PasskeyNoticeView>(renderer, faults);
}
