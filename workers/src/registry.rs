//! Which body does which job: the one list.

use commerce::jobs::{
    CheckPayment, CompareRehearsal, CompareSearch, Deliver, IssueGiftCards, MakeDerivatives,
    MakeTierListings, MarkDueListings, ProcessInboundMessage, RebuildAssortment, RebuildSearch,
    RefreshListing, RelayFacts, SendApplicationAnswer, SendApprovalNotice, SendBackInStock,
    SendCompanyInvitation, SendCustomerLink, SendEmailChanged, SendFarewell, SendGiftCard,
    SendInvoice, SendNoticeAnswer, SendPasskeyNotice, SendQuotationAlert, SendQuotationNotice,
    SendRefund, SendRestRequest, SendReturnNotice, SendReviewNotice, SendReviewRequest,
    SendUnusedNotice, SendWatchLink, SendWithdrawalLink, TakeWithdrawalNotice, TellSearch,
    TellWatchers,
};
use platform::auth::notice::SendStaffNotice;
use platform::jobs::runner::Registry;

use crate::{
    Context, gift_cards, listing, mails, outbox, payments, pictures, rehearsals, search, watches,
};

/// All bodies. `width`: jobs at a time in the queues that wait for others; pictures take as many processors as there are.
#[must_use]
pub fn registry(width: usize) -> Registry<Context> {
    Registry::new(vec![
        ("default", width),
        ("payments", width),
        ("catalogue", 1),
        // Long work, which must not keep prices and stock from lists.
        ("assortments", 1),
        // Nor may that keep a tier's prices from the order of its lists.
        ("tiers", 1),
        // One at a time tells the engine; others would only wait.
        ("search", 1),
        ("rehearsals", 1),
        ("pictures", width),
    ])
    .with(|context, job: RelayFacts, attempt| outbox::relay_facts(context, job, attempt))
    .with(|context, job: Deliver, attempt| outbox::deliver(context, job, attempt))
    .with(|context, job: CheckPayment, attempt| payments::check_payment(context, job, attempt))
    .with(|context, job: ProcessInboundMessage, attempt| {
        payments::process_inbound_message(context, job, attempt)
    })
    .with(|context, job: RefreshListing, attempt| listing::refresh_listing(context, job, attempt))
    .with(|context, job: RebuildAssortment, attempt| {
        listing::rebuild_assortment(context, job, attempt)
    })
    .with(|context, job: MakeTierListings, attempt| {
        listing::make_tier_listings(context, job, attempt)
    })
    .with(|context, job: TellSearch, attempt| search::tell_search(context, job, attempt))
    .with(|context, job: RebuildSearch, attempt| search::rebuild_search(context, job, attempt))
    .with(|context, job: CompareSearch, attempt| search::compare_search(context, job, attempt))
    .with(|context, job: CompareRehearsal, attempt| {
        rehearsals::compare_rehearsal(context, job, attempt)
    })
    .with(|context, job: MarkDueListings, attempt| {
        listing::mark_due_listings(context, job, attempt)
    })
    .with(|context, job: SendCustomerLink, attempt| {
        mails::customer_link::send_customer_link(context, job, attempt)
    })
    .with(|context, job: SendEmailChanged, attempt| {
        mails::email_changed::send_email_changed(context, job, attempt)
    })
    .with(|context, job: SendPasskeyNotice, attempt| {
        mails::passkey::send_passkey_notice(context, job, attempt)
    })
    .with(|context, job: SendUnusedNotice, attempt| {
        mails::unused::send_unused_notice(context, job, attempt)
    })
    .with(|context, job: SendStaffNotice, attempt| {
        mails::staff::send_staff_notice(context, job, attempt)
    })
    .with(|context, job: SendFarewell, attempt| {
        mails::farewell::send_farewell(context, job, attempt)
    })
    .with(|context, job: SendGiftCard, attempt| {
        mails::gift_card::send_gift_card(context, job, attempt)
    })
    .with(|context, job: IssueGiftCards, attempt| {
        gift_cards::issue_gift_cards(context, job, attempt)
    })
    .with(|context, job: SendReturnNotice, attempt| {
        mails::returns::send_return_notice(context, job, attempt)
    })
    .with(|context, job: SendWithdrawalLink, attempt| {
        mails::returns::send_withdrawal_link(context, job, attempt)
    })
    .with(|context, job: TakeWithdrawalNotice, attempt| {
        mails::notices::take_withdrawal_notice(context, job, attempt)
    })
    .with(|context, job: SendNoticeAnswer, attempt| {
        mails::notices::send_notice_answer(context, job, attempt)
    })
    .with(|context, job: SendReviewRequest, attempt| {
        mails::review::send_review_request(context, job, attempt)
    })
    .with(|context, job: SendReviewNotice, attempt| {
        mails::review::send_review_notice(context, job, attempt)
    })
    .with(|context, job: TellWatchers, attempt| watches::tell_watchers(context, job, attempt))
    .with(|context, job: SendWatchLink, attempt| {
        mails::watches::send_watch_link(context, job, attempt)
    })
    .with(|context, job: SendBackInStock, attempt| {
        mails::watches::send_back_in_stock(context, job, attempt)
    })
    .with(|context, job: SendInvoice, attempt| mails::money::send_invoice(context, job, attempt))
    .with(|context, job: SendRestRequest, attempt| {
        mails::money::send_rest_request(context, job, attempt)
    })
    .with(|context, job: SendRefund, attempt| payments::send_refund(context, job, attempt))
    .with(|context, job: SendApplicationAnswer, attempt| {
        mails::business::send_application_answer(context, job, attempt)
    })
    .with(|context, job: SendApprovalNotice, attempt| {
        mails::business::send_approval_notice(context, job, attempt)
    })
    .with(|context, job: SendQuotationNotice, attempt| {
        mails::quotations::send_quotation_notice(context, job, attempt)
    })
    .with(|context, job: SendQuotationAlert, attempt| {
        mails::quotations::send_quotation_alert(context, job, attempt)
    })
    .with(|context, job: SendCompanyInvitation, attempt| {
        mails::business::send_company_invitation(context, job, attempt)
    })
    .with(|context, job: MakeDerivatives, attempt| {
        pictures::make_derivatives_job(context, job, attempt)
    })
}
