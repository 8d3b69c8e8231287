use commerce::checkout::freight_why::FreightWhy;
use commerce::currency::HomeVat;
use commerce::order::listing::OrderRow;
use commerce::pricing::Why;
use platform::i18n::Message;
use platform::money::Money;
use platform::render::View;
use serde::Serialize;

use super::notes::NoteField;
use super::promotions::{DiscountRow, RefusedRow};
use super::samples;
use super::shipments::Fulfilment;
use crate::bar::Bar;
use crate::companies::vat::CheckFacts;
use crate::credit_notes::NoteRow;
use crate::differences::DifferenceRow;
use crate::invoices::PaymentRow;
use crate::list::{Amount, Status};
use crate::object::{DeliveryRow, Event, StripItem};
use crate::when::When;

#[derive(Clone, Debug, Serialize)]
pub(crate) struct LineRow {
    pub(crate) name: String,
    pub(crate) options: String,
    pub(crate) sku: String,
    pub(crate) picture: Option<String>,
    pub(crate) href: Option<String>,
    pub(crate) quantity: i32,
    pub(crate) shipped: i32,
    pub(crate) called_off: i32,
    pub(crate) returned: i32,
    pub(crate) replaced: i32,
    pub(crate) unit_price: Amount,
    pub(crate) stock: Option<Status>,
    pub(crate) discounts: Vec<DiscountRow>,
    pub(crate) total: Amount,
    /// What kind of VAT it bears: a code of EN 16931.
    pub(crate) vat_reason: String,
    pub(crate) vat_rate_bp: i32,
    /// What led to the price, as it was reckoned then.
    pub(crate) why: Option<Why>,
}

/// A code of EN 16931 that lines bear, told of once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct VatCode {
    pub(crate) code: String,
    /// Why no VAT is charged (VATEX); empty when it is.
    pub(crate) exemption: String,
}

impl VatCode {
    /// Those of an order's rows, in their order.
    pub(crate) fn of(rows: &[&OrderRow]) -> Vec<Self> {
        let mut codes: Vec<Self> = Vec::new();
        for row in rows {
            let code = Self {
                code: row.vat_reason.clone(),
                exemption: row.vat_exemption.clone().unwrap_or_default(),
            };
            if !codes.contains(&code) {
                codes.push(code);
            }
        }
        codes
    }
}

#[derive(Clone, Debug, Serialize)]
pub(crate) struct VatSum {
    pub(crate) rate_bp: i32,
    pub(crate) amount: Amount,
}

#[derive(Clone, Debug, Serialize)]
pub(crate) struct PaymentFacts {
    pub(crate) gateway: String,
    pub(crate) method: String,
    pub(crate) reference: Option<String>,
    pub(crate) status: Status,
    pub(crate) amount: Money,
    pub(crate) captured: Money,
    pub(crate) refunded: Money,
    pub(crate) refusals: i32,
    pub(crate) last_refusal: Option<String>,
    pub(crate) captured_at: Option<When>,
    pub(crate) expires_at: When,
    pub(crate) is_open: bool,
}

#[derive(Clone, Debug, Serialize)]
pub(crate) struct InvoiceFacts {
    pub(crate) status: Status,
    pub(crate) amount: Money,
    /// Its number, and its page for who may see it; none for those from before invoices had numbers of their own.
    pub(crate) number: Option<String>,
    pub(crate) href: Option<String>,
    /// What was credited of it before it was paid.
    pub(crate) credited: Option<Money>,
    /// What has come for it.
    pub(crate) paid: Option<Money>,
    pub(crate) payments: Vec<PaymentRow>,
    /// Where money that has come is entered, for who may.
    pub(crate) pay_href: Option<String>,
    /// What is owed, or was paid.
    pub(crate) owed: Money,
    pub(crate) due_on: String,
    pub(crate) closed: Option<When>,
    pub(crate) can_settle: bool,
    /// It was taken for paid, maybe by mistake.
    pub(crate) can_reopen: bool,
}

/// The company that made the order, as it was then.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct CompanyFacts {
    pub(crate) href: Option<String>,
    pub(crate) name: String,
    pub(crate) org_number: String,
    pub(crate) vat_number: String,
    pub(crate) reference: String,
    pub(crate) cost_place: String,
    pub(crate) marking: String,
    pub(crate) invoice_email: String,
    pub(crate) gln: String,
    pub(crate) e_invoice_id: String,
}

#[derive(Clone, Debug, Serialize)]
pub(crate) struct Address {
    pub(crate) kind: String,
    pub(crate) lines: Vec<String>,
}

#[derive(Clone, Debug, Serialize)]
pub(crate) struct MailRow {
    pub(crate) href: String,
    pub(crate) subject: String,
    pub(crate) status: Status,
    pub(crate) when: When,
}

/// A withdrawal or a complaint.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct CaseRow {
    pub(crate) href: String,
    pub(crate) number: String,
    pub(crate) kind: &'static str,
    pub(crate) status: Status,
    pub(crate) made: When,
    pub(crate) refund: Option<Money>,
}

/// A gift card that pays.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct CardRow {
    pub(crate) hint: String,
    pub(crate) href: Option<String>,
    pub(crate) amount: Amount,
    pub(crate) refunded: Option<Amount>,
}

/// A gift card that was bought.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct BoughtRow {
    /// The end of its code; empty until it has been issued.
    pub(crate) hint: String,
    pub(crate) href: Option<String>,
    pub(crate) amount: Amount,
    pub(crate) status: Status,
    /// Empty: the buyer.
    pub(crate) recipient: String,
    /// The day that was asked for.
    pub(crate) deliver_on: Option<String>,
    pub(crate) issued: Option<When>,
    pub(crate) left: Option<Amount>,
}

/// Everything about one order.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct OrderPage {
    pub(crate) number: String,
    pub(crate) status: Status,
    /// Nothing is to be paid or sent any more.
    pub(crate) is_over: bool,
    pub(crate) customer: String,
    pub(crate) prepared: When,
    /// For a note to each other.
    pub(crate) note_field: Option<NoteField>,
    pub(crate) shop: String,
    pub(crate) strip: Vec<StripItem>,
    pub(crate) promised: Option<(String, String)>,
    pub(crate) lines: Vec<LineRow>,
    pub(crate) article_count: usize,
    pub(crate) piece_count: i64,
    pub(crate) weight_g: i64,
    pub(crate) items: Amount,
    pub(crate) discounts: Vec<DiscountRow>,
    /// By which the freight cost nothing.
    pub(crate) freed: Option<DiscountRow>,
    pub(crate) refused: Vec<RefusedRow>,
    pub(crate) freight: Amount,
    pub(crate) freight_label: String,
    /// Why it cost that, as it was reckoned when it was bought.
    pub(crate) freight_why: Option<FreightWhy>,
    /// The offer that it came from, and its page when it is for the person to see.
    pub(crate) offer: Option<(String, i32)>,
    pub(crate) offer_href: Option<String>,
    /// What was taken off the price since less had come and that was accepted, and the credit note that says so.
    pub(crate) reduction: Option<(Amount, Option<String>)>,
    pub(crate) vats: Vec<VatSum>,
    pub(crate) vat_codes: Vec<VatCode>,
    /// Why it is taxed as it is; empty: as everything at home.
    /// Its VAT in the shop's own currency, where it is in another.
    pub(crate) home_vat: Option<HomeVat>,
    pub(crate) vat_ground: String,
    /// What a register had said of the buyer's VAT number.
    pub(crate) check: Option<CheckFacts>,
    pub(crate) total: Money,
    pub(crate) cards: Vec<CardRow>,
    /// Gift cards that were bought.
    pub(crate) bought: Vec<BoughtRow>,
    /// What can be put back onto them, as a field has it; none when nothing can, or the person may not.
    pub(crate) to_cards: Option<String>,
    /// What had gone back when the page was made, for its form.
    pub(crate) cards_back: i64,
    /// Why it was not put back.
    pub(crate) cards_refused: Option<Message>,
    /// It was put back just now.
    pub(crate) cards_told: bool,
    /// For forms that change the order only as the page shows it.
    pub(crate) version: i64,
    /// Whether it can be called off.
    pub(crate) can_cancel: bool,
    /// The page of whose account it was made with.
    pub(crate) customer_href: Option<String>,
    pub(crate) email: String,
    pub(crate) phone: String,
    /// The tier's name, where it is one that a company or a customer was given.
    pub(crate) tier: String,
    /// How people of the tier are helped, where that is not in turn.
    pub(crate) support: Option<String>,
    pub(crate) locale: String,
    /// What has been credited of it.
    pub(crate) credit_notes: Vec<NoteRow>,
    /// The version of the terms that was accepted, and its page where the person may see it.
    pub(crate) terms: Option<(i32, Option<String>)>,
    pub(crate) note: String,
    pub(crate) addresses: Vec<Address>,
    pub(crate) invoice: Option<InvoiceFacts>,
    pub(crate) company: Option<CompanyFacts>,
    pub(crate) payments: Vec<PaymentFacts>,
    /// Payments that do not add up.
    pub(crate) differences: Vec<DifferenceRow>,
    pub(crate) fulfilment: Fulfilment,
    /// Where what the buyer has said is taken down; none for who may not.
    pub(crate) new_case_href: Option<String>,
    pub(crate) cases: Vec<CaseRow>,
    pub(crate) deliveries: Vec<DeliveryRow>,
    pub(crate) mails: Vec<MailRow>,
    pub(crate) show: &'static str,
    pub(crate) events: Vec<Event>,
    /// Its trail, for whoever may read it.
    pub(crate) audit_href: Option<String>,
    /// The list that one came from, and its query, which forms send along, and as a part of this page's address; empty when it is the whole list.
    pub(crate) list_href: String,
    pub(crate) came_from: String,
    pub(crate) carried: String,
    pub(crate) bar: Bar,
}

impl View for OrderPage {
    const TEMPLATE: &'static str = "admin/order.html";
    fn samples() -> Vec<Self> {
        samples::order_page()
    }
}
