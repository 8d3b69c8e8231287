//! What the shop asks to be done after commit. Ids only; the bodies are in `workers`.

use platform::clock::Timestamp;
use platform::ids::StaffId;
use platform::jobs::Job;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::ids::{
    AssortmentId, CompanyInvitationId, CustomerFarewellId, CustomerId, CustomerLinkId,
    CustomerPasskeyId, DifferenceId, GiftCardId, MediaId, OrderId, PaymentId, PurchaseRequestId,
    QuotationId, RefundId, RehearsalId, ReturnId, ReviewId, StockWatchId, TierApplicationId,
    WithdrawalNoticeId, WithdrawalRequestId,
};

/// Turns waiting facts into deliveries. Needless when the relay ticks soon anyway, so it is only asked for where seconds count. Each order asks by a job of
/// its own: with one for all, whoever pays would wait until whoever paid before is done.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RelayFacts {}

impl Job for RelayFacts {
    const NAME: &'static str = "outbox.relay-facts";
    const PRIORITY: i16 = 10;
}

/// Carries one fact to one destination.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Deliver {
    /// Which delivery.
    pub delivery_id: Uuid,
}

impl Job for Deliver {
    const NAME: &'static str = "outbox.deliver";
    const PRIORITY: i16 = 50;
    fn dedup_key(&self) -> Option<String> {
        Some(self.delivery_id.to_string())
    }
}

/// Asks the vendor how a payment stands, and settles it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CheckPayment {
    /// Which.
    pub payment_id: PaymentId,
}

impl Job for CheckPayment {
    const NAME: &'static str = "commerce.check-payment";
    const QUEUE: &'static str = "payments";
    const PRIORITY: i16 = 20;
    fn dedup_key(&self) -> Option<String> {
        Some(self.payment_id.to_string())
    }
}

/// Acts on a vendor's message that has been stored.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ProcessInboundMessage {
    /// Which.
    pub message_id: Uuid,
}

impl Job for ProcessInboundMessage {
    const NAME: &'static str = "commerce.process-inbound-message";
    const QUEUE: &'static str = "payments";
    const PRIORITY: i16 = 10;
    fn dedup_key(&self) -> Option<String> {
        Some(self.message_id.to_string())
    }
}

/// Makes the storefront's rows of products marked dirty anew. Each mark asks for it by a job of its own: where several shared one by its key, each who marked would
/// wait until the one before was done. Whichever comes first does the work of all.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RefreshListing {}

impl Job for RefreshListing {
    const NAME: &'static str = "commerce.refresh-listing";
    const QUEUE: &'static str = "catalogue";
    const IS_SHARED: bool = true;
}

/// Makes the rows of an assortment's lists by its present rules (`catalogue::storefront::rebuild_some`).
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RebuildAssortment {
    /// Which.
    pub assortment_id: AssortmentId,
}

impl Job for RebuildAssortment {
    const NAME: &'static str = "commerce.rebuild-assortment";
    const QUEUE: &'static str = "assortments";
    fn dedup_key(&self) -> Option<String> {
        Some(self.assortment_id.to_string())
    }
}

/// Makes the rows of prices anew by which tiers' lists are put in order, where tiers pay others than before (`catalogue::storefront::make_tiers_some`).
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct MakeTierListings {}

impl Job for MakeTierListings {
    const NAME: &'static str = "commerce.make-tier-listings";
    const QUEUE: &'static str = "tiers";
    const IS_SHARED: bool = true;
}

/// Tells the search engine of products that are marked for it (`catalogue::search::feed`). As with `RefreshListing`, whichever comes first does the work of all.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct TellSearch {}

impl Job for TellSearch {
    const NAME: &'static str = "commerce.tell-search";
    const QUEUE: &'static str = "search";
    const IS_SHARED: bool = true;
}

/// Builds what the search engine knows anew, beside what it is asked.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RebuildSearch {}

impl Job for RebuildSearch {
    const NAME: &'static str = "commerce.rebuild-search";
    const QUEUE: &'static str = "search";
    const MAX_ATTEMPTS: i32 = 6;
    const IS_SHARED: bool = true;
}

/// Counts what the search engine knows, and has it built anew where that is not as many products as there are.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CompareSearch {}

impl Job for CompareSearch {
    const NAME: &'static str = "commerce.compare-search";
    const QUEUE: &'static str = "search";
    const MAX_ATTEMPTS: i32 = 6;
    const IS_SHARED: bool = true;
}

/// Compares prices now with those at a rehearsed moment, batch by batch (`pricing::rehearsal::advance`).
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CompareRehearsal {
    /// Which question.
    pub rehearsal_id: RehearsalId,
}

impl Job for CompareRehearsal {
    const NAME: &'static str = "commerce.compare-rehearsal";
    const QUEUE: &'static str = "rehearsals";
    fn dedup_key(&self) -> Option<String> {
        Some(self.rehearsal_id.to_string())
    }
}

/// Makes a picture's sizes that are missing.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct MakeDerivatives {
    /// Which picture.
    pub media_id: MediaId,
}

impl Job for MakeDerivatives {
    const NAME: &'static str = "commerce.make-derivatives";
    const QUEUE: &'static str = "pictures";
    const MAX_ATTEMPTS: i32 = 4;
    fn dedup_key(&self) -> Option<String> {
        Some(self.media_id.to_string())
    }
}

/// Marks the products whose price or publication begins or ends at a moment (`catalogue::storefront::mark_due`).
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct MarkDueListings {
    /// Which moment.
    pub at: Timestamp,
}

impl Job for MarkDueListings {
    const NAME: &'static str = "commerce.mark-due-listings";
    const QUEUE: &'static str = "catalogue";
    fn dedup_key(&self) -> Option<String> {
        Some(self.at.to_string())
    }
}

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

/// Issues the cards of an order whose day has come.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct IssueGiftCards {
    /// Which order.
    pub order_id: OrderId,
}

impl Job for IssueGiftCards {
    const NAME: &'static str = "commerce.issue-gift-cards";
    const PRIORITY: i16 = 15;
    fn dedup_key(&self) -> Option<String> {
        Some(self.order_id.to_string())
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

/// Sends a refund by the vendor.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SendRefund {
    /// Which.
    pub refund_id: RefundId,
}

impl Job for SendRefund {
    const NAME: &'static str = "commerce.send-refund";
    const QUEUE: &'static str = "payments";
    const PRIORITY: i16 = 20;
    fn dedup_key(&self) -> Option<String> {
        Some(self.refund_id.to_string())
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

/// Looks for the order that a guest's notice is about, makes a case of it where it can, and sends the receipt.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct TakeWithdrawalNotice {
    /// Which notice.
    pub notice_id: WithdrawalNoticeId,
}

impl Job for TakeWithdrawalNotice {
    const NAME: &'static str = "commerce.take-withdrawal-notice";
    const PRIORITY: i16 = 20;
    fn dedup_key(&self) -> Option<String> {
        Some(self.notice_id.to_string())
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

/// Tells those who wait for variants that can be bought again.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct TellWatchers {}

impl Job for TellWatchers {
    const NAME: &'static str = "commerce.tell-watchers";
    fn dedup_key(&self) -> Option<String> {
        Some(String::new())
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
