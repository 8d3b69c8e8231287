//! The link that a customer has asked for: to register, to log in, to choose a new password, or to move the account to a new address.

use commerce::customer::CUSTOMER_LINK;
use commerce::customer::link::{self, Link, LinkPurpose};
use commerce::jobs::SendCustomerLink;
use commerce::shop_door;
use platform::jobs::runner::{Attempt, JobError};
use platform::render::{Fault, Renderer, View};
use serde::Serialize;

use super::check_letter;
use super::letter::{self, Envelope, Signature, house, house_near, language};
use crate::Context;

/// The mail.
#[derive(Clone, Debug, Serialize)]
pub struct CustomerLinkView {
    purpose: &'static str,
    url: String,
    email: String,
    #[serde(flatten)]
    from: Signature,
    /// How long the link is good: whole hours, or 0 when it is less than one.
    hours: i64,
    /// Minutes, when it is less than an hour.
    minutes: i64,
}

impl View for CustomerLinkView {
    const TEMPLATE: &'static str = "mail/customer-link/body.html";

    fn samples() -> Vec<Self> {
        LinkPurpose::ALL
            .into_iter()
            .map(|purpose| Self {
                purpose: purpose.code(),
                url: "https://butik.example/konto/lank/x/y".into(),
                email: "elin@exempel.se".into(),
                from: Signature::sample(),
                hours: purpose.lives_for().as_hours(),
                minutes: purpose.lives_for().as_mins() % 60,
            })
            .collect()
    }
}

/// The job's body: writes the mail once, and sends it. A link that was used or is too old is not sent any more.
///
/// # Errors
/// A busy relay, to be tried again; an address that the relay refuses, for staff.
pub async fn send_customer_link(
    context: Context,
    job: SendCustomerLink,
    _: Attempt,
) -> Result<(), JobError> {
    let mut conn = context.db.read().await?;
    let found = link::find(&mut conn, job.link_id).await?;
    let now = context.db.clock().now();
    // One that opens nothing is sent too: that the account is shut is all that it says.
    let is_wanted = |link: &Link| link.used_at.is_none() && link.expires_at > now;
    let Some(found) = found.filter(is_wanted) else {
        return Ok(());
    };
    let asked = shop_door::asked_in(&mut conn, found.id).await?;
    let (context, shop) = match asked {
        // It opens nothing elsewhere.
        Some(asked) => house(&context, conn, Some(asked)).await?,
        None => {
            let near = shop_door::of_link(&mut conn, found.id).await?;
            house_near(&context, conn, near).await?
        }
    };
    let id = found.id.to_string();
    let key = context
        .secret
        .link_key(CUSTOMER_LINK, found.id.0.as_bytes());
    let values = [("id", id.as_str()), ("key", key.as_str())];
    let path = context
        .renderer
        .url(language(&found.locale), "customer_link", &values);
    let lives_for = found.purpose.lives_for();
    let view = CustomerLinkView {
        purpose: found.purpose.code(),
        url: context.shop_link(&path),
        email: found.email.clone(),
        from: Signature::of(&shop),
        hours: lives_for.as_hours(),
        minutes: lives_for.as_mins() % 60,
    };
    let envelope = Envelope {
        kind: "customer-link",
        about: ("customer_link", found.id.0),
        key: format!("customer-link/{id}"),
        recipient: found.email,
        reply_to: Some(shop.email),
        locale: found.locale,
    };
    letter::send(&context, &view, envelope).await
}

/// Renders every sample in every language, subject and text included.
pub(super) fn check(renderer: &Renderer, faults: &mut Vec<Fault>) {
    check_letter::<CustomerLinkView>(renderer, faults);
}
