//! A credit note, to be read, printed and kept.

use axum::extract::{Path, State};
use axum::response::Response;
use commerce::catalogue::shop::shop_at;
use commerce::currency::HomeVat;
use commerce::order::credit_note::{self, CreditNote, CreditedLine, NotePart};
use commerce::order::{Access, Order, invoice};
use commerce::pricing::vat::Ground;
use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection};
use platform::i18n::Locale;
use platform::money::{Currency, Money};
use platform::render::View;
use platform::web::PageError;
use serde::Serialize;

use super::link;
use super::views::AddressView;
use crate::cart::sum_views::TaxView;
use crate::frame::{Head, Seller};
use crate::page::{Keeping, frame, page, seller, text};
use crate::state::ShopState;
use crate::visitor::{Desk, Visitor};

/// A credit note in short, on the order's page.
#[derive(Clone, Debug, Serialize)]
pub struct NoteLink {
    /// `KRE-10001`.
    pub number: String,
    /// What went back.
    pub amount: Money,
    /// When.
    pub issued_at: Timestamp,
    /// Its page.
    pub href: String,
}

impl NoteLink {
    /// A link for the template checks.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            number: "KRE-10001".into(),
            amount: Money::new(24_900, Currency::SEK),
            issued_at: jiff::Timestamp::UNIX_EPOCH.into(),
            href: "/order/ORD-100001/x/kreditnota/KRE-10001".into(),
        }
    }
}

/// The links to an order's credit notes.
///
/// # Errors
/// Database errors.
pub async fn links(
    state: &ShopState,
    conn: &mut PgConnection,
    locale: Locale,
    (order, access): (&Order, Access),
) -> Result<Vec<NoteLink>, DbError> {
    let key = link::key_to(state, order.id, access);
    let notes = credit_note::of_order(conn, order.id).await?;
    let note_link = |note: &CreditNote| {
        let number = note.number();
        let values = [
            ("number", order.number.as_str()),
            ("key", key.as_str()),
            ("note", number.as_str()),
        ];
        NoteLink {
            href: state.renderer.url(locale, "order_credit_note", &values),
            amount: Money::new(note.amount_minor, note.currency),
            issued_at: note.issued_at,
            number,
        }
    };
    Ok(notes.iter().map(note_link).collect())
}

/// A sum and its VAT at a rate.
#[derive(Clone, Debug, Serialize)]
pub struct PartView {
    /// Basis points.
    pub rate_bp: i64,
    /// Without VAT.
    pub net: Money,
    /// VAT.
    pub vat: Money,
}

/// So many pieces of something.
#[derive(Clone, Debug, Serialize)]
pub struct NoteLine {
    /// What it was called, with what was chosen.
    pub name: String,
    /// Article number.
    pub sku: String,
    /// How many.
    pub quantity: i32,
}

/// A credit note.
#[derive(Clone, Debug, Serialize)]
pub struct CreditNoteView {
    /// For browsers.
    pub head: Head,
    /// `KRE-10001`.
    pub note: String,
    /// `ORD-100001`: what it corrects.
    pub number: String,
    /// The order's page.
    pub order_href: String,
    /// The case by which the money went back.
    pub case_number: Option<String>,
    /// When it was issued.
    pub issued_at: Timestamp,
    /// The number of the invoice that it corrects, its own or its order's; empty: it corrects a receipt.
    pub invoice: String,
    /// Who sold, as it was when it was issued.
    pub seller: Seller,
    /// Who bought.
    pub buyer: AddressView,
    /// A company's VAT number, where it has one.
    pub buyer_vat: String,
    /// What it is about; empty where it is about the order as a whole.
    pub lines: Vec<NoteLine>,
    /// By rate.
    pub parts: Vec<PartView>,
    /// Whose VAT the sale bore, or why none; none for one at home.
    pub tax: Option<TaxView>,
    /// The VAT in the shop's own currency, where the paper is in another.
    pub home_vat: Option<HomeVat>,
    /// VAT in all.
    pub vat: Money,
    /// What goes back.
    pub total: Money,
}

impl View for CreditNoteView {
    const TEMPLATE: &'static str = "shop/credit-note.html";

    fn samples() -> Vec<Self> {
        let sek = |minor| Money::new(minor, Currency::SEK);
        let of_case = Self {
            head: Head::sample("KRE-10001"),
            note: "KRE-10001".into(),
            number: "ORD-100001".into(),
            order_href: "/order/ORD-100001/x".into(),
            case_number: Some("RET-10001".into()),
            issued_at: jiff::Timestamp::UNIX_EPOCH.into(),
            invoice: String::new(),
            seller: Seller::sample(),
            buyer: AddressView::sample(),
            buyer_vat: String::new(),
            lines: vec![NoteLine {
                name: "Mugg Strand <b>, midnatt".into(),
                sku: "NB-STR-MUG-MID".into(),
                quantity: 2,
            }],
            parts: vec![PartView {
                rate_bp: 2_500,
                net: sek(19_920),
                vat: sek(4_980),
            }],
            tax: None,
            home_vat: Some(HomeVat::sample()),
            vat: sek(4_980),
            total: sek(24_900),
        };
        let whole = Self {
            tax: TaxView::of(Ground::IntraCommunity, "SE", Some("FI01120389")),
            home_vat: None,
            case_number: None,
            invoice: "FAK-10001".into(),
            buyer_vat: "SE559000000001".into(),
            lines: Vec::new(),
            ..of_case.clone()
        };
        vec![of_case, whole]
    }
}

/// `GET /order/{number}/{key}/kreditnota/{note}`.
///
/// # Errors
/// 404 for a wrong number, key or note alike.
pub async fn show(
    State(state): State<ShopState>,
    visitor: Visitor,
    Path((number, key, note)): Path<(String, String, String)>,
) -> Result<Response, PageError> {
    let mut desk = Desk::open(&state, &visitor).await?;
    let (order, access) = link::resolve_to_read(&state, &mut desk.conn, &number, &key).await?;
    let note = credit_note::of_order_by_number(&mut desk.conn, order.id, &note)
        .await?
        .ok_or(PageError::NotFound)?;
    let sold_by = shop_at(&mut desk.conn, &desk.facts.shop, note.issued_at).await?;
    let company = invoice::company_of_order(&mut desk.conn, order.id).await?;
    let is_invoice = invoice::of_order(&mut desk.conn, order.id).await?.is_some();
    let address = order
        .invoice_address
        .as_ref()
        .unwrap_or(&order.delivery_address);
    let mut buyer = AddressView::from(address);
    if let Some(company) = &company {
        buyer.company.clone_from(&company.name);
    }
    let title = format!(
        "{} {}",
        text(&state, visitor.locale, "credit-note"),
        note.number()
    );
    let mut head = Head::private(&state.renderer, title, "home");
    head.alternates.clear();
    let money = |minor| Money::new(minor, note.currency);
    let view = CreditNoteView {
        head,
        note: note.number(),
        order_href: link::path_to(&state, visitor.locale, &order.number, (order.id, access)),
        number: order.number.clone(),
        case_number: note.case_number.clone(),
        issued_at: note.issued_at,
        invoice: match note.invoice_number.clone() {
            Some(number) => number,
            None if is_invoice => order.number.clone(),
            None => String::new(),
        },
        seller: seller(&sold_by),
        buyer,
        buyer_vat: company.and_then(|on| on.vat_number).unwrap_or_default(),
        lines: note.lines.iter().map(line).collect(),
        parts: note
            .parts
            .iter()
            .map(|of: &NotePart| PartView {
                rate_bp: of.rate_bp.into(),
                net: money(of.amount_minor - of.vat_minor),
                vat: money(of.vat_minor),
            })
            .collect(),
        tax: TaxView::of_order(&order),
        vat: money(note.vat_minor),
        home_vat: HomeVat::of(note.rate, note.vat_minor, visitor.locale.code()),
        total: money(note.amount_minor),
    };
    let frame = frame(&state, &visitor, &mut desk, None).await?;
    page(&state, &visitor, frame, &view, Keeping::Private)
}

fn line(of: &CreditedLine) -> NoteLine {
    NoteLine {
        name: super::shipments::full_name(&of.name, &of.options),
        sku: of.sku.clone(),
        quantity: of.quantity,
    }
}
