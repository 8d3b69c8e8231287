use axum::extract::{Path, State};
use axum::response::Response;
use commerce::currency::HomeVat;
use commerce::order::credit_note::{self, CreditNote, listing};
use commerce::order::{invoice, store};
use http::StatusCode;
use platform::auth::Permission;
use platform::money::Money;
use platform::web::PageError;

use super::views::{CreditNotePage, LineRow, PartRow};
use crate::admin::Admin;
use crate::frame::Room;
use crate::guard::Me;
use crate::list::Amount;
use crate::page;
use crate::when::When;

/// `GET /kreditnotor/{number}`
pub(crate) async fn show(
    State(admin): State<Admin>,
    me: Me,
    Path(number): Path<String>,
) -> Result<Response, PageError> {
    let mut conn = admin.db.read().await?;
    let shops = me.shops().among();
    let order = listing::order_of(&mut conn, &number, shops.as_deref())
        .await?
        .ok_or(PageError::NotFound)?;
    let note = credit_note::of_order_by_number(&mut conn, order, &number)
        .await?
        .ok_or(PageError::NotFound)?;
    let is_invoice = invoice::of_order(&mut conn, order).await?.is_some();
    let order_number = store::number_of(&mut conn, order).await?;
    let view = view(&me, &note, order_number, is_invoice);
    page::show_as(
        &admin,
        &mut conn,
        &me,
        Room::CreditNotes,
        StatusCode::OK,
        &view,
    )
    .await
}

fn view(me: &Me, note: &CreditNote, order_number: String, is_invoice: bool) -> CreditNotePage {
    let money = |minor| Money::new(minor, note.currency);
    let amount = |minor| Amount::new(me.locale(), minor, note.currency.code());
    let href = |may, path: String| me.may(may).then_some(path);
    CreditNotePage {
        number: note.number(),
        issued: When::new(me.locale(), note.issued_at, me.now()),
        order_href: href(Permission::OrderRead, format!("/ordrar/{order_number}")),
        order: order_number.clone(),
        case_href: note
            .case_number
            .as_ref()
            .and_then(|case| href(Permission::ReturnRead, format!("/returer/{case}"))),
        case: note.case_number.clone(),
        invoice: match note.invoice_number.clone() {
            Some(number) => number,
            None if is_invoice => order_number,
            None => String::new(),
        },
        invoice_href: note
            .invoice_number
            .as_ref()
            .and_then(|number| href(Permission::InvoiceRead, format!("/fakturor/{number}"))),
        lines: note
            .lines
            .iter()
            .map(|line| LineRow {
                name: if line.options.is_empty() {
                    line.name.clone()
                } else {
                    format!("{}, {}", line.name, line.options)
                },
                sku: line.sku.clone(),
                quantity: line.quantity,
            })
            .collect(),
        parts: note
            .parts
            .iter()
            .map(|part| PartRow {
                rate_bp: part.rate_bp,
                reason: part.reason.clone(),
                exemption: part.exemption.clone(),
                net: amount(part.amount_minor - part.vat_minor),
                vat: amount(part.vat_minor),
                amount: amount(part.amount_minor),
            })
            .collect(),
        vat: money(note.vat_minor),
        home_vat: HomeVat::of(note.rate, note.vat_minor, me.locale().code()),
        total: money(note.amount_minor),
    }
}
