//! The link that a customer has asked for: to register, to log in, to choose a new password, or to move the account to a new address.

use commerce::customer::CUSTOMER_LINK;
use commerce::customer::link::{self, Link, LinkPurpose};
use commerce::jobs::SendCustomerLink;
use platform::i18n::Locale;
use platform::jobs::runner::{Attempt, JobError};
use platform::mail::NewMail;
use platform::render::{Fault, RenderContext, Renderer, View};
use serde::Serialize;

use super::{beside, check_letter, keep_and_send};
use crate::Context;

/// The mail.
#[derive(Clone, Debug, Serialize)]
pub struct CustomerLinkView {
    purpose: &'static str,
    url: String,
    email: String,
    shop_name: String,
    legal_name: String,
    reply_to: String,
    phone: String,
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
                shop_name: "Nordbod".into(),
                legal_name: "Nordbod AB".into(),
                reply_to: "hej@nordbod.example".into(),
                phone: "031-390 06 10".into(),
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
    let (found, shop) = {
        let mut conn = context.db.read().await?;
        let found = link::find(&mut conn, job.link_id).await?;
        let shop = commerce::catalogue::shop::shops(&mut conn)
            .await?
            .into_iter()
            .next();
        (found, shop)
    };
    let now = context.db.clock().now();
    // One that opens nothing is sent too: that the account is shut is all that it says.
    let is_wanted = |link: &Link| link.used_at.is_none() && link.expires_at > now;
    let Some(found) = found.filter(is_wanted) else {
        return Ok(());
    };
    let shop = shop.ok_or_else(|| JobError::fail("no shop has been set up"))?;
    let mail = write(&context, &found, shop).map_err(JobError::fail)?;
    keep_and_send(&context, mail).await.map(|_| ())
}

fn write(
    context: &Context,
    link: &Link,
    shop: commerce::catalogue::shop::Shop,
) -> Result<NewMail, platform::render::RenderError> {
    let locale = Locale::parse(&link.locale).unwrap_or(Locale::Sv);
    let key = context.secret.link_key(CUSTOMER_LINK, link.id.0.as_bytes());
    let id = link.id.to_string();
    let path = context
        .renderer
        .url(locale, "customer_link", &[("id", &id), ("key", &key)]);
    let view = CustomerLinkView {
        purpose: link.purpose.code(),
        url: format!("{}{path}", context.shop_url),
        email: link.email.clone(),
        shop_name: shop.name,
        legal_name: shop.legal_name,
        reply_to: shop.email,
        phone: shop.phone,
        hours: link.purpose.lives_for().as_hours(),
        minutes: link.purpose.lives_for().as_mins() % 60,
    };
    let mut ctx = RenderContext::plain(locale, ());
    context.shop_url.clone_into(&mut ctx.origin);
    let text = |file| {
        context
            .renderer
            .render_as(&beside::<CustomerLinkView>(file), &view, &ctx)
    };
    Ok(NewMail {
        kind: "customer-link",
        subject_of: Some(("customer_link", link.id.0)),
        dedup_key: format!("customer-link/{id}"),
        sender: context.mail_from.clone(),
        recipient: link.email.clone(),
        reply_to: Some(view.reply_to.clone()),
        unsubscribe_url: None,
        subject: text("subject.txt")?.trim().to_owned(),
        body_text: text("body.txt")?,
        body_html: Some(context.renderer.render(&view, &ctx)?),
        locale: link.locale.clone(),
    })
}

/// Renders every sample in every language, subject and text included.
pub(super) fn check(renderer: &Renderer, faults: &mut Vec<Fault>) {
    check_letter::<CustomerLinkView>(renderer, faults);
}
