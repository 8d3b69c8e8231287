use commerce::staff_shops::Belongs;
use commerce::stock_watch::listing::{self, MostWatched};
use platform::auth::Permission;
use platform::db::cut::Search;
use platform::db::keyset::{Count, Cursor, PageOf, Slice};
use platform::db::{DbError, PgConnection};
use platform::i18n::numbers;
use uuid::Uuid;

use crate::admin::Admin;
use crate::frame::Room;
use crate::guard::Me;
use crate::list::{Ask, Cell, ListSpec, ListState, Listed, Row};
use crate::when::When;

/// Which of what is watched.
#[derive(Clone, Debug)]
pub(crate) struct Wanted {
    search: Search,
    shops: Option<Vec<Uuid>>,
}

/// The list of what is watched.
pub(crate) struct StockWatches;

impl Listed for StockWatches {
    const SPEC: ListSpec = super::LIST;
    const ROOM: Room = Room::StockWatches;
    const EXPORT: Permission = Permission::ProductExport;
    const EXPORTED: (&'static str, &'static str) = ("stock_watch", "stock_watch.exported");
    const BELONGS: Option<Belongs> = Some(Belongs::Watch);
    type Filter = Wanted;
    type Item = MostWatched;

    async fn wanted(
        _admin: &Admin,
        conn: &mut PgConnection,
        state: &ListState,
        ask: &Ask,
    ) -> Result<Wanted, DbError> {
        Ok(Wanted {
            search: listing::look_for(conn, state.text.as_deref()).await?,
            shops: ask.narrowing(state),
        })
    }

    async fn page(
        conn: &mut PgConnection,
        wanted: &Wanted,
        (_, is_descending): (&'static str, bool),
        ask: &Ask,
        page: PageOf,
    ) -> Result<Slice<MostWatched>, DbError> {
        let locale = ask.locale.code();
        let shops = wanted.shops.as_deref();
        let wanted = (&wanted.search, shops);
        listing::most_watched(conn, wanted, locale, is_descending, page).await
    }

    async fn count(conn: &mut PgConnection, wanted: &Wanted) -> Result<Count, DbError> {
        listing::count(conn, (&wanted.search, wanted.shops.as_deref())).await
    }

    fn search(wanted: &Wanted) -> &Search {
        &wanted.search
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
