//! To a customer who has not logged in for years: the account goes unless they do.

use commerce::catalogue::shop::Shop;
use commerce::customer::unused::{self, Told};
use commerce::ids::CustomerId;
use commerce::jobs::SendUnusedNotice;
use jiff::civil::Date;
use platform::i18n::Locale;
use platform::jobs::runner::{Attempt, JobError};
use platform::mail::NewMail;
use platform::render::{Fault, RenderContext, RenderError, Renderer, View};
use serde::Serialize;

use super::{beside, check_letter, keep_and_send};
use crate::Context;

/// The mail.
#[derive(Clone, Debug, Serialize)]
pub struct UnusedNoticeView {
    email: String,
    /// The last day on which logging in keeps the account.
    until: Date,
    link: String,
    shop_name: String,
    legal_name: String,
    reply_to: String,
    phone: String,
}

impl View for UnusedNoticeView {
    const TEMPLATE: &'static str = "mail/account-unused/body.html";

    fn samples() -> Vec<Self> {
        vec![Self {
            email: "elin@exempel.se".into(),
            until: jiff::civil::date(2029, 12, 24),
            link: "https://nordbod.example/konto/logga-in".into(),
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
pub async fn send_unused_notice(
    context: Context,
    job: SendUnusedNotice,
    _: Attempt,
) -> Result<(), JobError> {
    let (told, shop) = {
        let mut conn = context.db.read().await?;
        let told = unused::told(&mut conn, job.customer_id).await?;
        let shops = commerce::catalogue::shop::shops(&mut conn).await?;
        (told, shops.into_iter().next())
    };
    // They have been here since, or are gone.
    let Some(told) = told else {
        return Ok(());
    };
    let shop = shop.ok_or_else(|| JobError::fail("no shop has been set up"))?;
    let mail = write(&context, job.customer_id, told, shop).map_err(JobError::fail)?;
    keep_and_send(&context, mail).await.map(|_| ())
}

fn write(
    context: &Context,
    customer: CustomerId,
    told: Told,
    shop: Shop,
) -> Result<NewMail, RenderError> {
    let locale = Locale::parse(&told.locale).unwrap_or(Locale::Sv);
    let path = context.renderer.url(locale, "log_in", &[]);
    let until = told.until();
    let view = UnusedNoticeView {
        email: told.email.clone(),
        until,
        link: format!("{}{path}", context.shop_url),
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
            .render_as(&beside::<UnusedNoticeView>(file), &view, &ctx)
    };
    Ok(NewMail {
        kind: "account-unused",
        subject_of: Some(("customer", customer.0)),
        dedup_key: format!("account-unused/{customer}/{until}"),
        sender: context.mail_from.clone(),
        recipient: told.email,
        reply_to: Some(view.reply_to.clone()),
        unsubscribe_url: None,
        subject: text("subject.txt")?.trim().to_owned(),
        body_text: text("body.txt")?,
        body_html: Some(context.renderer.render(&view, &ctx)?),
        locale: told.locale,
    })
}

/// Renders every sample in every language, subject and text included.
pub(super) fn check(renderer: &Renderer, faults: &mut Vec<Fault>) {
    check_letter::<UnusedNoticeView>(renderer, faults);
}
