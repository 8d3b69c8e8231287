//! What people who buy for a company are told by mail: what became of an application, and that somebody invites them.

use commerce::approval::{self, RequestState};
use commerce::catalogue::shop::Shop;
use commerce::company::invite::{self, COMPANY_INVITATION};
use commerce::company::{ApplicationState, listing};
use commerce::jobs::{SendApplicationAnswer, SendApprovalNotice, SendCompanyInvitation};
use commerce::{customer, shop_door, tier};
use platform::i18n::numbers;
use platform::jobs::runner::{Attempt, JobError};
use platform::money::{Currency, Money};
use platform::render::{Fault, Renderer, View};
use serde::Serialize;
use uuid::Uuid;

use super::check_letter;
use super::letter::{self, Envelope, Signature, house, house_near, language};
use crate::Context;

/// Every purpose, as the texts name it.
const PURPOSES: [&str; 12] = [
    "approved",
    "joined",
    "refused",
    "invitation",
    "attest",
    "attest-approved",
    "attest-refused",
    "quote-asked",
    "quote-offered",
    "quote-closed",
    "quote-new",
    "quote-change",
];

/// What the shop's own people are told.
const FOR_STAFF: [&str; 2] = ["quote-new", "quote-change"];

/// The mail.
#[derive(Clone, Debug, Serialize)]
pub struct BusinessNoticeView {
    purpose: &'static str,
    url: String,
    company: String,
    /// Who asks or has decided; may be empty.
    person: String,
    /// What it is about: a tier's name.
    subject: String,
    /// In whoever's words decided; may be empty.
    reason: String,
    days: i64,
    #[serde(flatten)]
    from: Signature,
}

impl View for BusinessNoticeView {
    const TEMPLATE: &'static str = "mail/business-notice/body.html";

    fn samples() -> Vec<Self> {
        PURPOSES
            .into_iter()
            .map(|purpose| Self {
                purpose,
                url: "https://butik.example/konto/foretag".into(),
                company: "Studio Furu AB".into(),
                person: "Elin Sandahl".into(),
                subject: "Pro".into(),
                reason: if purpose.ends_with("refused") || purpose == "quote-closed" {
                    "Numret hör till ett annat företag <än> ert.".into()
                } else {
                    String::new()
                },
                days: 7,
                from: signature(purpose, Signature::sample()),
            })
            .collect()
    }
}

/// What the shop's own people are told gives no number for questions.
fn signature(purpose: &str, from: Signature) -> Signature {
    if FOR_STAFF.contains(&purpose) {
        return Signature {
            phone: String::new(),
            ..from
        };
    }
    from
}

/// What differs between the notices.
pub(super) struct Notice {
    pub(super) purpose: &'static str,
    pub(super) kind: &'static str,
    pub(super) about: (&'static str, Uuid),
    /// What tells it from another of the same purpose about the same thing; may be empty.
    pub(super) round: String,
    /// Whom it is told, where several are told of the same: their id, since an address would outlive its owner's erasure in the mail's key.
    pub(super) reader: Option<Uuid>,
    pub(super) recipient: String,
    pub(super) locale: String,
    /// Where it is seen: the whole address.
    pub(super) url: String,
    pub(super) company: String,
    pub(super) person: String,
    pub(super) subject: String,
    pub(super) reason: String,
}

/// Tells an applicant what became of the application, once.
///
/// # Errors
/// A busy relay, to be tried again; an address that the relay refuses, for staff.
pub async fn send_application_answer(
    context: Context,
    job: SendApplicationAnswer,
    _: Attempt,
) -> Result<(), JobError> {
    let (notice, context, shop) = {
        let mut conn = context.db.read().await?;
        let Some(found) = listing::application(&mut conn, job.application_id).await? else {
            return Ok(());
        };
        let purpose = match found.state {
            ApplicationState::Approved if found.given_tier.is_none() => "joined",
            ApplicationState::Approved => "approved",
            ApplicationState::Refused => "refused",
            ApplicationState::Waiting | ApplicationState::Withdrawn => return Ok(()),
        };
        // An account that is shut or erased meanwhile hears nothing more.
        let Some(applicant) = customer::listing::customer(&mut conn, found.customer_id).await?
        else {
            return Ok(());
        };
        let whose = shop_door::of_customer(&mut conn, found.customer_id).await?;
        // What was given, which may be another tier than was asked for.
        let told = found.given_tier.as_ref().unwrap_or(&found.tier_code);
        let tier = tier::tier(&mut conn, told).await?;
        let (context, shop) = house_near(&context, conn, whose).await?;
        let locale = language(&found.locale);
        let page = if purpose == "refused" {
            "apply"
        } else {
            "company"
        };
        let notice = Notice {
            purpose,
            kind: "application-answer",
            about: ("tier_application", found.id.0),
            reader: Some(found.customer_id.0),
            round: String::new(),
            recipient: applicant.email,
            url: context.shop_link(&context.renderer.url(locale, page, &[])),
            subject: tier.map_or(found.tier_code, |tier| {
                tier.name.text(&found.locale).to_owned()
            }),
            locale: found.locale,
            company: found.company_name,
            person: String::new(),
            reason: found.reason,
        };
        (notice, context, shop)
    };
    send(&context, notice, shop).await
}

/// Invites somebody to act for a company, once. What was used or taken back meanwhile is not sent.
///
/// # Errors
/// A busy relay, to be tried again; an address that the relay refuses, for staff.
pub async fn send_company_invitation(
    context: Context,
    job: SendCompanyInvitation,
    _: Attempt,
) -> Result<(), JobError> {
    let (notice, context, shop) = {
        let mut conn = context.db.read().await?;
        let now = context.db.clock().now();
        let found = invite::find(&mut conn, job.invitation_id).await?;
        let Some(found) = found.filter(|found| found.is_good(now)) else {
            return Ok(());
        };
        let whose = shop_door::of_invitation(&mut conn, found.id).await?;
        let (context, shop) = house_near(&context, conn, whose).await?;
        let locale = language(&found.locale);
        let key = context
            .secret
            .link_key(COMPANY_INVITATION, found.id.0.as_bytes());
        let id = found.id.to_string();
        let values = [("id", id.as_str()), ("key", key.as_str())];
        let notice = Notice {
            purpose: "invitation",
            kind: "company-invitation",
            about: ("company_invitation", found.id.0),
            reader: None,
            round: String::new(),
            url: context.shop_link(&context.renderer.url(locale, "company_invitation", &values)),
            recipient: found.email,
            locale: found.locale,
            company: found.company_name,
            person: found.invited_by,
            subject: String::new(),
            reason: String::new(),
        };
        (notice, context, shop)
    };
    send(&context, notice, shop).await
}

/// Tells whoever may approve that something waits, or its buyer what became of it. What was decided meanwhile is not asked for any more.
///
/// # Errors
/// A busy relay, to be tried again; an address that the relay refuses, for staff.
pub async fn send_approval_notice(
    context: Context,
    job: SendApprovalNotice,
    _: Attempt,
) -> Result<(), JobError> {
    let (notice, context, shop) = {
        let mut conn = context.db.read().await?;
        let found = approval::listing::by_id(&mut conn, job.request_id).await?;
        let reader = customer::listing::customer(&mut conn, job.customer_id).await?;
        let (Some(found), Some(reader)) = (found, reader) else {
            return Ok(());
        };
        let is_buyer = found.buyer_id == job.customer_id;
        let purpose = match (found.state, is_buyer) {
            (RequestState::Waiting, false) => "attest",
            (RequestState::Approved, true) => "attest-approved",
            (RequestState::Refused, true) => "attest-refused",
            _ => return Ok(()),
        };
        let company = listing::company(&mut conn, found.company_id).await?;
        let whose = shop_door::of_cart(&mut conn, found.cart_id).await?;
        let (context, shop) = house(&context, conn, whose).await?;
        let locale = language(&reader.locale);
        let id = found.id.to_string();
        let total = Money::new(found.total_minor, Currency::from(found.currency));
        let notice = Notice {
            purpose,
            kind: "approval-notice",
            about: ("purchase_request", found.id.0),
            reader: Some(job.customer_id.0),
            round: String::new(),
            url: context.shop_link(&context.renderer.url(
                locale,
                "approval",
                &[("request", id.as_str())],
            )),
            recipient: reader.email,
            locale: reader.locale,
            company: company.map(|company| company.name).unwrap_or_default(),
            person: if is_buyer {
                found.decided_by
            } else {
                found.buyer
            },
            subject: numbers::money(locale, total, numbers::Decimals::WhenNeeded),
            reason: found.reason,
        };
        (notice, context, shop)
    };
    send(&context, notice, shop).await
}

pub(super) async fn send(context: &Context, notice: Notice, shop: Shop) -> Result<(), JobError> {
    let is_for_staff = FOR_STAFF.contains(&notice.purpose);
    let view = BusinessNoticeView {
        purpose: notice.purpose,
        url: notice.url,
        company: notice.company,
        person: notice.person,
        subject: notice.subject,
        reason: notice.reason,
        days: invite::LIVES_FOR.as_hours().div_euclid(24),
        from: signature(notice.purpose, Signature::of(&shop)),
    };
    let mut key = format!(
        "{}/{}/{}{}",
        notice.kind, notice.about.1, notice.purpose, notice.round
    );
    if let Some(reader) = notice.reader {
        key = format!("{key}/{reader}");
    }
    let envelope = Envelope {
        kind: notice.kind,
        about: notice.about,
        key,
        recipient: notice.recipient,
        reply_to: (!is_for_staff).then_some(shop.email),
        locale: notice.locale,
    };
    letter::send(context, &view, envelope).await
}

/// Renders every sample in every language, subject and text included.
pub(super) fn check(renderer: &Renderer, faults: &mut Vec<Fault>) {
    check_letter::<BusinessNoticeView>(renderer, faults);
}
