//! Letters that are to be sent.

use platform::clock::Timestamp;
use platform::ids::StaffId;
use platform::jobs::Job;
use serde::{Deserialize, Serialize};

use crate::ids::{
    CompanyInvitationId, CustomerFarewellId, CustomerId, CustomerLinkId, CustomerPasskeyId,
    DifferenceId, GiftCardId, OrderId, PurchaseRequestId, QuotationId, ReturnId, ReviewId,
    StockWatchId, TierApplicationId, WithdrawalNoticeId, WithdrawalRequestId,
};

/// Sends a link to a customer by mail.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SendCustomerLink {
    /// Which.
    pub link_id: CustomerLinkId,
}

impl Job for SendCustomerLink {
    const NAME: &'static str = "commerce.send-customer-link";
    const PRIORITY: i16 = 20;
    fn dedup_key(&self) -> Option<String> {
        Some(self.link_id.to_string())
    }
}

/// Sends an order's invoice by mail to whoever ordered, and to where the company reads its invoices.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SendInvoice {
    /// Of which order.
    pub order_id: OrderId,
}

impl Job for SendInvoice {
    const NAME: &'static str = "commerce.send-invoice";
    fn dedup_key(&self) -> Option<String> {
        Some(self.order_id.to_string())
    }
}

/// Asks a buyer by mail for what has not come of a payment.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SendRestRequest {
    /// About which difference.
    pub difference_id: DifferenceId,
    /// Which time it is asked, so that each is a mail of its own.
    pub round: i32,
}

impl Job for SendRestRequest {
    const NAME: &'static str = "commerce.send-rest-request";
    fn dedup_key(&self) -> Option<String> {
        Some(format!("{}/{}", self.difference_id, self.round))
    }
}

/// Tells an applicant by mail what became of the application.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SendApplicationAnswer {
    /// Which.
    pub application_id: TierApplicationId,
}

impl Job for SendApplicationAnswer {
    const NAME: &'static str = "commerce.send-application-answer";
    fn dedup_key(&self) -> Option<String> {
        Some(self.application_id.to_string())
    }
}

/// Tells whoever had an account's address that it has another now.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SendEmailChanged {
    /// The link that changed it.
    pub link_id: CustomerLinkId,
}

impl Job for SendEmailChanged {
    const NAME: &'static str = "commerce.send-email-changed";
    const PRIORITY: i16 = 20;
    fn dedup_key(&self) -> Option<String> {
        Some(self.link_id.to_string())
    }
}

/// What has become of a passkey.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PasskeyNews {
    /// It logs in from now on.
    Added,
    /// It logs in no more.
    Removed,
}

impl PasskeyNews {
    /// The word in keys of texts.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
        }
    }
}

/// Tells a customer that their account has got a passkey, or has one less.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SendPasskeyNotice {
    /// Which.
    pub passkey_id: CustomerPasskeyId,
    /// What has become of it.
    pub news: PasskeyNews,
}

impl Job for SendPasskeyNotice {
    const NAME: &'static str = "commerce.send-passkey-notice";
    const PRIORITY: i16 = 20;
    fn dedup_key(&self) -> Option<String> {
        Some(format!("{}/{}", self.passkey_id, self.news.as_str()))
    }
}

/// Tells somebody whose account has been erased what stays, and until when.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SendFarewell {
    /// Which mail.
    pub farewell_id: CustomerFarewellId,
}

impl Job for SendFarewell {
    const NAME: &'static str = "commerce.send-farewell";
    fn dedup_key(&self) -> Option<String> {
        Some(self.farewell_id.to_string())
    }
}

/// Tells a customer that their account goes unless they log in.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SendUnusedNotice {
    /// Whose.
    pub customer_id: CustomerId,
}

impl Job for SendUnusedNotice {
    const NAME: &'static str = "commerce.send-unused-notice";
    fn dedup_key(&self) -> Option<String> {
        Some(self.customer_id.to_string())
    }
}

/// Sends a gift card's code to its recipient.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SendGiftCard {
    /// Which.
    pub gift_card_id: GiftCardId,
}

impl Job for SendGiftCard {
    const NAME: &'static str = "commerce.send-gift-card";
    const PRIORITY: i16 = 20;
    fn dedup_key(&self) -> Option<String> {
        Some(self.gift_card_id.to_string())
    }
}

/// Tells a buyer by mail how it stands with a case.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SendReturnNotice {
    /// Which case.
    pub return_id: ReturnId,
    /// What is told: `opened`, `approved`, `approved-goods`, `received`, `refunded`, `settled`, `refused` and others; see the mail's list.
    pub purpose: String,
}

impl Job for SendReturnNotice {
    const NAME: &'static str = "commerce.send-return-notice";
    const PRIORITY: i16 = 20;
    fn dedup_key(&self) -> Option<String> {
        Some(format!("{}/{}", self.return_id, self.purpose))
    }
}

/// Sends a guest the link to an order, when number and address belong together.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SendWithdrawalLink {
    /// Which wish.
    pub request_id: WithdrawalRequestId,
}

impl Job for SendWithdrawalLink {
    const NAME: &'static str = "commerce.send-withdrawal-link";
    const PRIORITY: i16 = 20;
    fn dedup_key(&self) -> Option<String> {
        Some(self.request_id.to_string())
    }
}

/// Tells whoever gave notice of withdrawal that no order was found for it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SendNoticeAnswer {
    /// Which notice.
    pub notice_id: WithdrawalNoticeId,
}

impl Job for SendNoticeAnswer {
    const NAME: &'static str = "commerce.send-notice-answer";
    const PRIORITY: i16 = 20;
    fn dedup_key(&self) -> Option<String> {
        Some(self.notice_id.to_string())
    }
}

/// Invites a person by mail to act for a company.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SendCompanyInvitation {
    /// Which invitation.
    pub invitation_id: CompanyInvitationId,
}

impl Job for SendCompanyInvitation {
    const NAME: &'static str = "commerce.send-company-invitation";
    fn dedup_key(&self) -> Option<String> {
        Some(self.invitation_id.to_string())
    }
}

/// Tells somebody by mail how it stands with what was sent for approval: whoever may approve it, or its buyer.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SendApprovalNotice {
    /// Which request.
    pub request_id: PurchaseRequestId,
    /// Who is told.
    pub customer_id: CustomerId,
}

impl Job for SendApprovalNotice {
    const NAME: &'static str = "commerce.send-approval-notice";
    fn dedup_key(&self) -> Option<String> {
        Some(format!("{}/{}", self.request_id, self.customer_id))
    }
}

/// Asks a buyer by mail what they think of what they have bought.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SendReviewRequest {
    /// Of which order.
    pub order_id: OrderId,
}

impl Job for SendReviewRequest {
    const NAME: &'static str = "commerce.send-review-request";
    fn dedup_key(&self) -> Option<String> {
        Some(self.order_id.to_string())
    }
}

/// Tells the writer of a review by mail why it is not published.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SendReviewNotice {
    /// Which review.
    pub review_id: ReviewId,
}

impl Job for SendReviewNotice {
    const NAME: &'static str = "commerce.send-review-notice";
    fn dedup_key(&self) -> Option<String> {
        Some(self.review_id.to_string())
    }
}

/// Tells whoever asked for an offer by mail how it stands with it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SendQuotationNotice {
    /// Which quotation.
    pub quotation_id: QuotationId,
    /// About which version; 0 before the first.
    pub version: i32,
    /// `asked`, `offered` or `closed`.
    pub purpose: String,
}

impl Job for SendQuotationNotice {
    const NAME: &'static str = "commerce.send-quotation-notice";
    const PRIORITY: i16 = 20;
    fn dedup_key(&self) -> Option<String> {
        Some(format!(
            "{}/{}/{}",
            self.quotation_id, self.version, self.purpose
        ))
    }
}

/// Tells a person of staff by mail that a company asks for an offer, or for another than it has got.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SendQuotationAlert {
    /// Which quotation.
    pub quotation_id: QuotationId,
    /// Who is told.
    pub staff_id: StaffId,
    /// The version that is wanted otherwise; 0 when it is asked for the first time.
    pub version: i32,
}

impl Job for SendQuotationAlert {
    const NAME: &'static str = "commerce.send-quotation-alert";
    fn dedup_key(&self) -> Option<String> {
        Some(format!(
            "{}/{}/{}",
            self.quotation_id, self.version, self.staff_id
        ))
    }
}

/// Asks a guest by mail whether it was they who asked to be told of a variant.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SendWatchLink {
    /// Which wish.
    pub watch_id: StockWatchId,
    /// When it was asked for: asked again is sent again.
    pub asked_at: Timestamp,
}

impl Job for SendWatchLink {
    const NAME: &'static str = "commerce.send-watch-link";
    const PRIORITY: i16 = 20;
    fn dedup_key(&self) -> Option<String> {
        Some(format!(
            "{}/{}",
            self.watch_id,
            self.asked_at.as_microsecond()
        ))
    }
}

/// Tells somebody by mail that a variant can be bought again.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SendBackInStock {
    /// Whose wish.
    pub watch_id: StockWatchId,
}

impl Job for SendBackInStock {
    const NAME: &'static str = "commerce.send-back-in-stock";
    fn dedup_key(&self) -> Option<String> {
        Some(self.watch_id.to_string())
    }
}
