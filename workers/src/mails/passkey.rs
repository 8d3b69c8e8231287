//! To a customer: their account has got a passkey, or has one less. Whoever did not do it can say so.

use commerce::catalogue::shop::Shop;
use commerce::customer::passkey::{self, Told};
use commerce::customer::{Customer, listing};
use commerce::jobs::{PasskeyNews, SendPasskeyNotice};
use platform::clock::Timestamp;
use platform::i18n::Locale;
use platform::jobs::runner::{Attempt, JobError};
use platform::mail::NewMail;
use platform::render::{Fault, RenderContext, RenderError, Renderer, View};
use serde::Serialize;

use super::{beside, check_letter, keep_and_send};
use crate::Context;

/// The mail.
#[derive(Clone, Debug, Serialize)]
pub struct PasskeyNoticeView {
    news: &'static str,
    label: String,
    at: Timestamp,
    email: String,
    link: String,
    shop_name: String,
    legal_name: String,
    reply_to: String,
    phone: String,
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
                shop_name: "Nordbod".into(),
                legal_name: "Nordbod AB".into(),
                reply_to: "hej@nordbod.example".into(),
                phone: "031-390 06 10".into(),
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
    let (told, customer, shop) = {
        let mut conn = context.db.read().await?;
        let told = passkey::told(&mut conn, job.passkey_id).await?;
        let customer = match &told {
            Some(told) => listing::customer(&mut conn, told.customer).await?,
            None => None,
        };
        let shop = commerce::catalogue::shop::shops(&mut conn)
            .await?
            .into_iter()
            .next();
        (told, customer, shop)
    };
    // The account has been erased or shut meanwhile.
    let (Some(told), Some(customer)) = (told, customer) else {
        return Ok(());
    };
    let shop = shop.ok_or_else(|| JobError::fail("no shop has been set up"))?;
    let mail = write(&context, &job, told, &customer, shop).map_err(JobError::fail)?;
    keep_and_send(&context, mail).await.map(|_| ())
}

fn write(
    context: &Context,
    job: &SendPasskeyNotice,
    told: Told,
    customer: &Customer,
    shop: Shop,
) -> Result<NewMail, RenderError> {
    let locale = Locale::parse(&customer.locale).unwrap_or(Locale::Sv);
    let path = context.renderer.url(locale, "log_ins", &[]);
    let view = PasskeyNoticeView {
        news: job.news.as_str(),
        at: match job.news {
            PasskeyNews::Added => told.created_at,
            PasskeyNews::Removed => told.removed_at.unwrap_or(told.created_at),
        },
        label: told.label,
        email: customer.email.clone(),
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
            .render_as(&beside::<PasskeyNoticeView>(file), &view, &ctx)
    };
    Ok(NewMail {
        kind: "passkey-notice",
        subject_of: Some(("customer", customer.id.0)),
        dedup_key: format!("passkey-notice/{}/{}", job.passkey_id, job.news.as_str()),
        sender: context.mail_from.clone(),
        recipient: customer.email.clone(),
        reply_to: Some(view.reply_to.clone()),
        unsubscribe_url: None,
        subject: text("subject.txt")?.trim().to_owned(),
        body_text: text("body.txt")?,
        body_html: Some(context.renderer.render(&view, &ctx)?),
        locale: customer.locale.clone(),
    })
}

/// Renders every sample in every language, subject and text included.
pub(super) fn check(renderer: &Renderer, faults: &mut Vec<Fault>) {
    check_letter::<PasskeyNoticeView>(renderer, faults);
}
