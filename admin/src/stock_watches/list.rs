use commerce::stock_watch::listing::{self, MostWatched};
use platform::auth::Permission;
use platform::db::cut::Search;
use platform::db::keyset::{Count, Cursor, PageOf, Slice};
use platform::db::{DbError, PgConnection};
use platform::i18n::numbers;

use crate::admin::Admin;
use crate::frame::Room;
use crate::guard::Me;
use crate::list::{Ask, Cell, ListSpec, ListState, Listed, Row};
use crate::when::When;

/// The list of what is watched.
pub(crate) struct StockWatches;

impl Listed for StockWatches {
    const SPEC: ListSpec = super::LIST;
    const ROOM: Room = Room::StockWatches;
    const EXPORT: Permission = Permission::ProductExport;
    const EXPORTED: (&'static str, &'static str) = ("stock_watch", "stock_watch.exported");
    type Filter = Search;
    type Item = MostWatched;

    async fn wanted(
        _admin: &Admin,
        conn: &mut PgConnection,
        state: &ListState,
        _ask: &Ask,
    ) -> Result<Search, DbError> {
        listing::look_for(conn, state.text.as_deref()).await
    }

    async fn page(
        conn: &mut PgConnection,
        search: &Search,
        (_, is_descending): (&'static str, bool),
        ask: &Ask,
        page: PageOf,
    ) -> Result<Slice<MostWatched>, DbError> {
        let locale = ask.locale.code();
        listing::most_watched(conn, search, locale, is_descending, page).await
    }

    async fn count(conn: &mut PgConnection, search: &Search) -> Result<Count, DbError> {
        listing::count(conn, search).await
    }

    fn search(search: &Search) -> &Search {
        search
    }

    fn cursor(watched: &MostWatched, _column: &'static str) -> Cursor {
        watched.cursor()
    }

    fn row(admin: &Admin, me: &Me, watched: &MostWatched) -> Row {
        row(admin, me, watched)
    }
}

fn row(admin: &Admin, me: &Me, watched: &MostWatched) -> Row {
    let locale = me.locale();
    let when = |at: Option<_>| Cell::When {
        when: at.map(|at| When::new(locale, at, me.now())),
    };
    let number = |of: i64| Cell::Number {
        text: numbers::number(locale, of),
    };
    Row {
        id: watched.id.to_string(),
        name: watched.name.clone(),
        tone: "",
        can_pick: false,
        cells: vec![
            Cell::Name {
                text: watched.name.clone(),
                href: format!("/produkter/{}", watched.product_id),
                sub: Some(watched.options.clone()).filter(|options| !options.is_empty()),
                picture: admin.thumbnail(watched.media_hash.as_deref()),
                is_mono: false,
            },
            Cell::dim(watched.sku.clone()),
            number(watched.waiting),
            when(watched.since),
            number(watched.free),
            when(watched.restock_at),
        ],
    }
}
