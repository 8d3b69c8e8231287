//! What whoever asked for an offer is told by mail: that it has come in, that it is answered, and that it is closed; and what those of staff are told who
//! want to know that a company waits.

use commerce::customer;
use commerce::jobs::{SendQuotationAlert, SendQuotationNotice};
use commerce::quotation::{Quotation, QuotationState, listing};
use platform::auth::wanted_mail::{self, StaffMail};
use platform::i18n::dates;
use platform::jobs::runner::{Attempt, JobError};

use super::business::{Notice, send};
use super::letter::{house, language};
use crate::Context;

/// Tells whoever asked how it stands, once for each version. What has moved on since is not told any more.
///
/// # Errors
/// A busy relay, to be tried again; an address that the relay refuses, for staff.
pub async fn send_quotation_notice(
    context: Context,
    job: SendQuotationNotice,
    _: Attempt,
) -> Result<(), JobError> {
    let (notice, context, shop) = {
        let mut conn = context.db.read().await?;
        let Some(found) = listing::by_id(&mut conn, job.quotation_id).await? else {
            return Ok(());
        };
        let purpose = match job.purpose.as_str() {
            "asked" => "quote-asked",
            // A newer version has a notice of its own.
            "offered" if found.version == job.version => "quote-offered",
            "closed" if found.closed_by.as_deref() == Some("staff") => "quote-closed",
            _ => return Ok(()),
        };
        // An account that is shut or erased meanwhile hears nothing more.
        let Some(asker) = customer::listing::customer(&mut conn, found.asked_by).await? else {
            return Ok(());
        };
        let (context, shop) = house(&context, conn, Some(found.shop_id)).await?;
        let locale = language(&found.locale);
        let id = found.id.to_string();
        let until = found.valid_until.filter(|_| purpose == "quote-offered");
        let notice = Notice {
            purpose,
            kind: "quotation-notice",
            about: ("quotation", found.id.0),
            round: job.version.to_string(),
            reader: None,
            recipient: asker.email,
            url: context.shop_link(&context.renderer.url(
                locale,
                "quotation",
                &[("quotation", id.as_str())],
            )),
            locale: found.locale,
            company: found.company,
            person: found.number,
            subject: until
                .map(|day| dates::date(locale, day, dates::DateStyle::Short))
                .unwrap_or_default(),
            reason: if purpose == "quote-closed" {
                found.reason
            } else {
                String::new()
            },
        };
        (notice, context, shop)
    };
    send(&context, notice, shop).await
}

/// Tells a person of staff that a company waits for an answer, once for each time that it asks. What has been answered meanwhile is not told any more, nor is
/// whoever does not want it or may not answer any more.
///
/// # Errors
/// A busy relay, to be tried again; an address that the relay refuses, for staff.
pub async fn send_quotation_alert(
    context: Context,
    job: SendQuotationAlert,
    _: Attempt,
) -> Result<(), JobError> {
    let (notice, context, shop) = {
        let mut conn = context.db.read().await?;
        let found = listing::by_id(&mut conn, job.quotation_id).await?;
        let waits = |found: &Quotation| {
            found.stored == QuotationState::Asked && found.version == job.version
        };
        let mail = StaffMail::QuotationAsked;
        let reader = wanted_mail::reader(&mut conn, mail, job.staff_id).await?;
        let (Some(found), Some(reader)) = (found.filter(waits), reader) else {
            return Ok(());
        };
        let (context, shop) = house(&context, conn, Some(found.shop_id)).await?;
        let notice = Notice {
            purpose: if job.version == 0 {
                "quote-new"
            } else {
                "quote-change"
            },
            kind: "quotation-alert",
            about: ("quotation", found.id.0),
            round: job.version.to_string(),
            reader: Some(reader.id.0),
            recipient: reader.email,
            locale: reader.locale,
            url: format!("{}/offerter/{}", context.admin_url, found.number),
            company: found.company,
            person: found.number,
            subject: String::new(),
            reason: String::new(),
        };
        (notice, context, shop)
    };
    send(&context, notice, shop).await
}
