use std::collections::HashMap;
use std::future::Future;

use axum::extract::State;
use axum::response::Response;
use commerce::catalogue::shop::Shop;
use commerce::ids::ShopId;
use commerce::staff_shops::{Belongs, shops_of};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use platform::audit::Change;
use platform::auth::Permission;
use platform::auth::listing::saved_views;
use platform::clock::Timestamp;
use platform::db::cut::{LATEST, Search};
use platform::db::keyset::{Count, Cursor, PageOf, Slice};
use platform::db::{DbError, PgConnection};
use platform::i18n::{Locale, Message, numbers};
use platform::web::{Fields, PageError, QueryFields};
use uuid::Uuid;

use super::view::{Notice, Wider};
use super::{Bulk, Cell, ListHead, ListPage, ListSpec, ListState, ListView, Row, csv};
use crate::admin::Admin;
use crate::frame::{Counted, Room};
use crate::guard::Me;
use crate::orders::day_start;
use crate::page;
use crate::shops::{NAME, SHOP, Shops};

/// What reading a list depends on besides its address.
#[derive(Clone, Debug)]
pub(crate) struct Ask {
    pub(crate) now: Timestamp,
    pub(crate) locale: Locale,
    /// The shops that the person works for.
    pub(crate) shops: Shops,
}

impl Ask {
    /// The shops that a list is narrowed to: its own filter goes before what the person looks at.
    pub(crate) fn narrowing(&self, state: &ListState) -> Option<Vec<Uuid>> {
        self.shops.narrowing(state.filter(NAME))
    }
}

/// Where the page of a thing is told the query of the list that one came from.
pub(crate) const CARRIED: &str = "lista";

/// A list screen: what is its own. [`show`] and [`export`] do the rest.
pub(crate) trait Listed: 'static {
    /// Filters, columns, tabs.
    const SPEC: ListSpec;
    /// What its head holds besides.
    const HEAD: Option<ListHead> = None;
    /// Where it stands in the navigation.
    const ROOM: Room;
    /// Who may take it out of the house as a file.
    const EXPORT: Permission;
    /// The noun and the deed of the export in the audit trail.
    const EXPORTED: (&'static str, &'static str);
    /// What its things are, where each is of one shop.
    const BELONGS: Option<Belongs> = None;
    /// Whether the pages of its things lead to the things before and after, so that its query goes with the links to them.
    const IS_CARRIED: bool = false;
    /// Which rows.
    type Filter: Clone + Send + Sync + 'static;
    /// A row as it is read.
    type Item: Send + Sync;

    /// The filter that an address asks for.
    fn wanted(
        admin: &Admin,
        conn: &mut PgConnection,
        state: &ListState,
        ask: &Ask,
    ) -> impl Future<Output = Result<Self::Filter, DbError>> + Send;

    /// A page of rows.
    fn page(
        conn: &mut PgConnection,
        filter: &Self::Filter,
        sort: (&'static str, bool),
        ask: &Ask,
        page: PageOf,
    ) -> impl Future<Output = Result<Slice<Self::Item>, DbError>> + Send;

    /// How many rows.
    fn count(
        conn: &mut PgConnection,
        filter: &Self::Filter,
    ) -> impl Future<Output = Result<Count, DbError>> + Send;

    /// What is looked for.
    fn search(filter: &Self::Filter) -> &Search;

    /// Whether a look through the latest rows is a look through all there can be.
    fn reaches_all() -> bool {
        false
    }

    /// Where a page goes on from a row.
    fn cursor(item: &Self::Item, sort: &'static str) -> Cursor;

    /// The row as it is shown, all its columns.
    fn row(admin: &Admin, me: &Me, item: &Self::Item) -> Row;

    /// The choices of a filter that come from the database.
    fn choices(
        _conn: &mut PgConnection,
    ) -> impl Future<Output = Result<Option<(&'static str, Vec<String>)>, DbError>> + Send {
        async { Ok(None) }
    }

    /// What can be done to ticked rows.
    fn bulk() -> Option<Bulk> {
        None
    }

    /// What a deed did, told once.
    fn notice(_query: &Fields) -> Option<Notice> {
        None
    }

    /// Where what a deed did can be taken back.
    fn undo(_query: &Fields) -> Option<String> {
        None
    }

    /// The page around the list.
    fn respond(
        admin: &Admin,
        conn: &mut PgConnection,
        me: &Me,
        list: ListView,
    ) -> impl Future<Output = Result<Response, PageError>> + Send {
        async move { page::show(admin, conn, me, Self::ROOM, &ListPage { list }).await }
    }
}

/// `GET` of the list.
pub(crate) async fn show<L: Listed>(
    State(admin): State<Admin>,
    me: Me,
    QueryFields(query): QueryFields,
) -> Result<Response, PageError> {
    let (spec, ask) = (L::SPEC, me.ask());
    let state = ListState::read(&spec, &query);
    let mut conn = admin.db.read().await?;
    let filter = L::wanted(&admin, &mut conn, &state, &ask).await?;
    let slice = L::page(&mut conn, &filter, state.sort(), &ask, state.page()).await?;
    let count = L::count(&mut conn, &filter).await?;
    let mut counts = Vec::new();
    for tab in spec.tabs {
        counts.push(if tab.is_counted {
            let tab = ListState::read(&spec, &Fields::parse(tab.query.as_bytes())?);
            let filter = L::wanted(&admin, &mut conn, &tab, &ask).await?;
            Some(L::count(&mut conn, &filter).await?)
        } else {
            None
        });
    }
    let mut list = ListView::new(&state);
    if let Some((name, values)) = L::choices(&mut conn).await? {
        list = list.with_choices(&state, name, values);
    }
    let saved = saved_views(&mut conn, me.session.staff, spec.screen).await?;
    let cursor = |item| L::cursor(item, state.sort().0);
    let ends = slice
        .rows
        .first()
        .map(cursor)
        .zip(slice.rows.last().map(cursor));
    let mut rows: Vec<Row> = slice.rows.iter().map(|i| L::row(&admin, &me, i)).collect();
    if L::IS_CARRIED {
        carry(&state, &mut rows);
    }
    if L::BELONGS.is_some() && me.shops().are_offered() {
        list = list.with_shops(&state, me.shops().all());
    }
    let shops = shops_of_rows::<L>(&mut conn, &me, &state, &slice.rows).await?;
    let mut list = list
        .with_tabs(&state, &counts, &saved)
        .fill(&state, &slice, ends, count, rows);
    if let Some(shops) = shops {
        list.add_shops(&shops);
    }
    if list.rows.is_empty() {
        list.wider = wider::<L>(&admin, &mut conn, &ask, &list).await?;
    }
    list.head = L::HEAD;
    list.has_button = L::HEAD.is_some_and(|head| me.may(head.may));
    list.bulk = L::bulk().filter(|_| list.rows.iter().any(|r| r.can_pick));
    list.notice = L::notice(&query);
    list.undo = L::undo(&query);
    list.reach = reach(L::search(&filter)).filter(|_| !L::reaches_all());
    if me.may(L::EXPORT) {
        list.export_href = Some(format!("{}/export?{}", spec.path, state.query()));
    }
    L::respond(&admin, &mut conn, &me, list).await
}

/// The shop of each row, where those of several stand together.
async fn shops_of_rows<L: Listed>(
    conn: &mut PgConnection,
    me: &Me,
    state: &ListState,
    items: &[L::Item],
) -> Result<Option<Vec<Shop>>, PageError> {
    let is_mixed = me.shops().are_mixed(state.filter(NAME));
    let Some(kind) = L::BELONGS.filter(|_| is_mixed) else {
        return Ok(None);
    };
    let ids = items.iter().map(|item| L::cursor(item, state.sort().0).id);
    let ids: Vec<Uuid> = ids.collect();
    let pairs: HashMap<Uuid, ShopId> = shops_of(conn, kind, &ids).await?.into_iter().collect();
    let shops = me.shops().all();
    let shop_of = |id: &Uuid| shops.iter().find(|shop| Some(&shop.id) == pairs.get(id));
    let found: Option<Vec<Shop>> = ids.iter().map(|id| shop_of(id).cloned()).collect();
    // A row whose shop went from the person's between two statements: the list is asked for anew.
    found.map(Some).ok_or(PageError::Conflict)
}

/// Tells the pages of the rows from where one comes.
fn carry(state: &ListState, rows: &mut [Row]) {
    let query = state.query();
    if query.is_empty() {
        return;
    }
    let query = utf8_percent_encode(&query, NON_ALPHANUMERIC).to_string();
    for cell in rows.iter_mut().filter_map(|row| row.cells.first_mut()) {
        if let Cell::Name { href, .. } = cell {
            *href = format!("{href}?{CARRIED}={query}");
        }
    }
}

/// Filters that are looked past where nothing fits; each costs a count that stops at a thousand.
const MOST_WIDER: usize = 4;

/// What there is without each of the filters that are set.
async fn wider<L: Listed>(
    admin: &Admin,
    conn: &mut PgConnection,
    ask: &Ask,
    list: &ListView,
) -> Result<Vec<Wider>, PageError> {
    let mut found = Vec::new();
    for chip in list.chips.iter().take(MOST_WIDER) {
        let query = chip.without.split_once('?').map_or("", |(_, query)| query);
        let state = ListState::read(&L::SPEC, &Fields::parse(query.as_bytes())?);
        let filter = L::wanted(admin, conn, &state, ask).await?;
        let count = Counted::from(L::count(conn, &filter).await?);
        if count.number > 0 {
            found.push(Wider {
                label: chip.label.clone(),
                value: chip.value.clone(),
                href: chip.without.clone(),
                count,
            });
        }
    }
    Ok(found)
}

fn reach(search: &Search) -> Option<Message> {
    if search.is_too_short() {
        Some(Message::new("list-search-short"))
    } else {
        search.is_among_latest().then(among_latest)
    }
}

pub(super) fn among_latest() -> Message {
    Message::new("list-search-latest").with("count", LATEST)
}

/// `GET` of the list's `/export`: exactly what is narrowed to and the chosen columns, all pages.
pub(crate) async fn export<L: Listed>(
    State(admin): State<Admin>,
    me: Me,
    QueryFields(query): QueryFields,
) -> Result<Response, PageError> {
    let ask = me.ask();
    let state = ListState::read(&L::SPEC, &query);
    let filter = L::wanted(&admin, &mut *admin.db.read().await?, &state, &ask).await?;
    let (noun, deed) = L::EXPORTED;
    // A search may be somebody's name or address, which the trail must not keep.
    let after = serde_json::json!({ "query": state.query_without_text(), "is_search": state.text.is_some() });
    let change = Change {
        action: deed,
        subject: (noun, None),
        before: None::<&()>,
        after: Some(&after),
        reason: None,
    };
    let mut tx = admin.db.begin(me.origin()).await?;
    tx.audit(change).await?;
    tx.commit().await?;
    let is_mixed = L::BELONGS.is_some() && me.shops().are_mixed(state.filter(NAME));
    let shop_head = is_mixed.then_some(SHOP);
    let heads: Vec<String> = shown(&state)
        .chain(shop_head)
        .map(|label| admin.renderer.text(ask.locale, &Message::new(label)))
        .collect();
    let heads: Vec<&str> = heads.iter().map(String::as_str).collect();
    let name = L::SPEC.path.trim_start_matches('/');
    let sort = state.sort();
    let first = PageOf::first(csv::CHUNK);
    Ok(csv::stream(name, &heads, first, move |page| {
        let (admin, me) = (admin.clone(), me.clone());
        let (filter, state, ask) = (filter.clone(), state.clone(), ask.clone());
        async move {
            let mut conn = admin.db.read().await?;
            let slice = L::page(&mut conn, &filter, sort, &ask, page).await?;
            let shops = shops_of_rows::<L>(&mut conn, &me, &state, &slice.rows).await?;
            let mut text = String::new();
            for (place, item) in slice.rows.iter().enumerate() {
                let shop = shops.as_ref().and_then(|shops| shops.get(place));
                let shop = shop.map(|shop| shop.name.as_str());
                text.push_str(&line(
                    &admin,
                    &state,
                    ask.locale,
                    &L::row(&admin, &me, item),
                    shop,
                ));
            }
            let last = slice.rows.last().filter(|_| slice.has_after);
            let next = last.map(|i| PageOf::after(L::cursor(i, sort.0), csv::CHUNK));
            Ok((text, next))
        }
    }))
}

/// The labels of the columns that are shown; an amount has its currency beside it.
fn shown(state: &ListState) -> impl Iterator<Item = &'static str> {
    let columns = state.spec().columns.iter();
    columns.filter(|c| state.shows(c)).flat_map(|c| {
        let currency = c.is_amount.then_some("orders-currency");
        std::iter::once(c.label).chain(currency)
    })
}

fn line(admin: &Admin, state: &ListState, locale: Locale, row: &Row, shop: Option<&str>) -> String {
    let mut cells = Vec::new();
    for (column, cell) in state.spec().columns.iter().zip(&row.cells) {
        if !state.shows(column) {
            continue;
        }
        cells.push(plain(admin, locale, cell));
        if column.is_amount {
            cells.push(match cell {
                Cell::Amount { amount } => amount.code.clone(),
                _ => String::new(),
            });
        }
    }
    let cells = cells.iter().map(String::as_str).chain(shop);
    csv::line(&cells.collect::<Vec<_>>())
}

/// A cell as a spreadsheet takes it: numbers without spaces, moments that sort.
fn plain(admin: &Admin, locale: Locale, cell: &Cell) -> String {
    match cell {
        Cell::Name { text, .. } | Cell::Text { text, .. } | Cell::Error { text } => text.clone(),
        Cell::State { status } => admin.renderer.text(locale, &status.label),
        Cell::When { when } => when.as_ref().map(|w| w.plain.clone()).unwrap_or_default(),
        Cell::Number { text } => text.replace([numbers::NBSP, '–'], ""),
        Cell::Amount { amount } => csv::decimal(amount.minor),
    }
}

impl Me {
    /// What reading a list for the person depends on.
    pub(crate) fn ask(&self) -> Ask {
        Ask {
            now: self.now(),
            locale: self.locale(),
            shops: self.shops().clone(),
        }
    }
}

impl ListState {
    /// From when on, by a filter whose choices are today, seven days and thirty.
    pub(crate) fn since(&self, filter: &str, now: Timestamp) -> Option<Timestamp> {
        let days_ago = match self.filter(filter)? {
            "idag" => 0,
            "7" => 6,
            "30" => 29,
            _ => return None,
        };
        Some(day_start(now, days_ago))
    }
}
