use axum::extract::{Path, State};
use axum::response::Response;
use commerce::currency::HomeVat;
use commerce::order::invoice::document::{self, Document, DocumentLine, DocumentPart};
use commerce::order::invoice::{self, Invoice, InvoiceState, pay};
use commerce::order::{Address, credit_note};
use platform::auth::Permission;
use platform::money::Money;
use platform::web::PageError;

use super::list::status;
use super::payments::rows;
use super::views::{InvoicePage, LineRow, PartRow};
use crate::address;
use crate::admin::Admin;
use crate::credit_notes::NoteRow;
use crate::frame::Room;
use crate::guard::Me;
use crate::list::Amount;
use crate::page;
use crate::when::When;

/// `GET /fakturor/{number}`
pub(crate) async fn show(
    State(admin): State<Admin>,
    me: Me,
    Path(number): Path<String>,
) -> Result<Response, PageError> {
    let mut conn = admin.db.read().await?;
    let shops = me.shops().among();
    let order = document::listing::order_of(&mut conn, &number, shops.as_deref())
        .await?
        .ok_or(PageError::NotFound)?;
    let issued = document::of_order(&mut conn, order)
        .await?
        .ok_or(PageError::NotFound)?;
    let held = invoice::of_order(&mut conn, order)
        .await?
        .ok_or(PageError::NotFound)?;
    let mut view = view(&admin, &me, &issued, &held);
    let payments = pay::listing::of_order(&mut conn, order).await?;
    view.payments = rows(&me, &payments, issued.currency);
    let notes = credit_note::of_order(&mut conn, order).await?;
    view.credit_notes = notes.iter().map(|note| NoteRow::new(&me, note)).collect();
    page::show(&admin, &mut conn, &me, Room::Invoices, &view).await
}

fn view(admin: &Admin, me: &Me, issued: &Document, held: &Invoice) -> InvoicePage {
    let money = |minor| Money::new(minor, issued.currency);
    let some = |minor| (minor > 0).then(|| money(minor));
    let today = me.now().business_time().date();
    let code = issued.currency.code();
    InvoicePage {
        number: issued.number(),
        status: status(held.state.as_str(), held.due_on.0, today),
        issued: When::new(me.locale(), issued.issued_at, me.now()),
        due_on: issued.due_on.to_string(),
        order_href: me
            .may(Permission::OrderRead)
            .then(|| format!("/ordrar/{}", issued.order_number)),
        order: issued.order_number.clone(),
        is_owed: held.owed_minor() > 0,
        is_void: held.state == InvoiceState::Void,
        pay_href: me
            .may(Permission::InvoiceSettle)
            .then(|| format!("/ordrar/{}/betalning", issued.order_number)),
        reference: issued.payment_reference.clone(),
        bankgiro: issued.seller.account.bankgiro.clone(),
        iban: issued.seller.account.iban_in_groups(),
        buyer: issued.buyer.name.clone(),
        buyer_lines: address_lines(admin, me, &issued.buyer.address),
        org_number: issued.buyer.org_number.clone(),
        vat_number: issued.buyer.vat_number.clone(),
        e_invoice_id: issued.buyer.e_invoice_id.clone(),
        gln: issued.buyer.gln.clone(),
        their_reference: issued.buyer.reference.clone(),
        cost_place: issued.buyer.cost_place.clone(),
        marking: issued.buyer.marking.clone(),
        contact: issued.buyer.contact.clone(),
        lines: issued.lines.iter().map(|l| line(me, code, l)).collect(),
        parts: issued.parts.iter().map(|p| part(me, code, p)).collect(),
        net: money(issued.net_minor),
        vat: money(issued.vat_minor),
        home_vat: HomeVat::of(issued.rate, issued.vat_minor, me.locale().code()),
        total: money(issued.total_minor),
        prepaid: some(issued.prepaid_minor),
        payable: money(issued.payable_minor()),
        credited: some(held.credited_minor),
        paid: some(held.paid_minor),
        owed: money(held.owed_minor()),
        vat_ground: issued.vat_ground.as_str().to_owned(),
        payments: Vec::new(),
        credit_notes: Vec::new(),
    }
}

fn address_lines(admin: &Admin, me: &Me, of: &Address) -> Vec<String> {
    let [town, country] = address::place(admin, me, [&of.postcode, &of.city, &of.country]);
    [of.street.clone(), of.street2.clone(), town, country]
        .into_iter()
        .filter(|line| !line.trim().is_empty())
        .collect()
}

fn line(me: &Me, code: &str, of: &DocumentLine) -> LineRow {
    LineRow {
        name: if of.options.is_empty() {
            of.name.clone()
        } else {
            format!("{}, {}", of.name, of.options)
        },
        sku: of.sku.clone(),
        quantity: of.quantity,
        rate_bp: of.rate_bp,
        reason: of.reason.clone(),
        net: Amount::new(me.locale(), of.net_minor, code),
    }
}

fn part(me: &Me, code: &str, of: &DocumentPart) -> PartRow {
    let amount = |minor| Amount::new(me.locale(), minor, code);
    PartRow {
        rate_bp: of.rate_bp,
        reason: of.reason.clone(),
        exemption: of.exemption.clone(),
        net: amount(of.net_minor),
        vat: amount(of.vat_minor),
        amount: amount(of.net_minor + of.vat_minor),
    }
}
