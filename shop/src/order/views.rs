//! An order's page.

use commerce::order::Order;
use jiff::civil::{Date, date};
use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection};
use platform::i18n::postcode;
use platform::render::View;
use serde::Serialize;

use super::bought::Bought;
use crate::document::handlers::version_path;
use crate::frame::Head;
use crate::quotations::OfferLink;
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
    /// What a company's order carries: reference, cost place, marking.
    pub business: Option<BusinessView>,
    /// What it held, and where that goes.
    #[serde(flatten)]
    pub bought: Bought,
    /// Earliest day at the door.
    pub delivery_from: Option<Date>,
    /// Latest day.
    pub delivery_to: Option<Date>,
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
            bought: Bought {
                offer: None,
                invoice_address: None,
                ..Bought::sample()
            },
            placed_at: at,
            is_fresh: true,
            first_name: "Elin".into(),
            email: "elin@exempel.se".into(),
            payment: "card",
            business: None,
            delivery_from: Some(date(2026, 11, 24)),
            delivery_to: Some(date(2026, 11, 26)),
            refresh: None,
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
                bought: Bought {
                    invoice_address: Some(invoice),
                    ..Bought::sample()
                },
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
                bought: Bought {
                    offer: (state == "lapsed").then(OfferLink::sample),
                    ..paid.bought.clone()
                },
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
                bought: Bought {
                    is_collection: true,
                    ..paid.bought.clone()
                },
                ..paid.clone()
            });
        }
        views.push(Self {
            payment: "invoice",
            bought: Bought {
                due_on: Some(date(2026, 12, 24)),
                ..paid.bought.clone()
            },
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
