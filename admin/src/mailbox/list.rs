use platform::auth::Permission;
use platform::db::cut::Search;
use platform::db::keyset::{Count, Cursor, PageOf, Slice};
use platform::db::{DbError, PgConnection};
use platform::mail::listing::{self, ListedMail, MailFilter};

use super::status;
use crate::admin::Admin;
use crate::frame::Room;
use crate::guard::Me;
use crate::list::{Ask, Cell, ListSpec, ListState, Listed, Row};
use crate::when::When;

/// The list of mails.
pub(crate) struct Mails;

impl Listed for Mails {
    const SPEC: ListSpec = super::LIST;
    const ROOM: Room = Room::Mailbox;
    const EXPORT: Permission = Permission::MailboxExport;
    const EXPORTED: (&'static str, &'static str) = ("mail", "mail.exported");
    type Filter = MailFilter;
    type Item = ListedMail;

    async fn wanted(
        _admin: &Admin,
        _conn: &mut PgConnection,
        state: &ListState,
        _ask: &Ask,
    ) -> Result<MailFilter, DbError> {
        Ok(MailFilter {
            search: listing::look_for(state.text.as_deref()),
            state: state.owned("lage"),
        })
    }

    async fn page(
        conn: &mut PgConnection,
        filter: &MailFilter,
        _sort: (&'static str, bool),
        _ask: &Ask,
        page: PageOf,
    ) -> Result<Slice<ListedMail>, DbError> {
        listing::mails(conn, filter, page).await
    }

    async fn count(conn: &mut PgConnection, filter: &MailFilter) -> Result<Count, DbError> {
        listing::count(conn, filter).await
    }

    fn search(filter: &MailFilter) -> &Search {
        &filter.search
    }

    fn cursor(mail: &ListedMail, _column: &'static str) -> Cursor {
        mail.cursor()
    }

    fn row(_admin: &Admin, me: &Me, mail: &ListedMail) -> Row {
        row(me, mail)
    }
}

fn row(me: &Me, mail: &ListedMail) -> Row {
    Row {
        id: mail.id.to_string(),
        name: mail.subject.clone(),
        tone: if mail.state == "failed" { "bad" } else { "" },
        can_pick: false,
        cells: vec![
            Cell::named(mail.subject.clone(), format!("/utskick/{}", mail.id)),
            Cell::text(mail.recipient.clone()),
            Cell::State {
                status: status(&mail.state),
            },
            Cell::When {
                when: Some(When::new(me.locale(), mail.created_at, me.now())),
            },
        ],
    }
}
