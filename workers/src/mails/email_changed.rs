//! To the address that an account had: it has another one now. Whoever did not change it can say so.

use commerce::catalogue::shop::Shop;
use commerce::customer::Link;
use commerce::customer::link;
use commerce::jobs::SendEmailChanged;
use platform::i18n::Locale;
use platform::jobs::runner::{Attempt, JobError};
use platform::mail::NewMail;
use platform::render::{Fault, RenderContext, RenderError, Renderer, View};
use serde::Serialize;

use super::{beside, check_letter, keep_and_send};
use crate::Context;

/// The mail.
#[derive(Clone, Debug, Serialize)]
pub struct EmailChangedView {
    email: String,
    shop_name: String,
    legal_name: String,
    reply_to: String,
    phone: String,
}

impl View for EmailChangedView {
    const TEMPLATE: &'static str = "mail/email-changed/body.html";

    fn samples() -> Vec<Self> {
        vec![Self {
            email: "elin@exempel.se".into(),
            shop_name: "Nordbod".into(),
            legal_name: "Nordbod AB".into(),
            reply_to: "hej@nordbod.example".into(),
            phone: "031-390 06 10".into(),
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
    let (found, old_email, shop) = {
        let mut conn = context.db.read().await?;
        let found = link::find(&mut conn, job.link_id).await?;
        let old_email = link::old_email(&mut conn, job.link_id).await?;
        let shop = commerce::catalogue::shop::shops(&mut conn)
            .await?
            .into_iter()
            .next();
        (found, old_email, shop)
    };
    // Swept away with other old links. Erasing the account does not take it away before it has been told of.
    let (Some(found), Some(old_email)) = (found, old_email) else {
        return Ok(());
    };
    let shop = shop.ok_or_else(|| JobError::fail("no shop has been set up"))?;
    let mail = write(&context, &found, old_email, shop).map_err(JobError::fail)?;
    keep_and_send(&context, mail).await.map(|_| ())
}

fn write(
    context: &Context,
    link: &Link,
    old_email: String,
    shop: Shop,
) -> Result<NewMail, RenderError> {
    let locale = Locale::parse(&link.locale).unwrap_or(Locale::Sv);
    let view = EmailChangedView {
        email: old_email.clone(),
        shop_name: shop.name,
        legal_name: shop.legal_name,
        reply_to: shop.email,
        phone: shop.phone,
    };
    let mut ctx = RenderContext::plain(locale, ());
    context.shop_url.clone_into(&mut ctx.origin);
    let text = |file| {
        context
            .renderer
            .render_as(&beside::<EmailChangedView>(file), &view, &ctx)
    };
    Ok(NewMail {
        kind: "email-changed",
        subject_of: Some(("customer_link", link.id.0)),
        dedup_key: format!("email-changed/{}", link.id),
        sender: context.mail_from.clone(),
        recipient: old_email,
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
    check_letter::<EmailChangedView>(renderer, faults);
}
