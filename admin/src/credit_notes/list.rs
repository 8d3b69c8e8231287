use commerce::order::credit_note::listing::{self, ListedNote, NoteFilter};
use commerce::staff_shops::Belongs;
use platform::auth::Permission;
use platform::db::cut::Search;
use platform::db::keyset::{Count, Cursor, PageOf, Slice};
use platform::db::{DbError, PgConnection};

use crate::admin::Admin;
use crate::frame::Room;
use crate::guard::Me;
use crate::list::{Amount, Ask, Cell, ListSpec, ListState, Listed, Row};
use crate::when::When;

/// The list of credit notes.
pub(crate) struct CreditNotes;

impl Listed for CreditNotes {
    const SPEC: ListSpec = super::LIST;
    const ROOM: Room = Room::CreditNotes;
    const EXPORT: Permission = Permission::CreditNoteExport;
    const EXPORTED: (&'static str, &'static str) = ("credit_note", "credit_note.exported");
    const BELONGS: Option<Belongs> = Some(Belongs::CreditNote);
    type Filter = NoteFilter;
    type Item = ListedNote;

    async fn wanted(
        _admin: &Admin,
        conn: &mut PgConnection,
        state: &ListState,
        ask: &Ask,
    ) -> Result<NoteFilter, DbError> {
        Ok(NoteFilter {
            search: listing::look_for(conn, state.text.as_deref()).await?,
            shops: ask.narrowing(state),
            since: state.since("utfardad", ask.now),
        })
    }

    async fn page(
        conn: &mut PgConnection,
        filter: &NoteFilter,
        (_, is_descending): (&'static str, bool),
        _ask: &Ask,
        page: PageOf,
    ) -> Result<Slice<ListedNote>, DbError> {
        listing::page(conn, filter, is_descending, page).await
    }

    async fn count(conn: &mut PgConnection, filter: &NoteFilter) -> Result<Count, DbError> {
        listing::count(conn, filter).await
    }

    fn search(filter: &NoteFilter) -> &Search {
        &filter.search
    }

    fn cursor(note: &ListedNote, _column: &'static str) -> Cursor {
        note.cursor()
    }

    fn row(_admin: &Admin, me: &Me, note: &ListedNote) -> Row {
        row(me, note)
    }
}

fn row(me: &Me, note: &ListedNote) -> Row {
    let number = note.number();
    let amount = |minor| Cell::Amount {
        amount: Amount::new(me.locale(), minor, &note.currency),
    };
    Row {
        id: note.id.to_string(),
        name: number.clone(),
        tone: "",
        can_pick: false,
        cells: vec![
            Cell::numbered(number.clone(), format!("/kreditnotor/{number}")),
            Cell::text(note.order_number.clone()),
            Cell::text(note.case_number.clone().unwrap_or_default()),
            amount(note.amount_minor),
            amount(note.vat_minor),
            Cell::When {
                when: Some(When::new(me.locale(), note.issued_at, me.now())),
            },
        ],
    }
}
