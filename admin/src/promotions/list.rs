use commerce::promotion::listing::{self, ListedPromotion, MOST_IN_LIST, PromotionFilter};
use commerce::staff_shops::Belongs;
use platform::auth::Permission;
use platform::clock::Timestamp;
use platform::db::cut::Search;
use platform::db::keyset::{Count, Cursor, PageOf, Slice};
use platform::db::{DbError, PgConnection};
use platform::i18n::{Locale, numbers};
use platform::money::{Currency, Money};

use crate::admin::Admin;
use crate::frame::Room;
use crate::guard::Me;
use crate::list::{Ask, Cell, ListHead, ListSpec, ListState, Listed, Row, Status};
use crate::when::When;

/// The list of promotions.
pub(crate) struct Promotions;

impl Listed for Promotions {
    const SPEC: ListSpec = super::LIST;
    const HEAD: Option<ListHead> = Some(super::HEAD);
    const ROOM: Room = Room::Promotions;
    const EXPORT: Permission = Permission::PromotionExport;
    const EXPORTED: (&'static str, &'static str) = ("promotion", "promotion.exported");
    const BELONGS: Option<Belongs> = Some(Belongs::Promotion);
    type Filter = PromotionFilter;
    type Item = ListedPromotion;

    async fn wanted(
        _admin: &Admin,
        _conn: &mut PgConnection,
        state: &ListState,
        ask: &Ask,
    ) -> Result<PromotionFilter, DbError> {
        Ok(PromotionFilter {
            search: listing::look_for(state.text.as_deref()),
            shops: ask.narrowing(state),
            state: state.owned("lage"),
        })
    }

    async fn page(
        conn: &mut PgConnection,
        filter: &PromotionFilter,
        (_, is_descending): (&'static str, bool),
        _ask: &Ask,
        page: PageOf,
    ) -> Result<Slice<ListedPromotion>, DbError> {
        listing::promotions(conn, filter, is_descending, page).await
    }

    async fn count(conn: &mut PgConnection, filter: &PromotionFilter) -> Result<Count, DbError> {
        listing::count(conn, filter).await
    }

    fn search(filter: &PromotionFilter) -> &Search {
        &filter.search
    }

    fn cursor(promotion: &ListedPromotion, _column: &'static str) -> Cursor {
        promotion.cursor()
    }

    fn row(admin: &Admin, me: &Me, promotion: &ListedPromotion) -> Row {
        row(admin, me, promotion)
    }
}

/// Where a promotion stands, in one word.
pub(super) fn status(
    state: &str,
    starts_at: Timestamp,
    ends_at: Option<Timestamp>,
    now: Timestamp,
) -> Status {
    match state {
        "draft" => Status::new("info", "promotion-draft"),
        "paused" => Status::new("pause", "promotion-paused"),
        "active" if ends_at.is_some_and(|end| end <= now) => Status::new("idle", "promotion-ended"),
        "active" if starts_at > now => Status::new("idle", "promotion-scheduled"),
        "active" => Status::new("ok", "promotion-active"),
        _ => Status::new("idle", "promotion-ended"),
    }
}

/// What a promotion gives, in few characters: `20 %`, `100 kr`, `3 för 2`.
pub(crate) fn gives(admin: &Admin, locale: Locale, promotion: &ListedPromotion) -> String {
    let money = |minor: Option<i64>| {
        let currency = Currency::parse(&promotion.currency).unwrap_or(Currency::SEK);
        let amount = Money::new(minor.unwrap_or(0), currency);
        numbers::money(locale, amount, numbers::Decimals::WhenNeeded)
    };
    let kind = platform::i18n::Message::new(format!("gives-{}", promotion.kind));
    let message = match promotion.kind.as_str() {
        "percent" => {
            let percent = numbers::percent(locale, promotion.percent_bp.unwrap_or(0).into());
            kind.with("value", percent)
        }
        "sum" | "fixed_price" => kind.with("value", money(promotion.amount_minor)),
        "buy_pay" => kind
            .with("buy", promotion.buy_quantity.unwrap_or(0))
            .with("pay", promotion.pay_quantity.unwrap_or(0)),
        _ => kind,
    };
    admin.renderer.text(locale, &message)
}

fn row(admin: &Admin, me: &Me, promotion: &ListedPromotion) -> Row {
    let locale = me.locale();
    let when = |at| When::new(locale, at, me.now());
    let uses = match promotion.max_uses {
        None if promotion.uses > MOST_IN_LIST => {
            format!("{}+", numbers::number(locale, MOST_IN_LIST))
        }
        _ => numbers::number(locale, promotion.uses),
    };
    Row {
        id: promotion.id.to_string(),
        name: promotion.name.clone(),
        tone: "",
        can_pick: false,
        cells: vec![
            Cell::named(
                promotion.name.clone(),
                format!("/kampanjer/{}", promotion.id),
            ),
            Cell::State {
                status: status(
                    &promotion.state,
                    promotion.starts_at,
                    promotion.ends_at,
                    me.now(),
                ),
            },
            Cell::text(gives(admin, locale, promotion)),
            Cell::text(if promotion.needs_code {
                admin.renderer.text(locale, &"promotions-by-code".into())
            } else {
                "–".to_owned()
            }),
            Cell::Number {
                text: match promotion.max_uses {
                    Some(most) => format!("{uses} / {}", numbers::number(locale, most)),
                    None => uses,
                },
            },
            Cell::When {
                when: Some(when(promotion.starts_at)),
            },
            Cell::When {
                when: promotion.ends_at.map(when),
            },
            Cell::When {
                when: Some(when(promotion.created_at)),
            },
        ],
    }
}
