use commerce::payment::difference::listing::{self, DifferenceFilter, ListedDifference};
use commerce::payment::difference::{self, Kind};
use commerce::staff_shops::Belongs;
use platform::auth::Permission;
use platform::db::cut::Search;
use platform::db::keyset::{Count, Cursor, PageOf, Slice};
use platform::db::{DbError, PgConnection};
use platform::i18n::Message;

use crate::admin::Admin;
use crate::frame::Room;
use crate::guard::Me;
use crate::list::{Amount, Ask, Cell, ListSpec, ListState, Listed, Row, Status};
use crate::when::When;

/// The list of payments that do not add up.
pub(crate) struct Differences;

impl Listed for Differences {
    const SPEC: ListSpec = super::LIST;
    const ROOM: Room = Room::Differences;
    const EXPORT: Permission = Permission::PaymentExport;
    const EXPORTED: (&'static str, &'static str) =
        ("payment_difference", "payment_difference.exported");
    const BELONGS: Option<Belongs> = Some(Belongs::Difference);
    type Filter = DifferenceFilter;
    type Item = ListedDifference;

    async fn wanted(
        _admin: &Admin,
        conn: &mut PgConnection,
        state: &ListState,
        ask: &Ask,
    ) -> Result<DifferenceFilter, DbError> {
        Ok(DifferenceFilter {
            search: listing::look_for(conn, state.text.as_deref()).await?,
            shops: ask.narrowing(state),
            state: state.filter("lage").map(str::to_owned),
        })
    }

    async fn page(
        conn: &mut PgConnection,
        filter: &DifferenceFilter,
        (_, is_descending): (&'static str, bool),
        _ask: &Ask,
        page: PageOf,
    ) -> Result<Slice<ListedDifference>, DbError> {
        listing::page(conn, filter, is_descending, page).await
    }

    async fn count(conn: &mut PgConnection, filter: &DifferenceFilter) -> Result<Count, DbError> {
        listing::count(conn, filter).await
    }

    fn search(filter: &DifferenceFilter) -> &Search {
        &filter.search
    }

    fn cursor(difference: &ListedDifference, _column: &'static str) -> Cursor {
        difference.cursor()
    }

    fn row(admin: &Admin, me: &Me, difference: &ListedDifference) -> Row {
        row(admin, me, difference)
    }
}

/// What happened: the last part of a text key.
pub(super) fn kind_word(kind: Kind, expected_minor: i64) -> &'static str {
    if difference::is_too_late(kind, expected_minor) {
        "late"
    } else {
        kind.as_str()
    }
}

/// How a difference stands.
pub(super) fn status(deed: Option<&str>, is_refused: bool) -> Status {
    match deed {
        None if is_refused => Status::new("bad", "difference-refused"),
        None => Status::new("warn", "difference-open"),
        Some(deed) => {
            let word = deed.replace('_', "-");
            Status::new("ok", Message::new(format!("difference-done-{word}")))
        }
    }
}

fn row(admin: &Admin, me: &Me, difference: &ListedDifference) -> Row {
    let amount = |minor, currency: &str| Cell::Amount {
        amount: Amount::new(me.locale(), minor, currency),
    };
    let kind = Kind::from_column(&difference.kind).unwrap_or(Kind::Vendor);
    let word = kind_word(kind, difference.expected_minor);
    let kind = Message::new(format!("difference-kind-{word}"));
    let expected = if word == "late" {
        Cell::text("")
    } else {
        amount(difference.expected_minor, &difference.expected_currency)
    };
    Row {
        id: difference.id.to_string(),
        name: difference.order_number.clone(),
        tone: if difference.deed.is_none() {
            "warn"
        } else {
            ""
        },
        can_pick: false,
        cells: vec![
            Cell::numbered(
                difference.order_number.clone(),
                format!("/betalningar/{}", difference.id),
            ),
            Cell::text(difference.customer_name.clone()),
            Cell::text(admin.renderer.text(me.locale(), &kind)),
            Cell::State {
                status: status(difference.deed.as_deref(), difference.is_refused),
            },
            expected,
            amount(difference.received_minor, &difference.received_currency),
            Cell::When {
                when: Some(When::new(me.locale(), difference.found_at, me.now())),
            },
        ],
    }
}
