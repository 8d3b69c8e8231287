//! Every view of this door with every sample, for the theme checks.

use platform::render::{Fault, Renderer};

use crate::frame::Frame;
use crate::{
    applications, audit_trail, companies, credit_notes, currencies, customers, deliveries,
    differences, documents, errors, find, gift_cards, invoices, jobs, list, log_in, mailbox,
    orders, price_lists, processors, products, profile, promotions, quotations, rehearsal, returns,
    reviews, saved_views, seller, settings, shops, staff, tiers, today, variant_prices, vat,
};

/// Renders every view of the back office in every state and language; what is wrong with the theme is added to `faults`.
pub fn views(renderer: &Renderer, faults: &mut Vec<Fault>) {
    let bare = Frame {
        shop: "Nordbod".to_owned(),
        environment: "production".to_owned(),
        theme: "system".to_owned(),
        density: "compact".to_owned(),
        single_keys: true,
        ..Frame::default()
    };
    let frames = &[Frame::sample(), bare];
    renderer.check_view::<log_in::GatePage, _>(frames, faults);
    renderer.check_view::<log_in::CodesPage, _>(frames, faults);
    renderer.check_view::<log_in::InvitationPage, _>(frames, faults);
    renderer.check_view::<errors::ErrorPage, _>(frames, faults);
    renderer.check_view::<today::TodayPage, _>(frames, faults);
    renderer.check_view::<find::FindPage, _>(frames, faults);
    renderer.check_view::<list::ListPage, _>(frames, faults);
    renderer.check_view::<saved_views::NewViewPage, _>(frames, faults);
    renderer.check_view::<orders::OrderPage, _>(frames, faults);
    renderer.check_view::<products::ProductPage, _>(frames, faults);
    renderer.check_view::<products::ProductBulkPage, _>(frames, faults);
    renderer.check_view::<products::TextsPage, _>(frames, faults);
    renderer.check_view::<products::TextsReviewPage, _>(frames, faults);
    renderer.check_view::<products::TextsVersionPage, _>(frames, faults);
    renderer.check_view::<price_lists::PriceListFormPage, _>(frames, faults);
    renderer.check_view::<price_lists::PriceListPage, _>(frames, faults);
    renderer.check_view::<rehearsal::RehearsalPage, _>(frames, faults);
    renderer.check_view::<rehearsal::AnswerPage, _>(frames, faults);
    renderer.check_view::<rehearsal::DifferencesPage, _>(frames, faults);
    renderer.check_view::<variant_prices::VariantPricesPage, _>(frames, faults);
    renderer.check_view::<mailbox::MailPage, _>(frames, faults);
    renderer.check_view::<mailbox::DemoBoxPage, _>(frames, faults);
    renderer.check_view::<mailbox::DemoMailPage, _>(frames, faults);
    renderer.check_view::<jobs::JobPage, _>(frames, faults);
    renderer.check_view::<deliveries::DeliveryPage, _>(frames, faults);
    renderer.check_view::<profile::ProfilePage, _>(frames, faults);
    renderer.check_view::<profile::PasskeyNewPage, _>(frames, faults);
    renderer.check_view::<profile::PasskeyPage, _>(frames, faults);
    renderer.check_view::<gift_cards::GiftCardPage, _>(frames, faults);
    renderer.check_view::<gift_cards::NewGiftCardPage, _>(frames, faults);
    renderer.check_view::<gift_cards::GiftCardIssuedPage, _>(frames, faults);
    renderer.check_view::<promotions::PromotionPage, _>(frames, faults);
    renderer.check_view::<promotions::PromotionFormPage, _>(frames, faults);
    renderer.check_view::<promotions::TryOutPage, _>(frames, faults);
    renderer.check_view::<returns::ReturnPage, _>(frames, faults);
    renderer.check_view::<reviews::ReviewPage, _>(frames, faults);
    renderer.check_view::<reviews::ReviewSettingsPage, _>(frames, faults);
    renderer.check_view::<documents::DocumentsPage, _>(frames, faults);
    renderer.check_view::<documents::DocumentKindPage, _>(frames, faults);
    renderer.check_view::<documents::DocumentPage, _>(frames, faults);
    renderer.check_view::<documents::DocumentFormPage, _>(frames, faults);
    renderer.check_view::<processors::ProcessorsPage, _>(frames, faults);
    renderer.check_view::<processors::ProcessorPage, _>(frames, faults);
    renderer.check_view::<returns::TakeDownPage, _>(frames, faults);
    renderer.check_view::<returns::NoticesPage, _>(frames, faults);
    renderer.check_view::<quotations::QuotationPage, _>(frames, faults);
    renderer.check_view::<audit_trail::EntryPage, _>(frames, faults);
    renderer.check_view::<seller::ShopPage, _>(frames, faults);
    renderer.check_view::<settings::SettingsPage, _>(frames, faults);
    renderer.check_view::<shops::ChoosePage, _>(frames, faults);
    renderer.check_view::<shops::ShopsPage, _>(frames, faults);
    renderer.check_view::<shops::ShopDoorPage, _>(frames, faults);
    renderer.check_view::<shops::NewShopPage, _>(frames, faults);
    renderer.check_view::<staff::StaffListPage, _>(frames, faults);
    renderer.check_view::<staff::NewStaffPage, _>(frames, faults);
    renderer.check_view::<staff::InvitedPage, _>(frames, faults);
    renderer.check_view::<staff::StaffPage, _>(frames, faults);
    renderer.check_view::<tiers::TierListPage, _>(frames, faults);
    renderer.check_view::<tiers::TierPage, _>(frames, faults);
    renderer.check_view::<tiers::AssortmentPage, _>(frames, faults);
    renderer.check_view::<tiers::OrderPage, _>(frames, faults);
    renderer.check_view::<tiers::WaysPage, _>(frames, faults);
    renderer.check_view::<vat::VatPage, _>(frames, faults);
    renderer.check_view::<currencies::CurrenciesPage, _>(frames, faults);
    renderer.check_view::<credit_notes::CreditNotePage, _>(frames, faults);
    renderer.check_view::<invoices::InvoicePage, _>(frames, faults);
    renderer.check_view::<invoices::AccountPage, _>(frames, faults);
    renderer.check_view::<invoices::EnterPaymentPage, _>(frames, faults);
    renderer.check_view::<differences::DifferencePage, _>(frames, faults);
    renderer.check_view::<applications::ApplicationPage, _>(frames, faults);
    renderer.check_view::<companies::CompanyPage, _>(frames, faults);
    renderer.check_view::<customers::CustomerPage, _>(frames, faults);
    renderer.check_view::<customers::RightsPage, _>(frames, faults);
}
