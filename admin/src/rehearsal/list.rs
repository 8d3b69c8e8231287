use axum::extract::State;
use axum::response::Response;
use commerce::pricing::rehearsal::listing::{
    self, DifferenceFilter, ListedDifference, Mind, differences,
};
use platform::auth::Permission;
use platform::db::cut::Search;
use platform::db::keyset::{Count, Cursor, PageOf, Slice};
use platform::db::{DbError, PgConnection};
use platform::i18n::{Locale, Message, numbers};
use platform::money::{Currency, UnitPrice};
use platform::web::{PageError, QueryFields};

use super::answer::seen;
use super::views::DifferencesPage;
use super::{MIND, REHEARSAL};
use crate::admin::Admin;
use crate::frame::Room;
use crate::guard::Me;
use crate::list::{self, Ask, Cell, ListSpec, ListState, ListView, Listed, Row, Status, Tab};
use crate::page::{self, see};

/// The list of prices that will be others.
pub(crate) struct Differences;

impl Listed for Differences {
    const SPEC: ListSpec = super::LIST;
    const ROOM: Room = Room::Rehearsal;
    const EXPORT: Permission = Permission::PriceExport;
    const EXPORTED: (&'static str, &'static str) = ("shop", "rehearsal.exported");
    type Filter = DifferenceFilter;
    type Item = ListedDifference;

    async fn wanted(
        _admin: &Admin,
        _conn: &mut PgConnection,
        state: &ListState,
        _ask: &Ask,
    ) -> Result<DifferenceFilter, DbError> {
        Ok(DifferenceFilter {
            rehearsal: state.owned(REHEARSAL).unwrap_or_default(),
            search: listing::look_for(state.text.as_deref()),
            mind: match state.filter(MIND) {
                Some("marginal") => Some(Mind::BelowMargin),
                Some("tidigare-pris") => Some(Mind::LacksPrior),
                Some("kampanj") => Some(Mind::ByPromotion),
                _ => None,
            },
        })
    }

    async fn page(
        conn: &mut PgConnection,
        filter: &DifferenceFilter,
        (_, is_descending): (&'static str, bool),
        ask: &Ask,
        page: PageOf,
    ) -> Result<Slice<ListedDifference>, DbError> {
        differences(conn, filter, ask.locale.code(), is_descending, page).await
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

    fn row(_admin: &Admin, me: &Me, difference: &ListedDifference) -> Row {
        row(me, difference)
    }

    async fn respond(
        admin: &Admin,
        conn: &mut PgConnection,
        me: &Me,
        mut list: ListView,
    ) -> Result<Response, PageError> {
        let of = |name: &str| list.filters.iter().find(|filter| filter.name == name);
        let number = of(REHEARSAL)
            .map(|filter| filter.value.clone())
            .unwrap_or_default();
        let chosen = of(MIND).and_then(|filter| filter.options.iter().find(|of| of.is_chosen));
        let chosen = chosen.map_or("", |option| option.value.as_str());
        let whole = address(&number, "");
        let tabs = [
            ("rehearsal-tab-all", ""),
            ("rehearsal-is-below", "marginal"),
            ("rehearsal-lacks", "tidigare-pris"),
            ("rehearsal-by-promotion", "kampanj"),
        ];
        let tabs = tabs
            .into_iter()
            .filter(|(_, mind)| *mind != "marginal" || me.may(Permission::PriceManage))
            .map(|(label, mind)| Tab {
                label: Message::new(label),
                href: address(&number, mind),
                is_current: list.text.is_empty() && mind == chosen,
                count: None,
            })
            .collect();
        list.tabs = tabs;
        // An answer is gone some days later: nothing to be kept as a view of one's own.
        list.can_save_view = false;
        list.current_view = None;
        list.chips.retain(|chip| chip.filter != REHEARSAL);
        list.clear_href = whole;
        let view = DifferencesPage {
            answer_href: format!("/repetition/{number}"),
            number,
            list,
        };
        page::show(admin, conn, me, Self::ROOM, &view).await
    }
}

/// The list of an answer's differences, narrowed to what is to be looked over.
pub(super) fn address(number: &str, mind: &str) -> String {
    let path = format!("{}?{REHEARSAL}={number}", super::LIST.path);
    if mind.is_empty() {
        path
    } else {
        format!("{path}&{MIND}={mind}")
    }
}

/// `GET /prisskillnader?repetition=…`
pub(crate) async fn show(
    State(admin): State<Admin>,
    me: Me,
    QueryFields(query): QueryFields,
) -> Result<Response, PageError> {
    if !query.has(REHEARSAL) {
        return Ok(see("/repetition"));
    }
    seen(&admin, &me, query.text(REHEARSAL)).await?;
    list::show::<Differences>(State(admin), me, QueryFields(query)).await
}

/// `GET /prisskillnader/export?repetition=…`
pub(crate) async fn export(
    State(admin): State<Admin>,
    me: Me,
    QueryFields(query): QueryFields,
) -> Result<Response, PageError> {
    seen(&admin, &me, query.text(REHEARSAL)).await?;
    list::export::<Differences>(State(admin), me, QueryFields(query)).await
}

/// The page of an article's prices, where it is told why.
pub(super) fn prices_of(difference: &ListedDifference) -> String {
    format!(
        "/produkter/{}/priser?variant={}&antal={}",
        difference.product_id, difference.variant_id, difference.quantity
    )
}

fn digits(locale: Locale, price: Option<UnitPrice>, currency: Currency) -> Cell {
    let text = price.map(|price| numbers::unit_price(locale, price, currency));
    let text = text.map(|text| match text.rsplit_once(numbers::NBSP) {
        Some((digits, _)) => digits.to_owned(),
        None => text,
    });
    Cell::Number {
        text: text.unwrap_or_else(|| "–".to_owned()),
    }
}

fn mind(difference: &ListedDifference) -> Cell {
    let (kind, label) = match (difference.is_below_margin, difference.lacks_prior) {
        (true, true) => ("bad", "rehearsal-is-both"),
        (true, false) => ("bad", "rehearsal-is-below"),
        (false, true) => ("warn", "rehearsal-lacks"),
        (false, false) if difference.is_by_promotion => ("info", "rehearsal-by-promotion"),
        (false, false) => return Cell::dim("–"),
    };
    Cell::State {
        status: Status::new(kind, label),
    }
}

fn row(me: &Me, difference: &ListedDifference) -> Row {
    let locale = me.locale();
    let currency = Currency::parse(&difference.currency).unwrap_or(Currency::SEK);
    let (now, now_promoted) = difference.now();
    let (then, then_promoted) = difference.then();
    let margin = difference
        .margin_bp
        .filter(|_| me.may(Permission::PriceManage));
    Row {
        id: format!("{}.{}", difference.variant_id, difference.quantity),
        name: difference.sku.clone(),
        tone: match (difference.is_below_margin, difference.lacks_prior) {
            (true, _) => "bad",
            (false, true) => "warn",
            (false, false) => "",
        },
        can_pick: false,
        cells: vec![
            Cell::Name {
                text: difference.sku.clone(),
                href: prices_of(difference),
                sub: Some(difference.name.clone()).filter(|name| !name.is_empty()),
                picture: None,
                is_mono: true,
            },
            Cell::Number {
                text: numbers::number(locale, difference.quantity.into()),
            },
            digits(locale, now, currency),
            digits(locale, then, currency),
            digits(locale, now_promoted, currency),
            digits(locale, then_promoted, currency),
            Cell::dim(difference.currency.clone()),
            Cell::text(difference.list_name.clone().unwrap_or_default()),
            Cell::Number {
                text: margin
                    .map_or_else(|| "–".to_owned(), |margin| numbers::percent(locale, margin)),
            },
            mind(difference),
        ],
    }
}
