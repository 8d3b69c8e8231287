//! An order's page.

use commerce::order::Order;
use jiff::civil::{Date, date};
use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection};
use platform::i18n::postcode;
use platform::render::View;
use serde::Serialize;

use crate::cart::views::SumsView;
use crate::checkout::views::OrderedLine;
use crate::document::handlers::version_path;
use crate::frame::Head;
use crate::order::credit_note::NoteLink;
use crate::order::invoice::InvoiceLink;
use crate::order::shipments::ShipmentView;
use crate::quotations::OfferLink;
use crate::returns::links::ReturnLinks;
use crate::reviews::links::ReviewLink;
use crate::state::ShopState;

/// An order, whatever became of it.
#[derive(Clone, Debug, Serialize)]
pub struct OrderView {
    /// For browsers.
    pub head: Head,
    /// The number that people see.
    pub number: String,
    /// The secret of the link.
    pub key: String,
    /// `waiting` (not paid yet), `processing` (the provider has not answered), `refused`, `investigating` (another sum than asked for came),
    /// `investigating_late` (when it was no longer waited for, too), `too_late` (the money came, and must go back), `paid`, `given_up` (all of that money goes
    /// back), `given_back`, `stuck` (the provider would not send it), `lapsed` or `cancelled`.
    pub state: &'static str,
    /// Why the last payment was refused: `declined`, `cancelled`, `expired`, `card-expired`, `card-wrong`, `unverified` or `other`.
    pub refusal: Option<&'static str>,
    /// `unfulfilled`, `partly_shipped`, `shipped`, `delivered`, `returned` or `void`.
    pub fulfilment: String,
    /// When it was placed.
    pub placed_at: Option<Timestamp>,
    /// Whether the buyer comes straight from paying: the page says thank you.
    pub is_fresh: bool,
    /// The buyer's first name.
    pub first_name: String,
    /// Where the confirmation was sent.
    pub email: String,
    /// How it was paid: `card`, `swish`, `klarna` or `other`.
    pub payment: &'static str,
    /// The day when an invoice must be paid, as long as it is open.
    pub due_on: Option<Date>,
    /// What a company's order carries: reference, cost place, marking.
    pub business: Option<BusinessView>,
    /// What is on its way.
    pub shipments: Vec<ShipmentView>,
    /// The way to withdraw and to complain.
    pub returns: ReturnLinks,
    /// Its invoice.
    pub invoice: Option<InvoiceLink>,
    /// What has been credited of it.
    pub credit_notes: Vec<NoteLink>,
    /// The version of the terms that was accepted.
    pub terms: Option<TermsLink>,
    /// What can be written of.
    pub review_links: Vec<ReviewLink>,
    /// The offer that it came from.
    pub offer: Option<OfferLink>,
    /// What was bought.
    pub lines: Vec<OrderedLine>,
    /// The sums.
    pub sums: SumsView,
    /// Where it goes.
    pub address: AddressView,
    /// Where the invoice goes, when elsewhere.
    pub invoice_address: Option<AddressView>,
    /// Earliest day at the door.
    pub delivery_from: Option<Date>,
    /// Latest day.
    pub delivery_to: Option<Date>,
    /// The buyer collects the goods.
    pub is_collection: bool,
    /// Where the page tells the browser to look again, while the provider has not answered.
    pub refresh: Option<String>,
}

/// The version of the terms that was accepted.
#[derive(Clone, Debug, Serialize)]
pub struct TermsLink {
    /// From 1.
    pub version: i64,
    /// Where exactly that version is read.
    pub href: String,
}

impl TermsLink {
    /// The terms that an order was placed under.
    ///
    /// # Errors
    /// Database errors.
    pub async fn of_order(
        state: &ShopState,
        conn: &mut PgConnection,
        order: &Order,
    ) -> Result<Option<Self>, DbError> {
        let found = commerce::legal::by_id(conn, order.terms_document_id).await?;
        Ok(found.map(|terms| Self {
            version: terms.version.into(),
            href: version_path(state, &terms),
        }))
    }

    /// A link for the template checks.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            version: 2,
            href: "/kopvillkor?version=2".into(),
        }
    }
}

/// What a company's order carries.
#[derive(Clone, Debug, Serialize)]
pub struct BusinessView {
    /// The company's name then.
    pub name: String,
    /// Whose order it is; may be empty.
    pub reference: String,
    /// Who bears the cost; may be empty.
    pub cost_place: String,
    /// Written on the parcels; may be empty.
    pub marking: String,
}

/// An address.
#[derive(Clone, Debug, Serialize)]
pub struct AddressView {
    /// A person's name.
    pub name: String,
    /// A company; may be empty.
    pub company: String,
    /// Street and number.
    pub street: String,
    /// Second line; may be empty.
    pub street2: String,
    /// Postcode, written as in its country.
    pub postcode: String,
    /// Town.
    pub city: String,
    /// Country code.
    pub country: String,
}

impl From<&commerce::order::Address> for AddressView {
    fn from(address: &commerce::order::Address) -> Self {
        Self {
            name: address.name.clone(),
            company: address.company.clone(),
            street: address.street.clone(),
            street2: address.street2.clone(),
            postcode: postcode(&address.postcode, &address.country),
            city: address.city.clone(),
            country: address.country.clone(),
        }
    }
}

impl AddressView {
    /// An address for the template checks.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            name: "Elin Sandahl".into(),
            company: String::new(),
            street: "Repslagaregatan 11".into(),
            street2: String::new(),
            postcode: "413 01".into(),
            city: "Göteborg".into(),
            country: "SE".into(),
        }
    }
}

impl View for OrderView {
    const TEMPLATE: &'static str = "shop/order.html";

    fn samples() -> Vec<Self> {
        let at = "2026-11-22T12:05:00Z"
            .parse::<jiff::Timestamp>()
            .ok()
            .map(Timestamp::from);
        let paid = Self {
            head: Head::sample("Tack"),
            number: "NB-104382".into(),
            key: "hemlig".into(),
            state: "paid",
            refusal: None,
            fulfilment: "unfulfilled".into(),
            shipments: ShipmentView::samples(),
            returns: ReturnLinks::sample(),
            invoice: Some(InvoiceLink::sample()),
            credit_notes: vec![NoteLink::sample()],
            terms: Some(TermsLink::sample()),
            review_links: ReviewLink::samples(),
            placed_at: at,
            is_fresh: true,
            first_name: "Elin".into(),
            email: "elin@exempel.se".into(),
            payment: "card",
            due_on: None,
            business: None,
            lines: OrderedLine::samples(),
            sums: SumsView::samples().remove(0),
            address: AddressView::sample(),
            invoice_address: None,
            delivery_from: Some(date(2026, 11, 24)),
            delivery_to: Some(date(2026, 11, 26)),
            is_collection: false,
            refresh: None,
            offer: None,
        };
        let invoice = AddressView {
            company: "Sandahl AB".into(),
            street2: "c/o Ek".into(),
            country: "NO".into(),
            ..AddressView::sample()
        };
        let mut views = vec![
            Self {
                is_fresh: false,
                fulfilment: "shipped".into(),
                ..paid.clone()
            },
            Self {
                invoice_address: Some(invoice),
                offer: Some(OfferLink::sample()),
                delivery_from: None,
                delivery_to: None,
                payment: "swish",
                ..paid.clone()
            },
        ];
        for state in [
            "waiting",
            "processing",
            "investigating",
            "investigating_late",
            "too_late",
            "given_up",
            "given_back",
            "stuck",
            "lapsed",
            "cancelled",
        ] {
            views.push(Self {
                state,
                placed_at: None,
                offer: (state == "lapsed").then(OfferLink::sample),
                refresh: (state == "processing").then(|| "/order/NB-104382/hemlig".into()),
                ..paid.clone()
            });
        }
        views.push(Self {
            state: "lapsed",
            placed_at: None,
            ..paid.clone()
        });
        for refusal in [
            "declined",
            "cancelled",
            "expired",
            "card-expired",
            "card-wrong",
            "unverified",
            "other",
        ] {
            views.push(Self {
                state: "refused",
                refusal: Some(refusal),
                placed_at: None,
                ..paid.clone()
            });
        }
        for fulfilment in ["partly_shipped", "delivered", "returned", "void"] {
            views.push(Self {
                fulfilment: fulfilment.into(),
                is_fresh: false,
                ..paid.clone()
            });
        }
        for payment in ["klarna", "other"] {
            views.push(Self {
                payment,
                is_collection: true,
                ..paid.clone()
            });
        }
        views.push(Self {
            payment: "invoice",
            due_on: Some(date(2026, 12, 24)),
            business: Some(BusinessView {
                name: "Studio Furu AB".into(),
                reference: "Anna, 4711".into(),
                cost_place: "4100".into(),
                marking: "Port B".into(),
            }),
            ..paid.clone()
        });
        views.push(paid);
        views
    }
}
