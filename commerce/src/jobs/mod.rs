//! What the shop asks to be done after commit. Ids only; the bodies are in `workers`.

mod letters;

use platform::clock::Timestamp;
use platform::jobs::Job;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use self::letters::{
    PasskeyNews, SendApplicationAnswer, SendApprovalNotice, SendBackInStock, SendCompanyInvitation,
    SendCustomerLink, SendEmailChanged, SendFarewell, SendGiftCard, SendInvoice, SendNoticeAnswer,
    SendPasskeyNotice, SendQuotationAlert, SendQuotationNotice, SendRestRequest, SendReturnNotice,
    SendReviewNotice, SendReviewRequest, SendUnusedNotice, SendWatchLink, SendWithdrawalLink,
};
use crate::ids::{
    AssortmentId, MediaId, OrderId, PaymentId, RefundId, RehearsalId, WithdrawalNoticeId,
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

/// Tells those who wait for variants that can be bought again.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct TellWatchers {}

impl Job for TellWatchers {
    const NAME: &'static str = "commerce.tell-watchers";
    fn dedup_key(&self) -> Option<String> {
        Some(String::new())
    }
}
