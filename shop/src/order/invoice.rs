//! An invoice, to be read, printed and kept.

use axum::extract::{Path, State};
use axum::response::Response;
use commerce::company::number::shown_org_number;
use commerce::currency::HomeVat;
use commerce::order::invoice;
use commerce::order::invoice::document::{self, Document, DocumentLine, DocumentPart};
use commerce::order::{Access, Order};
use commerce::pricing::vat::{Ground, Place};
use jiff::civil::{Date, date};
use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection};
use platform::i18n::Locale;
use platform::money::{Currency, Money, UnitPrice};
use platform::render::View;
use platform::web::PageError;
use serde::Serialize;

use super::link;
use super::views::AddressView;
use crate::cart::sum_views::TaxView;
use crate::frame::Head;
use crate::page::{Keeping, frame, page, text};
use crate::state::ShopState;
use crate::visitor::{Desk, Visitor};

/// An invoice in short, on the order's page.
#[derive(Clone, Debug, Serialize)]
pub struct InvoiceLink {
    /// `FAK-10001`.
    pub number: String,
    /// What was to be paid.
    pub amount: Money,
    /// What is left of it, when something has been paid or credited.
    pub left: Option<Money>,
    /// The day when it must be paid.
    pub due_on: Date,
    /// Its page.
    pub href: String,
}

impl InvoiceLink {
    /// A link for the template checks.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            number: "FAK-10001".into(),
            amount: Money::new(24_900, Currency::SEK),
            left: Some(Money::new(10_000, Currency::SEK)),
            due_on: date(2026, 12, 24),
            href: "/order/ORD-100001/x/faktura".into(),
        }
    }
}

/// The link to an order's invoice, where it has one.
///
/// # Errors
/// Database errors.
pub async fn link_of(
    state: &ShopState,
    conn: &mut PgConnection,
    locale: Locale,
    (order, access): (&Order, Access),
) -> Result<Option<InvoiceLink>, DbError> {
    let issued = document::of_order(conn, order.id).await?;
    let owed_minor = invoice::owed(conn, order.id).await?;
    let key = link::key_to(state, order.id, access);
    let values = [("number", order.number.as_str()), ("key", key.as_str())];
    Ok(issued.map(|issued| InvoiceLink {
        number: issued.number(),
        amount: Money::new(issued.payable_minor(), issued.currency),
        left: (owed_minor < issued.payable_minor())
            .then(|| Money::new(owed_minor, issued.currency)),
        due_on: issued.due_on.0,
        href: state.renderer.url(locale, "order_invoice", &values),
    }))
}

/// Who sells, as it was then.
#[derive(Clone, Debug, Serialize)]
pub struct SellerView {
    /// As the register of companies knows it.
    pub name: String,
    /// Where it is.
    pub street: String,
    /// Postcode and town.
    pub place: String,
    /// Organisation number.
    pub org_number: String,
    /// VAT registration number.
    pub vat_number: String,
    /// For questions.
    pub email: String,
    /// Where it is paid to; may be empty.
    pub bankgiro: String,
    /// Where it is paid to; may be empty.
    pub iban: String,
    /// Of the bank; may be empty.
    pub bic: String,
}

/// Who buys, as it was then.
#[derive(Clone, Debug, Serialize)]
pub struct BuyerView {
    /// The company.
    pub name: String,
    /// Where invoices go.
    pub address: AddressView,
    /// Organisation number.
    pub org_number: String,
    /// May be empty.
    pub vat_number: String,
    /// May be empty.
    pub gln: String,
    /// May be empty.
    pub e_invoice_id: String,
    /// Whose order it is; may be empty.
    pub reference: String,
    /// May be empty.
    pub cost_place: String,
    /// May be empty.
    pub marking: String,
    /// Who ordered.
    pub contact: String,
    /// Where the goods went.
    pub delivery: AddressView,
}

/// What was sold.
#[derive(Clone, Debug, Serialize)]
pub struct LineView {
    /// What it was called, with what was chosen.
    pub name: String,
    /// Article number with the company's own; empty for freight.
    pub sku: String,
    /// How many.
    pub quantity: i32,
    /// Of one, without VAT, as it is written.
    pub unit: String,
    /// What was taken off.
    pub discount: Option<Money>,
    /// Basis points.
    pub rate_bp: i32,
    /// In the codes of EN 16931.
    pub reason: String,
    /// Without VAT.
    pub net: Money,
}

/// VAT at a rate.
#[derive(Clone, Debug, Serialize)]
pub struct PartView {
    /// Basis points.
    pub rate_bp: i32,
    /// In the codes of EN 16931.
    pub reason: String,
    /// In the Union's codes; may be empty.
    pub exemption: String,
    /// Without VAT.
    pub net: Money,
    /// VAT.
    pub vat: Money,
}

/// An invoice.
#[derive(Clone, Debug, Serialize)]
pub struct InvoiceView {
    /// For browsers.
    pub head: Head,
    /// `FAK-10001`.
    pub number: String,
    /// `ORD-100001`.
    pub order: String,
    /// The order's page.
    pub order_href: String,
    /// When it was ordered.
    pub ordered_at: Timestamp,
    /// When it was issued.
    pub issued_at: Timestamp,
    /// The day when it must be paid.
    pub due_on: Date,
    /// What is to stand on the payment.
    pub payment_reference: String,
    /// Who sells.
    pub seller: SellerView,
    /// Who buys.
    pub buyer: BuyerView,
    /// What was sold.
    pub lines: Vec<LineView>,
    /// VAT by rate.
    pub parts: Vec<PartView>,
    /// Whose VAT it bears, or why none; none for a sale at home.
    pub tax: Option<TaxView>,
    /// The VAT in the shop's own currency, where the paper is in another.
    pub home_vat: Option<HomeVat>,
    /// Without VAT.
    pub net: Money,
    /// VAT in all.
    pub vat: Money,
    /// With VAT.
    pub total: Money,
    /// What gift cards had paid.
    pub prepaid: Option<Money>,
    /// What is to be paid.
    pub payable: Money,
    /// What is left of it now, when something has been paid or credited since.
    pub left: Option<Money>,
}

impl View for InvoiceView {
    const TEMPLATE: &'static str = "shop/invoice.html";

    fn samples() -> Vec<Self> {
        let sek = |minor| Money::new(minor, Currency::SEK);
        let whole = Self {
            head: Head::sample("FAK-10001"),
            number: "FAK-10001".into(),
            order: "ORD-100001".into(),
            order_href: "/order/ORD-100001/x".into(),
            ordered_at: jiff::Timestamp::UNIX_EPOCH.into(),
            issued_at: jiff::Timestamp::UNIX_EPOCH.into(),
            due_on: date(2026, 12, 24),
            payment_reference: "1000173".into(),
            seller: SellerView {
                name: "Nordbod AB".into(),
                street: "Bodgatan 4".into(),
                place: "411 00 Göteborg".into(),
                org_number: "559000-0000".into(),
                vat_number: "SE559000000001".into(),
                email: "hej@nordbod.example".into(),
                bankgiro: "5050-1055".into(),
                iban: "SE4550000000058398257466".into(),
                bic: "ESSESESS".into(),
            },
            buyer: BuyerView {
                name: "Studio Furu <AB>".into(),
                address: AddressView::sample(),
                org_number: "556016-0680".into(),
                vat_number: "SE556016068001".into(),
                gln: "4006381333931".into(),
                e_invoice_id: "0007:5560160680".into(),
                reference: "Anna, 4711".into(),
                cost_place: "4100".into(),
                marking: "Port B".into(),
                contact: "Elin Sandahl".into(),
                delivery: AddressView::sample(),
            },
            lines: vec![
                LineView {
                    name: "Mugg Strand, midnatt".into(),
                    sku: "NB-STR-MUG-MID (4711)".into(),
                    quantity: 3,
                    unit: "199,20".into(),
                    discount: Some(sek(-4_000)),
                    rate_bp: 2_500,
                    reason: "S".into(),
                    net: sek(59_760),
                },
                LineView {
                    name: "Hem till dörren".into(),
                    sku: String::new(),
                    quantity: 1,
                    unit: "47,20".into(),
                    discount: None,
                    rate_bp: 2_500,
                    reason: "S".into(),
                    net: sek(4_720),
                },
            ],
            parts: vec![PartView {
                rate_bp: 2_500,
                reason: "S".into(),
                exemption: String::new(),
                net: sek(64_480),
                vat: sek(16_120),
            }],
            tax: None,
            home_vat: Some(HomeVat::sample()),
            net: sek(64_480),
            vat: sek(16_120),
            total: sek(80_600),
            prepaid: Some(sek(-10_000)),
            payable: sek(70_600),
            left: Some(sek(20_600)),
        };
        let mut abroad = whole.clone();
        abroad.tax = TaxView::of(Ground::IntraCommunity, "FI", Some("FI01120389"));
        abroad.prepaid = None;
        abroad.left = None;
        abroad.home_vat = None;
        abroad.seller.bankgiro.clear();
        abroad.seller.iban.clear();
        abroad.seller.bic.clear();
        abroad.buyer.gln.clear();
        abroad.buyer.e_invoice_id.clear();
        abroad.buyer.reference.clear();
        abroad.buyer.cost_place.clear();
        abroad.buyer.marking.clear();
        abroad.buyer.vat_number.clear();
        abroad.parts = vec![PartView {
            rate_bp: 0,
            reason: "K".into(),
            exemption: "VATEX-EU-IC".into(),
            net: sek(64_480),
            vat: sek(0),
        }];
        vec![whole, abroad]
    }
}

/// `GET /order/{number}/{key}/faktura`.
///
/// # Errors
/// 404 for a wrong number or key, and for an order without an invoice, alike.
pub async fn show(
    State(state): State<ShopState>,
    visitor: Visitor,
    Path((number, key)): Path<(String, String)>,
) -> Result<Response, PageError> {
    let mut desk = Desk::open(&state, &visitor).await?;
    let (order, access) = link::resolve_to_read(&state, &mut desk.conn, &number, &key).await?;
    let issued = document::of_order(&mut desk.conn, order.id)
        .await?
        .ok_or(PageError::NotFound)?;
    let title = format!(
        "{} {}",
        text(&state, visitor.locale, "invoice"),
        issued.number()
    );
    let mut head = Head::private(&state.renderer, title, "home");
    head.alternates.clear();
    let to = (order.id, access);
    let order_href = link::path_to(&state, visitor.locale, &order.number, to);
    let owed_minor = invoice::owed(&mut desk.conn, order.id).await?;
    let mut view = view(visitor.locale, issued, head, order_href);
    view.left = Some(Money::new(owed_minor, view.payable.currency))
        .filter(|left| left.minor < view.payable.minor);
    let frame = frame(&state, &visitor, &mut desk, None).await?;
    page(&state, &visitor, frame, &view, Keeping::Private)
}

fn view(locale: Locale, issued: Document, head: Head, order_href: String) -> InvoiceView {
    let currency = issued.currency;
    let money = |minor| Money::new(minor, currency);
    let lines = issued.lines.iter().map(|of| line(locale, currency, of));
    let part = |of: &DocumentPart| PartView {
        rate_bp: of.rate_bp,
        reason: of.reason.clone(),
        exemption: of.exemption.clone(),
        net: money(of.net_minor),
        vat: money(of.vat_minor),
    };
    InvoiceView {
        head,
        number: issued.number(),
        order_href,
        ordered_at: issued.ordered_at,
        issued_at: issued.issued_at,
        due_on: issued.due_on.0,
        lines: lines.collect(),
        parts: issued.parts.iter().map(part).collect(),
        tax: TaxView::of(
            issued.vat_ground,
            Place::from(&issued.buyer.delivery).vat_country(),
            Some(&issued.buyer.vat_number),
        ),
        net: money(issued.net_minor),
        vat: money(issued.vat_minor),
        home_vat: HomeVat::of(issued.rate, issued.vat_minor, locale.code()),
        total: money(issued.total_minor),
        prepaid: (issued.prepaid_minor > 0).then(|| money(-issued.prepaid_minor)),
        payable: money(issued.payable_minor()),
        left: None,
        seller: seller(&issued),
        buyer: buyer(&issued),
        payment_reference: issued.payment_reference,
        order: issued.order_number,
    }
}

fn line(locale: Locale, currency: Currency, of: &DocumentLine) -> LineView {
    LineView {
        name: super::shipments::full_name(&of.name, &of.options),
        sku: of.numbers(),
        quantity: of.quantity,
        unit: platform::i18n::numbers::unit_price(locale, UnitPrice(of.unit_net_e4), currency),
        discount: (of.discount_minor > 0).then(|| Money::new(-of.discount_minor, currency)),
        rate_bp: of.rate_bp,
        reason: of.reason.clone(),
        net: Money::new(of.net_minor, currency),
    }
}

fn seller(issued: &Document) -> SellerView {
    let of = issued.seller.clone();
    let iban = of.account.iban_in_groups();
    SellerView {
        name: of.name,
        street: of.street,
        place: format!("{} {}", of.postcode, of.city),
        org_number: of.org_number,
        vat_number: of.vat_number,
        email: of.email,
        bankgiro: of.account.bankgiro,
        iban,
        bic: of.account.bic,
    }
}

fn buyer(issued: &Document) -> BuyerView {
    let of = &issued.buyer;
    BuyerView {
        name: of.name.clone(),
        address: AddressView::from(&of.address),
        org_number: shown_org_number(&of.org_number, &of.address.country),
        vat_number: of.vat_number.clone(),
        gln: of.gln.clone(),
        e_invoice_id: of.e_invoice_id.clone(),
        reference: of.reference.clone(),
        cost_place: of.cost_place.clone(),
        marking: of.marking.clone(),
        contact: of.contact.clone(),
        delivery: AddressView::from(&of.delivery),
    }
}
