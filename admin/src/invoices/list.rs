use commerce::order::invoice::listing::{self, InvoiceFilter, ListedInvoice};
use commerce::staff_shops::Belongs;
use jiff::civil::Date;
use platform::auth::Permission;
use platform::db::cut::Search;
use platform::db::keyset::{Count, Cursor, PageOf, Slice};
use platform::db::{DbError, PgConnection};

use super::LATE;
use crate::admin::Admin;
use crate::frame::Room;
use crate::guard::Me;
use crate::list::{Amount, Ask, Cell, ListHead, ListSpec, ListState, Listed, Row, Status};
use crate::when::When;

/// The list of invoices.
pub(crate) struct Invoices;

impl Listed for Invoices {
    const SPEC: ListSpec = super::LIST;
    const HEAD: Option<ListHead> = Some(super::HEAD);
    const ROOM: Room = Room::Invoices;
    const EXPORT: Permission = Permission::InvoiceExport;
    const EXPORTED: (&'static str, &'static str) = ("invoice", "invoice.exported");
    const BELONGS: Option<Belongs> = Some(Belongs::Order);
    type Filter = InvoiceFilter;
    type Item = ListedInvoice;

    async fn wanted(
        _admin: &Admin,
        conn: &mut PgConnection,
        state: &ListState,
        ask: &Ask,
    ) -> Result<InvoiceFilter, DbError> {
        let wanted = state.filter("lage");
        let is_late = wanted == Some(LATE);
        Ok(InvoiceFilter {
            search: listing::look_for(conn, state.text.as_deref()).await?,
            shops: ask.narrowing(state),
            state: wanted.filter(|_| !is_late).map(str::to_owned),
            late_at: is_late.then_some(ask.now),
            since: state.since("utfardad", ask.now),
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
    let amount = |minor| Cell::Amount {
        amount: Amount::new(me.locale(), minor, &invoice.currency),
    };
    Row {
        id: invoice.order_id.to_string(),
        name: number.clone(),
        tone: if invoice.is_late(today) { "bad" } else { "" },
        can_pick: false,
        cells: vec![
            Cell::numbered(number, href),
            Cell::text(invoice.company.clone()),
            Cell::text(invoice.order_number.clone()),
            Cell::State {
                status: status(&invoice.state, invoice.due_on.0, today),
            },
            amount(invoice.amount_minor),
            amount(invoice.owed_minor),
            Cell::When {
                when: Some(When::day(me.locale(), invoice.due_on.0, today)),
            },
            Cell::When {
                when: Some(When::new(me.locale(), invoice.created_at, me.now())),
            },
        ],
    }
}
