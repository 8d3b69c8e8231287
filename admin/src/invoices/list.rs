use axum::response::Response;
use commerce::order::invoice::listing::{self, InvoiceFilter, ListedInvoice};
use jiff::civil::Date;
use platform::auth::Permission;
use platform::db::cut::Search;
use platform::db::keyset::{Count, Cursor, PageOf, Slice};
use platform::db::{DbError, PgConnection};
use platform::render::View;
use platform::web::PageError;
use serde::Serialize;

use super::LATE;
use crate::admin::Admin;
use crate::frame::Room;
use crate::guard::Me;
use crate::list::{
    Amount, Ask, Cell, ListPage, ListSpec, ListState, ListView, Listed, Row, Status,
};
use crate::orders::day_start;
use crate::page;
use crate::when::When;

/// All invoices.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct InvoicesPage {
    pub(crate) list: ListView,
    /// Whether the person may say where they are paid to.
    pub(crate) can_manage: bool,
}

impl View for InvoicesPage {
    const TEMPLATE: &'static str = "admin/invoices.html";
    fn samples() -> Vec<Self> {
        let all = ListPage::samples_of(&super::LIST).into_iter();
        all.zip([true, false])
            .map(|(page, can_manage)| Self {
                list: page.list,
                can_manage,
            })
            .collect()
    }
}

/// The list of invoices.
pub(crate) struct Invoices;

impl Listed for Invoices {
    const SPEC: ListSpec = super::LIST;
    const ROOM: Room = Room::Invoices;
    const EXPORT: Permission = Permission::InvoiceExport;
    const EXPORTED: (&'static str, &'static str) = ("invoice", "invoice.exported");
    type Filter = InvoiceFilter;
    type Item = ListedInvoice;

    async fn wanted(
        _admin: &Admin,
        conn: &mut PgConnection,
        state: &ListState,
        ask: &Ask,
    ) -> Result<InvoiceFilter, DbError> {
        let days_ago = match state.filter("utfardad") {
            Some("idag") => Some(0),
            Some("7") => Some(6),
            Some("30") => Some(29),
            _ => None,
        };
        let wanted = state.filter("lage");
        let is_late = wanted == Some(LATE);
        Ok(InvoiceFilter {
            search: listing::look_for(conn, state.text.as_deref()).await?,
            state: wanted.filter(|_| !is_late).map(str::to_owned),
            late_at: is_late.then_some(ask.now),
            since: days_ago.map(|days| day_start(ask.now, days)),
        })
    }

    async fn page(
        conn: &mut PgConnection,
        filter: &InvoiceFilter,
        (_, is_descending): (&'static str, bool),
        _ask: &Ask,
        page: PageOf,
    ) -> Result<Slice<ListedInvoice>, DbError> {
        listing::page(conn, filter, is_descending, page).await
    }

    async fn count(conn: &mut PgConnection, filter: &InvoiceFilter) -> Result<Count, DbError> {
        listing::count(conn, filter).await
    }

    fn search(filter: &InvoiceFilter) -> &Search {
        &filter.search
    }

    fn cursor(invoice: &ListedInvoice, _column: &'static str) -> Cursor {
        invoice.cursor()
    }

    fn row(_admin: &Admin, me: &Me, invoice: &ListedInvoice) -> Row {
        row(me, invoice)
    }

    async fn respond(
        admin: &Admin,
        conn: &mut PgConnection,
        me: &Me,
        list: ListView,
    ) -> Result<Response, PageError> {
        let view = InvoicesPage {
            list,
            can_manage: me.may(Permission::InvoiceManage),
        };
        page::show(admin, conn, me, Room::Invoices, &view).await
    }
}

/// How far an invoice has come, for a list or a page.
pub(crate) fn status(state: &str, due_on: Date, today: Date) -> Status {
    match state {
        "open" if due_on < today => Status::new("bad", "invoice-overdue"),
        "open" => Status::new("info", "invoice-open"),
        "paid" => Status::new("ok", "payment-paid"),
        "credited" => Status::new("idle", "invoice-credited"),
        _ => Status::new("idle", "payment-void"),
    }
}

fn row(me: &Me, invoice: &ListedInvoice) -> Row {
    let number = invoice.number();
    let today = me.now().business_time().date();
    // An older one has no page of its own: its order's says what there is.
    let href = if invoice.serial.is_some() {
        format!("/fakturor/{number}")
    } else {
        format!("/ordrar/{number}")
    };
    let text = |text: String| Cell::Text {
        text,
        is_dim: false,
        tag: None,
    };
    let amount = |minor| Cell::Amount {
        amount: Amount::new(me.locale(), minor, &invoice.currency),
    };
    Row {
        id: invoice.order_id.to_string(),
        name: number.clone(),
        tone: if invoice.is_late(today) { "bad" } else { "" },
        can_pick: false,
        cells: vec![
            Cell::Name {
                href,
                text: number,
                sub: None,
                picture: None,
                is_mono: true,
            },
            text(invoice.company.clone()),
            text(invoice.order_number.clone()),
            Cell::State {
                status: status(&invoice.state, invoice.due_on.0, today),
            },
            amount(invoice.amount_minor),
            amount(invoice.owed_minor),
            Cell::Number {
                text: invoice.due_on.to_string(),
            },
            Cell::When {
                when: Some(When::new(me.locale(), invoice.created_at, me.now())),
            },
        ],
    }
}
