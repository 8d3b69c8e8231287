//! To somebody whose account has been erased, at the addresses that it had: what stays, and until when. Whoever did not ask for it can say so.

use commerce::catalogue::shop::Shop;
use commerce::customer::erase::farewell::{self, Farewell};
use commerce::jobs::SendFarewell;
use jiff::civil::Date;
use platform::db::Origin;
use platform::i18n::Locale;
use platform::jobs::runner::{Attempt, JobError};
use platform::mail::NewMail;
use platform::render::{Fault, RenderContext, RenderError, Renderer, View};
use serde::Serialize;

use super::{beside, check_letter, keep_and_send};
use crate::Context;

/// The mail.
#[derive(Clone, Debug, Serialize)]
pub struct FarewellView {
    email: String,
    /// Orders that are kept for the books.
    orders: i64,
    /// The last day of the last of them.
    until: Option<Date>,
    /// Orders with goods or money on their way.
    under_way: i64,
    /// Orders that may still be paid.
    waiting: i64,
    shop_name: String,
    legal_name: String,
    reply_to: String,
    phone: String,
}

impl View for FarewellView {
    const TEMPLATE: &'static str = "mail/farewell/body.html";

    fn samples() -> Vec<Self> {
        let all = Self {
            email: "elin@exempel.se".into(),
            orders: 2,
            until: Some(jiff::civil::date(2033, 12, 31)),
            under_way: 1,
            waiting: 1,
            shop_name: "Nordbod".into(),
            legal_name: "Nordbod AB".into(),
            reply_to: "hej@nordbod.example".into(),
            phone: "031-390 06 10".into(),
        };
        let nothing = Self {
            orders: 0,
            until: None,
            under_way: 0,
            waiting: 0,
            ..all.clone()
        };
        vec![all, nothing]
    }
}

/// The job's body: writes the mail once, sends it, and forgets it.
///
/// # Errors
/// A busy relay, to be tried again; an address that the relay refuses, for staff.
pub async fn send_farewell(
    context: Context,
    job: SendFarewell,
    _: Attempt,
) -> Result<(), JobError> {
    let (found, shop) = {
        let mut conn = context.db.read().await?;
        let found = farewell::find(&mut conn, job.farewell_id).await?;
        let shops = commerce::catalogue::shop::shops(&mut conn).await?;
        (found, shops.into_iter().next())
    };
    // Sent before, or tried for so long that the address has been taken away.
    let Some(found) = found else {
        return Ok(());
    };
    let shop = shop.ok_or_else(|| JobError::fail("no shop has been set up"))?;
    let mail = write(&context, &found, shop).map_err(JobError::fail)?;
    keep_and_send(&context, mail).await?;
    let mut tx = context.db.begin(Origin::system("mail")).await?;
    farewell::said(&mut tx, &found).await?;
    Ok(tx.commit().await?)
}

fn write(context: &Context, found: &Farewell, shop: Shop) -> Result<NewMail, RenderError> {
    let locale = Locale::parse(&found.locale).unwrap_or(Locale::Sv);
    let view = FarewellView {
        email: found.email.clone(),
        orders: found.orders.into(),
        until: found.kept_until.map(|day| day.0),
        under_way: found.under_way.into(),
        waiting: found.waiting.into(),
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
            .render_as(&beside::<FarewellView>(file), &view, &ctx)
    };
    Ok(NewMail {
        kind: "farewell",
        subject_of: Some(("customer", found.customer_id.0)),
        dedup_key: format!("farewell/{}", found.id),
        sender: context.mail_from.clone(),
        recipient: found.email.clone(),
        reply_to: Some(view.reply_to.clone()),
        unsubscribe_url: None,
        subject: text("subject.txt")?.trim().to_owned(),
        body_text: text("body.txt")?,
        body_html: Some(context.renderer.render(&view, &ctx)?),
        locale: found.locale.clone(),
    })
}

/// Renders every sample in every language, subject and text included.
pub(super) fn check(renderer: &Renderer, faults: &mut Vec<Fault>) {
    check_letter::<FarewellView>(renderer, faults);
}
