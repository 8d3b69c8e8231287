//! What stands of an order on both of its pages: behind the unguessable link, and among the customer's own.

use std::collections::HashMap;

use commerce::checkout::freight::FreightKind;
use commerce::gift_card;
use commerce::order::adjustment;
use commerce::order::invoice::{Invoice, InvoiceState};
use commerce::order::listing::{self, Extras};
use commerce::order::{Access, Order};
use commerce::pricing::Why;
use jiff::civil::Date;
use platform::db::PgConnection;
use platform::money::Money;
use platform::web::PageError;
use serde::Serialize;

use super::credit_note::{self, NoteLink};
use super::handlers::sums;
use super::invoice::{self, InvoiceLink};
use super::shipments::{self, ShipmentView};
use super::views::{AddressView, TermsLink};
use super::wished;
use crate::cart::discounts;
use crate::cart::sum_views::SumsView;
use crate::checkout::views::OrderedLine;
use crate::mapping::{line_media, line_picture};
use crate::quotations::OfferLink;
use crate::returns::links::{self, ReturnLinks};
use crate::reviews::links::{ReviewLink, of_order as review_links_of};
use crate::state::ShopState;
use crate::visitor::Visitor;

/// What few orders have.
#[derive(Default)]
struct Papers {
    shipments: Vec<ShipmentView>,
    invoice: Option<InvoiceLink>,
    credit_notes: Vec<NoteLink>,
    offer: Option<OfferLink>,
}

impl Papers {
    async fn of_order(
        state: &ShopState,
        visitor: &Visitor,
        conn: &mut PgConnection,
        (order, access): (&Order, Access),
        has: &Extras,
    ) -> Result<Self, PageError> {
        let (mut papers, locale) = (Self::default(), visitor.locale);
        if has.shipments {
            papers.shipments = shipments::of_order(conn, order).await?;
        }
        if has.invoice {
            papers.invoice = invoice::link_of(state, conn, locale, (order, access)).await?;
        }
        if has.credit_notes {
            papers.credit_notes = credit_note::links(state, conn, locale, (order, access)).await?;
        }
        if has.offer {
            papers.offer = OfferLink::of_order(state, visitor, conn, order.id).await?;
        }
        Ok(papers)
    }
}

/// An order's goods, papers and places.
#[derive(Clone, Debug, Serialize)]
pub struct Bought {
    /// The buyer collects the goods.
    pub is_collection: bool,
    /// The day when an invoice must be paid, as long as it is open.
    pub due_on: Option<Date>,
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
}

impl Bought {
    /// What an order held, for whoever may do so much about it; `owed` is what it owes, where it is paid by invoice.
    ///
    /// # Errors
    /// Database errors.
    pub(crate) async fn of_order(
        state: &ShopState,
        visitor: &Visitor,
        conn: &mut PgConnection,
        order: &Order,
        (owed, is_company): (Option<&Invoice>, bool),
        access: Access,
    ) -> Result<Self, PageError> {
        let locale = visitor.locale;
        let has = listing::extras(conn, order.id).await?;
        let mut cards = Vec::new();
        if has.gift_cards {
            cards = gift_card::listing::of_order(conn, order.id).await?;
        }
        let media = line_media(conn, order.lines.iter().map(|line| line.media_id)).await?;
        let mut wished = HashMap::new();
        if has.bought_cards {
            wished = wished::of_order(conn, order).await?;
        }
        let mut refusals = Vec::new();
        if has.refusals {
            refusals = adjustment::refusals_of(conn, order.id).await?;
        }
        let papers = Papers::of_order(state, visitor, conn, (order, access), &has).await?;
        let lines = order.goods().map(|line| OrderedLine {
            name: line.name.clone(),
            options: line.details(),
            sku: line.sku.clone(),
            quantity: line.quantity.into(),
            total: Money::new(line.seen_total(order.shows_vat), order.currency),
            discounts: discounts::of_ordered_line(order, line),
            refused: discounts::refused_of_ordered_line(order, &refusals, line, locale),
            was: None,
            picture: line_picture(&media, line.media_id, &state.pictures, locale),
            href: String::new(),
            why: line.why().map(Why::for_customers),
            wished: wished.remove(&line.id),
        });
        Ok(Self {
            is_collection: order.freight_kind == FreightKind::Collection,
            due_on: owed
                .filter(|owed| owed.state == InvoiceState::Open)
                .map(|owed| owed.due_on.0),
            lines: lines.collect(),
            shipments: papers.shipments,
            returns: links::of_order(state, conn, locale, (order, access), (is_company, &has))
                .await?,
            invoice: papers.invoice,
            credit_notes: papers.credit_notes,
            terms: TermsLink::of_order(state, conn, order).await?,
            review_links: match access {
                Access::Act => review_links_of(state, conn, locale, order).await?,
                Access::Read => Vec::new(),
            },
            offer: papers.offer,
            sums: sums(order, &cards, locale),
            address: AddressView::from(&order.delivery_address),
            invoice_address: order.invoice_address.as_ref().map(AddressView::from),
        })
    }

    /// What the template checks see.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            is_collection: false,
            due_on: None,
            shipments: ShipmentView::samples(),
            returns: ReturnLinks::sample(),
            invoice: Some(InvoiceLink::sample()),
            credit_notes: vec![NoteLink::sample()],
            terms: Some(TermsLink::sample()),
            review_links: ReviewLink::samples(),
            offer: Some(OfferLink::sample()),
            lines: OrderedLine::samples(),
            sums: SumsView::samples().remove(0),
            address: AddressView::sample(),
            invoice_address: Some(AddressView::sample()),
        }
    }
}
