use axum::extract::{Path, State};
use axum::response::Response;
use commerce::ids::PriceListId;
use commerce::pricing::list::listing::{self, ListedPrice, ListedPriceList, PriceFilter};
use commerce::tier::price_lists::listing::askers;
use http::StatusCode;
use platform::auth::Permission;
use platform::db::keyset::{Cursor, PageOf};
use platform::db::{DbError, PgConnection};
use platform::i18n::numbers;
use platform::money::{Currency, UnitPrice};
use platform::render::FormState;
use platform::web::{Fields, PageError, QueryFields};
use uuid::Uuid;

use super::list::{kind, state, whom};
use super::views::{PriceForm, PriceListPage, PriceRow, ReportView};
use crate::admin::Admin;
use crate::frame::Room;
use crate::guard::Me;
use crate::list::Status;
use crate::page;
use crate::when::When;

/// Prices on a page.
const ROWS: usize = 50;
/// Longest search text.
const LONGEST: usize = 100;

/// What the page says beside the list itself.
#[derive(Default)]
pub(super) struct Told {
    pub(super) form: FormState<PriceForm>,
    pub(super) refusal: Option<&'static str>,
    pub(super) report: Option<ReportView>,
}

/// `GET /prislistor/{id}?q=&slut=&efter=&fore=`
pub(crate) async fn show(
    State(admin): State<Admin>,
    me: Me,
    Path(id): Path<Uuid>,
    QueryFields(query): QueryFields,
) -> Result<Response, PageError> {
    answer(
        &admin,
        &me,
        PriceListId(id),
        StatusCode::OK,
        &query,
        Told::default(),
    )
    .await
}

/// The tiers that are asked a tier's list.
async fn asked_by(
    conn: &mut PgConnection,
    list: &ListedPriceList,
    locale: &str,
) -> Result<Option<String>, DbError> {
    if list.tier_code.is_none() {
        return Ok(None);
    }
    let names = askers(conn, list.id, locale).await?;
    Ok(Some(names.join(", ")))
}

/// The page of a list, with what a form or a file led to.
pub(super) async fn answer(
    admin: &Admin,
    me: &Me,
    id: PriceListId,
    status: StatusCode,
    query: &Fields,
    told: Told,
) -> Result<Response, PageError> {
    let mut conn = admin.db.read().await?;
    let locale = me.locale();
    let list = listing::price_list(&mut conn, id, locale.code())
        .await?
        .ok_or(PageError::NotFound)?;
    let search: String = query
        .text("q")
        .chars()
        .filter(|c| !c.is_control())
        .take(LONGEST)
        .collect();
    let shows_ended = query.text("slut") == "1";
    let filter = PriceFilter {
        variants: match search.is_empty() {
            true => None,
            false => Some(listing::variants_for(&mut conn, &search).await?),
        },
        not_ended_at: (!shows_ended).then(|| me.now()),
    };
    let cursor = |name| query.get(name).and_then(|text| text.parse::<Cursor>().ok());
    let page = match (cursor("efter"), cursor("fore")) {
        (Some(after), _) => PageOf::after(after, ROWS),
        (None, before) => PageOf {
            cursor: before,
            is_backwards: before.is_some(),
            rows: ROWS,
        },
    };
    let slice = listing::prices(&mut conn, id, &filter, locale.code(), page).await?;
    let href = |name: &str, cursor: Cursor| {
        let text =
            percent_encoding::utf8_percent_encode(&search, percent_encoding::NON_ALPHANUMERIC);
        let ended = if shows_ended { "&slut=1" } else { "" };
        format!("/prislistor/{id}?q={text}{ended}&{name}={cursor}")
    };
    let first = slice.rows.first().filter(|_| slice.has_before);
    let last = slice.rows.last().filter(|_| slice.has_after);
    let can_manage = me.may(Permission::PriceManage);
    let view = PriceListPage {
        newer: first.map(|row| href("fore", row.cursor())),
        older: last.map(|row| href("efter", row.cursor())),
        rows: slice
            .rows
            .iter()
            .map(|price| row(me, &list, price, can_manage))
            .collect(),
        id: id.to_string(),
        status: state(&list, me.now()),
        kind: kind(&list),
        whom: whom(&list),
        asked_by: asked_by(&mut conn, &list, locale.code()).await?,
        from: list.valid_from.map(|at| When::new(locale, at, me.now())),
        to: list.valid_to.map(|at| When::new(locale, at, me.now())),
        updated: When::new(locale, list.updated_at, me.now()),
        name: list.name,
        code: list.code,
        currency: list.currency,
        includes_vat: list.includes_vat,
        priority: list.priority,
        version: list.row_version,
        can_manage,
        can_export: me.may(Permission::PriceExport),
        search,
        shows_ended,
        form: told.form,
        done: match query.text("klart") {
            "pris" => Some("price-set-done"),
            "slut" => Some("price-ended-done"),
            "lista" => Some("price-list-saved"),
            _ => None,
        },
        refusal: told.refusal,
        report: told.report,
    };
    let of = ("price_list", id.0, format!("/prislistor/{id}"));
    let place = (Room::PriceLists, None);
    page::show_traced(admin, &mut conn, me, place, status, of, &view).await
}

fn row(me: &Me, list: &ListedPriceList, price: &ListedPrice, can_manage: bool) -> PriceRow {
    // A file that was just read in was written after the page's own moment.
    let (locale, now) = (me.locale(), me.now().max(price.created_at));
    let currency = Currency::parse(&list.currency).unwrap_or(Currency::SEK);
    let has_ended = price.valid_to.is_some_and(|to| to <= now);
    PriceRow {
        id: price.id.to_string(),
        sku: price.sku.clone(),
        name: price.name.clone().unwrap_or_default(),
        href: format!("/produkter/{}", price.product_id),
        quantity: price.min_quantity,
        price: numbers::unit_price(locale, UnitPrice(price.unit_price_e4), currency),
        status: if has_ended {
            Status::new("idle", "price-list-ended")
        } else if price.valid_from > now {
            Status::new("idle", "price-list-coming")
        } else {
            Status::new("ok", "price-list-holds")
        },
        from: When::new(locale, price.valid_from, now),
        to: price.valid_to.map(|at| When::new(locale, at, now)),
        by: price.created_by.clone(),
        can_end: can_manage && !has_ended,
    }
}
