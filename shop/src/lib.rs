//! The storefront for shoppers and customers.

pub mod account;
pub mod card;
pub mod cart;
pub mod category;
pub mod checkout;
pub mod company;
pub mod document;
pub mod error;
pub mod feeds;
pub mod frame;
pub mod grid;
pub mod home;
mod json_ld;
mod kept;
mod mapping;
pub mod media;
mod older;
pub mod order;
mod page;
pub mod paths;
pub mod product;
pub mod quick_order;
pub mod quotations;
mod rehearsal;
pub mod returns;
pub mod reviews;
mod router;
pub mod search;
pub mod state;
pub mod visitor;
pub mod watch;

use platform::render::{Fault, Renderer};

pub use router::router;
pub use state::{ShopParts, ShopState};

/// Renders every view of the shop in every state and language. Empty when the theme is whole.
#[must_use]
pub fn check_views(renderer: &Renderer) -> Vec<Fault> {
    let frames = frame::Frame::samples();
    let mut faults = Vec::new();
    renderer.check_view::<home::views::HomeView, _>(&frames, &mut faults);
    renderer.check_view::<category::views::CategoryView, _>(&frames, &mut faults);
    renderer.check_view::<grid::CardView, _>(&frames, &mut faults);
    renderer.check_view::<account::views::LogInView, _>(&frames, &mut faults);
    renderer.check_view::<account::views::AskView, _>(&frames, &mut faults);
    renderer.check_view::<account::views::SentView, _>(&frames, &mut faults);
    renderer.check_view::<account::views::LinkView, _>(&frames, &mut faults);
    renderer.check_view::<account::views::OverviewView, _>(&frames, &mut faults);
    renderer.check_view::<account::views::OrdersView, _>(&frames, &mut faults);
    renderer.check_view::<account::views::LogInsView, _>(&frames, &mut faults);
    renderer.check_view::<account::passkey_views::PasskeyNewView, _>(&frames, &mut faults);
    renderer.check_view::<account::passkey_views::PasskeyView, _>(&frames, &mut faults);
    renderer.check_view::<account::details::DetailsView, _>(&frames, &mut faults);
    renderer.check_view::<account::wishes::WishesView, _>(&frames, &mut faults);
    renderer.check_view::<account::saved_carts::SavedCartsView, _>(&frames, &mut faults);
    renderer.check_view::<account::my_data::MyDataView, _>(&frames, &mut faults);
    renderer.check_view::<account::erasing::EraseView, _>(&frames, &mut faults);
    renderer.check_view::<account::my_order::MyOrderView, _>(&frames, &mut faults);
    renderer.check_view::<account::my_order::ReceiptView, _>(&frames, &mut faults);
    renderer.check_view::<account::addresses::AddressesView, _>(&frames, &mut faults);
    renderer.check_view::<account::addresses::AddressFormView, _>(&frames, &mut faults);
    renderer.check_view::<account::lists::views::ListsView, _>(&frames, &mut faults);
    renderer.check_view::<account::lists::views::ListView, _>(&frames, &mut faults);
    renderer.check_view::<quick_order::views::QuickOrderView, _>(&frames, &mut faults);
    renderer.check_view::<company::article_views::ArticlesView, _>(&frames, &mut faults);
    renderer.check_view::<company::cost_place_views::CostPlacesView, _>(&frames, &mut faults);
    renderer.check_view::<company::views::CompanyView, _>(&frames, &mut faults);
    renderer.check_view::<company::views::ApplyView, _>(&frames, &mut faults);
    renderer.check_view::<company::views::PeopleView, _>(&frames, &mut faults);
    renderer.check_view::<company::views::PersonView, _>(&frames, &mut faults);
    renderer.check_view::<company::views::PlacesView, _>(&frames, &mut faults);
    renderer.check_view::<company::views::PlaceView, _>(&frames, &mut faults);
    renderer.check_view::<company::views::InvitationView, _>(&frames, &mut faults);
    renderer.check_view::<company::approval_views::ApprovalsView, _>(&frames, &mut faults);
    renderer.check_view::<company::approval_views::ApprovalView, _>(&frames, &mut faults);
    renderer.check_view::<quotations::ask_views::AskView, _>(&frames, &mut faults);
    renderer.check_view::<quotations::views::QuotationsView, _>(&frames, &mut faults);
    renderer.check_view::<quotations::views::QuotationView, _>(&frames, &mut faults);
    renderer.check_view::<search::views::SearchView, _>(&frames, &mut faults);
    renderer.check_view::<search::views::SuggestView, _>(&frames, &mut faults);
    renderer.check_view::<product::views::ProductView, _>(&frames, &mut faults);
    renderer.check_view::<cart::views::CartView, _>(&frames, &mut faults);
    renderer.check_view::<cart::wish_views::WishView, _>(&frames, &mut faults);
    renderer.check_view::<checkout::views::CheckoutView, _>(&frames, &mut faults);
    renderer.check_view::<order::views::OrderView, _>(&frames, &mut faults);
    renderer.check_view::<order::credit_note::CreditNoteView, _>(&frames, &mut faults);
    renderer.check_view::<order::invoice::InvoiceView, _>(&frames, &mut faults);
    renderer.check_view::<returns::views::EntryView, _>(&frames, &mut faults);
    renderer.check_view::<returns::notice_views::NoticeView, _>(&frames, &mut faults);
    renderer.check_view::<returns::views::StatementView, _>(&frames, &mut faults);
    renderer.check_view::<returns::views::CaseView, _>(&frames, &mut faults);
    renderer.check_view::<returns::views::SlipView, _>(&frames, &mut faults);
    renderer.check_view::<document::views::DocumentView, _>(&frames, &mut faults);
    renderer.check_view::<reviews::views::ReviewsView, _>(&frames, &mut faults);
    renderer.check_view::<reviews::views::WriteView, _>(&frames, &mut faults);
    renderer.check_view::<reviews::views::ReportView, _>(&frames, &mut faults);
    renderer.check_view::<reviews::views::MyReviewsView, _>(&frames, &mut faults);
    renderer.check_view::<reviews::views::NoQuestionsView, _>(&frames, &mut faults);
    renderer.check_view::<watch::views::WatchAskView, _>(&frames, &mut faults);
    renderer.check_view::<watch::views::WatchLinkView, _>(&frames, &mut faults);
    renderer.check_view::<watch::views::WatchesView, _>(&frames, &mut faults);
    renderer.check_view::<error::ErrorView, _>(&frames, &mut faults);
    faults
}
